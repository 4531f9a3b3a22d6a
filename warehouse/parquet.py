"""One table, one Parquet file: written in one step, and the same bytes for the same rows."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.atomic import sync_file, sync_folder, temporary_beside

_ROW_GROUP = 122_880  # DuckDB's own row group, so that it scans a file with one thread per group
_LEVEL = 3


def write(data: pa.Table, path: Path, *, temporary: Path | None = None) -> None:
    """Write the table to `path`, replacing a file there in one step. Makes the folder. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = temporary_beside(path, temporary)
    try:
        pq.write_table(
            # One chunk per column: where the chunks of a table end would otherwise show in the bytes.
            data.combine_chunks(),
            unfinished,
            compression="zstd",
            compression_level=_LEVEL,
            use_dictionary=True,
            row_group_size=_ROW_GROUP,
        )
        sync_file(unfinished)
        os.replace(unfinished, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def read(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Read one file whole, or these columns of it. Raises OSError or pyarrow.ArrowInvalid for one that is missing or damaged."""
    with pq.ParquetFile(path) as file:
        return file.read(columns)
