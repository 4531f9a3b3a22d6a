"""Which numerals of a clause may state a fact; the others get their disposition with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable

from transforms.context import Clause
from transforms.dispositions import Taken, standing_alone
from transforms.grammar import Grammar
from transforms.model import Numeral
from transforms.numerals import NumeralSpan
from transforms.reference import COUNTED
from transforms.values import PERCENT, Value, join_range, read_value

Candidate = tuple[Value, tuple[NumeralSpan, ...]]
"""A value expression and the numerals that it is written with."""

JOINED = re.compile(r"\s*(?:[、和及与]|以及)?\s*")
"""What may stand between the numbers of one list."""


def joined(plain: str, one: Value, other: Value) -> bool:
    """Whether two value expressions are neighbours in one list: 8.4%、10.2%, or the parts of 87：9：4."""
    between = plain[one.tail_start : other.head_end]
    return JOINED.fullmatch(between) is not None or (one.form == other.form == "part" and between in (":", "："))


_INDEX_NAME = re.compile(
    r"(?:指数|中间价|汇率|比|比值|比率|系数|得分|PMI|CPI|PPI|评分|均分)(?:由|从|为|报|收报|收于|达到?|至|到|是|[回上]?升|[下微]?降|提高|回落|缩小|扩大|[较比][^，,]{1,8}"
    r"|[\d年月季度上去今本同期一二三四]{1,8}的\d[\d.]*|[\d年月季度上去今本同期一二三四]{1,8}的|[下上微]?[跌升涨降][\d.]+(?:[%％点]|个百分点)[，,]?)*$"
)
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
_BEFORE_BRACKET = 16
"""消费者物价指数（CPI）|为104.31: the name of an index may stand before a bracket."""
_STREAK_BEFORE = re.compile(r"连[续升跌降涨增]?$")
_VERB = (
    r"(?:为|达到?|首次|已|超过?|约|近|由|从|至|到|仅|只有|超过|不足|平均|缩短|压缩|压减|延长|提高|提升|降低|减少|增加|降|升|"
    r"\d{4}年的|目前的|了)*"
)
_MEASURED_TIME = re.compile(
    rf"(?:时间|逗留|停留|期限|时长|年限|工期|车程|周期|天数|周数|时数|小时数|日数|工时|用时|耗时|全程|通车|寿命|回收期|账期|利用){_VERB}$|(?:缩短|压缩|压减|延长|提前)(?:了|至|到|为|近|约)*$"
    r"|(?:同比|环比|[比较][^，,比较]{1,10}?)(?:分别)?(?:增加|减少|提高|降低|下降|上升|增长)(?:了|近|约)*$"
)
"""A length of time that is itself what is measured: 平均发行期限15.3年, 缩短至38.2小时."""
_MEASURED_AGE = re.compile(rf"(?:寿命|年龄|平均){_VERB}$")
_MEAN_AGE = re.compile(r"(?:寿命|年龄)[^。；;]{0,12}岁")
_MEAN_TIME = re.compile("平均[^，,。]{0,8}(?:时间|期限|时长|周期)")
_AGAIN = re.compile("(?:则为|为|则)$")
"""平均轮候时间为5.3年；长者则为3.2年"""
_CHANGED = re.compile("(?:增加|减少|提高|降低|下降|上升)了?$")
_TIME_TOLD = re.compile("天数|周数|时数|年限|期限|时长|周期|回收期|利用[\\d.]+小时")
"""优良天数328天，增加6天"""
_SMALL = 20
_FEWEST_PARTS = 3
_ROUNDING = 0.5
"""Shares printed with one digit may miss a hundred by this much."""
_LARGEST = 1e27
_SCALED = re.compile("[万亿兆]")
_SCALE_ALONE = re.compile("[十百千]*[万亿兆]+")
_CLASSED = ("money", "area", "length", "power", "mass", "volume")
_CLASS_OF_SIZE = re.compile(
    r"的?[\u4e00-\u9fff“”]{0,14}?(?:项目|企业|工程|单位|用户|县|市|基地|园区|集群|机组|产品|设备|水库|耕地|房屋|住房|合同|投资者)"
)
_COUNTED_CLASS = re.compile(r"的?[\u4e00-\u9fff“”]{2,14}?(?:达到?|已?有|共有?|为|超过?|近|约|增至)?\d")
"""1000万人次以上的运输机场达38个: what is counted next is of that size."""
_SORTED_BY = re.compile("的[^，,。；;]{1,10}中(?:$|已|有|的)")
"""人口超过50万的城市中，|96%…"""
_VOLTAGE_OF = re.compile("[\u4e00-\u9fff]{0,8}?(?:变电|输电|输变电|换流|线路|电网|工程|通道|电压)")
"""750千伏|变电站3座"""
_PRICED = re.compile(r"(?:约|近|超|仅|只|才|卖|能卖)*\d")
"""一斤|3块8"""
_TOWNS = re.compile("的?[大中小特超]{0,2}(?:城市|县城|市镇|县|镇|乡村|村)")
"""常住人口300万以下的|城市"""
_WITHIN = re.compile("(?:以内|范围内|之内|内|以外|外|处|开外)(?=[\u4e00-\u9fff])")
_ANNOUNCED = re.compile(r"(?:达到?|超过?|突破|增长|增加|减少|下降|为|至|到|了|约|近|在|投资|收入|规模|补贴|奖励|补助|资金|面积|里程|长度)$")
"""What has one of these before it is the number itself; what has none is what the things are sorted by: 亿元以上项目."""


def candidates(
    plain: str, clause: Clause, numerals: list[NumeralSpan], taken_at: Callable[[int], Taken | None], grammar: Grammar
) -> tuple[list[Candidate], list[Numeral]]:
    """The value expressions of a clause that may be facts, and ledger rows for its other numerals."""
    notes: list[Numeral] = []

    def note(numeral: NumeralSpan, disposition: str, reason: str) -> None:
        notes.append(Numeral(numeral.start, numeral.end, disposition, reason))

    found: list[Candidate] = []
    for numeral in numerals:
        if (taken := taken_at(numeral.start)) is not None:
            note(numeral, taken.disposition, taken.reason)
            continue
        time = next((t for t in clause.times if t.start <= numeral.start < t.end), None) if clause.times else None
        if time is not None:
            note(numeral, "base" if time.start in clause.compared else "period", f"in the expression of time {time.periods[0].text}")
            continue
        if found and numeral.start < found[-1][0].end:
            found[-1] = (found[-1][0], (*found[-1][1], numeral))
            continue
        if (alone := standing_alone(plain, numeral)) is not None:
            note(numeral, *alone)
            continue
        value = read_value(plain, numeral, grammar, clause.end)
        if found and (joined := join_range(plain, found[-1][0], value, grammar)) is not None:
            found[-1] = (joined, (*found[-1][1], numeral))
            continue
        found.append((value, (numeral,)))
    found = _parts_of_ratios(plain, _with_elided_units(plain, found, grammar))
    kept: list[Candidate] = []
    for value, parts in found:
        reason = _no_fact(plain, value, parts, clause)
        if reason is None or (kept and _goes_on(plain, kept[-1][0], value)):
            kept.append((value, parts))
        else:
            for part in parts:
                note(part, *reason)
    return kept, notes


def _with_elided_units(plain: str, found: list[Candidate], grammar: Grammar) -> list[Candidate]:
    """8个、5个百分点, 上升0.5个和下降2个百分点: an item without a unit, or with a bare 个, takes that of the item after it."""
    for i in range(len(found) - 2, -1, -1):
        value, following = found[i][0], found[i + 1][0]
        lacking = value.unit.unit == "" or (value.unit.unit == "个" and following.unit.kind == "points")
        between = plain[value.end : following.start]
        verb = grammar.predicate_words.at_end(between)
        if verb is not None and verb[1] in ("up", "down"):
            between = between.removesuffix(verb[0])
        if lacking and JOINED.fullmatch(between):
            found[i] = (value._replace(unit=following.unit, unit_of_list=True), found[i][1])
    return found


def _goes_on(plain: str, before: Value, value: Value) -> bool:
    """从82.4岁提升至83.9岁: where a number was read as a fact, what it became is one too."""
    return before.unit.unit == value.unit.unit and value.unit.kind in ("age", "duration") and plain[value.head_end - 1] in "至到为"


def _is_class_of_size(plain: str, value: Value, clause: Clause) -> bool:
    of_things = value.unit.kind in _CLASSED and _CLASS_OF_SIZE.match(plain, value.tail_start, clause.end)
    if not of_things and _COUNTED_CLASS.match(plain, value.tail_start, clause.end) is None:
        return False
    return _ANNOUNCED.search(plain, max(clause.start, value.head_end - 6), value.head_end) is None


def _sorts_things(plain: str, value: Value, clause: Clause) -> bool:
    """投资规模超过1亿元的|项目1037个: what is counted next is told apart by the number."""
    bounded = value.approximation in ("over", "at_least", "under", "at_most") and plain.startswith("的", value.tail_start)
    return bounded and _COUNTED_CLASS.match(plain, value.tail_start, clause.end) is not None


def _parts_of_ratios(plain: str, found: list[Candidate]) -> list[Candidate]:
    """87：9：4: three numbers or more between colons that make a hundred are the shares of the parts of a whole."""
    i = 0
    while i < len(found):
        j = i + 1
        while j < len(found) and plain[found[j - 1][0].end : found[j][0].start] in (":", "："):
            j += 1
        values = [value.value or 0.0 for value, _ in found[i:j]]
        if len(values) >= _FEWEST_PARTS and abs(sum(values) - 100) <= _ROUNDING and all(v.unit.kind == "none" for v, _ in found[i:j]):
            found[i:j] = [(value._replace(unit=PERCENT, form="part"), parts) for value, parts in found[i:j]]
        i = j
    return found


def _no_fact(plain: str, value: Value, parts: tuple[NumeralSpan, ...], clause: Clause) -> tuple[str, str] | None:
    """(disposition, reason) when the value expression states no fact."""
    kind = value.unit.kind
    text = plain[value.start : value.end]
    if value.head_end == value.start and value.approximation == "exact" and parts[0].kind == "chinese":
        scale_alone = _SCALE_ALONE.fullmatch(plain, parts[0].start, parts[0].end)
        if (
            scale_alone
            and plain[value.start - 1 : value.start] not in ("数", "几", "过")
            and plain[value.start - 2 : value.start] not in ("成上", "达上", "有上")
        ):
            return "class", "a class of size, such as 万亿级"
    if (
        kind == "none"
        and parts[0].kind == "chinese"
        and _SCALE_ALONE.fullmatch(text)
        and _COUNTED_CLASS.match(plain, value.tail_start, clause.end)
    ):
        return "class", "a class of size, such as 超千亿的集群达19个"
    if kind == "none" and text in ("百兆", "千兆", "万兆"):
        return "class", "a class of speed of networks"
    sorts = _SORTED_BY.match(plain, value.tail_start, clause.end) or (
        value.tail_start > value.end and _TOWNS.match(plain, value.tail_start)
    )
    if kind == "none" and value.approximation != "exact" and sorts:
        return "class", "what the things counted next are sorted by"
    if kind == "length" and _WITHIN.match(plain, value.end, clause.end):
        return "class", "a distance within which something lies"
    if value.unit.form == "个" and plain.startswith(("半小时", "半月", "半天", "半钟头"), value.end):
        return "period", "a length of time"
    if value.unit.unit == "千伏" and _VOLTAGE_OF.match(plain, value.end, clause.end):
        return "class", "the voltage that a line is built for"
    if kind in _CLASSED and plain.startswith("级", value.end):
        return "class", "a class of size, such as 75米级平台"
    if value.value == 1 and parts[0].kind == "chinese" and _PRICED.match(plain, value.end, clause.end):
        return "base", "the quantity that a price is for"
    if plain[value.start - 1 : value.start] == "每":
        return "base", "the quantity that a rate is for"
    if kind == "duration":
        streak = _STREAK_BEFORE.search(plain, max(clause.start, value.start - 3), value.start)
        measured = _MEASURED_TIME.search(plain, max(clause.start, value.head_end - 24), value.head_end)
        changed = _CHANGED.search(plain, max(clause.start, value.head_end - 4), value.head_end) and _TIME_TOLD.search(
            plain, clause.sentence[0], value.start
        )
        again = _AGAIN.search(plain, clause.start, value.head_end) and _MEAN_TIME.search(plain, clause.sentence[0], clause.start)
        return None if streak or measured or changed or again else ("period", "a length of time")
    if kind == "age":
        if not plain[value.tail_start : clause.end].strip("。 ") and _MEAN_AGE.search(plain, clause.sentence[0], clause.start):
            # 平均寿命80.2岁，男性76.9岁: of another part.
            return None
        return None if _MEASURED_AGE.search(plain, max(clause.start, value.head_end - 16), value.head_end) else ("class", "an age")
    if kind in (*_CLASSED, *COUNTED) and (
        _sorts_things(plain, value, clause) or (value.tail_start > value.end and _is_class_of_size(plain, value, clause))
    ):
        return "class", "a class of size, such as projects of over a hundred million"
    if value.value is not None and abs(value.value) > _LARGEST:
        return "unread", "larger than any statistic"
    if value.form == "number" and value.value is None:
        return "identifier", "digits with several points"
    if value.form in ("rank", "doubling", "two_digits", "half", "part"):
        return None
    if kind == "none":
        scaled = _SCALED.search(text) is not None
        head = _BRACKETED.sub("", plain[max(clause.sentence[0], clause.start - _BEFORE_BRACKET) : value.head_end])
        named = _INDEX_NAME.search(head)
        if scaled or (named and "arabic" in {p.kind for p in parts}):
            return None
        return "unread", "a number without a unit"
    counts = kind == "count" or (kind == "people" and (value.value == 1 or value.unit.form in ("名", "位")))
    if counts and parts[0].kind == "chinese" and value.value is not None and value.approximation == "exact":
        if text[0] == "一" and value.value == 1:
            return "idiom", "一 with a measure word"
        if value.value < _SMALL and not re.search(r"(?:达到?|增加|减少|共|新增|突破|为|有)$", plain[clause.start : value.start]):
            return "set_size", "the size of a small set"
    if value.unit.unit == "级":
        return "class", "a class or grade"
    return None
