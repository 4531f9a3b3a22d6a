"""Whether as much was read as there should be: by kind of article, against the release calendar and against the former release."""

from __future__ import annotations

from expectations.declare import doubtful, expect
from expectations.model import Expectation, RowRule

_PER_KIND = """(
    SELECT s.kind::VARCHAR AS kind, sum(s.char_end - s.char_start) AS characters, sum(coalesce(m.n, 0)) AS metrics
    FROM (SELECT * FROM {batch}) AS s
    LEFT JOIN (SELECT source_id, count(*) AS n FROM metrics GROUP BY source_id) AS m ON m.source_id = s.source_id
    GROUP BY s.kind
)"""

# Every line of the calendar with the ends of the periods whose figures are due by today, the newest first.
_EDITIONS = """(
    SELECT e.*, row_number() OVER (PARTITION BY e.office, e.what ORDER BY e.period_end DESC) AS back,
        EXISTS (
            SELECT 1 FROM metrics AS m WHERE m.indicator_id = e.indicator_id AND m.period_end = e.period_end AND m.region = '中国'
        ) AS held
    FROM (
        SELECT c.*, CAST(last_day($today - to_months(CAST(n AS INTEGER))) AS DATE) AS period_end
        FROM $release_calendar AS c, range(0, 40) AS t(n)
    ) AS e
    WHERE list_contains(
            CASE e.frequency WHEN 'month' THEN range(1, 13) WHEN 'quarter' THEN [3, 6, 9, 12] WHEN 'half_year' THEN [6, 12] ELSE [12] END,
            month(e.period_end)
        )
        AND NOT list_contains(string_split(e.months_left_out, '|'), CAST(month(e.period_end) AS VARCHAR))
        AND e.period_end + CAST(e.days_after AS INTEGER) + CAST(e.grace_days AS INTEGER) <= $today
)"""
_CALENDAR = f"""(
    SELECT n.office, n.what, n.period_end AS missing_period FROM {_EDITIONS} AS n
    WHERE n.back = 1 AND NOT n.held
        AND (SELECT count(*) FROM {_EDITIONS} AS o WHERE o.office = n.office AND o.what = n.what AND o.held AND o.back > 1
                AND o.period_end > $today - $days_of_habit)
            >= $editions_that_make_a_habit
        AND (SELECT count(*) FROM (SELECT * FROM {{batch}} LIMIT 0) AS z) = 0
)"""

_FORMER_COUNTS = "(SELECT (SELECT count(*) FROM (SELECT * FROM {batch}) AS b) AS now, (SELECT count(*) FROM $former_%s) AS before)"
_KEPT = """(
    SELECT f.document_id, f.n AS before, coalesce(m.n, 0) AS now
    FROM (SELECT document_id, count(*) AS n FROM $former_metrics GROUP BY document_id) AS f
    JOIN documents AS d ON d.document_id = f.document_id
    LEFT JOIN (SELECT document_id, count(*) AS n FROM metrics GROUP BY document_id) AS m ON m.document_id = f.document_id
    WHERE (SELECT count(*) FROM (SELECT * FROM {batch} LIMIT 0) AS z) = 0
)"""

_COMPARED = """(
    SELECT count(*) AS both, count(*) FILTER (
        m.value IS DISTINCT FROM f.value OR m.unit <> f.unit OR m.measure::VARCHAR <> f.measure::VARCHAR
        OR m.period_end IS DISTINCT FROM f.period_end OR m.region IS DISTINCT FROM f.region
    ) AS changed
    FROM (SELECT * FROM {batch}) AS m JOIN $former_metrics AS f ON f.metric_id = m.metric_id
)"""
_NEWEST = """(
    SELECT (SELECT max(published_on) FROM (SELECT * FROM {batch}) AS b) AS now, (SELECT max(published_on) FROM $former_sources) AS before
)"""

