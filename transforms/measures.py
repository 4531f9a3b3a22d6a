"""What kind of number it is, and what a change is measured against."""

from __future__ import annotations

import re

from transforms.grammar import Grammar
from transforms.heads import Head
from transforms.periods import find
from transforms.values import Value

_YEAR_BEFORE = re.compile(r"^(?:上年|上年同期|去年同期|同期|上年度|去年同时|上年同时|去年的?同月|上年同月|(?:去|上)年同季)$")
_LAST_YEAR = re.compile("^(?:去年|[上前]一年度?)$")
_TERM_BEFORE = re.compile(r"^[前上](?:一个?)?(?:周|日|届|期|次|交易日|财年|学年|年度)")
_MONTH_BEFORE = re.compile(r"^(?:上月|上个月|上季度?|上一季度|前一个?月|上期)[末底]?$")
_REGION_WORDS = re.compile(r"^(?:全国|全省|全市|全区|全县|全州|世界|全球|发达国家|省|国家)(?:平均(?:水平|增速|值)?|水平|增速|同期)?$")
_PLACE_IN_ORDER = re.compile("(?:排名|位次|名次)(?:总?平均)?$")
_BY_FORM = {"rank": "rank", "part": "ratio", "doubling": "growth"}
_MULTIPLE_OF = re.compile(r"(?:是|为|相当于|超过|达)[^，,]{0,14}的$|相当于[^，,]{0,14}$|^的")
_GROWS = re.compile("(?:的)?(?:增长|增速|上涨|下降|扩张|成长|衰退|下滑)")
_STREAK = re.compile(r"连[续升跌降涨增]?$")
_PER_UNIT = re.compile("每[\u4e00-\u9fff]{1,2}$")
_AFFECTS = re.compile("影响")
"""食品影响CPI下降0.2个百分点"""
_AVERAGE = re.compile("(?:的)?(?:平均)?(?:水平|增速|增幅|涨幅|值|线|同期|整体|总体)*")
_SPEED_AFTER = re.compile(r"^(?:的|左右的|以上的)?(?:年均|平均|高|较高|同比|正|负|年)?(?:速度|增速|增长率?|增幅|涨幅|降幅|跌幅)")


def measure_of(value: Value, head: Head, name: str, tail: str, clause: str, before: str | None, grammar: Grammar) -> tuple[str, str]:
    """The measure of a value (level, growth, difference, ratio, contribution, rank or streak) and the rule that says so.

    `name` is the noun phrase before it, `tail` the words after it and `clause` the clause up to it; `before` is the
    measure of the multiple before it in the sentence.
    """
    kind = value.unit.kind
    if value.form in _BY_FORM:
        return _BY_FORM[value.form], value.form
    if value.unit.form in ("名", "位") and not head.change and _PLACE_IN_ORDER.search(name):
        return "rank", "rank"
    if kind == "duration" and _STREAK.search(clause):
        return "streak", "streak"
    if kind == "points":
        pulled = grammar.contribution.search(clause.replace("贡献率", "")) is not None
        return ("contribution", "pulled") if pulled else ("difference", "points")
    if kind in ("percent", "permille"):
        return _percent_measure(value, head, name, tail, grammar)
    if kind == "multiple":
        if _MULTIPLE_OF.search(clause[-18:]):
            return "ratio", "multiple_of"
        if head.level and not name.endswith(("差距", "比")) and before == "ratio":
            return "ratio", "multiple_again"
        return ("growth", "growth_verb") if head.change else ("level", "amount")
    return ("difference", "changed_by") if head.change and not (_newly(head) and head.comparator is None) else ("level", "amount")


def _percent_measure(value: Value, head: Head, name: str, tail: str, grammar: Grammar) -> tuple[str, str]:
    if head.shared:
        return "ratio", "share"
    if head.change:
        return "growth", "growth_verb"
    if name.endswith((*grammar.words("growth_nouns"), *grammar.words("fall_nouns"))) and not name.endswith("自然增长率"):
        return "growth", "growth_noun"
    found = grammar.catalogue.find(name) if name else None
    if found is not None and found.kind == "index" and found.names[0].endswith("价格"):
        return "growth", "growth_of_index"
    if head.basis in ("yoy", "mom") and not grammar.quantities.ending(name).endswith(("率", "比", "比重", "比例")):
        return "growth", "basis_word"
    if _SPEED_AFTER.match(tail) or (value.form == "two_digits" and _GROWS.match(tail)):
        return "growth", "growth_after"
    return "ratio", "percentage"


def _newly(head: Head) -> bool:
    return head.verb in ("新增", "净增")


def sign_of(head: Head, name: str, tail: str, measure: str, grammar: Grammar) -> int:
    """-1 for a fall, +1 else; only changes have a sign."""
    if measure == "contribution":
        down = head.sign < 0 and _AFFECTS.search(name) is not None
        return -1 if down or (head.verb or "").startswith("下") or name.startswith("下拉") or name.endswith("负贡献") else 1
    if measure not in ("growth", "difference"):
        return 1
    if head.change:
        return head.sign
    if name.endswith(grammar.words("fall_nouns")) or re.match(r"(?:的)?(?:降幅|跌幅|下降)", tail):
        return -1
    return 1


def basis_of(head: Head, measure: str, unit_kind: str, home: str | None, grammar: Grammar) -> tuple[str | None, str | None, str]:
    """(basis, base, rule) as the words say; no basis when they say nothing."""
    if measure not in ("growth", "difference"):
        return "none", None, "not_a_change"
    if head.basis is not None and head.base is None:
        return head.basis, None, "basis_word"
    if head.base is None:
        return None, None, "unsaid"
    base = re.sub(r"^(?:于|了)|(?:相比|的|水平|实质|实际|名义|累|同口径|可比)$", "", head.base)
    base = _PER_UNIT.sub("", base) or base
    base = re.sub(r"(?:的?(?:增速|增长|平均增速|增幅))$", "", base) or base
    if _YEAR_BEFORE.match(base):
        return "yoy", None, "against_same_time_last_year"
    if _LAST_YEAR.match(base) and unit_kind != "points":
        # Against 去年 a growth or an amount is year on year; a growth so far is set beside that of all last year.
        return "yoy", None, "against_last_year"
    if _MONTH_BEFORE.match(base):
        return "mom", None, "against_month_before"
    if _TERM_BEFORE.match(base) or find(base, 0, len(base)) or re.search(r"(?:年|月|季度|初期|前期|同期|底|末|初|前)$", base):
        return "vs_period", base, "against_period"
    place = grammar.places.at_start(base)
    if home and base != "全国" and len(base) == 2 and base[0] == "全" and home.endswith(base[1]):
        return "vs_group", base, "against_own_place"
    if _REGION_WORDS.match(base) or (place is not None and _AVERAGE.fullmatch(base[place.length :])):
        return "vs_region", base, "against_place"
    return "vs_group", base, "against_group"
