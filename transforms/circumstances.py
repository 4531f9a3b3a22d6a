"""Whether a number is a fact, a target or an estimate; which place and which unit are meant."""

from __future__ import annotations

import re

from transforms.context import Context
from transforms.grammar import Grammar
from transforms.noun_phrases import begins_with_noun
from transforms.periods import find
from transforms.places import CHINA, NATION, TAIWAN, WORLD
from transforms.reference import Indicator
from transforms.subjects import Subject
from transforms.timing import leads_article
from transforms.values import Value

_OF_A_TARGET = re.compile(r"的?(?:左右的?|以上的?)?(?:预期|增长|年度|全年|规划)*目标")
_SET_AS_TARGET = re.compile(r"目标(?:定)?(?:为|是|在)[^，,]{0,6}$")
_RANKING = re.compile("排名|位次|名次|排行")
_MET = re.compile(r"(?:完成|实现|达到|超过|好于|与)[^，,]{0,14}目标|(?:占|完成|为|超)[^，,]{0,10}(?:计划|任务)的?")
_QUOTED = re.compile(r"“[^“”]{1,30}”|^[^“”]{1,20}”")
_POSSIBILITY = re.compile("可能(?=[性的]|$)")
_PLAN_BY_NAME = re.compile("计划(?:[下中内的、和及等书案外已共]|$)|[”」》]计划")
"""领展计划下, “活水计划”: a plan that is named promises nothing."""
_AIMED_AT = re.compile(r"$|[为是到在定将设增达：:\d]|分别|值")
_LOOK_AHEAD = 6
_ATTAINING = re.compile("[增达超到]|实现|突破|提[高升]|降|完成|保持|控制|建成|开工")
_PAST = re.compile(r"已经?|(?<![比较与于])(?:去年|上年|前年)|截至|累计|完成了|达到了|实现了")
_SENTENCE_MARK = re.compile(r"[。！？；，,：:]|我们")
_ATTRIBUTED = re.compile(
    r"(?:据|根据|按照?|照)(?P<who>[^，,。；;：:、\s]{2,24}?)(?:的?(?:最新|初步|有关|相关))?"
    r"(?:统计|数据|测算|发布|公布|显示|预测|调查|估算|报告|监测|披露)"
)
_NOBODY = re.compile(r"(?:初步|最新|有关|相关|可靠|不完全|此前|以往|目前|今年|去年|上述|这些|该|本)")
_NUMBERED = re.compile(
    r"[#\s]*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十][部章节]|\d{4}年)"
)
_SHORTEST_HEADING, _LONGEST_HEADING = 2, 30
_ANY_MONEY = ("元", "块钱", "$", "＄")
"""Forms that stand for the money of the place of the text."""


def note_heading(line: str, context: Context, grammar: Grammar) -> None:
    """A heading such as 2026年工作安排 opens a part whose numbers are promises."""
    line = line.strip()
    if not _SHORTEST_HEADING <= len(line) <= _LONGEST_HEADING or _SENTENCE_MARK.search(line):
        return
    years = [t.periods[0] for t in find(line, 0, len(line)) if t.periods[0].shape in ("years", "months")]
    if years and years[0].year is not None:
        context.period = context.part_period = years[0]
    elif years and context.lead_period is None and leads_article(years[0]):
        context.lead_period = years[0]
    if not _NUMBERED.match(line):
        return
    level = 2 if line.startswith(("（", "(")) else 1
    if level > context.part_level:
        # （一）圆满完成峰会筹备任务 below 工作回顾 is still a review.
        return
    if grammar.review_heading.search(line):
        context.planning, context.part_level = False, level
    elif grammar.plan_heading.search(line):
        context.planning, context.part_level = True, level


def attributed_to(plain: str, start: int, end: int) -> str | None:
    """Whose data the numbers of a sentence are said to be: 据中国汽车工业协会数据; None for 据统计, which names nobody."""
    m = _ATTRIBUTED.search(plain, start, end)
    return None if m is None or _NOBODY.match(m["who"]) else m["who"]


