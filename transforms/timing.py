"""Which period holds for a number: the words of its clause, else those of the clauses before it; and what of it is meant."""

from __future__ import annotations

import re
from dataclasses import replace

from transforms import periods
from transforms.candidates import JOINED
from transforms.context import Clause, Context, is_part
from transforms.grammar import Grammar
from transforms.heads import Head
from transforms.model import Period, PeriodPart
from transforms.numerals import value_of
from transforms.periods import PeriodSpan
from transforms.places import HONG_KONG
from transforms.reference import Indicator
from transforms.subjects import LIST_MARK
from transforms.values import Value

_NOT_SETTING = re.compile(r"自$")
"""自1月1日起; 自2018年以来 is a time of its own."""
_BASED_ON = re.compile(r"[^，,]{0,8}(?:基础上|背景下|前提下)|(?:的)?(?:不变价|可比价|价格计算|同口径)")
_ORIGIN = re.compile(r"[由从](?:\d+年的?)?$")
_SEEN_FROM = re.compile(r"[^，,]{0,4}看$")
"""从12月份单月看 sets the time; 从12月份的3%提高 says where a change began."""
_LASTING = re.compile("[来间这]|过去")
_AVERAGED = re.compile("的?(?:平均|年均)")
_COMPARED = re.compile(r"(?:[比较于与同](?:分别)?|[恢回]复[至到]|相当于)$")
_MEASURED_BY = re.compile("[为是达到]$")
"""仅为2019年同期的三成: that time is what the number is measured by."""
_BARE_SAME = 2
_ASIDE = re.compile("其中|单月|当月")
_NEAR, _FAR = 4, 30
_TO_LEVEL = re.compile("[到至为成]了?")
_BUDGETED = re.compile("预算|[开收]支|支出|收入|拨款|赤字|盈余|[资补]助")
_SHORTEST_SPAN = 2
_DECEMBER = 12
_FLOW_NAME = re.compile(
    r"(?:[产销运发用]|降[雨水]|吞吐|客流|货运|交易|成交|业务|投递|收寄)量$|(?:额|收入|产值|增加值|利润|支出|投资|人次)$"
)
_OF_PROJECT = re.compile("总投资|投资额|造价|库容|总规模|基金|价值")
"""What a project is planned to cost or hold is so from the day on which it is told."""
_PER_TIME = re.compile("[日月周]均|平均每[天日月周]|每[天日月周]")
_OVER_ALL = re.compile("(?:累计|合计|总|涨幅|增幅|升幅|降幅|跌幅|加幅)[^，,]{0,8}$")
_ALREADY = re.compile("已|累计|目前|现有|共有")
_A_YEAR = re.compile(r"\d{4}年(?:[底末])?")
_UNTIL_YEAR = re.compile(r"(?:到|至)\d{4}年")
_MADE = re.compile("(?<!累计)建成(?!后)(?!投[产用])")
_RUN = re.compile(
    r"连续(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2})个?(?P<unit>月|季度|年)(?=保持|稳定|实现|超过?|突破|高于|低于|[增下上]|[^第位居]{0,4}$)[^，,第位居]{0,10}$"
)
_MONTHS_OF = {"月": 1, "季度": 3, "年": 12}
_COUNTED = ("count", "people", "none")
_GOALS = ("of_a_target", "set_as_target")
"""Rules of what is called a goal: it is set for a year."""
_SIZED = ("length", "area", "power", "volume")
"""Kinds of units of which 达到 states what there is at the end."""

Timed = tuple[Period | None, str, str]
"""A period, where it was read (explicit, inherited, statement or none), and the rule."""


def compared_times(plain: str, times: list[PeriodSpan]) -> frozenset[int]:
    """Starts of the expressions of time that are comparators: 较去年、今年一季度."""
    found: set[int] = set()
    before: PeriodSpan | None = None
    for time in times:
        listed = before is not None and before.start in found and JOINED.fullmatch(plain[before.end : time.start].lstrip("末底"))
        measure = (
            time.rule == "same_period"
            and len(time.periods[0].text) > _BARE_SAME
            and _MEASURED_BY.search(plain, max(0, time.start - 2), time.start)
        )
        if listed or measure or _COMPARED.search(plain, max(0, time.start - 3), time.start):
            found.add(time.start)
        before = time
    return frozenset(found)


