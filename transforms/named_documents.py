"""Documents in 《》: policies, reports, standards. Newspapers and programmes in the same marks are outlets, not documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TITLE = re.compile(r"《([^《》\n]{2,80}(?:〈[^〈〉\n]{1,60}〉[^《》\n]{0,60})?)》")
_SHORT = re.compile(r"以下(?:简称|称)\s?[“\"「]?《([^《》\n]{2,20})》")


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """One place where a document is named, with the full name that it stands for."""

    char_start: int
    char_end: int
    name: str


def named_documents(plain: str, outlets: Sequence[str]) -> tuple[NamedDocument, ...]:
    """Documents in order; a short name that the text itself introduces (以下简称《意见》) stands for the full one."""
    known = frozenset(outlets)
    short: dict[str, str] = {}
    introduced = {match.start(1) - 1: match.group(1) for match in _SHORT.finditer(plain)}
    found: list[NamedDocument] = []
    last: str | None = None
    for match in _TITLE.finditer(plain):
        title = match.group(1)
        if title in known:
            continue
        if match.start() in introduced and last is not None:
            short[title] = last
        name = short.get(title, title)
        found.append(NamedDocument(match.start(), match.end(), f"《{name}》"))
        last = name
    return tuple(found)
