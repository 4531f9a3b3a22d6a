"""What a metric says must fit the words that it was read from: its amount, unit, sign, period and place.

These rules catch a number that was changed, shifted or lost after the words were read right: it still looks like a number.
"""

from __future__ import annotations

from dataclasses import replace

from expectations.declare import doubtful, impossible
from expectations.model import Expectation, RowRule
from expectations.suite_common import text_at
from expectations.suite_metrics import SAID

_REVIEWED = "correction.reviewed"
"""Stands among the rules of a metric that a person corrected, as transforms/rules.py says."""
_DIGITS = "[0-9][0-9,，]*([.][0-9]+)?"
ONE_NUMBER = "len(regexp_extract_all(r.value_text, '[0-9][0-9,，.]*')) = 1"
"""Only one number is written in the value's text, in Arabic digits."""
_WRITTEN = f"try_cast(replace(replace(regexp_extract(r.value_text, '{_DIGITS}'), ',', ''), '，', '') AS DOUBLE)"
_AFTER = f"regexp_replace(r.value_text, '^.*?{_DIGITS}', '')"
# 千瓦 and 百分点 are units; what comes after 每 or / is what the amount is divided by.
_SCALES = f"regexp_replace(regexp_replace({_AFTER}, '[/／每].*$$', ''), '千(瓦|克|米|卡|伏|赫|帕|焦|字|安)|百(帕|分)', '')"


def _count(characters: str) -> str:
    return f"len(regexp_extract_all({_SCALES}, '{characters}'))"


_POWER = f"(4 * {_count('[万萬]')} + 8 * {_count('[亿億]')} + 3 * {_count('[千仟]')} + 2 * {_count('百')} + {_count('[十成]')})"
_FACTOR = f"abs(r.value) / ({_WRITTEN} * pow(10, {_POWER}))"

# Headings of a table write the scale once for all numbers below: 单位：万吨. Which one it is stands elsewhere; the digits must be those.
_SCALED_BY_HEADING = f"r.rules LIKE '%unit.of_headings%' AND {_FACTOR} > 1 AND abs(log10({_FACTOR}) - round(log10({_FACTOR}))) < 1e-9"

# Units as the table of units writes them, in simplified characters.
_TRADITIONAL = "個萬億噸畝戶項條輛臺頭隻處張種間廠歲餘點雙對艘級層員課組頁週"
_SIMPLIFIED = "个万亿吨亩户项条辆台头只处张种间厂岁余点双对艘级层员课组页周"
_SIMPLE = f"translate({_AFTER}, '{_TRADITIONAL}', '{_SIMPLIFIED}')"
_UNIT = f"regexp_replace({_SIMPLE}, '^[多余几]*[万亿十百]*[多余]*', '')"
_UNIT_OF_THOUSANDS = f"regexp_replace({_UNIT}, '^千?[多余]*个?\\s*', '')"

_BEFORE_JOINS, _BEFORE = text_at("r.document_id", "greatest(r.char_start - 6, 0)", "r.char_start")


def _ends_with(words: str) -> str:
    """SQL: the characters before the value end with one of the words of a threshold."""
    return f"regexp_matches({_BEFORE}, concat('(', array_to_string(${words}, '|'), ')了?(约|近|超过|逾|超|至少)?$$'))"


_CLAUSE_JOINS, _LEAD = text_at("r.document_id", "greatest(r.char_start - 24, 0)", "r.char_start")
_CLAUSE = f"regexp_extract({_LEAD}, '[^，,。；;、\n]*$$')"
"""What stands before the value in its own clause."""


def _right_before(words: str) -> str:
    """SQL: one of the words of a threshold stands right before the value, and no 不 before it."""
    return f"regexp_matches({_BEFORE}, concat('(^|[^不])(', array_to_string(${words}, '|'), ')了?$$'))"


