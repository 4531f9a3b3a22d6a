"""Rows for tests: the plainest valid row of each table, any valid row, and a whole small release."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from warehouse import history, releases, runs, stage
from warehouse.arrow import table_of
from warehouse.folder import WarehouseFolder
from warehouse.tables import BY_NAME, Column, Table, Type

Row = dict[str, Any]

MOMENT = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
_PLAIN: dict[Type, Any] = {
    "text": "甲",
    "integer": 1,
    "double": 1.5,
    "boolean": True,
    "date": date(2026, 6, 30),
    "timestamp": MOMENT,
    "texts": ["甲"],
    "spans": [{"char_start": 0, "char_end": 1}],
}
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_INTEGER = st.integers(-(2**31), 2**31 - 1)
_ANY: dict[Type, st.SearchStrategy[Any]] = {
    "text": _TEXT,
    "integer": _INTEGER,
    "double": st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
    "date": st.dates(),
    "timestamp": st.datetimes(timezones=st.just(UTC)),
    "texts": st.lists(_TEXT, max_size=3),
    "spans": st.lists(st.fixed_dictionaries({"char_start": _INTEGER, "char_end": _INTEGER}), max_size=3),
}


def row(table_name: str, **given: Any) -> Row:
    """A valid row with `given` in it: null where a column may be null, else one plain value for each type."""
    plain = {column.name: _plain(column) for column in BY_NAME[table_name].columns}
    return {**plain, **given}


def _plain(column: Column) -> Any:
    if column.nullable:
        return None
    return column.values[0] if column.values else _PLAIN[column.type]


def rows_of(table: Table) -> st.SearchStrategy[list[Row]]:
    """Any rows that the table can hold, with keys that differ."""
    columns = {column.name: _any(column) for column in table.columns}
    return st.lists(st.fixed_dictionaries(columns), max_size=4, unique_by=lambda one: tuple(str(one[name]) for name in table.key))


def _any(column: Column) -> st.SearchStrategy[Any]:
    values = st.sampled_from(column.values) if column.values else _ANY[column.type]
    return st.none() | values if column.nullable else values


def release(
    folder: WarehouseFolder,
    run_id: str,
    at: datetime,
    values: dict[str, float],
    before_publish: Callable[[stage.Candidate], None] = lambda _: None,
) -> releases.Release:
    """Build and publish one document with a metric for each of `values` (metric_id to value), and the run's own row."""
    tables = tables_of(folder, run_id, at, values)
    candidate = stage.build_candidate(folder, run_id, tables)
    runs.append(folder, "runs", [run_row(run_id, at)], run_id)
    before_publish(candidate)
    return releases.publish(folder, candidate, {"published_at": at, "marker": run_id})


def run_row(run_id: str, at: datetime) -> Row:
    """The row of a run that publishes."""
    return row("runs", run_id=run_id, started_at=at, ended_at=at, outcome="published", release=run_id)


def tables_of(folder: WarehouseFolder, run_id: str, at: datetime, values: dict[str, float]) -> dict[str, pa.Table]:
    """The tables of such a release; the run's id stands in documents.file_name."""
    metrics = table_of(
        BY_NAME["metrics"],
        [
            row("metrics", metric_id=key, document_id="d1", source_id="s1", value=value, char_start=place, indicator="工业增加值")
            for place, (key, value) in enumerate(values.items())
        ],
    )
    return {
        "documents": table_of(BY_NAME["documents"], [row("documents", document_id="d1", file_name=run_id)]),
        "sources": table_of(BY_NAME["sources"], [row("sources", source_id="s1", document_id="d1", title="标题")]),
        "metrics": metrics,
        "metrics_history": history.advance(history.base(folder), metrics, at, lambda document_id: f"{document_id} was read anew"),
    }


def folder_in(path: Path) -> WarehouseFolder:
    """A new warehouse folder."""
    return WarehouseFolder(path / "warehouse").create()
