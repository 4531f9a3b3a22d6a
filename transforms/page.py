"""A page as every part of its reading needs it, taken to pieces once: its text, its lines, its turns."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.page_lines import Line, lines
from transforms.reference import Reference
from transforms.turns import Turn, turns


@dataclass(frozen=True, slots=True)
class Page:
    """One document. `plain` is its simplified text, with the offsets of the original; all spans are offsets in it."""

    plain: str
    lines: tuple[Line, ...]
    turns: tuple[Turn, ...]


def read_page(plain: str, reference: Reference) -> Page:
    """The page of a simplified text."""
    found = lines(plain)
    return Page(plain, found, turns(found, plain, reference))
