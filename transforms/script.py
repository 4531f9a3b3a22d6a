"""Traditional to simplified characters with identical offsets.

OpenCC's `t2s` maps one character to one character; its phrase configurations do not, and damage mainland text that
is printed in traditional characters (為核心 becomes 为内核). So: `t2s`, then a reviewed list of terms of equal length
(智慧制造 to 智能制造). Every span of the result is a span of the raw text.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

import opencc

Script = Literal["Hans", "Hant", "mixed"]

_MIXED_SHARE = 0.1
"""Above this share of traditional-only among all characters that differ, a text counts as at least partly traditional."""


@lru_cache(maxsize=2)
def _converter(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


def simplify(text: str, terms: Iterable[tuple[str, str]] = ()) -> str:
    """`text` in simplified characters, of the same length; `terms` are (converted, domain term) of equal length.

    Raises ValueError when a conversion would move an offset.
    """
    plain = str(_converter("t2s").convert(text))
    if len(plain) != len(text):
        raise ValueError(f"conversion changed the length from {len(text)} to {len(plain)} characters")
    if plain == text:
        return plain
    for converted, term in terms:
        if len(converted) != len(term):
            raise ValueError(f"script term {converted!r} → {term!r} changes the length; use terms of equal length")
        plain = plain.replace(converted, term)
    return plain


def script_of(text: str) -> Script:
    """Which script the text is in, by the characters that only one of the two has."""
    plain = simplify(text)
    traditional_only = sum(a != b for a, b in zip(text, plain, strict=True))
    if not traditional_only:
        return "Hans"
    back = str(_converter("s2t").convert(text))
    simplified_only = sum(a != b for a, b in zip(text, back, strict=True)) if len(back) == len(text) else 0
    share = traditional_only / (traditional_only + simplified_only)
    if share < _MIXED_SHARE:
        return "Hans"
    return "Hant" if share > 1 - _MIXED_SHARE else "mixed"
