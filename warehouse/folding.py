"""One form of all ways to write the same words, character by character: what the macro `search` compares.

Traditional characters and their regional variants become simplified ones, full-width digits and letters common ones, small letters
capitals, and white space is left out, since lines break within words. It is a map of single characters, so that the database folds the
words of a query with `translate()` exactly as Python folded the sentences when the release was made. It is for comparing only: it
joins characters that simplified Chinese keeps apart (著 and 着), and is never shown.
"""

from __future__ import annotations

import string
import sys
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import opencc

from warehouse.ddl import literal

_CHINESE = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF))
_WIDER = 0xFEE0
_WIDE = "０１２３４５６７８９％．＋－" + "".join(chr(ord(letter) + _WIDER) for letter in string.ascii_letters)
_CONFIGURATIONS = ("tw2s", "hk2s", "t2s")
_BETWEEN = "\U0010ffff"
"""No character, so no text has need of it."""
_LEFT_OUT = 0xFFFFFFFF
_AT_ONCE = 100_000
_SPACES = "\t\n\x0b\x0c\r \x85\xa0\u200b\u2028\u2029\u3000\ufeff"


@cache
def characters() -> dict[int, str]:
    """What each character that changes becomes; the empty text for those that are left out."""
    found = {ord(letter): letter.upper() for letter in string.ascii_lowercase}
    for start, end in _CHINESE:
        plain = [chr(code) for code in range(start, end + 1)]
        folded = plain
        for name in _CONFIGURATIONS:
            # A line each, so that no two characters are taken for a word.
            folded = str(opencc.OpenCC(name).convert("\n".join(folded))).split("\n")
        found |= {ord(one): other for one, other in zip(plain, folded, strict=True) if one != other}
    found |= {ord(one): chr(ord(one) - _WIDER) for one in _WIDE}
    settled = {code: found.get(ord(other), other) for code, other in found.items()}
    return settled | {ord(space): "" for space in _SPACES}


def fold_all(texts: Sequence[str]) -> list[str]:
    """Each text as it is compared. Folding twice changes nothing more."""
    found: list[str] = []
    for start in range(0, len(texts), _AT_ONCE):
        batch = [text.replace(_BETWEEN, "") for text in texts[start : start + _AT_ONCE]]
        codes = np.frombuffer(_BETWEEN.join(batch).encode("utf-32-le"), np.uint32)
        folded = _table()[codes]
        found += folded[folded != _LEFT_OUT].tobytes().decode("utf-32-le").split(_BETWEEN)
    return found


@cache
def _table() -> np.ndarray[Any, np.dtype[np.uint32]]:
    """What becomes of each code point: a million texts are looked up at once, where `str.translate` would take ten seconds."""
    table = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    for code, other in characters().items():
        table[code] = ord(other) if other else _LEFT_OUT
    return table


def sql_arguments() -> str:
    """The second and third argument of DuckDB's translate() that fold a text."""
    kept = {code: other for code, other in characters().items() if other}
    left_out = [code for code, other in characters().items() if not other]
    return f"{literal(''.join(map(chr, [*kept, *left_out])))}, {literal(''.join(kept.values()))}"
