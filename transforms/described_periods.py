"""What of the period that holds where it stands a number describes: all of it, its end, the day of the statement, the year of a promise.

A stock is so on a day, a flow accrues; a growth is told of the same time as the amount before it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from transforms.context import Context
from transforms.grammar import Grammar
from transforms.heads import Head
from transforms.model import Period, PeriodPart
from transforms.numerals import value_of
from transforms.period_shapes import DECEMBER, THIS_YEAR, is_one_year, is_past, is_this_year, of_a_plan, of_this_year
from transforms.places import HONG_KONG
from transforms.reference import COUNTED, Indicator
from transforms.timing import Timed
from transforms.values import Value

_BUDGETED = re.compile("预算|[开收]支|支出|收入|拨款|赤字|盈余|[资补]助")
_FLOW_NAME = re.compile(
    r"(?:[产销运发用]|降[雨水]|加工|屠宰|回收|吞吐|客流|货运|交易|成交|业务|投递|收寄)量$|(?:额|收入|产值|增加值|利润|支出|投资|人次)$"
)
_OF_PROJECT = re.compile("总投资|投资额|造价|库容|总规模|基金|价值")
"""What a project is planned to cost or hold is so from the day on which it is told."""
_PER_TIME = re.compile("[日月周]均|平均每[天日月周]|每[天日月周]")
_OVER_ALL = re.compile("(?:累计|合计|总|涨幅|增幅|升幅|降幅|跌幅|加幅)[^，,]{0,8}$")
_ALREADY = re.compile("已|累计|目前|现有|共有")
_FISCAL = re.compile("(?:上|下一?|来)年度$")
_WHICH_YEAR = re.compile("[今去本当]年度$")
_EXPECTED = re.compile("预[期测计估算]|目标|计划")
"""2025年增长预期从3.3%下调: what was expected of that year."""
_TIME_OF_ORIGIN = re.compile(r"[由从自][^由从自，,]*(?:年|月|季|期|末|底|初|前)(?:[^由从自，,]{0,6}|的?[\d.]+：[\d.：]*)$")
"""由去年同期的|18.4%: the number has a time of its own."""
_OF_THE_MONTH = re.compile("(?:就业人数|失业人数|劳动力(?:人数)?|劳动人口|民间人口)$")
_MAKES_IT_SO = ("认定", "获批", "入选", "备案", "登记", "新认定", "建成", "实现")
"""What once happened to a thing is so from then on."""
_YEAR_BY_YEAR = re.compile("每年|年均|全年|当年|一年")
_A_YEAR = re.compile(r"\d{4}年(?:[底末])?")
_UNTIL_YEAR = re.compile(r"(?:到|至)\d{4}年")
_MADE = re.compile("(?<!累计)建成(?!后)(?!投[产用])")
_RUN = re.compile(
    r"连续(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2})个?(?P<unit>月|季度|年)(?=保持|稳定|实现|超过?|突破|高于|低于|[增下上]|[^第位居]{0,4}$)[^，,第位居]{0,10}$"
)
_MONTHS_OF = {"月": 1, "季度": 3, "年": 12}
_COUNTABLE = (*COUNTED, "none")
_GOALS = ("of_a_target", "set_as_target")
"""Rules of what is called a goal: it is set for a year."""
_SIZED = ("length", "area", "power", "volume")
"""Kinds of units of which 达到 states what there is at the end."""


class Stated(NamedTuple):
    """A number as far as it has been read."""

    value: Value
    measure: str
    head: Head
    name: str
    """Empty for none."""
    name_given: bool
    """Its own clause names what is measured."""
    found: Indicator | None
    before: str
    """The words of its clause before it."""
    status: str
    status_rule: str


class _Kind(NamedTuple):
    """Whether the number is a stock, whether it flows, and whether it counts what is there."""

    stock: bool
    flows: bool
    counted: bool


def period_of(time: Timed, stated: Stated, context: Context, grammar: Grammar) -> tuple[Period, str, str]:
    """The period that a number describes, given the one that holds where it stands, where that was read, and the rule.

    A stock without a period of its own sentence is that of the day of the statement. A promise without one is for the year in a part
    about plans, where it is called a goal, or where the paragraph tells of a part of the year; else it is told of its day.
    """
    period, basis, rule = time
    if period is not None:
        period = _of_budget(period, stated.name, context.home)
    _note_streak(period, stated, context)
    kind = _kind(stated, context, grammar)
    period, basis, rule = _that_holds((period, basis, rule), stated, kind, context)
    measure, head = stated.measure, stated.head
    revised = stated.status_rule == "origin_of_promise" or _EXPECTED.search(stated.before) is not None
    elsewhere = not revised and period is not None and _is_one_stretch(period)
    if head.origin and (period is None or (elsewhere and _TIME_OF_ORIGIN.search(stated.before) is None)):
        # 2024年，由2.9人提高到3.3人: where a change began is in the past; the text does not say when.
        return Period("unclear", ""), "none", "origin_untold"
    if context.streak is not None and measure == "growth" and basis != "explicit" and _OVER_ALL.search(stated.before):
        # 连续五年上调，涨幅接近16%: over the five years.
        return context.streak, "inherited", "of_streak"
    told = _with_stock_before(stated, basis, context)
    if told is not None:
        return told
    if period is None:
        now = Period("now", ""), "statement", "day_of_statement"
        if kind.stock:
            context.stock_told = now
        return now
    if stated.status == "target" and kind.stock:
        return (replace(period, part="end") if of_a_plan(period) else period), basis, rule
    if stated.status_rule == "origin_of_promise" and not of_a_plan(period) and period.shape != "ahead":
        if is_this_year(period):
            return replace(period, year_shift=-1), basis, rule
        if period.shape == "point" or basis != "explicit":
            # 到2027年，由35%提高到60%: when it was 35 % is not told.
            return Period("unclear", ""), "none", "origin_untold"
    return _described(period, stated, kind, context, grammar, explicit=basis == "explicit"), basis, rule


def _is_one_stretch(period: Period) -> bool:
    return is_one_year(period) or period.shape in ("months", "point", "day", "now")


def _note_streak(period: Period | None, stated: Stated, context: Context) -> None:
    """连续五年: a growth told after it is over all of them."""
    if stated.measure == "streak" and stated.value.value and stated.value.unit.form == "年":
        last = period if period is not None and is_one_year(period) else THIS_YEAR
        context.streak = replace(last, run=DECEMBER * int(stated.value.value))


def _kind(stated: Stated, context: Context, grammar: Grammar) -> _Kind:
    value, found, name = stated.value, stated.found, stated.name
    times = value.unit.unit.endswith("次")
    flows = found.kind == "flow" if found is not None else _FLOW_NAME.search(name) is not None
    stock = (
        stated.measure == "level"
        and not times
        and not (flows and found is None)
        and _is_stock(found, stated.before + name, value, stated.head, context, grammar)
    )
    flows = flows or context.name_rule == "persons_who_did" or times or _PER_TIME.search(name) is not None
    counted = stated.measure == "level" and value.unit.kind in _COUNTABLE and not context.flowing and not flows
    return _Kind(stock, flows, counted)


def _that_holds(time: Timed, stated: Stated, kind: _Kind, context: Context) -> Timed:
    """The period that holds for this number: some do not take what other sentences have set."""
    period, basis, rule = time
    own = basis == "explicit" or context.sentence_period is not None
    if not own and period is not None and period.shape in ("months", "since", "day"):
        value = stated.value
        in_force = stated.head.level or value.head_end < value.start or _ALREADY.search(stated.before) is not None
        if kind.stock or (kind.counted and in_force):
            period = None
    if context.name_rule == "money_spent" and stated.status == "target" and not own:
        # 计划预留100亿元: that it is set aside is told on the day.
        period = None
    promised = stated.status == "target" and not (_OF_PROJECT.search(stated.name) and not context.planning)
    if promised and not own and not of_a_plan(period):
        if context.part_period is not None:
            return context.part_period, "inherited", "of_part"
        if context.planning or stated.status_rule in _GOALS or (period is not None and of_this_year(period)):
            return THIS_YEAR, "inherited", "year_of_promise"
        if period is not None and (is_past(period) or rule in ("of_article", "of_lead")):
            return None, basis, rule
    elif stated.status != "actual" and not own and period is not None and is_past(period):
        # What is expected is not so of the years that were told of before.
        return None, basis, rule
    elif (
        period is not None
        and stated.status != "target"
        and _runs_to(period, stated.found, context, inherited=basis == "inherited", stock=kind.stock)
    ):
        return replace(period, shape="months", first_month=1), basis, "flow_until"
    elif rule == "of_article" and period is not None and period.shape in ("point", "day") and kind.flows and period.first_month:
        # 8月末 of another paragraph: what flows is of that month.
        return replace(period, shape="months", day=None), basis, "flow_until"
    return period, basis, rule


def _with_stock_before(stated: Stated, basis: str, context: Context) -> tuple[Period, str, str] | None:
    """余额272万亿元，增长6.8%: the growth is told of the same day as the stock; None where there is none."""
    if stated.measure == "level":
        context.stock_told = None
        return None
    changes = stated.measure in ("growth", "difference") or (stated.measure == "ratio" and stated.head.shared)
    return context.stock_told if changes and not stated.name_given and basis != "explicit" else None


def _described(period: Period, stated: Stated, kind: _Kind, context: Context, grammar: Grammar, *, explicit: bool) -> Period:
    """The part of the period that the number describes."""
    value, measure, head, before = stated.value, stated.measure, stated.head, stated.before
    whole = (context.flowing and not (head.level and value.unit.kind not in _COUNTABLE)) or grammar.accrued.search(before) is not None
    several_years = (period.shape == "back" and period.count != 1) or (period.last_year or 0) > (period.year or 0)
    on_a_day = _on_a_day(period, stated, kind, grammar, whole=whole, several_years=several_years)
    period = _with_run(period, stated)
    follows = not stated.name_given and context.stock_before and not explicit
    if measure == "level":
        context.stock_before = on_a_day
    elif follows and ((measure == "ratio" and head.shared) or (measure in ("growth", "difference") and not several_years)):
        # 商店达到1837家、增长136%: the growth is that of the stock, on its day.
        on_a_day = True
    if several_years and measure in ("growth", "difference") and context.last_base is not None and _A_YEAR.fullmatch(context.last_base):
        # 较2020年下降25% in a review of five years is what the last of them is against that year.
        return replace(period, part="last_year")
    of_rate = measure == "difference" and value.unit.kind == "points" and not stated.name_given and context.last_measure == "ratio"
    if several_years and of_rate and head.comparator is not None and grammar.comparison.search(before[-24:]):
        # 机械化率达到95%、高于全国18.3个百分点: the difference is that of the rate.
        return replace(period, part="last_year")
    if measure == "rank" and "平均" in before:
        # 七年来，排名平均是11.5名 is so of all of them.
        return replace(period, part="whole")
    if measure == "rank" and follows and stated.found is not None and stated.found.kind == "stock":
        # 装机容量突破1亿千瓦、保持全国第1位: on its day.
        on_a_day = True
    part = _part_described(measure, on_a_day, head, value, whole=whole, several_years=several_years)
    if part == "last_year" and measure == "level" and (kind.flows or value.unit.kind == "money" or context.flowing):
        part = "last_year_of_flow"
    if measure == "ratio" and value.unit.kind == "multiple" and context.last_part is not None:
        # 总金额达到440亿元，是七年前的16倍: of the same time as the amount.
        part = context.last_part
    context.last_part = part if value.unit.kind == "multiple" or measure == "level" else None
    return period if period.part == part else replace(period, part=part)


def _on_a_day(period: Period, stated: Stated, kind: _Kind, grammar: Grammar, *, whole: bool, several_years: bool) -> bool:
    """Whether the number is so on a day, and did not accrue over the period."""
    value, head = stated.value, stated.head
    if stated.measure == "ratio" and several_years and any(word in stated.name for word in grammar.words("stock_shares")):
        return True
    made = _MADE.search(stated.before) is not None
    if period.shape == "holiday" or (made and not several_years and not head.level):
        # 建成示范村15个 in a year's report counts what was built in it; over several years, what there is at their end.
        return False
    if period.shape == "months" and _OF_THE_MONTH.search(stated.name):
        # 7月就业人数, from a survey of the month: of all of it.
        return False
    there = head.level or value.head_end < value.start or several_years
    return kind.stock or (kind.counted and not whole and value.unit.kind != "none" and there)


def _with_run(period: Period, stated: Stated) -> Period:
    """The period with the months or years that a run covers: 连续两个月保持两位数增长 holds for both months."""
    value = stated.value
    if stated.measure == "streak" and value.value and value.unit.form.removeprefix("个") in _MONTHS_OF:
        return replace(period, run=int(value.value) * _MONTHS_OF[value.unit.form.removeprefix("个")])
    run = _RUN.search(stated.before)
    return period if run is None else replace(period, run=int(value_of(run["n"]) or 1) * _MONTHS_OF[run["unit"]])


def _of_budget(period: Period, name: str, home: str | None) -> Period:
    """来年 of spending and revenue in Hong Kong is the budget's year; elsewhere no month is known in which a 财政年度 begins."""
    if home != HONG_KONG:
        return Period("unclear", period.text) if period.shape == "fiscal_year" and period.year is None else period
    if period.shape == "months" and _WHICH_YEAR.search(period.text):
        # In the months of a budget 今年度 may be the year that ends or the one that begins.
        return Period("unclear", period.text)
    if period.shape == "months" and (_FISCAL.search(period.text) or (period.text == "来年" and _BUDGETED.search(name))):
        return Period("fiscal_year", period.text, year_shift=period.year_shift)
    return period


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
    if period.last_month == DECEMBER and period.first_month == DECEMBER and period.text.endswith(("年末", "年底")) and inherited:
        # 年末全国人口14亿人；出生人口954万人: born in the year.
        return True
    # 上半年…。截至6月底，完成投资…: the flow is that of the half year, said in other words.
    wholes = [p for p in (context.main_period, context.lead_period) if p is not None and p.shape == "months"]
    return period.text.startswith("截") and any(whole.last_month == period.last_month for whole in wholes)


