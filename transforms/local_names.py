"""Names that only a page about one place makes whole: 市工信局, 省委, 高新区 in a paper of one city.

What the page's own city and province are is told by its outlet, else by the places that it names most. Without that a name stays as it
is printed: nobody is merged on 市政府 alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from transforms.named_places import NamedPlace
from transforms.page_words import alternation, characters, words
from transforms.reference import Reference, Region

_LEAST = 2
_TOWN_BODIES = "党委|党工委|纪委|人民政府|政府|办事处|人大"
_HAN = "[\u4e00-\u9fff]"
_LEVELS = {"省": "province", "自治区": "province", "市": "city", "州": "city", "县": "county", "区": "county"}


@dataclass(frozen=True, slots=True)
class Home:
    """The places that 省, 市 and 县 mean on a page; None for one that nothing tells."""

    province: Region | None = None
    city: Region | None = None
    county: Region | None = None

    def of(self, level: str) -> Region | None:
        """The place of a level word such as 市."""
        return {"province": self.province, "city": self.city, "county": self.county}[_LEVELS[level]]


@dataclass(frozen=True, slots=True)
class LocalName:
    """One place where such a name stands; `name` is whole where the page tells what is meant."""

    char_start: int
    char_end: int
    name: str
    ambiguous: bool = False
    """Nothing tells whose it is."""


def home_of_page(places: Sequence[NamedPlace], outlets: Sequence[str | None], reference: Reference) -> Home:
    """The home of a page, by the region of its outlet, else by what it names at least twice as often as any other."""
    by_name, by_code = _regions(reference)
    papers = {name: outlet.region for outlet in reference.outlets for name in (outlet.name, *outlet.aliases)}
    own = next((by_name[region] for name in outlets if name and (region := papers.get(name)) in by_name), None)
    named = [place.region for place in places if place.region.code]
    province = own if own is not None and own.level == "province" else None
    city = own if own is not None and own.level == "prefecture" else None
    if city is None:
        city = _leading([by_code.get(_city_code(region)) for region in named], province)
    if province is None and city is not None and city.code:
        province = by_code.get(f"{city.code[:2]}0000")
    if province is None:
        province = _leading([by_code.get(f"{region.code[:2]}0000") for region in named if region.code], None)
    if province is not None and province.level != "province":
        province = None
    counties = {region.code: region for region in named if region.level == "county"}
    return Home(province, city, next(iter(counties.values())) if len(counties) == 1 else None)


@lru_cache(maxsize=4)
def _regions(reference: Reference) -> tuple[dict[str, Region], dict[str, Region]]:
    return (
        {region.name: region for region in reversed(reference.regions) if region.code},
        {region.code: region for region in reference.regions if region.code},
    )


def _city_code(region: Region) -> str:
    """The code of the city that a place is or lies in; that of a province where it is a city itself, as Beijing is; empty for none."""
    code = region.code or ""
    if code[:2] in ("11", "12", "31", "50"):
        return f"{code[:2]}0000"
    return f"{code[:4]}00" if region.level in ("prefecture", "county") else ""


def _leading(regions: Sequence[Region | None], within: Region | None) -> Region | None:
    """The one that is named most, where no other comes near."""
    counted = Counter(
        region for region in regions if region is not None and (within is None or str(region.code)[:2] == str(within.code)[:2])
    )
    best = counted.most_common(2)
    if not best or best[0][1] < _LEAST or (len(best) > 1 and best[0][1] < 2 * best[1][1]):
        return None
    return best[0][0]


def local_organizations(plain: str, home: Home, reference: Reference) -> Iterator[LocalName]:
    """Organisations named by the level of their place alone: 市工信局, 省委办公厅; and those of an area: 高新区管委会."""
    grammar = _grammar(reference)
    for found in grammar.leveled.finditer(plain):
        body = plain[found.end("level") : found.end()]
        place = home.of(found["level"])
        name = full_name(place.name, body, reference) if place is not None else found.group()
        yield LocalName(found.start(), found.end(), name, place is None)
    for found in grammar.of_area.finditer(plain):
        city = home.city.name if home.city is not None else ""
        yield LocalName(found.start(), found.end(), f"{city}{found.group()}", not city)
    for found in _towns(plain, grammar):
        yield LocalName(found.start(), found.end(), found.group(), True)


def organizations_of(plain: str, place: NamedPlace, reference: Reference) -> LocalName | None:
    """The party committee, government or the like that is named right after its place: 河南省|委."""
    found = _grammar(reference).body.match(plain, place.char_end)
    if found is None or place.region.level not in ("province", "prefecture", "county"):
        return None
    if not plain[place.char_start : place.char_end].endswith(tuple(_LEVELS)):
        return None
    return LocalName(place.char_start, found.end(), full_name(place.region.name, found.group(), reference))


def full_name(place: str, body: str, reference: Reference) -> str:
    """The whole name of a local body: 新乡市 and 工信局 are 新乡市工业和信息化局, 河南省 and 委 are 中共河南省委员会."""
    bodies = _grammar(reference).bodies
    pattern = bodies.get(body, "")
    if "*" in pattern:
        return pattern.replace("*", place)
    for length in range(len(body), 1, -1):
        whole = bodies.get(body[-length:])
        if whole is not None and "*" not in whole:
            return f"{place}{body[:-length]}{whole}"
    return f"{place}{body}"


def local_areas(plain: str, places: Sequence[NamedPlace], home: Home, reference: Reference) -> Iterator[NamedPlace]:
    """Areas with a city of their own: 高新区 of the page's city, 郑州高新区, 原阳县汽车零部件产业园."""
    grammar = _grammar(reference)
    ends = {place.char_end: place for place in places if place.region.level in ("prefecture", "county")}
    for end, place in ends.items():
        found = grammar.park.match(plain, end)
        if found is not None:
            # 郑州高新区 is that of 郑州市; 苏州工业园区 is called so.
            whole = found.group() in words(reference, "own_areas")
            name = f"{place.region.name if whole else plain[place.char_start : place.char_end]}{found.group()}"
            yield NamedPlace(place.char_start, found.end(), Region(name, None, "area", (), place.region.code))
    if home.city is None:
        return
    for found in grammar.area.finditer(plain):
        if found.start() not in ends:
            name = f"{home.city.name}{found.group()}"
            yield NamedPlace(found.start(), found.end(), Region(name, None, "area", (), home.city.code))


