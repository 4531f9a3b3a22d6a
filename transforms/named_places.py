"""Places named in a text: chains (河南省新乡市延津县), full names, and short names where they can mean nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from transforms.gazetteer import Gazetteer
from transforms.page_words import alternation
from transforms.reference import Reference, Region
from transforms.word_breaks import cut_through

_SHORTEST_ALONE = 3
"""A full name of two characters (新县, 城区) is a place only inside a chain: alone it may be two ordinary words."""
_BEFORE_PLACES = frozenset({"中共", "古", "符合"})
"""What the dictionary joins with a place into one word, though the place is named."""


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """One place where a region is named."""

    char_start: int
    char_end: int
    region: Region


@dataclass(frozen=True, slots=True)
class _Atlas:
    by_form: dict[str, tuple[Region, ...]]
    by_code: dict[str, Region]
    plain: frozenset[str]
    gazetteer: Gazetteer


@lru_cache(maxsize=4)
def _atlas(reference: Reference) -> _Atlas:
    regions = reference.regions
    by_form: dict[str, list[Region]] = {}
    for region in regions:
        for form in (region.name, *region.short_names):
            by_form.setdefault(form, []).append(region)
    return _Atlas(
        {form: tuple(found) for form, found in by_form.items()},
        {region.code: region for region in regions if region.code},
        frozenset(reference.words["plain_districts"]),
        Gazetteer(by_form),
    )


def named_places(plain: str, reference: Reference, taken: Sequence[tuple[int, int]] = ()) -> tuple[NamedPlace, ...]:
    """The places of a text in order. A name that several places share is decided by the place before it in a chain,
    else by the last place named that holds one of them; else it keeps its name without a code.

    `taken` are sorted spans of other names (of persons, of outlets) in which no place is looked for.
    """
    atlas = _atlas(reference)
    found: list[NamedPlace] = []
    holders: dict[str, Region] = {}
    index = 0
    for start, end in atlas.gazetteer.find(plain):
        while index < len(taken) and taken[index][1] <= start:
            index += 1
        if index < len(taken) and taken[index][0] < end:
            continue
        before = found[-1] if found and found[-1].char_end >= start else None
        form = plain[start:end]
        region = _chosen(atlas, form, before, holders)
        if region is None or ((before is None or before.char_end < start) and _is_cut_through(atlas, plain, start, end)):
            continue
        found.append(NamedPlace(start, end, region))
        if region.code:
            holders[region.code] = region
    return tuple(found)


def _is_cut_through(atlas: _Atlas, plain: str, start: int, end: int) -> bool:
    """Whether other words make up a name (东平湖|老湖区, 适应|城市): a word begins before it that does not begin with a place itself."""
    form = plain[start:end]
    if len(form) >= _SHORTEST_ALONE and atlas.by_form[form][0].level in ("country", "foreign"):
        return False
    head = cut_through(plain, start, end)
    return bool(head) and head not in atlas.by_form and head not in _BEFORE_PLACES


def named_towns(
    plain: str, anchors: Sequence[tuple[int, Region | None]], town_ends: tuple[str, ...], village_ends: tuple[str, ...]
) -> tuple[NamedPlace, ...]:
    """Towns, and villages in them, right after a county, a city or an area: no table holds them all.

    `anchors` are the ends of the names before, sorted, with the region where it is one.
    """
    town, village = _settlements(town_ends), _settlements(village_ends)
    found: list[NamedPlace] = []
    for position, region in anchors:
        if region is not None and region.level not in ("county", "prefecture"):
            continue
        parent = region.code if region is not None else None
        match = town.match(plain, position)
        if match:
            found.append(NamedPlace(match.start(), match.end(), Region(match.group(), None, "town", (), parent)))
        inner = village.match(plain, match.end() if match else position)
        if inner:
            found.append(NamedPlace(inner.start(), inner.end(), Region(inner.group(), None, "village", (), parent)))
    return tuple(found)


@lru_cache(maxsize=4)
def _settlements(ends: tuple[str, ...]) -> re.Pattern[str]:
    """Two or three characters and the word for the kind of settlement; 各 and 全 say that no single one is meant, and 农村 is no name."""
    return re.compile(
        rf"(?![各全本该某多的了在和与及])[\u4e00-\u9fff]{{2,3}}?(?<![农乡员山])(?:{alternation(ends)})(?![\u4e00-\u9fff]?[级办企民])"
    )


def _chosen(atlas: _Atlas, form: str, before: NamedPlace | None, holders: dict[str, Region]) -> Region | None:
    candidates = atlas.by_form[form]
    if before is not None:
        for candidate in candidates:
            if before.region.code and before.region.code in _parents(candidate, atlas):
                return candidate
    if len(form) < _SHORTEST_ALONE and form in (candidate.name for candidate in candidates) and candidates[0].level == "county":
        return None
    if len(candidates) == 1 and form not in atlas.plain:
        return candidates[0]
    held = [candidate for candidate in candidates if any(code in holders for code in _parents(candidate, atlas))]
    if len(held) == 1:
        return held[0]
    if form in atlas.plain:
        return None
    first = candidates[0]
    return Region(first.name, None, first.level, (), None)


def _parents(region: Region, atlas: _Atlas) -> tuple[str, ...]:
    codes: list[str] = []
    step = region
    while step.parent_code and step.parent_code not in codes:
        codes.append(step.parent_code)
        parent = atlas.by_code.get(step.parent_code)
        if parent is None:
            break
        step = parent
    return tuple(codes)
