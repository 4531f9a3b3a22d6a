"""Who printed an article, who wrote it, and when it was said: as far as the page and its sidecar state it.

Nothing is inferred here (`dating` does). A day of publication comes from the head of the page or from the sidecar; the day of
a statement from a sentence that dates the event, a dateline, or else the day of publication.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from transforms.day_clues import dateline, event, sent_on, written
from transforms.model import Article, Citation, Sidecar
from transforms.page_header import PageHeader, read_header
from transforms.page_lines import Line, ends_sentence, lines_of_extract
from transforms.page_roles import roles
from transforms.page_words import alternation, words
from transforms.person_names import name_grammar, names_in_list
from transforms.reference import Reference
from transforms.script import simplify
from transforms.signatures import closing_day
from transforms.stated_dates import StatedDate, full_dates, near

_LEAD = 1500
_OPENING = 400
_FOOT = 120
_HEAD_LINES = 24
_EVIDENCE_LONGEST = 80
_DAY_FIRST = re.compile(r"^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?\s+")
_PLACE_OF_REPORT = re.compile(r"[／/](?:[\u4e00-\u9fff]{1,6})?(?:报导|报道|电)?$")
"""记者甲／台北报导: where the reporter is."""
_OWN_DAY = re.compile(r"今[日天]\s?[（(]\s?$")
"""今日（2023年11月30日） is the day of what is said, whatever was done on it."""
_TAKEN_DOWN = re.compile(r"[（(]\s?(?:本文)?(?:系)?(?:根据|据)[^。（()）]{0,30}")
_RECORDED = re.compile(r"[^。（()）]{0,30}(?:整理|记录|编辑)(?:而成)?\s?[)）]")
_BRACKET = re.compile(r"[（(【](?P<said>[^（()）【】。]{2,40})[）)】]")
_LEAD_OF_REPORT = 60
_DATELINE_LINES = 6
_OUTLET_LONGEST = 6
_UNCITED = ("related", "boilerplate")


def cite_all(articles: Sequence[Article], plain: str, sidecar: Sidecar, reference: Reference) -> tuple[Citation, ...]:
    """The citation of every article of one document; the head and foot of its page hold for all of them."""
    page = read_header(plain, articles, reference)
    return tuple(cite(article, plain, sidecar, reference, page) for article in articles)


def cite(article: Article, plain: str, sidecar: Sidecar, reference: Reference, page: PageHeader | None = None) -> Citation:
    """What an article says of its origin.

    `page` is what `read_header` found for the document; hand it in where there is more than one article, for without
    it the head of the page is read again. Dates of lists of links and of boilerplate stay unknown.
    """
    header = page if page is not None else read_header(plain, (article,), reference)
    outlet = header.outlet or _known(sidecar.outlet, reference)
    if article.kind in _UNCITED:
        return Citation(outlet=outlet, agency=None)
    opening = lines_of_extract(plain[article.char_start : min(article.char_end, article.char_start + _LEAD)])
    agency = dateline(article, plain, reference)[0]
    signed = None if header.published_on else _signed(article, plain, reference)
    if signed is not None:
        header = replace(header, published_on=signed[0], evidence=signed[1])
    published, published_basis = _published(header, sidecar)
    stated, stated_basis, said = _stated(article, plain, reference, published, published_basis)
    evidence = _evidence(said, header.evidence if published_basis == "stated" else None, published_basis)
    return Citation(
        outlet=outlet,
        agency=agency or header.agency,
        authors=_authors(article, opening, plain, reference),
        published_on=published,
        published_on_basis=published_basis,
        stated_on=stated,
        stated_on_basis=stated_basis,
        date_evidence=evidence,
    )


def _signed(article: Article, plain: str, reference: Reference) -> tuple[dt.date, str] | None:
    """The day beside or below the names of the organisations that sign an article at its end."""
    foot = lines_of_extract(plain[max(article.char_start, article.char_end - 4 * _FOOT) : article.char_end])
    return closing_day([line.text for line in foot], reference, unsigned=False)


def _published(header: PageHeader, sidecar: Sidecar) -> tuple[dt.date | None, str]:
    if header.published_on:
        return header.published_on, "stated"
    if sidecar.published_on:
        return sidecar.published_on, "sidecar"
    return None, "unknown"


def _stated(
    article: Article,
    plain: str,
    reference: Reference,
    published: dt.date | None,
    published_basis: str,
) -> tuple[dt.date | None, str, str | None]:
    dated = _event(article, plain, reference) or sent_on(article, plain, reference)
    if dated:
        return dated[0], "stated", dated[1]
    if published:
        for clue in (event(article, plain, reference), written(article, plain, reference)):
            day = near(clue.month, clue.day, published) if clue else None
            if clue and day:
                return day, published_basis, clue.words
    return published, published_basis, None


def _event(article: Article, plain: str, reference: Reference) -> tuple[dt.date, str] | None:
    """The full date of the event that an article opens with: “于2023年7月19日…举行…发布会”, or the day in a subtitle."""
    happens, verbs = _event_pattern(reference)
    for line in lines_of_extract(plain[article.char_start : min(article.char_end, article.char_start + _OPENING)])[:_HEAD_LINES]:
        dated = next(full_dates(line.text[:_EVIDENCE_LONGEST]), None)
        if dated is None:
            continue
        after = line.text[dated.char_end : dated.char_end + _EVIDENCE_LONGEST]
        sentence = re.split(r"[。！？!?；;]", after)[0]
        if _OWN_DAY.search(line.text[: dated.char_start]) or _is_of_words(line.text, dated):
            return dated.day, line.text[:_EVIDENCE_LONGEST]
        titled = not ends_sentence(line.text) and sentence.startswith(("在", "（", "(", "于")) and happens.search(sentence)
        if titled or (verbs.search(sentence) and happens.search(sentence)):
            return dated.day, line.text[:_EVIDENCE_LONGEST]
    return None


def _is_of_words(text: str, dated: StatedDate) -> bool:
    """Whether a line of the head says of which day the words below are: ——局长答记者问（2023年7月18日）, （根据2024年1月5日讲话整理）."""
    before, after = text[: dated.char_start], text[dated.char_end :]
    subtitle = text.startswith(("—", "─")) and before.endswith(("（", "(")) and after.strip() in ("）", ")")
    return subtitle or (_TAKEN_DOWN.fullmatch(before) is not None and _RECORDED.fullmatch(after) is not None)


def _known(given: str | None, reference: Reference) -> str | None:
    """The outlet of a sidecar by the name that the table has for it, in whichever script it was given; else as it was given."""
    return given and _outlets(reference).get(simplify(given, reference.script_terms).strip(), given)


@lru_cache(maxsize=4)
def _outlets(reference: Reference) -> dict[str, str]:
    names = {outlet.name: outlet.name for outlet in reference.outlets}
    return {form: outlet.name for outlet in reference.outlets for form in outlet.aliases} | names


@lru_cache(maxsize=4)
def _event_pattern(reference: Reference) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(alternation(words(reference, "statement_events"))), re.compile(alternation(words(reference, "statement_verbs")))


@lru_cache(maxsize=4)
def _reporters(reference: Reference) -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(words(reference, 'reporter_words'))})[\s：:\u3000]*")


def _authors(article: Article, opening: tuple[Line, ...], plain: str, reference: Reference) -> tuple[str, ...]:
    """Names of a byline: under the headline (paper, 记者, names; title and name), or in the bracket that ends the text."""
    judge = roles(reference)
    names = name_grammar(reference)
    foot = lines_of_extract(plain[max(article.char_start, article.char_end - 4 * _FOOT) : article.char_end])
    for line in (*opening[:10], *foot):
        if line.is_heading or judge.is_photo_credit(line):
            continue
        text = _DAY_FIRST.sub("", line.text)
        byline = judge.is_reporter_line(line._replace(text=text)) or _labelled(reference).match(text)
        found = _of_byline(text, reference) if byline else ()
        if found:
            return found
    for line in opening[:_DATELINE_LINES]:
        found = _of_dateline(line.text[:_LEAD_OF_REPORT], reference)
        if found:
            return found
    for line in foot[::-1][:3]:
        found = judge.byline(line)
        if found:
            return found
    for line in opening[1:_HEAD_LINES]:
        if len(line.text) > 30 or ends_sentence(line.text):
            continue
        titles = list(names.title_pattern.finditer(line.text))
        if titles and titles[-1].end() < len(line.text) and line.text[titles[-1].end()] in " \u3000":
            found = names_in_list(line.text[titles[-1].end() :], names)
            if found:
                return found
    return ()


@lru_cache(maxsize=4)
def _labelled(reference: Reference) -> re.Pattern[str]:
    """A line of labels of which one is the author's: 来源：甲川日报 作者：张文."""
    others = alternation((*words(reference, "source_labels"), *words(reference, "time_labels")))
    return re.compile(rf"(?:{others})\s?[:：][^。！？]{{2,80}}?\s(?:{alternation(words(reference, 'reporter_words'))})\s?[:：]")


