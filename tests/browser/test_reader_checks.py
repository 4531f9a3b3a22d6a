"""What the reader says of the checks of a fact, after a real audit, in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from expectations import gate
from flows import steps
from flows.reader import checks, command
from flows.settings import REFERENCE
from tests.flow.made import CITY, PRESS, inbox_of, released, rows_of, staged

OVER = "江宁日报 2023年7月20日\n\n整改情况\n\n本报讯 2023年上半年，全市问题整改率为138%，完成投资520.6亿元，同比下降2.1%。\n"
"""A share above the whole, which is kept out, beside two numbers that are kept."""
OTHERWISE = CITY.replace("江宁日报 2023年7月20日", "江宁晚报 2023年7月21日").replace("3.8%", "8.3%")


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("audited")
    run = staged(inbox_of(root / "inbox", {"city.txt": CITY, "other.txt": OTHERWISE, "press.txt": PRESS, "over.txt": OVER}), root / "w")
    steps.audit(run)
    steps.publish(run, gate.Verdict("publish", []))
    command.write(root / "w", REFERENCE)
    return root / "w"


@pytest.fixture
def told(browser: Any, audited: Path) -> Iterator[Any]:
    """What the page says below 检查 of the fact with this condition."""
    page = browser.new_page()

    def ask(where: str, root: Path = audited) -> str:
        ((metric_id,),) = rows_of(root, f"SELECT metric_id FROM facts WHERE {where} ORDER BY metric_id LIMIT 1")
        page.goto("about:blank")
        page.goto(f"{(root / 'reports' / command.FILE).as_uri()}#{metric_id}")
        page.wait_for_selector("#details h2")
        for more in page.locator("#details details").all():
            more.evaluate("one => { one.open = true; }")
        said: str = page.inner_text("#details")
        return said.split("检查 Checks")[1].split("怎样读出")[0]

    yield ask
    page.close()


def test_a_fact_that_sources_contradict_fails_its_check_and_one_beside_it_holds(told: Any, audited: Path) -> None:
    ((rule,),) = rows_of(audited, "SELECT rule FROM quality_results WHERE outcome = 'failed' AND rule = 'conflicts.none'")
    said = told("value_text = '8.3%' AND file_name = 'other.txt'")
    assert "✗ 未通过" in said
    assert rule in said
    other = told("indicator = '5G基站数量'")
    assert "✗" not in other
    assert rule not in other
    assert "Sources do not contradict each other" not in other


def test_it_counts_the_checks_that_hold_for_the_fact_and_names_them(told: Any, audited: Path) -> None:
    said = told("value_text = '520.6亿元' AND file_name = 'over.txt'")
    ((held,),) = rows_of(
        audited,
        "SELECT count(*) FROM quality_results WHERE outcome = 'passed' "
        "AND table_name IN ('metrics', 'sources', 'documents', 'observations')",
    )
    assert f"✓ {held} 项通过" in said
    ((zh,),) = rows_of(audited, "SELECT description_zh FROM quality_results WHERE rule = 'metrics.key_unique'")
    assert zh in said


def test_a_number_of_the_same_sentence_that_was_kept_out_is_told_with_its_reason(told: Any, audited: Path) -> None:
    ((rule, reason),) = rows_of(audited, "SELECT rule, reason FROM quarantine WHERE table_name = 'metrics'")
    said = told("value_text = '520.6亿元' AND file_name = 'over.txt'")
    assert "kept out of this sentence: 138%" in said
    assert rule in said
    assert reason in said
    assert "kept out" not in told("indicator = '5G基站数量'")


def test_a_release_without_results_says_so_and_not_that_all_holds(told: Any, tmp_path: Path) -> None:
    released(inbox_of(tmp_path / "inbox", {"city.txt": CITY}), tmp_path / "w")
    command.write(tmp_path / "w", REFERENCE)
    said = told("value_text = '3.8%'", tmp_path / "w")
    assert "no results of checks" in said
    assert "✓" not in said


def test_the_page_holds_the_findings_of_what_it_shows_alone() -> None:
    columns = ("document_id", "sentence", "char_start", "value_text", "rule", "reason")
    row = ["d1", "甲。", 0, "5", "metrics.x", "why"]
    made = {"broken": {"metrics.x": ["m1", "m2"], "metrics.y": ["m2"]}, "kept_out": {"columns": columns, "rows": [row, ["d2", *row[1:]]]}}
    shown = checks.of_shown(made, {"m1"}, {"d1"})
    # A rule that other facts break stays, so that it is not taken for one that could not be asked.
    assert shown["broken"] == {"metrics.x": ["m1"], "metrics.y": []}
    assert shown["kept_out"]["rows"] == [row]
