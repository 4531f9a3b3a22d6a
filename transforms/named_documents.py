"""Documents in 《》: policies, reports, standards. Newspapers, programmes and works of art in the same marks are no documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from transforms.page_words import alternation, words
from transforms.reference import Reference

_TITLE = re.compile(r"《([^《》\n]{2,80}(?:〈[^〈〉\n]{1,60}〉[^《》\n]{0,60})?)》")
_SHORT = re.compile(r"以下(?:简称|称)\s?[“\"「]?《([^《》\n]{2,20})》")


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """One place where a document is named, with the full name that it stands for."""

    char_start: int
    char_end: int
    name: str


def named_documents(plain: str, outlets: Sequence[str], reference: Reference) -> tuple[NamedDocument, ...]:
    """Documents in order; a short name that the text itself introduces (以下简称《意见》) stands for the full one."""
    known = frozenset(outlets)
    works = _works(plain, reference)
    short: dict[str, str] = {}
    introduced = {match.start(1) - 1: match.group(1) for match in _SHORT.finditer(plain)}
    found: list[NamedDocument] = []
    last: str | None = None
    for match in _TITLE.finditer(plain):
        title = match.group(1)
        if title.strip() in known or title in works:
            continue
        if match.start() in introduced and last is not None:
            short[title] = last
        name = short.get(title, title)
        found.append(NamedDocument(match.start(), match.end(), f"《{name}》"))
        last = name
    return tuple(found)


def _works(plain: str, reference: Reference) -> set[str]:
    """The titles of works of art, programmes and periodicals: those that are called so somewhere, and what is listed with them."""
    grammar = _grammar(reference)
    found: set[str] = set()
    group: list[re.Match[str]] = []
    for match in (*_TITLE.finditer(plain), None):
        if group and (match is None or plain[group[-1].end() : match.start()].strip("、和与 ")):
            if any(_is_work(plain, one, grammar) for one in group) and not any(grammar.official.search(one.group(1)) for one in group):
                found.update(one.group(1) for one in group)
            group = []
        if match is not None:
            group.append(match)
    return found


@dataclass(frozen=True, slots=True)
class _Grammar:
    before: tuple[str, ...]
    after: tuple[str, ...]
    ends: tuple[str, ...]
    official: re.Pattern[str]


@lru_cache(maxsize=4)
def _grammar(reference: Reference) -> _Grammar:
    official = alternation(words(reference, "document_ends"))
    return _Grammar(
        words(reference, "work_words"),
        words(reference, "words_after_works"),
        words(reference, "work_ends"),
        re.compile(rf"(?:{official})(?:（[^（）]*）|\([^()]*\))?$"),
    )


def _is_work(plain: str, title: re.Match[str], grammar: _Grammar) -> bool:
    return (
        plain.endswith(grammar.before, 0, title.start())
        or plain.startswith(grammar.after, title.end())
        or title.group(1).rstrip().endswith(grammar.ends)
    )
