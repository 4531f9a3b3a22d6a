"""The rows behind a finding: what breaks an expectation, whole, from the database that was checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from expectations.model import ROWS_OF_BATCH, Builtin, Expectation, RowRule, builtin_arguments, literal, row_sql
from expectations.setting import Setting
from warehouse.tables import BY_NAME

Row = dict[str, Any]

MOST = 100_000
"""Rows kept of one rule. More than that is a table that is wrong as a whole."""

_OF_METRICS = (
    *("value_text", "sentence", "indicator", "value", "unit", "measure", "period_text", "period_start", "period_end", "region"),
    *("speaker", "metric_id"),
)
_TOO_LONG = {"documents": ("text",), "sources": ("segments",)}
_LAST = ("document_id", "char_start", "char_end")


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
    shown = ", ".join(f"r.{name}" for name in columns_of(expectation.table))
    if isinstance(expectation.check, RowRule):
        whole_rows = expectation.check.source == ROWS_OF_BATCH
        return row_sql(expectation, setting, show=shown if whole_rows else None)
    condition = _breaks(expectation.check, setting)
    return f"SELECT {shown} FROM {{batch}} AS r WHERE {condition}" if condition else None


def columns_of(table: str) -> tuple[str, ...]:
    """The columns of a table that a person wants to see of an offending row, what it says first, its place last."""
    names = [column.name for column in BY_NAME[table].columns]
    if "value_text" in names:
        first = [*_OF_METRICS]
    else:
        first = [name for name in names if name not in _LAST and name not in _TOO_LONG.get(table, ())]
        first.sort(key=lambda name: name not in ("text", "title", "name"))
    return tuple(dict.fromkeys((*first, *(name for name in _LAST if name in names))))


def _breaks(check: Builtin, setting: Setting) -> str | None:
    arguments: Mapping[str, Any] = builtin_arguments(check, setting.bounds)
    column = f"r.{arguments.get('column')}"
    match check.name:
        case "ExpectColumnValuesToNotBeNull":
            return f"{column} IS NULL"
        case "ExpectColumnValuesToNotBeInSet":
            return f"list_contains({literal(arguments['value_set'])}, {column}::VARCHAR)"
        case "ExpectColumnValuesToBeInSet":
            return f"NOT list_contains({literal(arguments['value_set'])}, {column}::VARCHAR)"
        case "ExpectColumnValuesToMatchRegex":
            return f"NOT regexp_matches({column}, {literal(arguments['regex'])})"
        case "ExpectColumnValuesToBeBetween":
            return f"{column} NOT BETWEEN {arguments['min_value']} AND {arguments['max_value']}"
        case "ExpectColumnValuesToBeUnique":
            return f"{column} IN (SELECT {arguments['column']} FROM {{batch}} GROUP BY 1 HAVING count(*) > 1)"
    return None


def _quoted(table: str) -> str:
    return f'"{table}"'
