"""Full dates as pages print them: 2026-02-01, 2026年2月1日, (20250714), 民国104年10月10日, 112年4月11日, 二〇二六年二月一日."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

_REPUBLIC_ERA = 1911
"""Year 1 of the Republic's calendar is 1912."""
_REPUBLIC_YEARS = range(100, 151)
"""Three digits before 年, month and day are a year of the Republic, whether or not the era stands before them."""
_REPUBLIC_SHORT_YEARS = range(80, 100)

_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0}
_HAN = "〇○零一二三四五六七八九"

_ARABIC = re.compile(
    r"(?<!\d)(?P<era>(?:中华)?民国)?\s?(?P<year>\d{2,4})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日"
    r"|(?<!\d)(?P<y2>\d{4})(?P<sep>[-/.])(?P<m2>\d{1,2})(?P=sep)(?P<d2>\d{1,2})(?!\d)"
    r"|(?<!\d)(?P<y3>(?:19|20)\d{2})(?P<m3>[01]\d)(?P<d3>[0-3]\d)(?!\d)"
)
_CHINESE = re.compile(rf"(?P<year>[{_HAN}]{{4}})年(?P<month>[一二三四五六七八九十]{{1,2}})月(?P<day>[一二三四五六七八九十]{{1,3}})日")
_REPUBLIC = re.compile(
    r"(?<!\d)(?P<year>\d{2})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日"
    r"|(?<![\d\-/.])(?P<y2>\d{3})(?P<sep>[-/.])(?P<m2>\d{1,2})(?P=sep)(?P<d2>\d{1,2})(?![\d\-/.])"
)
_EARLIEST = dt.date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date as printed."""

    char_start: int
    char_end: int
    day: dt.date


def full_dates(plain: str, start: int = 0, stop: int | None = None) -> Iterator[StatedDate]:
    """The full dates of `plain` between `start` and `stop`, in order of notation and place; impossible ones are skipped."""
    end = len(plain) if stop is None else stop
    for match in _ARABIC.finditer(plain, start, end):
        groups = match.groupdict()
        if groups["year"]:
            year = int(groups["year"])
            if groups["era"] or (year in _REPUBLIC_YEARS and len(groups["year"]) == 3):
                year += _REPUBLIC_ERA
            elif len(groups["year"]) != 4:
                continue
            day = _date(year, int(groups["month"]), int(groups["day"]))
        elif groups["y2"]:
            day = _date(int(groups["y2"]), int(groups["m2"]), int(groups["d2"]))
        else:
            day = _date(int(groups["y3"]), int(groups["m3"]), int(groups["d3"]))
        if day:
            yield StatedDate(match.start(), match.end(), day)
    for match in _CHINESE.finditer(plain, start, end):
        year = int("".join(str(_DIGITS[digit]) for digit in match["year"]))
        day = _date(year, small_number(match["month"]), small_number(match["day"]))
        if day:
            yield StatedDate(match.start(), match.end(), day)


def republic_dates(plain: str) -> Iterator[StatedDate]:
    """Dates that count the years of the Republic without saying so: 98年7月2日, 112/04/11.

    They look like much else; whoever calls has to know from a label that a date of this calendar stands there.
    """
    for match in _REPUBLIC.finditer(plain):
        groups = match.groupdict()
        if groups["year"]:
            years, parts = _REPUBLIC_SHORT_YEARS, (groups["year"], groups["month"], groups["day"])
        else:
            years, parts = _REPUBLIC_YEARS, (groups["y2"], groups["m2"], groups["d2"])
        year, month, of_month = map(int, parts)
        day = _date(year + _REPUBLIC_ERA, month, of_month) if year in years else None
        if day:
            yield StatedDate(match.start(), match.end(), day)


def near(month: int | None, day: int, header: dt.date) -> dt.date | None:
    """The day with this month and day that lies at most 31 days before `header`, and not after it; the last one without a month."""
    this_month = header.year * 12 + header.month - 1
    for months in (this_month, this_month - 1, this_month - 2):
        candidate = _date(months // 12, months % 12 + 1, day)
        if candidate and month in (None, candidate.month) and dt.timedelta(0) <= header - candidate <= dt.timedelta(days=31):
            return candidate
    return None


def small_number(text: str) -> int:
    """A number from 1 to 99 in digits or as a Chinese numeral."""
    if text.isdecimal():
        return int(text)
    tens, mark, ones = text.rpartition("十")
    if not mark:
        return _DIGITS[text[-1]]
    return (_DIGITS[tens[-1]] if tens else 1) * 10 + (_DIGITS[ones[-1]] if ones else 0)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return None
    return found if found >= _EARLIEST else None
