"""Expectations that follow from the table definitions alone: columns, keys, nulls, closed sets, references, spans."""

from __future__ import annotations

from expectations.model import ROWS_OF_BATCH, Expectation, RowRule, literal
from warehouse.ddl import catalogue_type, open_type
from warehouse.tables import TABLES, Column, Reference, Table

CHECKED_TABLES: tuple[Table, ...] = tuple(table for table in TABLES if table.role != "run")
"""Tables that a release holds as facts. The tables about runs are added at publication and are not audited."""

PIECE = 512
"""Characters of a piece of text, in texts of up to MOST_PIECES of them; longer texts have longer pieces."""

MOST_PIECES = 500

OVERLAP = 64
"""Characters of the next piece at the end of each, so that a span up to this long lies in one piece."""


def text_at(document: str, start: str, end: str) -> tuple[str, str]:
    """SQL for the text of a span: the joins that it needs, and the expression.

    Counting to a character far inside a text costs time by its length, and every span would pay it. So texts are cut into
    pieces once, and a span counts inside of its piece; only spans longer than the overlap count from the beginning.
    """
    texts = (
        f"(SELECT document_id, text, length(text) AS characters, greatest({PIECE}, length(text) // {MOST_PIECES}) AS size FROM documents)"
    )
    pieces = (
        f"(SELECT document_id, piece_no, substring(text, piece_no * size + 1, size + {OVERLAP}) AS piece "
        f"FROM (SELECT *, unnest(range(0, characters // size + 1)) AS piece_no FROM {texts}))"
    )
    joins = (
        f"JOIN {texts} AS d ON d.document_id = {document} "
        f"LEFT JOIN {pieces} AS p ON p.document_id = {document} AND p.piece_no = {start} // d.size"
    )
    expression = (
        f"CASE WHEN {start} < 0 OR {end} < {start} OR {end} > d.characters THEN NULL "
        f"WHEN {end} - {start} <= {OVERLAP} THEN substring(p.piece, {start} % d.size + 1, {end} - {start}) "
        f"ELSE substring(d.text, {start} + 1, {end} - {start}) END"
    )
    return joins, expression


def gives_back_text(column: str, start: str, end: str) -> RowRule:
    """The rule that `column` is what stands between `start` and `end` in the document's text; null columns are skipped."""
    joins, expression = text_at("r.document_id", f"r.{start}", f"r.{end}")
    return RowRule(joins=joins, where=f"r.{column} IS NOT NULL AND {expression} IS DISTINCT FROM r.{column}")


def columns_as_defined(table: Table) -> Expectation:
    """Every defined column is there with its type, and no other."""
    # A closed set may also stand as open text: what it then holds is the business of `closed_sets`.
    values = ", ".join(f"('{column.name}', {literal([open_type(column), catalogue_type(column)])})" for column in table.columns)
    found = f"(SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'main' AND table_name = '{table.name}')"
    return Expectation(
        id=f"{table.name}.columns_as_defined",
        table=table.name,
        severity="critical",
        description_zh="各列的名称和类型与表定义一致",
        description_en="Columns have the names and types of the table's definition",
        reason="Queries and the data dictionary rely on the definition.",
        check=RowRule(
            source=f"(SELECT * FROM (VALUES {values}) AS e(column_name, types) FULL JOIN {found} AS c USING (column_name))",
            where="(r.types IS NULL OR r.data_type IS NULL OR NOT list_contains(r.types, r.data_type)) "
            f"AND (SELECT count(*) FROM (SELECT * FROM {ROWS_OF_BATCH} AS b LIMIT 0) AS e) = 0",
            show=("column_name", "data_type"),
        ),
    )


def key_unique(table: Table) -> Expectation:
    """No two rows have the same key. Of several, all but one break the rule: always the same ones, whatever their order."""
    key = ", ".join(f"r.{name}" for name in table.key)
    bare = ", ".join(table.key)
    rest = ", ".join(f"r.{column.name}" for column in table.columns if column.name not in table.key)
    return Expectation(
        id=f"{table.name}.key_unique",
        table=table.name,
        column=table.key[0] if len(table.key) == 1 else None,
        severity="critical",
        description_zh=f"主键（{'、'.join(table.key)}）不重复",
        description_en=f"No two rows share the key ({', '.join(table.key)})",
        reason="A doubled row is counted twice in every query, and history cannot follow it.",
        # The order is worked out for the doubled alone: few in any case, none in a good one.
        check=RowRule(
            where=f"({key}) IN (SELECT ({bare}) FROM {{batch}} GROUP BY {bare} HAVING count(*) > 1)",
            qualify=f"row_number() OVER (PARTITION BY {key} ORDER BY {rest}) > 1",
        ),
        quarantine=table.role == "fact",
    )


def not_null(table: Table) -> Expectation:
    """Columns that must be filled are."""
    required = [column.name for column in table.columns if not column.nullable]
    return Expectation(
        id=f"{table.name}.required_filled",
        table=table.name,
        severity="critical",
        description_zh="必填各列均有值",
        description_en="Columns that must be filled are not null",
        reason="Readers need not handle nulls where the definition excludes them.",
        check=RowRule(where=" OR ".join(f"r.{name} IS NULL" for name in required)),
        quarantine=table.role == "fact",
    )


def closed_sets(table: Table) -> Expectation | None:
    """Enumerated columns hold only values of their sets; None for a table without such columns."""
    enumerated = [column for column in table.columns if column.values]
    if not enumerated:
        return None
    return Expectation(
        id=f"{table.name}.closed_sets",
        table=table.name,
        column=enumerated[0].name if len(enumerated) == 1 else None,
        severity="critical",
        description_zh=f"枚举列（{'、'.join(column.name for column in enumerated)}）的取值在规定范围内",
        description_en=f"Enumerated columns ({', '.join(column.name for column in enumerated)}) hold only values of their sets",
        reason="A query that filters by a known value must not miss rows under an unknown one.",
        check=RowRule(where=" OR ".join(_outside(column) for column in enumerated)),
        quarantine=table.role == "fact",
    )


def _outside(column: Column) -> str:
    values = ", ".join(f"'{value}'" for value in column.values)
    return f"(r.{column.name}::VARCHAR NOT IN ({values}))"


def resolves(table: Table, reference: Reference) -> Expectation:
    """A reference finds its row; null is not a reference."""
    return Expectation(
        id=f"{table.name}.{reference.column}_resolves",
        table=table.name,
        column=reference.column,
        severity="critical",
        description_zh=f"{reference.column} 能在 {reference.table} 表中找到",
        description_en=f"{reference.column} is found in {reference.table}",
        reason="A join over a dangling reference silently loses the row.",
        check=RowRule(
            where=f"r.{reference.column} IS NOT NULL AND NOT EXISTS "
            f"(SELECT 1 FROM {reference.table} AS t WHERE t.{reference.key} = r.{reference.column})",
            show=tuple(dict.fromkeys((*table.key, reference.column))),
        ),
    )


def common() -> tuple[Expectation, ...]:
    """What the definitions demand of every audited table."""
    declared: list[Expectation] = []
    for table in CHECKED_TABLES:
        declared += [columns_as_defined(table), key_unique(table), not_null(table)]
        sets = closed_sets(table)
        if sets is not None:
            declared.append(sets)
        declared += [resolves(table, reference) for reference in table.references]
    return tuple(declared)
