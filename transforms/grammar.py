"""The reference tables compiled for reading: one `Grammar` for one `Reference`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from transforms.indicators import Catalogue
from transforms.numerals import NUMERAL, Lexicon
from transforms.places import Places
from transforms.quantities import Quantities
from transforms.reference import Reference
from transforms.units import UnitTable


class Words:
    """The longest word of some classes that ends, or begins, a stretch of text."""

    def __init__(self, classes: dict[str, tuple[str, ...]], names: tuple[str, ...]) -> None:
        self._classes: dict[str, str] = {}
        for name in names:
            for word in classes[name]:
                self._classes.setdefault(word.partition("=")[0], name)
        self._longest = max(map(len, self._classes), default=0)

    def at_end(self, text: str) -> tuple[str, str] | None:
        """(word, class) of the longest word that ends the text."""
        for length in range(min(self._longest, len(text)), 0, -1):
            if (word := text[-length:]) in self._classes:
                return word, self._classes[word]
        return None

    def at_start(self, text: str) -> tuple[str, str] | None:
        """(word, class) of the longest word that begins the text."""
        for length in range(min(self._longest, len(text)), 0, -1):
            if (word := text[:length]) in self._classes:
                return word, self._classes[word]
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Grammar:
    """Everything that reading needs, compiled once."""

    reference: Reference
    classes: dict[str, frozenset[str]]
    lexicon: Lexicon
    units: UnitTable
    catalogue: Catalogue
    quantities: Quantities
    places: Places
    predicate_words: Words
    opening_words: Words
    not_openers: re.Pattern[str]
    bound_before: Words
    bound_after: Words
    currencies: dict[str, str]
    money_signs: dict[str, str]
    longest_sign: int
    sign_ends: frozenset[str]
    money_sign: re.Pattern[str]
    home_marks: dict[str, str]
    home_mark: re.Pattern[str]
    implied_units: dict[str, str]
    outputs: dict[str, frozenset[str]]
    contribution: re.Pattern[str]
    comparison: re.Pattern[str]
    below: frozenset[str]
    basis_words: re.Pattern[str]
    basis_of: dict[str, str]
    basis_anywhere: re.Pattern[str]
    target: re.Pattern[str]
    planned: re.Pattern[str]
    estimate: re.Pattern[str]
    not_target: re.Pattern[str]
    plan_heading: re.Pattern[str]
    review_heading: re.Pattern[str]
    stock: re.Pattern[str]
    flow: re.Pattern[str]
    not_flow: re.Pattern[str]
    accrued: re.Pattern[str]
    topic: re.Pattern[str]
    leading_verbs: tuple[str, ...]
    """The longest first."""
    changing: re.Pattern[str]
    adjusting: re.Pattern[str]
    customs_districts: dict[str, str]
    """Customs office, and the place that it is for."""
    leaving_out: re.Pattern[str]
    """扣除蔬菜水果，涨1.92%: up to the number."""

    def last_basis(self, text: str) -> str | None:
        """The basis that the last such word of the text names, or None."""
        found = [self.basis_of[m.group()] for m in self.basis_anywhere.finditer(text)]
        return found[-1] if found else None

    def holds(self, name: str, word: str) -> bool:
        """Whether a class of words.yaml holds the word: those of hundreds of words are not searched through."""
        return word in self.classes[name]

    def words(self, name: str) -> tuple[str, ...]:
        """The words of one class of words.yaml."""
        return self.reference.words[name]


def _pairs(entries: tuple[str, ...]) -> dict[str, str]:
    return dict(entry.split("=", 1) for entry in entries)


def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds any of the words, the longest first."""
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w)))) or r"(?!)")


_SHORTEST_PLACE = 2
_PREDICATES = ("growth_by", "yoy", "mom", "annual_avg", "above", "below", "up", "down", "more", "less", "level", "to", "adverbs")
_BOUNDS_BEFORE = ("about_before", "nearly_before", "over_before", "at_least_before", "at_most_before", "under_before")
_BOUNDS_AFTER = ("about_after", "at_least_after", "at_most_after", "over_after")


