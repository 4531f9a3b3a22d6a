"""The run tables (runs, quality_results, issues, quarantine): appended by every run, never rewritten by a release.

One Parquet file per run and table, so that a run killed while it writes costs its own rows at most.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from warehouse import parquet
from warehouse.arrow import SchemaError, conform, schema, table_of
from warehouse.atomic import move_aside
from warehouse.folder import WarehouseFolder
from warehouse.tables import BY_NAME, TABLES, Table

_log = logging.getLogger("gongbao.warehouse")
_RUN_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,99}")

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
    path = _path(folder, table, check_run_id(run_id))
    before = _read_or_set_aside(folder, table, path) if path.exists() else None
    _write(folder, table, path, data if before is None else pa.concat_tables([before, data]))


def replace(folder: WarehouseFolder, table_name: str, rows: Iterable[Mapping[str, Any]], run_id: str) -> None:
    """Put these rows in the place of all that the run appended to the table."""
    table = _run_table(table_name)
    _write(folder, table, _path(folder, table, check_run_id(run_id)), table_of(table, rows))


def read(folder: WarehouseFolder, table_name: str) -> pa.Table:
    """The rows of all runs, sorted. A damaged file is set aside with a note, and the rest is read."""
    table = _run_table(table_name)
    parts = []
    for path in sorted((folder.state / table.name).glob("*.parquet")):
        part = _read_or_set_aside(folder, table, path)
        if part is not None:
            parts.append(part)
    return conform(table, pa.concat_tables(parts)) if parts else schema(table).empty_table()


def _run_table(name: str) -> Table:
    table = BY_NAME[name]
    if table.role != "run":
        raise KeyError(f"{name} is not a table of runs; these are: {', '.join(table.name for table in RUN_TABLES)}")
    return table


def _path(folder: WarehouseFolder, table: Table, run_id: str) -> Path:
    return folder.state / table.name / f"{run_id}.parquet"


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
