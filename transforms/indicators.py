"""The catalogue of indicators: from a noun phrase to a canonical name and its identifier.

Identity errs to apart: a phrase meets an indicator only when it is one of its names after folding, never by likeness.
"""

from __future__ import annotations

import re
import unicodedata

from transforms.reference import Indicator

_FOLDED_AWAY = re.compile(r"[\s“”\"'‘’「」『』（）()]")


def fold(name: str) -> str:
    """The form in which two writings of one name are equal: width, quotation marks, 规上 and 规模以上."""
    return _FOLDED_AWAY.sub("", unicodedata.normalize("NFKC", name)).replace("规模以上", "规上")


class Catalogue:
    """Indicators by every folded name that they go under."""

    def __init__(self, indicators: tuple[Indicator, ...]) -> None:
        self._by_name = {fold(name): indicator for indicator in indicators for name in indicator.names}
        forms = sorted({name for i in indicators for name in i.names if len(name) > 1}, key=lambda n: (-len(n), n))
        self._anywhere = re.compile("|".join(map(re.escape, forms)) or r"(?!)")

    def find(self, phrase: str) -> Indicator | None:
        """The indicator of exactly this name, or None."""
        return self._by_name.get(fold(phrase))

    def first_in(self, plain: str, start: int, end: int) -> tuple[int, int] | None:
        """The first name of an indicator within [start, end)."""
        m = self._anywhere.search(plain, start, end)
        return None if m is None else m.span()
