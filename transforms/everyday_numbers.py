r"""Numbers of everyday prose that measure nothing in an economy: addresses, scores, versions, positions, sayings.

Each pattern stands with its disposition and the reason that the ledger gives. A pattern asks for enough of its
surroundings that the same unit in a statistic (新建380幢, 增长100%, 九成新能源车) stays one. Each begins with a character or
a class of characters (\d\d? and not \d{1,2}), so that the engine leaps from one of these to the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CN = "一二两三四五六七八九十"
_ROOM = "号楼|号院|弄|幢|栋|单元|层|楼|座|室"
_COUNTER = "(?:阅读|浏览|点击|评论|点赞|转发|收藏|分享|播放|跟帖)(?:量|数|次数|人数)?"

_EVERYDAY: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"\d(?<!\d.)\d{2}(?=[国省县乡]道)"), "name", "the number of a road"),
    (re.compile(rf"\d\d{{0,3}}(?:(?:号楼?|弄|号院)(?:\d{{1,4}}(?:{_ROOM}))+|(?:{_ROOM})\d{{1,4}}室)"), "name", "an address"),
    (re.compile(r"\d\d{0,3}号(?:楼|院|馆|门|口|厅|站台|车厢)"), "name", "an address"),
    (re.compile(r"\d(?<![\d共台设有建个为].)\d?站台"), "name", "the number of a platform"),
    (
        re.compile(r"[二2十1](?:(?:(?<=二)十四|(?<=2)4)个?节气|(?:(?<=十)二|(?<=1)2)(?:个?生肖|星座|时辰))"),
        "set_size",
        "the size of a named set",
    ),
    (re.compile(r"比分[^，,。；;\d\n]{0,8}\d{1,3}[比:：]\d{1,3}"), "name", "the score of a match"),
    (
        re.compile(r"\d(?<=以.)\d{0,2}[比:：]\d{1,3}(?=[^，,。；;\d\n]{0,6}?(?:胜|负|击败|力克|不敌|夺|逆转|领先|落后|战平|淘汰))"),
        "name",
        "the score of a match",
    ),
    (
        re.compile(
            r"\d\d{1,4}米(?=[\u4e00-\u9fff]{0,5}?(?:决赛|预赛|比赛|赛跑|接力|自由泳|蛙泳|仰泳|蝶泳|混合泳|跨?栏|[短长]跑|步枪|手枪)(?!道|[项场]))"
        ),
        "name",
        "the distance of a race",
    ),
    (re.compile(r"\d\d?(?:\.\d{1,2}){1,3}版"), "name", "the number of a version"),
    (
        re.compile(r"(?:[东西]经|[南北]纬)\d[\d.]*[度°](?:\d[\d.]*[分′'])?(?:\d[\d.]*[秒″\"])?"),
        "name",
        "a position on the globe",
    ),
    (re.compile(r"\d\d{0,2}分(?:钟)?\d{1,2}(?:\.\d{1,3})?秒"), "period", "a length of time"),
    (
        re.compile(rf"[一每](?<![去近前后十].)(?:[日天周月年]|次)[{_CN}]{{1,2}}[次片粒剂丸包袋餐顿熟]"),
        "idiom",
        "how often or how much at a time",
    ),
    (
        re.compile(r"(?:百分之百|100[%％])的?(?:努力|热情|热忱|精力|把握|信心|诚意|真诚|决心|激情|干劲|耐心|用心|忠诚)"),
        "idiom",
        "a hundred percent for wholly",
    ),
    (re.compile(rf"[{_CN}]{{0,4}}[百千万][{_CN}]{{0,3}}个(?:不?放心|不?愿意|满意|小心)"), "idiom", "a large number for very"),
    (re.compile(r"[五六七八九]成新(?=的(?!能源)|[，,。；;、）)\s]|二手|左右|$)"), "class", "how worn a thing is"),
    (
        re.compile(r"(?<![一二三四五六七八九十百千万])(?:一(?![一二三四五六七八九十百千万亿零〇])[\u4e00-\u9fff]){2}"),
        "idiom",
        "a figure of speech with 一 twice",
    ),
    (re.compile(r"±\d{2,4}[千万]?伏|±\d{2,4}\s?[kK]V"), "name", "the voltage that a line is named by"),
    (re.compile(r"满\d{1,6}元?(?:立?减|返|送|赠)\d{1,6}元?"), "name", "the terms of an offer"),
    (re.compile(r"\d{1,3}纳米(?=工艺|制程|芯片|节点)"), "name", "what a product is made by"),
    (
        re.compile(r"\d{1,4}[元角分](?:、\d{1,4}[元角分]){0,9}(?:和\d{1,4}[元角分])?(?=面额|面值|纸币|硬币|钞票|纪念)"),
        "name",
        "the worth of a note or a coin",
    ),
    (re.compile(r"[一1]元钱?的?象征性|象征性[^，,。；;\d\n]{0,6}[一1]元"), "idiom", "a symbolic price"),
    (
        re.compile(rf"(?:(?<=[\s\d])|^){_COUNTER}[ \t\u3000]?(?:[:：（(][ \t]?|[ \t\u3000])\d[\d.,]*万?\+?(?=[\s）)]|$)", re.MULTILINE),
        "markup",
        "a counter of a web page",
    ),
)
"""(pattern, disposition, reason)."""

_ASKED_BY = {
    "an address": ("号", "弄", "室"),
    "a counter of a web page": ("阅读", "浏览", "点击", "评论", "点赞", "转发", "收藏", "分享", "播放", "跟帖"),
    "the number of a road": ("国道", "省道", "县道", "乡道"),
    "the number of a platform": ("站台",),
    "the distance of a race": ("赛", "泳", "栏", "跑", "枪", "接力"),
    "the number of a version": ("版",),
    "a position on the globe": ("东经", "西经", "南纬", "北纬"),
    "a length of time": ("秒",),
    "a hundred percent for wholly": ("百分之百", "100%", "100％"),
    "a large number for very": ("个放心", "个愿意", "个满意", "个小心", "个不"),
    "how worn a thing is": ("成新",),
    "a symbolic price": ("象征性",),
    "the voltage that a line is named by": ("±",),
    "the terms of an offer": ("满",),
    "what a product is made by": ("纳米",),
    "the worth of a note or a coin": ("面额", "面值", "纸币", "硬币", "钞票", "纪念"),
}
"""Reason -> words of which one stands in every match: a text without them needs no search."""


def everyday_numbers(plain: str) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, disposition, reason) of every such stretch of the text."""
    for pattern, disposition, reason in _EVERYDAY:
        if any(word in plain for word in _ASKED_BY.get(reason, ("",))):
            for m in pattern.finditer(plain):
                yield *m.span(), disposition, reason
