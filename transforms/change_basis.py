"""What a change is against: its own words, else those of its clause, its sentence, or the custom of reports."""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.change_before import turned_from
from transforms.context import Context
from transforms.grammar import Grammar
from transforms.heads import Head
from transforms.measures import basis_of
from transforms.model import Period, Reading
from transforms.period_shapes import DECEMBER
from transforms.periods import find
from transforms.places import HONG_KONG, TAIWAN
from transforms.subjects import Subject
from transforms.values import Value

_YEARLY = re.compile("(?:年均|年平均)(?!浓度|气温|温度|降水|水位|收入|工资|[值价])")
_SUMMED_UP = re.compile("累计|总共|合计")
_END_OF_LAST_YEAR = re.compile("[上去]年(?:年)?[末底]")
_RATE_BY_NAME = re.compile("[年月季](?:增|成长)率$")
_SAY_IT_EACH_TIME = (TAIWAN, HONG_KONG)
"""Places whose reports say 年增 or 按年 wherever they mean it; a bare growth of theirs is left open."""


class Change(NamedTuple):
    """A number with what is known of it when its basis is asked for."""

    value: Value
    head: Head
    subject: Subject
    measure: str
    period: Period | None


def basis_of_change(plain: str, last: Reading | None, told: Change, context: Context, grammar: Grammar) -> tuple[str, str | None, str]:
    """(basis, comparator, rule) of a change: its own words, else those of its clause, its sentence, or the custom of reports."""
    value, head, subject, measure, period = told
    if measure == "growth" and last is not None and turned_from(plain, last, value):
        # 环比由上月下降0.3%转为上涨0.1%: both are on the month.
        return last.basis, last.base, "of_sentence"
    basis, base, rule = basis_of(head, measure, value.unit.kind, context.home, grammar)
    if base is not None and _END_OF_LAST_YEAR.fullmatch(base) and period is not None and period.last_month in (None, DECEMBER):
        # At a year's end the end of the year before is the same day of last year.
        basis, base, rule = "yoy", None, "against_last_year"
    if basis is None and measure == "difference" and value.unit.kind not in ("points", "rank"):
        if context.sentence_basis is not None:
            basis, base, rule = context.sentence_basis, context.sentence_base, "of_sentence"
        elif context.yoy_lead:
            basis, rule = "yoy", "by_custom"
    if basis is None and value.unit.kind == "points" and context.yoy_lead and context.last_measure == "ratio" and not subject.name:
        # 利润率为5.87%，下降0.42个百分点: a rate moves by the custom of the report too.
        basis, rule = "yoy", "by_custom"
    if basis is None and measure == "growth":
        before = plain[head.subject_start : value.head_end]
        summed = _SUMMED_UP.search(before) is not None
        if (word := grammar.last_basis(before)) is not None and not (word == "annual_avg" and summed):
            basis, rule = word, "word_in_clause"
        elif _YEARLY.search(subject.name):
            basis, rule = "annual_avg", "yearly_average"
        elif value.form == "doubling" or (context.streak is not None and subject.name.endswith(grammar.words("growth_nouns"))):
            # 连续五年上调，涨幅16%: over all of them.
            basis = "none"
        elif context.sentence_basis == "annual_avg" and summed:
            # 年均增长5%，累计下降17%: over all of the years.
            basis = "none"
        elif context.sentence_basis is not None:
            basis, base, rule = context.sentence_basis, context.sentence_base, "of_sentence"
        elif (named := _RATE_BY_NAME.search(subject.name)) is not None:
            basis, rule = "yoy" if named.group().startswith("年") else "mom", "word_in_clause"
        elif context.yoy_lead or _yoy_by_custom(subject, period, context, grammar):
            basis, rule = "yoy", "by_custom"
    if base is not None and basis == "vs_period" and _same_time_before(base, period):
        basis, base, rule = "yoy", None, "against_same_time_last_year"
    if basis in ("yoy", "mom") or (basis == "vs_period" and rule == "against_period" and value.unit.kind != "points"):
        context.yoy_lead = context.yoy_lead or basis == "yoy"
        context.yoy_report = context.yoy_report or context.yoy_lead
        if basis != "mom" or (context.sentence_basis != "yoy" and value.unit.kind != "points"):
            # 同比增长7.9%，环比上升5.6%: what comes after is year on year again. 增速较上月加快0.3个百分点至6.1%: not on the month.
            context.sentence_basis, context.sentence_base = basis, base
    return basis or "none", base, rule


def _yoy_by_custom(subject: Subject, period: Period | None, context: Context, grammar: Grammar) -> bool:
    """Whether a bare growth is year on year: in a report that has said so, and of the rate (增速) of a part of a year."""
    if period is None or period.shape != "months" or context.home in _SAY_IT_EACH_TIME:
        return False
    part_of_year = (period.first_month, period.last_month) != (1, DECEMBER)
    return context.yoy_report or (part_of_year and subject.name.endswith(grammar.words("growth_nouns")))


def _same_time_before(base: str, period: Period | None) -> bool:
    """Whether a comparator is the same time of the year before: 去年一季度 for 一季度, 2023年同期 for May 2024."""
    times = find(base, 0, len(base))
    if period is None or len(times) != 1 or times[0].end < len(base):
        return False
    before = times[0].periods[-1]
    if before.shape == "same":
        if before.year is None:
            return before.year_shift == -1
        return period.year is not None and before.year == period.year - 1
    if period.shape != "months":
        return False
    months = (before.first_month or 1, before.last_month or DECEMBER)
    if months != (period.first_month or 1, period.last_month or DECEMBER) or "point" in (before.shape, period.shape):
        return False
    if before.year is not None:
        return period.year is not None and before.year == period.year - 1
    return before.year_shift is not None and period.year is None and before.year_shift == (period.year_shift or 0) - 1
