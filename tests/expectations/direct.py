"""The rules as plain SQL over rows in memory: what Great Expectations finds, without its seconds of start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import duckdb

from expectations.model import ROWS_OF_BATCH, RowRule, row_id, row_sql
from expectations.setting import Setting
from expectations.suite_common import CHECKED_TABLES
from expectations.suites import EXPECTATIONS
from tests.expectations.bundles import Bundle, arrow_of
from warehouse.ddl import open_type

Broken = set[tuple[str, str]]
"""(rule, row id) of each row that breaks a rule; the row id is empty for a rule about a whole table."""

STOPS = ("critical", "warning")


def with_history(tables: Bundle) -> Bundle:
    """The tables with a history in which every metric stands since now, as after a first build."""
    opened = {"recorded_from": dt.datetime(2026, 3, 2, tzinfo=dt.UTC), "recorded_to": None, "reason": None}
    return {**tables, "metrics_history": [{**row, **opened} for row in tables["metrics"]]}


def broken(tables: Bundle, setting: Setting, severities: Collection[str] = STOPS) -> Broken:
    """Which row rules of these severities break, in a database without any constraint."""
    found: Broken = set()
    with duckdb.connect(":memory:") as connection:
        for table in CHECKED_TABLES:
            columns = ", ".join(f"{column.name} {open_type(column)}" for column in table.columns)
            connection.execute(f"CREATE TABLE {table.name} ({columns})")
            if rows := tables.get(table.name, []):
                connection.register("arriving", arrow_of(table, rows))
                connection.execute(f"INSERT INTO {table.name} BY NAME SELECT * FROM arriving")
                connection.unregister("arriving")
        for one in EXPECTATIONS:
            if not isinstance(one.check, RowRule) or one.severity not in severities:
                continue
            of_rows = one.check.source == ROWS_OF_BATCH
            sql = row_sql(one, setting, show=row_id(one.table) if of_rows else None).format(batch=f'"{one.table}"')
            found |= {(one.id, row[0] if of_rows else "") for row in connection.execute(sql).fetchall()}
    return found
