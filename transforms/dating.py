"""Days that a page does not state, inferred from what else is known, each with what it rests on.

In this order: the day of a dated print of the same event; a month and day of the page's own with the year that its words
give it; for an article without any day, the latest day of its page. Where the evidence is thin the day stays unknown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from transforms.model import Citation, DayClue, YearClue
from transforms.shared_facts import Fact
from transforms.siblings import Dated, Siblings
from transforms.year_choice import choose, nearest, told_year

_ONE_PAGE = dt.timedelta(days=31)
_EDITION = dt.timedelta(days=10)
"""A page tells of nothing that happened so long after another event that it reports."""
_NEXT_MORNING = dt.timedelta(days=1)
_SAME_MONTH = dt.timedelta(days=15)
_ORDER = ("event", "dateline", "opening")
"""The day of the statement: that of the event, else of the dispatch; a report of anything else is of its page's day."""
_UNDATED = ("related", "boilerplate")
_DATES_NOTHING = ("ad",)
"""An advertisement's day is its own: the notice may be years older than the paper, or lie ahead of it."""


@dataclass(frozen=True, slots=True)
class Print:
    """One article with all that its day may be inferred from."""

    name: str
    kind: str
    title: str | None
    citation: Citation
    day_clues: tuple[DayClue, ...] = ()
    year_clues: tuple[YearClue, ...] = ()
    facts: tuple[Fact, ...] = ()
    story: str | None = None


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """The articles of one document, in its order."""

    document_id: str
    file_name: str
    prints: tuple[Print, ...]
    of_paper: bool = False
    """Whether it says of itself that it is a page of a printed paper."""


@dataclass(frozen=True, slots=True)
class _Day:
    day: dt.date
    evidence: str


def infer(pages: Iterable[PrintedPage]) -> dict[str, Citation]:
    """The citation of every print, by its name, with the days that could be inferred; what is stated stays as it is."""
    all_pages = list(pages)
    fullest = _fullest(one for page in all_pages for one in page.prints)
    siblings = Siblings(
        Dated(one.name, page.document_id, page.file_name, one.title, one.citation.stated_on, one.facts, one.story)
        for page in all_pages
        for one in page.prints
        if one.citation.stated_on is not None
    )
    return {
        one.name: _with_year(dated[one.name], one)
        for page in all_pages
        for dated in (_dated(page, siblings, fullest),)
        for one in page.prints
    }


def _dated(page: PrintedPage, siblings: Siblings, fullest: Mapping[str, tuple[Fact, ...]]) -> dict[str, Citation]:
    found = {one.name: one.citation for one in page.prints}
    undated = [one for one in page.prints if one.citation.stated_on is None and one.kind not in _UNDATED]
    if not undated:
        return found
    own: dict[str, _Day] = {}
    for one in undated:
        # An excerpt states few figures itself, and those of the whole text are as much its own.
        stated = (one.facts, fullest.get(one.story or "", ()))
        found_of = (siblings.of(page.document_id, facts, one.story, one.day_clues, one.year_clues) for facts in stated)
        if (
            one.kind not in _DATES_NOTHING
            and (sibling := next((found_one for found_one in found_of if found_one is not None), None)) is not None
        ):
            own[one.name] = _Day(sibling.stated_on, sibling.evidence)
    dated = [one for one in page.prints if one.citation.stated_on is not None and one.kind not in _DATES_NOTHING]
    anchors = [_Day(one.citation.stated_on, _stated(one)) for one in dated if one.citation.stated_on is not None] + list(own.values())
    if not anchors:
        chosen = _from_words(page, undated, siblings)
        if chosen is None:
            return found
        anchors = [chosen]
    days = [anchor.day for anchor in anchors]
    one_page = max(days) - min(days) <= _ONE_PAGE
    latest = max(anchors, key=lambda anchor: anchor.day)
    seen = [latest]
    for one in (one for one in undated if one_page and one.kind not in _DATES_NOTHING):
        for clue in sorted(one.day_clues, key=lambda clue: _ORDER.index(clue.kind)):
            if (day := _completed(clue, latest.day)) is not None:
                is_anchor = latest.evidence.startswith(clue.words)
                completed = latest if is_anchor else _Day(day, f"{clue.words}; month and year by its page: {latest.evidence}")
                seen.append(completed)
                if clue.kind != "opening":
                    own.setdefault(one.name, completed)
    page_day = max(seen, key=lambda known: known.day)
    # A paper prints in the morning what was done the day before.
    printed = replace(page_day, day=page_day.day + _NEXT_MORNING) if page.of_paper else page_day
    for one in undated:
        said = own.get(one.name) or (_Day(page_day.day, f"latest day of its page: {page_day.evidence}") if one_page else None)
        if said is not None and page.of_paper and one_page:
            said = replace(said, evidence=f"{said.evidence}; a page of a paper, printed the morning after {page_day.day}")
        if said is not None:
            found[one.name] = _with(one.citation, said, printed.day if one_page else None)
    if page.of_paper and one_page:
        for one in page.prints:
            if one.kind == "boilerplate" and one.citation.published_on is None:
                # 本版图文据…: what the page says of itself has its day.
                evidence = f"day of its page: {printed.evidence}"
                found[one.name] = replace(one.citation, published_on=printed.day, published_on_basis="inferred", date_evidence=evidence)
    return found


