"""Finding many fixed words in a text: one pass, the longest word at each place, no overlaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import add


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
        # Pairs made by one map cost half of what slices do; nearly all of the time goes into asking for them.
        pairs = map(add, text[start : end - 1], text[start + 1 : end])
        for begin in [i for i, pair in enumerate(pairs, start) if pair in prefixes]:
            if begin < position:
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

    def _end_at(self, text: str, begin: int, end: int) -> int | None:
        for length in self._lengths.get(text[begin : begin + 2], ()):
            if begin + length <= end and text[begin : begin + length] in self._forms:
                return begin + length
        return None
