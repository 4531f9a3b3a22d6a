"""A warehouse of any size, made of the shapes of the sample documents: for benchmarks.

The facts of the sample documents and of tests/written are read as a build reads them, and copied: each copy is of another year and place,
has other digits in its numbers and sentences, and two copies of three measure other indicators of the catalogue. Every seventh copy is
printed in traditional characters. So names, sentences and words are as many and as unlike as in real documents of that number.
"""

from __future__ import annotations

import csv
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import opencc
import pyarrow as pa

from flows import reference
from tests.bench import PROJECT, opened
from transforms import reconcile
from transforms.compared import compared
from transforms.extract import extract
from warehouse import arrow, history, releases, stage
from warehouse.folder import WarehouseFolder
from warehouse.tables import BY_NAME

Row = dict[str, Any]
_FOLDERS = ("seeds/documents", "tests/written/documents")
_YEARS = 40
_IDS = (
    "metric_id",
    "numeral_id",
    "entity_id",
    "organization_id",
    "document_id",
    "source_id",
    "observation_id",
    "story_id",
    "conflict_id",
    "relation_id",
    "left_source_id",
    "right_source_id",
)
_DAYS = ("period_start", "period_end", "published_on", "stated_on", "first_stated_on", "last_stated_on")
_NAMED = ("metrics", "observations")
_COPIED = ("documents", "sources", "metrics", "numerals", "entities", "mentions", "observations", "conflicts", "relations")


def publish(root: Path, metrics: int, moment: datetime) -> dict[str, float]:
    """Publishes a warehouse of about so many metrics in `root`; the number of metrics and the seconds that staging took, by name."""
    folder = WarehouseFolder(root).create()
    with duckdb.connect() as connection:
        copies, other_names = _load(connection, metrics)
        tables: dict[str, pa.Table] = {
            name: arrow.conform(BY_NAME[name], connection.sql(_copies_of(connection, name)).to_arrow_table()) for name in _COPIED
        }
    tables["metrics_history"] = arrow.conform(BY_NAME["metrics_history"], history.advance(None, tables["metrics"], moment, str))
    began = time.perf_counter()
    candidate = stage.build_candidate(folder, "many", tables, other_names)
    seconds = time.perf_counter() - began
    releases.publish(folder, candidate, {"published_at": moment})
    return {"metrics": tables["metrics"].num_rows, "copies": copies, "stage": seconds}


def _load(connection: duckdb.DuckDBPyConnection, metrics: int) -> tuple[int, dict[str, tuple[str, ...]]]:
    tables, _ = reference.load(PROJECT / "seeds" / "reference")
    documents = {}
    for folder in _FOLDERS:
        documents |= opened(PROJECT / folder)
    raw = [
        {
            "document_id": one.document_id,
            "file_name": name,
            "paths": [name],
            "sha256": "0" * 64,
            "media_type": "text/plain",
            "encoding": "utf-8",
            "script": "Hans",
            "char_count": len(one.text),
            "text": one.text,
            "collected_at": _midnight(),
        }
        for name, one in documents.items()
    ]
    rows = compared(reconcile.rows(raw, {one.document_id: extract(one, tables) for one in documents.values()}, tables), tables)
    for name in _COPIED:
        _keep(connection, f"base_{name}", arrow.table_of(BY_NAME[name], rows[name]))
    copies = max(1, round(metrics / len(rows["metrics"])))
    to_traditional = opencc.OpenCC("s2t")
    catalogue = _csv("indicators.csv")
    indicators = [row["name"] for row in catalogue]
    regions = [(row["name"], row["code"]) for row in _csv("regions.csv")]
    outlets = [row["name"] for row in _csv("outlets.csv")]
    made_copies = [
        {
            "k": k,
            "years": k % _YEARS,
            "region": None if k < _YEARS else regions[(k // _YEARS) * 37 % len(regions)][0],
            "digits": "".join(str((3 * d + k * 7 // (1 + d)) % 10) for d in range(10)),
            "outlet": outlets[k % len(outlets)],
            "hant": k % 7 == 3,
        }
        for k in range(copies)
    ]
    _keep(connection, "copies", pa.Table.from_pylist(made_copies))
    ids = [row["indicator_id"] for row in catalogue]
    hant_names = [to_traditional.convert(one) for one in indicators]
    _keep(connection, "names", pa.table({"n": range(len(indicators)), "name": indicators, "hant_name": hant_names, "id": ids}))
    connection.create_function("hant", to_traditional.convert, ["VARCHAR"], "VARCHAR")  # type: ignore[list-item]
    connection.execute("CREATE TABLE hant_of AS SELECT s, hant(s) AS h FROM (SELECT DISTINCT sentence AS s FROM base_metrics)")
    connection.execute("CREATE MACRO copied(id, k) AS left(md5(id || ':' || k), 16)")
    return copies, tables.other_names()


def _keep(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    connection.register("given", rows)
    connection.execute(f"CREATE TABLE {name} AS FROM given")
    connection.unregister("given")


def _copies_of(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """The query for all copies of a table."""
    said = []
    for column in BY_NAME[name].columns:
        b = f"b.{column.name}"
        if column.name in _IDS or (name == "conflicts" and column.name == "subject"):
            said.append(f"copied({b}, k) AS {column.name}")
        elif column.name == "metric_ids":
            said.append(f"list_transform({b}, lambda x: copied(x, k)) AS metric_ids")
        elif column.name in _DAYS:
            said.append(f"CAST({b} - to_years(CAST(years AS INTEGER)) AS DATE) AS {column.name}")
        elif column.name == "outlet":
            said.append("c.outlet AS outlet")
        elif column.name == "file_name":
            said.append(f"k || '-' || {b} AS file_name")
        elif name in _NAMED and column.name == "region":
            said.append(f"CASE WHEN {b} IS NULL THEN NULL ELSE coalesce(c.region, {b}) END AS region")
        elif name in _NAMED and column.name == "indicator":
            said.append(f"CASE WHEN k % 3 = 0 OR {b} IS NULL THEN {b} ELSE i.name END AS indicator")
        elif name in _NAMED and column.name == "indicator_id":
            said.append(f"CASE WHEN k % 3 = 0 OR b.indicator IS NULL THEN {b} ELSE i.id END AS indicator_id")
        elif column.name == "value" and name in _NAMED:
            said.append(f"round({b} * (1 + (k % 97) / 500.0), 2) AS value")
        elif column.name in ("value_text", "text") and name in ("metrics", "documents", "numerals"):
            said.append(f"translate({b}, '0123456789', digits) AS {column.name}")
        elif column.name == "sentence":
            printed = f"(CASE WHEN hant THEN h.h ELSE {b} END)"
            other = f"CASE WHEN hant THEN i.hant_name || '，' || h.h ELSE replace({b}, coalesce(b.indicator_text, '~'), i.name) END"
            whole = f"CASE WHEN k % 3 = 0 THEN {printed} ELSE {other} END"
            said.append(f"translate({whole}, '0123456789', digits) AS sentence")
        else:
            said.append(b)
    joined = "JOIN hant_of AS h ON h.s = b.sentence" if name == "metrics" else ""
    if name in _NAMED:
        number = len(connection.execute("SELECT n FROM names").fetchall())
        joined += f" JOIN names AS i ON i.n = (hash(b.indicator) // 7 + k * 13) % {number}"
    return f"SELECT {', '.join(said)} FROM base_{name} AS b CROSS JOIN copies AS c {joined}"


def _csv(name: str) -> list[dict[str, str]]:
    with (PROJECT / "seeds" / "reference" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _midnight() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC)
