"""Reading one document alone: articles, citations, speech, entities, and every numeral.

Nothing here looks at another document; periods stay relative to the day of the statement.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from transforms import citations, entities, layout, speech
from transforms.day_clues import day_clues
from transforms.grammar import Grammar, compile_grammar
from transforms.metrics import ArticleReader
from transforms.model import READ_KINDS, Article, Citation, EntityMention, Extraction, Numeral, RawDocument, Reading, SpeechSpan
from transforms.numerals import scan
from transforms.page import read_page
from transforms.page_words import words
from transforms.people import people
from transforms.periods import find
from transforms.places import CHINA, is_administrative
from transforms.reference import Reference
from transforms.repair import View, view_of
from transforms.script import script_of, simplify
from transforms.year_clues import year_clues

_UNLISTED_PLACE = re.compile(
    r"(?:\d{4}年)?(?P<place>[\u4e00-\u9fff]{2,5}?[省市县区州盟旗])(?=\d{4}年|政府|国民经济|统计|经济|上半年|一季度|前)"
)
"""A place that the tables lack, at the head of a title such as that of a communiqué."""

_OFFICE = re.compile("[局委办厅院会署]$|政府$")
"""大庆市统计局 speaks of 大庆市; 北京日报 of its region as the table of outlets says."""
_LETTERHEAD = re.compile(r"(?:[局委办厅院会署]|政府)(?=\s|$)")
_LONGEST_LETTERHEAD = 40
_LONGEST_CUSTOMS = 4
_NATION_WORDS = re.compile("全国|我国|国家统计局|国务院|国家发展改革委|国家能源局")
_LENGTHS_OF_PLACES = (2, 3, 4, 5)
_LOCAL_WORD = re.compile("[全我本该](?P<level>[省市县区])(?![级直])")
_CODE_OF_LEVEL = {
    "省": re.compile(r"\d\d0000"),
    "市": re.compile(r"\d\d(?:0000|(?!00)\d\d00)"),
    "县": re.compile(r"\d{4}(?!00)\d\d"),
    "区": re.compile(r"\d\d0000|\d{4}(?!00)\d\d"),
}


def extract(document: RawDocument, reference: Reference) -> Extraction:
    """All that one document says. Raises nothing for any text; what cannot be read is in the ledger."""
    text = document.text
    plain = simplify(text, reference.script_terms)
    script = script_of(text)
    grammar = compile_grammar(reference)
    page = read_page(plain, reference)
    articles = _titled(layout.articles(page, reference), document.sidecar.title)
    cited = tuple(
        replace(citation, url=document.sidecar.url) for citation in citations.cite_all(articles, plain, document.sidecar, reference)
    )
    readable = [article for article in articles if article.kind in READ_KINDS]
    named = people(page, cited, reference)
    spoken = speech.spans(page, articles, named, reference)
    del page  # its lines take more memory than all that is read from them
    mentioned = entities.mentions(plain, articles, cited, spoken, named, reference)
    readings, numerals = _read_numbers(plain, articles, cited, mentioned, grammar, traditional=script == "Hant")
    _tell_speakers(readings, spoken)
    return Extraction(
        document_id=document.document_id,
        script=script,
        articles=articles,
        citations=cited,
        readings=tuple(readings),
        numerals=tuple(numerals),
        mentions=tuple(_with_alias(mention, plain) for mention in mentioned),
        day_clues=tuple(clue for article in readable for clue in day_clues(article, plain, reference)),
        year_clues=tuple(clue for article in readable for clue in year_clues(article, plain, reference)),
        of_paper=any(a.kind == "boilerplate" and plain.startswith(words(reference, "paper_page"), a.char_start) for a in articles),
    )


def _titled(articles: tuple[Article, ...], title: str | None) -> tuple[Article, ...]:
    """The articles, with the sidecar's title on the one that may hold facts when the page shows it none."""
    readable = [a for a in articles if a.kind in READ_KINDS]
    if title is None or len(readable) != 1 or readable[0].title:
        return articles
    return tuple(replace(a, title=simplify(title)) if a is readable[0] else a for a in articles)


