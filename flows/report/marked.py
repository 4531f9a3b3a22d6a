"""Pages of documents as the report shows them: the whole text, with the numbers in question marked where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from flows.result_text import visible

LONGEST = 60_000
"""Characters of a document that is shown whole; of a longer one only what is near the marks."""
_NEAR = 1500
_LINE = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text: `name` is the anchor that leads to it, `why` what is said of it."""

    start: int
    end: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Text to be shown as it is, and the marks that begin it; `marked` where it is in one."""

    text: str
    marks: tuple[Mark, ...] = ()
    marked: bool = False
    gap: bool = False
    """Whether text was left out here."""


@dataclass(slots=True)
class Page:
    """A document with its marks, to be written under `file`."""

    document_id: str
    title: str
    path: str
    text: str
    file: str
    marks: dict[str, Mark] = field(default_factory=dict)

    def add(self, mark: Mark) -> None:
        """Adds a mark; several of one name become one that says all."""
        known = self.marks.get(mark.name)
        if known is None:
            self.marks[mark.name] = mark
        elif mark.why not in known.why:
            self.marks[mark.name] = Mark(known.start, known.end, known.name, f"{known.why}; {mark.why}")

    def pieces(self) -> list[Piece]:
        """The text in pieces, marks that overlap joined to one stretch."""
        length = len(self.text)
        marks = sorted((mark for mark in self.marks.values() if 0 <= mark.start <= length), key=lambda mark: (mark.start, mark.end))
        found: list[Piece] = []
        at = 0
        for stretch in _stretches(marks, length):
            start, end = stretch[0].start, max(mark.end for mark in stretch)
            found += self._between(at, start)
            found.append(Piece(shown(self.text[start : min(end, length)]), tuple(stretch), marked=True))
            at = min(end, length)
        return [*found, *self._between(at, length)]

    def _between(self, start: int, end: int) -> Iterator[Piece]:
        if end <= start:
            return
        if len(self.text) <= LONGEST or end - start <= 2 * _NEAR:
            yield Piece(shown(self.text[start:end]))
            return
        if start:
            yield Piece(shown(self.text[start : start + _NEAR]))
        yield Piece("", gap=True)
        if end < len(self.text):
            yield Piece(shown(self.text[end - _NEAR : end]))


def _stretches(marks: Iterable[Mark], length: int) -> Iterator[list[Mark]]:
    group: list[Mark] = []
    reach = -1
    for mark in marks:
        if group and mark.start >= reach:
            yield group
            group = []
        group.append(mark)
        reach = max(reach if len(group) > 1 else -1, min(mark.end, length))
    if group:
        yield group


def shown(text: str) -> str:
    """Text in its lines, with every character that would act on what shows it written as an escape."""
    return "\n".join(visible(line).replace("\\t", "\t") for line in _LINE.split(text))
