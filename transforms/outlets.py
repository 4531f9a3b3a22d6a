"""Newspapers, stations and sites: by the table, or by the form of their names (晋川日报, 晋川网) where no table holds them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from transforms.page_words import alternation, words
from transforms.reference import Outlet, Reference
from transforms.stated_dates import full_dates

_NAME_LONGEST = 20
_MASTHEAD_SHORTEST, _MASTHEAD_LONGEST = 8, 60
_OTHER_LONGEST = 8
_MOST_OTHERS = 5
_QUOTED = re.compile(r"《([^《》]{2,12})》\s?[(（]?")
_AFTER_QUOTED = re.compile(r"[)）]?[\s\d:：]{0,8}[)）]?\s?(?:文字版|文字稿|文字实录)?")
_TEXT_OF = re.compile(r"[\s\u3000]*(?:文字版|文字稿|文字实录|文稿|要闻)$")
_TOKENS = re.compile(r"[\s\u3000|｜/·:：()（）《》,，]+")
_OTHER = re.compile(r"[A-Z0-9\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Masthead:
    """A line that holds nothing but what every page of a paper or programme begins with: its name and the day."""

    outlet: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class _Names:
    table: dict[str, Outlet]
    formed: re.Pattern[str]
    programme: re.Pattern[str]
    agency_ends: tuple[str, ...]
    others: tuple[str, ...]
    not_beside: tuple[str, ...]


@lru_cache(maxsize=4)
def _names(reference: Reference) -> _Names:
    ends = words(reference, "outlet_ends")
    programmes = alternation((*ends, *words(reference, "programme_ends")))
    labels = ("source_labels", "time_labels", "reporter_words", "dateline_ends", "credit_starts")
    return _Names(
        table={form: outlet for outlet in reversed(reference.outlets) for form in (*outlet.aliases, outlet.name)},
        formed=re.compile(rf"[\u4e00-\u9fff]{{2,8}}?(?:{alternation(ends)})"),
        programme=re.compile(rf"[\u4e00-\u9fff]{{1,8}}?(?:{programmes})"),
        agency_ends=words(reference, "agency_ends"),
        others=words(reference, "not_outlets"),
        not_beside=tuple(word for label in labels for word in words(reference, label)),
    )


def canonical_outlet(name: str, reference: Reference) -> Outlet | None:
    """The outlet of a printed name: the table's longest name that it begins with."""
    table = _names(reference).table
    return next((table[name[:size]] for size in range(min(len(name), _NAME_LONGEST), 1, -1) if name[:size] in table), None)


def agency_at_start(text: str, reference: Reference) -> str | None:
    """The agency or site that a dateline begins with; none where it begins with a paper or a station."""
    known = canonical_outlet(text, reference)
    if known is not None:
        return known.name if known.kind in ("agency", "site") else None
    names = _names(reference)
    formed = names.formed.match(text)
    name = formed.group() if formed else ""
    return name if name.endswith(names.agency_ends) and not name.endswith(names.others) else None


def unlisted_form(reference: Reference) -> str:
    """A pattern for the names that outlets have which no table holds."""
    names = _names(reference)
    return rf"{names.formed.pattern}(?<!{')(?<!'.join(map(re.escape, names.others))})" if names.others else names.formed.pattern


def masthead(text: str, reference: Reference) -> Masthead | None:
    """What a line states when it is a masthead: “晋川日报 2023年7月20日 星期四 第3版 要闻”, “《晚间联播》 (20240715)”."""
    if not _MASTHEAD_SHORTEST <= len(text) <= _MASTHEAD_LONGEST:
        return None
    dated = next(full_dates(text), None)
    if dated is None:
        return None
    names = _names(reference)
    before, after = text[: dated.char_start], text[dated.char_end :]
    quoted = _QUOTED.fullmatch(before)
    if quoted and _AFTER_QUOTED.fullmatch(after):
        name = quoted.group(1)
        if name in names.table:
            return Masthead(names.table[name].name, dated.day)
        return Masthead(name, dated.day) if names.programme.fullmatch(name) else None
    tokens = [token for token in _TOKENS.split(f"{before} {after}") if token]
    outlets = [found for token in tokens if (found := _outlet(token, names)) is not None]
    beside = len(tokens) - len(outlets)
    if len(outlets) != 1 or beside > _MOST_OTHERS:
        return None
    plain = all(_is_beside(token, names) for token in tokens if _outlet(token, names) is None)
    return Masthead(outlets[0], dated.day) if plain else None


def is_outlet_alone(text: str, reference: Reference) -> bool:
    """Whether a line holds nothing but the name of a paper, a station or a programme."""
    names = _names(reference)
    name = _TEXT_OF.sub("", text).strip("《》 \u3000")
    return len(name) <= _NAME_LONGEST and (name in names.table or bool(names.programme.fullmatch(name)))


def _outlet(token: str, names: _Names) -> str | None:
    known = names.table.get(token)
    if known is not None:
        return known.name if known.kind != "agency" else None
    return token if names.formed.fullmatch(token) and not token.endswith(names.others) else None


def _is_beside(token: str, names: _Names) -> bool:
    """Whether a word may stand beside name and day: a weekday, a page, a section; not a byline or a label."""
    return len(token) <= _OTHER_LONGEST and bool(_OTHER.fullmatch(token)) and not token.startswith(names.not_beside)
