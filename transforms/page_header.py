"""What a page says of itself at its head and foot: outlet, agency, day of publication.

The head is everything before the first paragraph of prose. Dates in prose, teasers and lists of links are not the page's.
At the foot only the line that closes a press release counts, and only where the head states no day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from transforms.model import Article
from transforms.outlets import canonical_outlet, is_outlet_alone, masthead
from transforms.page_lines import ends_sentence, lines_of_extract
from transforms.page_words import alternation, words
from transforms.reference import Reference
from transforms.signatures import bare_day, closing_day, is_of_bodies, signed_day
from transforms.stated_dates import StatedDate, full_dates, republic_dates

_HEAD_LONGEST = 40
_PROSE = 40
_SHORT_ASIDE = 200
_LABEL_LONGEST = 80
_WORD_LONGEST = 12
_BUTTON_LONGEST = 8
_FOOT = 2000
_FOOT_LINES = 4
_STORIES = ("news", "qa")
_IMAGE = re.compile(r"!\[[^\[\]]{0,300}\]\([^()]{0,3000}\)")
_LINK = re.compile(r"\[([^\[\]]{0,300})\]\([^()]{0,3000}\)")
_OPENS = " 　:：([（【\t"
_REACHES = re.compile(r"\s?(?:[至到起]|[—–\-~～－]{1,2}\s?\d(?!\d?[:：]))")
_REACHED = re.compile(r"\d\s?(?:[日号])?\s?(?:[至到]|[—–\-~～－]{1,2})\s?$")
"""A day that a span begins or ends with is that of an exhibition or a campaign, not of the page."""
_BYLINE = re.compile(r"(?:记者|通讯员|作者|编辑|撰文|撰稿)[\s\u3000:：]?[\u4e00-\u9fff·\s\u3000]{2,12}$")
_ENDS_LINE = re.compile(r"[\s\u3000]*(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?[\s\u3000]*")
"""证券导报　记者 甲乙丙　2025-03-28 07:42"""
_ACCOUNT = re.compile(r"[\u4e00-\u9fff]{2,10}(?:发布|微信|微讯|在线|融媒|公众号|统计|之声)")
"""An outlet's account before the day of its post: 甲川发布 2024-07-22."""


@dataclass(frozen=True, slots=True)
class PageHeader:
    """What holds for all articles of one document."""

    outlet: str | None = None
    agency: str | None = None
    published_on: dt.date | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class _HeadLine:
    """A line of the head without its links; `below_links` after a line of links, where a bare day may be a teaser's."""

    text: str
    is_heading: bool
    below_links: bool


@dataclass(frozen=True, slots=True)
class _Labels:
    source: re.Pattern[str]
    posted: re.Pattern[str]
    updated: re.Pattern[str]
    other: re.Pattern[str]
    republic: re.Pattern[str]
    ends: re.Pattern[str]
    alone: re.Pattern[str]
    """A label as a whole: what a line or the last word before a date has to be where no colon says that it is one."""


@lru_cache(maxsize=4)
def _labels(reference: Reference) -> _Labels:
    times, posting, updates, others, marks, ends = (
        alternation(words(reference, name))
        for name in ("time_labels", "posting_words", "update_labels", "other_days", "republic_marks", "page_ends")
    )
    return _Labels(
        source=re.compile(rf"(?:{alternation(words(reference, 'source_labels'))})\s?[:：]\s?"),
        posted=re.compile(rf"(?:{times}|(?<![^\s|｜/·•,，;；、）)】\]])(?:{posting}))$"),
        updated=re.compile(rf"(?:{updates})$"),
        other=re.compile(rf"(?:{others})(?:{posting}|{updates})?(?:日期|时间)?$"),
        republic=re.compile(marks),
        ends=re.compile(rf"[\s＊*（(【]*(?:{ends})[\s＊*)）】]*(?=\s|$)"),
        alone=re.compile(rf"(?:最后|最近)?(?:{others}|{posting}|{updates}|{times})+(?:日期|时间)?"),
    )


