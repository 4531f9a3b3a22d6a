"""The catalogue of indicators: from a noun phrase to a canonical name and its identifier.

Identity errs to apart: a phrase meets an indicator only when it is one of its names after folding, never by likeness.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from transforms.reference import Indicator

_FOLDED_AWAY = re.compile(r"[\s“”\"'‘’「」『』（）()]")

_IN_LETTERS = re.compile(r"[（(][A-Z]{1,6}\d?[）)]")
"""国内生产总值（GDP） is 国内生产总值."""
_ABBREVIATED = re.compile("[A-Za-z]")
_SAME_NAME = 0.7
"""Two wordings that share less than this are kept apart in what is shown."""


def fold(name: str) -> str:
    """The form in which two writings of one name are equal: width, quotation marks, 规上 and 规模以上."""
    return _FOLDED_AWAY.sub("", unicodedata.normalize("NFKC", name)).replace("规模以上", "规上")


def alike(one: str, other: str) -> float:
    """How much of two names is the same, 0 to 1: Dice's measure over pairs of characters."""
    pairs, others = (Counter(name[i : i + 2] for i in range(len(name) - 1)) for name in (fold(one), fold(other)))
    return 2 * (pairs & others).total() / max(1, pairs.total() + others.total())


class Catalogue:
    """Indicators by every folded name that they go under."""

    def __init__(self, indicators: tuple[Indicator, ...]) -> None:
        self._by_name = {fold(name): indicator for indicator in indicators for name in indicator.names}
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._forms = frozenset(name for indicator in indicators for name in indicator.names if len(name) > 1)
        for form in self._forms:
            self._lengths[form[:2]] = tuple(sorted({*self._lengths.get(form[:2], ()), len(form)}, reverse=True))

    def find(self, phrase: str) -> Indicator | None:
        """The indicator of exactly this name, or None."""
        return self._by_name.get(fold(phrase)) or self._by_name.get(fold(_IN_LETTERS.sub("", phrase)))

    @staticmethod
    @cache
    def shown(indicator: Indicator, phrase: str) -> str:
        """The name to show for a phrase that is one of the indicator's: the canonical one, or the phrase where it says more or less.

        外贸进出口总额 stays, GDP becomes 国内生产总值; both have the identifier of their indicator.
        """
        canonical = indicator.names[0]
        bare, plain = (_IN_LETTERS.sub("", name) for name in (canonical, phrase))
        return canonical if _ABBREVIATED.search(plain) or alike(bare, plain) >= _SAME_NAME else phrase

    def length_at(self, plain: str, position: int, end: int) -> int:
        """Length of the longest name of an indicator that begins at the position and ends by `end`; 0 for none."""
        for length in self._lengths.get(plain[position : position + 2], ()):
            if position + length <= end and plain[position : position + length] in self._forms:
                return length
        return 0