COVERAGE: tuple[Expectation, ...] = (
    doubtful(
        "sources.metrics_per_thousand",
        zh="各类文章每千字的指标数不低于下限",
        en="Articles of each kind hold as many metrics per 1,000 characters as the floor for the kind",
        reason="Fewer show a layout or a way of speaking that the rules do not know.",
        check=RowRule(
            source=_PER_KIND,
            where="r.characters >= $characters_that_imply_numbers AND r.metrics * 1000.0 / r.characters < "
            "CASE r.kind WHEN 'news' THEN $metrics_per_thousand_news WHEN 'qa' THEN $metrics_per_thousand_qa "
            "WHEN 'notice' THEN $metrics_per_thousand_notice ELSE 0 END",
            show=("kind", "characters", "metrics"),
        ),
    ),
    doubtful(
        "documents.numbers_without_metrics",
        zh="有许多数字的文件至少有一个指标",
        en="A document with many numerals in its articles has at least one metric",
        reason="Such a page was not understood at all.",
        check=RowRule(
            joins="JOIN (SELECT document_id, count(*) AS n FROM numerals WHERE disposition::VARCHAR IN ('metric', 'unread') "
            "GROUP BY document_id) AS n ON n.document_id = r.document_id",
            where="n.n >= $numerals_that_imply_metrics AND NOT EXISTS (SELECT 1 FROM metrics AS m WHERE m.document_id = r.document_id)",
        ),
    ),
    doubtful(
        "metrics.releases_on_time",
        zh="按发布日历应有的最新一期数据已收录（此前经常收录的指标）",
        en="The newest figures that are due by the release calendar are there, of indicators that were collected regularly before",
        reason="A missing release is a page that was not collected or not read.",
        column="period_end",
        check=RowRule(source=_CALENDAR, where="true", show=("office", "what", "missing_period")),
    ),
    doubtful(
        "documents.volume_kept",
        zh="文件数不比上一版少很多",
        en="There are not far fewer documents than in the former release",
        reason="Documents leave when their files do; many at once is more often a folder that was not mounted.",
        check=RowRule(
            source=_FORMER_COUNTS % "documents",
            where="r.now < r.before * (1 - $share_of_documents_that_may_go)",
            show=("now", "before"),
        ),
    ),
    doubtful(
        "metrics.volume_kept",
        zh="指标数不比上一版少很多",
        en="There are not far fewer metrics than in the former release",
        reason="Half the rows missing looks like a sound table.",
        check=RowRule(
            source=_FORMER_COUNTS % "metrics", where="r.now < r.before * (1 - $share_of_documents_that_may_go)", show=("now", "before")
        ),
    ),
    expect(
        "metrics.kept_documents_keep_numbers",
        "critical",
        zh="仍在的文件没有丢失大部分指标",
        en="Documents that are still there have not lost most of their metrics",
        reason="The same pages hold the same numbers; when they vanish the reading is broken.",
        check=RowRule(
            source="(SELECT sum(k.before) AS before, sum(k.now) AS now FROM " + _KEPT + " AS k)",
            where="r.before >= $numerals_that_imply_metrics AND r.now < r.before * (1 - $share_of_numbers_that_may_go)",
            show=("now", "before"),
        ),
    ),
    doubtful(
        "documents.keeps_its_numbers",
        zh="单个文件没有丢失许多指标",
        en="No single document has lost many of its metrics",
        reason="A rule that was changed for one page may have cost another one its numbers.",
        check=RowRule(
            source=_KEPT,
            where="r.before >= $numerals_that_imply_metrics / 2 AND r.now < r.before * (1 - $share_of_one_page_that_may_go)",
            show=("document_id", "now", "before"),
        ),
    ),
    doubtful(
        "metrics.mostly_unchanged",
        zh="与上一版相同位置的数值大多未变",
        en="Numbers at the same place of the same document mostly say what they said in the former release",
        reason="A sweeping change of values, units, periods or regions is the mark of a faulty rule.",
        check=RowRule(
            source=_COMPARED,
            where="r.both >= $numerals_that_imply_metrics AND r.changed > r.both * $share_that_may_change",
            show=("changed", "both"),
        ),
    ),
    doubtful(
        "sources.not_older_than_former",
        zh="最新发布日期不早于上一版的最新发布日期",
        en="The newest day of publication is not before that of the former release",
        reason="An older collection over a newer one is a stale inbox.",
        column="published_on",
        check=RowRule(
            source=_NEWEST,
            where="r.now < r.before OR (r.now IS NULL AND r.before IS NOT NULL)",
            show=("now", "before"),
        ),
    ),
    expect(
        "sources.published_by_today",
        "critical",
        zh="发布日期不晚于构建日的次日",
        en="Nothing was published later than the day after the build",
        reason="A day to come was misread, and every relative period of the article with it.",
        column="published_on",
        check=RowRule(where="r.published_on > CAST($today AS DATE) + CASE WHEN $today < DATE '9999-01-01' THEN 1 ELSE 0 END"),
        quarantine=True,
    ),
    expect(
        "numerals.all_read",
        "info",
        zh="每个数字都由规则归类",
        en="A rule placed every numeral",
        reason="What no rule placed is listed here to be looked at.",
        column="disposition",
        check=RowRule(where="r.disposition::VARCHAR = 'unread'", show=("numeral_id", "text", "reason")),
    ),
)
