"""The value of what a number is compared with, told beside it: 低于上年同期的5.3%, 比上年的5.2%低0.1个百分点.

Such a number is no change: it is what the comparator itself amounted to, in its own time, at its own place, or as it had been
expected.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from transforms.grammar import Grammar
from transforms.heads import Head
from transforms.model import Period
from transforms.period_shapes import is_one_year, within_month
from transforms.periods import find, month_before, same_of, shifted
from transforms.places import PlaceMatch
from transforms.timing import Timed
from transforms.values import Value

_NOT_OF_IT = ("points", "rank", "multiple")
"""Kinds of units that say how far apart the two are."""
_FAR_APART = re.compile(
    r"\s*(?:[略稍]|大幅|明显|小幅|显著)?(?:[高低多少快慢](?!于)|上升|下降|提高|回落|增加|减少|扩大|收窄|增长|提升|降低|加快|放缓|[上下][修调]|[则亦也]?为[佳高低好差快慢多少大小])"
)
_EXPECTED = re.compile("预期|预测|预估|预计")
_GOAL = re.compile("目标|计划")
_OF_PLAN = re.compile("任务数?$|计划数$|总[量数]$")
_AS_GOAL = re.compile("的?[^，,。；;\\d]{0,6}目标")
_VALUE_BEFORE = re.compile("前值")
_SAID_ALONE = re.compile(
    r"前值|(?:市场|此前|普遍|(?:今年|去年|上年|上次)?[0-9一二三四五六七八九十]{0,2}月?)的?(?:预期|预测|预估|概估|初估)[值数]?"
)
"""低于前值2.1%: these are values themselves, with or without 的."""
BEFORE_BRACKET = re.compile(
    r"[较比](?P<base>[^，,；;（(较比]{1,14}?)的?(?:相应|同期|有关)?(?:升幅|跌幅|增幅|降幅|涨幅|增速|增长率|数字|比率)\Z"
)
"""较六月份的升幅（1.5%）为高: the bracket holds the value of the comparator."""
LONGEST_BEFORE_BRACKET = 24
_AVERAGE = re.compile("(?:的)?(?:平均|整体|总体)?(?:水平|增速|增幅|涨幅|值|线)?")
_YEAR = re.compile("[上去前]一?年度?")


class Comparator(NamedTuple):
    """Whose value a number is: its time and place, its status where it was but expected, and whether its name is told."""

    time: Timed
    place: PlaceMatch | None
    status: tuple[str, str] | None
    named: bool
    """False for a comparator that is neither a time nor a place nor an expectation: another group, which has a name of its own."""


def of_comparator(value: Value, head: Head, after: str, time: Timed, grammar: Grammar) -> Comparator | None:
    """Whose value a number is that stands behind a comparator and 的; None where it is no comparator's."""
    expected = _SAID_ALONE.fullmatch(head.verb or "") is not None
    said = head.base is not None and (head.possessive or expected or _SAID_ALONE.fullmatch(head.base))
    if head.base is None or not said or value.unit.kind in _NOT_OF_IT:
        return None
    if head.comparator == "比" and _FAR_APART.match(after) is None:
        return None
    base = head.base
    place = grammar.places.at_start(base)
    if place is not None and _AVERAGE.fullmatch(base, place.length):
        return Comparator(time, place, None, True)
    if expected or _EXPECTED.search(base):
        return Comparator(time, None, ("estimate", "estimate_word"), True)
    if _OF_PLAN.search(base) and value.unit.kind == "percent":
        # 超过总任务数的80%: how much of it is done.
        return Comparator(time, None, None, True)
    then = _time_of(base, time[0])
    if _GOAL.search(base) or _AS_GOAL.match(after):
        return Comparator((then, "explicit", "of_comparator") if then is not None else time, None, ("target", "target_word"), True)
    if then is None:
        return Comparator(time, None, None, False)
    return Comparator((then, "none" if then.shape == "unclear" else "explicit", "of_comparator"), None, None, True)


def _time_of(base: str, now: Period | None) -> Period | None:
    """The time that a comparator names, in the light of that of the number compared; `unclear` where it stays open, None for no time."""
    if _VALUE_BEFORE.search(base):
        return month_before(now) if now is not None and within_month(now) else Period("unclear", base)
    times = find(base, 0, len(base))
    if not times:
        return None
    period = times[0].periods[0]
    if period.shape == "same":
        return same_of(now, period) if now is not None else Period("unclear", base)
    if times[0].rule == "last_month" and now is not None and within_month(now):
        return month_before(now)
    if _YEAR.match(base) and now is not None and is_one_year(now):
        return replace(shifted(now, period.year_shift or -1), text=period.text)
    return period


def compared_with_it(head: Head, base: str, grammar: Grammar) -> Head:
    """The head of a difference to a comparator whose value stood before it: 比上年的5.2%低|0.1个百分点."""
    if head.comparator is not None or head.verb is None:
        return head
    verb = grammar.predicate_words.at_end(head.verb)
    if verb is None or verb[1] not in ("more", "less", "up", "down"):
        return head
    return head._replace(base=base, comparator="比", change=True, sign=-1 if verb[1] in ("less", "down") else 1)
