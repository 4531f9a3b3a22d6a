"""Finding many fixed words in a text: one pass, the longest word at each place, no overlaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from heapq import merge

_FEW = 40
"""Up to so many prefixes are looked for one by one."""


class Gazetteer:
    """A set of words of at least two characters.

    The cost at one place is the number of different lengths among the words that share their first two characters,
    not the number of words, so that a text full of near misses stays linear.
    """

    def __init__(self, forms: Iterable[str]) -> None:
        self._forms = frozenset(form for form in forms if len(form) >= 2)
        lengths: dict[str, set[int]] = {}
        for form in self._forms:
            lengths.setdefault(form[:2], set()).add(len(form))
        self._lengths = {prefix: tuple(sorted(found, reverse=True)) for prefix, found in lengths.items()}

    def find(self, text: str, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, int]]:
        """Spans of the words in `text` from `start` to `stop`, from left to right."""
        end = len(text) if stop is None else stop
        position = start
        prefixes = self._lengths
        for begin in self._begins(text, start, end):
            if begin < position or text[begin : begin + 2] not in prefixes:
                continue
            stop_at = self._end_at(text, begin, end)
            if stop_at is None:
                continue
            # 联合国家开发银行 holds 国家开发银行, not 联合国: of two words that overlap the longer one is meant.
            later = begin + 1
            while later < stop_at:
                other = self._end_at(text, later, end)
                if other is not None and other - later > stop_at - begin:
                    begin, stop_at = later, other
                later += 1
            yield begin, stop_at
            position = stop_at

    def _begins(self, text: str, start: int, end: int) -> Iterator[int]:
        """Where words may begin, in order. To compile a pattern for a few names of one text would cost more than it saves."""
        if len(self._lengths) > _FEW:
            return (match.start() for match in self._begin.finditer(text, start, end))
        return merge(*(_places(prefix, text, start, end) for prefix in self._lengths))

    @cached_property
    def _begin(self) -> re.Pattern[str]:
        """What words begin with, and what stands second in them: the two classes keep out nearly all other places."""
        first, second = (re.escape("".join(sorted({prefix[k] for prefix in self._lengths}))) for k in (0, 1))
        return re.compile(f"[{first}](?=[{second}])")

    def _end_at(self, text: str, begin: int, end: int) -> int | None:
        for length in self._lengths.get(text[begin : begin + 2], ()):
            if begin + length <= end and text[begin : begin + length] in self._forms:
                return begin + length
        return None


def _places(word: str, text: str, start: int, end: int) -> Iterator[int]:
    place = text.find(word, start, end)
    while place >= 0:
        yield place
        place = text.find(word, place + 1, end)


@lru_cache(maxsize=16)
def table_of(forms: tuple[str, ...]) -> Gazetteer:
    """The gazetteer of a class of words; the same object for the same class."""
    return Gazetteer(forms)
