"""The word classes that page grammar needs, looked up in the reference tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import TypeVar

from transforms.reference import Reference

_Made = TypeVar("_Made")


def once_for_reference(make: Callable[[Reference], _Made]) -> Callable[[Reference], _Made]:
    """`make`, done once for the same reference tables: they are one large object that every document shares.

    The tables hold a dict and cannot be hashed, and comparing thousands of rows for every name would cost more than
    the name; so the last tables are known by identity.
    """
    last: list[tuple[Reference, _Made]] = []

    @wraps(make)
    def made(reference: Reference) -> _Made:
        if last and last[0][0] is reference:
            return last[0][1]
        value = make(reference)
        last[:] = [(reference, value)]
        return value

    return made


def words(reference: Reference, word_class: str) -> tuple[str, ...]:
    """The words of one class. Raises KeyError that says what to add when the tables lack the class."""
    try:
        return reference.words[word_class]
    except KeyError:
        raise KeyError(f"no word class {word_class!r} in the reference tables: add it to seeds/reference/page_words.yaml") from None


def characters(reference: Reference, word_class: str) -> frozenset[str]:
    """The characters of a class that lists single characters."""
    return frozenset("".join(words(reference, word_class)))


def alternation(forms: Iterable[str]) -> str:
    """A pattern that matches the longest of `forms`; never matches when there are none."""
    ordered = sorted(set(forms), key=lambda form: (-len(form), form))
    return "|".join(re.escape(form) for form in ordered) or r"(?!)"
