"""Choosing the year of a month and day from the years that a page names, or leaving it open.

Official prose names the year of what is over and leaves out its own. So the day is the first one with its month and day
after the latest time that is told as past; but only where more than that says so, for a page may tell of nothing recent.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transforms.model import YearClue

_ENOUGH = 2.0
_SOLID = 1.0
"""At least one clue must weigh so much: years without a month are named of the year itself and of the one before alike."""
_FIGURES = 2.0
_WEEKDAY = 1.5
_WEEKDAYS = "一二三四五六日"
_CLOSE = dt.timedelta(days=120)
_PART_OF_A_YEAR = dt.timedelta(days=200)
_FIGURES_WITHIN = dt.timedelta(days=45)
_MOST_AGAIN = 2
_MOST_SHOWN = 4


@dataclass(frozen=True, slots=True)
class YearChoice:
    """A day with its year, and the words that it rests on."""

    day: dt.date
    reasons: tuple[str, ...]


def choose(
    month: int, day: int, weekday: int | None, clues: Iterable[YearClue], figures: Iterable[tuple[dt.date, str]] = ()
) -> YearChoice | None:
    """The day with the year that the clues of a page give it; None where they give none, or several equally.

    `figures` are the days of dated sources that state some of the same figures, each with its name.
    """
    told = [clue for clue in clues if clue.kind != "own"]
    seen = [(near, name) for on, name in figures if (near := nearest(month, day, on, _FIGURES_WITHIN)) is not None]
    chosen = _after_what_is_past(month, day, told)
    if chosen is None:
        chosen = max((near for near, _ in seen), default=None)
    if chosen is None or _contradicts(chosen, weekday, told) or any(near > chosen for near, _ in seen):
        return None
    reasons = _reasons(chosen, weekday, told)
    if shown := sorted(name for near, name in seen if near == chosen):
        reasons.append((_FIGURES, shown[0]))
    if sum(weight for weight, _ in reasons) < _ENOUGH or max(weight for weight, _ in reasons) < _SOLID:
        return None
    return YearChoice(chosen, tuple(dict.fromkeys(words for _, words in sorted(reasons, reverse=True)))[:_MOST_SHOWN])


def told_year(clues: Iterable[YearClue]) -> tuple[int, tuple[str, ...]] | None:
    """The year that an article without any day tells of, with the words that show it.

    Two different words must agree on it, and nothing that is over may lie later.
    """
    told = list(clues)
    shown: dict[int, set[str]] = {}
    for clue in told:
        if clue.kind == "own":
            shown.setdefault(clue.first_day.year, set()).add(clue.words)
    if not shown:
        return None
    year = max(shown)
    if len(shown[year]) < _MOST_AGAIN or any(clue.kind == "past" and clue.first_day.year > year for clue in told):
        return None
    return year, tuple(sorted(shown[year]))[:_MOST_SHOWN]


def nearest(month: int | None, day: int, to: dt.date, within: dt.timedelta) -> dt.date | None:
    """The day nearest to another that has this month and day, or this day of any month; None when it is further away than `within`."""
    found = [
        dt.date(months // 12, months % 12 + 1, day)
        for months in range(to.year * 12 + to.month - 3, to.year * 12 + to.month + 2)
        if month in (None, months % 12 + 1) and day <= calendar.monthrange(months // 12, months % 12 + 1)[1]
    ]
    best = min(found, key=lambda candidate: (abs(candidate - to), candidate), default=None)
    return best if best is not None and abs(best - to) <= within else None


def _after_what_is_past(month: int, day: int, told: Sequence[YearClue]) -> dt.date | None:
    """The first day with this month and day after all that is told as past; None where a time told so may still be running."""
    past = [clue for clue in told if clue.kind == "past"]
    newest = max((_bound(clue) for clue in past), default=None)
    if newest is None or any(_still_runs(month, day, clue) for clue in past if clue.last_day >= newest):
        return None
    return _first_after(month, day, newest)


def _bound(clue: YearClue) -> dt.date:
    """The day after which was written what tells of this: the end of the time, or its start where it may still run."""
    return clue.first_day if clue.whole_year else clue.last_day


def _first_after(month: int, day: int, bound: dt.date) -> dt.date | None:
    for year in range(bound.year, bound.year + 9):  # 29 February comes within eight years
        if day <= calendar.monthrange(year, month)[1] and (found := dt.date(year, month, day)) >= bound:
            return found
    return None


def _contradicts(chosen: dt.date, weekday: int | None, told: Sequence[YearClue]) -> bool:
    if weekday is not None and chosen.weekday() != weekday:
        return True
    if any(c.kind == "past" and c.beside_this_year and not c.whole_year and c.last_day.year == chosen.year for c in told):
        return True
    return any(clue.kind == "ahead" and clue.last_day < chosen for clue in told)


def _still_runs(month: int, day: int, clue: YearClue) -> bool:
    """Whether the day falls inside a time of several months: 4月至7月 said on 7 May lies ahead in part."""
    if clue.whole_year or clue.first_day.year != clue.last_day.year:
        return False
    return (clue.first_day.month, clue.first_day.day) <= (month, day) < (clue.last_day.month, clue.last_day.day) and (
        clue.last_day.month - clue.first_day.month < 11
    )


def _reasons(chosen: dt.date, weekday: int | None, told: Sequence[YearClue]) -> list[tuple[float, str]]:
    """What speaks for the chosen year, each with its weight."""
    found: list[tuple[float, str]] = []
    for clue in told:
        weight = _weight(clue, chosen)
        again = sum(words == _shown(clue) for _, words in found)
        # What is said over and over counts no more than twice, for it may be one headline repeated.
        if weight and again < 2:
            found.append((weight if not again else min(weight, 0.5), _shown(clue)))
    if weekday is not None:
        found.append((_WEEKDAY, f"星期{_WEEKDAYS[weekday]}"))
    return found


def _shown(clue: YearClue) -> str:
    if clue.kind == "plan":
        return f"plan {clue.words}"
    told = "in or after" if clue.whole_year else "after"
    return f"{told} {clue.words}{' (beside 今年)' if clue.beside_this_year else ''}"


def _weight(clue: YearClue, chosen: dt.date) -> float:
    if clue.kind == "plan":
        return 0.5 if chosen.year - 1 <= clue.first_day.year <= chosen.year else 0.0
    if clue.kind == "ahead":
        return 0.0
    if clue.whole_year:
        return 0.5 if chosen.year - clue.first_day.year in (0, 1) else 0.0
    if _first_after(chosen.month, chosen.day, _bound(clue)) != chosen:
        return 0.0
    if clue.last_day - clue.first_day > _PART_OF_A_YEAR:
        return 0.5
    if not clue.beside_this_year:
        # A month of the same year long ago may be of a page of the next year: it would be 今年 or nothing in its own.
        return 1.0 if chosen.year > clue.last_day.year or chosen - clue.last_day <= _CLOSE else 0.5
    # 今年 beside a time that the same year could hold too may mean that very year.
    return 2.0 if chosen.year > clue.last_day.year and chosen - clue.last_day > _CLOSE else 0.0