AMOUNT_RULES = (
    impossible(
        "metrics.value_fits_text",
        zh="数值等于原文中的数字乘以万、亿等数量级",
        en="The value is the number of its text times its scale (万, 亿, …)",
        reason="Swapped digits and lost scales look like honest numbers; only the words tell.",
        column="value",
        check=RowRule(
            where=f"{ONE_NUMBER} AND r.value IS NOT NULL AND ((r.value = 0) <> ({_WRITTEN} = 0) "
            f"OR (r.value <> 0 AND NOT ({_FACTOR} BETWEEN 1 - 1e-9 AND 1 + 1e-9) AND NOT ({_SCALED_BY_HEADING})))"
        ),
    ),
    impossible(
        "metrics.unit_fits_text",
        zh="单位与数值原文中写明的单位一致",
        en="The unit is the one that the value's text is written with",
        reason="百分点 read as %, or 元 as 吨, turns a right number into a wrong statement.",
        column="unit",
        check=RowRule(
            joins=f"LEFT JOIN (SELECT form, list(unit) AS units FROM $units GROUP BY form) AS u ON u.form = {_UNIT} "
            f"LEFT JOIN (SELECT form, list(unit) AS units FROM $units GROUP BY form) AS v ON v.form = {_UNIT_OF_THOUSANDS}",
            where=f"{ONE_NUMBER} AND r.measure::VARCHAR <> 'rank' AND r.rules NOT LIKE '%unit.currency_of_place%' "
            "AND (u.units IS NOT NULL OR v.units IS NOT NULL) "
            "AND NOT list_contains(list_concat(coalesce(u.units, []), coalesce(v.units, [])), r.unit) "
            # 分别为1.2个和1.0个百分点: the last one writes the unit of both.
            "AND NOT (r.unit <> '' AND (contains(r.value_text, r.unit) "
            "OR (r.unit = '百分点' AND regexp_matches(r.value_text, '[个個]$$') AND regexp_matches(r.sentence, '百分[点點]'))))",
        ),
    ),
    impossible(
        "metrics.sign_fits_words",
        zh="紧接“下降”等词的变化为负，紧接“增长”等词的变化为正",
        en="A change right after 下降 or its like is negative, right after 增长 or its like positive",
        reason="A flipped sign turns a slump into a boom.",
        column="value",
        check=RowRule(
            joins=_BEFORE_JOINS,
            where="(r.value > 0 AND regexp_matches(r.value_text, '^[-－−]')) OR r.measure::VARCHAR IN ('growth', 'difference') "
            f"AND ((r.value > 0 AND {_ends_with('words_of_fall')}) OR (r.value < 0 AND {_ends_with('words_of_rise')}))",
        ),
    ),
    impossible(
        "metrics.negative_has_words",
        zh="负数所在句子有下降、负、亏损等字样",
        en="The sentence of a negative number holds a word of falling, of loss, or a minus sign",
        reason="Nothing else makes a stated number negative.",
        column="value",
        check=RowRule(
            where="least(r.value, r.value_low, r.value_high) < 0 AND NOT regexp_matches(r.sentence, concat('(', array_to_string("
            # 贷款减少3亿元 is a level, of what was added.
            "CASE WHEN r.measure::VARCHAR IN ('level', 'ratio') AND NOT contains(r.rules, 'measure.flow_of_money') "
            "THEN $words_of_negative_amounts ELSE $words_of_negative END, '|'), ')'))"
        ),
    ),
    doubtful(
        "metrics.bound_fits_words",
        zh="紧接“超过”“不足”“约”等词的数值标明相应的约数类型，没有此类字样的不标上下限",
        en="A number right after 超过, 不足, 约 or their like has their approximation, and none is a bound without such words",
        reason="超过5000 told as 5000 understates, and as less than 5000 it says the opposite.",
        column="approximation",
        check=RowRule(
            joins=_BEFORE_JOINS,
            where=f"r.approximation::VARCHAR NOT IN ('over', 'at_least') AND ({_right_before('words_of_over')} "
            f"OR regexp_matches(r.value_text, '[0-9十百千万萬亿億][多余餘]') AND NOT {_right_before('words_of_about')}) "
            f"OR r.approximation::VARCHAR NOT IN ('under', 'at_most') AND {_right_before('words_of_under')} "
            f"OR r.approximation::VARCHAR = 'exact' AND {_right_before('words_of_about')} "
            "OR r.measure::VARCHAR <> 'rank' AND r.value IS NOT NULL "
            "AND r.approximation::VARCHAR IN ('over', 'under', 'at_least', 'at_most') AND NOT regexp_matches("
            "concat(regexp_replace(r.sentence, '(规模|規模|限额|限額)以上', '', 'g'), r.value_text), "
            "concat('(', array_to_string($words_of_bounds, '|'), ')'))",
        ),
    ),
    doubtful(
        "metrics.basis_fits_words",
        zh="“同比”“环比”与比较基准一致",
        en="A change whose clause says 同比 or 环比 is measured so, and one against the period before has words for it",
        reason="A change on the month taken for one on the year is right in its digits and wrong by a factor of ten.",
        column="basis",
        check=RowRule(
            joins=_CLAUSE_JOINS,
            where="r.basis::VARCHAR = 'yoy' AND regexp_matches({0}, '环比|環比') AND NOT contains({0}, '同比') "
            "OR r.basis::VARCHAR = 'mom' AND (contains({0}, '同比') AND NOT regexp_matches({0}, '环比|環比') "
            "OR NOT regexp_matches(r.sentence, concat('(', array_to_string($words_of_period_before, '|'), ')')))".replace("{0}", _CLAUSE),
        ),
    ),
    doubtful(
        "metrics.contribution_has_words",
        zh="拉动（贡献）所在句子有拉动、贡献等字样",
        en="The sentence of a contribution says what adds to what",
        reason="A change of a rate in 百分点 is no part of a growth.",
        column="measure",
        check=RowRule(
            where="r.measure::VARCHAR = 'contribution' "
            "AND NOT regexp_matches(r.sentence, concat('(', array_to_string($words_of_contribution, '|'), ')'))"
        ),
    ),
    doubtful(
        "metrics.level_not_percent",
        zh="以%计的数值归为比率或增长，不归为水平",
        en="A number in % is a ratio or a growth, not a level",
        reason="A growth taken for an amount falls out of its series.",
        column="measure",
        check=RowRule(where="r.measure::VARCHAR = 'level' AND r.unit IN ('%', '‰')"),
    ),
    doubtful(
        "metrics.difference_not_percent",
        zh="以%计的变化归为增长，差值不以%计",
        en="A change in % is a growth; a difference has another unit",
        reason="0.8个百分点 and 0.8% are different statements.",
        column="unit",
        check=RowRule(where="r.measure::VARCHAR = 'difference' AND r.unit IN ('%', '‰')"),
    ),
    impossible(
        "metrics.rank_unit",
        zh="位次的单位为位",
        en="The unit of a rank is 位",
        reason="Another unit shows an amount that was taken for a place.",
        column="unit",
        check=RowRule(where="r.measure::VARCHAR = 'rank' AND r.unit <> '位'"),
    ),
    doubtful(
        "metrics.streak_unit",
        zh="连续期数的单位为时间单位",
        en="The unit of a streak is one of time",
        reason="Another unit shows an amount that was taken for a streak.",
        column="unit",
        check=RowRule(where="r.measure::VARCHAR = 'streak' AND NOT list_contains($streak_units, r.unit)"),
    ),
    doubtful(
        "metrics.contribution_unit",
        zh="拉动（贡献）的单位为百分点或%",
        en="The unit of a contribution is 百分点 or %",
        reason="An amount that adds to a total is no contribution to growth.",
        column="unit",
        check=RowRule(where="r.measure::VARCHAR = 'contribution' AND r.unit NOT IN ('百分点', '%')"),
    ),
    impossible(
        "metrics.ratio_unit",
        zh="比率的单位为%、‰、倍或无单位",
        en="The unit of a ratio is %, ‰, 倍 or none",
        reason="Anything else is an amount.",
        column="unit",
        check=RowRule(where="r.measure::VARCHAR = 'ratio' AND r.unit NOT IN ('%', '‰', '倍', '')"),
    ),
)

