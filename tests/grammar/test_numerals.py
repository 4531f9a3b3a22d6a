"""Numerals: where they stand, what they are worth, and which characters are none."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.grammar import Grammar
from transforms.numerals import scan, value_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3.8", "3.8"),
        ("1.85万", "18500"),
        ("20万亿", "20000000000000"),
        ("二十万亿", "20000000000000"),
        ("230百亿亿", "230000000000000000000"),
        ("700多万", "7000000"),
        ("6,400亿", "640000000000"),
        ("１２，３４５", "12345"),
        ("十", "10"),
        ("一百二十三", "123"),
        ("三万一千", "31000"),
        ("两亿三千万", "230000000"),
        ("三点五", "3.5"),
        ("二〇二三", "2023"),
        ("百分之三点五", "0.035"),
        ("两成", "0.2"),
        ("四成五", "0.45"),
        ("三成半", "0.35"),
    ],
)
def test_a_numeral_has_its_value(text: str, value: str) -> None:
    assert value_of(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "numerals"),
    [
        ("进一步统一部署", []),
        ("提高0.8个百分点", ["0.8"]),
        ("装机100千瓦", ["100"]),
        ("产量1.39亿千瓦时", ["1.39亿"]),
        ("增至6，增长5", ["6", "5"]),
        ("超过三分之一", ["三分之一"]),
        ("两成以上", ["两成"]),
        ("700多万家", ["700多万"]),
        ("由2018年的15%提升到50%", ["2018", "15", "50"]),
    ],
)
def test_numerals_are_found_and_lexical_words_are_not(text: str, numerals: list[str], grammar: Grammar) -> None:
    assert [text[n.start : n.end] for n in scan(text, grammar.lexicon)] == numerals


_TEXT = st.text(alphabet="增长下降%，。、年月第一二三十百千万亿零两05.８，余多成分之点 家个进步统", max_size=60)


@given(_TEXT)
def test_numerals_never_overlap_and_hold_every_digit(grammar: Grammar, text: str) -> None:
    found = scan(text, grammar.lexicon)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(n.start < n.end for n in found)
    covered = {i for n in found for i in range(n.start, n.end)}
    assert all(i in covered for i, c in enumerate(text) if c.isdigit())


@given(st.integers(min_value=0, max_value=10**12))
def test_thousands_separators_and_full_width_digits_change_no_value(number: int) -> None:
    full_width = str(number).translate({ord("0") + i: ord("０") + i for i in range(10)})
    assert value_of(f"{number:,}") == value_of(str(number)) == value_of(full_width) == number
