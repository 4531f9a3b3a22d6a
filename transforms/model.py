"""The shapes that pass between the stages of reading one document.

All offsets are half-open indices into the raw text; `plain` is the same text in simplified characters with
identical offsets, so a span is valid in both.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

READ_KINDS = frozenset({"news", "qa", "caption", "notice"})
"""Kinds of article whose numbers may be facts."""


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What `NAME.meta.yaml` beside a document says of it. Every field may be missing."""

    outlet: str | None = None
    url: str | None = None
    title: str | None = None
    published_on: dt.date | None = None
    licence: str | None = None
    collected_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One decoded document, before anything is read from it.

    `document_id` is made from the raw bytes alone. `text` is what `documents.text` will hold.
    """

    document_id: str
    media_type: str
    text: str
    sidecar: Sidecar = Sidecar()


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a document as the layout shows it: what it is, its headline, where it stands."""

    article_no: int
    kind: str
    char_start: int
    char_end: int
    title: str | None = None
    kicker: str | None = None
    subtitle: str | None = None
    title_span: tuple[int, int] | None = None
    segments: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Who printed an article and when it was said, as far as the document itself and its sidecar tell."""

    outlet: str | None = None
    agency: str | None = None
    authors: tuple[str, ...] = ()
    published_on: dt.date | None = None
    published_on_basis: str = "unknown"
    stated_on: dt.date | None = None
    stated_on_basis: str = "unknown"
    date_evidence: str | None = None
    url: str | None = None
    told_year: int | None = None
    """The year that the article tells of, where its words give that alone and its day stays unknown."""


DayClueKind = Literal["dateline", "event", "opening"]


@dataclass(frozen=True, slots=True)
class DayClue:
    """A day that an article prints without its year: of its `dateline`, of the `event` that it reports, of the `opening` of a report.

    国新办18日召开新闻发布会 gives a day of the month alone: `month` None.
    """

    char_start: int
    char_end: int
    kind: DayClueKind
    words: str
    month: int | None
    day: int
    weekday: int | None = None
    """0 for Monday."""


YearClueKind = Literal["past", "ahead", "plan", "own"]


@dataclass(frozen=True, slots=True)
class YearClue:
    """A time with its year: told as `past`, lying `ahead` (力争到2027年), covered by a `plan` (2023—2025年, “十四五”).

    `own`: what shows the very year that the article tells of, as 2017 behind 比2016年全年 and 与2017年计划.
    """

    char_start: int
    char_end: int
    kind: YearClueKind
    words: str
    first_day: dt.date
    last_day: dt.date
    whole_year: bool = False
    """Nothing but a year is named, and it may still be running."""
    beside_this_year: bool = False
    """Set against 今年 in its paragraph, so it lies in an earlier year."""


@dataclass(frozen=True, slots=True)
class SpeechSpan:
    """A stretch of text said by one person: a turn of a transcript, or reported speech to the end of its paragraph."""

    char_start: int
    char_end: int
    speaker: str


@dataclass(frozen=True, slots=True)
class EntityMention:
    """One place where an entity is named. `name` is canonical and simplified; `organization` likewise."""

    char_start: int
    char_end: int
    kind: str
    name: str
    function: str = "mentioned"
    role: str | None = None
    organization: str | None = None
    region_code: str | None = None
    alias: str | None = None
    """The simplified words of the text, where they are not the canonical name."""
    within_code: str | None = None
    """Of a town, a village or an area: the code of the county or city that it lies in."""
    ambiguous: bool = False
    """The name leaves open which of several is meant, and the text does not tell."""


PeriodShape = Literal[
    "months",
    "years",
    "day",
    "ten_days",
    "holiday",
    "point",
    "since",
    "now",
    "same",
    "back",
    "ahead",
    "recent",
    "fiscal_year",
    "days",
    "unclear",
]


PeriodPart = Literal["whole", "end", "last_day", "last_year", "last_year_of_flow", "year_before", "day_before"]
"""What of a period a number describes: all of it; its last day (a stock); of several years the last day (a rank) or the last year
(a share); what
came before it (由31%提升至54%): the year, or the last day of that year for a stock."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time as read, relative to the day of the statement where its words are.

    `year` is absolute; without it `year_shift` counts from the year of the statement (去年 is -1), and without both the
    year is chosen by the day of the statement. Months are inclusive.
    `shape`: `months` (first_month to last_month of a year), `years` (year to last_year), `day`, `days` (from `day` of the
    first month to day `count` of the last), `ten_days` (the first, second or third part of a month, by `count`),
    `holiday` (the public holiday `name`), `point` (last day of last_month),
    `since` (1 January, or the first day of first_month, to the day of the statement), `now` (the day of the statement),
    `same` (the period of the context, moved by year_shift years), `back` (the `count` years that end with the statement),
    `ahead` (those that begin with it), `fiscal_year` (April of `year` to March, as in Hong Kong),
    `recent` (the month `count` months before that of the statement), `unclear` (a time that is not placed on the calendar).
    """

    shape: PeriodShape
    text: str
    year: int | None = None
    last_year: int | None = None
    year_shift: int | None = None
    first_month: int | None = None
    last_month: int | None = None
    day: int | None = None
    count: int | None = None
    part: PeriodPart = "whole"
    name: str | None = None
    run: int = 0
    """Months of a run that ends with the period: 连续两个月 said of May is April and May."""
    years_before: int = 0
    """Years before the year that is chosen for months without one: 去年同期 of a bare 四季度."""


@dataclass(slots=True)
class Reading:
    """One number read as a fact, its period still relative to the day of the statement.

    Not frozen: that would triple what it costs to make one, and its speaker and its place in the raw text are filled in later.
    """

    char_start: int
    char_end: int
    sentence_start: int
    sentence_end: int
    value: float | None
    value_low: float | None
    value_high: float | None
    approximation: str
    unit: str
    measure: str
    basis: str
    base: str | None
    indicator: str | None
    indicator_id: str | None
    indicator_start: int | None
    indicator_end: int | None
    period: Period | None
    period_basis: str
    region: str | None
    region_code: str | None
    status: str
    speaker: str | None
    attributed_to: str | None
    rules: tuple[str, ...]
    """The rules that led to each field, as `field.rule`: value, bound, unit, measure, basis, indicator, period, region, status."""


@dataclass(slots=True)
class Numeral:
    """One numeral and what became of it. `reading` indexes the readings, for the disposition `metric`."""

    char_start: int
    char_end: int
    disposition: str
    reason: str
    reading: int | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one document says, read alone."""

    document_id: str
    script: str
    articles: tuple[Article, ...]
    citations: tuple[Citation, ...]
    readings: tuple[Reading, ...]
    numerals: tuple[Numeral, ...]
    mentions: tuple[EntityMention, ...]
    day_clues: tuple[DayClue, ...] = ()
    year_clues: tuple[YearClue, ...] = ()
    of_paper: bool = False
    """Whether it says of itself that it is a page of a printed paper (本版图文据…)."""
