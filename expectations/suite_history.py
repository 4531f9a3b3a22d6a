"""What must hold between metrics and their history."""

from __future__ import annotations

from expectations.model import Expectation, RowRule
from warehouse.tables import METRICS

_DIFFERS = " OR ".join(f"m.{column.name} IS DISTINCT FROM r.{column.name}" for column in METRICS.columns if column.name not in METRICS.key)

HISTORY: tuple[Expectation, ...] = (
    Expectation(
        id="metrics_history.one_open_row_each",
        table="metrics_history",
        column="metric_id",
        severity="critical",
        description_zh="每个现行指标在历史中恰有一条未结束的记录",
        description_en="Every current metric has exactly one open row in the history",
        reason="The state as of today must be what the release holds.",
        check=RowRule(
            source="(SELECT m.metric_id, count(h.metric_id) AS open_rows FROM metrics AS m LEFT JOIN (SELECT metric_id FROM {batch} "
            "WHERE recorded_to IS NULL) AS h ON h.metric_id = m.metric_id GROUP BY m.metric_id)",
            where="r.open_rows <> 1",
            show=("metric_id", "open_rows"),
        ),
    ),
    Expectation(
        id="metrics_history.open_row_is_current",
        table="metrics_history",
        column="recorded_to",
        severity="critical",
        description_zh="未结束的历史记录与现行指标内容一致",
        description_en="An open row of the history equals its current metric",
        reason="A row that left or changed must be closed, or the past is told wrongly.",
        check=RowRule(
            joins="LEFT JOIN metrics AS m ON m.metric_id = r.metric_id",
            where=f"r.recorded_to IS NULL AND (m.metric_id IS NULL OR {_DIFFERS})",
        ),
    ),
    Expectation(
        id="metrics_history.times_forward",
        table="metrics_history",
        column="recorded_to",
        severity="critical",
        description_zh="记录的结束时间晚于开始时间",
        description_en="A row of the history ends after it begins",
        reason="Otherwise it stood at no time.",
        check=RowRule(where="r.recorded_to <= r.recorded_from"),
    ),
    Expectation(
        id="metrics_history.no_two_at_once",
        table="metrics_history",
        column="recorded_from",
        severity="critical",
        description_zh="同一指标的历史记录在时间上不重叠",
        description_en="Two rows of one metric do not stand at the same time",
        reason="The state as of a day would hold the number twice.",
        check=RowRule(
            where="true",
            qualify="r.recorded_from < max(coalesce(r.recorded_to, TIMESTAMP '9999-12-31')) OVER (PARTITION BY r.metric_id "
            "ORDER BY r.recorded_from ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)",
        ),
    ),
    Expectation(
        id="metrics_history.reason_when_closed",
        table="metrics_history",
        column="reason",
        severity="critical",
        description_zh="已结束的记录写明原因，未结束的没有",
        description_en="A closed row says why it left; an open one says nothing",
        reason="A person asks why a number disappeared.",
        check=RowRule(where="(r.recorded_to IS NULL) <> (r.reason IS NULL) OR trim(r.reason) = ''"),
    ),
)
