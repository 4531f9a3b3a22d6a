"""On real documents: prints of one conference agree, a series runs over three sources, and the arithmetic that a reader sees is found."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.annotated import HELD_OUT
from tests.flow.made import staged
from transforms.issue_kinds import FORMATS

Rows = dict[str, list[dict[str, Any]]]
PRINTS = ("000_", "001_", "004_")
"""Beginnings of the names of three prints of one press conference."""


@pytest.fixture(scope="module")
def rows(real_documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    inbox = tmp_path_factory.mktemp("real")
    for part in ("seeds", "corpus"):
        for path in sorted((real_documents / part).glob("*")):
            if not path.name.startswith(HELD_OUT) and (path.suffix in FORMATS or path.suffix == ".yaml"):
                shutil.copy(path, inbox / path.name)
    return staged(inbox, tmp_path_factory.mktemp("warehouse")).rows


def _named(rows: Rows, metric_ids: list[str]) -> set[str]:
    files = {row["document_id"]: row["file_name"][:4] for row in rows["documents"]}
    return {files[row["document_id"]] for row in rows["metrics"] if row["metric_id"] in metric_ids}


def test_the_prints_of_one_conference_agree_on_every_shared_figure(rows: Rows) -> None:
    shared = [row for row in rows["observations"] if row["n_sources"] > 1 and len(_named(rows, row["metric_ids"]) & set(PRINTS)) > 1]
    assert len(shared) >= 12
    assert {row["agreement"] for row in shared} <= {"single", "agree"}
    assert {row["value"] for row in shared} >= {3.8, 0.8, 4.4, 3.5, 15.2, 61.6, 8000, 45}


def test_a_plan_whose_title_one_print_tells_otherwise_is_reported(rows: Rows) -> None:
    told = [row for row in rows["conflicts"] if row["kind"] == "wording"]
    assert any(
        {"赋能" in row["left_text"], "赋能" in row["right_text"]} == {True, False} and "赋值" in row["left_text"] + row["right_text"]
        for row in told
    )


def test_a_figure_told_three_times_is_one_fact_and_base_stations_are_a_series(rows: Rows) -> None:
    (mid_2023,) = [row for row in rows["observations"] if row["value"] == 2_937_000]
    assert mid_2023["n_metrics"] == 3
    series = {
        row["period_end"].year: row["value"]
        for row in rows["observations"]
        if row["indicator"] == "5G基站数量" and row["measure"] == "level"
    }
    assert series == {2023: 2_937_000, 2024: 3_837_000, 2025: 4_550_000}


@pytest.mark.parametrize(
    ("kind", "values", "expected", "stated"),
    [
        ("share_of_parts", [62, 153, 40], 40.5229, 40.0),
        ("growth_of_another_group", [11.3, 2.9, 8.4], 8.4, 8.4),
        ("growth_of_another_period", [8.4, 8.0], 0.4, None),
        ("growth_of_another_period", [8.4, 5.0], 3.4, None),
        ("growth_of_another_period", [3.8, 0.8], 3.0, None),
        ("growth_of_another_period", [6.2, 1.6], 4.6, None),
    ],
)
def test_arithmetic_that_a_reader_sees_is_found(rows: Rows, kind: str, values: list[float], expected: float, stated: float | None) -> None:
    known = {row["metric_id"]: row["value"] for row in rows["metrics"]}
    found = [row for row in rows["relations"] if row["kind"] == kind and [known[i] for i in row["metric_ids"]] == values]
    assert found
    for row in found:
        assert row["expected"] == pytest.approx(expected, abs=1e-4)
        assert (row["stated"], row["holds"]) == (stated, None if stated is None else True)


def test_no_relation_between_what_the_documents_say_fails(rows: Rows) -> None:
    tested = [row["holds"] for row in rows["relations"] if row["holds"] is not None]
    assert len(tested) >= 10
    assert tested.count(False) <= 0.02 * len(tested)