def towns_of_bodies(plain: str, reference: Reference) -> Iterator[NamedPlace]:
    """Towns that are named by their party committee or government alone: 史庄镇|党委."""
    for found in _towns(plain, _grammar(reference)):
        yield NamedPlace(found.start("town"), found.end("town"), Region(found["town"], None, "town", (), None))


def _towns(plain: str, grammar: _Grammar) -> Iterator[re.Match[str]]:
    """史庄镇党委 and the like. Few pages name one, and their ends are found much faster than where a name may begin."""
    return grammar.of_town.finditer(plain) if grammar.town_end.search(plain) else iter(())


def cities_by_letter(plain: str, reference: Reference) -> Iterator[NamedPlace]:
    """Cities named by one character before what is done there: 在京举行."""
    grammar = _grammar(reference)
    for found in grammar.letter.finditer(plain):
        region = grammar.cities.get(found["city"])
        if region is not None:
            yield NamedPlace(found.start("city"), found.end("city"), region)


@dataclass(frozen=True, slots=True)
class _Grammar:
    bodies: dict[str, str]
    body: re.Pattern[str]
    leveled: re.Pattern[str]
    of_area: re.Pattern[str]
    of_town: re.Pattern[str]
    town_end: re.Pattern[str]
    area: re.Pattern[str]
    park: re.Pattern[str]
    letter: re.Pattern[str]
    cities: dict[str, Region]


@lru_cache(maxsize=4)
def _grammar(reference: Reference) -> _Grammar:
    pairs = dict(entry.split("=", 1) for entry in words(reference, "local_bodies"))
    bodies = {**pairs, **{whole: whole for whole in pairs.values() if "*" not in whole}}
    breakers = "".join(sorted(characters(reference, "name_breakers")))
    inner = f"(?![{re.escape(breakers)}]){_HAN}"
    # Where a name may begin: after a mark, or after a word that leads to it.
    opens = f"(?:(?<!{_HAN})|(?<=[{re.escape(breakers)}据经至表受]))"
    # 市委托, 市委员: no committee.
    exact = rf"(?:{alternation(body for body, whole in pairs.items() if '*' in whole)})(?![托员派任屈会])"
    ends = alternation((*words(reference, "organization_ends"), *bodies.keys() - {"委"}))
    kinds = rf"(?:{inner}){{0,9}}?(?:{ends})|(?:{inner}){{2,9}}?[局厅](?![面部势限域])"
    not_levels = alternation(words(reference, "level_words"))
    # A sign that comes first is looked for much faster than where a name may begin.
    area_starts = "".join(sorted({area[0] for area in words(reference, "own_areas")}))
    areas, parks = alternation(words(reference, "own_areas")), alternation(words(reference, "park_ends"))
    towns = alternation(words(reference, "township_ends"))
    held = alternation(words(reference, "held_verbs"))
    cities = dict(entry.split("=", 1) for entry in words(reference, "city_letters"))
    by_name, _ = _regions(reference)
    return _Grammar(
        bodies=bodies,
        body=re.compile(exact),
        leveled=re.compile(
            rf"(?=[{''.join(level[0] for level in _LEVELS)}]){opens}(?!{not_levels})(?P<level>{alternation(_LEVELS)})(?:{exact}|{kinds})"
        ),
        of_area=re.compile(rf"(?=[{area_starts}]){opens}(?:{areas})(?:{ends})"),
        of_town=re.compile(rf"{opens}(?P<town>(?![各全本该某多和与]){_HAN}{{2,3}}?(?:{towns}))(?:{_TOWN_BODIES})"),
        town_end=re.compile(rf"(?:{towns})(?:{_TOWN_BODIES})"),
        area=re.compile(rf"(?=[{area_starts}]){opens}(?:{areas})"),
        park=re.compile(rf"(?:{inner}){{0,10}}?(?:{parks})"),
        letter=re.compile(rf"在(?P<city>{alternation(cities)})(?={held})"),
        cities={letter: by_name[name] for letter, name in cities.items() if name in by_name},
    )