def _places_with_numerals(reference: Reference) -> tuple[str, ...]:
    """The full names of places in which a character counts nothing: 三台县. Their short names may count things: 三台."""
    return tuple(region.name for region in reference.regions if len(region.name) > _SHORTEST_PLACE and NUMERAL.search(region.name))


@lru_cache(maxsize=4)
def compile_grammar(reference: Reference) -> Grammar:
    """The grammar of these reference tables; the same object for the same tables."""
    words = reference.words
    basis_of = _pairs(words["growth_by"]) | {word: basis for basis in ("yoy", "mom", "annual_avg") for word in words[basis]}
    leaving_out = any_of(words["leaving_out"])
    return Grammar(
        reference=reference,
        classes={name: frozenset(found) for name, found in words.items()},
        lexicon=Lexicon((*reference.lexical_numerals, *_places_with_numerals(reference))),
        units=UnitTable(reference.units, _pairs(words["unit_not_before"])),
        catalogue=Catalogue(reference.indicators),
        quantities=Quantities(words["quantity_nouns"]),
        places=Places(reference.regions, words["local_words"], words["national_words"], words["world_words"], words["plain_districts"]),
        predicate_words=Words(words, _PREDICATES),
        opening_words=Words(words, ("connectives",)),
        not_openers=any_of(words["not_openers"]),
        bound_before=Words(words, _BOUNDS_BEFORE),
        bound_after=Words(words, _BOUNDS_AFTER),
        currencies=_pairs(words["currencies"]),
        customs_districts=_pairs(words["customs_districts"]),
        money_signs=_pairs(words["money_signs"]),
        longest_sign=max(map(len, _pairs(words["money_signs"]))) + 1,
        sign_ends=frozenset(sign[-1] for sign in _pairs(words["money_signs"])),
        money_sign=re.compile(f"(?<![A-Za-z])(?:{any_of(tuple(_pairs(words['money_signs']))).pattern})$"),
        home_marks=_pairs(words["home_marks"]),
        home_mark=any_of(tuple(_pairs(words["home_marks"]))),
        implied_units=_pairs(words["implied_units"]),
        outputs={output: frozenset(of.split("/")) for output, of in _pairs(words["outputs"]).items()},
        contribution=any_of(words["contribution"]),
        comparison=re.compile(f"\\A(?s:.*)(?P<word>{any_of(words['above'] + words['below']).pattern})(?P<base>[^，,]{{1,16}})$"),
        below=frozenset(words["below"]),
        basis_words=re.compile(f"(?P<word>{any_of(tuple(basis_of)).pattern})[^，,]{{0,4}}$"),
        basis_of=basis_of,
        basis_anywhere=any_of(words["yoy"] + words["mom"]),
        target=any_of(words["target"]),
        planned=any_of(words["planned"]),
        estimate=any_of(words["estimate"]),
        not_target=any_of(words["not_target"]),
        plan_heading=any_of(words["plan_headings"]),
        review_heading=any_of(words["review_headings"]),
        stock=any_of(words["stock_words"]),
        flow=any_of(words["flow_words"]),
        not_flow=any_of(words["not_flow"]),
        accrued=any_of(words["accrued"]),
        topic=any_of(words["topic_verbs"]),
        leading_verbs=tuple(sorted(words["leading_verbs"], key=len, reverse=True)),
        adjusting=any_of(words["adjusting"]),
        leaving_out=re.compile(
            f"(?:若|如果?|在)?(?P<word>{leaving_out.pattern})(?P<what>[^，,。；;：:（）()]{{1,16}}?)"
            "(?:之?后|以?外|的话)?[，,](?:[^，,0-9]{0,24})$"
        ),
        changing=re.compile("(?:" + any_of(words["changing"]).pattern + ")(?![持值发])"),
    )
