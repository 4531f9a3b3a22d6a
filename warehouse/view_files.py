"""The views and table macros of warehouse/views, one SQL file each."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.ddl import description, identifier, literal
from warehouse.tables import METRICS, TABLES

FOLDER = Path(__file__).with_name("views")


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Make all views and macros in the database in use, whose tables must be there.

    A view's column that its file does not comment on gets the comment of the table column of that name. Raises ValueError when there
    is none: then the file must say what the column means.
    """
    for path in sorted(FOLDER.glob("*.sql")):
        connection.execute(path.read_text("utf-8"))
    known = {column.name: description(column) for table in (*TABLES, METRICS) for column in table.columns}
    bare = connection.execute(
        "SELECT c.table_name, c.column_name FROM duckdb_columns() AS c JOIN duckdb_views() AS v ON v.view_oid = c.table_oid "
        "AND v.database_oid = c.database_oid WHERE NOT v.internal AND c.comment IS NULL AND c.database_name = current_database()"
    ).fetchall()
    for view, column in bare:
        if column not in known:
            raise ValueError(f"warehouse/views/{view}.sql must comment on the column {column}, which no table has")
        connection.execute(f"COMMENT ON COLUMN {identifier(view)}.{identifier(column)} IS {literal(known[column])}")
