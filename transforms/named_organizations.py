"""Organisations named in a text: those of the table, and those whose form tells (place or brand, then a word such as 局, 有限公司)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache

from transforms.gazetteer import Gazetteer, table_of
from transforms.local_names import Home, full_name, local_organizations, organizations_of
from transforms.named_places import NamedPlace
from transforms.page_words import alternation, characters, words
from transforms.reference import Reference
from transforms.word_breaks import cut_through

_NAME_LONGEST = 22
_BETWEEN_LONGEST = 12
_OFFICE_LONGEST = 10
_OWN = frozenset({"我国"})
_NO_FOREIGN_STATE = frozenset({"中国", "欧元区"})
_COMPANY, _COMPANY_LONGEST = "公司", 36
_SHORT_UNIT = 3
_LEADS_TO_NAME = frozenset("据由经从向在对将与和同及或为是以的等至到请让")
_JOINED = frozenset("路街桥站线群")
"""After a last word these begin another name: 学院路, 机场线."""
_GOVERNED = frozenset({"province", "prefecture", "county"})
_PARTY = "中国共产党"
_BOUNDARY = re.compile(r"[，,。；;：:、！!？?“”\"'「」『』（）()《》〈〉【】\[\]<>|/\s]")


@dataclass(frozen=True, slots=True)
class NamedOrganization:
    """One place where an organisation is named; `name` is canonical where the table knows it."""

    char_start: int
    char_end: int
    name: str
    ambiguous: bool = False
    """Nothing tells whose it is: 市政府 on a page that names no city."""


@lru_cache(maxsize=4)
def _table(reference: Reference) -> tuple[dict[str, str], Gazetteer]:
    canonical: dict[str, str] = {}
    for organization in reference.organizations:
        canonical.update(dict.fromkeys((*organization.aliases, organization.name), organization.name))
    for outlet in reference.outlets:
        # 新华社 is an organisation of the table too, and 新华网 is its site.
        whole = canonical.get(outlet.name, outlet.name)
        for form in (*outlet.aliases, outlet.name):
            canonical.setdefault(form, whole)
    return canonical, Gazetteer(canonical)


def canonical_organization(name: str, reference: Reference) -> str:
    """The table's name for an organisation, or the name itself."""
    return _table(reference)[0].get(name, name)


def named_organizations(plain: str, places: Sequence[NamedPlace], home: Home, reference: Reference) -> tuple[NamedOrganization, ...]:
    """Organisations in order; of two that overlap the longer one stands, but an organisation stays beside its unit.

    `home` says whose 市政府 is meant.
    """
    canonical, gazetteer = _table(reference)
    units, bodies = _units(reference), _bodies_of_states(reference)
    place_ends = {place.char_end: place for place in places}
    found: list[NamedOrganization] = []
    others = list(table_of(words(reference, "not_organizations")).find(plain))
    passed = 0
    for start, end in gazetteer.find(plain):
        while passed < len(others) and others[passed][1] <= start:
            passed += 1
        if passed < len(others) and others[passed][0] <= start and end <= others[passed][1]:
            continue
        if start not in place_ends and _is_part_of_words(plain, start, end):
            continue
        name = canonical[plain[start:end]]
        if name in bodies.mainland and (state := _state_before(plain, start, place_ends, bodies)) is not None:
            start, name = state[0], canonical.get(f"{state[1]}{plain[start:end]}", f"{state[1]}{plain[start:end]}")
        found.append(NamedOrganization(start, end, name))
        inner = units.match(plain, end)
        if inner and not bodies.clause.search(inner.group()):
            found.append(NamedOrganization(start, inner.end(), name + inner.group()))
    found += _formed(plain, places, reference)
    found += _companies(plain, places, bodies.clause, reference)
    found += [
        NamedOrganization(*astuple(name))
        for name in local_organizations(plain, home, reference)
        if not bodies.clause.search(plain, name.char_start, name.char_end)
    ]
    local = (organizations_of(plain, place, reference) for place in places)
    found += [NamedOrganization(*astuple(name)) for name in local if name is not None]
    found.sort(key=lambda item: (item.char_start, item.char_start - item.char_end))
    result: list[NamedOrganization] = []
    for item in found:
        printed = plain[item.char_start : item.char_end]
        # 经济部|统计处 is the ministry's, though a 统计处 of elsewhere is in the table.
        is_unit = printed.endswith(("处", "司")) and printed != item.name
        if result and item.char_start == result[-1].char_end and (printed not in canonical or is_unit):
            # 上海交通大学 before a centre in some place: the centre is the university's. 中共 is part of 中共山东省委.
            party = result[-1].name == _PARTY and item.name.startswith("中共")
            if party:
                result[-1] = NamedOrganization(result[-1].char_start, item.char_end, item.name)
                continue
            item = NamedOrganization(result[-1].char_start, item.char_end, result[-1].name + (printed if is_unit else item.name))
        elif (
            result
            and item.char_start < result[-1].char_end
            and not (item.char_start == result[-1].char_start and plain[item.char_start : item.char_end] in canonical)
        ):
            # The unit of an organisation is named together with it, and both are meant; other overlaps are not.
            continue
        result.append(item)
    return tuple(result)


