"""Words by which a number is of a thing with something taken out: 扣除价格因素实际增长, 若不计蔬菜水果, 剔除一次性措施后."""

from __future__ import annotations

import re

from transforms.grammar import Grammar

_LONGEST = 48
_STOPS = re.compile("[。！？；;\n]|[0-9]+(?:\\.[0-9]+)?[%％]")


def without(plain: str, sentence_start: int, number: int, name: str, grammar: Grammar) -> str:
    """What a number leaves out, as the beginning of its name: 扣除蔬菜水果的. Empty where nothing is, or where the name says so already.

    Effects of prices and the like (…因素) make a real growth of the same indicator, which has its name.
    """
    begin = max(sentence_start, number - _LONGEST)
    for stop in _STOPS.finditer(plain, begin, number):
        begin = stop.end()
    found = grammar.leaving_out.search(plain, begin, number)
    if found is None or found["word"] in name or "因素" in found["what"] or "影响" in found["what"]:
        return ""
    return f"{found['word']}{found['what'].removesuffix('的')}的"
