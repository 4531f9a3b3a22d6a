"""The candidate of a run: Parquet facts and a DuckDB file beside them, complete but for the run tables, and published by nobody yet."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse import covered, parquet, promised, search_index, view_files
from warehouse.arrow import conform, schema
from warehouse.ddl import identifier, literal, statements
from warehouse.folder import DATABASE, FACTS, WarehouseFolder, fact_file
from warehouse.runs import check_run_id
from warehouse.tables import BY_NAME, TABLES, Table

STORAGE_VERSION = "v1.2.0"
"""Any DuckDB since 1.2 opens it; people's own shells and editors are mostly older than the library here."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A release that is not published yet. `path` is its folder."""

    path: Path
    database: Path
    facts: Path
    run_id: str


def build_candidate(
    folder: WarehouseFolder, run_id: str, tables: Mapping[str, pa.Table], other_names: Mapping[str, Sequence[str]] | None = None
) -> Candidate:
    """Write the facts of this run and load them into a database of their own.

    `tables` by name; one that is missing is there empty. `other_names` are further names of indicators, organisations and outlets, by the
    name that rows have; `search` finds by them too. The run tables are filled by `releases.publish`. A candidate that this run made
    before is replaced. Raises SchemaError for a table that does not fit its definition, ValueError for one that is not known or
    belongs to the runs.
    """
    for name in tables:
        if name not in BY_NAME or BY_NAME[name].role == "run":
            facts = ", ".join(table.name for table in TABLES if table.role != "run")
            raise ValueError(f"{name!r} is no table of facts; these are: {facts}")
    path = folder.staging / check_run_id(run_id)
    if path.exists():
        shutil.rmtree(path)
    candidate = Candidate(path=path, database=path / DATABASE, facts=path / FACTS, run_id=run_id)
    candidate.facts.mkdir(parents=True)
    with attached(candidate.database) as connection:
        # One transaction: two hundred comments would each wait for the disk otherwise.
        connection.execute("BEGIN")
        for statement in statements():
            connection.execute(statement)
        for prepared in (search_index, covered, promised):
            prepared.create(connection)
        connection.execute("COMMIT")
        view_files.create(connection)
        for table in TABLES:
            given = tables.get(table.name)
            data = schema(table).empty_table() if given is None else conform(table, given)
            fill(connection, candidate, table, data)
        search_index.fill(connection, other_names or {})
        for counted in (covered, promised):
            counted.fill(connection)
    return candidate


def fill(connection: duckdb.DuckDBPyConnection, candidate: Candidate, table: Table, data: pa.Table) -> None:
    """Write the table's Parquet file and load it into the attached database in the place of the rows there."""
    path = fact_file(candidate.facts, table.name)
    parquet.write(data, path)
    name = identifier(table.name)
    connection.execute(f"DELETE FROM {name}")
    # From the file and not from memory: what is published in both forms is then one thing.
    connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM read_parquet({literal(str(path))}, hive_partitioning = false)")


@contextmanager
def attached(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that uses the database at this path, made if need be, in the old storage version; written out and closed at the end."""
    # Every path is a literal of ours, and no extension is ever needed.
    config: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    connection = duckdb.connect(config=config)
    try:
        connection.execute("SET enable_progress_bar = false")
        # Timestamps know their zone in Parquet and not in the database: the cast between the two goes by this setting.
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH {literal(str(database))} AS candidate (STORAGE_VERSION {literal(STORAGE_VERSION)})")
        # Table macros bind their tables in the database in use.
        connection.execute("USE candidate")
        yield connection
        connection.execute("CHECKPOINT candidate")
        connection.execute("USE memory")
        connection.execute("DETACH candidate")
    finally:
        connection.close()
