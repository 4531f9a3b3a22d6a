"""What must hold of metrics, beyond what their table's definition says."""

from __future__ import annotations

from expectations.declare import doubtful, expect, impossible
from expectations.model import Builtin, Expectation, RowRule
from expectations.suite_common import gives_back_text

NAME = "concat(r.indicator, ' ', r.indicator_text)"
HIGHEST = "greatest(r.value, r.value_low, r.value_high)"
LOWEST = "least(r.value, r.value_low, r.value_high)"


def _named(words: str) -> str:
    """SQL: the indicator's name holds one of the words of a threshold."""
    return f"len(list_filter(${words}, lambda w: contains({NAME}, w))) > 0"


TEXT_RULES = (
    impossible(
        "metrics.span_forward",
        zh="数值位置的起点不小于零且在终点之前",
        en="The span of a value starts at zero or later and ends after it starts",
        reason="Everything that leads back to the document rests on the span.",
        column="char_start",
        check=RowRule(where="r.char_start < 0 OR r.char_end <= r.char_start"),
    ),
    impossible(
        "metrics.value_text_given_back",
        zh="按位置从原文取回的文字就是数值原文",
        en="The span gives back value_text from the document",
        reason="A number that cannot be shown in its document cannot be cited.",
        column="value_text",
        check=gives_back_text("value_text", "char_start", "char_end"),
    ),
    impossible(
        "metrics.indicator_span_whole",
        zh="指标原文及其起止位置要么齐全要么都没有，且起点在终点之前",
        en="indicator_text and both ends of its span are all there or all missing, and the span runs forward",
        reason="Half a span points nowhere.",
        column="indicator_start",
        check=RowRule(
            where="(r.indicator_text IS NULL) <> (r.indicator_start IS NULL) OR (r.indicator_start IS NULL) <> (r.indicator_end IS NULL) "
            "OR r.indicator_end <= r.indicator_start"
        ),
    ),
    impossible(
        "metrics.indicator_text_given_back",
        zh="按位置从原文取回的文字就是指标原文",
        en="The indicator's span gives back indicator_text from the document",
        reason="The words that an indicator was read from must be shown in their place.",
        column="indicator_text",
        check=gives_back_text("indicator_text", "indicator_start", "indicator_end"),
    ),
    impossible(
        "metrics.sentence_holds_value",
        zh="所在句子包含数值原文",
        en="The sentence contains value_text",
        reason="The sentence is what a reader is shown as evidence.",
        column="sentence",
        check=RowRule(where="NOT contains(r.sentence, r.value_text)"),
    ),
    impossible(
        "metrics.no_overlap",
        zh="同一文件中各数值的位置互不重叠",
        en="Values of one document do not overlap",
        reason="Of two overlapping readings of the same characters one is wrong.",
        column="char_start",
        check=RowRule(
            where="true",
            qualify="r.char_start < max(r.char_end) OVER (PARTITION BY r.document_id ORDER BY r.char_start, r.char_end, r.metric_id "
            "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)",
        ),
    ),
    impossible(
        "metrics.within_source",
        zh="数值位于所属文章之内",
        en="A value lies in the article and the document that it is assigned to",
        reason="Otherwise it is cited to the wrong headline and day.",
        column="source_id",
        check=RowRule(
            joins="JOIN sources AS s ON s.source_id = r.source_id",
            where="s.document_id <> r.document_id OR r.char_start < s.char_start OR r.char_end > s.char_end",
        ),
    ),
    impossible(
        "metrics.from_articles_only",
        zh="指标不取自广告、相关链接和页面套话",
        en="Metrics are not read from advertisements, link lists or boilerplate",
        reason="Such numbers are no official statement.",
        column="source_id",
        check=RowRule(
            joins="JOIN sources AS s ON s.source_id = r.source_id",
            where="s.kind::VARCHAR IN ('ad', 'related', 'boilerplate')",
        ),
    ),
    expect(
        "metrics.in_ledger",
        severity="critical",
        zh="每个含数字的数值在数字台账中都有记录",
        en="Every value that is written with a numeral has a row in the ledger of numerals",
        reason="The ledger accounts for every numeral; a metric outside it shows that the two readings disagree.",
        column="metric_id",
        check=RowRule(
            where="regexp_matches(r.value_text, '[0-9０-９〇零一二两兩三四五六七八九十百千万萬亿億]') "
            "AND NOT EXISTS (SELECT 1 FROM numerals AS n WHERE n.metric_id = r.metric_id)"
        ),
    ),
    doubtful(
        "metrics.value_text_short",
        zh="数值原文不过长",
        en="value_text is short",
        reason="A long one has run into other words.",
        column="value_text",
        check=RowRule(where="length(r.value_text) > $value_text_at_most"),
    ),
)

