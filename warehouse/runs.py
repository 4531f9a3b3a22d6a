"""The run tables (runs, quality_results, issues, quarantine): appended by every run, never rewritten by a release.

One Parquet file per run and table, so that a run killed while it writes costs its own rows at most. Once there are many, `fold` puts the
older ones into one file: a build every quarter of an hour makes 35,000 in a year, at a millisecond each to read.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from warehouse import parquet
from warehouse.arrow import SchemaError, conform, schema, table_of
from warehouse.atomic import move_aside
from warehouse.folder import WarehouseFolder
from warehouse.tables import BY_NAME, TABLES, Table

_log = logging.getLogger("gongbao.warehouse")
_RUN_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,99}")

_FOLD_ABOVE = 256
_FOLD_LEAVES = 64
_EARLIER = "_earlier"  # in the place of a run id, none of which begins with an underscore

RUN_TABLES: tuple[Table, ...] = tuple(table for table in TABLES if table.role == "run")


def check_run_id(run_id: str) -> str:
    """The id itself. Raises ValueError for one that is not fit for a file name: letters, digits, `_` and `-` alone."""
    if not _RUN_ID.fullmatch(run_id):
        raise ValueError(f"a run id has letters, digits, _ and - alone, 100 at most, not {run_id!r}")
    return run_id


def append(folder: WarehouseFolder, table_name: str, rows: Iterable[Mapping[str, Any]], run_id: str) -> None:
    """Add rows of this run. No rows leave no file. Rows that the run appended before stay.

    Raises SchemaError for a row that does not fit or belongs to another run; KeyError for a table that is not a run table.
    """
    table = _run_table(table_name)
    data = table_of(table, rows)
    for other in set(data.column("run_id").to_pylist()) - {run_id}:
        raise SchemaError(table.name, "run_id", other, f"the rows are appended by the run {run_id}")
    if not data.num_rows:
        return
    path = folder.run_rows(table.name, check_run_id(run_id))
    before = _read_or_set_aside(folder, table, path) if path.exists() else None
    _write(folder, table, path, data if before is None else pa.concat_tables([before, data]))


def replace(folder: WarehouseFolder, table_name: str, rows: Iterable[Mapping[str, Any]], run_id: str) -> None:
    """Put these rows in the place of all that the run appended to the table."""
    table = _run_table(table_name)
    _write(folder, table, folder.run_rows(table.name, check_run_id(run_id)), table_of(table, rows))


def read(folder: WarehouseFolder, table_name: str) -> pa.Table:
    """The rows of all runs, sorted. A damaged file is set aside with a note, and the rest is read."""
    return _read_all(folder, _run_table(table_name))


def read_of(folder: WarehouseFolder, table_name: str, run_ids: Iterable[str]) -> pa.Table:
    """The rows of these runs, without reading those of others. A run that was folded with older ones is not found: the newest never are."""
    table = _run_table(table_name)
    parts = [_read_or_set_aside(folder, table, folder.run_rows(table.name, check_run_id(run_id))) for run_id in run_ids]
    found = [part for part in parts if part is not None]
    return conform(table, pa.concat_tables(found)) if found else schema(table).empty_table()


def fold(folder: WarehouseFolder) -> None:
    """Put the files of older runs into one for each table, where there are many.

    Safe to be killed in: `read` gives the same rows throughout.
    """
    for table in RUN_TABLES:
        files = [path for path in _files(folder, table) if path.stem != _EARLIER]
        if len(files) <= _FOLD_ABOVE:
            continue
        files.sort(key=lambda path: (path.stat().st_mtime, path.name))
        old = {path.stem for path in files[:-_FOLD_LEAVES]}
        rows = _read_all(folder, table)
        newer = pc.is_in(rows.column("run_id"), value_set=pa.array([path.stem for path in files if path.stem not in old], pa.string()))
        _write(folder, table, folder.run_rows(table.name, _EARLIER), rows.filter(pc.invert(newer)))
        for run_id in old:
            folder.run_rows(table.name, run_id).unlink(missing_ok=True)


def _read_all(folder: WarehouseFolder, table: Table) -> pa.Table:
    parts = []
    own = []
    for path in _files(folder, table):
        part = _read_or_set_aside(folder, table, path) if path.stem != _EARLIER else None
        if part is not None:
            parts.append(part)
            own.append(path.stem)
    earlier = _read_or_set_aside(folder, table, folder.run_rows(table.name, _EARLIER))
    if earlier is not None:
        # A fold that was killed leaves runs in both; the run's own file is then the whole of it.
        parts.append(earlier.filter(pc.invert(pc.is_in(earlier.column("run_id"), value_set=pa.array(own, pa.string())))))
    return conform(table, pa.concat_tables(parts)) if parts else schema(table).empty_table()


def _run_table(name: str) -> Table:
    table = BY_NAME[name]
    if table.role != "run":
        raise KeyError(f"{name} is not a table of runs; these are: {', '.join(table.name for table in RUN_TABLES)}")
    return table


def _files(folder: WarehouseFolder, table: Table) -> list[Path]:
    place = folder.run_rows(table.name, _EARLIER)
    return sorted(place.parent.glob(f"*{place.suffix}"))


def _write(folder: WarehouseFolder, table: Table, path: Path, data: pa.Table) -> None:
    folder.temporary.mkdir(parents=True, exist_ok=True)
    parquet.write(conform(table, data), path, temporary=folder.temporary)


def _read_or_set_aside(folder: WarehouseFolder, table: Table, path: Path) -> pa.Table | None:
    try:
        return conform(table, parquet.read(path))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, pa.ArrowException) as error:
        # SchemaError is a ValueError: rows of a version of the table that this code cannot take over.
        reason = str(error)
    try:
        place = move_aside(path, folder.set_aside / table.name)
    except OSError as error:
        _log.warning("The rows of the run %s in %s cannot be read and were left out: %s (%s)", path.stem, table.name, reason, error)
        return None
    note = (
        f"The rows of the run {path.stem} in the table {table.name} could not be read: {reason}\n"
        f"The file was moved to {place} and is not part of releases any more. If there is a sound copy of it, put that back as {path}.\n"
    )
    place.with_name(place.name + ".txt").write_text(note, "utf-8")
    _log.warning("%s", note.strip())
    return None
