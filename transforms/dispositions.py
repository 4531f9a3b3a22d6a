"""What a numeral is when it is no statistic: named patterns around it, each with its reason.

Every numeral gets one disposition; those for which nothing here speaks may be read as metrics.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.everyday_numbers import everyday_numbers
from transforms.numerals import NumeralSpan

_LATIN = re.compile(r"[A-Za-z]")
_ACRONYM = re.compile(r"(?<![A-Za-z&])(?:GDP|CPI|PPI|PMI|FDI|GNP|GNI|R&D|ODI|IPO)[-−－]?$")
_AMOUNT = re.compile(r"[\d,，]*\d(?:\.\d+)?(?:[%％]|[十百千万亿]+[美港]?[元个件家吨]|元|个百分点)")
"""A number with a unit, as no name has one."""
_LETTER_OR_DIGIT = re.compile(r"[A-Za-z\d]")
_LATIN_UNITS = re.compile(
    r"\s?(?:[KMGTPEZ]B(?:ps)?|[EPT]?[Ff][Ll][Oo][Pp][Ss]|EFlops|[kMG]W(?:h)?|[MGT]bps|TOPS|Tops|TEU|BP|bp|pct|[kcm]m|kg|P(?=[，,。；;、以）)]))(?![A-Za-z])"
)
# Patterns that are looked for in the whole text begin with the class of their first characters: the engine leaps from one of
# these to the next, and looks back from there.
_QUOTED = re.compile(r"[“‘「『]([^“”‘’「」『』。；！？\n]{1,16})[”’」』]")
_BOOK = re.compile(r"《[^《》\n]{1,80}》")
_FOOTNOTE = re.compile(r"\[\d{1,2}\](?!\()|〔\d{1,2}〕")
_FULL_DATE = re.compile(r"[12](?<!\d.)(?:(?<=1)9|(?<=2)0)\d{2}([-/.])\d{1,2}\1\d{1,2}(?!\d)")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2})+")
_CLOCK = re.compile(r"\d(?<![\d.:：].)(?:(?<=[01])\d|(?<=2)[0-4])?[:：][0-5]\d(?:[:：][0-5]\d)?(?![\d.:：])")
_OF_RATIO = re.compile(r"(?:结构|比例|比|构成)[^，,。；;\n]{0,32}\Z")
_PARTS_OF_CLOCK, _WHOLE = 2, 100
_WEEKDAYS = re.compile(r"每周\d(?:[/、]\d)*")
_PHONE = re.compile(
    r"[电热咨传手邮Q微](?:(?<=电)话(?![用普业交通网])|(?<=热)线|(?<=咨)询|(?<=传)真|(?<=手)机|(?<=邮)编|(?<=Q)Q|(?<=微)信)"
    r"[^\d\n]{0,6}(?P<n>[\d\-—/ ]{5,40})(?![万亿\d])"
)
_BARE_PHONE = re.compile(r"[104](?<!\d.)(?:(?<=1)[3-9]\d{9}|(?<=4)00-?\d{3}-?\d{4}|(?<=0)\d{2,3}-\d{7,8})(?!\d)")
_HOTLINE = re.compile(r"\d(?<!\d.)\d{2,5}(?=(?:[^\n，,。；]{0,6})热线)")
_EDITION = re.compile(r"[下上转第\d](?:(?<=[下上])转?第\d{1,3}|(?<=转)第\d{1,3}|(?<=第)\d{1,3}|(?<=\d)\d?)版")
_MARKUP = re.compile(r"<[^<>\n]{1,300}>|\]\([^()\s]{1,2000}\)|https?://[^\s）)]{1,2000}|&#?\w{1,8};")
_LIST_MARK = re.compile(r"(?:^|(?<=\n))[ \t　]*(?:[（(]?[\d一二三四五六七八九十]{1,3}[）)、.．]|[①-⑳])(?!\d)")
_INLINE_MARK = re.compile(
    r"[（(其第一二三四五六七八九十](?:(?<=[（(])(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]"
    r"|(?<=其)[一二三四五六七八九十]{1,2}(?:是|要|则)(?!否)|(?<=[一二三四五六七八九十])[一二三四五六七八九十]?(?:是|要|则)(?!否)"
    r"|(?<![\u4e00-\u9fff、].)(?<=第)[一二三四五六七八九十]{1,2}[，,、]|(?<=其)[一二三四五][，,、])"
)
_TIME_OF_DAY = re.compile(
    r"[上下晚凌中\d](?:(?:(?<=[上下])午\d|(?<=晚)上?\d|(?<=凌)晨\d|(?<=中)午\d|(?<=\d))\d?[时点](?:\d{1,2}分|许|整|半)?(?!间)|(?<=\d)\d?[日号](?!均))"
)
_SET = re.compile(
    r"[一二三四五六七八九十百\d]{1,3}大(?![中小学量力幅量约概多型])|[一二三四五六七八九十]{1,2}(?:方面|项重点|个必须|个坚持|个意识|个结合|化|型|新|者|轮|届|中全会)"
)
_LEADING_ZERO = re.compile(r"0\d")
_RANKED = re.compile(r"第[〇零一二三四五六七八九十百\d]{1,5}(?:[位名席高低大多强]|[，,。；;、！）)”]|$|\s|的[^\n]{0,8}(?:国|省|市))")


class Taken(NamedTuple):
    """A stretch of text whose numerals are no statistics, and why."""

    start: int
    end: int
    disposition: str
    reason: str


_FINDERS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (_BOOK, "title", "inside the title of a document"),
    (_MARKUP, "markup", "inside markup or an address"),
    (_FOOTNOTE, "enumeration", "the mark of a footnote"),
    (_FULL_DATE, "period", "a date"),
    (_ESCAPED, "markup", "inside an escaped address"),
    (_WEEKDAYS, "timetable", "days of the week"),
    (_HOTLINE, "contact", "the number of a hot line"),
    (_EDITION, "name", "the number of a printed page"),
    (_LIST_MARK, "enumeration", "a list marker"),
    (_INLINE_MARK, "enumeration", "counts off points of a speech"),
    (_TIME_OF_DAY, "period", "a time of day or a day of the month"),
)


def taken_spans(plain: str) -> list[Taken]:
    """The stretches of the text whose numerals are no statistics, in order of their start."""
    found = [Taken(*m.span(), disposition, reason) for pattern, disposition, reason in _FINDERS for m in pattern.finditer(plain)]
    found += [Taken(*taken) for taken in everyday_numbers(plain)]
    found += [Taken(*m.span(), "timetable", "a clock time") for m in _CLOCK.finditer(plain) if not _is_ratio(plain, m)]
    for m in _PHONE.finditer(plain):
        found.append(Taken(*m.span("n"), "contact", "a telephone number"))
    found += [Taken(*m.span(), "contact", "a telephone number") for m in _BARE_PHONE.finditer(plain)]
    for m in _QUOTED.finditer(plain):
        if not re.search(r"[，,%％]|增长|下降|达到", m[1]):
            found.append(Taken(*m.span(), "name", "inside a quoted name or slogan"))
    return sorted(found, key=lambda t: (t.start, t.end))


def _is_ratio(plain: str, clock: re.Match[str]) -> bool:
    """三产结构为8：40：52: three parts that make a hundred, after a word for a ratio, are no time of day."""
    parts = re.split("[:：]", clock.group())
    return (
        len(parts) > _PARTS_OF_CLOCK
        and sum(map(int, parts)) == _WHOLE
        and _OF_RATIO.search(plain, max(0, clock.start() - 40), clock.start()) is not None
    )


def standing_alone(plain: str, numeral: NumeralSpan) -> tuple[str, str] | None:
    """(disposition, reason) from the characters right beside the numeral, or None."""
    before, after = plain[numeral.start - 1 : numeral.start], plain[numeral.end : numeral.end + 1]
    latin = _LATIN.match(before) is not None
    if (
        (latin or before in "-－")
        and _ACRONYM.search(plain, max(0, numeral.start - 6), numeral.start)
        and _AMOUNT.match(plain, numeral.start)
    ):
        # GDP2.6万亿元: the name of an indicator with the number right behind it.
        return None
    if latin or (before in "-－+＋" and _LETTER_OR_DIGIT.match(plain[numeral.start - 2 : numeral.start - 1] or " ")):
        return "name", "part of a name with Latin letters"
    if _LATIN.match(after) and not _LATIN_UNITS.match(plain, numeral.end):
        return "name", "part of a name with Latin letters"
    if after in "+＋" and _LATIN.match(plain[numeral.end + 1 : numeral.end + 2] or " "):
        return "name", "part of a name with Latin letters"
    if _LEADING_ZERO.match(plain, numeral.start):
        return "identifier", "digits that begin with a zero"
    if before == "第":
        rank = _RANKED.match(plain, numeral.start - 1)
        return None if rank else ("ordinal", "an ordinal number")
    if _SET.match(plain, numeral.start):
        return "set_size", "the size of a named set"
    return None
