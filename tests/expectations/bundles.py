"""Small candidates for the tests: bundles of rows that hold in every respect, and a loose way to put them into a file."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from expectations.suite_common import CHECKED_TABLES
from warehouse.ddl import open_type
from warehouse.tables import METRICS, Table

Row = dict[str, Any]
Bundle = dict[str, list[Row]]

TITLE = "临江县公布上半年经济数据"


def text_of(change: str = "增长", said: str = "6.5%") -> str:
    """A page that says one growth, one count and a telephone number."""
    return (
        f"{TITLE}\n县统计局局长方远说，上半年全县规模以上工业增加值同比{change}{said}，新开工项目120个。\n广告位出租，联系电话88001234。\n"
    )


TEXT = text_of()
SAID = dt.date(2023, 7, 20)
CLOCK = dt.datetime(2023, 7, 21, 1, 0, tzinfo=dt.UTC)


def bundle(tag: str, change: str = "增长", said: str = "6.5%", **growth_values: Any) -> Bundle:
    """Rows of one document and all that hangs on it; every id ends in the tag, and every expectation of rows holds.

    The first of its two metrics is a growth of 6.5%, or `growth_values` told by the words `change` and `said`.
    """
    text = text_of(change, said)
    document = f"d-{tag}"
    ids = {name: f"{name}-{tag}" for name in ("growth", "count", "person", "office", "article", "ad", "fact")}
    start = text.index("县统计局")
    advertisement = text.index("广告")
    growth = _metric(text, document, ids, "growth", said, "规模以上工业增加值", value=6.5, unit="%", measure="growth", basis="yoy")
    growth |= growth_values
    count = _metric(text, document, ids, "count", "120个", "新开工项目", value=120.0, unit="个", measure="level", basis="none")
    digits = re.findall("[0-9][0-9.,]*|两", said)
    numerals = [
        *(_numeral(text, document, tag, one, "metric", "growth", ids["growth"]) for one in digits),
        _numeral(text, document, tag, "120", "metric", "count", ids["count"]),
        _numeral(text, document, tag, "88001234", "contact", "telephone", None),
    ]
    return {
        "documents": [
            {
                "document_id": document,
                "file_name": "临江.txt",
                "paths": ["临江.txt"],
                "sha256": hashlib.sha256(tag.encode()).hexdigest(),
                "media_type": "text/plain",
                "encoding": "utf-8",
                "script": "Hans",
                "char_count": len(text),
                "text": text,
                "collected_at": CLOCK,
            }
        ],
        "sources": [
            _source(document, ids["article"], 1, "news", 0, advertisement),
            _source(document, ids["ad"], 2, "ad", advertisement, len(text)),
        ],
        "metrics": [growth, count],
        "numerals": numerals,
        "entities": [
            {
                "entity_id": ids["person"],
                "kind": "person",
                "name": "方远",
                "aliases": [],
                "region_code": None,
                "within_code": None,
                "ambiguous": False,
            },
            {
                "entity_id": ids["office"],
                "kind": "organization",
                "name": "县统计局",
                "aliases": [],
                "region_code": "410000",
                "within_code": None,
                "ambiguous": False,
            },
        ],
        "mentions": [
            _mention(text, document, ids, "person", "方远", "speaker", role="局长", organization_id=ids["office"]),
            _mention(text, document, ids, "office", "县统计局", "issuer"),
        ],
        "observations": [_observation(growth, ids)],
        "conflicts": [
            {
                "conflict_id": f"conflict-{tag}",
                "kind": "wording",
                "subject": ids["fact"],
                "left_text": "6.5%",
                "right_text": "120个",
                "left_source_id": ids["article"],
                "right_source_id": ids["article"],
                "left_start": start,
                "left_end": start + 1,
                "right_start": start,
                "right_end": start + 1,
                "likely_cause": "rounded",
                "weight": 0.5,
            }
        ],
        "relations": [
            {
                "relation_id": f"relation-{tag}",
                "kind": "sum_of_parts",
                "metric_ids": [ids["growth"], ids["count"]],
                "expected": 1.0,
                "stated": 1.0,
                "tolerance": 0.1,
                "holds": True,
                "explanation": "1 = 1",
            }
        ],
        "corrections": [
            {
                "correction_id": f"correction-{tag}",
                "name": f"grain-{tag}",
                "metric_id": ids["growth"],
                "file_name": "a.txt",
                "value_text": "6.5%",
                "was": '{"value": 5.6}',
                "becomes": '{"value": 6.5}',
                "because": "misprinted",
                "said_by": "the bureau of statistics",
                "decided_on": dt.date(2023, 7, 21),
                "outcome": "applied",
                "found": None,
            }
        ],
        "metrics_history": [{**row, "recorded_from": CLOCK, "recorded_to": None, "reason": None} for row in (growth, count)],
    }


def _metric(page: str, document: str, ids: Mapping[str, str], name: str, text: str, indicator: str, **given: Any) -> Row:
    start, words = page.index(text), page.index(indicator)
    row: Row = {column.name: None for column in METRICS.columns}
    return row | {
        "metric_id": ids[name],
        "document_id": document,
        "source_id": ids["article"],
        "observation_id": ids["fact"] if name == "growth" else None,
        "char_start": start,
        "char_end": start + len(text),
        "value_text": text,
        "sentence": page.splitlines()[1],
        "approximation": "exact",
        "indicator": indicator,
        "indicator_text": indicator,
        "indicator_start": words,
        "indicator_end": words + len(indicator),
        "period_start": dt.date(2023, 1, 1),
        "period_end": dt.date(2023, 6, 30),
        "period_type": "half_year",
        "period_basis": "explicit",
        "period_text": "上半年",
        "region": "临江县",
        "status": "actual",
        "speaker": "方远",
        "speaker_id": ids["person"],
        "rule": "test",
        "rules": "value.test measure.test indicator.test period.test region.home",
        **given,
    }


def _source(document: str, source_id: str, number: int, kind: str, start: int, end: int) -> Row:
    return {
        "source_id": source_id,
        "document_id": document,
        "article_no": number,
        "kind": kind,
        "title": TITLE if kind == "news" else None,
        "kicker": None,
        "subtitle": None,
        "outlet": "临江日报",
        "agency": None,
        "authors": [],
        "published_on": SAID,
        "published_on_basis": "stated",
        "stated_on": SAID,
        "stated_on_basis": "stated",
        "date_evidence": None,
        "url": None,
        "char_start": start,
        "char_end": end,
        "segments": [{"char_start": start, "char_end": end}],
        "story_id": None,
    }


def _numeral(page: str, document: str, tag: str, text: str, disposition: str, reason: str, metric_id: str | None) -> Row:
    start = page.index(text)
    return {
        "numeral_id": f"n-{text}-{tag}",
        "document_id": document,
        "char_start": start,
        "char_end": start + len(text),
        "text": text,
        "disposition": disposition,
        "reason": reason,
        "metric_id": metric_id,
    }


def _mention(page: str, document: str, ids: Mapping[str, str], name: str, text: str, function: str, **given: Any) -> Row:
    start = page.index(text)
    return {
        "entity_id": ids[name],
        "document_id": document,
        "source_id": ids["article"],
        "char_start": start,
        "char_end": start + len(text),
        "text": text,
        "function": function,
        "role": None,
        "organization_id": None,
        **given,
    }


def _observation(growth: Row, ids: Mapping[str, str]) -> Row:
    key = ("indicator", "region", "period_start", "period_end", "measure", "basis", "base", "unit", "status")
    copied = {name: growth[name] for name in (*key, "indicator_id", "region_code", "period_type", "value", "value_low", "value_high")}
    return {
        "observation_id": ids["fact"],
        **copied,
        "metric_ids": [ids["growth"]],
        "n_metrics": 1,
        "n_sources": 1,
        "n_stories": 1,
        "agreement": "single",
        "first_stated_on": SAID,
        "last_stated_on": SAID,
    }


def merged(bundles: Iterable[Bundle]) -> Bundle:
    """The rows of several bundles, by table."""
    tables: Bundle = {table.name: [] for table in CHECKED_TABLES}
    for one in bundles:
        for name, rows in one.items():
            tables[name] += rows
    return tables


def build(path: Path, tables: Mapping[str, list[Row]], extra_columns: bool = False) -> Path:
    """A database of these rows without any constraint, so that bad rows get in. `extra_columns` adds one to each table."""
    with duckdb.connect(str(path)) as connection:
        for table in CHECKED_TABLES:
            columns = ", ".join(f"{column.name} {open_type(column)}" for column in table.columns)
            connection.execute(f"CREATE TABLE {table.name} ({columns}{', surplus VARCHAR' if extra_columns else ''})")
            rows = tables.get(table.name, [])
            if rows:
                connection.register("arriving", arrow_of(table, rows))
                connection.execute(f"INSERT INTO {table.name} BY NAME SELECT * FROM arriving")
                connection.unregister("arriving")
    return path


def arrow_of(table: Table, rows: list[Row]) -> pa.Table:
    """The rows as Arrow, in types that hold bad values too."""
    span = pa.struct([("char_start", pa.int32()), ("char_end", pa.int32())])
    types = {
        "text": pa.string(),
        "integer": pa.int32(),
        "double": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
        "texts": pa.list_(pa.string()),
        "spans": pa.list_(span),
    }
    naive = [{name: value.replace(tzinfo=None) if isinstance(value, dt.datetime) else value for name, value in row.items()} for row in rows]
    return pa.Table.from_pylist(naive, schema=pa.schema([(column.name, types[column.type]) for column in table.columns]))