def period_at(plain: str, clause: Clause, position: int, context: Context, grammar: Grammar, *, numbers: bool) -> Timed:
    """The period that holds at a position of the clause, where it was read, and the rule.

    In a clause without numbers only an adverb of time at its head counts; 部署2023年工作 says nothing of the next.
    """
    here: Period | None = None
    rule = ""
    for time in clause.times:
        if not clause.start <= time.start < clause.end or time.start in clause.compared:
            continue
        if not numbers and not _leads(plain, clause, time, grammar) and not _frames(clause, time):
            continue
        if numbers and time.start >= position and (here is not None or clause.led_by_time):
            break
        starts = time.periods[-1].shape != "since" and _NOT_SETTING.search(plain, max(clause.start, time.start - 1), time.start)
        if starts or _BASED_ON.match(plain, time.end, clause.end):
            continue
        period = time.periods[-1]
        if period.shape == "since" and period.year_shift == 0:
            period = _within_report(period, context)
        if period.shape == "same":
            if time.rule == "month_in_hand":
                spoken_of = context.sentence_period or context.paragraph_period or context.period
                if spoken_of is not None and spoken_of.last_month and spoken_of.shape in ("months", "point", "day"):
                    here, rule = replace(spoken_of, shape="months", first_month=spoken_of.last_month, part="whole"), time.rule
            elif time.rule == "same_holiday":
                spoken_of = context.lead_period or context.period
                if spoken_of is not None and spoken_of.shape == "holiday":
                    here, rule = spoken_of, time.rule
                    context.sentence_period, context.sentence_led = spoken_of, True
            elif context.period is not None:
                rule = time.rule
                here = periods.same_of(context.period, period)
                if here == context.period:
                    context.sentence_period = here
            continue
        if period.shape == "day" and time.start > clause.start and plain[time.start - 1] not in "在于":
            continue
        alone = (time.start, time.end) == (clause.start, clause.end) or period.text.startswith(("截", "到", "至"))
        if not numbers and (period.shape in ("day", "ten_days") or (period.shape == "now" and period.count)) and not alone:
            # 5月中旬疫情升温: the day of an event is no period of statistics.
            continue
        if _ORIGIN.search(plain, max(clause.start, time.start - 8), time.start) and not _SEEN_FROM.match(plain, time.end, clause.end):
            # 由2020年的7.2%提升至7.4%: the year is that of the first number alone.
            if 0 <= position - time.end <= (_NEAR if numbers and _TO_LEVEL.search(plain, time.end, clause.end) else _FAR):
                here, rule = period, time.rule
            continue
        here, rule = period, time.rule
        if period.shape == "back" and not _LASTING.search(period.text):
            # 3年增长58.6%, 近3年提升21个百分点 speak of that change alone.
            continue
        before, context.sentence_period = context.sentence_period, period
        if _ASIDE.search(plain, clause.sentence[0], time.start):
            # 其中，6月份增长7.9% is said by the way: the next sentence goes back to the whole.
            continue
        if _leads(plain, clause, time, grammar):
            context.sentence_led = True
            if _is_years(period) and _opens_paragraph(plain, time) and not plain.startswith("\n", clause.end):
                context.part_period = period if _of_a_plan(period) else None
            if _AVERAGED.match(plain, time.end, clause.end) and _of_a_plan(period):
                # 2022至2025年平均每年增长3.3% is said of those years alone.
                continue
            if numbers and before is not None and is_part(period, before):
                # 全年下跌3%，…第四季上升5%: the next sentence goes back to the whole.
                continue
            if numbers and not _ends(period, context.paragraph_period):
                context.set_period(period)
            elif before is not None and is_part(period, before):
                # 出口全年跌0.3%，下半年显著改善: what comes next is of the whole again.
                pass
            elif (governs(period) and not _ends(period, context.paragraph_period)) or clause.compared:
                context.paragraph_period = period
                if period.shape == "years" and _opens_paragraph(plain, time):
                    # 刚刚过去的2025年，… begins a part of the text of its own.
                    context.period = context.main_period = period
                if context.lead_period is None and leads_article(period):
                    context.lead_period = period
                if period.shape == "back" or (period.last_year or 0) > (period.year or 0):
                    context.period = period
    if here is not None:
        return here, "explicit", rule
    nearest = context.sentence_period or context.paragraph_period
    if nearest is not None:
        if numbers and (nearest is context.paragraph_period or (nearest.shape != "back" and context.sentence_led)):
            # 近3年提升21个百分点 speaks of that change alone.
            context.use_period(nearest)
        return nearest, "explicit" if clause.led_by_time else "inherited", "of_sentence" if context.sentence_period else "of_paragraph"
    of_article = context.period_of_article()
    if of_article is not None and of_article.shape != "since":
        return of_article, "inherited", "of_article"
    return (context.lead_period, "inherited", "of_lead") if context.lead_period is not None else (None, "none", "")


