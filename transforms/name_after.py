"""A name that stands after its number: what is counted, shared out, or done by those who are counted."""

from __future__ import annotations

import re

from transforms.context import Context
from transforms.grammar import Grammar
from transforms.joined_names import SHORTEST_QUANTITY, with_subject
from transforms.reference import COUNTED, Unit
from transforms.spending import spending_name
from transforms.subjects import Subject, count_name, noun_after, shared_noun, verb_phrase_after
from transforms.told import Named, Told
from transforms.values import Value

_NO_OWNER = re.compile("目标|水平|规模|速度|价格|标准|台阶|大关|成绩|要求|比例|基础")
_THRESHOLDS = ("台阶", "大关", "关口")
_PASSES = re.compile("(?:连续|接连|先后|成功|首次|已)*(?:跨过|跨越|迈上|迈过|越过|跃过|突破|站上|登上|跨上)$")
_TOLD_OF_THINGS = tuple("量值额率润入口速耗")
"""Ends of quantities that are told of the things that are counted."""
_DIMENSION = re.compile("(?:[长宽深高厚远×]|速|距离?|海拔|直径|半径|口径|周长|每分钟|每行驶)$")
"""宽约10公里的固沙锁边带: what is measured of it stands before the number."""
_A_COUNT = Unit("", "", "count")
_COUNTABLE = (*COUNTED, "none")
_WHAT_SHARE_DOES = re.compile(
    r"(?:以上|左右|以下|的|都|均|已)*(?P<what>(?:投向|用于|来自|集中在?|分布在?|位于|投入到?|流向)[^，,。；;、（）()\d]{2,16})"
)
"""财政支出八成以上|投向民生领域."""
_MONEY_DOES = re.compile("(?:(?P<is>属于?)|(?:来自|源自|用于|投向|投入到|用作))(?P<what>[\u4e00-\u9fff“”]{2,16})(?![\u4e00-\u9fff“”])")
_BALANCES = ("盈余", "赤字", "顺差", "逆差", "亏损", "结余")
_TURNS = re.compile("[\u4e00-\u9fff]{1,4}[至到为]")
"""由66户|整合至|12户: no noun, but the verb of the change."""
_FOR_THEM = re.compile("[为向给](?:近|约|超过?|逾|全[国省市]|辖区|累计)?\\Z")
_LONGEST_FOR = 4
_REACHES = re.compile("(?:惠及|覆盖|服务|辐射|带动|吸纳|安置|容纳)$")
_TAKES_COUNT = re.compile(r"(?:融入|覆盖|涵盖|涉及|惠及|服务|入选|获得)了?$")


def name_after(told: Told, context: Context, grammar: Grammar) -> Named | None:
    """The name that the words after the number give, with where it stands; None where the words before it must.

    The context is moved on to it.
    """
    for reads in (_money_for, _money_spent, _counted, _share_that_does, _share_of_noun, _whose, _persons_who_did):
        if (named := reads(told, context, grammar)) is not None:
            return named
    return None


def may_count(told: Told, grammar: Grammar) -> bool:
    """Whether the noun after the number may be what it counts; an amount that is named before it (财政支出5亿元) is not named again."""
    plain, value, subject = told.plain, told.value, told.subject
    if told.measure not in ("level", "difference"):
        return False
    if value.unit.kind in COUNTED:
        return True
    if value.unit.kind == "none":
        return plain[value.end - 1 : value.end] in ("万", "亿") or plain[value.end - 2 : value.end] in ("万多", "万余", "亿多", "亿余")
    if value.unit.kind == "length":
        return _DIMENSION.search(subject.name) is None
    if value.unit.kind not in ("money", "area", "mass"):
        return False
    return not subject.name or grammar.holds("flow_words", subject.name) or not grammar.quantities.ending(subject.name)


def _money_spent(told: Told, context: Context, grammar: Grammar) -> Named | None:
    if told.value.unit.kind != "money" or told.measure != "level":
        return None
    spent = spending_name(told.plain, told.subject.name, told.tail[0], grammar)
    if not spent:
        return None
    context.name_rule = "money_spent"
    context.subject, context.subject_span = spent, told.span
    return spent, told.span


