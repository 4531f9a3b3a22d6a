"""What a page says of itself at its head and foot: outlet, agency, day of publication.

The head is everything before the first paragraph of prose. Dates in prose, teasers and lists of links are not the page's.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.model import Article
from transforms.outlets import canonical_outlet, masthead
from transforms.page_lines import Line, ends_sentence, lines
from transforms.page_words import alternation, words
from transforms.reference import Reference
from transforms.stated_dates import full_dates

_HEAD_LONGEST = 40
_PROSE = 40
_LABEL_LONGEST = 80


@dataclass(frozen=True, slots=True)
class PageHeader:
    """What holds for all articles of one document."""

    outlet: str | None = None
    agency: str | None = None
    published_on: dt.date | None = None
    evidence: str | None = None


def read_header(plain: str, articles: Sequence[Article], reference: Reference) -> PageHeader:
    """The head and foot of a page. Unknown stays None: nothing is taken from prose.

    A line of the head gives the day of publication when it holds a full date and is no title of an event: a labelled
    time, a line with the source, a masthead, or a date alone.
    """
    sources = words(reference, "source_labels")
    times = words(reference, "time_labels")
    credits = words(reference, "credit_starts")
    head = _head(plain, articles)
    outlet: str | None = None
    agency: str | None = None
    published: dt.date | None = None
    evidence: str | None = None
    label = re.compile(rf"(?:{alternation(sources)})\s?[:：]\s?")
    for index, line in enumerate(head):
        named = _named_source(head, index, label, reference)
        if named is not None and outlet is None and agency is None:
            outlet, agency = named
        head_of_page = masthead(line.text, reference)
        if head_of_page and outlet is None:
            outlet = head_of_page.outlet
        if head_of_page and published is None:
            published, evidence = head_of_page.day, line.text
        dated = next(full_dates(line.text[:_LABEL_LONGEST]), None)
        if dated and published is None and _publishes(line, head, index, dated.char_start, label, times):
            published, evidence = dated.day, line.text[:_LABEL_LONGEST]
    for article in articles:
        if agency is None and article.kind == "boilerplate" and article.char_end - article.char_start <= 200:
            agency = _credit(plain[article.char_start : article.char_end], credits, reference)
    return PageHeader(outlet, agency, published, evidence)


def _head(plain: str, articles: Sequence[Article]) -> list[Line]:
    first = next((article.char_start for article in articles if article.kind == "related"), len(plain))
    head: list[Line] = []
    for line in lines(plain[: min(first, 4000)]):
        if len(head) >= _HEAD_LONGEST or (len(line.text) >= _PROSE and ends_sentence(line.text)):
            break
        head.append(line)
    return head


def _named_source(head: Sequence[Line], index: int, label: re.Pattern[str], reference: Reference) -> tuple[str | None, str | None] | None:
    text = head[index].text
    match = label.search(text[:_LABEL_LONGEST])
    if not match:
        return None
    name = re.split(r"[\s\u3000|｜,，;；]", text[match.end() :].strip() + " ")[0]
    if not name and index + 1 < len(head):
        name = head[index + 1].text
    if not 2 <= len(name) <= 20:
        return None
    known = canonical_outlet(name, reference)
    if known and known.kind == "agency":
        return None, known.name
    return (known.name if known and len(known.name) + 4 >= len(name) else name), None


def _publishes(line: Line, head: Sequence[Line], index: int, place: int, label: re.Pattern[str], times: tuple[str, ...]) -> bool:
    text = line.text
    if text.startswith(("—", "─")):
        return False
    before = text[:place].strip(" 　:：([（【\t")
    labelled = before.endswith(times) or (index > 0 and head[index - 1].text.rstrip(":： ").endswith(times))
    sourced = bool(label.search(text)) or (index > 0 and bool(label.search(head[index - 1].text)))
    alone = not before or "\t" in text[:place]
    return labelled or sourced or (alone and not re.match(r"\s?在", text[place:].lstrip("0123456789年月日-/. ")))


def _credit(text: str, credits: tuple[str, ...], reference: Reference) -> str | None:
    stripped = text.strip()
    for start in sorted(credits, key=len, reverse=True):
        if stripped.startswith(start):
            known = canonical_outlet(stripped[len(start) :].strip(" :：。"), reference)
            return known.name if known and known.kind == "agency" else None
    return None
