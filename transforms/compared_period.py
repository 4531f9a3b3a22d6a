"""The days that a comparison is against: 较一季度, 比2023年, 同比."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from transforms import period_days
from transforms.periods import find

_LONGEST_MONTH, _LONGEST_YEAR = 31, 366
Days = tuple[dt.date, dt.date]


def days_of(metric: Mapping[str, Any]) -> Days | None:
    """The days of the period of a row of metrics; None where it is unknown."""
    start, end = metric["period_start"], metric["period_end"]
    return None if start is None or end is None else (start, end)


def year_before(days: Days) -> Days:
    """The same days of the year before; the last of February stays the last."""
    return _year_before(days[0]), _year_before(days[1])


def _year_before(day: dt.date) -> dt.date:
    if (day + dt.timedelta(days=1)).month != day.month and day.month == 2:
        return dt.date(day.year - 1, 3, 1) - dt.timedelta(days=1)
    return day.replace(year=day.year - 1)


def effective_basis(metric: Mapping[str, Any]) -> str:
    """The basis of a change; a growth of more than a month and up to a year without one is year on year, as official prose means it."""
    days = days_of(metric)
    if metric["measure"] != "growth" or metric["basis"] != "none" or metric["unit"] != "%" or days is None:
        return str(metric["basis"])
    return "yoy" if _LONGEST_MONTH < (days[1] - days[0]).days < _LONGEST_YEAR else "none"


def _month_before(days: Days) -> Days | None:
    """The month before a month; None for other days."""
    first, last = days
    if first.day != 1 or (first.year, first.month) != (last.year, last.month) or (last + dt.timedelta(days=1)).day != 1:
        return None
    end = first - dt.timedelta(days=1)
    return end.replace(day=1), end


def compared_with(metric: Mapping[str, Any], stated_on: dt.date | None) -> Days | None:
    """The days of the period that a row of metrics is against; None where its words or the day of the statement do not tell them."""
    days = days_of(metric)
    if days is not None and metric["basis"] == "yoy":
        return year_before(days)
    if days is not None and metric["basis"] == "mom":
        return _month_before(days)
    base = metric["base"] or ""
    if metric["basis"] != "vs_period" or not base:
        return None
    times = find(base, 0, len(base))
    if len(times) != 1 or len(times[0].periods) != 1:
        return None
    when = period_days.resolve(times[0].periods[0], stated_on)
    return None if when.start is None or when.end is None else (when.start, when.end)
