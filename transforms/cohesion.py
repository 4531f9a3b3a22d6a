"""Which of two texts a paragraph between them goes on: the one whose words it takes up.

Columns are read in the order of the print, so a paragraph may stand after the byline of its article, before the rest of another one. Words
are told apart by pairs of characters, for nothing here needs to know where a word ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

_LEAST = 6
"""Pairs of characters that must be shared with the one text alone."""
_CLEARLY = 2.0
_ALONE = 0.04
"""Of the pairs of the text before, what share must come back where no text follows that could be meant."""
_LITTLE = str.maketrans(dict.fromkeys("的了在是和与将等对为及也有这其从到以并", " "))
"""Characters that every text has say nothing of what it is about."""
_TELLING = re.compile("[\u4e00-\u9fff]{2,}")


def goes_on(before: Iterable[str], paragraph: str, after: Iterable[str]) -> bool:
    """Whether the paragraph belongs to the text before it, by what it shares with that and not with the text after it."""
    own, left, right = _pairs([paragraph]), _pairs(before), _pairs(after)
    with_left, with_right = len(own & left - right), len(own & right - left)
    if with_left < _LEAST:
        return False
    density = with_left / len(left)
    return density >= _ALONE if not right else density > _CLEARLY * with_right / len(right)


def _pairs(lines: Iterable[str]) -> set[str]:
    return {one + two for line in lines for run in _TELLING.findall(line.translate(_LITTLE)) for one, two in pairwise(run)}