def _read_numbers(
    plain: str,
    articles: tuple[Article, ...],
    cited: tuple[Citation, ...],
    mentioned: tuple[EntityMention, ...],
    grammar: Grammar,
    *,
    traditional: bool,
) -> tuple[list[Reading], list[Numeral]]:
    """Facts and ledger, in the order of the text; every numeral of the text is in the ledger once."""
    readings: list[Reading] = []
    ledger: list[Numeral] = []
    done = 0
    heads = _letterheads(articles, plain, mentioned)
    for start, end, number in sorted((s, e, i) for i, a in enumerate(articles) for s, e in a.segments or ((a.char_start, a.char_end),)):
        ledger.extend(_unread(plain, done, start, "outside every article", grammar))
        done = max(done, end)
        article = articles[number]
        if article.kind not in READ_KINDS:
            ledger.extend(_unread(plain, start, end, f"in an article of kind {article.kind}", grammar))
            continue
        view = view_of(plain, start, end)
        home = home_of(article, cited[number], plain, mentioned, heads, grammar, traditional=traditional)
        reader = ArticleReader(view.text, grammar, home)
        for rows in reader.paragraphs():
            for numeral in rows:
                _into_raw(numeral, view, len(readings))
            ledger.extend(rows)
        if not view.is_raw:
            for reading in reader.readings:
                _reading_into_raw(reading, view)
        readings.extend(reader.readings)
    ledger.extend(_unread(plain, done, len(plain), "outside every article", grammar))
    return readings, ledger


def _unread(plain: str, start: int, end: int, reason: str, grammar: Grammar) -> list[Numeral]:
    return [Numeral(n.start, n.end, "outside_article", reason) for n in scan(plain, grammar.lexicon, start, end)]


def _into_raw(numeral: Numeral, view: View, readings_before: int) -> None:
    if not view.is_raw:
        numeral.char_start, numeral.char_end = view.raw_span(numeral.char_start, numeral.char_end)
    if numeral.reading is not None:
        numeral.reading += readings_before


def _reading_into_raw(reading: Reading, view: View) -> None:
    reading.char_start, reading.char_end = view.raw_span(reading.char_start, reading.char_end)
    reading.sentence_start, reading.sentence_end = view.raw_span(reading.sentence_start, reading.sentence_end)
    if reading.indicator_start is not None and reading.indicator_end is not None:
        reading.indicator_start, reading.indicator_end = view.raw_span(reading.indicator_start, reading.indicator_end)


def home_of(
    article: Article,
    citation: Citation,
    plain: str,
    places: tuple[EntityMention, ...],
    heads: Sequence[EntityMention],
    grammar: Grammar,
    *,
    traditional: bool,
) -> str | None:
    """The place that an article's numbers are about when none is named.

    That of its title or outlet; of a `traditional` text, Taiwan or Hong Kong where its words show it; where the text says
    全省 or 全市, the place of that level that it names most; else the country. None where it speaks of a province or city
    that it never names: unknown rather than wrong.
    """
    inside = [place for place in places if article.char_start <= place.char_start < article.char_end]
    cities = {place.region_code for place in inside if place.region_code}
    for name in filter(None, (article.title, article.kicker)):
        for position in range(len(name)):
            if (covered := _customs_district(name[position:], grammar)) is not None:
                return covered
            place = grammar.places.at_start(name[position:])
            if place is not None and place.region and is_administrative(place.region):
                return place.region
            if (district := grammar.places.plain_district(name[position:], cities)) is not None:
                return district
        leading = next((time.end for time in find(name, 0, len(name)) if time.start == 0), 0)
        if (unlisted := _UNLISTED_PLACE.match(name, leading)) is not None and _LOCAL_WORD.search(unlisted["place"]) is None:
            return unlisted["place"]
    for outlet in grammar.reference.outlets:
        if citation.outlet in (outlet.name, *outlet.aliases) and outlet.region:
            return outlet.region
    for signed in filter(None, (citation.outlet, *citation.authors)):
        if (covered := _customs_district(signed, grammar)) is not None:
            return covered
        place = grammar.places.at_start(signed)
        if place is not None and place.region and is_administrative(place.region) and _OFFICE.search(signed):
            return place.region
    words = _LOCAL_WORD.finditer(plain, article.char_start, article.char_end)
    local = Counter(m["level"] for m in words if not _names_its_place(plain, m.start(), grammar))
    named = _most_named(inside, local.most_common(1)[0][0], grammar) if local else None
    if local and named is None and not any(place.region_code for place in inside):
        # 全市 in an article that names no place is that of the office in the letterhead of the page.
        named = _only_named(heads, local.most_common(1)[0][0], grammar)
    if named is None and traditional and (marks := Counter(grammar.home_marks[m.group()] for m in grammar.home_mark.finditer(plain))):
        return marks.most_common(1)[0][0]
    national = sum(1 for _ in _NATION_WORDS.finditer(plain, article.char_start, article.char_end))
    of_nation = national >= local.total() or any(
        citation.outlet in (outlet.name, *outlet.aliases) and not outlet.region for outlet in grammar.reference.outlets
    )
    return named if local and not (named is None and of_nation) else CHINA


