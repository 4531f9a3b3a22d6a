"""The words before a number: verb, sign, comparator, share, and the noun phrase that is left.

`规模以上工业增加值同比增长` is a verb of change (up), year on year, about 规模以上工业增加值; `占出口总值的` is a share.
Words are taken from the right end as long as the tables know them; what is left is the subject.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.grammar import Grammar
from transforms.periods import PeriodSpan, find

_COMPARATOR = re.compile(
    r"(?:^|(?<=[^占同环对相正反无百之可]))(?:比(?!重|例|率|较|赛|值|亚|如|特|利)|(?<!比)较(?!快|高|大|好|为|强|低|多|少|长|慢|小|早))(?P<base>[^，,比较]{1,24}?)(?:相比)?$"
    r"|[与和同跟](?P<with>[^，,与和同跟比较]{2,14})(?:相比较?|比较)(?:[下上急微]?$)"
)
_SHARE = re.compile(r"占(?!比)(?:到了?|据了?|了)?(?P<whole>[^，,占]{0,30}?)(?:的)?(?:比重|比例|份额|总量)?(?:的)?(?:由|从)?$")
_OF_PLAN = re.compile(r"(?:为|完成|达成|达到)(?:了)?(?P<whole>[^，,为完成达]{0,8}(?:预算|计划|目标|任务)数?)的$")
"""为年初预算的52.3%: a share of what was planned."""
_CHANGES = ("growth_by", "up", "down", "more", "less", "above", "below")
_NO_ADVERB = re.compile(
    "(?<=[合条签预节公契制特履续违协租邀盟])约$|(?<=[举申汇填上通日晚早海预播呈情简])报$|(?<=[收目记名])录$|(?<=[估会统设预审总])计$"
    "|(?<=[立随当])即$"
)
"""合约, 举报, 统计: these hold a word of the tables and are none."""
_PER_ONE = re.compile("每(?:人|户|生|名|亩|吨|公斤|千克|斤|小时|月|年|天|日|平方米|立方米|度|升|份)(?:每[年月日天])?$")
"""由|每人每年|640元提高到670元: whose it is stands between the verb and the number."""
_LEADING_INDEX = re.compile("的?(?:经济|景气|指数|指标|行业|企业|优势)")
"""领先经济指数 leads nobody."""
_AT_FIRST = re.compile(r"[由从](?:最初|当初|起初|此前|以前|过去)\Z")
_COMPARED_MONTH = re.compile(r"(?<=[上去今本同每前各该当个\d])[年月季][增减]$|(?<=[\u4e00-\u9fff\d])年成长$")
"""较上月|增13.1%: there 月增 is no word."""
_BEYOND = re.compile(r"(?P<word>超过|超出|超|高于|低于)(?P<base>[^，,超]{0,10}(?:目标|计划|进度|任务数?))$")
"""超过全年目标312万人: the number is how much it is beyond the target."""
_COMPARES = re.compile(r"(?:[高低快慢多少大好]于|[超不][过出及]|多过|[比较])$")
_LISTED_BEFORE = re.compile("[、和与及]$")
_BEYOND_TIME = re.compile(r"(?:超过|超出|不及|多过)(?P<base>[^，,超过不及]{2,16})$")
"""超过上年全年的100亿元"""
_ABOUT_SHARE = re.compile("(?:大约|约|近|大致)$")
_GROWTHS = {"增长", "增幅达", "涨幅达"}
_PASSIVE_TO = {"至", "到", "成"}
_ADJUSTED = {"调整", "升", "降", "提高", "上调", "下调", "调升", "调降", "降低", "增加", "减少", "上修", "下修"}
"""With 为 directly after them these say the new amount: 调整为15%. 增长为5% is still a growth."""


class Head(NamedTuple):
    """What stands before a number. `subject_end` is where the noun phrase ends; it starts where the head starts."""

    subject_start: int
    subject_end: int
    verb: str | None = None
    sign: int = 1
    change: bool = False
    """A verb of change stands right before the number: the number is the change itself."""
    level: bool = False
    """A verb that announces an amount: 达到, 提升至."""
    basis: str | None = None
    bases: tuple[str, ...] = ()
    """All that are listed: 环比、同比分别上涨 has one for each of two numbers."""
    base: str | None = None
    comparator: str | None = None
    share_of: str | None = None
    shared: bool = False
    newly: str = ""
    """新增, 新建: the number counts what is new."""
    of_those: bool = False
    """的有: the number counts those of the things before that the words describe: 产量同比增长的有45种."""
    about: bool = False
    """约 stands before the verb: 约占53.8%."""
    possessive: bool = False
    """的 stands right before the number: 低于上年的5%."""
    origin: bool = False
    """由, 从: the number is where a change began."""


def read_head(plain: str, start: int, end: int, times: list[PeriodSpan], grammar: Grammar) -> Head:
    """Analyse [start, end), the words before a number within its clause; `times` are those of its sentence."""
    words: list[tuple[str, str]] = []
    per = _PER_ONE.search(plain, max(start, end - 10), end)
    position = per.start() if per is not None and plain[per.start() - 1 : per.start()] in ("由", "从") else end
    while True:
        step = grammar.predicate_words.at_end(plain[max(start, position - 6) : position])
        if step is not None and step[1] == "growth_by" and _COMPARED_MONTH.search(plain, max(start, position - 4), position):
            step = grammar.predicate_words.at_end(plain[position - len(step[0]) + 1 : position])
        if step is not None and len(step[0]) == 1 and _NO_ADVERB.search(plain, max(start, position - 2), position):
            break
        if step is not None and len(grammar.quantities.ending(plain[max(start, position - 8) : position])) > len(step[0]):
            # 日均, 资产总计: the word belongs to the noun of quantity.
            break
        if step is not None:
            words.append(step)
            position -= len(step[0])
        elif (time := next((t for t in times if start < t.start < position == t.end), None)) and (
            words[-1][0] == "的" if words else plain[time.start - 1] in "由从"
        ):
            # 为上年的|5%, 由上年|729万人
            if _COMPARES.search(plain, max(start, time.start - 3), time.start) is not None:
                break
            position = time.start
            if plain[position] in _PASSIVE_TO:
                words.append((plain[position], "to"))
                # 调|到今年的2.3万元: alone this character is mostly the end of another word.
                position -= plain[start:position].endswith("调")
        elif words and (begun := _AT_FIRST.search(plain, start, position)) is not None:
            # 从最初的|23户
            position = begun.start() + 1
        else:
            break
    text = plain[start:position]
    classes = [kind for _, kind in words]
    change = next((kind for kind in classes if kind in _CHANGES), None)
    turned = _turned_to_level(words)
    basis = next((grammar.basis_of[word] for word, _ in words if word in grammar.basis_of), None)
    bases: tuple[str, ...] = (basis,) if basis is not None else ()
    while basis is not None and (listed := _LISTED_BEFORE.search(text)) is not None:
        word = grammar.basis_words.search(text[: listed.start()])
        if word is None or word.end("word") != listed.start():
            break
        bases, text = (grammar.basis_of[word["word"]], *bases), text[: word.start("word")]
    by_word = next((word for word, kind in words if kind == "growth_by"), None)
    if basis is None and change is not None and (m := grammar.basis_words.search(text)) and not _in_noun(m, text, grammar):
        basis, text = grammar.basis_of[m["word"]], text[: m.start()]
    sign = -1 if change in ("down", "less", "below") or (by_word or "").endswith("减") else 1
    comparator = base = share_of = None
    shared = about = False
    possessive = bool(words) and words[0][0] == "的"
    subject_end = start + len(text)
    if m := _BEYOND.search(text):
        base, comparator, subject_end = m["base"], m["word"], start + m.start()
        change, sign = "more", -1 if m["word"] == "低于" else 1
    elif possessive and (m := _BEYOND_TIME.search(text)) is not None and find(m["base"], 0, len(m["base"])):
        base, comparator, subject_end = m["base"], "超过", start + m.start()
    elif (m := grammar.comparison.search(text)) and not (m["word"] == "领先" and _LEADING_INDEX.match(m["base"])):
        base, comparator, subject_end = m["base"], m["word"], start + m.start("word")
        change = change or "more"
        sign = -1 if m["word"] in grammar.below else 1
    elif m := _COMPARATOR.search(text):
        base, comparator, subject_end = m["base"] or m["with"], "比", start + m.start()
    elif "占" in text and (m := _SHARE.search(text + _verbs_kept(words))):
        share_of, shared, subject_end = m["whole"], True, start + text.rindex("占")
        if (near := _ABOUT_SHARE.search(text, 0, subject_end - start)) is not None and not _NO_ADVERB.search(text, 0, subject_end - start):
            subject_end = start + near.start()
            about = near.group() != "近"
    elif m := _OF_PLAN.search(text + _verbs_kept(words)):
        share_of, shared, subject_end = m["whole"], True, start + m.start()
    if any(word in ("占", "占到") for word, _ in words) and not shared:
        shared, share_of = True, ""
    # 高 and 多 are changes only against something: 票价最低8元 is a price.
    if change in ("more", "less") and comparator is None and basis is None:
        change = None
    return Head(
        subject_start=start,
        subject_end=subject_end,
        verb=words[-1][0] if words else None,
        sign=sign,
        change=change is not None and not turned,
        level=turned or any(kind == "level" for kind in classes),
        basis=basis,
        bases=bases,
        base=base,
        comparator=comparator,
        share_of=share_of,
        shared=shared,
        newly=next((word for word, _ in words if word in grammar.words("newly_verbs")), ""),
        of_those=[word for word, _ in words[-2:]] in (["有", "的"], ["达", "的"], ["共", "的"]),
        possessive=possessive,
        about=about or any(word in ("约", "大约", "大致") for word, _ in words),
        origin=bool(words) and any(word in grammar.words("from") for word, _ in words) and not turned,
    )


def _in_noun(word: re.Match[str], text: str, grammar: Grammar) -> bool:
    """PM2.5|年均浓度: there the word belongs to the noun."""
    return word.end("word") < len(text) and len(grammar.quantities.ending(text)) >= len(text) - word.end("word")


def _verbs_kept(words: list[tuple[str, str]]) -> str:
    """的 directly before the number belongs to 占…的."""
    return "的" if words and words[0][0] == "的" else ""


def _turned_to_level(words: list[tuple[str, str]]) -> bool:
    """提升至, 由…增加到: the word of direction stands to the right of the verb of change."""
    seen_to = seen_of = announced = reached = False
    before = ""
    for word, kind in words:
        announced = announced or (kind == "level" and not seen_of)
        seen_of = seen_of or word == "的"
        if (kind == "to" and word in _PASSIVE_TO) or word in ("达到", "达"):
            reached = reached or word in ("达到", "达")
            seen_to = True
        elif kind in _CHANGES:
            if before == "为" and word in _ADJUSTED:
                return True
            if reached and word in _GROWTHS:
                # 增长达到6%, 增长要达到6% are growths still.
                return False
            return seen_to or (seen_of and announced)
        before = word
    return False
