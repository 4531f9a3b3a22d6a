"""Which place a phrase is about: a named region at its head, or 全市 and the like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.reference import Region

CHINA, WORLD, TAIWAN = "中国", "全球", "台湾"


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place word: its length in the text and the region; a local word such as 全市 has none of its own."""

    length: int
    region: str | None
    code: str | None
    local: bool = False


class Places:
    """Finds place words at the head of a phrase."""

    def __init__(
        self,
        regions: tuple[Region, ...],
        local_words: tuple[str, ...],
        national_words: tuple[str, ...],
        world_words: tuple[str, ...],
    ) -> None:
        self._by_form: dict[str, Region] = {}
        for region in regions:
            for form in (region.name, *region.short_names):
                kept = self._by_form.get(form)
                if kept is None or _rank(region) < _rank(kept):
                    self._by_form[form] = region
        self.code_of = {region.name: region.code for region in reversed(regions)}
        self._local = frozenset(local_words)
        self._national = frozenset(national_words)
        self._world = frozenset(world_words)
        self._longest = max((len(form) for form in [*self._by_form, *self._local, *self._national]), default=0)

    def at_start(self, text: str) -> PlaceMatch | None:
        """The place word that begins the text; chains (河南省新乡市) give the narrowest."""
        found: PlaceMatch | None = None
        position = 0
        while step := self._one(text[position : position + self._longest]):
            found = PlaceMatch(position + step.length, step.region, step.code, step.local)
            position += step.length
            if step.local or step.region in (CHINA, WORLD):
                break
        return found

    def whole(self, text: str) -> PlaceMatch | None:
        """The place, when the text is nothing but a place word."""
        match = self.at_start(text)
        return match if match and match.length == len(text) else None

    def named(self, name: str) -> Region | None:
        """The region of that full or short name."""
        return self._by_form.get(name)

    def _one(self, text: str) -> PlaceMatch | None:
        for length in range(min(self._longest, len(text)), 1, -1):
            form = text[:length]
            if form in self._national:
                return PlaceMatch(length, CHINA, self.code_of.get(CHINA))
            if form in self._world:
                return PlaceMatch(length, WORLD, None)
            if form in self._local:
                return PlaceMatch(length, None, None, local=True)
            if region := self._by_form.get(form):
                return PlaceMatch(length, region.name, region.code)
        return None


_LEVELS = ("world", "country", "province", "prefecture", "county")


def _rank(region: Region) -> int:
    return _LEVELS.index(region.level) if region.level in _LEVELS else len(_LEVELS)


_ADMINISTRATIVE = re.compile(r"(?:省|市|县|区|自治区|特别行政区|州|盟|旗)$")


def is_administrative(name: str) -> bool:
    """Whether a name ends like that of a unit of administration."""
    return _ADMINISTRATIVE.search(name) is not None