@lru_cache(maxsize=4)
def _beside(reference: Reference) -> re.Pattern[str]:
    """What follows the names in a byline: the next label, or a day."""
    labels = (*words(reference, "source_labels"), *words(reference, "time_labels"), *words(reference, "editor_labels"))
    return re.compile(rf"\s(?:{alternation(labels)})\s?[:：]|\s\d{{4}}\s?[-/.年]")


def _of_byline(text: str, reference: Reference) -> tuple[str, ...]:
    """The authors of a byline: 新华社记者张文、人民日报记者李晓; what else stands in its line is no name of theirs."""
    names, tails = name_grammar(reference), words(reference, "byline_tails")
    reporters = _reporters(reference)
    first = reporters.search(text)
    if first is None:
        return ()
    line = text[first.end() :]
    beside = _beside(reference).search(line)
    line = line[: beside.start()] if beside else line
    placed = _PLACE_OF_REPORT.search(line.rstrip("】）)〕 "))
    parts = reporters.split(line[: placed.start()] if placed and placed.group().endswith(("报导", "报道", "电")) else line)
    # Before each but the first of several 记者 stands whose reporter that is.
    whose = _paper_at_end(reference)
    listed = (whose.sub("", part).strip(" \u3000、，,／/").rstrip("】）)〕") for part in parts if part.strip())
    found = [names_in_list(part, names, tails, labelled=True) for part in listed]
    return tuple(name for part in found for name in part) if all(found) else ()


