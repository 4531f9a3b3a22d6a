"""A和B同比分别增长1%和2%: which item of a list each of several numbers belongs to."""

from __future__ import annotations

import re

from transforms.grammar import Grammar

_PREPOSITIONS = "对向与"
_SUMMED_UP = re.compile(
    r"等?(?:[\d一二两三四五六七八九十]+(?:项|种|个|大|类|家|国)[^、]{0,8}?|等(?:产品|商品|国家|地区|行业|领域|省份|省市|类)?)的?(?=[^、]{2,}$)|等$"
)
"""What sums a list up at its end: 臭氧和二氧化氮|四项污染物|平均浓度, 集成电路|等产品的|出口额."""
_LISTED = re.compile("[、，,和与及]")
_SHORTEST_TAIL = 2
_RATE = 3
_NUMBERED = re.compile("第?[一二三四五六七八九十]+(?P<what>[\u4e00-\u9fff]{2})")
_BARE_NUMBER = re.compile("第[一二三四五六七八九十]+")
_CONTRIBUTES = re.compile("对[\u4e00-\u9fffA-Z]{2,12}贡献率$")
_SHORTEST_WHOSE = 3
_GRADES = frozenset("大中小微省市县区乡村高低东西南北男女老新旧上下")
_TWO_IN_ONE = {
    "存贷款余额": ("存款余额", "贷款余额"),
    "存贷款": ("存款", "贷款"),
    "产销": ("产量", "销量"),
    "产销量": ("产量", "销量"),
    "进出口": ("进口", "出口"),
    "量价": ("量", "价"),
}
_QUARTERS = re.compile("东部?、中部?、西部(?:地区)?(?:[和、及与](?P<northeast>东北)(?:地区|部)?)?")
_TOWN_AND_COUNTRY = ("城乡居民", "城乡市场", "城乡消费")
_BETWEEN_THEM = ("比", "差距", "倍差")
_SPLITS = ("[、，,]", "和", "[、，,]|和", "与", "[、，,]|与", "及", "[、，,]|及", "[、，,]|和|与", "[、，,]|以及|和|及|与|跟")


def items(name: str, count: int, grammar: Grammar) -> list[str] | None:
    """The `count` items named in a phrase, each with the tail that the last one shares; None when it names fewer or more.

    `及` and `与` may bind inside an item (工业控制计算机及系统), so the plainest split that gives exactly `count` items
    is taken.
    """
    if count == 2 and name.startswith(_TOWN_AND_COUNTRY) and not name.endswith(_BETWEEN_THEM):
        rest = name.removeprefix("城乡")
        return [f"城镇{rest}", f"农村{rest}"]
    if count == 2 and not _LISTED.search(name):
        for pair, halves in _TWO_IN_ONE.items():
            if name.endswith(pair) and name.removesuffix(pair).removesuffix("分别"):
                return [name[: -len(pair)] + half for half in halves]
    name = name.replace("分别", "")
    if (quarters := _QUARTERS.match(name)) is not None and count == 3 + bool(quarters["northeast"]):
        # 东、中、西部和东北地区用电量
        return [f"{part}地区{name[quarters.end() :]}" for part in ("东部", "中部", "西部", "东北")[:count]]
    for split in _SPLITS:
        parts = [part for part in re.split(split, name) if part]
        if len(parts) == count:
            if parts[0].startswith("第") and (numbered := _NUMBERED.match(parts[-1])) is not None:
                # 第一、二、三产业增加值: 第 stands before the first alone, what is numbered behind the last.
                parts = [f"第{part.removeprefix('第')}" for part in parts]
                parts = [part + numbered["what"] if _BARE_NUMBER.fullmatch(part) else part for part in parts]
            elif (share := _CONTRIBUTES.search(parts[-1])) is not None and share.start() > 1:
                # 消费、投资、净出口对经济增长的贡献率: one for each.
                return [*(part + share.group() for part in parts[:-1]), parts[-1]]
            elif len(parts[-1]) > _SHORTEST_WHOSE and parts[-1][0] in _GRADES:
                # 中、小型企业PMI: what the grades share stands after the last.
                parts = [part + parts[-1][1:] if part in _GRADES else part for part in parts]
            return _with_common_head(_growths_of_all(_with_common_tail(parts, grammar), grammar))
    return None


