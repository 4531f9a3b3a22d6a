"""Periods made absolute: the days that an expression of time covers, once the day of the statement is known.

Where that day is needed and missing the answer is unknown; nothing is guessed.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.model import Period
from transforms.periods import HALVES
from transforms.reference import Holiday

_YEAR = 12
_EARLIEST, _LATEST = 1900, 2100
"""Years that a statistic may be of; what leads beyond them is no period."""
_PARTS_OF_YEAR = ((1, 3), (4, 6), (7, 9), (10, 12), (1, 6), (7, 12))
_FISCAL_BEGINS = 4
_PLAN_YEARS = 5
_REPORT_MONTHS = 3
"""Reports of the first months of a year look back on whole years: 五年来 in January 2026 is 2021 to 2025."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A period made absolute: inclusive days and its shape; both days None when it stays unknown."""

    start: dt.date | None
    end: dt.date | None
    period_type: str


UNKNOWN = Resolved(None, None, "unknown")


def resolve(
    period: Period | None,
    stated_on: dt.date | None,
    holidays: Sequence[Holiday] = (),
    *,
    target: bool = False,
    told_year: int | None = None,
) -> Resolved:
    """The days that a period covers, for a statement of that day; unknown where the day is needed and missing.

    `target`: the number is a promise, so a month without a year may lie ahead of the statement.
    `told_year`: the year that the text tells of, for the months of a statement whose day is unknown.
    """
    if period is None or period.shape in ("same", "unclear"):
        return UNKNOWN
    if stated_on is not None and not _EARLIEST < stated_on.year < _LATEST:
        stated_on = None
    whole = _on_holiday(period, stated_on, holidays) if period.shape == "holiday" else _whole(period, stated_on, target, told_year)
    if not target and stated_on is not None and period.part in ("end", "last_day") and _runs_on(whole, stated_on):
        # What there is in a year or under a plan that still runs is so on the day of the statement, not at the end of it.
        return Resolved(stated_on, stated_on, "point")
    run = _over_run(whole, period.run)
    # 连续12年超过400公斤 holds for each of the years.
    return run if run != whole and period.part == "last_year" else _part(run, period.part)


def _runs_on(whole: Resolved, stated_on: dt.date) -> bool:
    return whole.start is not None and whole.end is not None and whole.start <= stated_on < whole.end


