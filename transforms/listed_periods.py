"""Lists of times, one for each number of a list: 一季度、二季度分别增长5.4%、5.2%."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from transforms.candidates import JOINED
from transforms.context import Clause
from transforms.model import Period
from transforms.period_shapes import DECEMBER
from transforms.periods import PeriodSpan

_EACH = "分别"
_LEAD_IN = re.compile(r"(?:当月|单月|末)?\s*[，,]\s*")
_NUMBERS_BEFORE = re.compile("(?:[一二三四]、)+$")
_QUARTER = 3
_RANGES = {"month_range": 1, "first_months": 1, "first_quarters": _QUARTER, "year_range": DECEMBER}
"""Rules of the times that stretch over several units, and the months of one unit."""
_OPEN = Period("unclear", "")


def listed_periods(plain: str, times: Sequence[PeriodSpan], clause: Clause, end: int, count: int) -> tuple[tuple[Period, ...], str] | None:
    """(one period for each of `count` numbers, the rule of the last) where the times before `end` are a list; None for no list.

    A list that has not as many members as there are numbers leaves the periods open: which is whose is not told.
    """
    before = [time for time in times if time.end <= clause.start]
    led = clause.led_by_time or (before and _LEAD_IN.fullmatch(plain, before[-1].end, clause.start))
    begin = clause.sentence[0] if led else clause.start
    said = [time for time in times if begin <= time.start and time.end <= end]
    for time in reversed(said):
        if len(time.periods) == count:
            return time.periods, time.rule
    groups: list[list[PeriodSpan]] = []
    for time in said:
        if groups and JOINED.fullmatch(plain, groups[-1][-1].end, time.start):
            groups[-1].append(time)
        else:
            groups.append([time])
    if not groups:
        return None
    last = groups[-1]
    between = plain[last[-1].end : end]
    if len(last) > 1:
        periods = _of_one_year(tuple(period for time in last for period in time.periods))
        if len(periods) == count:
            return periods, last[-1].rule
        return ((_OPEN,) * count, last[-1].rule) if _EACH in between else None
    split = (_quarters_before(plain, clause.sentence[0], last[0], count) or _units(last[0], count)) if _EACH in between else None
    return None if split is None else (split, last[0].rule)


def _of_one_year(periods: tuple[Period, ...]) -> tuple[Period, ...]:
    """2025年一季度、二季度: the year of the first holds for those without one. 2023年和2024年上半年 leaves the first open."""
    made: list[Period] = []
    for period in periods:
        before = made[-1] if made else None
        bare = period.shape in ("months", "point") and period.year is None and period.year_shift is None
        if bare and before is not None and before.shape in ("months", "point"):
            period = replace(period, year=before.year, year_shift=before.year_shift)
        made.append(period)
    whole, part = made[0], made[-1]
    if len(made) == 2 and whole.shape == "years" and part.shape == "months" and whole.year is not None and part.year == whole.year + 1:
        made[0] = _OPEN
    return tuple(made)


def _units(time: PeriodSpan, count: int) -> tuple[Period, ...] | None:
    """The units of a range, where there are as many as numbers: 2022—2024年 for three numbers."""
    period, months = time.periods[0], _RANGES.get(time.rule)
    if months == DECEMBER and period.year is not None and period.last_year == period.year + count - 1:
        return tuple(replace(period, year=year, last_year=year) for year in range(period.year, period.year + count))
    if months is None or months == DECEMBER or period.first_month is None or period.last_month is None:
        return None
    if period.last_month - period.first_month + 1 != months * count:
        return None
    firsts = range(period.first_month, period.last_month + 1, months)
    return tuple(replace(period, first_month=first, last_month=first + months - 1) for first in firsts)


def _quarters_before(plain: str, begin: int, time: PeriodSpan, count: int) -> tuple[Period, ...] | None:
    """一、二季度 at the head of a sentence: the first may be the number of a heading, so only what is 分别 of two is a list."""
    numbers = _NUMBERS_BEFORE.search(plain, begin, time.start) if time.rule in ("quarter", "quarter_list") else None
    if numbers is None:
        return None
    firsts = [_QUARTER * "一二三四".index(number) + 1 for number in numbers.group().split("、") if number]
    periods = (*(replace(time.periods[0], first_month=first, last_month=first + _QUARTER - 1) for first in firsts), *time.periods)
    return periods if len(periods) == count else None
