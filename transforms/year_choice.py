"""Choosing the year of a month and day from the years that a page names, or leaving it open.

Official prose names the year of what is over and leaves out its own. So the day is the first one with its month and day
after the latest time that is told as past; but only where more than that says so, for a page may tell of nothing recent.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transforms.model import DateClue

_ENOUGH = 2.0
_CLOSE = dt.timedelta(days=180)
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
    month: int, day: int, weekday: int | None, clues: Iterable[DateClue], figures: Iterable[tuple[dt.date, str]] = ()
) -> YearChoice | None:
    """The day with the year that the clues of a page give it; None where they give none, or several equally.

    `figures` are the days of dated sources that state some of the same figures, each with its name.
    """
    told = list(clues)
    past = [clue for clue in told if clue.kind == "past"]
    if not past:
        return None
    newest = max(_bound(clue) for clue in past)
    if any(_still_runs(month, day, clue) for clue in past if clue.last_day and clue.last_day >= newest):
        return None
    chosen = _first_after(month, day, newest)
    if chosen is None or _contradicts(chosen, weekday, told):
        return None
    reasons = _reasons(chosen, weekday, told, figures)
    if sum(weight for weight, _ in reasons) < _ENOUGH or max(weight for weight, _ in reasons) < 1:
        return None
    return YearChoice(chosen, tuple(dict.fromkeys(words for _, words in sorted(reasons, reverse=True)))[:_MOST_SHOWN])


def _bound(clue: DateClue) -> dt.date:
    """The day after which was written what tells of this: the end of the time, or its start where it may still run."""
    assert clue.first_day is not None
    assert clue.last_day is not None
    return clue.first_day if clue.whole_year else clue.last_day


def _first_after(month: int, day: int, bound: dt.date) -> dt.date | None:
    for year in range(bound.year, bound.year + 9):  # 29 February comes within eight years
        if day <= calendar.monthrange(year, month)[1] and (found := dt.date(year, month, day)) >= bound:
            return found
    return None


def _contradicts(chosen: dt.date, weekday: int | None, told: Sequence[DateClue]) -> bool:
    if weekday is not None and chosen.weekday() != weekday:
        return True
    if any(c.kind == "past" and c.beside_this_year and not c.whole_year and c.last_day and c.last_day.year == chosen.year for c in told):
        return True
    return any(clue.kind == "ahead" and clue.last_day is not None and clue.last_day < chosen for clue in told)


def _still_runs(month: int, day: int, clue: DateClue) -> bool:
    """Whether the day falls inside a time of several months: 4月至7月 said on 7 May lies ahead in part."""
    if clue.whole_year or clue.first_day is None or clue.last_day is None or clue.first_day.year != clue.last_day.year:
        return False
    return (clue.first_day.month, clue.first_day.day) <= (month, day) < (clue.last_day.month, clue.last_day.day) and (
        clue.last_day.month - clue.first_day.month < 11
    )


def _reasons(
    chosen: dt.date, weekday: int | None, told: Sequence[DateClue], figures: Iterable[tuple[dt.date, str]]
) -> list[tuple[float, str]]:
    """What speaks for the chosen year, each with its weight."""
    found: list[tuple[float, str]] = []
    for clue in told:
        weight = _weight(clue, chosen)
        again = sum(words == clue.words for _, words in found)
        # What is said over and over counts no more than twice, for it may be one headline repeated.
        if weight and again < 2:
            found.append((weight if not again else min(weight, 0.5), clue.words))
    if weekday is not None:
        found.append((2.0, f"day {weekday + 1} of the week"))
    near = sorted(name for day, name in figures if abs(day - chosen) <= _FIGURES_WITHIN)
    if near:
        found.append((2.0, near[0]))
    return found


def _weight(clue: DateClue, chosen: dt.date) -> float:
    assert clue.first_day is not None
    assert clue.last_day is not None
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
        return 1.0
    # 今年 beside a time that the same year could hold too may mean that very year.
    return 2.0 if chosen.year > clue.last_day.year and chosen - clue.last_day > _CLOSE else 0.0