def _within_report(since: Period, context: Context) -> Period:
    """年初以来 with the last month of the report that says it: where the day of the statement stays unknown, that is where it ends."""
    for whole in (context.main_period, context.lead_period):
        if whole is not None and whole.shape == "months" and whole.first_month == 1 and whole.last_month != _DECEMBER:
            return replace(since, last_month=whole.last_month)
    return since


def _frames(clause: Clause, time: PeriodSpan) -> bool:
    """Whether a clause without numbers is about its time alone: 合作区揭牌三年来, 项目全部建成后."""
    return time.rule == "once_built" or (time.end >= clause.end - 1 and time.periods[0].shape in ("back", "since"))


def _ends(point: Period, span: Period | None) -> bool:
    """Whether a day is but the end of the time that the paragraph speaks of: 去年末 within 去年 sets nothing for what follows."""
    if point.shape != "point" or span is None or span.shape not in ("months", "years", "back"):
        return False
    return point.last_month == (span.last_month or _DECEMBER)


def governs(period: Period) -> bool:
    """Whether a time that stands without a number speaks of more than an event: 2023年6月 of a visit governs no statistics."""
    if period.shape == "months":
        return (period.last_month or 0) - (period.first_month or 0) >= _SHORTEST_SPAN
    return period.shape in ("years", "fiscal_year", "since", "back", "point", "now", "recent", "holiday")


def _opens_paragraph(plain: str, time: PeriodSpan) -> bool:
    begin = max(plain.rfind("\n", 0, time.start), plain.rfind(">", 0, time.start)) + 1
    return time.start - begin <= _NEAR + 4


def leads_article(period: Period) -> bool:
    """Whether a period may hold for a whole article: 前三季度 or a past year, not 今年 or 目前, which many an article begins with."""
    if period.shape in ("years", "holiday"):
        return True
    return (
        period.shape == "months" and governs(period) and not (period.first_month == 1 and period.last_month == 12 and period.year is None)
    )


def same_in_context(period: Period, context: Context) -> Period:
    """A listed 同期 in the light of the context."""
    if period.shape != "same" or context.period is None:
        return period
    return periods.same_of(context.period, period)


def _leads(plain: str, clause: Clause, time: PeriodSpan, grammar: Grammar) -> bool:
    """Whether an expression of time is an adverb at the head of its clause."""
    between = LIST_MARK.sub("", plain[clause.start : time.start], count=1).lstrip()
    while (opener := grammar.opening_words.at_start(between)) is not None:
        between = between[len(opener[0]) :]
    if len(between) <= 1:
        return True
    return grammar.places.whole(between) is not None or grammar.catalogue.find(between) is not None