VALUE_RULES = (
    impossible(
        "metrics.value_finite",
        zh="数值不是无穷大或非数",
        en="Values and bounds are finite numbers",
        reason="Sums and averages over one infinite value are lost.",
        column="value",
        check=RowRule(where=" OR ".join(f"NOT isfinite(r.{name})" for name in ("value", "value_low", "value_high"))),
    ),
    impossible(
        "metrics.value_or_bounds",
        zh="没有数值时，须有上下限，或为约数（如“数百”）",
        en="Without a value there is a bound, or the number is vague",
        reason="A row that states nothing is no statistic.",
        column="value",
        check=RowRule(
            where="r.value IS NULL AND r.value_low IS NULL AND r.value_high IS NULL "
            "AND (r.approximation::VARCHAR = 'exact' OR regexp_matches(r.value_text, '[0-9０-９]'))"
        ),
    ),
    impossible(
        "metrics.range_ordered",
        zh="区间下限不大于上限",
        en="The lower end of a range is not above the upper end",
        reason="A reversed range matches no value.",
        column="value_low",
        check=RowRule(where="r.value_low > r.value_high"),
    ),
    doubtful(
        "metrics.range_has_no_value",
        zh="区间不同时给出单一数值",
        en="A range has no single value beside it",
        reason="A sum over value would count a range that states no single number.",
        column="value",
        check=RowRule(where="r.value IS NOT NULL AND (r.value_low IS NOT NULL OR r.value_high IS NOT NULL)"),
    ),
    impossible(
        "metrics.magnitude_plausible",
        zh="数值的数量级合理",
        en="A value is below the largest honest amounts",
        reason="Beyond, a scale such as 亿 was applied twice.",
        column="value",
        check=RowRule(
            where=f"{HIGHEST} > $value_limit OR {LOWEST} < -($value_limit) "
            f"OR (r.unit = '元' AND ({HIGHEST} > $money_limit OR {LOWEST} < -($money_limit)))"
        ),
    ),
    impossible(
        "metrics.ratio_in_bounds",
        zh="百分比形式的比率在0到100之间（贡献率、完成率等可超出者除外）",
        en="A ratio in % lies between 0 and 100, but for the names that may honestly exceed it",
        reason="A share of more than the whole is a misread number or a misread measure.",
        column="value",
        check=RowRule(
            where="r.measure::VARCHAR = 'ratio' AND r.unit = '%' AND ("
            f"({HIGHEST} > $ratio_percent_high AND NOT ({_named('ratio_may_exceed')})) OR "
            f"({LOWEST} < $ratio_percent_low AND NOT ({_named('ratio_may_be_negative')})) OR "
            f"{HIGHEST} > $ratio_percent_limit OR {LOWEST} < -($ratio_percent_limit))"
        ),
    ),
    impossible(
        "metrics.points_only_for_differences",
        zh="单位“百分点”只用于差值和拉动（贡献），不用于增速等",
        en="The unit 百分点 stands only with differences and contributions",
        reason="A change of a rate in 百分点 taken for a growth in % is the commonest misreading of such texts.",
        column="unit",
        check=RowRule(where="r.unit = '百分点' AND r.measure::VARCHAR NOT IN ('difference', 'contribution')"),
    ),
    impossible(
        "metrics.growth_unit",
        zh="增长的单位为%、‰或倍",
        en="Growth is in %, ‰ or multiples",
        reason="Growth in any other unit is an absolute difference.",
        column="unit",
        check=RowRule(where="r.measure::VARCHAR = 'growth' AND NOT list_contains($growth_units, r.unit)"),
    ),
    impossible(
        "metrics.fall_within_whole",
        zh="降幅不超过100%（利润等可为负的指标除外）",
        en="Growth in % is not below -100, but for quantities that may cross zero",
        reason="Nothing falls by more than the whole.",
        column="value",
        check=RowRule(
            where=f"r.measure::VARCHAR = 'growth' AND r.unit = '%' AND {LOWEST} < $growth_percent_low "
            f"AND NOT ({_named('growth_may_fall_below')})"
        ),
    ),
    impossible(
        "metrics.rank_whole_positive",
        zh="位次为正整数",
        en="A rank is a positive whole number, or the mean of some",
        reason="There is no place 0 or 2.5.",
        column="value",
        check=RowRule(
            where=f"r.measure::VARCHAR = 'rank' AND ({LOWEST} < 1 OR (r.value <> floor(r.value) AND NOT contains(r.sentence, '平均')))"
        ),
    ),
    impossible(
        "metrics.streak_positive",
        zh="连续期数为正",
        en="A streak is longer than zero",
        reason="A streak of nothing is no streak.",
        column="value",
        check=RowRule(where=f"r.measure::VARCHAR = 'streak' AND {LOWEST} <= 0"),
    ),
    doubtful(
        "metrics.count_not_negative",
        zh="计数不为负",
        en="A count of things is not negative",
        reason="A negative count is mostly a change taken for an amount.",
        column="value",
        check=RowRule(where=f"r.measure::VARCHAR = 'level' AND list_contains($counting_units, r.unit) AND {LOWEST} < 0"),
    ),
    impossible(
        "metrics.basis_fits_measure",
        zh="只有增长和差值才有比较基准",
        en="Only growth and differences are measured against something",
        reason="A level with a basis is a misread measure.",
        column="basis",
        check=RowRule(where="r.basis::VARCHAR <> 'none' AND r.measure::VARCHAR NOT IN ('growth', 'difference')"),
    ),
    doubtful(
        "metrics.base_only_with_comparator",
        zh="只有与某期、某地、某群体相比时才写明比较对象",
        en="A comparator is given only for the bases vs_period, vs_region and vs_group",
        reason="With another basis it contradicts the basis.",
        column="base",
        check=RowRule(where="r.base IS NOT NULL AND r.basis::VARCHAR NOT IN ('vs_period', 'vs_region', 'vs_group')"),
    ),
    doubtful(
        "metrics.comparator_named",
        zh="与某期、某地、某群体相比时写明比较对象",
        en="The bases vs_period, vs_region and vs_group name their comparator",
        reason="A comparison with nothing named cannot be used.",
        column="base",
        check=RowRule(where="r.base IS NULL AND r.basis::VARCHAR IN ('vs_period', 'vs_region', 'vs_group')"),
    ),
)

