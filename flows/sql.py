"""Read-only SQL on the published warehouse: one query, or a prompt.

Standard output carries the result and nothing else; messages go to standard error. The database is opened read-only
and without access to files, so a query can neither change the warehouse nor read or write anything beside it.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

import duckdb

from flows.result_text import visible, write_csv, write_json, write_table
from warehouse.connect import connect

TABLE_ROWS = 1000
"""A table is for eyes: it shows so many rows and says how many it left out. CSV and JSON are never cut."""

_BATCH = 5000

_READS = tuple(getattr(duckdb.StatementType, name) for name in ("SELECT", "EXPLAIN", "PRAGMA", "MULTI"))
"""DESCRIBE, SHOW, SUMMARIZE and VALUES are SELECT too, and PIVOT is MULTI; settings that a PRAGMA would change are locked."""

_HELP = """End a query with a semicolon; it may take several lines. An empty answer shows the column names alone.
.tables          the tables and views, with what they hold
.schema NAME     the columns of one, with their types and meanings
.format NAME     table, csv or json
.help            this text
.quit            leave (also Ctrl-D); Ctrl-C drops what was typed or stops the query"""


class Format(StrEnum):
    """How a result is written."""

    table = "table"
    csv = "csv"
    json = "json"


class QueryRefused(Exception):  # noqa: N818 - an answer, not a fault
    """A query that cannot be answered; the message is for the person who typed it."""


@contextlib.contextmanager
def published(root: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published database: read-only, no files, no extensions, and settings locked.

    Raises NoRelease, and QueryRefused for a database that cannot be opened.
    """
    try:
        connection = connect(root)
    except duckdb.Error as error:
        raise QueryRefused(_not_opened(root, error)) from None
    try:
        for setting in ("enable_external_access = false", "autoinstall_known_extensions = false", "lock_configuration = true"):
            with contextlib.suppress(duckdb.InvalidInputException):  # already locked by the one who opened it
                connection.execute(f"SET {setting}")
        yield connection
    finally:
        connection.close()


def checked(connection: duckdb.DuckDBPyConnection, query: str) -> duckdb.Statement:
    """The one statement of a query that only reads. Raises QueryRefused with what is wrong."""
    try:
        statements = connection.extract_statements(query)
    except duckdb.Error as error:
        raise QueryRefused(message(error)) from None
    if len(statements) != 1:
        found = "nothing" if not statements else f"{len(statements)} statements"
        raise QueryRefused(f"one query at a time; found {found}")
    if statements[0].type not in _READS:
        raise QueryRefused(
            f"only queries are answered (SELECT, FROM, DESCRIBE, EXPLAIN …), not {statements[0].type.name}: this is read-only"
        )
    return statements[0]


def answer(connection: duckdb.DuckDBPyConnection, query: str, output: Format, out: IO[str], notes: IO[str]) -> None:
    """Runs one statement and writes its result to `out`. Raises QueryRefused with what is wrong."""
    statement = checked(connection, query)
    try:
        cursor = connection.execute(statement)
        columns = [str(entry[0]) for entry in cursor.description or ()]
        if output is Format.table:
            rows = cursor.fetchmany(TABLE_ROWS)
            write_table(out, columns, rows)
            left = _count(cursor)
            if left:
                notes.write(f"{left} more rows are not shown: use LIMIT, or --format csv for all of them\n")
        else:
            (write_csv if output is Format.csv else write_json)(out, columns, _rows(cursor))
    except duckdb.Error as error:
        raise QueryRefused(message(error)) from None


