"""What a printed value leaves open: 3.8 stands for everything that rounds to it, 近8000 for what lies a little below."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from transforms.rules import REVIEWED

_DIGITS = re.compile(r"\d[\d,，]*(?:\.(?P<decimals>\d+))?")
_DECIMALS_OF_WORDS = re.compile("[点點](?P<decimals>[零〇一二三四五六七八九]+)")
_SCALES = (("亿", 1e8), ("億", 1e8), ("万", 1e4), ("萬", 1e4), ("成", 10.0))
_ROUNDING = 1e-9
_OF_TEN = 10.0
_EXACT = 0.05
_ABOUT = (0.02, 0.15)
_NEARLY = (0.05, 0.25)
_OVER = 0.5
"""By how much of itself a number may be off, for each kind of bound; judged by how official prose uses them: 超8000家 of 9500."""
OPEN = float("inf")
"""The end of an interval that words leave open: 5万个以上."""


class Interval(NamedTuple):
    """The values that a printed one may stand for, both ends included, and the worth of its last digit."""

    low: float
    high: float
    step: float

    def meets(self, other: Interval) -> bool:
        """Whether one value can be behind both, be it at the very end of one: what arithmetic gives is checked so."""
        return self._overlap(other) >= -self._fuzz(other)

    def agrees_with(self, other: Interval) -> bool:
        """Whether more than one value can be behind both: 6.1 and 6.2, which only meet at 6.15, are two numbers."""
        return self._overlap(other) > self._fuzz(other)

    def _overlap(self, other: Interval) -> float:
        return min(self.high, other.high) - max(self.low, other.low)

    def _fuzz(self, other: Interval) -> float:
        return _ROUNDING * max((1.0, *(abs(end) for end in (*self[:2], *other[:2]) if abs(end) < OPEN)))


def around(value: float, slack: float) -> Interval:
    """What lies within `slack` of a value."""
    return Interval(value - slack, value + slack, slack)


def interval(metric: Mapping[str, Any]) -> Interval:
    """The interval of a row of metrics: by its digits, its scale and its bound (超, 近, 约, 以上); a range has its own ends.

    Bounds of a fall are bounds of its size: 下降超过3% is below −3.
    """
    value, low, high = metric["value"], metric["value_low"], metric["value_high"]
    if value is None:
        return Interval(-OPEN if low is None else low, OPEN if high is None else high, OPEN)
    exact = metric["approximation"] == "exact"
    step = _last_place(value) if REVIEWED in metric["rules"] else _step(metric["value_text"], value, round_numbers=not exact)
    size = abs(value)
    low, high = {
        "exact": (size - _half(step, size), size + _half(step, size)),
        "about": (size - _within(step, size, _ABOUT), size + _within(step, size, _ABOUT)),
        "nearly": (size - _within(step, size, _NEARLY), size),
        "over": (size, size + max(step, _OVER * size)),
        "under": (size - _within(step, size, _NEARLY), size),
        "at_least": (size, OPEN),
        "at_most": (-OPEN, size),
    }[metric["approximation"]]
    return Interval(-high, -low, step) if value < 0 else Interval(low, high, step)


def _half(step: float, size: float) -> float:
    """Half of the last place, but of a number of one digit less: 2亿 is not 1.6亿."""
    return min(step / 2, _EXACT * size) if size else step / 2


def _within(step: float, size: float, shares: tuple[float, float]) -> float:
    """The last place that says something, held within shares of the number: 近100 is no 12, and 近一百 not only 99."""
    return min(max(step, shares[0] * size), shares[1] * size)


def _step(text: str, value: float, *, round_numbers: bool) -> float:
    """The worth of the last digit that says something: 0.1 of 3.8%, 100 of 29.37万; of 近8000, which is round, 1,000."""
    printed = list(_DIGITS.finditer(text))
    if len(printed) != 1:
        return _step_of_words(text) if not printed else _last_place(value)
    number = float(re.sub("[,，]", "", printed[0].group()))
    scale = abs(value) / number if number else 1.0
    decimals = len(printed[0]["decimals"] or "")
    step: float = _OF_TEN**-decimals
    if round_numbers and not decimals and number:
        while number % (step * _OF_TEN) == 0:
            step *= _OF_TEN
    return step * scale


def _step_of_words(text: str) -> float:
    """三成 counts in tens, 两万 in ten thousands, 二十 in ones."""
    scale = next((worth for character, worth in _SCALES if character in text), 1.0)
    decimals = _DECIMALS_OF_WORDS.search(text)
    return scale * _OF_TEN ** -len(decimals["decimals"]) if decimals is not None else scale


def _last_place(value: float) -> float:
    """The place of the last digit that is not nothing: of 4亿1千万, a ten million."""
    digits = f"{abs(value):.0f}".rstrip("0")
    return float(_OF_TEN ** (len(f"{abs(value):.0f}") - len(digits))) if digits else 1.0
