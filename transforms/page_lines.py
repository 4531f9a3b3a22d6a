"""The lines of a page as a reader sees them, and the paragraphs that they make up.

Pages come as plain text, as Markdown, and as Markdown with HTML paragraphs inside one physical line. A `Line` is one
visible line whatever the notation; its span keeps the tags, its text drops them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

_BREAK = re.compile(r"\r\n|\n|\r|</p>|<br ?/?>|</div>|</li>|</h[1-6]>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,200}>")
_MARKS = re.compile(r"^[#*_>\s]{1,40}")
_HEADING = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_ENDS = frozenset("。！？!?；;：:…”’」』）)】》.")
_STRONG = re.compile(r"(?:<[^<>]{1,40}>)*<strong>[^<>]{1,120}</strong>(?:<[^<>]{1,40}>)*", re.IGNORECASE)

LONG_LINE = 25
"""A line of at least this many characters is prose; a shorter one may be a headline, a name or a caption."""


class Line(NamedTuple):
    """One visible line. `text` is free of tags and outer marks; `gap` counts the empty lines before it."""

    start: int
    end: int
    text: str
    gap: int
    level: int = 0
    """Level of a Markdown heading, 1 to 6; 0 for other lines."""
    strong: bool = False
    """Whether it is an HTML paragraph that holds bold text alone: the headline of a brief."""

    @property
    def is_heading(self) -> bool:
        return self.level > 0


def lines(plain: str) -> tuple[Line, ...]:
    """The visible lines of `plain`, in order; empty ones are counted in the `gap` of the next.

    The spans hold every character that is no white space: a tag without words joins the line before or after it.
    """
    found: list[Line] = []
    position = gap = 0
    pending: int | None = None
    for piece_end, next_start, tagged in _stops(plain):
        raw = plain[position:piece_end]
        text = _TAG.sub("", raw).strip() if "<" in raw else raw.strip()
        start = position + len(raw) - len(raw.lstrip())
        # A closing tag belongs to its line; a newline does not.
        end = next_start if tagged else position + len(raw.rstrip())
        position = next_start
        if text:
            alone = bool(tagged and _STRONG.fullmatch(raw.strip()))
            found.append(_line(start if pending is None else pending, end, text, gap, alone))
            gap, pending = 0, None
        elif tagged and found and pending is None and not raw.strip():
            found[-1] = found[-1]._replace(end=end)
        elif tagged or raw.strip():
            pending = start if pending is None else pending
        else:
            gap += 1
    if pending is not None:
        stop = len(plain.rstrip())
        found[-1:] = [found[-1]._replace(end=stop)] if found else [Line(pending, stop, plain[pending:stop], gap)]
    return tuple(found)


@lru_cache(maxsize=64)
def lines_of_extract(extract: str) -> tuple[Line, ...]:
    """The lines of the head or foot of an article, which several parts of its reading ask for."""
    return lines(extract)


def _stops(plain: str) -> Iterator[tuple[int, int, bool]]:
    """Where lines stop: end of the piece, start of the next, and whether a tag stops it."""
    for match in _BREAK.finditer(plain):
        yield match.start(), match.end(), plain[match.start()] == "<"
    yield len(plain), len(plain), False


def _line(start: int, end: int, text: str, gap: int, strong: bool) -> Line:
    if text[0] not in "#*_":
        return Line(start, end, text, gap, 0, strong)
    heading = _HEADING.match(text)
    if heading:
        return Line(start, end, text[heading.end() :].strip("*_ \t#"), gap, len(heading.group(1)), strong)
    marks = _MARKS.match(text)
    bare = text[marks.end() :] if marks and text[0] != "#" else text
    return Line(start, end, bare.rstrip("*_ \t") if bare is not text else text, gap, 0, strong)


def ends_sentence(text: str) -> bool:
    """Whether a line ends as a sentence, a label or a bracket does."""
    stripped = text.rstrip()
    return bool(stripped) and stripped[-1] in _ENDS


def paragraphs(page: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Ranges of line indices that make up one paragraph each.

    A printed column breaks a paragraph anywhere, even inside a word: a long line that does not end as a sentence goes
    on in the next one, unless that is a headline.
    """
    index = 0
    while index < len(page):
        stop = index + 1
        while (
            stop < len(page)
            and not page[stop - 1].is_heading
            and not page[stop].is_heading
            and not page[stop].strong
            and not page[stop - 1].strong
            and len(page[stop - 1].text) >= LONG_LINE
            and not ends_sentence(page[stop - 1].text)
        ):
            stop += 1
        yield index, stop
        index = stop
