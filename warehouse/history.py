"""metrics_history: every row of metrics that was ever published, with the time in which it stood."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from warehouse import parquet, publications
from warehouse.arrow import conform, order, schema
from warehouse.folder import FACTS, WarehouseFolder, fact_file
from warehouse.tables import METRICS, METRICS_HISTORY, Table

_log = logging.getLogger("gongbao.warehouse")
_TIME = pa.timestamp("us", tz="UTC")


def advance(
    previous: pa.Table | None,
    metrics: pa.Table,
    at: datetime,
    reason_for: Callable[[str], str],
) -> pa.Table:
    """The history after a release with these `metrics` is published at `at`.

    A row that stays as it was stays open. A row that is gone or changed is closed with `reason_for(its document_id)`; a new or changed
    row is opened. Times only go forward: with a clock that stands before the last one recorded, the least later time is taken, so that
    a wrong clock once cannot stop all builds after it. Linear in the rows but for the final sort.
    Raises ValueError for a time without a zone, or a metric_id that stands twice in `metrics`.
    """
    if at.tzinfo is None:
        raise ValueError(f"the time of a publication must know its time zone, not {at!r}")
    metrics = metrics.select([column.name for column in METRICS.columns])
    if pc.count_distinct(metrics.column("metric_id")).as_py() != metrics.num_rows:
        raise ValueError("a metric_id stands twice in metrics: its history could not be told apart")
    if previous is None:
        previous = schema(METRICS_HISTORY).empty_table()
    moment = _after(previous, at.astimezone(UTC))

    is_open = pc.is_null(previous.column("recorded_to"))
    closed_before = previous.filter(pc.invert(is_open))
    open_before = previous.filter(is_open)

    unchanged = _unchanged(open_before, metrics)
    staying = open_before.filter(unchanged)
    leaving = _close(open_before.filter(pc.invert(unchanged)), moment, reason_for)
    known = pc.is_in(metrics.column("metric_id"), value_set=staying.column("metric_id").combine_chunks())
    arriving = _open(metrics.filter(pc.invert(known)), moment)
    return order(METRICS_HISTORY, pa.concat_tables([closed_before, staying, leaving, arriving]))


def base(folder: WarehouseFolder) -> pa.Table | None:
    """The history up to now, to `advance` from: that of the newest release, and what rollbacks since did to it.

    None before the first publication. A release whose history cannot be read is passed over with a warning, and the time after the one
    before it is told again from the metrics that were published.
    """
    entries = publications.in_force(folder)
    for start in range(len(entries) - 1, -1, -1):
        if entries[start].kind != "publish":
            continue
        history = _read(folder, entries[start].release_id, METRICS_HISTORY)
        if history is None:
            continue
        for entry in entries[start + 1 :]:
            metrics = _read(folder, entry.release_id, METRICS)
            if metrics is not None:
                reason = f"{'rolled back to' if entry.kind == 'rollback' else 'replaced by'} the release {entry.release_id}"
                history = advance(history, metrics, entry.at, _always(reason))
        return history
    return None


def _always(reason: str) -> Callable[[str], str]:
    return lambda _document_id: reason


def _after(previous: pa.Table, at: datetime) -> datetime:
    last = [pc.max(previous.column(name)).as_py() for name in ("recorded_from", "recorded_to")]
    known = [moment.astimezone(UTC) for moment in last if moment is not None]
    return max(at, max(known) + timedelta(microseconds=1)) if known else at


def _unchanged(open_before: pa.Table, metrics: pa.Table) -> pa.ChunkedArray:
    """For each open row whether metrics has it with the same value in every column."""
    places = pc.index_in(open_before.column("metric_id"), value_set=metrics.column("metric_id").combine_chunks())
    same = pc.is_valid(places)
    now = metrics.take(places)
    for column in METRICS.columns:
        before, after = open_before.column(column.name), now.column(column.name)
        equal = pc.fill_null(pc.equal(before, after), False)
        if column.nullable:
            equal = pc.or_(equal, pc.and_(pc.is_null(before), pc.is_null(after)))
        same = pc.and_(same, equal)
    return same


def _close(rows: pa.Table, moment: datetime, reason_for: Callable[[str], str]) -> pa.Table:
    documents = pc.dictionary_encode(rows.column("document_id").combine_chunks())
    if isinstance(documents, pa.ChunkedArray):
        documents = documents.combine_chunks()
    reasons = pa.array([reason_for(document_id) for document_id in documents.dictionary.to_pylist()], pa.string())
    told = rows.set_column(
        rows.schema.get_field_index("recorded_to"),
        schema(METRICS_HISTORY).field("recorded_to"),
        pa.repeat(pa.scalar(moment, _TIME), rows.num_rows),
    )
    return told.set_column(rows.schema.get_field_index("reason"), schema(METRICS_HISTORY).field("reason"), reasons.take(documents.indices))


def _open(rows: pa.Table, moment: datetime) -> pa.Table:
    columns = [
        *rows.columns,
        pa.repeat(pa.scalar(moment, _TIME), rows.num_rows),
        pa.nulls(rows.num_rows, _TIME),
        pa.nulls(rows.num_rows, pa.string()),
    ]
    return pa.Table.from_arrays(columns, schema=schema(METRICS_HISTORY))


def _read(folder: WarehouseFolder, release_id: str, table: Table) -> pa.Table | None:
    path = fact_file(folder.releases / release_id / FACTS, table.name)
    try:
        return conform(table, parquet.read(path))
    except (OSError, ValueError, pa.ArrowException) as error:
        _log.warning("%s cannot be read and is left out of the history: %s", path, error)
        return None
