"""Reading one document alone: articles, citations, speech, entities, and every numeral.

Nothing here looks at another document; periods stay relative to the day of the statement.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from transforms import citations, entities, layout, speech
from transforms.dispositions import taken_spans
from transforms.grammar import Grammar, compile_grammar
from transforms.metrics import ArticleReader
from transforms.model import Article, Citation, Extraction, Numeral, RawDocument, Reading, SpeechSpan
from transforms.numerals import NumeralSpan, scan
from transforms.places import CHINA
from transforms.reference import Reference
from transforms.script import script_of, simplify

READ_KINDS = frozenset({"news", "qa", "caption", "notice"})
"""Kinds of article whose numbers may be facts."""


def extract(document: RawDocument, reference: Reference) -> Extraction:
    """All that one document says. Raises nothing for any text; what cannot be read is in the ledger."""
    text = document.text
    plain = simplify(text, reference.script_terms)
    grammar = compile_grammar(reference)
    articles = layout.articles(text, plain, document.media_type, reference)
    cited = citations.cite_all(articles, text, plain, document.sidecar, reference)
    spoken = speech.spans(plain, articles, reference)
    mentioned = entities.mentions(plain, articles, cited, spoken, reference)
    readings, numerals = _read_numbers(plain, articles, cited, grammar)
    return Extraction(
        document_id=document.document_id,
        script=script_of(text),
        articles=articles,
        citations=cited,
        readings=tuple(_with_speaker(reading, spoken) for reading in readings),
        numerals=tuple(numerals),
        mentions=mentioned,
    )


def _read_numbers(
    plain: str, articles: tuple[Article, ...], cited: tuple[Citation, ...], grammar: Grammar
) -> tuple[list[Reading], list[Numeral]]:
    found = scan(plain, grammar.lexicon)
    starts = [n.start for n in found]
    taken = taken_spans(plain)
    readings: list[Reading] = []
    ledger: list[Numeral] = []
    for article, citation in zip(articles, cited, strict=True):
        for start, end in article.segments or ((article.char_start, article.char_end),):
            inside = found[bisect_left(starts, start) : bisect_left(starts, end)]
            if article.kind not in READ_KINDS:
                reason = f"in an article of kind {article.kind}"
                ledger.extend(Numeral(n.start, n.end, "outside_article", reason) for n in inside)
                continue
            reader = ArticleReader(plain, grammar, taken, home_of(citation, grammar))
            reader.read(start, end, inside)
            ledger.extend(
                replace(n, reading=n.reading + len(readings)) if n.reading is not None else n for n in reader.ledger
            )
            readings.extend(reader.readings)
    return readings, _complete(found, ledger)


def home_of(citation: Citation, grammar: Grammar) -> str:
    """The place that an article's numbers are about when none is named: the region of its outlet, else the country."""
    for outlet in grammar.reference.outlets:
        if citation.outlet in (outlet.name, *outlet.aliases) and outlet.region:
            return outlet.region
    return CHINA


def _complete(found: list[NumeralSpan], ledger: list[Numeral]) -> list[Numeral]:
    """One row a numeral: what no article holds, and what no rule spoke for, is said to be so."""
    by_start = {n.char_start: n for n in ledger}
    rows: list[Numeral] = []
    for numeral in found:
        row = by_start.get(numeral.start)
        rows.append(row or Numeral(numeral.start, numeral.end, "outside_article", "outside every article"))
    return rows


def _with_speaker(reading: Reading, spoken: tuple[SpeechSpan, ...]) -> Reading:
    for span in spoken:
        if span.char_start <= reading.char_start < span.char_end:
            return replace(reading, speaker=span.speaker)
    return reading