def status_of(before: str, after: str, explicit_time: bool, context: Context, grammar: Grammar) -> tuple[str, str]:
    """target, estimate or actual, and the rule: by the words of the clause, of the sentence before it, or of the part of the text."""
    words = _POSSIBILITY.sub(
        "", _PLAN_BY_NAME.sub("", _MET.sub("", grammar.not_target.sub("", _QUOTED.sub("", before) if "”" in before else before)))
    )
    if _SET_AS_TARGET.search(before):
        context.promised = "target"
        return "target", "set_as_target"
    if _OF_A_TARGET.match(after):
        return "target", "of_a_target"
    estimated = grammar.estimate.search(words)
    if estimated is not None and grammar.planned.search(words, estimated.end()) is None:
        context.promised = "estimate"
        return "estimate", "estimate_word"
    if any(_promises(m, words, grammar) for m in grammar.target.finditer(words)):
        context.promised = "target"
        return "target", "target_word"
    if _PAST.search(words):
        context.promised = None
        return "actual", "told_as_past"
    if context.promised is None and context.planning and not explicit_time:
        return "target", "part_about_plans"
    return (context.promised, "of_sentence") if context.promised else ("actual", "said_as_fact")


def _promises(word: re.Match[str], words: str, grammar: Grammar) -> bool:
    """Whether a word of promise is one where it stands: 将 before a noun marks an object, 目标 may be what is shot at."""
    if word.group() == "目标":
        return _AIMED_AT.match(words, word.end()) is not None
    if word.group() == "争取":
        # 争取资金4700亿元 is won; 争取增长5%, 争取建成10座 are aimed at.
        after = words[word.end() :]
        return _ATTAINING.search(after) is not None or not begins_with_noun(after[:_LOOK_AHEAD])
    if word.group() != "将":
        return True
    after = words[word.end() : word.end() + _LOOK_AHEAD]
    return after.startswith(grammar.words("promising_adverbs")) or not begins_with_noun(after)


_NATION = "全国"
_PROVINCE = "省"
_OF_PROVINCE = "0000"
"""Ends the code of a province."""


def region_of(subject: Subject, context: Context, grammar: Grammar) -> tuple[str | None, str | None, str]:
    """(full name, code, rule) of the place that a number is about; the context is moved on to a place that is named."""
    place = subject.place
    if place is None and subject.name.startswith(_NATION):
        # 全国社会消费品零售总额 is the name of an indicator, and tells the place all the same.
        place = NATION
    if place is None or (context.partners and place.code is None and not place.local and place.region not in (CHINA, WORLD)):
        return context.region, context.region_code, "home" if context.region == context.home else "place_before"
    if place.several:
        context.region, context.region_code, context.of_several = None, None, True
        return None, None, "several_places"
    if place.local:
        # 全市 in a text of an unnamed city is that city, not the nation: unknown rather than wrong.
        known = context.home != CHINA
        if (around := _around(place.word, context, grammar)) is not None:
            context.region, context.region_code = around
            return context.region, context.region_code, "local_word"
        context.region, context.region_code = (context.home, context.home_code) if known else (None, None)
        return context.region, context.region_code, "local_word"
    if place.region == CHINA and context.home == TAIWAN:
        # 我国 in a text of Taiwan.
        context.region, context.region_code = context.home, context.home_code
        return context.region, context.region_code, "home"
    context.region, context.region_code = place.region or CHINA, place.code
    return context.region, context.region_code, "named_place"


def _around(word: str, context: Context, grammar: Grammar) -> tuple[str, str] | None:
    """The province that 全省 means in a text of one of its cities; None where the word means the place of the text itself."""
    code = context.home_code or ""
    level = word[-1:]
    if level != _PROVINCE or not code or code.endswith(_OF_PROVINCE):
        return None
    province = grammar.places.holder(code, level)
    return None if province is None else (province, f"{code[:2]}{_OF_PROVINCE}")


def unit_of(
    value: Value, name: str | None, found: Indicator | None, home: str | None, grammar: Grammar, *, changed: bool
) -> tuple[str, str]:
    """(unit, rule): as written, or as the place or the indicator implies it; `changed`: a difference, as in 前移2位."""
    if value.unit.form in _ANY_MONEY:
        local = grammar.currencies.get(home or "")
        return (local, "currency_of_place") if local else (value.unit.unit, "written")
    if value.unit.form in ("名", "位") and (changed or _RANKING.search(name or "")):
        return "位", "of_ranking"
    if value.unit.kind != "none":
        return value.unit.unit, "of_list" if value.unit_of_list else "written"
    if found is not None and found.unit_family == "money":
        return grammar.currencies.get(home or "", "元"), "of_indicator"
    implied = next((unit for ending, unit in grammar.implied_units.items() if (name or "").removesuffix("数量").endswith(ending)), "")
    return implied, "of_name" if implied else "unwritten"
