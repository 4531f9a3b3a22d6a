"""What the view `targets` shows, joined when a release is staged: at a million metrics the joining takes a fifth of a second."""

from __future__ import annotations

import duckdb

from warehouse.ddl import statements
from warehouse.tables import METRICS, OBSERVATIONS, Column, Table

PROMISED = Table(
    name="promised",
    description="Every promise with what became of it: what the view `targets` shows.",
    key=("observation_id", "actual_observation_id"),
    sort=("deadline", "observation_id", "actual_observation_id"),
    columns=(
        *(METRICS.column(name) for name in ("indicator", "indicator_id", "region", "measure", "basis", "base", "unit", "period_start")),
        Column("deadline", "date", "Last day of the period that the promise is for.", nullable=True),
        Column("promised", "double", "The value promised; null for a range or a bare bound.", nullable=True),
        Column("promised_low", "double", "Lower bound of what is promised.", nullable=True),
        Column("promised_high", "double", "Upper bound of what is promised.", nullable=True),
        Column("bound", "text", "How the words around the number bound it.", values=METRICS.column("approximation").values),
        Column("promised_on", "date", "Day on which it was first promised, where known.", nullable=True),
        Column("said_by", "text", "Who promises it: the speaker, else the outlet or agency.", nullable=True),
        Column("actual", "double", "What is stated of that time later; null where nothing is yet.", nullable=True),
        Column("actual_low", "double", "Lower bound of what is stated later.", nullable=True),
        Column("actual_high", "double", "Upper bound of what is stated later.", nullable=True),
        Column(
            "actual_standing",
            "text",
            "How well that statement stands, as in observations.",
            nullable=True,
            values=OBSERVATIONS.column("agreement").values,
        ),
        Column("actual_stated_on", "date", "Latest day of that statement.", nullable=True),
        Column("difference", "double", "The actual value less the promised one.", nullable=True),
        Column("is_met", "boolean", "Whether the promise is met, where that can be told.", nullable=True),
        METRICS.column("sentence"),
        METRICS.column("metric_id"),
        Column("observation_id", "text", "The promise."),
        Column("actual_observation_id", "text", "What became of it.", nullable=True),
    ),
)


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table, empty, in the database in use."""
    for statement in statements([PROMISED]):
        connection.execute(statement)


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill it from metrics, sources and observations, in the database in use."""
    connection.execute("""
        INSERT INTO promised BY NAME
        WITH said AS (
            SELECT
                m.observation_id,
                -- The latest wording counts.
                max_by(m.approximation, (coalesce(s.stated_on, DATE '0001-01-01'), m.metric_id)) AS bound,
                max_by(m.sentence, (coalesce(s.stated_on, DATE '0001-01-01'), m.metric_id)) AS sentence,
                max_by(m.metric_id, (coalesce(s.stated_on, DATE '0001-01-01'), m.metric_id)) AS metric_id,
                max_by(coalesce(m.speaker, s.outlet, s.agency), (coalesce(s.stated_on, DATE '0001-01-01'), m.metric_id)) AS said_by
            FROM metrics AS m
            JOIN sources AS s ON s.source_id = m.source_id
            WHERE m.status = 'target'
            GROUP BY m.observation_id
        )

        SELECT
            p.indicator,
            p.indicator_id,
            p.region,
            p.measure,
            p.basis,
            p.base,
            p.unit,
            p.period_start,
            p.period_end AS deadline,
            p.value AS promised,
            p.value_low AS promised_low,
            p.value_high AS promised_high,
            d.bound,
            p.first_stated_on AS promised_on,
            d.said_by,
            a.value AS actual,
            a.value_low AS actual_low,
            a.value_high AS actual_high,
            a.agreement AS actual_standing,
            a.last_stated_on AS actual_stated_on,
            round(a.value - p.value, 9) AS difference,
            CASE
                WHEN a.value IS NULL THEN NULL
                WHEN d.bound IN ('at_least', 'over') THEN a.value >= coalesce(p.value, p.value_low)
                WHEN d.bound IN ('at_most', 'under') THEN a.value <= coalesce(p.value, p.value_high)
                WHEN p.value IS NULL AND p.value_high IS NOT NULL THEN a.value BETWEEN p.value_low AND p.value_high
                WHEN a.value = p.value THEN TRUE
            END AS is_met,
            d.sentence,
            d.metric_id,
            p.observation_id,
            a.observation_id AS actual_observation_id
        FROM observations AS p
        JOIN said AS d ON d.observation_id = p.observation_id
        LEFT JOIN observations AS a
            ON
                a.status = 'actual'
                AND a.indicator = p.indicator
                AND a.region = p.region
                AND a.measure = p.measure
                AND a.unit = p.unit
                -- 增长6%左右 of a whole year names no year to compare with, and means the one before.
                AND (
                    a.basis = p.basis
                    OR (
                        p.measure = 'growth' AND p.period_type = 'year'
                        AND a.basis IN ('yoy', 'none') AND p.basis IN ('yoy', 'none')
                    )
                )
                AND a.period_end = p.period_end
                AND a.base IS NOT DISTINCT FROM p.base
                -- 到2027年 is a point of time, 2027年 a year: for what stands at the end of a year both are one.
                AND (a.period_start = p.period_start OR a.measure IN ('level', 'ratio'))
                AND a.last_stated_on > p.first_stated_on
        WHERE p.status = 'target'
        ORDER BY p.period_end, p.observation_id, a.observation_id
    """)