_YEARS = "regexp_extract_all(r.period_text, '(19[0-9][0-9]|20[0-9][0-9])年', 1)"
_COVERS = "BETWEEN year(r.period_start) AND year(r.period_end)"
_SAID_YEAR = (
    "CASE WHEN regexp_matches(r.period_text, '^(今年|本年)') THEN 0 WHEN regexp_matches(r.period_text, '^(去年|上年)') THEN -1 "
    "WHEN starts_with(r.period_text, '前年') THEN -2 WHEN starts_with(r.period_text, '明年') THEN 1 END"
)
_ENDS_ON = (
    "CASE WHEN ends_with(r.period_text, '上半年') THEN 630 WHEN ends_with(r.period_text, '下半年') THEN 1231 "
    "WHEN ends_with(r.period_text, '前三季度') THEN 930 WHEN ends_with(r.period_text, '一季度') THEN 331 "
    "WHEN regexp_matches(r.period_text, '二季度$$') THEN 630 WHEN regexp_matches(r.period_text, '[^前]三季度$$') THEN 930 "
    "WHEN ends_with(r.period_text, '四季度') THEN 1231 END"
)

_OWN_PERIOD = "AND NOT regexp_matches(r.rules, 'period[.](same_|last_month|of_comparator|of_fact_restated)')"
"""Not a period that is told by another one: the same months of the year before, the month before."""