def _customs_district(text: str, grammar: Grammar) -> str | None:
    """The place that a customs office at the start of a text is for: 南宁海关 is that of all of Guangxi. None for others."""
    name, office, _ = text.partition("海关")
    return grammar.customs_districts.get(name) if office and len(name) <= _LONGEST_CUSTOMS else None


def _names_its_place(plain: str, position: int, grammar: Grammar) -> bool:
    """Whether the name of a place stands before 全省 or its like: 湖北|全省 says nothing of the text's own place."""
    names = (plain[max(0, position - length) : position] for length in _LENGTHS_OF_PLACES)
    return any((place := grammar.places.whole(name)) is not None and place.code is not None for name in names)


def _most_named(places: Sequence[EntityMention], level: str, grammar: Grammar) -> str | None:
    """The place of a level that the most names lie in: 原阳县, 卫辉市 and 长垣市 lie in 新乡市. None for none, and for a tie."""
    named: Counter[str] = Counter()
    for place in places:
        if place.kind != "place" or not place.region_code:
            continue
        if _CODE_OF_LEVEL[level].fullmatch(place.region_code):
            named[place.name] += 1
        elif (holder := grammar.places.holder(place.region_code, level)) is not None:
            named[holder] += 1
    best = named.most_common(2)
    return best[0][0] if best and (len(best) == 1 or best[0][1] > best[1][1]) else None


def _letterheads(articles: Sequence[Article], plain: str, mentioned: Sequence[EntityMention]) -> list[EntityMention]:
    """The places in pieces of a page that are nothing but the name of an office, with a day at most: 临江市统计局."""
    spans = [
        (article.char_start, article.char_end)
        for article in articles
        if article.char_end - article.char_start <= _LONGEST_LETTERHEAD
        and "。" not in plain[article.char_start : article.char_end]
        and _LETTERHEAD.search(plain, article.char_start, article.char_end)
    ]
    return [mention for mention in mentioned if any(start <= mention.char_start < end for start, end in spans)]


def _only_named(places: Sequence[EntityMention], level: str, grammar: Grammar) -> str | None:
    """The one place of a level that any of the places is or lies in; None for several."""
    held = {
        place.name if _CODE_OF_LEVEL[level].fullmatch(place.region_code) else grammar.places.holder(place.region_code, level)
        for place in places
        if place.kind == "place" and place.region_code
    }
    return held.pop() if len(held) == 1 else None


def _tell_speakers(readings: Sequence[Reading], spoken: Sequence[SpeechSpan]) -> None:
    """Give each reading the person in whose speech it stands; `spoken` is in order, without overlaps."""
    starts = [span.char_start for span in spoken]
    for reading in readings if spoken else ():
        index = bisect_right(starts, reading.char_start) - 1
        if index >= 0 and reading.char_start < spoken[index].char_end:
            reading.speaker = spoken[index].speaker


def _with_alias(mention: EntityMention, plain: str) -> EntityMention:
    printed = plain[mention.char_start : mention.char_end]
    return mention if printed == mention.name else replace(mention, alias=printed)
