"""The rows behind a finding: what breaks an expectation, whole, from the database that was checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from expectations.model import ROWS_OF_BATCH, Expectation, RowRule, broken_where, row_sql
from expectations.setting import Setting
from warehouse.tables import BY_NAME

Row = dict[str, Any]

MOST = 100_000
"""Rows kept of one rule. More than that is a table that is wrong as a whole."""

_OF_METRICS = (
    *("value_text", "sentence", "indicator", "value", "unit", "measure", "period_text", "period_start", "period_end", "region"),
    *("speaker", "metric_id"),
)
_FIRST = (
    *("text", "title", "name", "left_text", "right_text", "likely_cause", "weight", "left_sentence", "right_sentence", "explanation"),
    "sentence",
)
"""What a person wants to see first of the rows of other tables."""
_TOO_LONG = {"documents": ("text",), "sources": ("segments",)}
_LAST = ("document_id", "char_start", "char_end")


def _of_metric(wanted: str, condition: str) -> str:
    return f"(SELECT any_value(m.{wanted}) FROM metrics AS m WHERE {condition})"


def _of_first_mention(wanted: str) -> str:
    return f"(SELECT m.{wanted} FROM mentions AS m WHERE m.entity_id = r.entity_id ORDER BY m.document_id, m.char_start LIMIT 1)"


def _of_side(side: str) -> str:
    at = f"m.source_id = r.{side}_source_id AND m.char_start = r.{side}_start"
    return _of_metric("sentence", at)


_TESTED = "m.metric_id = r.metric_ids[-1]"
_ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "documents": {"char_start": "0", "char_end": "1"},
    "entities": {name: _of_first_mention(name) for name in _LAST},
    "observations": {name: _of_metric(name, _TESTED) for name in ("sentence", *_LAST)},
    "relations": {name: _of_metric(name, _TESTED) for name in ("sentence", *_LAST)},
    "corrections": {name: _of_metric(name, "m.metric_id = r.metric_id") for name in ("sentence", *_LAST)},
    "conflicts": {
        "left_sentence": _of_side("left"),
        "right_sentence": _of_side("right"),
        "document_id": "(SELECT any_value(s.document_id) FROM sources AS s WHERE s.source_id = r.left_source_id)",
        "char_start": "r.left_start",
        "char_end": "r.left_end",
    },
}
"""Of tables whose rows have no place in a document: where what they rest on stands, and what it says."""


@dataclass(frozen=True, slots=True)
class Offending:
    """Columns and rows that break one expectation; `error` says why they could not be had."""

    columns: tuple[str, ...] = ()
    rows: Sequence[Row] = ()
    error: str | None = None


def of(connection: duckdb.DuckDBPyConnection, expectation: Expectation, setting: Setting) -> Offending:
    """What breaks it, or an empty one where the rule is about a whole table."""
    try:
        sql = _query(expectation, setting)
        if sql is None:
            return Offending()
        cursor = connection.execute(f"SELECT * FROM ({sql.format(batch=_quoted(expectation.table))}) LIMIT {MOST}")
        columns = tuple(str(entry[0]) for entry in cursor.description or ())
        return Offending(columns, [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()])
    except (duckdb.Error, KeyError) as error:
        return Offending(error=" ".join(str(error).split())[:300])


def _query(expectation: Expectation, setting: Setting) -> str | None:
    elsewhere = _ELSEWHERE.get(expectation.table, {})
    shown = ", ".join(f"{elsewhere[name]} AS {name}" if name in elsewhere else f"r.{name}" for name in columns_of(expectation.table))
    if isinstance(expectation.check, RowRule):
        whole_rows = expectation.check.source == ROWS_OF_BATCH
        return row_sql(expectation, setting, show=shown if whole_rows else None)
    condition = broken_where(expectation.check, setting.bounds)
    return f"SELECT {shown} FROM {{batch}} AS r WHERE {condition}" if condition else None


def columns_of(table: str) -> tuple[str, ...]:
    """The columns of a table that a person wants to see of an offending row, what it says first, its place last."""
    names = [*(column.name for column in BY_NAME[table].columns), *_ELSEWHERE.get(table, {})]
    if "indicator_text" in names:  # metrics and their history
        first = [*_OF_METRICS]
    else:
        first = [name for name in names if name not in _LAST and name not in _TOO_LONG.get(table, ())]
        first.sort(key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))
    return tuple(dict.fromkeys((*first, *(name for name in _LAST if name in names))))


def _quoted(table: str) -> str:
    return f'"{table}"'