def _is_stock(found: Indicator | None, before: str, value: Value, head: Head, context: Context, grammar: Grammar) -> bool:
    happening = grammar.flow.search(grammar.not_flow.sub("", before)) is not None
    if happening and value.unit.kind in _COUNTABLE:
        context.flowing = True
    if found is not None:
        return found.kind == "stock" and (head.level or not (happening and value.unit.kind in _COUNTABLE))
    if value.unit.kind in _SIZED:
        return head.level and not happening and grammar.accrued.search(before) is None
    if value.unit.kind not in _COUNTABLE:
        return False
    if (head.origin or (head.level and context.origin_period is not None)) and not _YEAR_BY_YEAR.search(before):
        # 总部从771家增加到1076家 counts what there is, unless something happens to each.
        done = grammar.flow.findall(grammar.not_flow.sub("", before))
        return all(word in _MAKES_IT_SO for word in done)
    if happening and not head.level:
        return False
    if context.flowing and not head.level:
        return False
    return grammar.stock.search(before + value.unit.form) is not None


def _part_described(measure: str, stock: bool, head: Head, value: Value, *, whole: bool, several_years: bool) -> PeriodPart:
    """What of its period a number describes; `whole`: it accrued over the period."""
    if head.origin and several_years:
        return "day_before" if stock else "year_before"
    if stock or measure == "rank":
        return "end" if stock else "last_day"
    announced = head.level or head.change or value.head_end < value.start
    return "last_year" if measure == "ratio" or (measure == "level" and announced and not whole) else "whole"
