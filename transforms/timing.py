"""Which period holds where a number stands: the words of its clause, else those of the clauses before it."""

from __future__ import annotations

import re
from dataclasses import replace

from transforms import periods
from transforms.candidates import JOINED
from transforms.context import Clause, Context
from transforms.grammar import Grammar
from transforms.model import Period
from transforms.period_shapes import DECEMBER, is_part, is_years, of_a_plan, within_month
from transforms.periods import PeriodSpan
from transforms.subjects import LABEL, LIST_MARK

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
_TIMES_OF_IT = re.compile(r"(?:全年|同期|水平)?的[近约超逾]?(?:[\d.]+|[一二三四五六七八九十两几数百]+)(?:多|余|成|倍|％|%|分之)")
"""是2019年的2.3倍, 为去年全年的82.5%"""
_BARE_SAME = 2
_ASIDE = re.compile("其中|单月|当月")
_NEAR, _FAR = 4, 30
_TO_LEVEL = re.compile("[到至为成]了?")
_SHORTEST_SPAN = 2
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
        of_it = _MEASURED_BY.search(plain, max(0, time.start - 2), time.start) and _TIMES_OF_IT.match(plain, time.end)
        if listed or measure or of_it or _COMPARED.search(plain, max(0, time.start - 3), time.start):
            found.add(time.start)
        before = time
    return frozenset(found)


_MONTH = re.compile("[\\d一二三四五六七八九十]个?月|季|半年")
"""A month that is named, and not 本月 of an event."""
_OF_THE_GOAL = re.compile("的?(?:目标|任务|计划|预算|预期)")
_CAUSE = re.compile("受|因(?![此而])|由于|随着|得益于")
_EXPECTED = re.compile(r"(?:预计|预测|估计|有望|力争|计划)\Z")


def period_at(plain: str, clause: Clause, position: int, context: Context, grammar: Grammar, *, numbers: bool) -> Timed:
    """The period that holds at a position of the clause, where it was read, and the rule.

    In a clause without numbers only an adverb of time at its head counts; 部署2023年工作 says nothing of the next.
    """
    here: Period | None = None
    rule = ""
    if not numbers and _CAUSE.match(plain, clause.start):
        # 受国庆假期出行增加带动，机票价格上涨: why, and not when.
        return None, "none", ""
    for time in clause.times:
        if not clause.start <= time.start < clause.end or time.start in clause.compared:
            continue
        if time.rule == "report" and _opened_by_report(context):
            # 披露2024年年度报告。报告期内…: what the report is on is what the text is on.
            context.period = context.main_period = context.first_period = context.paragraph_period = time.periods[-1]
            if not numbers:
                continue
        if not numbers and not _leads(plain, clause, time, grammar) and not _frames(clause, time):
            continue
        if numbers and time.start >= position and (here is not None or clause.led_by_time):
            break
        if time.rule == "whole_year" and _OF_THE_GOAL.match(plain, time.end, clause.end):
            # 完成全年目标的58%: how far the goal is reached, in the time that is spoken of.
            continue
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
            elif (spoken_of := context.period or context.sentence_period or context.lead_period) is not None:
                rule = time.rule
                here = periods.same_of(spoken_of, period)
                if here == spoken_of:
                    context.sentence_period = here
            elif period.year_shift or period.year:
                # 去年同期 of a time that was not told.
                here, rule = Period("unclear", period.text), time.rule
            continue
        spoken_of = here or context.sentence_period or context.paragraph_period or context.period
        if time.rule == "whole_year" and period.year is None and period.year_shift is None and spoken_of is not None:
            # 2025-26年度收入…，全年录得赤字: the whole of that year.
            period = spoken_of if spoken_of.shape == "fiscal_year" else period
        if period.text == "当年" and (dated := _year_spoken_of(time, clause, spoken_of, context)) is not None:
            # 年末里程8800公里，其中当年新增479公里: in the year spoken of.
            period = replace(period, year=dated.last_year or dated.year, year_shift=dated.year_shift)
        if (
            period.text.startswith("上年")
            and period.year_shift == -1
            and (dated := _year_spoken_of(time, clause, spoken_of, context)) is not None
            and dated.year is not None
        ):
            # 2024年，户籍人口由上年729万人增加到732万人: the year before the one spoken of, not before that of the statement.
            period = replace(period, year=(dated.last_year or dated.year) - 1, year_shift=None)
        beside = time.rule == "last_month" and spoken_of is not None and within_month(spoken_of)
        if beside and spoken_of is not None:
            # 6月份上涨0.1%，上月下降0.1%: the month before the one spoken of, not before that of the statement.
            period = periods.month_before(spoken_of)
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
        if beside:
            continue
        if period.shape == "back" and not _LASTING.search(period.text):
            # 3年增长58.6%, 近3年提升21个百分点 speak of that change alone.
            continue
        if _EXPECTED.search(plain, max(clause.start, time.start - 4), time.start):
            # 截至9月底，…，预计今年产量88万吨。全县…: said in this sentence alone.
            context.sentence_period, context.sentence_led = period, True
            continue
        before, context.sentence_period = context.sentence_period, period
        if _ASIDE.search(plain, clause.sentence[0], time.start):
            # 其中，6月份增长7.9% is said by the way: the next sentence goes back to the whole.
            continue
        if _leads(plain, clause, time, grammar):
            context.sentence_led = True
            if is_years(period) and _opens_paragraph(plain, time) and not plain.startswith("\n", clause.end):
                context.part_period = period if of_a_plan(period) else None
            if _AVERAGED.match(plain, time.end, clause.end) and of_a_plan(period):
                # 2022至2025年平均每年增长3.3% is said of those years alone.
                continue
            if numbers and before is not None and is_part(period, before):
                # 全年下跌3%，…第四季上升5%: the next sentence goes back to the whole.
                continue
            if numbers and period.shape == "day" and context.first_period is not None and context.first_period.shape != "day":
                # 假期接待…，10月4日单日发送旅客…: the next sentence is of the whole again.
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
        return here, "none" if here.shape == "unclear" and rule == "same_period" else "explicit", rule
    nearest = context.sentence_period or context.paragraph_period
    if nearest is not None:
        if numbers and (nearest is context.paragraph_period or (nearest.shape != "back" and context.sentence_led)):
            # 近3年提升21个百分点 speaks of that change alone.
            context.use_period(nearest)
            named = nearest.shape == "months" and _MONTH.search(nearest.text) is not None
            if context.paragraph_period is None and named and _opens(plain, clause.sentence[0]):
                # 9月，汽车出口增长3.4%。新能源汽车出口…: what the paragraph begins with.
                context.paragraph_period = nearest
        return nearest, "explicit" if clause.led_by_time else "inherited", "of_sentence" if context.sentence_period else "of_paragraph"
    of_article = context.period_of_article()
    if of_article is not None and of_article.shape != "since":
        return of_article, "inherited", "of_article"
    return (context.lead_period, "inherited", "of_lead") if context.lead_period is not None else (None, "none", "")


