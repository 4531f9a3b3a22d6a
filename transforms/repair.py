"""A view of broken text: lines that a column break cut in mid-sentence joined, with a map back to the raw offsets.

The raw text is never altered. A line is joined to the next when it has sentences in it but ends in the middle of one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

_LINE = re.compile(r"[^\n\r]+")
_ENDS = frozenset("。！？!?；;：:…”』」’》）)>|*")
_HAS_SENTENCE = re.compile(r"[。；]")
_OPENS_ANEW = re.compile(
    r"\s*(?:[#>*|•·■●◆\-—(（【\[]|\d{1,2}[.、．](?!\d)|[一二三四五六七八九十]{1,3}[、是]|第[一二三四五六七八九十]|　|<)"
)
_LONG = 60


@dataclass(frozen=True, slots=True)
class View:
    """A text and where each stretch of it stands in the raw one: `cuts` are (view offset, raw offset) in order."""

    text: str
    cuts: tuple[tuple[int, int], ...]

    @property
    def is_raw(self) -> bool:
        """Whether an offset of the view is the same one of the raw text."""
        return self.cuts == ((0, 0),)

    def raw(self, offset: int) -> int:
        """The raw offset of the character at a view offset."""
        if len(self.cuts) == 1:
            return self.cuts[0][1] + offset
        begin, raw = self.cuts[bisect_right(self.cuts, (offset, 1 << 62)) - 1]
        return raw + offset - begin

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """A span of the view as one of the raw text; a break inside it is part of it."""
        return self.raw(start), self.raw(end - 1) + 1 if end > start else self.raw(start)


@lru_cache(maxsize=1)
def view_of(plain: str, start: int, end: int) -> View:
    """The view of [start, end): the same text without the line breaks that cut a sentence. The last one is kept: it is asked for twice."""
    pieces: list[str] = []
    cuts = [(0, start)]
    position, length = start, 0
    previous: re.Match[str] | None = None
    for line in _LINE.finditer(plain, start, end):
        if line.group().isspace():
            continue
        if previous is not None and _is_cut(previous.group(), line.group()):
            stop = previous.start() + len(previous.group().rstrip())
            begin = line.start() + len(line.group()) - len(line.group().lstrip())
            pieces.append(plain[position:stop])
            length += stop - position
            cuts.append((length, begin))
            position = begin
        previous = line
    pieces.append(plain[position:end])
    return View("".join(pieces), tuple(cuts))


def _is_cut(line: str, following: str) -> bool:
    last = line.rstrip()[-1]
    if last in _ENDS or not (len(line) > _LONG or last in "，,、" or _HAS_SENTENCE.search(line) is not None):
        return False
    return _OPENS_ANEW.match(following) is None
