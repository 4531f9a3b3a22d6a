"""What only the day of the statement decides of a number: the days of its period, whether it is a fact yet, what it is against."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms import period_days
from transforms.model import Period, Reading
from transforms.period_days import Resolved
from transforms.reference import Holiday

_PLAN = re.compile("十[一二三四五]五|规划|计划")
_SAME_TIME_OF = re.compile(r"(?P<year>\d{4})年同[期月季]")
_FROM_AFAR = {"period.of_paragraph", "period.of_article", "period.of_lead"}
"""Rules by which a number has the period of another sentence."""
_CARRIED = {"status.of_sentence", "status.part_about_plans"}
"""Rules by which a number has the status of other words than its own clause's."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A reading once its day is known: the days of its period, status, basis, comparator, and the rules that say so."""

    when: Resolved
    status: str
    basis: str
    base: str | None
    rules: tuple[str, ...]


def dated(reading: Reading, stated_on: dt.date | None, holidays: Sequence[Holiday] = (), told_year: int | None = None) -> Dated:
    """The reading as of the day of its statement; without one, what the words alone say.

    `told_year` is the year that the text tells of, for the months of a statement whose day is unknown.
    """
    status, basis, base, rules = reading.status, reading.basis, reading.base, reading.rules
    when = period_days.resolve(reading.period, stated_on, holidays, target=status != "actual", told_year=told_year)
    if stated_on is None:
        return Dated(when, status, basis, base, rules)
    if status != "actual" and when.end is not None and when.end < stated_on:
        if reading.period_basis == "explicit" and not _CARRIED.isdisjoint(rules):
            # 力争到2030年达到75%，2020年为65.2%: what the sentence promises is not what it says of a time that is over.
            status, rules = "actual", _with(rules, "status.is_over")
            when = period_days.resolve(reading.period, stated_on, holidays)
        elif reading.period is not None and reading.period.shape == "years" and not _FROM_AFAR.isdisjoint(rules):
            # A promise of another sentence than that of years that are over is not for them.
            when = Resolved(dt.date(stated_on.year, 1, 1), dt.date(stated_on.year, 12, 31), "year")
    if _of_forecast(reading, when, stated_on):
        # The years of a forecast in another paragraph do not hold for what is told here.
        when = period_days.resolve(Period("now", ""), stated_on)
    if status == "actual" and _lies_ahead(reading, when, stated_on):
        # 到2027年提高到3%以上: what lies ahead is no fact yet, whatever the words.
        status, rules = "target", _with(rules, "status.lies_ahead")
    year = _SAME_TIME_OF.fullmatch(base or "")
    if year is not None and when.start is not None and when.start.year == int(year["year"]) + 1:
        # 较2024年同期 of a month that turns out to be of 2025.
        basis, base, rules = "yoy", None, _with(rules, "basis.against_same_time_last_year")
    return Dated(when, status, basis, base, rules)


def _with(rules: tuple[str, ...], rule: str) -> tuple[str, ...]:
    """The rules with that one in place of the one of its kind."""
    kind = rule.partition(".")[0] + "."
    return tuple(rule if old.startswith(kind) else old for old in rules)


def _of_forecast(reading: Reading, when: Resolved, stated_on: dt.date) -> bool:
    """Whether a period was inherited from the years of a forecast in another paragraph, those of a plan apart."""
    if reading.period is None or "period.of_article" not in reading.rules or when.start is None or when.start <= stated_on:
        return False
    return (reading.period.last_year or 0) > (reading.period.year or 0) and _PLAN.search(reading.period.text) is None


def _lies_ahead(reading: Reading, when: Resolved, stated_on: dt.date) -> bool:
    """Whether a period has not begun by the day of the statement, or is a quarter or half year without a year that still runs."""
    if when.start is None or when.end is None:
        return False
    named = reading.period is not None and (reading.period.year is not None or reading.period.year_shift is not None)
    return when.start > stated_on or (not named and when.period_type in ("quarter", "half_year") and when.end > stated_on)