def _fullest(prints: Iterable[Print]) -> dict[str, tuple[Fact, ...]]:
    """The facts of each story, as the print states them that states the most."""
    facts: dict[str, tuple[Fact, ...]] = {}
    for one in sorted(prints, key=lambda one: (len(one.facts), one.name)):
        if one.story is not None:
            facts[one.story] = one.facts
    return facts


def _with(citation: Citation, said: _Day, page_day: dt.date | None) -> Citation:
    """The citation with the inferred days. A page was not published before the latest day that it speaks of."""
    published, basis = citation.published_on, citation.published_on_basis
    if published is None and page_day is not None:
        published, basis = max(page_day, said.day), "inferred"
    return replace(
        citation,
        published_on=published,
        published_on_basis=basis,
        stated_on=said.day,
        stated_on_basis="inferred",
        date_evidence=said.evidence,
    )


def _with_year(citation: Citation, one: Print) -> Citation:
    """The citation with the year that an article without any day tells of."""
    if citation.stated_on is not None or one.kind in _UNDATED or (told := told_year(one.year_clues)) is None:
        return citation
    year, reasons = told
    return replace(citation, told_year=year, date_evidence=f"tells of {year}, no day: {'; '.join(reasons)}")


def _stated(one: Print) -> str:
    return one.citation.date_evidence or f"{one.citation.stated_on}"


def _completed(clue: DayClue, near: dt.date) -> dt.date | None:
    day = nearest(clue.month, clue.day, near, _ONE_PAGE if clue.month is not None else _SAME_MONTH)
    if day is None or day > near + _EDITION:
        return None
    return day if clue.weekday in (None, day.weekday()) else None


def _from_words(page: PrintedPage, undated: Sequence[Print], siblings: Siblings) -> _Day | None:
    """The best day without a year of a page, with the year that the page's words and the figures of dated sources give it."""
    days = [clue for one in page.prints if one.kind not in _DATES_NOTHING for clue in one.day_clues]
    years = [clue for one in page.prints for clue in one.year_clues]
    figures = siblings.figures(page.document_id, [fact for one in undated for fact in one.facts])
    for kind in _ORDER:
        for clue in (clue for clue in days if clue.kind == kind):
            if clue.month is None:
                continue
            chosen = choose(clue.month, clue.day, clue.weekday, years, figures)
            if chosen is None:
                return None
            return _Day(chosen.day, f"{clue.words}; year chosen: {'; '.join(chosen.reasons)}")
    return None
