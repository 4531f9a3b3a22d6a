"""What blocks, what warns, what passes."""

from __future__ import annotations

from typing import Any

import pytest

from expectations.gate import decide, summary_rows
from expectations.suites import EXPECTATIONS


def results(**changes: dict[str, Any]) -> list[dict[str, Any]]:
    """A passed result of every expectation; `changes` by id, with __ for the dot."""
    rows = []
    for expectation in EXPECTATIONS:
        row = {
            "rule": expectation.id,
            "severity": expectation.severity,
            "outcome": "passed",
            "description_en": expectation.description_en,
            "description_zh": expectation.description_zh,
            "evaluated": 9,
            "unexpected": 0,
            "observed": None,
        }
        rows.append(row | changes.get(expectation.id.replace(".", "__"), {}))
    return rows


def test_all_passed_is_published() -> None:
    verdict = decide(results())
    assert (verdict.outcome, verdict.reasons) == ("publish", [])


def test_a_critical_failure_blocks_and_says_what_was_found() -> None:
    verdict = decide(results(metrics__key_unique={"outcome": "failed", "unexpected": 2, "observed": "abc"}))
    assert verdict.outcome == "block"
    assert len(verdict.reasons) == 1
    assert "metrics.key_unique does not hold (2 of 9 rows)" in verdict.reasons[0]
    assert "abc" in verdict.reasons[0]


def test_a_warning_publishes_with_it_and_an_info_publishes_plainly() -> None:
    warned = decide(results(metrics__growth_high={"outcome": "failed", "unexpected": 1}))
    assert (warned.outcome, len(warned.reasons)) == ("publish_with_warnings", 1)
    noted = decide(results(metrics__region_mostly_known={"outcome": "failed", "unexpected": 9}))
    assert (noted.outcome, len(noted.reasons)) == ("publish", 1)


@pytest.mark.parametrize("rule", ["metrics__key_unique", "metrics__growth_high", "metrics__region_mostly_known"])
def test_what_could_not_run_blocks_whatever_its_severity(rule: str) -> None:
    verdict = decide(results(**{rule: {"outcome": "error", "observed": "no such column"}}))
    assert verdict.outcome == "block"
    assert "could not run" in verdict.reasons[0]
    assert "no such column" in verdict.reasons[0]


def test_no_results_block() -> None:
    assert decide([]).outcome == "block"


def test_a_lost_expectation_blocks_and_is_named() -> None:
    verdict = decide(results()[:-1])
    assert verdict.outcome == "block"
    assert EXPECTATIONS[-1].id in verdict.reasons[0]


@pytest.mark.parametrize("change", [{"outcome": "maybe"}, {"outcome": None}, {"severity": "dire"}, {"outcome": "failed", "severity": None}])
def test_what_the_gate_does_not_know_blocks(change: dict[str, Any]) -> None:
    assert decide(results(metrics__growth_high=change)).outcome == "block"


def test_the_summary_shows_what_did_not_pass_worst_first() -> None:
    rows = summary_rows(
        results(
            metrics__growth_high={"outcome": "failed", "unexpected": 1},
            metrics__key_unique={"outcome": "failed", "unexpected": 2},
            sources__row_count={"outcome": "error", "unexpected": None},
        )
    )
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("could not run", "sources.row_count", ""),
        ("failed", "metrics.key_unique", "2 of 9"),
        ("failed", "metrics.growth_high", "1 of 9"),
    ]