def _over_run(whole: Resolved, months: int) -> Resolved:
    """The period together with those before it that a run covers."""
    if not months or whole.start is None or whole.end is None or whole.period_type not in ("month", "quarter", "year"):
        return whole
    last = whole.end.year * 12 + whole.end.month
    first = last - months
    if first < _EARLIEST * 12:
        return whole
    begin = dt.date(first // 12, first % 12 + 1, 1)
    return (
        whole if begin >= whole.start else Resolved(begin, whole.end, "multi_year" if months > _YEAR and months % _YEAR == 0 else "range")
    )


def _on_holiday(period: Period, stated_on: dt.date | None, holidays: Sequence[Holiday]) -> Resolved:
    """The days of a holiday: of the year that is named, else the last one that had begun by the day of the statement."""
    of_name = [h for h in holidays if h.name == period.name]
    if period.year is not None:
        of_name = [h for h in of_name if h.last_day.year == period.year]
    elif stated_on is None:
        return UNKNOWN
    elif period.year_shift:
        of_name = [h for h in of_name if h.last_day.year == stated_on.year + (period.year_shift or 0)]
    else:
        of_name = [h for h in of_name if h.first_day <= stated_on]
    best = max(of_name, key=lambda h: h.last_day, default=None)
    if best is None:
        return UNKNOWN
    last = best.last_day if period.count is None else min(best.last_day, best.first_day + dt.timedelta(days=period.count - 1))
    return Resolved(best.first_day, last, "point" if best.first_day == last else "range")


def _part(whole: Resolved, part: str) -> Resolved:
    if whole.start is None or whole.end is None or part == "whole" or whole.period_type == "point":
        return whole
    if part == "end":
        return Resolved(whole.end, whole.end, "point")
    if whole.period_type != "multi_year":
        return whole
    if part == "last_day":
        return Resolved(whole.end, whole.end, "point")
    if (whole.end.month, whole.end.day) != (12, 31):
        # Of years that run to the day of the statement: what was reached is so on that day, what flowed did so in all of them,
        # and where they began is not told.
        return {"last_year": Resolved(whole.end, whole.end, "point"), "last_year_of_flow": whole}.get(part, UNKNOWN)
    if part in ("last_year", "last_year_of_flow"):
        return _years(whole.end.year, whole.end.year)
    before = _years(whole.start.year - 1, whole.start.year - 1)
    return before if part == "year_before" else _part(before, "end")


def _whole(period: Period, stated_on: dt.date | None, target: bool, told_year: int | None) -> Resolved:
    if period.shape == "since" and stated_on is None and told_year is not None and period.year_shift == 0 and period.last_month:
        # 年初以来 in an undated report of the first quarter.
        month_days = calendar.monthrange(told_year, period.last_month)[1]
        return Resolved(dt.date(told_year, 1, 1), dt.date(told_year, period.last_month, month_days), "year_to_date")
    if period.shape in ("now", "since", "back", "recent", "ahead"):
        return _from_statement(period, stated_on)
    if period.shape == "fiscal_year":
        return _fiscal_year(period, stated_on)
    if period.shape == "years" and period.year is not None:
        return _years(period.year, period.last_year or period.year)
    year = _choose_year(period, stated_on, target, told_year)
    first, last = period.first_month, period.last_month
    if year is None or first is None or last is None or not _EARLIEST <= year <= _LATEST:
        return UNKNOWN
    month_end = dt.date(year, last, calendar.monthrange(year, last)[1])
    if period.shape == "point":
        return Resolved(month_end, month_end, "point")
    if period.shape == "ten_days":
        begins = 10 * (period.count or 1) - 9
        ends = begins + 9 if begins < 21 else month_end.day
        return Resolved(dt.date(year, last, begins), dt.date(year, last, ends), "range")
    if period.shape == "days":
        return _days(period, year)
    if period.shape == "day":
        if period.day is None or period.day > month_end.day:
            return UNKNOWN
        day = dt.date(year, last, period.day)
        return Resolved(day, day, "point")
    return Resolved(dt.date(year, first, 1), month_end, _months_type(first, last))


def _days(period: Period, year: int) -> Resolved:
    """From one day of the year to another, both inclusive; unknown where the calendar has no such day."""
    try:
        begin = dt.date(year, period.first_month or 0, period.day or 0)
        end = dt.date(year, period.last_month or 0, period.count or 0)
    except ValueError:
        return UNKNOWN
    return Resolved(begin, end, "range") if begin < end else UNKNOWN


def _fiscal_year(period: Period, stated_on: dt.date | None) -> Resolved:
    """April to March, as in Hong Kong; a budget told in February is for the year that begins in April."""
    year = period.year
    if year is None and stated_on is not None and period.year_shift is not None:
        year = stated_on.year - (stated_on.month < _FISCAL_BEGINS) + period.year_shift
    if year is None or not _EARLIEST <= year < _LATEST:
        return UNKNOWN
    return Resolved(dt.date(year, _FISCAL_BEGINS, 1), dt.date(year + 1, _FISCAL_BEGINS - 1, 31), "range")


def _from_statement(period: Period, stated_on: dt.date | None) -> Resolved:
    if stated_on is None:
        return UNKNOWN
    if period.shape == "now":
        day = stated_on - dt.timedelta(days=period.count or 0)
        return Resolved(day, day, "point")
    if period.shape == "recent":
        month = stated_on.year * 12 + stated_on.month - 1 - (period.count or 0)
        first = dt.date(month // 12, month % 12 + 1, 1)
        return Resolved(first, first.replace(day=calendar.monthrange(first.year, first.month)[1]), "month")
    if period.shape == "since":
        month = period.first_month or 1
        year = period.year or stated_on.year + (period.year_shift or 0)
        begins = dt.date(year if period.year or dt.date(year, month, 1) <= stated_on else year - 1, month, 1)
        if period.count and stated_on.year == year + period.count and stated_on.month <= _REPORT_MONTHS:
            # “十四五”以来 in January 2026: the plan is over.
            return _years(year, stated_on.year - 1)
        if period.day is not None and period.day <= calendar.monthrange(begins.year, month)[1]:
            begins = begins.replace(day=period.day)
        if begins > stated_on:
            return UNKNOWN
        return Resolved(begins, stated_on, "year_to_date" if begins == dt.date(stated_on.year, 1, 1) else "range")
    if not period.count or stated_on.year - period.count < _EARLIEST:
        return UNKNOWN
    if period.shape == "ahead":
        if stated_on.year + period.count > _LATEST:
            return UNKNOWN
        if period.text.startswith("今后") and period.count == _PLAN_YEARS and stated_on.month <= _REPORT_MONTHS:
            # 今后五年 in a report of the first months of a year are those of the plan that begins.
            return _years(stated_on.year, stated_on.year + period.count - 1)
        return Resolved(stated_on, _years_on(stated_on, period.count), "multi_year")
    if stated_on.month <= _REPORT_MONTHS:
        return _years(stated_on.year - period.count, stated_on.year - 1)
    return Resolved(_years_on(stated_on, -period.count), stated_on, "multi_year")


def _years_on(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; 28 February for the 29th of another year."""
    year = day.year + years
    return dt.date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def _years(first: int, last: int) -> Resolved:
    if not _EARLIEST <= first <= last <= _LATEST:
        return UNKNOWN
    return Resolved(dt.date(first, 1, 1), dt.date(last, 12, 31), "year" if first == last else "multi_year")


def _choose_year(period: Period, stated_on: dt.date | None, target: bool, told_year: int | None) -> int | None:
    if period.year is not None:
        return period.year
    if stated_on is None:
        if told_year is None or not (period.year_shift is None or (target and period.year_shift == 0)):
            return None
        return told_year - period.years_before
    if period.year_shift is not None:
        return stated_on.year + period.year_shift
    if target:
        return stated_on.year
    first, last = period.first_month or 1, period.last_month or 12
    whole_year = (first, last) == (1, 12)
    # 二季度 said in May is the one that runs, a month yet to come that of last year.
    begins = first if (first, last) in _PARTS_OF_YEAR else last
    not_yet = (whole_year and stated_on.month < 12) or dt.date(stated_on.year, begins, 1) > stated_on
    if period.shape == "point":
        not_yet = dt.date(stated_on.year, last, 1) > stated_on
    return (stated_on.year - 1 if not_yet else stated_on.year) - period.years_before


def _months_type(first: int, last: int) -> str:
    if first == last:
        return "month"
    if (first, last) in HALVES.values():
        return "half_year"
    if last - first == 2 and first % 3 == 1:
        return "quarter"
    if (first, last) == (1, 12):
        return "year"
    return "year_to_date" if first == 1 else "range"