def _opened_by_report(context: Context) -> bool:
    """Whether no number of the article has had a longer period of its own yet."""
    return context.main_period is None


def _year_spoken_of(here: PeriodSpan, clause: Clause, spoken_of: Period | None, context: Context) -> Period | None:
    """The time whose year 当年 is: the nearest one before it in the sentence, else what the text speaks of. None for none."""
    before = [time.periods[-1] for time in clause.times if time.start < here.start]
    for period in (*reversed(before), spoken_of, context.main_period):
        tells = period is not None and period.shape in ("months", "point", "years")
        if period is not None and tells and (period.year is not None or period.year_shift is not None):
            return period
    return None


def _within_report(since: Period, context: Context) -> Period:
    """年初以来 with the last month of the report that says it: where the day of the statement stays unknown, that is where it ends."""
    for whole in (context.main_period, context.lead_period):
        if whole is not None and whole.shape == "months" and whole.first_month == 1 and whole.last_month != DECEMBER:
            return replace(since, last_month=whole.last_month)
    return since


def _frames(clause: Clause, time: PeriodSpan) -> bool:
    """Whether a clause without numbers is about its time alone: 合作区揭牌三年来, 项目全部建成后."""
    return time.rule == "once_built" or (time.end >= clause.end - 1 and time.periods[0].shape in ("back", "since"))


def _ends(point: Period, span: Period | None) -> bool:
    """Whether a day is but the end of the time that the paragraph speaks of: 去年末 within 去年 sets nothing for what follows."""
    if point.shape != "point" or span is None or span.shape not in ("months", "years", "back"):
        return False
    return point.last_month == (span.last_month or DECEMBER)


def governs(period: Period) -> bool:
    """Whether a time that stands without a number speaks of more than an event: 2023年6月 of a visit governs no statistics."""
    if period.shape == "months":
        # 4月份国民经济稳定增长 is said of statistics, as 2023年6月 of a visit is not.
        return (period.last_month or 0) - (period.first_month or 0) >= _SHORTEST_SPAN or period.text.endswith("月份")
    return period.shape in ("years", "fiscal_year", "since", "back", "point", "now", "recent", "holiday")


def _opens_paragraph(plain: str, time: PeriodSpan) -> bool:
    return time.start - _line_start(plain, time.start) <= _NEAR + 4


def _opens(plain: str, position: int) -> bool:
    """Whether nothing but white space stands before in the paragraph."""
    return not plain[_line_start(plain, position) : position].strip()


def _line_start(plain: str, position: int) -> int:
    return max(plain.rfind("\n", 0, position), plain.rfind(">", 0, position)) + 1


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
    between = LABEL.sub("", LIST_MARK.sub("", plain[clause.start : time.start], count=1).lstrip(), count=1)
    while (opener := grammar.opening_words.at_start(between)) is not None:
        between = between[len(opener[0]) :]
    if len(between) <= 1:
        return True
    return grammar.places.whole(between) is not None or grammar.catalogue.find(between) is not None
