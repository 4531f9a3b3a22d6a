"""The value expression at a numeral: its span, value, bound and unit.

The span is numeral, scale and unit (293.7万个, 2500余个, 两位数); words such as 约, 超, 以上 stay outside it and become
the approximation.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from transforms.grammar import Grammar
from transforms.numerals import NumeralSpan, value_of
from transforms.reference import Unit

PERCENT = Unit("%", "%", "percent")
"""The unit of shares that are written without one."""
_YUAN = Unit("块", "元", "money")
_YUAN_AND_JIAO = re.compile(
    r"(?P<yuan>\d{1,4}|[一二两三四五六七八九十]{1,3})块(?P<jiao>[1-9一二三四五六七八九])(?:毛|角)?(?![\d一二三四五六七八九十个块地])"
)
"""一斤3块8的价"""
_RANK = Unit("位", "位", "rank")
_BARE = Unit("", "", "none")
_VAGUE_TAIL = re.compile("[余多]")
_RANGE_JOIN = re.compile(r"\s?(?:[-—–－~～]|至|到)\s?")
_DOUBLING = re.compile(r"翻(?:了)?(?:近|约|超)?(?P<n>[一两二三]?)番")
_TWO_DIGITS = re.compile(r"(?P<n>[两二三双])位数")
_HALF = re.compile(r"过半|一半|半数|半壁江山")
_RANKED_AMONG = re.compile(r"(?:全国|全省|全市|全区|世界|全球|亚洲|[居列位入])$")
_SURPLUS = re.compile("(?<![收投转])[出入]超$")
"""出超42亿美元 is a surplus, not more than 42."""
_LOOK_BACK = 6
_WHOLE = 100
_MINUS = ("-", "−", "－")
# A minus sign, not a dash: it follows a word that announces a value.
_SHARED_KINDS = ("percent", "permille", "points")
_FAR_ABOVE = 3
_LONGEST_VERB = 6
_NEGATIVE = re.compile(r"(?:[为至到达是：:比数速率幅长润额利亏余差]|(?<![A-Za-z])[A-Z]{3,5})[-−－]$|(?<=[\u4e00-\u9fff])−$")
_PER_BARE = re.compile(r"[/／](?:10|十)万(?!\d)")
"""死亡率15.1/10万: of a hundred thousand."""
_PER = re.compile(r"[/／](?:10万|万人|[十百千]?[万亿]元|[一-鿿]{1,2}(?:·月)?(?![一-鿿]))")


class Value(NamedTuple):
    """One value expression. `numeral_end` is where its numeral ends; unit kind `none` means none was written."""

    start: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    approximation: str
    unit: Unit
    head_end: int
    """Where the words before the value end: before the bound (约, 超)."""
    tail_start: int
    """Where the words after the value begin: after the bound (以上, 左右)."""
    form: str
    """How it is written: number, range, doubling, two_digits, half, rank, vague, part (of a ratio such as 87：9：4)."""
    bound: str = "exact"
    """The rule that the approximation was read by."""
    unit_of_list: bool = False
    """The unit is that of the next item of a list: 8个、5个百分点."""


def read_value(plain: str, numeral: NumeralSpan, grammar: Grammar, limit: int) -> Value:
    """The value expression at a numeral; `limit` is the end of the text that may belong to it."""
    special = _special(plain, numeral, limit)
    if special is not None:
        return _with_bounds(plain, special, grammar, limit)
    number = value_of(plain[numeral.start : numeral.end])
    end = numeral.end
    over = _inside_vague(plain[numeral.start : numeral.end])
    if end < limit and _VAGUE_TAIL.match(plain, end):
        over, end = True, end + 1
    unit, end = _unit(plain, numeral, end, grammar, limit)
    if numeral.kind in ("tenths", "percent", "fraction") and number is not None:
        number *= 100
    if number is not None and unit.multiplier != 1:
        number *= Decimal(repr(unit.multiplier))
    start, vague = numeral.start, False
    if number is not None and plain[start - 1 : start] in _MINUS and _NEGATIVE.search(plain, max(0, start - 7), start):
        start, number = start - 1, -number
    if start and plain[start - 1] in "数几" and plain[start] in "十百千万亿":
        start, vague, number = start - 1, True, None
    head_end = start
    if (
        unit.kind == "none"
        and plain[start - 1 : start] in grammar.sign_ends
        and (sign := grammar.money_sign.search(plain, max(0, start - grammar.longest_sign), start)) is not None
    ):
        head_end, unit = sign.start(), Unit(sign.group(), grammar.money_signs[sign.group()], "money")
    value = Value(
        start=start,
        end=end,
        value=None if number is None else float(number),
        low=None,
        high=None,
        approximation="over" if over else "about" if vague else "exact",
        unit=unit,
        head_end=head_end,
        tail_start=end,
        form="vague" if vague else "number",
    )
    return _with_bounds(plain, value, grammar, limit)


def join_range(plain: str, first: Value, second: Value, grammar: Grammar) -> Value | None:
    """30%-40% as one value with two ends, when only a dash or 至 stands between; else None."""
    between = plain[first.end : second.start]
    if not _RANGE_JOIN.fullmatch(between) or first.value is None or second.value is None:
        return None
    of_hundred = plain.startswith("百分之", first.start) and second.unit.kind == "none"
    if (first.unit.unit not in ("", second.unit.unit) and not of_hundred) or first.form != "number" or second.form != "number":
        return None
    low, high = first.value, second.value
    if of_hundred and low < high <= _WHOLE:
        # 百分之二至三
        return first._replace(end=second.end, tail_start=second.tail_start, value=None, low=low, high=high, form="range")
    if not first.unit.unit and low < high and _scale_carried(plain, first, second):
        low = low * _scale_carried(plain, first, second)
    if low >= high or _changes_to(plain, between, first, second, grammar):
        return None
    return second._replace(start=first.start, head_end=first.head_end, value=None, low=low, high=high, form="range")


def _changes_to(plain: str, between: str, first: Value, second: Value, grammar: Grammar) -> bool:
    """减少8500人至372万人: by how much it changed, and to what; both have their unit, and the second is far above the first."""
    if between.strip() not in ("至", "到") or not first.unit.unit or first.unit.kind in _SHARED_KINDS:
        return False
    verb = grammar.predicate_words.at_end(plain[max(0, first.head_end - _LONGEST_VERB) : first.head_end])
    while verb is not None and verb[1] == "adverbs":
        end = first.head_end - len(verb[0])
        first = first._replace(head_end=end)
        verb = grammar.predicate_words.at_end(plain[max(0, end - _LONGEST_VERB) : end])
    changes = verb is not None and verb[1] in ("up", "down", "more", "less")
    return changes and abs(second.value or 0) >= _FAR_ABOVE * abs(first.value or 0) and not plain.startswith("不等", second.tail_start)


def _scale_carried(plain: str, first: Value, second: Value) -> float:
    """5至8万 means fifty to eighty thousand: the scale of the second number when the first has none."""
    scale = re.search(r"[万亿兆]+", plain[second.start : second.end])
    if scale is None or re.search(r"[万亿兆]", plain[first.start : first.end]):
        return 0
    return float(value_of("1" + scale.group()) or 0)


def _inside_vague(text: str) -> bool:
    return "多" in text or "余" in text


def _unit(plain: str, numeral: NumeralSpan, end: int, grammar: Grammar, limit: int) -> tuple[Unit, int]:
    if numeral.kind in ("tenths", "percent"):
        return PERCENT, end
    if numeral.kind == "fraction":
        return PERCENT, end
    match = grammar.units.match(plain, end)
    if match is None or match.end > limit:
        if (of := _PER_BARE.match(plain, end, limit)) is not None:
            return Unit(of.group(), of.group().replace("／", "/"), "rate"), of.end()
        return _BARE, end
    if plain.startswith(("/", "／"), match.end):
        per = grammar.units.match(plain, match.end + 1)
        m = _PER.match(plain, match.end)
        stop = per.end if per is not None else m.end() if m else match.end
        if stop > match.end:
            form = plain[match.end + 1 : stop]
            return replace(match.unit, unit=f"{match.unit.unit}/{per.unit.unit if per else form}", kind="rate"), stop
    return match.unit, match.end


def _special(plain: str, numeral: NumeralSpan, limit: int) -> Value | None:
    def at(start: int, end: int, value: float | None, unit: Unit, form: str, low: float | None = None, bound: str = "exact") -> Value:
        return Value(start, end, value, low, None, bound, unit, start, end, form)

    if plain[numeral.start] in "两二三双" and (m := _TWO_DIGITS.match(plain, numeral.start, limit)):
        low = 100.0 if m["n"] == "三" else 10.0
        return at(m.start(), m.end(), None, PERCENT, "two_digits", low, "at_least")
    around = plain[max(0, numeral.start - 3) : numeral.start + 2]
    for begin in range(max(0, numeral.start - 3), numeral.start + 1) if "翻" in around or "半" in around else ():
        if (m := _DOUBLING.match(plain, begin, limit)) and m.end() > numeral.start:
            times = int(value_of(m["n"] or "一") or 1)
            return at(m.start(), m.end(), 100.0 * (2**times - 1), PERCENT, "doubling")
        if (m := _HALF.match(plain, begin, limit)) and m.end() > numeral.start:
            return at(m.start(), m.end(), 50.0, PERCENT, "half", bound="over" if m.group() == "过半" else "exact")
    if (m := _YUAN_AND_JIAO.match(plain, numeral.start, limit)) and m.end("yuan") == numeral.end:
        yuan, jiao = value_of(m["yuan"]), value_of(m["jiao"])
        if yuan is not None and jiao is not None:
            return at(m.start(), m.end(), float(yuan + jiao / 10), _YUAN, "number")
    if numeral.start and plain[numeral.start - 1] in "第前":
        number = value_of(plain[numeral.start : numeral.end])
        end = numeral.end + (plain[numeral.end : numeral.end + 1] in ("位", "名"))
        among = plain[numeral.start - 1] == "前" and _RANKED_AMONG.search(plain, max(0, numeral.start - 6), numeral.start - 1)
        if number is not None and (end > numeral.end or among or plain[numeral.start - 1] == "第"):
            ranked = at(numeral.start - 1, end, float(number), _RANK, "rank")
            return ranked._replace(approximation="at_most") if plain[numeral.start - 1] == "前" else ranked
    return None


_PER = re.compile(r"(?:每[人户月日天年]){1,2}\Z")


_PASSED = re.compile(r"(?:\A|[^经通不度超透路渡越跨迈突难胜错说看去受吃跳])过\Z")


def _with_bounds(plain: str, value: Value, grammar: Grammar, limit: int) -> Value:
    approximation, head_end, tail_start = value.approximation, value.head_end, value.tail_start
    bound = "within_numeral" if approximation != "exact" else "exact"
    after = grammar.bound_after.at_start(plain[value.end : min(limit, value.end + 4)])
    if after is not None:
        approximation, tail_start, bound = after[1].removesuffix("_after"), value.end + len(after[0]), "word_after"
    per = _PER.search(plain, max(0, head_end - _LOOK_BACK), head_end)
    if per is not None and grammar.bound_before.at_end(plain[max(0, per.start() - _LOOK_BACK) : per.start()]) is not None:
        # 已超|每月每户|20GB
        head_end = per.start()
    if _PASSED.search(plain, max(0, head_end - 2), head_end) and plain[head_end] in "百千万亿":
        # 资助过千万, as Hong Kong says it.
        return value._replace(approximation="over", head_end=head_end - 1, tail_start=tail_start, bound="word_before")
    before = grammar.bound_before.at_end(plain[max(0, head_end - _LOOK_BACK) : head_end])
    if before is not None and not _SURPLUS.search(plain, max(0, head_end - 2), head_end):
        head_end -= len(before[0])
        if approximation in ("exact", "over"):
            approximation, bound = before[1].removesuffix("_before"), "word_before"
    if after is None and before is None and bound == value.bound:
        return value
    return value._replace(approximation=approximation, head_end=head_end, tail_start=tail_start, bound=bound)
