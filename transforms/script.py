"""Traditional to simplified characters, and full-width digits to common ones, with identical offsets.

OpenCC's `t2s` maps one character to one character; its phrase configurations do not, and damage mainland text that
is printed in traditional characters (為核心 becomes 为内核). So: `t2s`, then a reviewed list of terms of equal length
(智慧制造 to 智能制造). Every span of the result is a span of the raw text.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

import opencc

Script = Literal["Hans", "Hant", "mixed"]

_MIXED_SHARE = 0.1
"""Above this share of traditional-only among all characters that differ, a text counts as at least partly traditional."""

_STRETCH = 64
_WIDE_NUMBER = re.compile(
    r"[０-９．％∶](?:(?<=[０-９])[０-９]{0,2}(?:，[０-９]{3})+(?![０-９])|(?<!∶)[０-９．％]*|(?<=[\d０-９]∶)(?=[\d０-９]))"
)
_ROUND_ZERO = re.compile("[○Ｏ](?<=[一二三四五六七八九〇零○Ｏ].)(?=[一二三四五六七八九〇零○Ｏ年])")
"""二○二四年, as Hong Kong prints it."""
_NARROW = {**{ord("０") + digit: str(digit) for digit in range(10)}, ord("．"): ".", ord("％"): "%", ord("，"): ",", ord("∶"): "："}


@lru_cache(maxsize=2)
def _converter(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


def simplify(text: str, terms: Iterable[tuple[str, str]] = ()) -> str:
    """`text` in simplified characters, of the same length; `terms` are (converted, domain term) of equal length.

    Numbers in full width come out in common digits; a full-width comma is one between thousands only where the digits
    around it are in full width as well (６，４００, but 增长6，400家). The sign ∶ of a ratio comes out as a colon, a
    round zero (二○二四年) as 〇.
    Raises ValueError when a conversion would move an offset.
    """
    plain = _converted(text)
    if plain != text:
        for converted, term in terms:
            if len(converted) != len(term):
                raise ValueError(f"script term {converted!r} → {term!r} changes the length; use terms of equal length")
            plain = plain.replace(converted, term)
    return _ROUND_ZERO.sub("〇", _WIDE_NUMBER.sub(lambda number: number.group().translate(_NARROW), plain))


@lru_cache(maxsize=1)
def _converted(text: str) -> str:
    """Kept for one text: `simplify` and `script_of` ask for the same."""
    plain = str(_converter("t2s").convert(text))
    if len(plain) != len(text):
        raise ValueError(f"conversion changed the length from {len(text)} to {len(plain)} characters")
    return plain


def script_of(text: str) -> Script:
    """Which script the text is in, by the characters that only one of the two has."""
    plain = _converted(text)
    if plain == text:
        return "Hans"
    traditional_only = sum(_differences(text, plain))
    back = str(_converter("s2t").convert(text))
    simplified_only, share = 0, 1.0
    for found in _differences(text, back) if len(back) == len(text) else ():
        simplified_only += found
        share = traditional_only / (traditional_only + simplified_only)
        if share < _MIXED_SHARE:
            # It only falls from here on.
            return "Hans"
    return "Hant" if share > 1 - _MIXED_SHARE else "mixed"


def _differences(one: str, other: str) -> Iterator[int]:
    """How many characters differ, stretch by stretch: of stretches that are equal none is looked at."""
    for start in range(0, len(one), _STRETCH):
        a, b = one[start : start + _STRETCH], other[start : start + _STRETCH]
        if a != b:
            yield sum(map(operator.ne, a, b))
