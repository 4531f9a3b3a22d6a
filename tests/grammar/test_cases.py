"""Every sentence of cases.yaml gives exactly the facts that stand beside it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from transforms import period_days
from transforms.grammar import Grammar
from transforms.metrics import ArticleReader
from transforms.model import Reading
from transforms.places import CHINA
from transforms.script import simplify

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))
_MEASURE = re.compile(r"(?P<measure>\w+) (?P<basis>\w+)(?: \((?P<base>.+)\))?")


def read(text: str, grammar: Grammar) -> tuple[str, list[Reading]]:
    plain = simplify(text, grammar.reference.script_terms)
    reader = ArticleReader(plain, grammar, CHINA)
    reader.read()
    return plain, reader.readings


def shown(reading: Reading, text: str, stated_on: dt.date, expected: list[str]) -> list[str]:
    """A reading in the form of the cases; parts that the case leaves empty or unknown are left so."""
    when = period_days.resolve(reading.period, stated_on, target=reading.status != "actual")
    value = f">={reading.value_low:g}" if reading.value is None and reading.value_low is not None else f"{reading.value:.17g}"
    base = f" ({reading.base})" if reading.base else ""
    parts = [
        text[reading.char_start : reading.char_end],
        f"{value} {reading.unit}".strip(),
        f"{reading.measure} {reading.basis}{base}",
        reading.indicator or "",
        f"{when.start}..{when.end}",
        reading.region or "",
        reading.status,
        reading.approximation,
    ]
    parts = parts[: len(expected)]
    return ["" if not want else "?" if want == "?" else got for got, want in zip(parts, expected, strict=True)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:24])
def test_a_sentence_gives_its_facts_and_no_others(case: dict[str, Any], grammar: Grammar) -> None:
    stated_on = case["stated_on"]
    _, readings = read(case["text"], grammar)
    expected = [[part.strip() for part in fact.split("|")] for fact in case["facts"]]
    assert [case["text"][r.char_start : r.char_end] for r in readings] == [fact[0] for fact in expected]
    for reading, fact in zip(readings, expected, strict=True):
        number, _, unit = fact[1].partition(" ")
        if not number.startswith(">"):
            fact[1] = f"{float(number):.17g} {unit}".strip()
        assert shown(reading, case["text"], stated_on, fact) == fact


def test_the_cases_hold_sentences_without_facts() -> None:
    assert sum(not case["facts"] for case in CASES) >= 10


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:24])
def test_every_numeral_of_a_sentence_is_in_the_ledger_once(case: dict[str, Any], grammar: Grammar) -> None:
    from transforms.numerals import scan

    plain = simplify(case["text"], grammar.reference.script_terms)
    reader = ArticleReader(plain, grammar, CHINA)
    reader.read()
    assert sorted((n.char_start, n.char_end) for n in reader.ledger) == [(n.start, n.end) for n in scan(plain, grammar.lexicon)]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("据中国汽车工业协会数据显示，上半年新能源汽车产量增长42.4%。", "中国汽车工业协会"),
        ("根据海关总署统计，前5个月出口增长6.1%。", "海关总署"),
        ("据统计，前5个月出口增长6.1%。", None),
        ("据初步测算，前5个月出口增长6.1%。", None),
        ("前5个月出口增长6.1%。", None),
    ],
)
def test_data_are_attributed_to_whom_the_sentence_names(text: str, who: str | None, grammar: Grammar) -> None:
    assert [reading.attributed_to for reading in read(text, grammar)[1]] == [who]
