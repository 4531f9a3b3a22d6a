"""A number with what stands around it, as those need it who find its name."""

from __future__ import annotations

from typing import NamedTuple

from transforms.heads import Head
from transforms.subjects import Subject
from transforms.values import Value

Named = tuple[str | None, tuple[int, int] | None]
"""A name and where it stands in the text; None for one that is not given, or stands nowhere in one piece."""


class Told(NamedTuple):
    """The value, the words before it, the noun phrase in them, what kind of number it is, and the span of the words after it."""

    plain: str
    value: Value
    head: Head
    subject: Subject
    measure: str
    tail: tuple[int, int]

    @property
    def span(self) -> tuple[int, int] | None:
        """Where the noun phrase before the number stands; None for none."""
        return (self.subject.start, self.subject.end) if self.subject.end > self.subject.start else None