@dataclass(frozen=True, slots=True)
class _StateBodies:
    """What tells whose 外交部 is meant."""

    mainland: frozenset[str]
    letters: dict[str, str]
    clause: re.Pattern[str]
    office: re.Pattern[str]


@lru_cache(maxsize=4)
def _bodies_of_states(reference: Reference) -> _StateBodies:
    letters = dict(entry.split("=", 1) for entry in words(reference, "state_letters"))
    return _StateBodies(
        frozenset(organization.name for organization in reference.organizations if organization.kind in ("ministry", "central_bank")),
        letters,
        re.compile(alternation(words(reference, "clause_words"))),
        re.compile(r"(?:副?(?:总理|首相|总统)|第一副?(?:总理|首相))?(?:兼|前|原|时任|新任|候任|代理|临时政府|看守政府|过渡政府)?$"),
    )


def _state_before(plain: str, start: int, places: Mapping[int, NamedPlace], bodies: _StateBodies) -> tuple[int, str] | None:
    """The foreign state that stands right before the name of a ministry, or before an office held with it (德国副总理兼|财政部长)."""
    begin = max(0, start - _OFFICE_LONGEST)
    office = bodies.office.search(plain[begin:start])
    ends = begin + office.start() if office is not None else start
    place = places.get(ends)
    if place is not None:
        foreign = place.region.level in ("country", "foreign") and place.region.name not in _NO_FOREIGN_STATE
        return (place.char_start if ends == start else start, place.region.name) if foreign else None
    for letter, state in bodies.letters.items():
        if plain.endswith(letter, 0, start) and (start - len(letter) == 0 or _BOUNDARY.match(plain, start - len(letter) - 1)):
            return start - len(letter), state
    return None


def _companies(plain: str, places: Sequence[NamedPlace], clause: re.Pattern[str], reference: Reference) -> list[NamedOrganization]:
    """Companies by their legal form, with no place before them: their names begin at a mark."""
    found: list[NamedOrganization] = []
    starts = [place.char_start for place in places]
    end = plain.find(_COMPANY)
    while end >= 0:
        stop = end + len(_COMPANY)
        one = _company(reference).search(plain, max(0, stop - _COMPANY_LONGEST), stop)
        # With a place inside, the name begins there: 标志着|河南甲乙有限公司.
        within = one is not None and bisect_right(starts, one.start()) < bisect_left(starts, one.end())
        before = plain[max(0, one.start() - 20) : one.start()] if one is not None else ""
        # A column breaks names anywhere.
        broken = "\n" in before and "\u4e00" <= before.rstrip()[-1:] <= "\u9fff"
        if one is not None and not within and not broken and not clause.search(one.group()):
            found.append(NamedOrganization(one.start(), one.end(), one.group()))
        end = plain.find(_COMPANY, stop)
    return found