PERIOD_RULES = (
    impossible(
        "metrics.period_year_as_written",
        zh="时期的年份就是原文写明的年份",
        en="A period lies in the year that its words write",
        reason="A figure under another year is a wrong figure.",
        column="period_start",
        check=RowRule(
            where=f"len({_YEARS}) = 1 AND NOT regexp_matches(r.period_text, '以来|[自从由至到—–~-]|同期|比|较') "
            f"AND r.period_start IS NOT NULL AND NOT (TRY_CAST({_YEARS}[1] AS INTEGER) {_COVERS})"
        ),
    ),
    impossible(
        "metrics.period_year_as_said",
        zh="“今年”“去年”等所指年份从表述日期算起",
        en="今年, 去年 and their like are counted from the day of the statement",
        reason="Counted from another day the figure lands in another year.",
        column="period_start",
        check=RowRule(
            joins=SAID,
            where=f"r.period_start IS NOT NULL AND s.stated_on IS NOT NULL AND NOT contains(r.period_text, '以来') "
            f"AND NOT (year(s.stated_on) + ({_SAID_YEAR}) {_COVERS}) "
            # A report on last year says 上年 of the year before that.
            f"AND NOT (starts_with(r.period_text, '上年') AND year(s.stated_on) - 2 {_COVERS})",
        ),
    ),
    impossible(
        "metrics.period_end_as_written",
        zh="“上半年”“一季度”“前三季度”等的截止日与字面一致",
        en="上半年, 一季度, 前三季度 and their like end when their words say",
        reason="A shifted quarter is the hardest error to see.",
        column="period_end",
        check=RowRule(
            where=f"r.period_end IS NOT NULL AND month(r.period_end) * 100 + day(r.period_end) <> ({_ENDS_ON})",
        ),
    ),
    doubtful(
        "metrics.period_month_as_written",
        zh="写明月份的时期止于该月",
        en="A period that is written with a month ends in that month",
        reason="A figure under another month breaks its series.",
        column="period_end",
        check=RowRule(
            where="r.period_end IS NOT NULL AND regexp_full_match(r.period_text, '[^、和及]*?[0-9]+月(份|底|末)?') "
            f"{_OWN_PERIOD} AND month(r.period_end) <> TRY_CAST(regexp_extract(r.period_text, '([0-9]+)月(份|底|末)?$$', 1) AS INTEGER)",
        ),
    ),
    doubtful(
        "metrics.period_near_statement",
        zh="未写年份的时期是表述日期之前最近的一个",
        en="A period without a year in its words is the latest of its name before the statement",
        reason="Nobody says 上半年 of another year without naming it.",
        column="period_end",
        check=RowRule(
            joins=SAID,
            where="r.period_text IS NOT NULL "
            "AND NOT regexp_matches(regexp_replace(r.period_text, '半年|全年|年末|年底', ''), "
            "'年|[0-9][0-9][0-9][0-9]|期间|时期|以来|五|届|建成') "
            f"{_OWN_PERIOD} AND r.period_end + INTERVAL 1 YEAR <= s.stated_on",
        ),
    ),
    impossible(
        "metrics.statement_period_is_its_day",
        zh="以表述日期为时期的数值，时期就是表述日期",
        en="A period that was taken from the day of the statement is that day",
        reason="Otherwise it was not taken from there.",
        column="period_end",
        check=RowRule(
            joins=SAID,
            where="r.period_basis::VARCHAR = 'statement' AND r.period_start IS NOT NULL "
            "AND (r.period_start IS DISTINCT FROM s.stated_on OR r.period_end IS DISTINCT FROM s.stated_on)",
        ),
    ),
    doubtful(
        "metrics.target_to_come",
        zh="目标所指时期在表述时尚未结束",
        en="The period of a target was not over when it was stated",
        reason="What is told of a period that is over is mostly what was done, not what is promised.",
        column="status",
        # What was planned longer ago is told as history.
        check=RowRule(
            joins=SAID,
            where="r.status::VARCHAR = 'target' AND r.period_end < s.stated_on AND r.period_end > s.stated_on - $days_of_a_plan",
        ),
    ),
    doubtful(
        "metrics.actual_span_begun_long_ago",
        zh="实际值所述的多年时期不是刚刚开始且大部分尚未到来",
        en="The years that an actual figure spans have not just begun with most of them to come",
        reason="What is said of the whole of a coming plan period is a target.",
        column="status",
        check=RowRule(
            joins=SAID,
            where="r.status::VARCHAR = 'actual' AND r.period_type::VARCHAR = 'multi_year' "
            "AND r.period_start > s.stated_on - 366 AND r.period_end > s.stated_on + 366",
        ),
    ),
    doubtful(
        "metrics.status_fits_words",
        zh="紧接“预计”“力争”等词的数值不作为实际值",
        en="A number in whose clause 预计, 力争 or their like stand before it is no actual figure",
        reason="A forecast or a promise among the facts is the error that is quoted most.",
        column="status",
        check=RowRule(
            joins=_CLAUSE_JOINS,
            where=f"r.status::VARCHAR = 'actual' AND regexp_matches({_CLAUSE}, concat('(', array_to_string($words_of_no_fact, '|'), ')'))",
        ),
    ),
    doubtful(
        "metrics.period_not_lost",
        zh="原文写明时期且表述日期已知时，时期不为空",
        en="Where the words name a period and the day of the statement is known, the period is there",
        reason="A period that got lost takes the number out of every series.",
        column="period_start",
        check=RowRule(
            joins=SAID,
            where="r.period_start IS NULL AND s.stated_on IS NOT NULL AND (r.rules LIKE '%period.day_of_statement%' "
            "OR (r.rules NOT LIKE '%period.unclear%' "
            "AND regexp_matches(r.period_text, '今年|去年|上年|前年|全年|年末|年底|季度|半年|"
            "前[0-9一二两三四五六七八九十]+个?月|(19|20)[0-9][0-9]年|[0-9]+月')))",
        ),
    ),
    doubtful(
        "metrics.table_row_one_period",
        zh="表格同一行中从表头取得时期的数值时期一致",
        en="The numbers of one table row that inherit their period have the same one",
        reason="A row of a table tells of one period unless its headings say otherwise.",
        column="period_start",
        check=RowRule(
            where="regexp_matches(r.sentence, '^\\s*[|]') AND r.period_basis::VARCHAR = 'inherited' AND r.period_text IS NULL",
            qualify="count(*) OVER (PARTITION BY r.document_id, r.sentence, r.period_start, r.period_end) "
            "< count(*) OVER (PARTITION BY r.document_id, r.sentence)",
        ),
    ),
)