SAID = "JOIN sources AS s ON s.source_id = r.source_id"
_MONTHS = "(year(r.period_end) - year(r.period_start)) * 12 + month(r.period_end) - month(r.period_start) + 1"
_WHOLE_MONTHS = "day(r.period_start) = 1 AND r.period_end = last_day(r.period_end)"
_SHAPES = (
    f"CASE r.period_type::VARCHAR WHEN 'month' THEN {_WHOLE_MONTHS} AND {_MONTHS} = 1 "
    f"WHEN 'quarter' THEN {_WHOLE_MONTHS} AND {_MONTHS} = 3 AND month(r.period_start) IN (1, 4, 7, 10) "
    f"WHEN 'half_year' THEN {_WHOLE_MONTHS} AND {_MONTHS} = 6 AND month(r.period_start) IN (1, 7) "
    f"WHEN 'year' THEN {_WHOLE_MONTHS} AND {_MONTHS} = 12 AND month(r.period_start) = 1 "
    "WHEN 'year_to_date' THEN month(r.period_start) = 1 AND day(r.period_start) = 1 AND year(r.period_end) = year(r.period_start) "
    "WHEN 'point' THEN r.period_start = r.period_end "
    "WHEN 'multi_year' THEN year(r.period_end) > year(r.period_start) "
    "ELSE true END"
)

