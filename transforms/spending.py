"""What money is called that somebody spends or sets aside: by what it is for, and by what was done with it.

政府计划预留100亿元作“稳定基金” is 稳定基金预留资金; 国家安排15亿元用于农村公路养护 is 农村公路养护安排资金. Without a purpose the name is
that of the act: 政府预留资金.
"""

from __future__ import annotations

import re
from functools import lru_cache

from transforms.grammar import Grammar, any_of

_WHAT = r"[^，,。；;：:、（）()\d\n]{2,24}"
_MARKED = re.compile(
    rf"(?:资金)?[，,]?\s*(?:主要|全部|专门|专项)?(?:作为|用作|用于|用以|投向|作(?=[“「]))(?P<what>{_WHAT})(?=[，,。；;、：:）)\n]|$)"
)
"""用于|农村公路养护: the words after the mark are the purpose."""
_BEFORE_ACT = re.compile(
    "(?:政府|国家)?(?:将会?|已经?|拟|计划|预计|可|会|要|额外|又|共计?|累计|合计|还|再|今年|全年|需|需要|至少|每年|一次性)*$"
)
_NOUNS = ("投入", "投放", "拨款")
"""Acts that are called so by a noun as well."""
_SET_ASIDE = ("安排", "编列", "预留")
_NOTHING_AFTER = re.compile(r"(?:资金)?(?:[，,。；;、：:）)\n]|$)")
_BUDGET = re.compile(".*预算案?(?:提出|建议|宣布|计划|中)*")


@lru_cache(maxsize=4)
def _acts(grammar: Grammar) -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str]]:
    nouns = dict(entry.split("=", 1) for entry in grammar.words("spending"))
    purposes = any_of(grammar.words("purpose_verbs")).pattern
    doing = re.compile(rf"(?:资金)?[，,]?\s*(?P<what>(?:{purposes}){_WHAT})(?=[，,。；;、：:）)\n]|$)")
    return re.compile(f"(?:{any_of(tuple(nouns)).pattern})(?:了|资金)?$"), nouns, doing


_VERB_AFTER = re.compile("[，,。；;]|支持|用于|推动|推进|开展|实施|奖励|帮助|促进")


def spending_name(plain: str, name: str, after: int, grammar: Grammar) -> str:
    """The name of an amount of money whose words before it end in an act of spending; `after` is where the words after it begin.

    Empty where they do not, or where a noun that says what was spent stands before or after the number.
    """
    ends, nouns, doing = _acts(grammar)
    act = ends.search(name)
    if act is None:
        return ""
    noun = nouns[re.sub("(?:了|资金)$", "", act.group()) if act.group() not in nouns else act.group()]
    before = _BUDGET.sub("", name[: act.start()])
    who = _BEFORE_ACT.sub("", before)
    purpose = _MARKED.match(plain, after) or doing.match(plain, after)
    spender = who in ("", *grammar.words("spenders"))
    if not spender and act.group() in _SET_ASIDE and len(grammar.quantities.ending(who)) > 1:
        # 市级一般公共预算收入|安排32.2亿元: what is planned is named before.
        return _BEFORE_ACT.sub("", name[: act.start()])
    if not spender and (grammar.quantities.ending(name) or (act.group() in _NOUNS and who == before and purpose is None)):
        # 地方投资, 研发经费投入: there it is a noun, which the words before it restrict.
        return ""
    if purpose is not None:
        return purpose["what"].strip("“”「」《》 ").removeprefix("的") + noun
    if before and _NOTHING_AFTER.match(plain, after):
        return (who if spender else "") + noun
    # 中央财政安排30亿元支持首批20个城市改造: what follows is no phrase that could be part of a name.
    return who + noun if spender and who and name.endswith(act.group()) and _VERB_AFTER.match(plain, after) else ""
