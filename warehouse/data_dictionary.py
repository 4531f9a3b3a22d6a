"""docs/data-dictionary.md, from the table definitions and from the views as DuckDB itself describes them.

`python -m warehouse.data_dictionary` writes it; a test compares.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse import covered, promised, search_index, view_files
from warehouse.ddl import catalogue_type, column_type, description, enum_types, statements
from warehouse.tables import TABLES, Column, Table

PLACE = Path(__file__).parent.parent / "docs" / "data-dictionary.md"

_ROLES = {
    "fact": "Rebuilt by every build.",
    "history": "Carries former releases along.",
    "run": "Holds the rows of all runs up to the publication.",
}
_PREPARED = "Made of `metrics` when a release is staged, in the database alone, so that its questions are answered at once."
_TABLES = (*TABLES, *search_index.TABLES, covered.COVERED, promised.PROMISED)
_HEAD = """\
# Data dictionary

Written by `python -m warehouse.data_dictionary` from warehouse/tables.py and warehouse/views; change those, not this page.

Every table is in `gongbao.duckdb` and in `facts/TABLE/TABLE.parquet`; views, macros and what they look up in (`search_texts`,
`search_grams`, `covered`, `promised`) are in the database alone.
Spans are half-open `[char_start, char_end)` indices of Unicode code points into `documents.text`.
Times are UTC: without a zone in DuckDB, with it in Parquet. A closed set is an enum in DuckDB and text in Parquet.
"""


def text() -> str:
    """The whole page."""
    with duckdb.connect() as connection:
        for statement in statements():
            connection.execute(statement)
        search_index.create(connection)
        covered.create(connection)
        promised.create(connection)
        view_files.create(connection)
        parts = [_HEAD, _contents(connection), *map(_table, _TABLES), *_views(connection), *_macros(connection), _closed_sets()]
    return "\n".join(parts)


def main() -> None:
    """Write the page."""
    PLACE.parent.mkdir(exist_ok=True)
    PLACE.write_text(text(), "utf-8")
    print(f"wrote {PLACE}")


def _contents(connection: duckdb.DuckDBPyConnection) -> str:
    lines = ["| name | kind | what it holds |", "| --- | --- | --- |"]
    lines += [f"| [{table.name}](#{table.name}) | table | {_cell(table.description)} |" for table in _TABLES]
    lines += [f"| [{name}](#{name}) | view | {_cell(comment)} |" for name, comment in _view_comments(connection)]
    lines += [
        f"| [{name}](#{name}) | {kind.replace('_', ' ')} | {_cell(comment)} |" for name, kind, _, comment in _macro_comments(connection)
    ]
    return "\n".join(lines) + "\n"


def _table(table: Table) -> str:
    role = _ROLES[table.role] if table in TABLES else _PREPARED
    lines = [f"## {table.name}", "", f"{table.description} {role}", ""]
    lines += [f"Key: {', '.join(f'`{name}`' for name in table.key)}.", ""]
    lines += ["| column | type | null | meaning |", "| --- | --- | --- | --- |"]
    to = {reference.column: reference for reference in table.references}
    for column in table.columns:
        meaning = description(column)
        if column.name in to:
            meaning += f" Found in `{to[column.name].table}.{to[column.name].key}`."
        lines.append(f"| `{column.name}` | {_type(column)} | {'yes' if column.nullable else ''} | {_cell(meaning)} |")
    return "\n".join(lines) + "\n"


def _type(column: Column) -> str:
    name = column_type(column)
    return f"[{name}](#closed-sets)" if column.values else name


def _views(connection: duckdb.DuckDBPyConnection) -> list[str]:
    parts = []
    for view, comment in _view_comments(connection):
        lines = [f"## {view}", "", comment, "", "| column | type | meaning |", "| --- | --- | --- |"]
        columns = connection.execute(
            "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = ? AND NOT internal ORDER BY column_index",
            [view],
        ).fetchall()
        sets = {catalogue_type(column): column_type(column) for table in TABLES for column in table.columns if column.values}
        for name, kind, said in columns:
            shown = f"[{sets[kind]}](#closed-sets)" if kind in sets else kind
            lines.append(f"| `{name}` | {shown} | {_cell(said)} |")
        parts.append("\n".join(lines) + "\n")
    return parts


def _macros(connection: duckdb.DuckDBPyConnection) -> list[str]:
    parts = []
    for name, kind, parameters, comment in _macro_comments(connection):
        parts.append(f"## {name}\n\n`{'FROM' if kind == 'table_macro' else 'SELECT'} {name}({', '.join(parameters)})`\n\n{comment}\n")
    return parts


def _closed_sets() -> str:
    lines = ["## Closed sets", "", "| type | values |", "| --- | --- |"]
    lines += [f"| {name} | {', '.join(f'`{value}`' for value in values)} |" for values, name in enum_types().items()]
    return "\n".join(lines) + "\n"


def _view_comments(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return connection.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal ORDER BY view_name").fetchall()


def _macro_comments(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, list[str], str]]:
    return connection.execute(
        "SELECT function_name, function_type, parameters, comment FROM duckdb_functions() WHERE NOT internal ORDER BY function_name"
    ).fetchall()


def _cell(said: str) -> str:
    return said.replace("|", "\\|")


if __name__ == "__main__":
    main()