@lru_cache(maxsize=4)
def _paper_at_end(reference: Reference) -> re.Pattern[str]:
    papers = (form for outlet in reference.outlets for form in (outlet.name, *outlet.aliases))
    formed = rf"[\u4e00-\u9fff]{{2,6}}(?:{alternation(words(reference, 'outlet_ends'))})"
    return re.compile(rf"[、，,\s](?:{alternation((*papers, *words(reference, 'own_paper')))}|{formed})$")


def _of_dateline(text: str, reference: Reference) -> tuple[str, ...]:
    """The reporters in a dateline: 本报讯（记者 甲 通讯员 乙）, 新华社北京1月12日电（记者甲、乙）, （中央社记者甲台北11日电）."""
    names = name_grammar(reference)
    sent = roles(reference).dateline.match(text)
    told = _reporters(reference).match(text, sent.end()) if sent is not None else None
    if told is not None and (name := names.name_at(text, told.end())) is not None:
        # 本报讯 记者甲乙从…获悉
        return (name,)
    for bracket in _BRACKET.finditer(text):
        said = bracket["said"]
        parts = _reporters(reference).split(said)
        if len(parts) < 2 or len(parts[0]) > _OUTLET_LONGEST:
            continue
        found = [names_in_list(part.rstrip("、，, "), names) for part in parts[1:]]
        if all(found):
            return tuple(name for part in found for name in part)
        if said.endswith(words(reference, "dateline_ends")):
            # Behind the name stands the place, and nothing between them.
            held = next((parts[1][:length] for length in (3, 2, 4) if names.is_chinese_name(parts[1][:length])), None)
            return (held,) if held is not None else ()
        return ()
    return ()


def _evidence(said: str | None, header: str | None, published_basis: str) -> str | None:
    parts = [part for part in (said, header) if part]
    if not parts and published_basis == "sidecar":
        return "published_on"
    return " / ".join(dict.fromkeys(parts)) or None
