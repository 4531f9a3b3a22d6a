"""Years that an article names: told as past, lying ahead, or covered by a plan. From them the year that it prints nowhere may follow."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from transforms.model import Article, YearClue, YearClueKind
from transforms.page_words import alternation, words
from transforms.reference import Reference
from transforms.repair import view_of

_DASH = r"\s?(?:[—\-–－~～]{1,2}|至|到)\s?"
_YEAR = r"(?:19|20)\d{2}"
_MENTION = re.compile(
    rf"(?<!\d)(?P<first>{_YEAR})年?{_DASH}(?P<last>{_YEAR})年"
    rf"|(?<!\d)(?P<from>{_YEAR})年\d{{1,2}}月{_DASH}(?=(?P<to>{_YEAR})年\d{{1,2}}月)"
    rf"|(?<!\d)(?P<year>{_YEAR})\s?年度?(?:"
    rf"\s?(?P<month>\d{{1,2}})\s?月份?(?:\s?(?P<day>\d{{1,2}})\s?日|{_DASH}(?P<until>\d{{1,2}})\s?月份?)?"
    r"|(?P<half>[上下]半年)|(?:第?(?P<quarter>[一二三四])|(?P<three>前三))季度|前(?P<months>\d{1,2})个?月|(?P<end>年?[底末]|全年))?"
)
_BEGINS = re.compile(r"[12](?<!\d.)(?:(?<=1)9|(?<=2)0)\d{2}")
"""A year in digits, which every mention begins with: the engine leaps from one to the next."""
_PLAN = re.compile(r"[“\"「]十(?P<term>[一二三四五六七八九])五[”\"」](?:前(?P<done>[两二三四])年)?")
_TITLE = re.compile(r"《[^《》]{1,80}》")
_CLAUSE_STOPS = "，,。；;：:！!？?"
_SENTENCE_END = re.compile(r"[。；;！!？?]")
_SINCE = re.compile(r"(?<=自)[^。；;！!？?]{4,40}?以来|(?<=从)[^。；;！!？?]{4,24}?以来")
_COMES = re.compile(r"前|起(?:正式)?[施实执]行|目标")
_COMPARED = ("比", "较", "由", "从")
_OWN = re.compile(
    rf"[比较与同](?P<year>{_YEAR})年(?:全年|同期|同季|[上下]半年|前三季度|第?[一二三四]季度)"
    rf"|(?P<same>(?<!\d){_YEAR})年?同期"
    rf"|[与为按比较](?P<plan>{_YEAR})年(?:的|度)?(?:预期|计划|增长|发展|工作){{0,2}}(?:目标|计划)"
)
"""Words that show the year an article tells of: a comparison with the year before it, or with its own plan."""
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_TERM_YEARS = 5
_WORDS = 12
_PARAGRAPH_LONGEST = 2000


class _Rules(NamedTuple):
    promised: re.Pattern[str]
    since: re.Pattern[str]
    plans: re.Pattern[str]
    this_year: re.Pattern[str]


def year_clues(article: Article, plain: str, reference: Reference) -> tuple[YearClue, ...]:
    """The years of an article, in the order of the text; each says whether it is told as past, ahead or part of a plan."""
    rules = _rules(reference)
    found: list[YearClue] = []
    for start, end in article.segments or ((article.char_start, article.char_end),):
        view = view_of(plain, start, end)
        if _BEGINS.search(view.text) is None and _PLAN.search(view.text) is None:
            continue
        for paragraph in re.finditer(r"[^\n\r]+", view.text):
            for clue in _of_paragraph(paragraph.group()[:_PARAGRAPH_LONGEST], rules):
                raw = view.raw_span(paragraph.start() + clue.char_start, paragraph.start() + clue.char_end)
                found.append(
                    YearClue(*raw, *(getattr(clue, name) for name in YearClue.__slots__[2:])),
                )
    return tuple(found)


@lru_cache(maxsize=4)
def _rules(reference: Reference) -> _Rules:
    since = alternation(words(reference, "since_words"))
    return _Rules(
        promised=re.compile(alternation(words(reference, "promises"))),
        since=re.compile(rf"\s?(?:{since})"),
        plans=re.compile(alternation(words(reference, "plan_words"))),
        this_year=re.compile("今年|本年"),
    )


def _of_paragraph(text: str, rules: _Rules) -> Iterator[YearClue]:
    begins = [year.start() for year in _BEGINS.finditer(text)]
    titles = [match.span() for match in _TITLE.finditer(text)] if begins else []
    done = 0
    for begin in begins:
        match = _MENTION.match(text, begin) if begin >= done else None
        if match is None:
            continue
        done = match.end()
        titled = next((text[start:end] for start, end in titles if start <= match.start() < end), None)
        said = text[max(0, match.start() - _WORDS) : match.end() + _WORDS]
        if match["from"]:
            continue  # the end of the span is a mention of its own
        if match["first"]:
            first, last = int(match["first"]), int(match["last"])
            if last < first:
                continue
            kind = "plan" if titled or rules.plans.search(said) else _tense(text, match, rules)
            yield _clue(match, kind, dt.date(first, 1, 1), dt.date(last, 12, 31), beside=kind == "past" and _beside(text, match, rules))
        elif titled is None:
            days = _days(match)
            if days is None:
                continue
            kind = _tense(text, match, rules)
            since = rules.since.match(text, match.end()) is not None or _SINCE.match(text, match.start()) is not None
            first_day, last_day = (days[0], days[0]) if since else days
            compared = text[: match.start()].endswith(_COMPARED)
            open_ended = since or not (compared or any(match[name] for name in ("month", "half", "quarter", "three", "months", "end")))
            beside = kind == "past" and not since and _beside(text, match, rules)
            yield _clue(match, kind, first_day, last_day, whole_year=open_ended and not match["month"], beside=beside)
    for match in _OWN.finditer(text) if begins else ():
        year = int(match["plan"] or int(match["year"] or match["same"]) + 1)
        yield _clue(match, "own", dt.date(year, 1, 1), dt.date(year, 12, 31))
    for match in _PLAN.finditer(text):
        first = 2001 + _TERM_YEARS * _DIGITS[match["term"]]
        if match["done"]:
            yield _clue(match, "past", dt.date(first, 1, 1), dt.date(first + _DIGITS[match["done"]] - 1, 12, 31))
        else:
            yield _clue(match, "plan", dt.date(first, 1, 1), dt.date(first + _TERM_YEARS - 1, 12, 31))


def _tense(text: str, match: re.Match[str], rules: _Rules) -> YearClueKind:
    stop = max(text.rfind(mark, 0, match.start()) for mark in _CLAUSE_STOPS)
    before = text[stop + 1 : match.start()]
    reaches = before.endswith(("到", "至")) and not any(word in before for word in (*_COMPARED, "截"))
    comes = _COMES.match(text, match.end()) is not None
    return "ahead" if reaches or comes or rules.promised.search(before) else "past"


def _beside(text: str, match: re.Match[str], rules: _Rules) -> bool:
    """Whether 今年 follows in the paragraph or stands before in the sentence: 2024年9月…。今年…."""
    begins = 0
    for stop in _SENTENCE_END.finditer(text, 0, match.start()):
        begins = stop.end()
    return rules.this_year.search(text, begins, match.start()) is not None or rules.this_year.search(text, match.end()) is not None


def _days(match: re.Match[str]) -> tuple[dt.date, dt.date] | None:
    """The days of a year, or of the part of it that is named; none for an impossible month or day."""
    year = int(match["year"])
    first, last = 1, 12
    if match["month"]:
        first, last = int(match["month"]), int(match["until"] or match["month"])
    elif match["half"]:
        first, last = (1, 6) if match["half"] == "上半年" else (7, 12)
    elif match["quarter"]:
        last = 3 * _DIGITS[match["quarter"]]
        first = last - 2
    elif match["three"]:
        last = 9
    elif match["months"]:
        last = int(match["months"])
    elif match["end"] and match["end"] != "全年":
        first = 12
    if not 1 <= first <= last <= 12:
        return None
    if match["day"]:
        try:
            day = dt.date(year, first, int(match["day"]))
        except ValueError:
            return None
        return day, day
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


def _clue(
    match: re.Match[str], kind: YearClueKind, first_day: dt.date, last_day: dt.date, *, whole_year: bool = False, beside: bool = False
) -> YearClue:
    return YearClue(
        match.start(),
        match.end(),
        kind,
        match.group().strip(),
        first_day=first_day,
        last_day=last_day,
        whole_year=whole_year,
        beside_this_year=beside,
    )
