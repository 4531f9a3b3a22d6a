"""Lines by which bodies sign what they publish: their names alone, their names with the day, the day alone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from transforms.page_lines import ends_sentence
from transforms.page_words import alternation, words
from transforms.reference import Reference
from transforms.stated_dates import full_dates

_LONGEST = 60
_BODY_LONGEST = 25
_BETWEEN = re.compile(r"[\s\u3000、]+")
_REMARK = re.compile(r"[（(【\[][^（()）]{2,40}[)）】\]]")
_MARKS = "（(【[）)】] \u3000\t"
_BESIDE_DAY = re.compile(
    r"[\s（()）]*(?:(?:星期|周)[一二三四五六日天])?[\s（()）]*(?:(?:香港|台北|北京)?时间)?\s*(?:[上下]午)?\s*(?:\d{1,2}[:：时]\d{0,2}(?::\d{2})?分?)?\s*"
)
"""What stands beside the day in a line that holds nothing else: weekday and hour."""


@dataclass(frozen=True, slots=True)
class _Bodies:
    table: frozenset[str]
    formed: re.Pattern[str]
    no_bodies: tuple[str, ...]
    """Common words that end as a body does: a headline that ends in 良好开局 is no signature."""


@lru_cache(maxsize=4)
def _bodies(reference: Reference) -> _Bodies:
    short = (entry.split("=", 1)[0] for entry in words(reference, "local_bodies"))
    ends = alternation(
        (*words(reference, "organization_ends"), *words(reference, "signing_ends"), *(body for body in short if len(body) > 1))
    )
    return _Bodies(
        frozenset(form for organization in reference.organizations for form in (organization.name, *organization.aliases)),
        re.compile(rf"[\u4e00-\u9fff（）()A-Za-z]{{2,{_BODY_LONGEST}}}?(?:{ends})"),
        words(reference, "no_bodies"),
    )


def is_of_bodies(text: str, reference: Reference) -> bool:
    """Whether a line holds nothing but names of organisations: 临江市统计局　国家统计局临江调查队."""
    if len(text) > _LONGEST:
        return False
    names = [name for name in _BETWEEN.split(text.strip()) if name]
    known = _bodies(reference)
    return bool(names) and all(
        name in known.table or (known.formed.fullmatch(name) and not name.endswith(known.no_bodies)) for name in names
    )


def bare_day(text: str) -> dt.date | None:
    """The day of a line that holds nothing else but its weekday and hour."""
    dates = list(full_dates(text))
    if len(dates) != 1 or text[: dates[0].char_start].strip(_MARKS):
        return None
    return (
        dates[0].day
        if _BESIDE_DAY.fullmatch(text.rstrip(_MARKS), dates[0].char_end) or not text[dates[0].char_end :].strip(_MARKS)
        else None
    )


def signed_day(text: str, reference: Reference) -> dt.date | None:
    """The day of a line that holds organisations and the day alone: 临江市统计局 2024年7月22日."""
    if len(text) > _LONGEST:
        return None
    dates = list(full_dates(text))
    if len(dates) != 1 or text[dates[0].char_end :].strip(_MARKS):
        return None
    return dates[0].day if is_of_bodies(text[: dates[0].char_start].rstrip(_MARKS), reference) else None


def closing_day(foot: Sequence[str], reference: Reference, *, unsigned: bool) -> tuple[dt.date, str] | None:
    """The day that closes a text, with its line. `foot` are its last lines.

    It stands beside or below the names of organisations or, where `unsigned` says that this is enough, below a sentence.
    Only remarks in brackets may follow: （此件公开发布）.
    """
    last = len(foot) - 1
    while last > 0 and _REMARK.fullmatch(foot[last]) and bare_day(foot[last]) is None:
        last -= 1
    if last < 1:
        return None
    line, above = foot[last], foot[last - 1]
    day = signed_day(line, reference)
    if day is None and (is_of_bodies(above, reference) or (unsigned and ends_sentence(above))):
        day = bare_day(line)
    return None if day is None else (day, line)
