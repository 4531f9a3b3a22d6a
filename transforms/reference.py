"""The reviewable tables of seeds/reference, as the transforms use them.

flows.reference loads the files and hands one `Reference` to every transform; nothing here opens a file.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the catalogue. `names` holds the canonical name first, then its synonyms."""

    indicator_id: str
    names: tuple[str, ...]
    name_en: str
    kind: str
    unit_family: str


COUNTED = ("count", "people")
"""Kinds of unit that count things or persons."""
UNIT_KINDS = (
    *COUNTED,
    *("age", "area", "data", "duration", "energy", "index", "length", "mass", "money", "multiple"),
    *("percent", "permille", "points", "power", "price", "rate", "temperature", "volume"),
)
"""All that the grammar knows how to read; a unit of another kind would be passed by in silence."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One written form of a unit. `kind` is what it measures, one of `UNIT_KINDS`; a number without unit is `none`, a place `rank`."""

    form: str
    unit: str
    kind: str
    multiplier: float = 1.0


@dataclass(frozen=True, slots=True)
class Region:
    """One place. `code` is GB/T 2260 where there is one; `short_names` are the forms used in prose."""

    name: str
    code: str | None
    level: str
    short_names: tuple[str, ...] = ()
    parent_code: str | None = None


@dataclass(frozen=True, slots=True)
class Organization:
    """One organisation: canonical name and the other names used for it."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlet:
    """A newspaper, station, site or agency. `region` is the place that 本市, 全市, 全省 mean in it."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Holiday:
    """One public holiday or travel season of one year, with its days off, inclusive."""

    name: str
    first_day: dt.date
    last_day: dt.date


@dataclass(frozen=True, slots=True)
class Sum:
    """Indicators that add up to another one, all by their ids; `words` are what the parts are called in a sentence about the whole."""

    whole: str
    parts: tuple[str, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """All reference tables. Word lists are keyed by the class of word that they hold.

    Compared by identity, so that grammars compiled from it can be cached.
    """

    indicators: tuple[Indicator, ...]
    units: tuple[Unit, ...]
    regions: tuple[Region, ...]
    organizations: tuple[Organization, ...]
    outlets: tuple[Outlet, ...]
    titles: tuple[str, ...]
    surnames: tuple[str, ...]
    lexical_numerals: tuple[str, ...]
    script_terms: tuple[tuple[str, str], ...]
    holidays: tuple[Holiday, ...]
    sums: tuple[Sum, ...]
    words: dict[str, tuple[str, ...]]

    def other_names(self) -> dict[str, tuple[str, ...]]:
        """Of each indicator, organisation and outlet that has any: its other names by the one that rows have, 工业和信息化部: 工信部."""
        names = [
            *((one.names[0], one.names[1:]) for one in self.indicators),
            *((one.name, one.aliases) for one in self.organizations),
            *((one.name, one.aliases) for one in self.outlets),
        ]
        found: dict[str, tuple[str, ...]] = {}
        for name, others in names:
            if others:
                found[name] = tuple(dict.fromkeys((*found.get(name, ()), *others)))
        return found