PERIOD_RULES = (
    impossible(
        "metrics.period_both_or_neither",
        zh="时期的起止日期同时给出或同时空缺",
        en="Both ends of a period are given, or neither",
        reason="Half a period cannot be compared.",
        column="period_start",
        check=RowRule(where="(r.period_start IS NULL) <> (r.period_end IS NULL)"),
    ),
    impossible(
        "metrics.period_forward",
        zh="时期的起日不晚于止日",
        en="A period does not start after its end",
        reason="It would hold no day.",
        column="period_start",
        check=RowRule(where="r.period_start > r.period_end"),
    ),
    impossible(
        "metrics.period_fits_type",
        zh="时期起止与时期类型相符（月为整月，时点为一天，年为日历年，累计自1月1日起）",
        en="A period's dates fit its type: a month is a month, a point one day, a year a calendar year, a year to date begins on 1 January",
        reason="Series are joined by type and dates; a contradiction joins unlike things.",
        column="period_type",
        check=RowRule(where=f"r.period_start IS NOT NULL AND r.period_end IS NOT NULL AND NOT ({_SHAPES})"),
    ),
    impossible(
        "metrics.period_unknown_without_dates",
        zh="时期类型为未知时没有日期，有日期时类型已知",
        en="The period type is unknown exactly where there are no dates",
        reason="Otherwise type and dates contradict each other.",
        column="period_type",
        check=RowRule(where="(r.period_type::VARCHAR = 'unknown') <> (r.period_start IS NULL AND r.period_end IS NULL)"),
    ),
    impossible(
        "metrics.period_years_plausible",
        zh="时期的年份合理",
        en="A period lies in plausible years",
        reason="Outside, another number was taken for a year.",
        column="period_start",
        check=RowRule(where="year(r.period_start) < $earliest_year OR year(r.period_end) > $latest_year"),
    ),
    impossible(
        "metrics.actual_period_begun",
        zh="实际值所述时期在表述时已经开始",
        en="The period of an actual figure had begun when it was stated",
        reason="Nobody knows the figure of a period to come; the year was misread, or the number is a target.",
        column="period_start",
        check=RowRule(joins=SAID, where="r.status::VARCHAR = 'actual' AND r.period_start > s.stated_on"),
    ),
    impossible(
        "metrics.actual_period_over",
        zh="实际值所述时期在表述时已经结束（文中点名的当年、当月、规划期和跨年时期除外，全年数可在年末前一个月内发布）",
        en="The period of an actual figure was over when it was stated, unless the text names one that is running (今年, 本月, 十四五期间) "
        "or tells a whole year within its last month",
        reason="A quarter or a year has no figure before its end; the period was misread, or the number is a target.",
        column="period_end",
        check=RowRule(
            joins=SAID,
            # Spans of years and of days are told while they run: so far this plan period, the first days of a holiday.
            where="r.status::VARCHAR = 'actual' AND r.period_type::VARCHAR NOT IN ('multi_year', 'range') AND r.period_end > s.stated_on + "
            "(CASE r.period_type::VARCHAR WHEN 'year' THEN $early_year_days WHEN 'month' THEN $early_month_days ELSE 0 END) "
            "AND NOT (r.period_type::VARCHAR = 'year' AND year(r.period_start) = year(s.stated_on) "
            "AND regexp_matches(coalesce(r.period_text, ''), '([今本]|[0-9][0-9][0-9][0-9])年度?$$|[期时]')) "
            "AND NOT (r.period_type::VARCHAR = 'month' AND regexp_matches(coalesce(r.period_text, ''), '[月日]')) "
            "AND NOT (year(r.period_end) = year(s.stated_on) AND r.rules LIKE '%period.of_streak%')",
        ),
    ),
    doubtful(
        "metrics.actual_month_over",
        zh="实际值所述月份在表述时已基本结束（目录以外的景气类指数除外）",
        en="The month of an actual figure was all but over when it was stated, but for indices that the catalogue does not know",
        reason="Monthly figures come after their month; a count so far, or a day that was taken for its month, deserves a look.",
        column="period_end",
        check=RowRule(
            joins=SAID,
            where="r.status::VARCHAR = 'actual' AND r.period_type::VARCHAR = 'month' AND r.period_end > s.stated_on + $early_month_days "
            f"AND NOT (r.indicator_id IS NULL AND {_named('told_in_their_month')})",
        ),
    ),
    doubtful(
        "metrics.period_basis_given",
        zh="有日期的时期写明来源",
        en="A period with dates says where it was read",
        reason="A period needs a stated origin to be trusted.",
        column="period_basis",
        check=RowRule(where="r.period_basis::VARCHAR = 'none' AND (r.period_start IS NOT NULL OR r.period_end IS NOT NULL)"),
    ),
)

