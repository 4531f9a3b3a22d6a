"""Looking over all documents: stories, inferred days, periods made absolute, entities merged, rows made for the tables filled so far.

Those are documents, sources, metrics, numerals, mentions and entities.

Identifiers are content hashes of what the document itself holds; nothing inferred here changes one.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from transforms import dating, shared_facts, stories
from transforms.dated import dated
from transforms.ids import content_id
from transforms.model import READ_KINDS, Article, Citation, DayClue, EntityMention, Extraction, Reading, YearClue
from transforms.reference import Holiday, Reference

Row = dict[str, Any]


def rows(documents: Iterable[Mapping[str, Any]], extractions: Mapping[str, Extraction], reference: Reference) -> dict[str, list[Row]]:
    """Rows of documents, sources, metrics, numerals, entities and mentions.

    `documents` are rows of that table but for `script`, which the extraction knows; `extractions` is keyed by
    document_id; of the reference tables the script terms and the holidays are used. Raises KeyError when a document has no extraction.
    """
    tables: dict[str, list[Row]] = {name: [] for name in ("documents", "sources", "metrics", "numerals", "mentions")}
    entities = _Entities()
    in_order = sorted(documents, key=lambda row: str(row["document_id"]))
    told = _told(in_order, extractions, reference.script_terms)
    cited = dating.infer(_page(document, extractions[document["document_id"]], told) for document in in_order)
    for document in in_order:
        extraction = extractions[document["document_id"]]
        text = document["text"]
        tables["documents"].append({**document, "script": extraction.script})
        source_ids = _source_ids(extraction)
        citations = [cited[source_id] for source_id in source_ids]
        for article, citation, source_id in zip(extraction.articles, citations, source_ids, strict=True):
            tables["sources"].append(_source(extraction.document_id, source_id, article, citation, told.get(source_id)))
        within = _Within(extraction.articles)
        # Many facts stand in one sentence: its words are kept once.
        sentences = {span: text[slice(*span)] for span in {(r.sentence_start, r.sentence_end) for r in extraction.readings}}
        namesakes = _left_open(extraction)
        metric_ids: list[str] = []
        for reading in extraction.readings:
            place = within.at(reading.char_start)
            citation = citations[place]
            sentence = sentences[reading.sentence_start, reading.sentence_end]
            metric = _metric(
                extraction.document_id, source_ids[place], text, sentence, reading, citation, entities, reference.holidays, namesakes
            )
            metric_ids.append(metric["metric_id"])
            tables["metrics"].append(metric)
        for numeral in extraction.numerals:
            tables["numerals"].append(
                {
                    "numeral_id": content_id("numeral", extraction.document_id, numeral.char_start, numeral.char_end),
                    "document_id": extraction.document_id,
                    "char_start": numeral.char_start,
                    "char_end": numeral.char_end,
                    "text": text[numeral.char_start : numeral.char_end],
                    "disposition": numeral.disposition,
                    "reason": numeral.reason,
                    "metric_id": None if numeral.reading is None else metric_ids[numeral.reading],
                }
            )
        unclear = {mention.name for mention in extraction.mentions if mention.ambiguous and mention.kind == "organization"}
        for mention in extraction.mentions:
            source_id = source_ids[within.at(mention.char_start)]
            tables["mentions"].append(_mention(extraction.document_id, source_id, text, mention, entities, unclear))
    tables["entities"] = entities.rows()
    return tables


def _source_ids(extraction: Extraction) -> list[str]:
    return [content_id("source", extraction.document_id, a.article_no, a.char_start) for a in extraction.articles]


def _left_open(extraction: Extraction) -> set[str]:
    """Names of persons that leave open who is meant, wherever they stand in the document."""
    named = [mention for mention in extraction.mentions if mention.kind == "person"]
    return {mention.name for mention in named if mention.ambiguous} - {mention.name for mention in named if not mention.ambiguous}


def _told(
    documents: Iterable[Mapping[str, Any]], extractions: Mapping[str, Extraction], terms: tuple[tuple[str, str], ...]
) -> dict[str, str]:
    """The story of each article that may hold facts, by source_id."""
    return stories.story_ids(
        stories.text_of(source_id, document["text"], article.segments or ((article.char_start, article.char_end),), terms)
        for document in documents
        for extraction in (extractions[document["document_id"]],)
        for article, source_id in zip(extraction.articles, _source_ids(extraction), strict=True)
        if article.kind in READ_KINDS
    )


def _page(document: Mapping[str, Any], extraction: Extraction, told: Mapping[str, str]) -> dating.PrintedPage:
    """What the days of a document's articles may be inferred from."""
    within = _Within(extraction.articles)
    readings: list[list[Reading]] = [[] for _ in extraction.articles]
    days: list[list[DayClue]] = [[] for _ in extraction.articles]
    years: list[list[YearClue]] = [[] for _ in extraction.articles]
    for reading in extraction.readings:
        readings[within.at(reading.char_start)].append(reading)
    for day in extraction.day_clues:
        days[within.at(day.char_start)].append(day)
    for year in extraction.year_clues:
        years[within.at(year.char_start)].append(year)
    prints = tuple(
        dating.Print(
            source_id,
            article.kind,
            article.title,
            citation,
            tuple(days[place]),
            tuple(years[place]),
            shared_facts.facts_of(readings[place], document["text"]),
            told.get(source_id),
        )
        for place, (article, citation, source_id) in enumerate(
            zip(extraction.articles, extraction.citations, _source_ids(extraction), strict=True)
        )
    )
    return dating.PrintedPage(str(document["document_id"]), str(document["file_name"]), prints, extraction.of_paper)


