"""Headlines repeat in short what their text tells in full: a number of a headline without a time has that of the same fact below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from transforms.indicators import alike
from transforms.model import Reading

_SENTENCE_MARK = re.compile("[。；！？]")
_LONGEST_HEADLINE = 60
_UNDATED = "period.day_of_statement"
_RULE = "period.of_fact_restated"
_ALIKE = 0.3
_PARTICULAR = 3
"""So many digits, without zeros at the ends, two numbers do not share by chance."""
_REACH = 40
"""So many numbers after the headline may tell its fact again."""


def date_headlines(plain: str, readings: list[Reading]) -> None:
    """Give the numbers of headlines the period of the fact that they restate, in place; `readings` are in the order of the text."""
    for i, reading in enumerate(readings):
        if _UNDATED in reading.rules and reading.value is not None and _in_headline(plain, reading):
            told = _told_in_full(reading, readings[i + 1 : i + 1 + _REACH])
            if told is not None:
                rules = tuple(_RULE if rule == _UNDATED else rule for rule in reading.rules)
                readings[i] = replace(reading, period=told.period, period_basis="inherited", rules=rules)


def _in_headline(plain: str, reading: Reading) -> bool:
    # No line is looked at further than a headline may be long: a text of one line would else cost its square.
    low, high = max(0, reading.char_start - _LONGEST_HEADLINE - 1), reading.char_end + _LONGEST_HEADLINE + 1
    start = plain.rfind("\n", low, reading.char_start) + 1 or low
    end = plain.find("\n", reading.char_end, high)
    line = plain[start : end if end >= 0 else high]
    return len(line) <= _LONGEST_HEADLINE and _SENTENCE_MARK.search(line) is None


def _told_in_full(short: Reading, after: Sequence[Reading]) -> Reading | None:
    """The first number after it that says the same in as many digits or more, with a time."""
    for other in after:
        alone = _UNDATED in other.rules or other.period is None or other.period.shape in ("unclear", "same")
        if not alone and (other.unit, other.measure) == (short.unit, short.measure) and _rounds_to(other, short) and _of_one(other, short):
            return other
    return None


def _of_one(full: Reading, short: Reading) -> bool:
    """Whether the two may be of one thing: their names share something, or the number is so particular that it says enough."""
    particular = len(f"{abs(short.value or 0):.10g}".replace(".", "").strip("0")) >= _PARTICULAR
    return particular or alike(full.indicator or "", short.indicator or "") >= _ALIKE


def _rounds_to(full: Reading, short: Reading) -> bool:
    if full.value is None or short.value is None:
        return False
    if full.value == short.value:
        return True
    # 增8% above 增8.3%: only where both are of the same thing.
    return short.unit == "%" and full.indicator == short.indicator and round(full.value) == short.value
