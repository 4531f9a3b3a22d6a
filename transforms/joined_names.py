"""Joining a name with what it leaves unsaid: its subject, and without the words of growth."""

from __future__ import annotations

import re

from transforms.grammar import Grammar

_LONGEST_SUBJECT = 60
SHORTEST_QUANTITY = 2
_MEANS = ("日均", "月均", "年均", "户均", "人均", "亩均", "单均")
_COMPANIES = re.compile("企业(?:法人)?(?:单位)?")
_SAID_OF_CHANGE = re.compile(r"(?:同比|环比|当月|年均|平均每[月季年]|(?:[两二三四五]?年)?平均)$")


def with_subject(subject: str, noun: str, grammar: Grammar) -> str:
    """增速 after 工业投资 is 工业投资增速; 业务总量 after 电信业务收入 is 电信业务总量; 授信户数 after 小微贷款余额 is 小微贷款授信户数."""
    if subject.endswith(noun) or len(subject) > _LONGEST_SUBJECT:
        return subject
    overlap = subject.find(noun[:2]) if len(noun) > 2 else -1
    if overlap > 0 and noun not in grammar.outputs:
        return subject[:overlap] + noun
    own = grammar.quantities.ending(subject)
    if noun in _MEANS and subject:
        # 流动量6亿人次，日均2亿人次 is 日均流动量; 分红41万元，户均2千元 is 户均分红.
        return subject.removesuffix(own) + noun + own if SHORTEST_QUANTITY <= len(own) < len(subject) else noun + subject
    if own.endswith("率") and grammar.holds("numbers_of_people", noun):
        # 失业率3.4%，就业人数1158万人: of no rate.
        return noun
    if grammar.holds("of_companies", noun) and (companies := list(_COMPANIES.finditer(subject))):
        # 互联网企业完成互联网业务收入…，实现利润总额: of the companies.
        return subject[: companies[-1].end()] + noun
    if len(subject) > len(own) >= SHORTEST_QUANTITY and noun.startswith(subject.removesuffix(own)):
        # 失业率 after 失业人数
        return noun
    if noun in grammar.outputs:
        # 发电量 after 风电装机容量 is that of the same plants; after anything else it is its own.
        return subject.removesuffix(own).removesuffix("的") + noun if own in grammar.outputs[noun] else noun
    if (
        own == subject
        and not grammar.holds("any_subject_nouns", noun)
        and grammar.quantities.ending(noun) == noun
        and not grammar.holds("trade_nouns", noun)
    ):
        # 出口增长3%，投资增长2%: neither is the other's.
        return noun
    if grammar.holds("any_subject_nouns", noun) or len(own) < SHORTEST_QUANTITY or own == subject or not grammar.quantities.ending(noun):
        return subject + noun
    return subject.removesuffix(own) + noun


def without_endings(name: str, endings: tuple[str, ...]) -> str:
    """The name without one of the endings, longest first, and without 同比 before it."""
    for ending in sorted(endings, key=len, reverse=True) if name.endswith(endings) else ():
        if name.endswith(ending) and len(name) > len(ending):
            name = name[: -len(ending)]
            break
    return _SAID_OF_CHANGE.sub("", name) or name