class _Within:
    """Which article a position belongs to."""

    def __init__(self, articles: tuple[Article, ...]) -> None:
        self._spans = sorted(
            (start, end, i) for i, a in enumerate(articles) for start, end in (a.segments or ((a.char_start, a.char_end),))
        )

    def at(self, position: int) -> int:
        for start, end, i in self._spans:
            if start <= position < end:
                return i
        raise ValueError(f"no article holds position {position}")


class _Entities:
    """The distinct entities, by kind, name and region; what is ambiguous is of its document alone."""

    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}

    def meet(self, kind: str, name: str, region_code: str | None = None, within_code: str | None = None, only_in: str | None = None) -> str:
        """The id of an entity; `only_in` is the document of one whose name leaves open which it is."""
        key = [kind, name, region_code or within_code or "", *([only_in] if only_in else [])]
        entity_id = content_id("entity", *key)
        row = {"kind": kind, "name": name, "region_code": region_code, "within_code": within_code, "ambiguous": only_in is not None}
        self._rows.setdefault(entity_id, {"entity_id": entity_id, "aliases": set(), **row})
        return entity_id

    def add_alias(self, entity_id: str, alias: str) -> None:
        self._rows[entity_id]["aliases"].add(alias)

    def rows(self) -> list[Row]:
        return [{**row, "aliases": sorted(row["aliases"])} for row in self._rows.values()]


def _source(document_id: str, source_id: str, article: Article, citation: Citation, story_id: str | None) -> Row:
    segments = article.segments or ((article.char_start, article.char_end),)
    return {
        "source_id": source_id,
        "document_id": document_id,
        "article_no": article.article_no,
        "kind": article.kind,
        "title": article.title,
        "kicker": article.kicker,
        "subtitle": article.subtitle,
        "outlet": citation.outlet,
        "agency": citation.agency,
        "authors": list(citation.authors),
        "published_on": citation.published_on,
        "published_on_basis": citation.published_on_basis,
        "stated_on": citation.stated_on,
        "stated_on_basis": citation.stated_on_basis,
        "date_evidence": citation.date_evidence,
        "url": citation.url,
        "char_start": article.char_start,
        "char_end": article.char_end,
        "segments": [{"char_start": start, "char_end": end} for start, end in segments],
        "story_id": story_id,
    }


def _metric(
    document_id: str,
    source_id: str,
    text: str,
    sentence: str,
    reading: Reading,
    citation: Citation,
    entities: _Entities,
    holidays: Sequence[Holiday],
    namesakes: Container[str],
) -> Row:
    read = dated(reading, citation.stated_on, holidays, citation.told_year)
    has_words = reading.indicator_start is not None and reading.indicator_end is not None
    return {
        "metric_id": content_id("metric", document_id, reading.char_start, reading.char_end),
        "document_id": document_id,
        "source_id": source_id,
        "observation_id": None,
        "char_start": reading.char_start,
        "char_end": reading.char_end,
        "value_text": text[reading.char_start : reading.char_end],
        "sentence": sentence,
        "value": reading.value,
        "value_low": reading.value_low,
        "value_high": reading.value_high,
        "approximation": reading.approximation,
        "unit": reading.unit,
        "measure": reading.measure,
        "basis": read.basis,
        "base": read.base,
        "indicator": reading.indicator,
        "indicator_id": reading.indicator_id,
        "indicator_text": text[reading.indicator_start : reading.indicator_end] if has_words else None,
        "indicator_start": reading.indicator_start,
        "indicator_end": reading.indicator_end,
        "period_start": read.when.start,
        "period_end": read.when.end,
        "period_type": read.when.period_type,
        "period_basis": reading.period_basis,
        "period_text": (reading.period.text or None) if reading.period else None,
        "region": reading.region,
        "region_code": reading.region_code,
        "status": read.status,
        "speaker": reading.speaker,
        "speaker_id": entities.meet("person", reading.speaker, only_in=document_id if reading.speaker in namesakes else None)
        if reading.speaker
        else None,
        "attributed_to": reading.attributed_to,
        "rule": next(rule.removeprefix("measure.") for rule in read.rules if rule.startswith("measure.")),
        "rules": " ".join(read.rules),
    }


def _mention(document_id: str, source_id: str, text: str, mention: EntityMention, entities: _Entities, unclear: Container[str]) -> Row:
    """A mention; `unclear` are the names of organisations that leave open which is meant."""
    own = document_id if mention.ambiguous else None
    entity_id = entities.meet(mention.kind, mention.name, mention.region_code, mention.within_code, own)
    if mention.alias and mention.alias != mention.name:
        entities.add_alias(entity_id, mention.alias)
    held = mention.organization
    return {
        "entity_id": entity_id,
        "document_id": document_id,
        "source_id": source_id,
        "char_start": mention.char_start,
        "char_end": mention.char_end,
        "text": text[mention.char_start : mention.char_end],
        "function": mention.function,
        "role": mention.role,
        "organization_id": entities.meet("organization", held, only_in=document_id if held in unclear else None) if held else None,
    }
