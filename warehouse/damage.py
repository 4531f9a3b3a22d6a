"""Whether a release is sound: its database opens, and database, Parquet files and manifest hold the same numbers of rows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from warehouse.ddl import identifier
from warehouse.folder import fact_file
from warehouse.tables import TABLES


def found(database: Path, facts: Path, manifest: Mapping[str, Any]) -> list[str]:
    """What is wrong with the release, table by table; empty when it is sound. Takes some tens of milliseconds: only counts are compared."""
    told = manifest.get("rows")
    rows = told if isinstance(told, dict) else {}
    wrong: list[str] = []
    try:
        with duckdb.connect(str(database.resolve()), read_only=True) as connection:
            for table in TABLES:
                counted = connection.execute(f"SELECT count(*) FROM {identifier(table.name)}").fetchone()
                wrong += _facts_differ(facts, table.name, int(counted[0]) if counted else 0, rows.get(table.name))
    except duckdb.Error as error:
        wrong.append(f"the database does not open or lacks a table: {str(error).splitlines()[0]}")
    return wrong


def _facts_differ(facts: Path, name: str, rows: int, told: int | None) -> list[str]:
    path = fact_file(facts, name)
    try:
        written = int(pq.ParquetFile(path).metadata.num_rows)
    except (OSError, ValueError) as error:
        return [f"{path.name} cannot be read: {str(error).splitlines()[0]}"]
    if written != rows or (told is not None and told != rows):
        return [f"{name} has {rows} rows in the database, {written} in Parquet and {told} in the manifest"]
    return []
