"""What was known on a day is what a build of that day's documents gave; how documents came changes nothing."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from flows import reference as tables
from flows.settings import PROJECT, REFERENCE
from tests.flow.made import CITY, HARVEST, NOTICE, PRESS, facts_of, inbox_of, released, rows_of
from transforms import reconcile
from transforms.compared import compared
from transforms.extract import extract
from transforms.ids import content_id
from transforms.model import RawDocument
from transforms.reference import Reference
from warehouse import history, view_files
from warehouse.arrow import schema, table_of
from warehouse.tables import METRICS, METRICS_HISTORY

HISTORIES = 500
FIRST_DAY = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)
UNDATED = "工业观察\n\n" + CITY.partition("本报讯")[2]
"""A print of the city's story that states no day: its dates come and go with the dated print."""

CONTENTS = {
    "city.txt": [CITY, CITY.replace("3.8%", "3.6%"), CITY.replace("2023年7月20日", "2024年7月22日")],
    "press.txt": [PRESS, PRESS.replace("293.7", "297.3")],
    "notice.txt": [NOTICE],
    "harvest.txt": [HARVEST, HARVEST.replace("52.1万吨", "52.4万吨")],
    "undated.txt": [UNDATED],
}
"""Each file with the contents that it can have: as first printed, and corrected."""


AsOf = Callable[[pa.Table, dt.date], list[tuple[Any, ...]]]
"""A history and a day -> the rows of metrics that `as_of` gives, by their ids."""


class Builds:
    """Builds of metrics from a state of the inbox: file -> number of its content. Each state is built once."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._read: dict[str, Any] = {}
        self._built: dict[tuple[tuple[str, int], ...], pa.Table] = {}

    def metrics(self, state: Mapping[str, int]) -> pa.Table:
        """The table of metrics that a build of this state gives."""
        key = tuple(sorted(state.items()))
        if key not in self._built:
            documents, extractions = [], {}
            for name, number in key:
                text = CONTENTS[name][number]
                document_id = content_id(text)
                if document_id not in self._read:
                    self._read[document_id] = extract(RawDocument(document_id, "text/plain", text), self._reference)
                documents.append({"document_id": document_id, "file_name": name, "text": text, "paths": [name]})
                extractions[document_id] = self._read[document_id]
            rows = compared(reconcile.rows(documents, extractions, self._reference), self._reference)
            self._built[key] = table_of(METRICS, rows["metrics"])
        return self._built[key]


@pytest.fixture(scope="module")
def as_of() -> Iterator[AsOf]:
    columns = ", ".join(f"h.{column.name}" for column in METRICS.columns)
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("metrics_history", schema(METRICS_HISTORY).empty_table())
        connection.execute((view_files.FOLDER / "as_of.sql").read_text("utf-8").partition(";")[0])

        def ask(told: pa.Table, day: dt.date) -> list[tuple[Any, ...]]:
            connection.register("metrics_history", told)
            return connection.execute(f"SELECT {columns} FROM as_of(DATE '{day}') AS h ORDER BY h.metric_id").fetchall()

        yield ask


@pytest.mark.slow
def test_as_of_any_day_gives_what_a_fresh_build_of_that_days_documents_gave(as_of: AsOf) -> None:
    builds = Builds(tables.load(REFERENCE)[0])
    moved = 0
    for seed in range(HISTORIES):
        chance = random.Random(seed)
        state: dict[str, int] = {}
        told: pa.Table | None = None
        known: dict[dt.date, pa.Table] = {}
        at = FIRST_DAY
        for _ in range(chance.randint(2, 6)):
            for name in chance.sample(sorted(CONTENTS), chance.randint(1, 3)):
                if name in state and chance.random() < 0.4:
                    del state[name]
                else:
                    state[name] = chance.randrange(len(CONTENTS[name]))
            metrics = builds.metrics(state)
            told = history.advance(told, metrics, at, lambda _document_id: "changed")
            known[at.date()] = metrics
            at += dt.timedelta(hours=chance.choice([5, 24, 72]))
        assert told is not None
        days = sorted(known)
        chosen = chance.choice(days)
        asked = {chosen: known[chosen], days[-1] + dt.timedelta(days=30): known[days[-1]]}
        for day, metrics in asked.items():
            expected = sorted(tuple(row[column.name] for column in METRICS.columns) for row in metrics.to_pylist())
            assert as_of(told, day) == expected, f"history {seed}, {day}"
        assert as_of(told, FIRST_DAY.date() - dt.timedelta(days=1)) == []
        moved += told.num_rows > sum(table.num_rows for table in list(known.values())[-1:])
    assert moved > HISTORIES / 2, "most histories must have rows that left"


def test_a_row_that_new_evidence_moved_is_told_as_it_stood_before(as_of: AsOf) -> None:
    builds = Builds(tables.load(REFERENCE)[0])
    alone, both = builds.metrics({"undated.txt": 0}), builds.metrics({"undated.txt": 0, "city.txt": 0})
    told = history.advance(None, alone, FIRST_DAY, str)
    told = history.advance(told, both, FIRST_DAY + dt.timedelta(days=2), lambda _document_id: "other documents gave new evidence")
    periods = [
        [row[METRICS_HISTORY.columns.index(METRICS.column("period_end"))] for row in as_of(told, day)]
        for day in (FIRST_DAY.date(), dt.date(2026, 3, 4))
    ]
    assert periods[0].count(None) > periods[1].count(None)


def test_documents_that_come_one_by_one_give_the_tables_of_a_build_at_once(tmp_path: Path) -> None:
    samples = sorted(path for path in (PROJECT / "seeds" / "documents").iterdir())
    whole = tmp_path / "whole"
    shutil.copytree(PROJECT / "seeds" / "documents", whole)
    released(whole, tmp_path / "at_once")
    growing = tmp_path / "growing"
    growing.mkdir()
    for path in reversed(samples):
        shutil.copy(path, growing / path.name)
        if path.name.endswith(".meta.yaml"):
            continue
        released(growing, tmp_path / "one_by_one")
    at_once, one_by_one = facts_of(tmp_path / "at_once"), facts_of(tmp_path / "one_by_one")
    assert at_once.keys() == one_by_one.keys()
    differing = [name for name in at_once if at_once[name] != one_by_one[name]]
    assert differing == ["metrics_history"], "the history alone tells how documents came"


def test_first_print_latest_print_and_revisions_are_one_query(tmp_path: Path) -> None:
    page = "临江市统计局\n\n{}\n\n经济运行情况\n\n2023年，全市地区生产总值{}亿元。\n"
    prints = {"a.txt": page.format("2024年1月22日", "8420.5"), "b.txt": page.format("2024年12月20日", "8533.9")}
    released(inbox_of(tmp_path / "inbox", {**prints, "c.txt": NOTICE}), tmp_path / "w")
    found = rows_of(
        tmp_path / "w",
        "SELECT vintage, is_first_print, is_latest_print, first_stated_on, value / 1e8, round(revision / 1e8, 1) FROM vintages "
        "WHERE period_end = DATE '2023-12-31' ORDER BY vintage",
    )
    assert found == [
        (1, True, False, dt.date(2024, 1, 22), 8420.5, None),
        (2, False, True, dt.date(2024, 12, 20), 8533.9, 113.4),
    ]
    (said,) = rows_of(tmp_path / "w", "SELECT likely_cause, left_text, right_text, left_file, right_file FROM disagreements")
    assert said == ("revised later", "8533.9亿元", "8420.5亿元", "b.txt", "a.txt")
