"""The thresholds file is read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from expectations import setting, thresholds
from expectations.model import Builtin, Expectation, RowRule, builtin_arguments, literal, row_sql
from expectations.suites import EXPECTATIONS
from expectations.thresholds import ThresholdsError

GOOD = thresholds.DEFAULT_FILE.read_text(encoding="utf-8")


def changed(tmp_path: Path, **entries: object) -> Path:
    content = yaml.safe_load(GOOD)
    for name, entry in entries.items():
        if entry is None:
            del content[name]
        else:
            content[name] = entry
    path = tmp_path / "thresholds.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def test_the_file_of_the_project_is_good_and_a_change_arrives(tmp_path: Path) -> None:
    assert thresholds.load()["ratio_percent_high"] == 100
    path = changed(tmp_path, ratio_percent_high={"value": 90, "reason": "test"})
    assert thresholds.load(path)["ratio_percent_high"] == 90


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ({"ratio_percent_hihg": {"value": 1, "reason": "typo"}}, "unknown entries: ratio_percent_hihg"),
        ({"earliest_year": None}, "missing entries: earliest_year"),
        ({"earliest_year": {"value": 1900}}, "earliest_year must hold exactly"),
        ({"earliest_year": {"value": 1900, "reason": " "}}, "earliest_year has no reason"),
        ({"earliest_year": {"value": 1900, "reason": "r", "note": "n"}}, "earliest_year must hold exactly"),
        ({"earliest_year": {"value": "1900", "reason": "r"}}, "earliest_year must be a whole number"),
        ({"earliest_year": {"value": True, "reason": "r"}}, "earliest_year must be a whole number"),
        ({"ratio_percent_high": {"value": float("nan"), "reason": "r"}}, "ratio_percent_high must be a number"),
        ({"growth_units": {"value": "%", "reason": "r"}}, "growth_units must be a list of words"),
        ({"growth_units": {"value": ["%", 7], "reason": "r"}}, "growth_units must be a list of words"),
        ({"growth_units": {"value": [], "reason": "r"}}, "growth_units must be a list of words"),
    ],
)
def test_a_wrong_entry_is_refused_by_name(tmp_path: Path, entries: dict[str, object], told: str) -> None:
    path = changed(tmp_path, **entries)
    with pytest.raises(ThresholdsError, match=told) as caught:
        thresholds.load(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("text", ["- a\n- b\n", "a: [", "", GOOD + "\nearliest_year:\n  value: 1\n  reason: twice\n"])
def test_a_file_that_is_no_mapping_of_names_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "thresholds.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ThresholdsError):
        thresholds.load(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ThresholdsError, match="cannot be read"):
        thresholds.load(tmp_path / "none.yaml")


def test_every_threshold_is_used_and_every_used_one_exists() -> None:
    used: set[str] = set()

    class Recording(dict[str, object]):
        def __getitem__(self, name: str) -> object:
            used.add(name)
            return super().__getitem__(name)

    bounds = thresholds.load()
    for expectation in EXPECTATIONS:
        if isinstance(expectation.check, Builtin):
            builtin_arguments(expectation.check, Recording(bounds))
        else:
            row_sql(expectation, setting.load())
            used |= {name for name in bounds if f"${name}" in _text(expectation.check)}
    assert used == set(thresholds.KINDS)


def test_an_unknown_threshold_in_a_rule_is_an_error() -> None:
    rule = Expectation(
        id="metrics.x",
        table="metrics",
        severity="critical",
        description_zh="",
        description_en="",
        reason="",
        check=RowRule(where="r.value > $no_such_bound"),
    )
    with pytest.raises(KeyError):
        row_sql(rule, setting.load())


def test_words_in_thresholds_cannot_break_the_sql() -> None:
    assert literal("a'b{c}") == "'a''b{{c}}'"
    assert literal("a:b") == "('a' || chr(58) || 'b')"
    assert literal(["%", 1.5, True]) == "['%', 1.5, true]"
    with pytest.raises(TypeError):
        literal({"a": 1})


def _text(rule: RowRule) -> str:
    return " ".join((rule.source, rule.joins, rule.where, rule.qualify))