def _money_for(told: Told, context: Context, grammar: Grammar) -> Named | None:
    """收入3800万元，当中1200万元|属商经局拨款、628万元|来自商业赞助; 20亿元|用于教育: what stands after each is its own."""
    if told.value.unit.kind != "money" or told.measure != "level":
        return None
    does = _MONEY_DOES.match(told.plain, *told.tail)
    if does is None or (told.subject.name and _MONEY_DOES.match(told.plain, told.subject.start) is None):
        return None
    whole = context.subject or ""
    context.name_rule = "whose_after"
    if does["is"]:
        return does["what"], does.span("what")
    if not whole or grammar.catalogue.find(does["what"]):
        return None
    return f"{does.group().strip('的')}的{whole}", does.span("what")


def _counted(told: Told, context: Context, grammar: Grammar) -> Named | None:
    """45个|国家先进制造业集群."""
    plain, value, head, subject, tail = told.plain, told.value, told.head, told.subject, told.tail
    if head.change or _TURNS.fullmatch(plain, *tail) or not may_count(told, grammar):
        return None
    noun = noun_after(plain, *tail, grammar)
    if value.unit.kind == "people" and (reach := _REACHES.search(subject.name)) and plain.startswith("的", tail[0]) and noun[1] > noun[0]:
        # 惠及3400万人的|工程: whom it reaches, and no part of what it is.
        context.name_rule = "whose_after"
        context.subject, context.subject_span = plain[slice(*noun)], noun
        return count_name(f"{plain[slice(*noun)]}{reach.group()}人口", value.unit), noun
    if _FOR_THEM.search(plain, max(0, value.head_end - _LONGEST_FOR), value.head_end) is not None:
        end = _served(plain, *noun, grammar)
        # Who was served is counted over the time, not on its last day.
        context.flowing = context.flowing or end < noun[1]
        noun = noun[0], end
    if noun[1] - noun[0] < SHORTEST_QUANTITY:
        return None
    name = plain[noun[0] : noun[1]].strip("”“")
    if (shared := shared_noun(plain, noun[0])) is not None:
        name += shared
    elif value.unit.kind == "count" and noun[1] < tail[1]:
        name = _without_quantity(name, grammar)
    context.name_rule = "noun_after"
    if value.unit.kind == "money" and name in _BALANCES and subject.name and not grammar.quantities.ending(subject.name):
        # 综合账目录得120亿元|盈余
        context.subject, context.subject_span = f"{subject.name}{name}", noun
        return f"{subject.name}{name}", noun
    if head.level and told_of(plain, value, context) and value.unit.kind == "money" and grammar.quantities.ending(name) == name:
        # 医疗券增至3000元，涉及10亿元|开支: whose they are stands before.
        return with_subject(context.subject or "", name, grammar), noun
    if value.unit.kind in _COUNTABLE:
        name = _restricted(name, plain, noun[1], tail[1], subject, grammar)
    if head.newly and not name.startswith("新"):
        name = head.newly + name
    context.counted = name
    if name.endswith(_THRESHOLDS):
        # 跨越3个千亿元台阶: what passes them is what the clauses after it are about.
        verb = _PASSES.search(plain, subject.start, subject.end)
        if passes := grammar.catalogue.length_at(plain, subject.start, subject.end) or (verb.start() - subject.start if verb else 0):
            context.subject = plain[subject.start : subject.start + passes]
            context.subject_span = (subject.start, subject.start + passes)
        return count_name(name, value.unit), noun
    if not (plain.startswith("中", noun[1]) and plain.startswith("在", value.head_end - 1)):
        # Of 在108个国家中，…名列第四 what they are is not what is told of next.
        context.subject, context.subject_span = (subject.name if grammar.catalogue.find(subject.name) else name), noun
    return count_name(name, _A_COUNT if value.unit.kind == "none" else value.unit), noun


def _served(plain: str, start: int, end: int, grammar: Grammar) -> int:
    """Where the noun ends that something is done for: 向290家客户|提供服务, 为3万家企业|减免税费."""
    found = (plain.find(verb, start + SHORTEST_QUANTITY, end) for verb in grammar.words("serving_verbs"))
    return min((place for place in found if place >= 0), default=end)


