"""Whether a short name stands in a text, or only its characters: 搬迁|安置 names no 迁安, and 集中|办公 no 中办."""

from __future__ import annotations

import re

import rjieba

_AROUND = 6
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LONGEST = 3
"""Longer names are hardly ever made up by the ends of other words."""


def cut_through(plain: str, start: int, end: int) -> str:
    """The part before `start` of a word that begins there and ends inside or behind the name; empty where none does.

    Only the beginning is looked at: what follows a name joins it in many ways that the dictionary does not know.
    """
    if end - start > _LONGEST or start == 0 or not _HAN.match(plain, start - 1):
        return ""
    begin = start - 1
    while begin > max(0, start - _AROUND) and _HAN.match(plain, begin - 1):
        begin -= 1
    position = begin
    for word in rjieba.cut(plain[begin : end + _AROUND]):
        if position + len(word) > start:
            return plain[position:start]
        position += len(word)
    return ""
