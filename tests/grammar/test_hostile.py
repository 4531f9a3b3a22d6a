"""Texts made to be hard to read end within bounds of memory and time, and every numeral of theirs is in the ledger once.

A megabyte stands for all sizes, since the cost grows with the length alone; `python -m tests.hostile` measures ten.
"""

from __future__ import annotations

import pytest

from tests import hostile

LONGEST_SENTENCE = 1_000
"""Characters; a sentence without end is read in parts of that length."""


@pytest.mark.parametrize("size", [100_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("shape", hostile.UNITS)
def test_a_hostile_text_is_read_within_its_bounds(shape: str, size: int) -> None:
    told = hostile.measured(shape, size)
    assert "broken" not in told, told["broken"]
    assert told["characters"] > size // 4
    assert told["in_order"]
    assert told["readings"] <= told["numerals"] <= told["characters"]
    assert told["longest_sentence"] <= LONGEST_SENTENCE


def test_a_text_that_needs_more_than_it_may_is_named_and_stops_nothing_else() -> None:
    assert "broken" in hostile.measured("digits", 1_000, memory=50_000_000)
    assert hostile.measured("lists without end", 5_000_000, seconds=1) == {"broken": "not read after 1 s"}