def read_header(plain: str, articles: Sequence[Article], reference: Reference) -> PageHeader:
    """The head and foot of a page. Unknown stays None: nothing is taken from prose.

    A line of the head gives the day of publication when it holds a full date and is no title of an event: a labelled
    time, a line with the source, a masthead, or a date alone. The day of an update stands in for it at last.
    """
    labels = _labels(reference)
    credits = words(reference, "credit_starts")
    head = _head(plain, articles)
    outlet: str | None = None
    agency: str | None = None
    published: tuple[dt.date, str] | None = None
    updated: tuple[dt.date, str] | None = None
    of_the_republic = labels.republic.search(plain) is not None
    for index, line in enumerate(head):
        named = _named_source(head, index, labels.source, reference)
        if named is not None and outlet is None and agency is None:
            outlet, agency = named
        head_of_page = masthead(line.text, reference)
        if head_of_page and outlet is None:
            outlet = head_of_page.outlet
        if head_of_page and published is None:
            published = head_of_page.day, line.text
        for dated in _dates(line.text[:_LABEL_LONGEST], labels, of_the_republic=of_the_republic):
            role = _role(head, index, dated, labels, reference)
            if role == "published" and published is None:
                published = dated.day, line.text[:_LABEL_LONGEST]
                if outlet is None and agency is None:
                    outlet, agency = _beside(line.text[dated.char_end :], reference)
            elif role == "updated" and updated is None:
                updated = dated.day, line.text[:_LABEL_LONGEST]
    for article in articles:
        if article.kind != "boilerplate" or article.char_end - article.char_start > _SHORT_ASIDE:
            continue
        aside = plain[article.char_start : article.char_end]
        if agency is None:
            agency = _credit(aside, credits, reference)
        asides = lines_of_extract(aside) if published is None else ()
        printed_in = next((found for line in asides if (found := masthead(line.text, reference))), None)
        if printed_in is not None:
            # 《甲川日报》（2024年7月22日 03版）, below what was taken from there.
            outlet, published = outlet or printed_in.outlet, (printed_in.day, aside.strip()[:_LABEL_LONGEST])
    if published is None or (outlet is None and agency is None):
        named, dated_at_foot = _sourced(plain, articles, labels, reference)
        if outlet is None and agency is None and named is not None:
            outlet, agency = named
        published = published or dated_at_foot
    if outlet is None and agency is None:
        outlet = _paper_below(plain, articles, reference)
    day, evidence = published or _foot(plain, articles, labels, reference) or updated or (None, None)
    return PageHeader(outlet, agency, day, evidence)


def _head(plain: str, articles: Sequence[Article]) -> list[_HeadLine]:
    first = next((article.char_start for article in articles if article.kind == "related"), len(plain))
    head: list[_HeadLine] = []
    below_links = False
    advertised = [(article.char_start, article.char_end) for article in articles if article.kind == "ad"]
    for line in lines_of_extract(plain[: min(first, 4000)]):
        if any(start <= line.start < end for start, end in advertised):
            continue  # the day of an advertisement is its own
        text = _LINK.sub(r"\1", _IMAGE.sub("", line.text)).strip()
        if len(head) >= _HEAD_LONGEST or (len(text) >= _PROSE and ends_sentence(text) and not line.is_heading):
            break
        linked = text != line.text and len(line.text) >= _PROSE
        if text:
            head.append(_HeadLine(text, line.is_heading, below_links or (linked and _leads_elsewhere(line.text))))
        below_links = below_links or linked
    return head


def _leads_elsewhere(text: str) -> bool:
    """Whether a link of a line has a headline or a day for its words: the days beside it may be the linked page's."""
    links = _LINK.findall(_IMAGE.sub("", text))
    return not links or any(len(link) > _BUTTON_LONGEST or next(full_dates(link), None) is not None for link in links)


def _named_source(
    head: Sequence[_HeadLine], index: int, label: re.Pattern[str], reference: Reference
) -> tuple[str | None, str | None] | None:
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


def _beside(text: str, reference: Reference) -> tuple[str | None, str | None]:
    """The paper or agency that stands behind the day without a label: 2024-09-10 06:30 联合报 记者…."""
    for token in text.split():
        known = canonical_outlet(token, reference)
        if known is not None and len(token) <= len(known.name) + 2:
            return (None, known.name) if known.kind == "agency" else (known.name, None)
    return None, None


def _dates(text: str, labels: _Labels, *, of_the_republic: bool) -> list[StatedDate]:
    """The dates of a line in their order; those of the Republic's years without the era only after a label.

    Two digits may be a year of either calendar, so that the page has to show which it counts by.
    """
    short = [
        dated
        for dated in republic_dates(text)
        if labels.posted.search(text[: dated.char_start].rstrip(_OPENS))
        and (of_the_republic or text[dated.char_start : dated.char_start + 3].isdecimal())
    ]
    return sorted((*full_dates(text), *short), key=lambda dated: dated.char_start)


def _role(head: Sequence[_HeadLine], index: int, dated: StatedDate, labels: _Labels, reference: Reference) -> str | None:
    """What a date of the head says of the page: the day that it was `published`, the day that it was `updated`, or nothing."""
    line = head[index]
    text, place = line.text, dated.char_start
    if text.startswith(("—", "─")) or _REACHES.match(text, dated.char_end) or _REACHED.search(text[:place]):
        return None
    before = text[:place].strip(_OPENS)
    above = head[index - 1].text if index > 0 else ""
    label = _label(text[:place], labels) if before else "" if index == 0 or head[index - 1].is_heading else _label(above, labels)
    if labels.other.search(label):
        return None
    if labels.updated.search(label):
        return "updated"
    if labels.posted.search(label) or labels.posted.search(above.rstrip(":： ")):
        return "published"
    if line.below_links:
        return None
    if index > 1 and is_of_bodies(above, reference) and ends_sentence(head[index - 2].text):
        # Below the last sentence of a notice its signature stands, which is not the whole page's.
        return None
    sourced = labels.source.search(text) or labels.source.search(above) or _ACCOUNT.fullmatch(before)
    buttons = bool(before) and set(before.split()) <= set(words(reference, "page_bars"))
    by = _BYLINE.search(before) is not None and _ENDS_LINE.fullmatch(text, dated.char_end) is not None
    return "published" if sourced or buttons or by or _alone(line, dated) or signed_day(text, reference) else None