@lru_cache(maxsize=4)
def _company(reference: Reference) -> re.Pattern[str]:
    inner = f"(?![{re.escape(''.join(words(reference, 'name_breakers')))}予任])[\u4e00-\u9fff]"
    ends = alternation(end for end in words(reference, "organization_ends") if end.endswith(_COMPANY))
    return re.compile(
        rf"(?<![\u4e00-\u9fffA-Za-z])(?!集团|有限|股份)(?:{inner}){{2,16}}?(?:（[\u4e00-\u9fff]{{2,6}}）(?:{inner}){{0,8}}?)?(?:{ends})\Z"
    )


def _is_part_of_words(plain: str, start: int, end: int) -> bool:
    """Whether other words make up a short name: 集中|办公 is no 中办, and …5G7X… no G7."""
    if plain[start].isascii() and plain[end - 1].isascii():
        around = plain[start - 1 : start] + plain[end : end + 1]
        return any(character.isascii() and (character.isalnum() or character in "/_-%=") for character in around)
    if end - start == _SHORT_UNIT and plain[end - 1] == "处" and start and "\u4e00" <= plain[start - 1] <= "\u9fff":
        # 综合|统计处 is a unit of some other body.
        return plain[start - 1] not in _LEADS_TO_NAME
    return bool(cut_through(plain, start, end))


@lru_cache(maxsize=4)
def _units(reference: Reference) -> re.Pattern[str]:
    """An inner unit right after its organisation: a few characters and 局, 司 and the like, before a title or a mark."""
    inner = f"(?![{re.escape(''.join(words(reference, 'name_breakers')))}])[\u4e00-\u9fff]"
    ends = alternation(words(reference, "organization_units"))
    return re.compile(rf"(?:{inner}){{2,8}}?(?<!公)(?:{ends})(?=[局司厅处院]?长|[，,。、的和\s]|副|党组|$|{alternation(reference.titles)})")


def _formed(plain: str, places: Sequence[NamedPlace], reference: Reference) -> list[NamedOrganization]:
    """A place, then up to an organisation's last word without a mark between: 原阳县 … 自然资源局."""
    ends = list(table_of(words(reference, "organization_ends")).find(plain))
    found: list[NamedOrganization] = []
    index = 0
    breakers = characters(reference, "name_breakers") | frozenset("0123456789")
    clause = _bodies_of_states(reference).clause
    for position, place in enumerate(places):
        while index < len(ends) and ends[index][0] < place.char_end:
            index += 1
        if place.region.level in ("world",) or index >= len(ends):
            continue
        start, end = ends[index]
        between = plain[place.char_end : start]
        if between and plain[start:end] == "政府" and place.region.level in _GOVERNED:
            # Only states have a 过渡政府; 市起诉政府 is none.
            continue
        if clause.search(between) or between == "应" or plain[end : end + 1] in _JOINED:
            continue
        if end - place.char_start > _NAME_LONGEST or len(between) > _BETWEEN_LONGEST or plain[place.char_start : place.char_end] in _OWN:
            continue
        if not _BOUNDARY.search(between) and breakers.isdisjoint(between):
            # An organisation is named by the nearest place of a chain; the wider ones only say where that lies.
            following = places[position + 1] if position + 1 < len(places) else None
            if following is None or following.char_start >= end or following.char_start > place.char_end:
                printed = plain[place.char_start : place.char_end]
                body = plain[place.char_end : end]
                # 河南省政府 is a body of the province; 德国政府 and 杭州海关 are called so in full.
                whole = (
                    full_name(printed, body, reference)
                    if place.region.name == printed and place.region.level in _GOVERNED
                    else printed + body
                )
                found.append(NamedOrganization(place.char_start, end, whole))
    return found