def period_of(
    time: Timed,
    value: Value,
    measure: str,
    head: Head,
    name: str | None,
    name_given: bool,
    found: Indicator | None,
    before: str,
    status: str,
    status_rule: str,
    context: Context,
    grammar: Grammar,
) -> tuple[Period, str, str]:
    """The period that a number describes, given the one that holds where it stands, where that was read, and the rule.

    `name_given`: its own clause names what is measured.

    A stock without a period of its own sentence is that of the day of the statement. A promise without one is for the year in a part
    about plans, where it is called a goal, or where the paragraph tells of a part of the year; else it is told of its day.
    """
    period, basis, rule = time
    if period is not None:
        period = _of_budget(period, name or "", context.home)
    if measure == "streak" and value.value and value.unit.form == "年":
        last = (
            period
            if period is not None and _is_one_year(period)
            else Period("months", "", year_shift=0, first_month=1, last_month=_DECEMBER)
        )
        context.streak = replace(last, run=_DECEMBER * int(value.value))
    flows = found.kind == "flow" if found is not None else _FLOW_NAME.search(name or "") is not None
    stock = (
        measure == "level"
        and not value.unit.unit.endswith("次")
        and not (flows and found is None)
        and _is_stock(found, before + (name or ""), value, head, context, grammar)
    )
    flows = flows or context.name_rule == "persons_who_did" or value.unit.unit.endswith("次") or _PER_TIME.search(name or "") is not None
    counted = measure == "level" and value.unit.kind in _COUNTED and not context.flowing and not flows
    in_force = head.level or value.head_end < value.start or _ALREADY.search(before) is not None
    if (
        (stock or (counted and in_force))
        and context.sentence_period is None
        and period is not None
        and period.shape in ("months", "since", "day")
    ):
        period = None
    if context.name_rule == "money_spent" and status == "target" and context.sentence_period is None and basis != "explicit":
        # 计划预留100亿元: that it is set aside is told on the day.
        period = None
    promised = status == "target" and not (_OF_PROJECT.search(name or "") and not context.planning)
    if promised and basis != "explicit" and context.sentence_period is None and not _of_a_plan(period):
        if context.part_period is not None:
            period, basis, rule = context.part_period, "inherited", "of_part"
        elif context.planning or status_rule in _GOALS or (period is not None and _of_this_year(period)):
            period, basis, rule = Period("months", "", year_shift=0, first_month=1, last_month=12), "inherited", "year_of_promise"
        elif period is not None and (_is_past(period) or rule in ("of_article", "of_lead")):
            period = None
    elif status != "actual" and basis != "explicit" and context.sentence_period is None and period is not None and _is_past(period):
        # What is expected is not so of the years that were told of before.
        period = None
    elif period is not None and status != "target" and _runs_to(period, found, context, inherited=basis == "inherited", stock=stock):
        period, rule = replace(period, shape="months", first_month=1), "flow_until"
    elif rule == "of_article" and period is not None and period.shape in ("point", "day") and flows and period.first_month:
        # 8月末 of another paragraph: what flows is of that month.
        period, rule = replace(period, shape="months", day=None), "flow_until"
    if period is None and head.origin:
        # Where a change began is in the past; the text does not say when.
        return Period("unclear", ""), "none", "origin_untold"
    if context.streak is not None and measure == "growth" and basis != "explicit" and _OVER_ALL.search(before):
        # 连续五年上调，涨幅接近16%: over the five years.
        return context.streak, "inherited", "of_streak"
    if measure == "level":
        context.stock_told = None
    elif (
        context.stock_told is not None
        and not name_given
        and basis != "explicit"
        and (measure in ("growth", "difference") or (measure == "ratio" and head.shared))
    ):
        # 余额272万亿元，增长6.8%: the growth is told of the same day.
        return context.stock_told
    if period is None:
        if stock:
            context.stock_told = Period("now", ""), "statement", "day_of_statement"
        return Period("now", ""), "statement", "day_of_statement"
    if status == "target" and stock:
        return (replace(period, part="end") if _of_a_plan(period) else period), basis, rule
    if status_rule == "origin_of_promise" and not _of_a_plan(period) and period.shape != "ahead":
        if _is_this_year(period):
            return replace(period, year_shift=-1), basis, rule
        if period.shape == "point" or basis != "explicit":
            # 到2027年，由35%提高到60%: when it was 35 % is not told.
            return Period("unclear", ""), "none", "origin_untold"
    whole = (context.flowing and not (head.level and value.unit.kind not in _COUNTED)) or grammar.accrued.search(before) is not None
    several_years = (period.shape == "back" and period.count != 1) or (period.last_year or 0) > (period.year or 0)
    of_stock = measure == "ratio" and several_years and any(word in (name or "") for word in grammar.words("stock_shares"))
    bounded = value.head_end < value.start
    made = _MADE.search(before) is not None
    there = head.level or bounded or several_years
    if made and not several_years and not head.level:
        # 建成示范村15个 in a year's report counts what was built in it; over several years, what there is at their end.
        stock = there = False
    if period.shape == "holiday":
        stock = there = False
    on_a_day = stock or of_stock or (counted and not whole and value.unit.kind != "none" and there)
    if measure == "streak" and value.value and value.unit.form.removeprefix("个") in _MONTHS_OF:
        period = replace(period, run=int(value.value) * _MONTHS_OF[value.unit.form.removeprefix("个")])
    elif (run := _RUN.search(before)) is not None:
        # 连续两个月保持两位数增长 holds for both months.
        period = replace(period, run=int(value_of(run["n"]) or 1) * _MONTHS_OF[run["unit"]])
    if measure == "level":
        context.stock_before = on_a_day
    elif measure == "ratio" and head.shared and not name_given and context.stock_before and basis != "explicit":
        on_a_day = True
    elif measure in ("growth", "difference") and not name_given and context.stock_before and basis != "explicit" and not several_years:
        # 商店达到1837家、增长136%: the growth is that of the stock, on its day.
        on_a_day = True
    if several_years and measure in ("growth", "difference") and context.last_base is not None and _A_YEAR.fullmatch(context.last_base):
        # 较2020年下降25% in a review of five years is what the last of them is against that year.
        return replace(period, part="last_year"), basis, rule
    of_rate = measure == "difference" and value.unit.kind == "points" and not name_given and context.last_measure == "ratio"
    if several_years and of_rate and head.comparator is not None and grammar.comparison.search(before[-24:]):
        # 机械化率达到95%、高于全国18.3个百分点: the difference is that of the rate.
        return replace(period, part="last_year"), basis, rule
    if measure == "rank" and "平均" in before:
        # 七年来，排名平均是11.5名 is so of all of them.
        return replace(period, part="whole"), basis, rule
    part = _part_described(measure, on_a_day, head, value, whole=whole)
    if part == "last_year" and measure == "level" and (flows or value.unit.kind == "money" or context.flowing):
        part = "last_year_of_flow"
    if measure == "ratio" and value.unit.kind == "multiple" and context.last_part is not None:
        # 总金额达到440亿元，是七年前的16倍: of the same time as the amount.
        part = context.last_part
    context.last_part = part if value.unit.kind == "multiple" or measure == "level" else None
    return period if period.part == part else replace(period, part=part), basis, rule


