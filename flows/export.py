"""`gongbao export`: a view, a table or the answer to a query as CSV, Excel or Parquet.

Text of documents must not act in the spreadsheet that shows it: CSV puts an apostrophe before what would run as a formula, Excel gets such
text as text, marked as quoted, so that it stays text when somebody edits the cell.
"""

from __future__ import annotations

import datetime as dt
import decimal
import json
import math
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from flows.result_text import cell, starts_formula, write_csv
from flows.sql import QueryRefused, checked, message

FORMATS = (".csv", ".xlsx", ".parquet")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SHEET_ROWS = 1_048_575
"""Rows that a sheet holds below its header."""
_CELL = 32_767
_EXACT = 2**53
_BATCH = 5000

_BY_COLUMN = {
    "source_id": "SELECT DISTINCT r.source_id FROM result AS r",
    "metric_id": "SELECT DISTINCT m.source_id FROM metrics AS m WHERE m.metric_id IN (SELECT r.metric_id FROM result AS r)",
    "metric_ids": "SELECT DISTINCT m.source_id FROM metrics AS m WHERE m.metric_id IN (SELECT unnest(r.metric_ids) FROM result AS r)",
    "observation_id": "SELECT DISTINCT m.source_id FROM metrics AS m WHERE m.observation_id IN (SELECT r.observation_id FROM result AS r)",
    "document_id": "SELECT DISTINCT s.source_id FROM sources AS s WHERE s.document_id IN (SELECT r.document_id FROM result AS r)",
}
"""How the articles of a result are found, by the first of these columns that it has."""
_SOURCES = (
    "SELECT s.title, s.outlet, s.agency, s.stated_on, s.published_on, s.url, d.file_name, s.source_id FROM sources AS s "
    "JOIN documents AS d ON d.document_id = s.document_id WHERE s.source_id IN (SELECT t.source_id FROM ({theirs}) AS t) "
    "ORDER BY s.stated_on NULLS LAST, s.source_id"
)


class NotExported(Exception):  # noqa: N818 - an answer, not a fault
    """It cannot be written in that form; the message says what was found and what to do."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: rows, articles on the sheet of sources (none where there is no such sheet), and what is to be said of it."""

    rows: int
    sources: int | None
    notes: tuple[str, ...]


def export(connection: duckdb.DuckDBPyConnection, what: str, path: Path) -> Exported:
    """Writes a table or view by its name, or the answer to a query, in the form that the file's ending says.

    A file that is there is replaced once the new one is whole.

    Raises NotExported, QueryRefused for a query that cannot be answered, OSError.
    """
    form = path.suffix.lower()
    if form not in FORMATS:
        raise NotExported(f"{path}: exports are written as {', '.join(FORMATS)}; give the file one of these endings.")
    query = f"FROM {what.strip()}" if _NAME.fullmatch(what.strip()) else what
    checked(connection, query)
    try:
        with _replacing(path) as unfinished:
            if form == ".csv":
                return _csv(connection, query, unfinished)
            return _parquet(connection, query, unfinished) if form == ".parquet" else _excel(connection, query, unfinished)
    except duckdb.Error as error:
        raise QueryRefused(message(error)) from None


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield unfinished
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _csv(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> Exported:
    cursor = connection.execute(query)
    counted = _Counted(cursor)
    # With a byte order mark, without which spreadsheets take Chinese for another encoding.
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        write_csv(out, counted.columns, counted)
    return Exported(counted.rows, None, ())


def _parquet(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> Exported:
    table = connection.sql(query).to_arrow_table()
    pq.write_table(table, path, compression="zstd")
    return Exported(table.num_rows, None, ())


def _excel(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> Exported:
    inner = query.strip().rstrip(";")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE result AS FROM ({inner})")
    rows = connection.execute("SELECT count(*) FROM result").fetchall()[0][0]
    if rows > _SHEET_ROWS:
        raise NotExported(
            f"{rows:,} rows are more than the {_SHEET_ROWS:,} that a sheet holds: narrow the query, or write .csv or .parquet."
        )
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    # Chinese text of a document is data: nothing in it may become a link, a number or a formula.
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = _Sheet(book.add_worksheet("data"), _formats(book))
        result = _Counted(connection.execute("FROM result"))
        sheet.write(result)
        by = next((column for column in _BY_COLUMN if column in result.columns), None)
        sources = _Sheet(book.add_worksheet("sources"), _formats(book))
        if by is None:
            sources.write_note(f"The query gives none of {', '.join(_BY_COLUMN)}, so its sources are not known: add one of these columns.")
            listed = None
        else:
            found = _Counted(connection.execute(_SOURCES.format(theirs=_BY_COLUMN[by])))
            sources.write(found)
            listed = found.rows
        about = _Sheet(book.add_worksheet("about"), _formats(book))
        about.write_note(f"gongbao: {query.strip()}")
    notes = [f"{sheet.cut} texts were cut at {_CELL:,} characters, which is all that a cell holds."] if sheet.cut else []
    return Exported(int(rows), listed, tuple(notes))


class _Counted:
    """The rows of a cursor, counted as they are taken."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self.columns = [str(column[0]) for column in cursor.description or ()]
        self.rows = 0
        self._cursor = cursor

    def __iter__(self) -> Iterator[Sequence[Any]]:
        while batch := self._cursor.fetchmany(_BATCH):
            self.rows += len(batch)
            yield from batch


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    return {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        "quoted": book.add_format({"quote_prefix": True}),
    }


class _Sheet:
    """A sheet that is written from above; `cut` counts the texts that were too long for a cell."""

    def __init__(self, sheet: Worksheet, formats: dict[str, Format]) -> None:
        self._sheet, self._formats = sheet, formats
        self.cut = 0

    def write(self, rows: _Counted) -> None:
        for place, name in enumerate(rows.columns):
            self._sheet.write_string(0, place, name, self._formats["head"])
        self._sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                self._value(number, place, value)

    def write_note(self, text: str) -> None:
        self._text(0, 0, text)

    def _value(self, row: int, column: int, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            self._sheet.write_boolean(row, column, value)
        elif isinstance(value, int | float | decimal.Decimal) and math.isfinite(value) and -_EXACT <= value <= _EXACT:
            self._sheet.write_number(row, column, float(value))
        elif isinstance(value, float):
            # What a sheet's numbers hold, but for infinities; larger whole numbers than it holds exactly stay text.
            self._sheet.write_number(row, column, value) if math.isfinite(value) else self._text(row, column, str(value))
        elif isinstance(value, dt.datetime):
            self._sheet.write_datetime(row, column, value.replace(tzinfo=None), self._formats["time"])
        elif isinstance(value, dt.date) and value.year >= 1900:
            self._sheet.write_datetime(row, column, value, self._formats["date"])
        elif isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
            self._text(row, column, json.dumps(value, ensure_ascii=False))
        else:
            self._text(row, column, value if isinstance(value, str) else cell(value))

    def _text(self, row: int, column: int, text: str) -> None:
        if len(text) > _CELL:
            text, self.cut = text[:_CELL], self.cut + 1
        self._sheet.write_string(row, column, text, self._formats["quoted"] if starts_formula(text) else None)
