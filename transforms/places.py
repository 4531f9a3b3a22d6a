"""Which place a phrase is about: a named region at its head, or 全市 and the like."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

from transforms.reference import Region

_LEADS_ON = frozenset("性场域化式湾")
"""After these a word of place is the head of another word: 全市|性, 全市|场, 中国|化."""
_NAMED_AFTER_WORLD = re.compile(
    "遗产|级|银行|杯|锦标|纪录|记录|一流|先进|领先|冠军|水平|气象|技能|卫生|贸易组织|互联网|经济论坛|大赛|大学生|人工智能|知识产权组织"
)
"""世界|遗产 is a name, and 世界|一流 a praise: neither is told of the world."""
NAMES_SHIP = re.compile("舰(?!队)|号(?:航空母舰|航母|驱逐舰|护卫舰|补给舰|潜艇|货轮|邮轮|列车)")
"""After the name of a place these make it a ship's or a train's: 山东|舰; 江苏|舰队 is a fleet from there."""
CHINA, WORLD, TAIWAN, HONG_KONG = "中国", "全球", "台湾", "香港特别行政区"


class PlaceMatch(NamedTuple):
    """A place word: its length in the text and the region; a local word such as 全市 has none of its own."""

    length: int
    region: str | None
    code: str | None
    local: bool = False
    several: bool = False
    """It stands for several places together, which have no one name."""
    word: str = ""
    """A local word, as written."""


SEVERAL = PlaceMatch(0, None, None, several=True)
NATION = PlaceMatch(0, CHINA, None)


class Places:
    """Finds place words at the head of a phrase."""

    def __init__(
        self,
        regions: tuple[Region, ...],
        local_words: tuple[str, ...],
        national_words: tuple[str, ...],
        world_words: tuple[str, ...],
        plain_districts: tuple[str, ...],
    ) -> None:
        self._by_form: dict[str, list[Region]] = {}
        for region in regions:
            for form in (region.name, *region.short_names):
                self._by_form.setdefault(form, []).append(region)
        self._by_code = {region.code: region.name for region in regions if region.code}
        self._code_of_china = next((r.code for r in regions if r.name == CHINA), None)
        self._local = frozenset(local_words)
        self._national = frozenset(national_words)
        self._world = frozenset(world_words)
        self._plain = frozenset(plain_districts)
        self._plain_forms = tuple(self._plain)
        lengths: dict[str, set[int]] = {}
        for form in (*self._by_form, *self._local, *self._national, *self._world):
            if len(form) > 1:
                lengths.setdefault(form[:2], set()).add(len(form))
        self._lengths = {prefix: tuple(sorted(found, reverse=True)) for prefix, found in lengths.items()}
        self._longest = max(map(max, lengths.values()), default=0)

    def at_start(self, text: str) -> PlaceMatch | None:
        """The place word that begins the text; chains (河南省新乡市) give the narrowest, and settle which of several it is."""
        if text[:2] not in self._lengths:
            return None
        found: PlaceMatch | None = None
        position = 0
        while step := self._one(text[position : position + self._longest], found.code if found else None):
            if found is not None and step.region in (CHINA, WORLD):
                # 香港|国际电影节 is of Hong Kong.
                return found
            if step.local and found is not None and found.code is not None:
                # 湖北|全省 is all of that province.
                return found._replace(length=position + step.length)
            found = PlaceMatch(position + step.length, step.region, step.code, step.local, word=step.word)
            position += step.length
            if step.local or step.region in (CHINA, WORLD):
                break
        return found

    def whole(self, text: str) -> PlaceMatch | None:
        """The place, when the text is nothing but a place word."""
        match = self.at_start(text)
        return match if match and match.length == len(text) else None

    def code_of(self, name: str) -> str | None:
        """The code of the place of that full or short name; None where there is none or several share the name."""
        region = _only(self._by_form.get(name, []), None)
        return region.code if region else None

    def holder(self, code: str, level: str) -> str | None:
        """The province (省) or prefecture (市) that the place of a code lies in; None where the table knows none."""
        length = {"省": 2, "市": 4}.get(level)
        return self._by_code.get(code[:length].ljust(6, "0")) if length else None

    def plain_district(self, text: str, holders: Container[str]) -> str | None:
        """The district that begins the text by a name that is an ordinary word too, when its city is among the holders."""
        if not text.startswith(self._plain_forms):
            return None
        found = next((form for form in self._plain if text.startswith(form)), "")
        held = [r for r in self._by_form.get(found, []) if r.parent_code in holders]
        return found if len(held) == 1 else None

    def _one(self, text: str, holder: str | None) -> PlaceMatch | None:
        for length in self._lengths.get(text[:2], ()):
            form = text[:length]
            if len(form) < length or text[length : length + 1] in _LEADS_ON or NAMES_SHIP.match(text, length):
                continue
            if form in self._national:
                return PlaceMatch(length, CHINA, self._code_of_china)
            if form in self._world and _NAMED_AFTER_WORLD.match(text, length) is None:
                return PlaceMatch(length, WORLD, None)
            if form in self._local:
                return PlaceMatch(length, None, None, local=True, word=form)
            if regions := self._by_form.get(form):
                if form in self._plain and not _within(regions, holder):
                    continue
                region = _only(regions, holder)
                return PlaceMatch(length, region.name if region else regions[0].name, region.code if region else None)
        return None


_LEVELS = ("world", "country", "area", "province", "foreign", "prefecture", "county")


def _only(regions: list[Region], holder: str | None) -> Region | None:
    """The one region that is meant: the one within the holder's code, else the one of the widest level; None for several."""
    within = _within(regions, holder)
    if len(within) == 1:
        return within[0]
    widest = min((_LEVELS.index(r.level) for r in regions), default=0)
    candidates = [r for r in regions if _LEVELS.index(r.level) == widest]
    return candidates[0] if len(candidates) == 1 else None


def _within(regions: list[Region], holder: str | None) -> list[Region]:
    return [r for r in regions if holder and r.code and r.code.startswith(holder.rstrip("0"))]


_ADMINISTRATIVE = re.compile(r"(?:省|市|县|区|自治区|特别行政区|州|盟|旗)$")


def is_administrative(name: str) -> bool:
    """Whether a name ends like that of a unit of administration."""
    return _ADMINISTRATIVE.search(name) is not None