def _share_that_does(told: Told, context: Context, grammar: Grammar) -> Named | None:
    name = told.subject.name
    if told.measure != "ratio" or not name or told.head.shared:
        return None
    does = _WHAT_SHARE_DOES.match(told.plain, *told.tail)
    if does is None and not name.endswith(("覆盖", "惠及")):
        return None
    after = does.span("what") if does is not None else noun_after(told.plain, *told.tail, grammar)
    if after[1] == after[0]:
        return None
    context.name_rule = "share_that_does"
    return f"{name}{told.plain[slice(*after)]}占比", told.span


def _share_of_noun(told: Told, context: Context, grammar: Grammar) -> Named | None:
    """超过三分之一的|企业, 近九成|受访者."""
    plain, tail = told.plain, told.tail
    if told.measure != "ratio" or told.subject.name or tail[0] >= tail[1]:
        return None
    if not plain.startswith("的", tail[0]) and not (plain[tail[0] - 1] == "成" and "\u4e00" <= plain[tail[0]] <= "\u9fff"):
        return None
    after = noun_after(plain, *tail, grammar)
    if after[1] == after[0]:
        return None
    context.name_rule = "share_of_noun_after"
    context.last_share = _restricted(plain[after[0] : after[1]], plain, after[1], tail[1], told.subject, grammar) + "占比"
    context.last_measure, context.subject, context.subject_span = "ratio", None, None
    return context.last_share, after


def _whose(told: Told, context: Context, grammar: Grammar) -> Named | None:
    """总投资280亿元的|项目: whose the quantity is stands after it."""
    if told.measure != "level" or not told.plain.startswith("的", *told.tail):
        return None
    whose = _with_owner(told.plain, told.tail, told.subject.name, grammar)
    if not whose:
        return None
    context.name_rule = "whose_after"
    context.subject, context.subject_span = whose, told.span
    return whose, told.span


def _persons_who_did(told: Told, context: Context, grammar: Grammar) -> Named | None:
    """2620万人|取得资格证书."""
    if told.value.unit.kind != "people" or told.measure != "level" or told.subject.name or context.counted:
        return None
    done = verb_phrase_after(told.plain, *told.tail, grammar)
    if not done:
        return None
    context.name_rule = "persons_who_did"
    context.subject, context.subject_span = done, None
    return done + "人数", None


def _without_quantity(noun: str, grammar: Grammar) -> str:
    """21个|产区产量|增加, 50个|县城的预订量|增长: what is counted, not what is told of it."""
    quantity = grammar.quantities.ending(noun)
    if (len(quantity) < SHORTEST_QUANTITY and "的" not in noun) or not quantity.endswith(_TOLD_OF_THINGS):
        return noun
    whose = noun.partition("的")[0] if "的" in noun else noun.removesuffix(quantity).removesuffix("总")
    return whose if len(whose) >= SHORTEST_QUANTITY else noun


def told_of(plain: str, value: Value, context: Context) -> bool:
    """Whether the sentence has named before what it is about."""
    return bool(context.subject) and context.subject_span is not None and "。" not in plain[context.subject_span[1] : value.start]


def _with_owner(plain: str, tail: tuple[int, int], name: str, grammar: Grammar) -> str:
    """The noun after 的 with the quantity before the number; empty where the name says more than a quantity."""
    quantity = grammar.quantities.ending(name)
    if len(quantity) < SHORTEST_QUANTITY or (name != quantity and not grammar.holds("flow_words", name.removesuffix(quantity))):
        return ""
    after = noun_after(plain, *tail, grammar)
    noun = plain[slice(*after)]
    return noun + quantity if len(noun) >= SHORTEST_QUANTITY and not _NO_OWNER.search(noun) else ""


def _restricted(noun: str, plain: str, start: int, end: int, subject: Subject, grammar: Grammar) -> str:
    """The noun with what its things did, or with what was done to them: 获得奖励资金的|企业, 5G应用融入的|大类."""
    phrase = verb_phrase_after(plain, start, end, grammar)
    if not phrase and (verb := _TAKES_COUNT.search(subject.name)):
        phrase = re.sub("已经?|了", "", subject.name) if len(subject.name) > len(verb.group()) else ""
    return f"{phrase}的{noun}" if phrase else noun