def _of_a_plan(period: Period | None) -> bool:
    return period is not None and period.shape == "years" and (period.last_year or 0) > (period.year or 0)


def _of_budget(period: Period, name: str, home: str | None) -> Period:
    """来年 of spending and revenue in Hong Kong is the budget's year; elsewhere no month is known in which a 财政年度 begins."""
    if home != HONG_KONG:
        return Period("unclear", period.text) if period.shape == "fiscal_year" and period.year is None else period
    if period.text in ("来年", "下年度", "下一年度") and _BUDGETED.search(name):
        return Period("fiscal_year", period.text, year_shift=period.year_shift)
    return period


def _of_this_year(period: Period) -> bool:
    return period.shape in ("months", "point") and not _is_past(period)


def _is_past(period: Period) -> bool:
    return period.shape == "back" or (period.year_shift or 0) < 0


def _is_this_year(period: Period) -> bool:
    return period.shape == "months" and period.year_shift == 0 and (period.first_month, period.last_month) == (1, _DECEMBER)


def _is_one_year(period: Period) -> bool:
    return _is_years(period) and not _of_a_plan(period)


def _is_years(period: Period) -> bool:
    return period.shape == "years" or (period.shape == "months" and (period.first_month, period.last_month) == (1, 12))


def _runs_to(period: Period, found: Indicator | None, context: Context, *, inherited: bool, stock: bool) -> bool:
    """Whether a day set in an earlier sentence is the end of the year to date: of a flow it cannot be a day."""
    accrues = found is not None and (found.kind == "flow" or found.unit_family == "permille")
    if found is None and not stock and context.flowing and context.sentence_period is None:
        # 去年末余额…。又解决6434万人口饮水问题
        accrues = period.text.endswith(("年末", "年底"))
    if period.shape != "point" or not period.first_month or not accrues:
        return False
    if context.sentence_period is None or _UNTIL_YEAR.fullmatch(period.text):
        return True
    if period.last_month == _DECEMBER and period.first_month == _DECEMBER and period.text.endswith(("年末", "年底")) and inherited:
        # 年末全国人口14亿人；出生人口954万人: born in the year.
        return True
    # 上半年…。截至6月底，完成投资…: the flow is that of the half year, said in other words.
    wholes = [p for p in (context.main_period, context.lead_period) if p is not None and p.shape == "months"]
    return period.text.startswith("截") and any(whole.last_month == period.last_month for whole in wholes)


def _is_stock(found: Indicator | None, before: str, value: Value, head: Head, context: Context, grammar: Grammar) -> bool:
    happening = grammar.flow.search(grammar.not_flow.sub("", before)) is not None
    if happening and value.unit.kind in _COUNTED:
        context.flowing = True
    if found is not None:
        return found.kind == "stock" and (head.level or not (happening and value.unit.kind in _COUNTED))
    if value.unit.kind in _SIZED:
        return head.level and not happening and grammar.accrued.search(before) is None
    if value.unit.kind not in _COUNTED:
        return False
    if happening and not head.level:
        return False
    if context.flowing and not head.level:
        return False
    return grammar.stock.search(before + value.unit.form) is not None


def _part_described(measure: str, stock: bool, head: Head, value: Value, *, whole: bool) -> PeriodPart:
    """What of its period a number describes; `whole`: it accrued over the period."""
    if head.origin:
        return "day_before" if stock else "year_before"
    if stock or measure == "rank":
        return "end" if stock else "last_day"
    announced = head.level or head.change or value.head_end < value.start
    return "last_year" if measure == "ratio" or (measure == "level" and announced and not whole) else "whole"
