"""What the macro `search` looks words up in: the texts of all metrics in one form, and where each three characters stand in them.

Both tables are in the database alone, made from `metrics` when a release is staged. They point at rows by DuckDB's own row number, which
stays as it is, since nobody writes a release.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

from warehouse.ddl import statements
from warehouse.folding import fold_all
from warehouse.tables import Column, Table

SEARCHED = ("sentence", "indicator", "region", "speaker", "attributed_to")
"""The columns of metrics that `search` looks into; besides, it finds by outlet and agency, and by other names."""

GRAM = 3
_LISTED_SHARE = 0.03
"""Three characters that more of the texts have are not looked up: a word made of such alone is so frequent that a scan finds it at once."""
ALWAYS_LISTED = 1000
"""In a small warehouse everything is looked up."""

TEXTS = Table(
    name="search_texts",
    description="Every sentence and name that metrics have or belong to, once, in the form that `search` compares.",
    key=("folded", "as_printed"),
    sort=(),
    columns=(
        Column("folded", "text", "The text as the macro `folded` gives it."),
        Column("as_printed", "boolean", "Whether it stands in that very form in a column of metrics."),
        Column("metric_rows", "integers", "The rowid of each row of metrics that has it or belongs to it."),
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


_NAMED = """
    CREATE TEMP TABLE named AS
    WITH
    -- What stands in the row itself, or above it.
    own AS (
        SELECT
            m.rowid AS row,
            unnest([m.indicator, m.attributed_to, s.outlet, s.agency]) AS name,
            unnest([false, false, true, true]) AS whole
        FROM metrics AS m LEFT JOIN sources AS s ON s.source_id = m.source_id
    ),
    -- Who is named in the sentence by another name than its own: 市统计局 is that of its city.
    met AS (
        SELECT m.rowid AS row, e.name, e.name <> n.text AS whole
        FROM mentions AS n
        JOIN entities AS e ON e.entity_id = n.entity_id AND e.kind = 'organization'
        JOIN metrics AS m ON
            m.document_id = n.document_id
            AND n.char_start >= m.char_start - length(m.sentence) AND n.char_end <= m.char_end + length(m.sentence)
        WHERE (e.name <> n.text OR e.name IN (SELECT o.name FROM others AS o)) AND contains(m.sentence, n.text)
    ),
    said_of AS (FROM own WHERE own.name IS NOT NULL UNION ALL FROM met)
    SELECT a.printed, list(DISTINCT CAST(a.row AS INTEGER)) AS metric_rows
    FROM (
        SELECT w.name AS printed, w.row FROM said_of AS w WHERE w.whole
        UNION ALL
        SELECT o.other, w.row FROM said_of AS w JOIN others AS o ON o.name = w.name
    ) AS a
    GROUP BY a.printed
"""
"""By each name that does not stand in the searched columns themselves: the rows that it belongs to."""


def fill(connection: duckdb.DuckDBPyConnection, other_names: Mapping[str, Sequence[str]]) -> None:
    """Fill them from `metrics` and what it rests on, in the database in use. Seconds for a million metrics, in a few GB of memory.

    `other_names` are further names of indicators, organisations and outlets, by the name that rows have.
    """
    pairs = [(name, other) for name, others in other_names.items() for other in others]
    names, others = ([pair[side] for pair in pairs] for side in (0, 1))
    connection.register("others", pa.table({"name": pa.array(names, pa.string()), "other": pa.array(others, pa.string())}))
    connection.execute(_NAMED)
    connection.unregister("others")
    said = " UNION ALL ".join(
        f"SELECT {name} AS printed, list(CAST(rowid AS INTEGER) ORDER BY rowid) AS metric_rows "
        f"FROM metrics WHERE {name} IS NOT NULL GROUP BY 1"
        for name in SEARCHED
    )
    connection.execute(f"CREATE TEMP TABLE said AS {said}")
    printed = connection.sql("SELECT printed FROM said UNION SELECT printed FROM named").to_arrow_table().column("printed")
    folds = pa.table({"printed": printed, "folded": pa.array(fold_all(printed.to_pylist()), pa.string())})
    connection.register("folds", folds)
    connection.execute("""
        INSERT INTO search_texts BY NAME
        SELECT
            f.folded,
            s.in_row AND f.folded = s.printed AS as_printed,
            list_sort(list_distinct(flatten(list(s.metric_rows)))) AS metric_rows
        FROM (SELECT *, true AS in_row FROM said UNION ALL SELECT *, false AS in_row FROM named) AS s
        JOIN folds AS f ON f.printed = s.printed
        GROUP BY 1, 2
        -- What a search for frequent words reads from the beginning lies together.
        ORDER BY 2, min(s.metric_rows[1]), 1
    """)
    connection.unregister("folds")
    connection.execute("DROP TABLE said; DROP TABLE named")
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
