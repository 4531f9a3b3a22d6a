"""What the reader shows, out of the published release: documents with their facts and entities, and what bears facts out or not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

from flows import corrections_file, labels
from flows import reference as reference_tables
from flows.reader.checks import of_shown
from transforms.corrections import FIELDS
from transforms.observations import REVISED_AFTER
from transforms.reference import Reference
from transforms.rules import meaning_of
from warehouse.folding import characters
from warehouse.tables import METRICS

MOST = 20_000
"""So many facts one page holds well; of a larger release the documents of the latest days are taken."""

_METRIC = (
    *("metric_id", "document_id", "source_id", "observation_id", "char_start", "char_end", "value_text", "sentence"),
    *("value", "value_low", "value_high", "approximation", "unit", "measure", "basis", "base", "indicator", "indicator_id"),
    *("indicator_text", "indicator_start", "indicator_end", "period_start", "period_end", "period_type", "period_basis", "period_text"),
    *("region", "region_code", "status", "speaker", "attributed_to", "rules"),
)
_DOCUMENT = ("document_id", "file_name", "paths", "text")
_SOURCE = (
    *("source_id", "document_id", "article_no", "kind", "title", "outlet", "agency", "authors", "published_on", "published_on_basis"),
    *("stated_on", "stated_on_basis", "date_evidence", "url", "char_start", "char_end"),
)
_OBSERVATION = ("observation_id", "value", "value_low", "value_high", "metric_ids", "n_stories", "agreement")
_CONFLICT = ("left_metric_id", "right_metric_id", "left_text", "right_text", "left_file", "right_file", "likely_cause", "kind")
_RELATION = ("kind", "metric_ids", "expected", "stated", "holds", "explanation")
_CORRECTION = ("name", "metric_id", "was", "because", "said_by", "decided_on", "outcome")


@dataclass(frozen=True, slots=True)
class Contents:
    """The data of a page, ready for JSON, and how many facts and documents it holds and leaves out."""

    data: dict[str, Any]
    facts: int
    documents: int
    facts_left: int
    documents_left: int


def contents(connection: duckdb.DuckDBPyConnection, release: str, reference: Path, checks: dict[str, Any], most: int = MOST) -> Contents:
    """The documents of the latest days, with `most` facts at the most but one document at least.

    `checks` is what flows.reader.checks found. Raises CorrectionsError when the corrections of the reference folder cannot be used: what
    is marked in the page is added to them.
    """
    documents = connection.execute(
        "SELECT d.document_id, (SELECT count(*) FROM metrics AS m WHERE m.document_id = d.document_id) AS facts FROM documents AS d "
        "ORDER BY (SELECT max(s.stated_on) FROM sources AS s WHERE s.document_id = d.document_id) DESC NULLS LAST, d.file_name, 1"
    ).fetchall()
    taken: list[str] = []
    held = 0
    for document_id, facts in documents:
        if taken and held + facts > most:
            break
        taken.append(document_id)
        held += facts
    connection.execute("CREATE TEMP TABLE taken AS SELECT unnest(?) AS document_id", [taken])
    theirs = "document_id IN (SELECT t.document_id FROM taken AS t)"
    tables, _ = reference_tables.load(reference)
    metrics = _table(connection, "metrics", _METRIC, f"{theirs} ORDER BY document_id, char_start")
    rules = sorted({rule for row in metrics["rows"] for rule in row[_METRIC.index("rules")].split()})
    data = {
        "release": release,
        "documents": _table(connection, "documents", _DOCUMENT, theirs),
        "sources": _table(connection, "sources", _SOURCE, f"{theirs} ORDER BY document_id, article_no"),
        "metrics": metrics,
        "mentions": _mentions(connection),
        "observations": _of_shown(connection, "observations", "observation_id", _OBSERVATION),
        "conflicts": _conflicts(connection),
        "relations": _of_shown(connection, "relations", "relation_id", _RELATION),
        "checks": of_shown(checks, {row[0] for row in metrics["rows"]}, set(taken)),
        "corrections": _table(connection, "corrections", _CORRECTION, "true"),
        "meanings": {rule: meaning_of(rule) or "" for rule in rules},
        "fields": [
            {
                "name": name,
                "type": METRICS.column(name).type,
                "nullable": METRICS.column(name).nullable,
                "values": METRICS.column(name).values,
            }
            for name in FIELDS
        ],
        "known_corrections": _known_corrections(reference, tables),
        "labels": labels.CHINESE,
        "other_names": tables.other_names(),
        "revised_after": REVISED_AFTER,
        "fold": {chr(code): other for code, other in characters().items()},
    }
    total = sum(facts for _, facts in documents)
    return Contents(data, held, len(taken), total - held, len(documents) - len(taken))


def _table(connection: duckdb.DuckDBPyConnection, name: str, columns: tuple[str, ...], where: str) -> dict[str, Any]:
    rows = connection.execute(f"SELECT {', '.join(columns)} FROM {name} WHERE {where}").fetchall()
    return {"columns": columns, "rows": [[_plain(value) for value in row] for row in rows]}


_SHOWN = "SELECT m.metric_id FROM metrics AS m WHERE m.document_id IN (SELECT k.document_id FROM taken AS k)"


def _of_shown(connection: duckdb.DuckDBPyConnection, name: str, key: str, columns: tuple[str, ...]) -> dict[str, Any]:
    """Rows whose metric_ids hold one that is shown."""
    each = f"SELECT t.{key}, unnest(t.metric_ids) AS metric_id FROM {name} AS t"
    return _table(connection, name, columns, f"{key} IN (SELECT e.{key} FROM ({each}) AS e WHERE e.metric_id IN ({_SHOWN})) ORDER BY {key}")


def _mentions(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    rows = connection.execute(
        "SELECT m.document_id, m.char_start, m.char_end, e.kind, e.name, m.function, m.role FROM mentions AS m "
        "JOIN entities AS e ON e.entity_id = m.entity_id JOIN taken AS k ON k.document_id = m.document_id ORDER BY 1, 2, 3 DESC, 5"
    ).fetchall()
    columns = ("document_id", "char_start", "char_end", "kind", "name", "function", "role")
    return {"columns": columns, "rows": [list(row) for row in rows]}


def _conflicts(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    where = f"left_metric_id IN ({_SHOWN}) OR right_metric_id IN ({_SHOWN})"
    return _table(connection, "disagreements", _CONFLICT, where)


def _known_corrections(reference: Path, tables: Reference) -> str:
    """The entries that are in force, as YAML: a file saved from the page takes their place, and must not lose them."""
    made, _ = corrections_file.load(reference, tables)
    entries = []
    for one in made:
        # The ids that loading adds to a changed name are not written: they follow from it.
        becomes = {name: value for name, value in one.becomes.items() if name in FIELDS}
        texts = {key: getattr(one, key) for key in ("name", "metric_id", "file", "value_text")}
        outcome: dict[str, Any] = {"becomes": becomes} if becomes else {"not_a_fact": True}
        last = {"because": one.because, "said_by": one.said_by, "decided_on": one.decided_on}
        entries.append({**texts, "was": dict(one.was), **outcome, **last})
    return yaml.safe_dump(entries, allow_unicode=True, sort_keys=False) if entries else ""


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
