"""DuckDB statements from the table definitions: types of closed sets, tables, comments."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from warehouse.tables import TABLES, Column, Table, Type

_DUCKDB: dict[Type, str] = {
    "text": "VARCHAR",
    "integer": "INTEGER",
    "double": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    # Without a zone, always UTC: a zone would show every reader other days, and older Python clients need one more package to fetch it.
    "timestamp": "TIMESTAMP",
    "texts": "VARCHAR[]",
    "integers": "INTEGER[]",
    "spans": "STRUCT(char_start INTEGER, char_end INTEGER)[]",
}


def enum_types(tables: Sequence[Table] = TABLES) -> dict[tuple[str, ...], str]:
    """Name of the DuckDB type of each closed set: TABLE_COLUMN of the first column that has it."""
    names: dict[tuple[str, ...], str] = {}
    for table in tables:
        for column in table.columns:
            if column.values:
                names.setdefault(column.values, f"{table.name}_{column.name}")
    return names


def column_type(column: Column) -> str:
    """The DuckDB type of a column; for a closed set the name of its enum."""
    return enum_types()[column.values] if column.values else open_type(column)


def open_type(column: Column) -> str:
    """The DuckDB type of a column whose closed set, if it has one, is not enforced."""
    return _DUCKDB[column.type]


def catalogue_type(column: Column) -> str:
    """The type of a column as DuckDB's own catalogue spells it: an enum by its values."""
    return f"ENUM({', '.join(map(literal, column.values))})" if column.values else open_type(column)


def description(column: Column) -> str:
    """The comment of a column."""
    return f"{column.description} UTC." if column.type == "timestamp" else column.description


def create_table(table: Table) -> str:
    """CREATE TABLE with types and NOT NULL.

    Keys and references are not declared: a candidate with a key twice must load, so that the audit can name the rows, and an index on a
    million text keys costs more than the scans that it would save.
    """
    columns = ",\n".join(
        f"    {identifier(column.name)} {column_type(column)}{'' if column.nullable else ' NOT NULL'}" for column in table.columns
    )
    return f"CREATE TABLE {identifier(table.name)} (\n{columns}\n)"


def statements(tables: Sequence[Table] = TABLES) -> Iterator[str]:
    """All statements that make empty tables, in order; for other tables than `TABLES` after these, whose types they share."""
    made: Collection[tuple[str, ...]] = () if tables is TABLES else enum_types()
    for values, name in enum_types(tables).items():
        if values in made:
            continue
        yield f"CREATE TYPE {identifier(name)} AS ENUM ({', '.join(map(literal, values))})"
    for table in tables:
        yield create_table(table)
        yield f"COMMENT ON TABLE {identifier(table.name)} IS {literal(table.description)}"
        for column in table.columns:
            yield f"COMMENT ON COLUMN {identifier(table.name)}.{identifier(column.name)} IS {literal(description(column))}"


def identifier(name: str) -> str:
    """A quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A quoted SQL string."""
    return "'" + text.replace("'", "''") + "'"
