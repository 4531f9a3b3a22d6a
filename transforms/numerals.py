"""Finding numerals and telling their value.

A numeral is a run of digits with its separators and scale characters (1.85万, 6,400亿, 700多万), or a run of Chinese
numeral characters (二十万亿, 三分之一, 百分之五) that is no part of a lexical word (统一, 进一步, 百分点).
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Literal, NamedTuple

Kind = Literal["arabic", "chinese", "fraction", "percent", "tenths"]

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_CN = "〇零一二两三四五六七八九十百千万亿兆"
_CN_DIGIT = "〇零一二两三四五六七八九"

# A scale character that opens a unit is not part of the numeral: 100千瓦, 5兆瓦, 0.8百分点.
_SCALE = r"(?:十(?!字)|百(?![分帕])|千(?![瓦米克卡伏赫焦帕字分])|万(?!元户)|亿|兆(?![瓦赫字比帕焦])){1,4}"
# Thousands apart by commas, in full width throughout, or by spaces (Hong Kong): 6,400, ６，４００, 3 711 500.
_GROUPED = r"\d{1,3}(?:,\d{3})+(?!\d)|[０-９]{1,3}(?:，[０-９]{3})+(?![０-９])|\d{1,3}(?: \d{3})+(?![\d.])"
# 3兆1,325亿, 2亿3千万 and 2万零8 are one numeral: smaller scales follow larger ones.
_ARABIC = (
    rf"(?:{_GROUPED}|\d+)(?:[.．·]\d+)*"
    rf"(?:[余多几]?{_SCALE}(?:[余多几][万亿])?(?:(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,4}}){_SCALE}|\d{{1,3}}(?:,\d{{3}})(?!\d)|零\d{{1,3}}(?![\d.]))?)?"
)
_FRACTION = rf"[{_CN}\d]{{1,6}}分之[{_CN}\d点.]{{1,8}}|(?<=[超过近约占逾达])[1-9]/(?:[2-9]|10)(?![\d/／.月日号年])"
_TENTHS = rf"[{_CN_DIGIT}\d]成(?![立为功果员本长就分交效品都片熟员型])(?:零?[{_CN_DIGIT}\d]|半)?"
_CHINESE = rf"[{_CN}]{{1,12}}(?:[余多几][万亿兆]{{1,2}})?(?:点[{_CN_DIGIT}]{{1,6}}[万亿]?)?"
_NUMERAL = re.compile(f"(?P<fraction>{_FRACTION})|(?P<tenths>{_TENTHS})|(?P<arabic>{_ARABIC})|(?P<chinese>{_CHINESE})")
NUMERAL = re.compile(rf"[\d{_CN}]")
"""What every numeral begins with: the engine leaps from one of these to the next, and only there the whole pattern is tried."""
_COMMON = re.compile(r"\d+(?:\.\d+)?")
_LOOK_AROUND = 5


class NumeralSpan(NamedTuple):
    """One numeral: where it stands and how it is written."""

    start: int
    end: int
    kind: Kind


class Lexicon:
    """The words in which a numeral character is no numeral, found around a run of numeral characters."""

    def __init__(self, words: tuple[str, ...]) -> None:
        ordered = sorted(set(words), key=lambda word: (-len(word), word))
        self._pattern = re.compile("|".join(map(re.escape, ordered)) or r"(?!)")

    def words_around(self, plain: str, start: int, end: int) -> list[tuple[int, int]]:
        """Spans of lexical words that touch [start, end)."""
        found = self._pattern.finditer(plain, max(0, start - _LOOK_AROUND), min(len(plain), end + _LOOK_AROUND))
        return [m.span() for m in found if m.start() < end and m.end() > start and not self._inside(plain, m, start, end)]

    def _inside(self, plain: str, word: re.Match[str], start: int, end: int) -> bool:
        """四十二元: a word that begins within a composed number and leads out of it (二元) is none."""
        return start < word.start() < end < word.end() and plain[word.start() - 1] in _TENS and plain[word.start()] in _CN_DIGIT


def scan(plain: str, lexicon: Lexicon, start: int = 0, end: int | None = None) -> list[NumeralSpan]:
    """Every numeral of the text in order, none overlapping."""
    found: list[NumeralSpan] = []
    position, stop = start, len(plain) if end is None else end
    while (first := NUMERAL.search(plain, position, stop)) is not None:
        m = _NUMERAL.match(plain, first.start(), stop)
        if m is None:
            position = first.end()
            continue
        position = m.end()
        kind = m.lastgroup
        if kind == "fraction":
            text = m.group()
            found.append(NumeralSpan(m.start(), m.end(), "percent" if text.startswith("百分之") else "fraction"))
        elif kind == "arabic":
            found.append(NumeralSpan(m.start(), m.end(), "arabic"))
        else:
            pieces = _outside(m.start(), m.end(), lexicon.words_around(plain, m.start(), m.end()))
            for piece in pieces:
                inner: Kind = "tenths" if kind == "tenths" and piece == m.span() else "chinese"
                if NUMERAL.search(plain, *piece):
                    found.append(NumeralSpan(*piece, inner))
    return found


def _outside(start: int, end: int, words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    for word_start, word_end in words:
        if word_start > start:
            pieces.append((start, word_start))
        start = max(start, word_end)
    if start < end:
        pieces.append((start, end))
    return pieces


def value_of(text: str) -> Decimal | None:
    """The value of a numeral in simplified characters, scale applied; None where it has no definite one (数百).

    `1.85万` is 18500, `3/4` is 0.75, `二十万亿` 2 * 10**13, `700多万` 7,000,000; a fraction `三分之一` is 1/3, `百分之五` 0.05, `两成` 0.2.
    """
    if text.isascii() and _COMMON.fullmatch(text):
        return +Decimal(text)
    text = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    if "/" in text:
        above, _, below = text.partition("/")
        return Decimal(above) / Decimal(below)
    if "分之" in text:
        below, _, above = text.partition("分之")
        divisor = Decimal(100) if below == "百" else value_of(below)
        dividend = value_of(above)
        return None if not divisor or dividend is None else dividend / divisor
    if "成" in text:
        whole, _, rest = text.partition("成")
        tenths = value_of(whole)
        hundredths = Decimal(5) if rest == "半" else value_of(rest) if rest else Decimal(0)
        if hundredths is not None and len(rest) > 1:
            hundredths /= 10
        return None if tenths is None or hundredths is None else tenths / 10 + hundredths / 100
    text = re.sub("[余多几]", "", text)
    if text and all(c in _DIGITS for c in text):
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    return _composed(text)


_TOKEN = re.compile(rf"(?P<number>\d+(?:\.\d+)?)|(?P<digit>[{_CN_DIGIT}])|(?P<ten>[十百千])|[万亿兆]|(?P<point>点)")


def _composed(text: str) -> Decimal | None:
    """Digits, tens and scales added up; scales that follow each other multiply (万亿)."""
    total, section, current = Decimal(0), Decimal(0), None
    scale_before = 0
    position = 0
    below: Decimal | None = None
    """What a digit counts that stands right behind a scale: 两万五 is 25,000, 三千二 is 3,200, 两万零五 is 20,005."""
    while position < len(text):
        m = _TOKEN.match(text, position)
        if m is None:
            return None
        position = m.end()
        token = m.group()
        if m.lastgroup == "number":
            current = Decimal(token)
        elif m.lastgroup == "digit":
            current = Decimal(_DIGITS[token]) * (below or 1 if position == len(text) else 1)
            below = None
        elif m.lastgroup == "point":
            decimals = re.match(rf"[{_CN_DIGIT}]+", text[position:])
            if decimals is None:
                return None
            fraction = "".join(str(_DIGITS[c]) for c in decimals.group())
            current = (current or Decimal(0)) + Decimal("0." + fraction)
            position += decimals.end()
        elif m.lastgroup == "ten":
            section += (Decimal(1) if current is None else current) * _TENS[token]
            current, below = None, Decimal(_TENS[token]) / 10
        else:
            scale = _SCALES[token]
            amount = section + (current or Decimal(0))
            if scale_before and (scale >= scale_before or not amount):
                total = (total + amount) * scale
            else:
                total += (amount if amount else Decimal(1)) * scale
            section, current, scale_before, below = Decimal(0), None, scale, Decimal(scale) / 10
    return total + section + (current or Decimal(0))
