"""What a printed number leaves open, by its digits, its scale and the word that bounds it."""

from __future__ import annotations

import pytest

from transforms.printed import interval


def _metric(text: str, value: float, approximation: str = "exact") -> dict[str, object]:
    return {"value_text": text, "value": value, "value_low": None, "value_high": None, "approximation": approximation, "rules": ""}


@pytest.mark.parametrize(
    ("text", "value", "approximation", "low", "high"),
    [
        ("3.8%", 3.8, "exact", 3.75, 3.85),
        ("-3.8%", -3.8, "exact", -3.85, -3.75),
        ("29.37万吨", 293_700.0, "exact", 293_650.0, 293_750.0),
        ("1,284元", 1284.0, "exact", 1283.5, 1284.5),
        ("8000个", 8000.0, "nearly", 7000.0, 8000.0),
        ("1.2万家", 12_000.0, "over", 12_000.0, 18_000.0),
        ("40%", 40.0, "over", 40.0, 60.0),
        ("3%", -3.0, "over", -4.5, -3.0),
        ("3%", -3.0, "at_least", float("-inf"), -3.0),
        ("100亿元", 1e10, "nearly", 0.75e10, 1e10),
        ("近一百个", 100.0, "nearly", 95.0, 100.0),
        ("10%", 10.0, "about", 8.5, 11.5),
        ("2亿元", 2e8, "exact", 1.9e8, 2.1e8),
        ("5万个", 50_000.0, "at_least", 50_000.0, float("inf")),
        ("三成", -30.0, "exact", -31.5, -28.5),
        ("两万人", 20_000.0, "exact", 19_000.0, 21_000.0),
        ("十九点三%", 19.3, "exact", 19.25, 19.35),
        ("三點五成", 35.0, "exact", 34.5, 35.5),
        ("一点五万人", 15_000.0, "exact", 14_500.0, 15_500.0),
        ("4亿1千万元", 410_000_000.0, "exact", 405_000_000.0, 415_000_000.0),
    ],
)
def test_a_value_stands_for_what_rounds_to_it_and_for_what_its_bound_allows(
    text: str, value: float, approximation: str, low: float, high: float
) -> None:
    found = interval(_metric(text, value, approximation))
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


def test_a_range_stands_for_what_lies_within_and_a_bare_bound_is_open() -> None:
    ends = {"value_text": "30%—40%", "value": None, "value_low": 30.0, "value_high": 40.0, "approximation": "exact", "rules": ""}
    assert interval(ends)[:2] == (30.0, 40.0)
    assert interval({**ends, "value_low": 10.0, "value_high": None})[:2] == (10.0, float("inf"))


def test_what_has_no_end_at_all_can_be_compared() -> None:
    bare = interval({"value_text": "若干", "value": None, "value_low": None, "value_high": None, "approximation": "exact", "rules": ""})
    assert bare.meets(bare)
    assert bare.agrees_with(interval(_metric("3.8%", 3.8)))


def test_numbers_that_only_meet_where_rounding_turns_are_two() -> None:
    one, other = interval(_metric("6.1%", 6.1)), interval(_metric("6.2%", 6.2))
    assert one.meets(other)
    assert not one.agrees_with(other)
    assert interval(_metric("6.2%", 6.2)).agrees_with(interval(_metric("6.18%", 6.18)))
