"""Events: press conferences, by who holds them; forums, fairs, campaigns and the like, by the form of their names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from transforms.named_organizations import NamedOrganization
from transforms.page_words import alternation, characters, words
from transforms.reference import Reference

_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_BETWEEN_LONGEST = 40
_NUMBER = re.compile(r"(?:第?[一二三四五六七八九十百\d]{1,4}届|(?<!\d)\d{4}年?)$")
_LONGEST_NUMBER = 7
"""Characters of 第二十一届 and the like, which stand before a name: looked for once it is found, since few names have one."""


@dataclass(frozen=True, slots=True)
class NamedEvent:
    """One place where an event is named."""

    char_start: int
    char_end: int
    name: str


def named_events(plain: str, organizations: Sequence[NamedOrganization], reference: Reference) -> list[NamedEvent]:
    """The events of a text. `organizations` are those named in it, in order: what is one of them is no event."""
    return _conferences(plain, organizations, reference) + _formed(plain, organizations, reference)


def _conferences(plain: str, organizations: Sequence[NamedOrganization], reference: Reference) -> list[NamedEvent]:
    """Press conferences, by the organisation named last before them in the same sentence."""
    found: list[NamedEvent] = []
    outlets = {outlet.name for outlet in reference.outlets}
    organizations = [one for one in organizations if one.name not in outlets]
    for match in _grammar(reference)[0].finditer(plain):
        index = bisect_left(organizations, match.start(), key=lambda organization: organization.char_start) - 1
        if index < 0:
            continue
        host = organizations[index]
        if match.start() - host.char_end > _BETWEEN_LONGEST:
            continue
        between = plain[host.char_end : match.start()]
        held = not between or any(verb in between for verb in words(reference, "statement_verbs"))
        if held and not _SENTENCE_END.search(between):
            found.append(NamedEvent(match.start(), match.end(), f"{host.name}新闻发布会"))
    return found


def _formed(plain: str, organizations: Sequence[NamedOrganization], reference: Reference) -> list[NamedEvent]:
    """第N届, then 全国, 中国 or 国际, then up to a word such as 博览会: names that no table could hold."""
    found: list[NamedEvent] = []
    for match in _grammar(reference)[1].finditer(plain):
        index = bisect_left(organizations, match.end(), key=lambda organization: organization.char_start) - 1
        # 中国国际贸易促进委员会 would begin so, and 全国人民代表大会 is no meeting but a body.
        if index >= 0 and organizations[index].char_end >= match.end() and organizations[index].char_start <= match.start():
            continue
        if _of_any(reference).search(match.group()):
            # 全球大型运动会 is any of them, and 国际人士期待…峰会 a clause.
            continue
        number = _NUMBER.search(plain, max(0, match.start() - _LONGEST_NUMBER), match.start())
        start = number.start() if number is not None else match.start()
        found.append(NamedEvent(start, match.end(), plain[start : match.end()]))
    return found


@lru_cache(maxsize=4)
def _of_any(reference: Reference) -> re.Pattern[str]:
    return re.compile(alternation((*words(reference, "clause_words"), "综合性", "人士", "期待", "各种", "重要")))


@lru_cache(maxsize=4)
def _grammar(reference: Reference) -> tuple[re.Pattern[str], re.Pattern[str]]:
    breakers = re.escape("".join(sorted(characters(reference, "name_breakers") - {"国"})))
    inner = f"(?![{breakers}])[\u4e00-\u9fff]"
    leads, ends = alternation(words(reference, "event_leads")), alternation(words(reference, "event_ends"))
    ceremonies = alternation(words(reference, "ceremonies"))
    # A lead is asked for at each place, and what follows it is bounded: the cost of a text is linear in its length.
    formed = re.compile(rf"(?:{leads})(?:{inner}){{1,16}}?(?:{ends})(?:{ceremonies})?(?![长员])")
    return re.compile(alternation(words(reference, "press_conferences"))), formed
