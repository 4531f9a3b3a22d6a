"""What the view `coverage` shows, counted when a release is staged: at a million metrics the counting takes over a second."""

from __future__ import annotations

import duckdb

from warehouse.ddl import statements
from warehouse.tables import METRICS, Column, Table

COVERED = Table(
    name="covered",
    description="How many numbers each outlet states of each indicator, region and year: what the view `coverage` shows.",
    key=("indicator", "region", "outlet", "year"),
    sort=("indicator", "region", "outlet", "year"),
    columns=(
        *(METRICS.column(name) for name in ("indicator", "indicator_id", "region")),
        Column("outlet", "text", "Newspaper, station or site that printed it, else the agency that wrote it.", nullable=True),
        Column("year", "integer", "Year in which the period ends; null where no period is known.", nullable=True),
        Column("metrics", "integer", "Numbers stated."),
        Column("observations", "integer", "Distinct facts that they state."),
        Column("sources", "integer", "Articles that they stand in."),
        Column("first_period_start", "date", "First day of the earliest period.", nullable=True),
        Column("last_period_end", "date", "Last day of the latest period.", nullable=True),
        Column("first_stated_on", "date", "Earliest day of statement.", nullable=True),
        Column("last_stated_on", "date", "Latest day of statement.", nullable=True),
    ),
)


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table, empty, in the database in use."""
    for statement in statements([COVERED]):
        connection.execute(statement)


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill it from metrics and sources, in the database in use."""
    connection.execute("""
        INSERT INTO covered BY NAME
        SELECT
            m.indicator,
            m.indicator_id,
            m.region,
            coalesce(s.outlet, s.agency) AS outlet,
            CAST(year(m.period_end) AS INTEGER) AS year,
            CAST(count(*) AS INTEGER) AS metrics,
            CAST(count(DISTINCT m.observation_id) AS INTEGER) AS observations,
            CAST(count(DISTINCT m.source_id) AS INTEGER) AS sources,
            min(m.period_start) AS first_period_start,
            max(m.period_end) AS last_period_end,
            min(s.stated_on) AS first_stated_on,
            max(s.stated_on) AS last_stated_on
        FROM metrics AS m
        LEFT JOIN sources AS s ON s.source_id = m.source_id
        GROUP BY 1, 2, 3, 4, 5
        ORDER BY 1, 3, 4, 5, 2
    """)