def prompt(connection: duckdb.DuckDBPyConnection, output: Format, history: Path) -> None:
    """Reads queries from the terminal until `.quit` or the end of input. Lines are remembered in `history`."""
    with _line_editing(history):
        print("gongbao: read-only SQL on the published warehouse. .help shows the commands.", file=sys.stderr)
        pending: list[str] = []
        while True:
            try:
                line = input("     ...> " if pending else "gongbao> ")
            except EOFError:
                print(file=sys.stderr)
                return
            except KeyboardInterrupt:
                print(file=sys.stderr)
                pending.clear()
                continue
            if not pending and line.strip().startswith("."):
                if line.strip().rstrip(";") in (".quit", ".exit"):
                    return
                output = _command(connection, line.strip(), output)
                continue
            pending.append(line)
            text = "\n".join(pending)
            if not text.strip():
                pending.clear()
            elif ends_statement(text):
                pending.clear()
                _try(connection, text, output)


def ends_statement(text: str) -> bool:
    """Whether the last thing in `text` is a semicolon outside quotes and comments."""
    ended, at = False, 0
    while at < len(text):
        character = text[at]
        if character in "'\"":
            close = text.find(character, at + 1)
            if close < 0:
                return False
            ended, at = False, close + 1
        elif text.startswith("--", at):
            at = text.find("\n", at) + 1 or len(text)
        elif text.startswith("/*", at):
            close = text.find("*/", at + 2)
            if close < 0:
                return False
            at = close + 2
        else:
            if not character.isspace():
                ended = character == ";"
            at += 1
    return ended


def _command(connection: duckdb.DuckDBPyConnection, line: str, output: Format) -> Format:
    name, _, argument = line.rstrip(";").partition(" ")
    argument = argument.strip()
    if name == ".help":
        print(_HELP, file=sys.stderr)
    elif name == ".tables":
        _show(
            connection,
            "SELECT table_name AS name, 'table' AS kind, comment FROM duckdb_tables() WHERE NOT internal "
            "UNION ALL SELECT view_name, 'view', comment FROM duckdb_views() WHERE NOT internal ORDER BY kind, name",
        )
    elif name == ".schema" and argument:
        _show(
            connection,
            "SELECT column_name, data_type AS type, comment FROM duckdb_columns() "
            "WHERE table_name = ? AND NOT internal ORDER BY column_index",
            argument,
        )
    elif name == ".format" and argument in Format.__members__:
        return Format(argument)
    else:
        print(f"{visible(line)}: not a command here. .help shows them.", file=sys.stderr)
    return output


def _show(connection: duckdb.DuckDBPyConnection, query: str, *values: str) -> None:
    cursor = connection.execute(query, list(values))
    rows = cursor.fetchall()
    if rows:
        write_table(sys.stdout, [str(entry[0]) for entry in cursor.description or ()], rows)
    else:
        print("Nothing of that name. .tables shows what there is.", file=sys.stderr)


def _try(connection: duckdb.DuckDBPyConnection, text: str, output: Format) -> None:
    try:
        answer(connection, text, output, sys.stdout, sys.stderr)
    except QueryRefused as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while batch := cursor.fetchmany(_BATCH):
        yield from batch


def _count(cursor: duckdb.DuckDBPyConnection) -> int:
    return sum(1 for _ in _rows(cursor))


def _not_opened(root: Path, error: duckdb.Error) -> str:
    first = message(error).splitlines()[0]
    if "lock" in first.lower():
        return f"The database of {root} is held open for writing by another program: {first}. Close that program and ask again."
    return f"The database of {root} cannot be opened: {first}. Build again, or go back to a former release with gongbao rollback."


def message(error: duckdb.Error) -> str:
    """What DuckDB says, harmless on a terminal."""
    return "\n".join(visible(line) for line in str(error).splitlines())


@contextlib.contextmanager
def _line_editing(history: Path) -> Iterator[None]:
    """Arrow keys and remembered lines, where Python was built with readline."""
    try:
        import readline
    except ImportError:
        yield
        return
    with contextlib.suppress(OSError):
        readline.read_history_file(history)
    readline.set_history_length(1000)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            history.parent.mkdir(parents=True, exist_ok=True)
            readline.write_history_file(history)