WHOLE_RULES = (
    impossible(
        "metrics.indicator_not_blank",
        zh="指标名称不为空白",
        en="An indicator is not blank",
        reason="A blank name groups unlike numbers.",
        column="indicator",
        check=RowRule(where="r.indicator IS NOT NULL AND trim(r.indicator) = ''"),
    ),
    doubtful(
        "metrics.speaker_with_entity",
        zh="有发言人编号时写明发言人姓名",
        en="A metric with a speaker's id has the speaker's name",
        reason="The id alone does not show who said it.",
        column="speaker",
        check=RowRule(where="r.speaker_id IS NOT NULL AND r.speaker IS NULL"),
    ),
    doubtful(
        "metrics.indicator_mostly_known",
        zh="绝大多数数值有指标名称",
        en="Most metrics have an indicator",
        reason="A number without an indicator can hardly be used.",
        column="indicator",
        check=Builtin("ExpectColumnValuesToNotBeNull", {"column": "indicator", "mostly": "$share_with_indicator"}),
    ),
    doubtful(
        "metrics.period_mostly_known",
        zh="大多数数值有时期",
        en="Most metrics have a period",
        reason="A number without a period has no place in a series.",
        column="period_start",
        check=Builtin("ExpectColumnValuesToNotBeNull", {"column": "period_start", "mostly": "$share_with_period"}),
    ),
    expect(
        "metrics.region_mostly_known",
        severity="info",
        zh="大多数数值有地区",
        en="Most metrics have a region",
        reason="Numbers of different places must not be mixed.",
        column="region",
        check=Builtin("ExpectColumnValuesToNotBeNull", {"column": "region", "mostly": "$share_with_period"}),
    ),
    doubtful(
        "metrics.row_count",
        zh="指标数不低于下限",
        en="There are at least as many metrics as the floor",
        reason="A release without numbers deserves a look.",
        check=Builtin("ExpectTableRowCountToBeBetween", {"min_value": "$metrics_at_least"}),
    ),
)

METRICS: tuple[Expectation, ...] = TEXT_RULES + VALUE_RULES + PERIOD_RULES + WHOLE_RULES
