"""The word classes that page grammar needs, looked up in the reference tables."""

from __future__ import annotations

import re
from collections.abc import Iterable

from transforms.reference import Reference


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
