"""Every rule has a sentence that says what it reads, sentences that it reads, and near misses that it does not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.bench import opened
from tests.grammar.test_cases import CASES, read, shown
from transforms import periods
from transforms.dated import dated
from transforms.extract import extract
from transforms.grammar import Grammar
from transforms.model import Reading
from transforms.places import CHINA
from transforms.rules import RULES, meaning_of

_FOLDER = Path(__file__).parent / "rules"
_DEFAULTS = ("actual", "exact")
"""Status and approximation of a fact that names none."""
_PARTS = 8
_UNKNOWN = "None..None"
_FIELDS = ("value", "bound", "unit", "measure", "basis", "indicator", "period", "region", "status")
EXAMPLES: dict[str, dict[str, Any]] = {
    f"{path.stem}.{name}": entry
    for path in sorted(_FOLDER.glob("*.yaml"))
    for name, entry in yaml.safe_load(path.read_text(encoding="utf-8")).items()
}


def _cases(kind: str) -> list[Any]:
    return [pytest.param(rule, case, id=f"{rule}: {case['text'][:16]}") for rule, entry in EXAMPLES.items() for case in entry[kind]]


def _fact(written: str) -> list[str]:
    parts = [part.strip() for part in written.split("|")]
    parts += _DEFAULTS[len(parts) - _PARTS :] if len(parts) < _PARTS else []
    assert len(parts) == _PARTS, f"not a fact in full: {written}"
    return [_UNKNOWN if part == "unknown" else part for part in parts]


def _compare(case: dict[str, Any], readings: list[Reading], grammar: Grammar) -> None:
    expected = [_fact(fact) for fact in case["facts"]]
    assert [case["text"][r.char_start : r.char_end] for r in readings] == [fact[0] for fact in expected]
    for reading, fact in zip(readings, expected, strict=True):
        assert shown(reading, case["text"], case["stated_on"], fact, grammar.reference.holidays) == fact


def _readings(case: dict[str, Any], grammar: Grammar) -> list[Reading]:
    return read(case["text"], grammar, case.get("home", CHINA))[1]


def _rules(reading: Reading, case: dict[str, Any], grammar: Grammar) -> tuple[str, ...]:
    return dated(reading, case["stated_on"], grammar.reference.holidays).rules


@pytest.mark.parametrize(("rule", "case"), _cases("examples"))
def test_an_example_is_read_by_its_rule(rule: str, case: dict[str, Any], grammar: Grammar) -> None:
    read_by_it = [reading for reading in _readings(case, grammar) if rule in _rules(reading, case, grammar)]
    assert read_by_it, f"nothing in it is read by {rule}"
    _compare(case, read_by_it, grammar)


@pytest.mark.parametrize(("rule", "case"), _cases("near_misses"))
def test_a_near_miss_is_not_read_by_the_rule(rule: str, case: dict[str, Any], grammar: Grammar) -> None:
    readings = _readings(case, grammar)
    assert [_rules(reading, case, grammar) for reading in readings if rule in _rules(reading, case, grammar)] == []
    _compare(case, readings, grammar)


def test_every_rule_has_two_examples_and_a_near_miss_each_a_sentence_of_its_own() -> None:
    assert EXAMPLES.keys() == RULES.keys()
    for rule, entry in EXAMPLES.items():
        assert len(entry["examples"]) >= 2, rule
        assert len(entry["near_misses"]) >= 1, rule
    texts = [case["text"] for entry in EXAMPLES.values() for case in (*entry["examples"], *entry["near_misses"])]
    assert len(texts) == len(set(texts))


def test_every_rule_that_reads_anything_is_in_the_registry(project_root: Path, grammar: Grammar) -> None:
    found = {
        rule
        for entry in EXAMPLES.values()
        for case in entry["examples"]
        for r in _readings(case, grammar)
        for rule in _rules(r, case, grammar)
    }
    found |= {rule for case in CASES for reading in _readings(case.values[0], grammar) for rule in reading.rules}
    documents = opened(project_root / "seeds" / "documents").values()
    of_documents = [reading for document in documents for reading in extract(document, grammar.reference).readings]
    assert len(of_documents) > 50
    assert found | {rule for reading in of_documents for rule in reading.rules} == RULES.keys()


def test_every_number_has_one_rule_for_each_field(grammar: Grammar) -> None:
    for case in CASES:
        for reading in _readings(case.values[0], grammar):
            assert [rule.partition(".")[0] for rule in reading.rules] == list(_FIELDS)


def test_every_rule_of_time_is_in_the_registry() -> None:
    assert {f"period.{rule.name}" for rule in periods.RULES} <= RULES.keys()


def test_every_rule_says_what_it_reads_in_a_sentence() -> None:
    for rule, says in RULES.items():
        assert rule.partition(".")[0] in _FIELDS, rule
        assert re.fullmatch(r".{20,140}\.", says), rule
    assert meaning_of("measure.growth_verb") == RULES["measure.growth_verb"]
    assert meaning_of("measure.none_such") is None
