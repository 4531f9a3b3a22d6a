"""What the macro `search` looks words up in: the texts of all metrics in one form, and where each three characters stand in them.

Both tables are in the database alone, made from `metrics` when a release is staged. They point at rows by DuckDB's own row number, which
stays as it is, since nobody writes a release.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from warehouse.ddl import statements
from warehouse.folding import fold_all
from warehouse.tables import Column, Table

SEARCHED = ("sentence", "indicator", "region", "speaker", "attributed_to")
"""The columns of metrics that `search` looks into."""

GRAM = 3
_LISTED_SHARE = 0.03
"""Three characters that more of the texts have are not looked up: a word made of such alone is so frequent that a scan finds it at once."""
ALWAYS_LISTED = 1000
"""In a small warehouse everything is looked up."""

TEXTS = Table(
    name="search_texts",
    description="Every sentence and name that metrics have, once, in the form that `search` compares.",
    key=("folded", "as_printed"),
    sort=(),
    columns=(
        Column("folded", "text", "The text as the macro `folded` gives it."),
        Column("as_printed", "boolean", "Whether it is printed in that very form."),
        Column("metric_rows", "integers", "The rowid of each row of metrics that has it."),
    ),
)

GRAMS = Table(
    name="search_grams",
    description="Where each three characters stand in `search_texts`; the last two of a text are followed by line ends.",
    key=("gram",),
    sort=("gram",),
    columns=(
        Column("gram", "text", "Three characters in a row."),
        Column("texts", "integer", "How many texts have them."),
        Column("is_listed", "boolean", "Whether text_rows names these; of the most frequent it does not."),
        Column("text_rows", "integers", "The rowid of each of these texts.", nullable=True),
    ),
)

TABLES = (TEXTS, GRAMS)


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the two tables, empty, in the database in use."""
    for statement in statements(TABLES):
        connection.execute(statement)


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill them from `metrics`, in the database in use. Seconds for a million metrics, in a few GB of memory."""
    said = " UNION ALL ".join(
        f"SELECT {name} AS printed, list(CAST(rowid AS INTEGER) ORDER BY rowid) AS metric_rows "
        f"FROM metrics WHERE {name} IS NOT NULL GROUP BY 1"
        for name in SEARCHED
    )
    connection.execute(f"CREATE TEMP TABLE said AS {said}")
    printed = connection.sql("SELECT DISTINCT printed FROM said").to_arrow_table().column("printed")
    folds = pa.table({"printed": printed, "folded": pa.array(fold_all(printed.to_pylist()), pa.string())})
    connection.register("folds", folds)
    connection.execute("""
        INSERT INTO search_texts BY NAME
        SELECT f.folded, f.folded = s.printed AS as_printed, list_sort(list_distinct(flatten(list(s.metric_rows)))) AS metric_rows
        FROM said AS s JOIN folds AS f ON f.printed = s.printed
        GROUP BY 1, 2
        ORDER BY min(s.metric_rows[1]), 1, 2
    """)
    connection.unregister("folds")
    connection.execute("DROP TABLE said")
    connection.execute(f"""
        INSERT INTO search_grams BY NAME
        WITH places AS (
            SELECT DISTINCT
                CAST(t.rowid AS INTEGER) AS text_row,
                unnest(
                    list_transform(range(1, length(t.folded) + 1), lambda i: substring(t.folded || chr(10) || chr(10), i, {GRAM}))
                ) AS gram
            FROM search_texts AS t
        ),
        most AS (SELECT greatest({ALWAYS_LISTED}, {_LISTED_SHARE} * count(*)) AS listed FROM search_texts)
        SELECT
            p.gram,
            CAST(count(*) AS INTEGER) AS texts,
            count(*) <= any_value(m.listed) AS is_listed,
            CASE WHEN count(*) <= any_value(m.listed) THEN list(p.text_row ORDER BY p.text_row) END AS text_rows
        FROM places AS p CROSS JOIN most AS m
        GROUP BY p.gram
        ORDER BY p.gram
    """)
