"""The word classes that page grammar needs, looked up in the reference tables."""

from __future__ import annotations

import re
from collections.abc import Iterable

from transforms.reference import Reference


def words(reference: Reference, word_class: str) -> tuple[str, ...]:
    """The words of one class. Raises KeyError for a class that the tables lack; the loader lets no such tables through."""
    return reference.words[word_class]


def characters(reference: Reference, word_class: str) -> frozenset[str]:
    """The characters of a class that lists single characters."""
    return frozenset("".join(words(reference, word_class)))


def alternation(forms: Iterable[str]) -> str:
    """A pattern that matches the longest of `forms`; never matches when there are none.

    Forms are grouped by their first character, so that a place is tried with those alone that may begin there.
    """
    groups: dict[str, list[str]] = {}
    for form in sorted(set(forms), key=lambda form: (-len(form), form)):
        groups.setdefault(form[:1], []).append(form)
    parts = [_group(first, found) for first, found in sorted(groups.items(), reverse=True)]
    return "|".join(parts) or r"(?!)"


def _group(first: str, forms: list[str]) -> str:
    if len(forms) == 1:
        return re.escape(forms[0])
    return f"{re.escape(first)}(?:{'|'.join(re.escape(form[1:]) for form in forms)})"
