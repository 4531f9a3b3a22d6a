"""Facts that two articles both state: so many, and so particular, that they report the same event."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from transforms.model import Reading

_MOST_DAYS = 24
"""A fact that was stated on more days than this is news on none of them."""
_MOST_PRINTS = 8
_ALIKE = 0.5
_WEIGHTS = {1: 0.25, 2: 0.6}
"""By the number of digits that are no zeros at the end: 3万 and 5% stand everywhere, 61.6% does not."""

_LEFT_OUT = re.compile(r"^(?:我国|全国|中国|各地)|[\s“”\"「」『』《》〈〉（）()、，,.·\-—的]")

Key = tuple[float, str, str]


@dataclass(frozen=True, slots=True)
class Fact:
    """One stated value with its unit and measure, the normalised name of what it measures, and how particular it is."""

    key: Key
    name: str
    indicator_id: str | None
    weight: float
    shown: str


def facts_of(readings: Iterable[Reading], text: str) -> tuple[Fact, ...]:
    """The distinct facts of an article that have a value, in the order of the text."""
    found: dict[tuple[Key, str], Fact] = {}
    for reading in readings:
        if reading.value is None:
            continue
        key = (reading.value, reading.unit, reading.measure)
        name = _LEFT_OUT.sub("", (reading.indicator or "").replace("规上", "规模以上"))
        shown = " ".join(text[reading.char_start : reading.char_end].split())
        fact = Fact(key, name, reading.indicator_id, _weight(reading.value), shown)
        found.setdefault((key, name), fact)
    return tuple(found.values())


def _weight(value: float) -> float:
    digits = f"{abs(value):.10g}".split("e")[0].replace(".", "").strip("0")
    return _WEIGHTS.get(max(len(digits), 1), 1.0)


class FactIndex:
    """The facts of dated prints, by value, unit and measure. Prints are told apart by any key that can be sorted."""

    def __init__(self, prints: Iterable[tuple[str, dt.date, tuple[Fact, ...]]]) -> None:
        self._days: Mapping[Key, dict[dt.date, list[tuple[str, Fact]]]] = defaultdict(dict)
        for name, day, facts in sorted(prints, key=lambda found: (found[1], found[0])):
            for fact in facts:
                self._days[fact.key].setdefault(day, []).append((name, fact))

    def shared(self, facts: Iterable[Fact]) -> dict[str, tuple[Fact, ...]]:
        """For each print that states some of the facts: which of them."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            for name in dict.fromkeys(self._prints_of(fact)):
                found[name].append(fact)
        return {name: tuple(shared) for name, shared in found.items()}

    def _prints_of(self, fact: Fact) -> Iterator[str]:
        days = self._days.get(fact.key, {})
        if len(days) > _MOST_DAYS:
            return
        for prints in days.values():
            for name, other in prints[:_MOST_PRINTS]:
                if _same_indicator(fact, other):
                    yield name


def _same_indicator(one: Fact, other: Fact) -> bool:
    if one.name == other.name or (one.indicator_id is not None and one.indicator_id == other.indicator_id):
        return True
    shorter, longer = sorted((one.name, other.name), key=len)
    if len(shorter) >= 3 and shorter in longer:
        return True
    pairs, others = ({name[i : i + 2] for i in range(len(name) - 1)} for name in (one.name, other.name))
    return len(pairs & others) >= max(2.0, _ALIKE * min(len(pairs), len(others)))


def weight_of(facts: Iterable[Fact]) -> float:
    """How much facts say together."""
    return sum(fact.weight for fact in facts)
