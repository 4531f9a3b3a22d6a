"""The views and table macros of warehouse/views, one SQL file each."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.ddl import description, identifier, literal
from warehouse.folding import sql_arguments
from warehouse.tables import METRICS, TABLES

FOLDER = Path(__file__).with_name("views")


def create(connection: duckdb.DuckDBPyConnection, folder: Path = FOLDER) -> None:
    """Make all views and macros in the database in use, whose tables must be there; no transaction may be open.

    A view may rest on another one, whatever their names.

    A view's column that its file does not comment on gets the comment of the table column of that name. Raises ValueError when there
    is none: then the file must say what the column means; and for a file that DuckDB refuses, with the file's name.
    """
    _create_in_working_order(connection, sorted(folder.glob("*.sql")))
    known = {column.name: description(column) for table in (*TABLES, METRICS) for column in table.columns}
    bare = connection.execute(
        "SELECT c.table_name, c.column_name FROM duckdb_columns() AS c JOIN duckdb_views() AS v ON v.view_oid = c.table_oid "
        "AND v.database_oid = c.database_oid WHERE NOT v.internal AND c.comment IS NULL AND c.database_name = current_database()"
    ).fetchall()
    comments = []
    for view, column in bare:
        if column not in known:
            raise ValueError(f"warehouse/views/{view}.sql must comment on the column {column}, which no table has")
        comments.append(f"COMMENT ON COLUMN {identifier(view)}.{identifier(column)} IS {literal(known[column])}")
    _in_one_transaction(connection, "; ".join(comments))


def _create_in_working_order(connection: duckdb.DuckDBPyConnection, files: list[Path]) -> None:
    """Run the files; those that need what a later one makes are run again after it."""
    while files:
        refused: dict[Path, duckdb.Error] = {}
        for path in files:
            try:
                _in_one_transaction(connection, _text(path))
            except duckdb.Error as error:
                refused[path] = error
        if len(refused) == len(files):
            path, first = next(iter(refused.items()))
            raise ValueError(f"warehouse/views/{path.name} cannot be made: {first}") from first
        files = list(refused)


def _text(path: Path) -> str:
    """The statements of the file, with what stands elsewhere filled in."""
    text = path.read_text("utf-8")
    if "{folding}" in text:
        text = text.replace("{folding}", sql_arguments())
    if "{columns of facts}" in text:
        # `search` gives what the view gives, and cannot ask it: it needs the row number, which a view hides.
        facts = (FOLDER / "facts.sql").read_text("utf-8")
        text = text.replace("{columns of facts}", facts.split("SELECT\n", 1)[1].split("\nFROM", 1)[0])
    return text


def _in_one_transaction(connection: duckdb.DuckDBPyConnection, statements: str) -> None:
    """All or nothing, so that a file that fails halfway can be run again; and one wait for the disk instead of one a statement."""
    connection.execute("BEGIN")
    try:
        connection.execute(statements)
    except duckdb.Error:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
