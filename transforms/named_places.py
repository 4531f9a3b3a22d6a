"""Places named in a text: chains (河南省新乡市延津县), full names, and short names where they can mean nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from transforms.gazetteer import Gazetteer
from transforms.reference import Region

_CHAIN_GAP = 0
_SHORTEST_ALONE = 3
"""A full name of two characters (新县, 城区) is a place only inside a chain: alone it may be two ordinary words."""


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
    gazetteer: Gazetteer


@lru_cache(maxsize=4)
def _atlas(regions: tuple[Region, ...]) -> _Atlas:
    by_form: dict[str, list[Region]] = {}
    for region in regions:
        for form in (region.name, *region.short_names):
            by_form.setdefault(form, []).append(region)
    return _Atlas(
        {form: tuple(found) for form, found in by_form.items()},
        {region.code: region for region in regions if region.code},
        Gazetteer(by_form),
    )


def named_places(plain: str, regions: tuple[Region, ...], taken: Sequence[tuple[int, int]] = ()) -> tuple[NamedPlace, ...]:
    """The places of a text in order. A name that several places share is decided by the place before it in a chain,
    else by the last place named that holds one of them; else it keeps its name without a code.

    `taken` are sorted spans of other names (of persons, of outlets) in which no place is looked for.
    """
    atlas = _atlas(regions)
    found: list[NamedPlace] = []
    holders: dict[str, Region] = {}
    index = 0
    for start, end in atlas.gazetteer.find(plain):
        while index < len(taken) and taken[index][1] <= start:
            index += 1
        if index < len(taken) and taken[index][0] < end:
            continue
        before = found[-1] if found and found[-1].char_end + _CHAIN_GAP >= start else None
        form = plain[start:end]
        region = _chosen(atlas, form, before, holders)
        if region is None:
            continue
        found.append(NamedPlace(start, end, region))
        if region.code:
            holders[region.code] = region
    return tuple(found)


def _chosen(atlas: _Atlas, form: str, before: NamedPlace | None, holders: dict[str, Region]) -> Region | None:
    candidates = atlas.by_form[form]
    if before is not None:
        for candidate in candidates:
            if before.region.code and before.region.code in _parents(candidate, atlas):
                return candidate
    if len(form) < _SHORTEST_ALONE and form in (candidate.name for candidate in candidates) and candidates[0].level in ("county",):
        return None
    if len(candidates) == 1:
        return candidates[0]
    held = [candidate for candidate in candidates if any(code in holders for code in _parents(candidate, atlas))]
    if len(held) == 1:
        return held[0]
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