def _label(said: str, labels: _Labels) -> str:
    """The label at the end of what stands before a date, or of the line above it: a short one with a colon, or nothing else.

    国家统计局发布7月经济数据 is a headline, though 数据 is the label of the day on which data were taken.
    """
    words_before = said.strip(_OPENS).split()
    last = words_before[-1] if words_before else ""
    marked = said.rstrip().endswith((":", "：")) and len(last) <= _WORD_LONGEST
    return last if marked or labels.alone.fullmatch(last) else ""


def _alone(line: _HeadLine, dated: StatedDate) -> bool:
    """Whether a line begins with its date and is no title of an event: 2023年7月18日在…会议上的讲话."""
    text, place = line.text, dated.char_start
    if text[:place].strip(_OPENS) and "\t" not in text[:place]:
        return False
    rest = text[dated.char_end :]
    if line.is_heading and len(text) >= _PROSE:
        return rest[:1].isspace()
    return not re.match(r"\s?在", text[place:].lstrip("0123456789年月日-/. "))


def _foot(plain: str, articles: Sequence[Article], labels: _Labels, reference: Reference) -> tuple[dt.date, str] | None:
    """The day beside the line 完 that ends a press release, or the one that closes a text, with or without who signs it.

    On a page of several articles it would be that of one of them.
    """
    stories = [article for article in articles if article.kind in _STORIES]
    if len(stories) != 1:
        return None
    start = max(stories[0].char_start, stories[0].char_end - _FOOT)
    foot = [line.text for line in lines_of_extract(plain[start : stories[0].char_end])]
    if len(foot) > 1 and is_outlet_alone(foot[-1], reference) and bare_day(foot[-2]) is not None:
        foot.pop()
    candidates: list[str] = []
    for index, text in enumerate(foot):
        if end := labels.ends.match(text):
            rest = text[end.end() :]
            candidates += [rest] if rest else [*foot[max(0, index - 1) : index], *foot[index + 1 : index + 2]]
    found = [(day, text) for text in candidates if (day := bare_day(text)) is not None]
    if candidates:
        return found[0] if len({day for day, _ in found}) == 1 else None
    below = articles[-1].kind == "boilerplate" and articles[-1].char_start >= stories[0].char_end
    after = [line.text for line in lines_of_extract(plain[stories[0].char_end : stories[0].char_end + _FOOT])] if below else []
    # Below the names of those in charge of a page the day is the page's: 责任编辑：甲 / 2024年7月22日.
    last = next(((day, text) for text in after if (day := bare_day(text)) is not None), None)
    return closing_day(foot, reference, unsigned=True) or last


def _paper_below(plain: str, articles: Sequence[Article], reference: Reference) -> str | None:
    """The paper whose name stands below the day at the foot of the only story of a page."""
    stories = [article for article in articles if article.kind in _STORIES]
    if len(stories) != 1:
        return None
    foot = lines_of_extract(plain[max(stories[0].char_start, stories[0].char_end - _FOOT) : stories[0].char_end])[-2:]
    if len(foot) < 2 or bare_day(foot[0].text) is None or not is_outlet_alone(foot[1].text, reference):
        return None
    known = canonical_outlet(foot[1].text, reference)
    return known.name if known is not None else foot[1].text.strip("《》 ")


def _sourced(
    plain: str, articles: Sequence[Article], labels: _Labels, reference: Reference
) -> tuple[tuple[str | None, str | None] | None, tuple[dt.date, str] | None]:
    """Outlet or agency, and day, of a line with the source at the foot of the only story of a page: 来源：甲川日报 2024-04-08."""
    stories = [article for article in articles if article.kind in _STORIES]
    if len(stories) != 1:
        return None, None
    start = max(stories[0].char_start, stories[0].char_end - _FOOT)
    foot = [_HeadLine(line.text, line.is_heading, False) for line in lines_of_extract(plain[start : stories[0].char_end])[-_FOOT_LINES:]]
    for index, line in enumerate(foot):
        if len(line.text) <= _PROSE and labels.source.match(line.text):
            dated = next(full_dates(line.text), None)
            return _named_source(foot, index, labels.source, reference), (dated.day, line.text) if dated else None
    return None, None


def _credit(text: str, credits: tuple[str, ...], reference: Reference) -> str | None:
    stripped = text.strip()
    for start in sorted(credits, key=len, reverse=True):
        if stripped.startswith(start):
            known = canonical_outlet(stripped[len(start) :].strip(" :：。"), reference)
            return known.name if known and known.kind == "agency" else None
    return None
