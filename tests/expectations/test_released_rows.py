"""A row that a check keeps out and a person found true is let through, while it says what was reviewed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations import released_rows, row_checks, setting, validate
from expectations.released_rows import ReleasedRowsError
from expectations.suites import BY_ID
from tests.expectations.bundles import CLOCK, Bundle, build, bundle

SETTING = setting.load(today=CLOCK.date())
RULE = "metrics.ratio_in_bounds"


def over_hundred() -> Bundle:
    """A share of 138 %, as the page says it."""
    tables = bundle("one", "为", "138%", value=138.0, measure="ratio", basis="none", observation_id=None)
    tables["observations"], tables["relations"], tables["conflicts"] = [], [], []
    return tables


def entry(**changed: Any) -> dict[str, Any]:
    row = over_hundred()["metrics"][0]
    says = {"value_text": row["value_text"], "sentence": row["sentence"]}
    whole = {"table": "metrics", "row_id": row["metric_id"], "rule": RULE, "says": says}
    return {**whole, "reviewed_by": "a person", "reviewed_on": "2026-01-31", "reason": "measured against last year", **changed}


def written(folder: Path, *entries: object) -> Path:
    path = folder / released_rows.FILE
    path.write_text(yaml.safe_dump(list(entries), allow_unicode=True), encoding="utf-8")
    return path


def test_a_reviewed_row_passes_the_row_checks_and_the_audit(tmp_path: Path) -> None:
    tables = over_hundred()
    _, quarantine = row_checks.check(tables, "run-1", SETTING)
    assert {row["rule"] for row in quarantine} == {RULE}
    through, wrong = released_rows.judge(released_rows.load(written(tmp_path, entry())), quarantine, row_checks.RELEASABLE_RULES)
    assert (through, wrong) == ({RULE: ("growth-one",)}, [])
    released = SETTING.with_released(through)
    kept, quarantine = row_checks.check(tables, "run-1", released)
    assert quarantine == []
    assert [row["metric_id"] for row in kept["metrics"]] == ["growth-one", "count-one"]
    database = build(tmp_path / "candidate.duckdb", tables)
    (audited,) = validate.audit(database, tmp_path, "run-1", CLOCK, setting.Setting.from_json(released.to_json()), (BY_ID[RULE],))
    assert audited["outcome"] == "passed"


def test_only_the_row_and_the_rule_that_were_reviewed_pass() -> None:
    tables = over_hundred()
    other = bundle("two", "为", "460%", value=460.0, measure="ratio", basis="none", observation_id=None)
    for name in ("documents", "sources", "metrics", "numerals", "entities", "mentions"):
        tables[name] += other[name]
    tables["metrics"][0]["period_end"] = None
    _, quarantine = row_checks.check(tables, "run-1", SETTING.with_released({RULE: ("growth-one",)}))
    assert {(row["row_id"], row["rule"]) for row in quarantine if row["table_name"] == "metrics"} >= {
        ("growth-one", "metrics.period_both_or_neither"),
        ("growth-two", RULE),
    }
    assert ("growth-one", RULE) not in {(row["row_id"], row["rule"]) for row in quarantine}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"says": {"value_text": "137%", "sentence": "s"}}, "does not say any more what was reviewed"),
        ({"row_id": "another"}, "keeps no row another out"),
        ({"rule": "metrics.key_unique"}, "no rule that a person may overrule"),
    ],
)
def test_an_entry_that_does_not_fit_any_more_lets_nothing_through_and_says_so(tmp_path: Path, changed: dict[str, Any], told: str) -> None:
    _, quarantine = row_checks.check(over_hundred(), "run-1", SETTING)
    entries = released_rows.load(written(tmp_path, entry(**changed)))
    through, (wrong,) = released_rows.judge(entries, quarantine, row_checks.RELEASABLE_RULES)
    assert through == {}
    assert told in wrong


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "cannot be read as YAML"),
        ("a: 1", "not a list"),
        ("- 7", "must hold exactly"),
        (yaml.safe_dump([entry(table="runs")]), "cannot be released"),
        (yaml.safe_dump([entry(reason=" ")]), "reason must be text"),
        (yaml.safe_dump([entry(rule="sources.x")]), "no rule of metrics"),
        (yaml.safe_dump([entry(says={"value_text": "1"})]), "must quote value_text, sentence"),
        (yaml.safe_dump([entry(), entry()]), "stands twice"),
    ],
)
def test_the_file_is_read_strictly(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / released_rows.FILE
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReleasedRowsError, match=told):
        released_rows.load(path)


def test_the_file_of_the_project_can_be_read() -> None:
    assert isinstance(released_rows.load(setting.REFERENCE / released_rows.FILE), tuple)