def _with_common_head(parts: list[str]) -> list[str]:
    """对欧盟进出口, 美国进出口: the preposition before the first holds for all."""
    head = parts[0][0]
    if head not in _PREPOSITIONS:
        return parts
    return [part if part[0] in _PREPOSITIONS else head + part for part in parts]


def _with_common_tail(parts: list[str], grammar: Grammar) -> list[str]:
    """The parts with the noun of quantity that the last one shares; where the catalogue knows it, more of its end."""
    noun = grammar.quantities.ending(parts[-1]) or _rate(parts[-1])
    if noun and (summed := _SUMMED_UP.search(parts[-1], 0, len(parts[-1]) - len(noun) + 1)) is not None and summed.start() > 0:
        whole = parts[-1][summed.end() :]
        if grammar.quantities.ending(whole):
            return [part + whole for part in [*parts[:-1], parts[-1][: summed.start()]]]
    first = grammar.quantities.ending(parts[0])
    if any(grammar.quantities.ending(part) == part for part in parts[1:]) and len(first) >= _SHORTEST_TAIL and first != parts[0]:
        # 步行街客流量、营业额: whose the first is, the others are.
        whose = parts[0].removesuffix(first)
        parts = [whose + part if len(whose) >= _SHORTEST_WHOSE and grammar.quantities.ending(part) == part else part for part in parts]
        noun = grammar.quantities.ending(parts[-1])
    whose, of, shared = parts[-1].rpartition("的")
    if of and whose and shared != noun and shared.endswith(noun) and not any("的" in part for part in parts[:-1]):
        # 财产险公司、再保险公司的综合偿付能力充足率: all that stands behind 的 is shared.
        return [*(part + shared for part in parts[:-1]), whose + shared]
    if len(noun) < _SHORTEST_TAIL or noun == parts[-1]:
        return parts
    return [
        part if grammar.quantities.ending(part) or part.endswith("同比") else _with_tail(part, parts[-1], noun, grammar) for part in parts
    ]


def _growths_of_all(parts: list[str], grammar: Grammar) -> list[str]:
    """生产总值、投资、消费增速居…: the growth of each, where no other names its own."""
    nouns = grammar.words("growth_nouns") + grammar.words("fall_nouns")
    noun = max((noun for noun in nouns if parts[-1].endswith(noun)), key=len, default="")
    if not noun or any(part.endswith(nouns) or _is_bare_quantity(part, grammar) for part in parts[:-1]):
        return parts
    return [*(part + noun for part in parts[:-1]), parts[-1]]


def _is_bare_quantity(part: str, grammar: Grammar) -> bool:
    """总量 of 总量和增速: another quantity of the same thing."""
    return grammar.quantities.ending(part) == part and grammar.catalogue.find(part) is None


def _rate(name: str) -> str:
    """建成率 of 美丽海湾建成率: the verb of two characters before 率 is part of what is measured. Empty for none."""
    return name[-_RATE:] if name.endswith("率") and len(name) > _RATE else ""


def _with_tail(part: str, last: str, noun: str, grammar: Grammar) -> str:
    for length in range(len(last) - 1, len(noun), -1):
        if grammar.catalogue.find(part + last[-length:]):
            return part + last[-length:]
    return part + noun


_RATIO_NOUN = re.compile(r"(?:之?比例?|(?:结构|构成)?比重|结构|构成|占比)(?:关系)?(?:[由从].*)?$")


def parts_of_ratio(name: str, count: int, grammar: Grammar) -> list[str]:
    """What each number of a ratio is the share of: 三次产业比 of three is 第一产业占比 and so on; numbered where the whole is unknown."""
    plain = _RATIO_NOUN.sub("", name)
    for entry in grammar.words("ratio_parts"):
        whole, _, parts = entry.partition("=")
        if whole in plain and len(names := parts.split("/")) == count:
            rest = plain.replace(whole, "", 1)
            return [f"{part}{rest}占比" for part in names]
    return [f"{name}第{k}项占比" for k in range(1, count + 1)]
