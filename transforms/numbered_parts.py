"""Numbered parts of a text: where the numbering starts again, another text begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.page_lines import ends_sentence

_FIRST = re.compile(r"一、")
_LATER = re.compile(r"[二三四五六七八九十]、")
_NUMBERED = re.compile(r"(?:[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?|\d{1,2}[、.．])")
_HEADLINE_LONGEST = 40


def restarts(texts: Sequence[str]) -> tuple[int, ...]:
    """Indices of the unnumbered headlines under which the numbering 一、 二、 starts again.

    A report whose parts have headlines of their own numbers each part anew, so an unnumbered headline before the very
    first 一、 (other than the title) means parts of one text, not several texts.
    """
    found: list[int] = []
    seen_first = seen_later = False
    headline: int | None = None
    for index, text in enumerate(texts):
        if _FIRST.match(text):
            if not seen_first and headline is not None:
                return ()
            if seen_first and seen_later and headline is not None:
                found.append(headline)
            if not seen_first or seen_later:
                seen_later = False
            seen_first = True
            headline = None
        elif _LATER.match(text):
            seen_later = True
            headline = None
        elif index > 0 and _is_headline(text) and index + 1 < len(texts) and len(texts[index + 1]) > _HEADLINE_LONGEST:
            headline = index
    return tuple(found)


def _is_headline(text: str) -> bool:
    return 4 <= len(text) <= _HEADLINE_LONGEST and not ends_sentence(text) and not _NUMBERED.match(text)
