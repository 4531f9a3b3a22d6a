"""Persons who bear the name of somebody whom texts name without any title: 李强, the mayor of a city, is not the premier."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from transforms.named_places import NamedPlace
from transforms.page_words import words
from transforms.people import PersonMention
from transforms.reference import Reference

_BETWEEN_LONGEST = 8
_LOCAL = ("prefecture", "county")


def namesakes(plain: str, persons: Sequence[PersonMention], places: Sequence[NamedPlace], reference: Reference) -> frozenset[int]:
    """Where the prominent person may not be meant, by the start of the mention.

    Those are the places where the name stands with an office of a city or a county; and, unless it stands with another
    office too, every other place on the page. The office may also be one that the prominent person once held: the name
    is then left to its document all the same, for nothing in the text tells.
    """
    prominent = frozenset(words(reference, "prominent_persons"))
    offices = words(reference, "local_offices")
    ends = [place.char_end for place in places]
    local: dict[str, set[int]] = {}
    others: set[str] = set()
    for person in persons:
        if person.name not in prominent or person.title_start is None:
            continue
        index = bisect_right(ends, person.title_start + 1) - 1
        near = index >= 0 and places[index].region.level in _LOCAL and _is_office(plain, places[index].char_end, person, offices)
        if near:
            local.setdefault(person.name, set()).add(person.char_start)
        else:
            others.add(person.name)
    return frozenset(
        person.char_start
        for person in persons
        if person.name in local and (person.name not in others or person.char_start in local[person.name])
    )


def _is_office(plain: str, place_end: int, person: PersonMention, offices: tuple[str, ...]) -> bool:
    """Whether the words from a place to a name are an office there: 市委副书记、市长."""
    title = person.title_start if person.title_start is not None else person.char_start
    between = plain[place_end:title]
    if len(between) > _BETWEEN_LONGEST or any(mark in between for mark in "，,。；;的"):
        return False
    return plain[title : person.char_start].strip().endswith(offices)