NAME_RULES = (
    doubtful(
        "metrics.region_not_lost",
        zh="文中明示的地区，以及同一文章其他数值的所在地区，不会缺失",
        en="A region is there where the words name one place, or where another number of the article takes its home place",
        reason="A number whose place got lost is taken for the nation's or for nobody's.",
        column="region",
        check=RowRule(
            joins="LEFT JOIN (SELECT source_id, max(region) AS home FROM {batch} WHERE rules LIKE '%region.home%' GROUP BY source_id) AS h "
            "ON h.source_id = r.source_id",
            where="r.region IS NULL AND (r.rules LIKE '%region.named_place%' OR (r.rules LIKE '%region.home%' AND h.home IS NOT NULL))",
        ),
    ),
    doubtful(
        "metrics.one_home_region",
        zh="同一文章中取自文章所在地的地区一致",
        en="Numbers of one article that take its home place have the same one",
        reason="An article has one home.",
        column="region",
        check=RowRule(
            where="r.rules LIKE '%region.home%' AND r.region IS NOT NULL",
            qualify="r.region <> mode(r.region) OVER (PARTITION BY r.source_id)",
        ),
    ),
    impossible(
        "metrics.region_fits_code",
        zh="地区名称与行政区划代码一致",
        en="The region's name is the one that its code stands for",
        reason="Maps and joins go by the code, people by the name.",
        column="region_code",
        check=RowRule(
            joins="LEFT JOIN $regions AS g ON g.code = r.region_code",
            where="r.region_code IS NOT NULL AND r.region IS DISTINCT FROM g.name",
        ),
    ),
    doubtful(
        "metrics.indicator_not_lost",
        zh="有指标原文的数值有指标名称",
        en="A number has an indicator unless the reading found no words for it",
        reason="A number whose name got lost cannot be used.",
        column="indicator",
        check=RowRule(where="r.indicator IS NULL AND (r.indicator_text IS NOT NULL OR r.rules NOT LIKE '%indicator.unnamed%')"),
    ),
    impossible(
        "metrics.indicator_fits_id",
        zh="指标名称是目录中该编号的名称或别名",
        en="The indicator is a name that the catalogue has for its id",
        reason="Series are joined by the id and read by the name.",
        column="indicator_id",
        check=RowRule(
            joins="LEFT JOIN (SELECT indicator_id, list_concat([name], string_split(coalesce(synonyms, ''), '|')) AS names "
            "FROM $indicators) AS i ON i.indicator_id = r.indicator_id",
            where="r.indicator_id IS NOT NULL AND (i.names IS NULL OR NOT list_contains(i.names, r.indicator))",
        ),
    ),
    doubtful(
        "metrics.rule_among_rules",
        zh="读出该数值的规则在规则列表中",
        en="The rule that read a number stands among its rules",
        reason="The explanation of a number must name what read it.",
        column="rule",
        check=RowRule(where="NOT contains(r.rules, concat('measure.', r.rule))"),
    ),
    doubtful(
        "metrics.speaker_has_id",
        zh="有发言人姓名时有对应实体",
        en="A metric with a speaker's name has the speaker's entity",
        reason="The name alone leaves open which person it is.",
        column="speaker_id",
        check=RowRule(where="r.speaker IS NOT NULL AND r.speaker_id IS NULL"),
    ),
    doubtful(
        "metrics.speaker_is_entity",
        zh="发言人是人或机构，且姓名是其实体的名称或别名",
        en="A speaker is a person or an organisation, under a name that its entity has",
        reason="A place or an event says nothing; another name was put to the wrong entity.",
        column="speaker_id",
        check=RowRule(
            joins="JOIN entities AS e ON e.entity_id = r.speaker_id",
            where="e.kind::VARCHAR NOT IN ('person', 'organization') "
            "OR (r.speaker IS NOT NULL AND r.speaker <> e.name AND NOT list_contains(e.aliases, r.speaker))",
        ),
    ),
)


def _but_corrected(one: Expectation) -> Expectation:
    """The rule for metrics that no reviewed correction moved away from their words."""
    if one.table != "metrics" or not isinstance(one.check, RowRule):
        return one
    return replace(one, check=replace(one.check, where=f"({one.check.where}) AND NOT contains(r.rules, '{_REVIEWED}')"))


WORDS: tuple[Expectation, ...] = tuple(map(_but_corrected, AMOUNT_RULES + PERIOD_RULES + NAME_RULES))
