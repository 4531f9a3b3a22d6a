"""From the words before a number to the name of what it measures.

Openers, expressions of time and places are taken off the left end, verbs that only announce an amount are taken out
(中直工业实现增加值 is 中直工业增加值); a noun such as 增速 alone takes the subject of the context.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from transforms.grammar import Grammar, any_of
from transforms.noun_phrases import noun_end
from transforms.periods import PeriodSpan
from transforms.places import CHINA, WORLD, PlaceMatch
from transforms.reference import COUNTED, Unit

_EDGE = " 　\t，,：:、。；;“”\"'‘’（）()》的之>*|#＊·-—[]"
_LEFT_EDGE = " 　\t，,：:、。；;”\"'’）)的之>*|#＊·-—[]"
_TRAILING = re.compile(
    r"(?:分别|(?<![原材燃饮资颜塑肥饲面涂物染香调笔布敷预])料|预计|预测|预估|(?<![日月年季户人])均|都|也|还|已|连续|同步|(?<![主需重必只首紧])要|[由从](?:每[\u4e00-\u9fff]{1,2}|原公布|原来?|此前|以前|最初|当初|起初|过去)*|各|(?:同比|环比)?[由从][^，,]{1,12}转)$"
)
_PER = re.compile(
    r"(?:达到?|为|约|均|收?报)?(?:每(?:人|户|吨|公斤|千克|斤|台斤|升|桶|台|亩|平方米|立方米|股|度|千瓦时|天|日|月|年|次|公顷|家|套|张|万人|千人|百人))+(?:均|约|达到?|为)?$"
)
"""生猪均价达每公斤: the quantity that a price is for is no part of the name at its end."""
_PROVISIONAL = re.compile(
    r"(?:的)?(?:临时|修订|初步|预先)(?:估计|统计|数字|预测|数值|核算)(?:数字)?[则亦]?$|(?:的)?(?:概估|预估)(?:统计)?[则亦]?$|(?<=[率值])(?:预期|预测)值?$"
)
"""How far a number is settled is no part of what it measures."""
_BECAUSE = re.compile(r"因(?<=[\u4e00-\u9fff].)(?<![基原病诱动起死].)(?![素此子公])[^，,因]{2,16}$")
_FROM_LEVEL = re.compile("(?:同比|环比)?[由从](?:上月|上年同期|去年同期|上季度?|上年|去年)?持平$")
"""价格环比由上月持平|转为下降0.2%"""
_OBJECT = re.compile("[将把](?<![即已].)(?![近军来要])")
_COPULA = re.compile("(?:是|成为|达(?!成|产|标))[^，,]*|为[^，,]{0,6}")
LIST_MARK = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,3}[.．、](?!\d)")
_FORECASTER = re.compile(
    r"(?:[\u4e00-\u9fff]{0,12}?(?:预测|测算|预估)|(?:[\u4e00-\u9fff]{1,11}?[行织构局部会司署家院所社台团府方心者们处室厅委办金])?预计)(?![在为达将可会于是有])(?=[\u4e00-\u9fff\d])"
)
"""国际货币基金组织预测|全球经济: who says it is no part of what is measured."""
_ANNOUNCER = re.compile(
    r"[\u4e00-\u9fff“”《》]{2,12}?(?:宣布|公布|提到|提出|透露|指出|显示|表明)(?![的了在为过后中者申会])(?=[\u4e00-\u9fff“「]{3})"
)
"""财政预算案宣布|医疗券金额: who makes it known is no part of what is measured."""
_TAIL_OF_OTHER = re.compile("(?:(?:新|大)?(?:台阶|大关|关口|门槛)|安排|测算|编列|左右|以上|以下)[、，,]")
"""迈上1.4万亿斤|新台阶、|亩产提升…: what belongs to the number before."""
LABEL = re.compile("【[^【】]{1,12}】")
"""【预算案】 before a headline, 【乘用车】 before a paragraph."""
_NAME_GOES_ON = re.compile(
    r"品牌|方向|自由贸易|自贸|一体化|协同发展|经济带|城市群|都市圈|经济圈|口岸|机场|海关|银行|交易所|大学|造船|籍|联合会|协会"
)
"""After a place these belong to one name with it: 深圳香港方向口岸, 海南自由贸易港."""
_FROM_THERE = re.compile("(?:内地)?(?:旅客|访客)(?!量|数|发送|运输|吞吐|周转)")
_MANNER = re.compile(r"(?:(?:按|经|扣除|剔除|以)[^，,]{0,8}(?:口径|计算|因素|调整|影响|变动)后?|同口径|可比口径)的?")
_BECAME_FIRST = re.compile(
    "(?:成为|是)[\u4e00-\u9fff]{0,6}?(?:首[个家座批]|第[一二三四五六七八九十]{1,2}[个家座]|唯一(?:一?[个家座])?)(?=[\u4e00-\u9fff]{3})"
)
"""成为全国首个|经济总量突破5万亿元的城市"""
_RECORD = re.compile("(?:史上|历史上|历年来|有史以来)?最[高低大小多少]的(?=[\u4e00-\u9fff]{3})")
"""从史上最高的|家庭收入差距6.39倍"""
_HAS = re.compile("有(?![色效机限关线进望])")
_COUNTED_IN = re.compile(
    r"[共累已](?<=..)(?:(?<=共)(?!建|享|同|产|计)|(?<=累)计|(?<=已)经?)(?=[立办登收实完建开培新获拥达发推投播销交引组签支返帮破抓招查审抽起])"
)
_EXPECTED_IN = re.compile("(?<=[\u4e00-\u9fff]{2})(?:预计|有望)(?=[\u4e00-\u9fff]{2})")
"""铁路|预计|发送旅客: how sure it is belongs to the status."""
_BRACKETED = re.compile(r"[（(](?![A-Z]{1,6}\d?[）)])[^（）()]{0,60}[）)]")
_ONE_IN_BRACKETS = re.compile(r"(?<=[\u4e00-\u9fff])[（(]([\u4e00-\u9fff])[)）](?=[\u4e00-\u9fff])")
"""企（事）业单位, 居（村）委会 name both."""
_MARKUP = re.compile(r"(?<![A-Za-z0-9])\s|\s(?![A-Za-z0-9])|<[^<>]*>|\*|\[\d{1,2}\]|〔\d{1,2}〕|[\[\]]")
_FOOTNOTE = re.compile(r"[\[［〔【]\d{1,2}[\]］〕】]\Z")
_MARKED_UP = re.compile(r"[\s<*\[\]〔（(]")
"""A phrase without any of these has neither markup nor brackets."""
_PROMISING = re.compile("(?:力争|计划|预计|争取|确保|目标)$")
_TIME_WORDS = re.compile(
    r"之前|月内|季内|年内(?=[\u4e00-\u9fff]{3})|历史同期|历史|日前|近日|近期|近年来|此前|随后|期间|以来|同期|当月|当季|当年|当日|截至|截止"
)
_AFTER_TIME = re.compile(r"时|末|底|内|里|中(?![国秋部央等小西东高期外医学欧俄美韩老吉越泰蒙哈])|间|份|度|初|前后|期间|以来")


class Subject(NamedTuple):
    """A noun phrase in the text: span, cleaned name, and the place that stood at its head."""

    start: int
    end: int
    name: str
    place: PlaceMatch | None
    listed: str = ""
    """The places at its head where there are several: 青海、甘肃、河南."""


def read_subject(plain: str, start: int, end: int, times: list[PeriodSpan], grammar: Grammar) -> Subject:
    """The noun phrase in [start, end) without openers, times, places and verbs of announcing."""
    if start == end:
        return Subject(start, end, "", None)
    place: PlaceMatch | None = None
    listed_from = listed_to = start
    while start < end:
        while start < end and plain[start] in _LEFT_EDGE and not plain.startswith("之前", start):
            start += 1
        time = next((t for t in times if t.start <= start < t.end), None)
        if time is not None:
            start = min(time.end, end)
            if m := _AFTER_TIME.match(plain, start, end):
                start = m.end()
            continue
        if m := LIST_MARK.match(plain, start, end) or _FORECASTER.match(plain, start, end) or _ANNOUNCER.match(plain, start, end):
            start = m.end()
            continue
        if (
            m := _TAIL_OF_OTHER.match(plain, start, end)
            or LABEL.match(plain, start, end)
            or _RECORD.match(plain, start, end)
            or _BECAME_FIRST.match(plain, start, end)
            or _TIME_WORDS.match(plain, start, end)
            or _MANNER.match(plain, start, end)
        ):
            start = m.end()
            continue
        text = plain[start:end]
        here = grammar.places.at_start(text)
        if place is not None and here is not None and here.region == WORLD and listed_to == start:
            # 香港|国际电影节: the word belongs to the name, and the place with it.
            start = listed_from
            break
        if here is not None and not _begins_catalogue_name(plain, start, end, grammar):
            behind = start + here.length
            abroad = here.region != CHINA or plain.startswith("内地", behind)
            if not here.local and abroad and _FROM_THERE.match(plain, behind, end):
                # 韩国旅客 are no numbers of Korea.
                break
            if place is None or listed_to != start - 1 or plain[listed_to] not in "、和与及":
                listed_from = start
            place = here
            listed_to = start + here.length
            if _NAME_GOES_ON.match(plain, start + here.length, end):
                break
            start += here.length
            if _HAS.match(plain, start, end):
                start += 1
            continue
        opener = grammar.opening_words.at_start(text)
        closed = opener is None or grammar.not_openers.match(plain, start, end) is not None
        if opener is not None and not closed and not _begins_catalogue_name(plain, start, end, grammar):
            start += len(opener[0])
            continue
        break
    for time in times:
        if start <= time.start < end <= time.end + 1:
            end = time.start
            if plain[end - 1] in "在于" and plain[end - 2] != "现" and end - 1 > start:
                end -= 1
    if (m := _FROM_LEVEL.search(plain, max(start, end - 10), end)) is not None:
        end = m.start()
    if (m := _BECAUSE.search(plain, start, end)) is not None:
        end = m.start()
    if (m := _PROVISIONAL.search(plain, start, end)) is not None:
        end = m.start()
    while end > start and (m := _TRAILING.search(plain, max(start, end - 14), end) or _PER.search(plain, max(start, end - 14), end)):
        end = m.start()
    # 金管局将基本利率下调: what a verb does something to, not who does it.
    if (m := _OBJECT.search(plain, start, end)) is not None and end - m.end() > 1:
        return read_subject(plain, m.end(), end, times, grammar)
    if (m := _FOOTNOTE.search(plain, max(start, end - 5), end)) is not None:
        end = m.start()
    while end > start and plain[end - 1] in _EDGE and not (plain[end - 1] == "”" and "“" in plain[start:end]):
        end -= 1
    if _COPULA.fullmatch(plain, start, end):
        end = start
    listed = plain[listed_from:listed_to] if any(mark in plain[listed_from:listed_to] for mark in "、和与及") else ""
    return Subject(start, end, clean_name(_without_times(plain, start, end, times), grammar), place, listed)


def _without_times(plain: str, start: int, end: int, times: list[PeriodSpan]) -> str:
    """The phrase without the times that stand inside it: 本港|5月|商品整体出口货值."""
    text, position = "", start
    for time in times:
        if start < time.start and time.end < end and time.start >= position:
            text += plain[position : time.start]
            after = _AFTER_TIME.match(plain, time.end, end)
            position = after.end() if after else time.end
    return text + plain[position:end]


def _begins_catalogue_name(plain: str, start: int, end: int, grammar: Grammar) -> bool:
    return grammar.catalogue.length_at(plain, start, end) > 2


def clean_name(text: str, grammar: Grammar) -> str:
    """The phrase without verbs that announce an amount, without white space and markup."""
    name = text
    if _MARKED_UP.search(name) is not None:
        name = _BRACKETED.sub("", _MARKUP.sub("", _ONE_IN_BRACKETS.sub(r"\1", name)))
    name = _EXPECTED_IN.sub("", _COUNTED_IN.sub("", name))
    for verb in grammar.words("joining_verbs"):
        if verb not in name:
            continue
        before, _, after = name.partition(verb)
        before = _PROMISING.sub("", before)
        if before and after and not after.startswith(("率", "后", "情况", "的")):
            name = before + after
    for verb in grammar.leading_verbs:
        rest = name[len(verb) :]
        if (
            name.startswith(verb)
            and not grammar.holds("relative_nouns", name)
            and (len(rest) > 2 or (len(rest) == 2 and grammar.quantities.ending(rest) == rest))
        ):
            if grammar.catalogue.find(name) is None:
                name = name[len(verb) :]
            break
    return name.strip(_EDGE) if not name.startswith("“") else name


_BEFORE_NOUN = re.compile(r"(?:左右|以上|以下|的|\s)+")
_GRADED = re.compile(
    r"(?P<grade>[\u4e00-\u9fff]{1,5}[级型类])[和、及与](?:\d[\d.,]*|[一二两三四五六七八九十百]{1,3})(?:多|余)?[个家座条项处只支所]"
    r"[\u4e00-\u9fff]{1,5}[级型类](?P<noun>[\u4e00-\u9fff]{2,10})"
)
_TURNS_TO = re.compile(
    "(?:[\u4e00-\u9fff]{1,3}[式地]|大幅|快速|急速|迅速|逐步|稳步|持续|进一步)?(?:跌|升|降|增|减|涨|缩|扩|攀)[\u4e00-\u9fff]?[至到]"
)
"""5590万|插水式跌至去年的357万: the verb of the change, not what is counted."""
_THRIVING = re.compile("(?:率先|加快|实现)*高质量(?:发展|建设)$")
_CLOSE_QUOTE = re.compile("[”》]")
_QUANTITY_OF = {"area": "面积", "length": "里程"}


@lru_cache(maxsize=4)
def _after_count(grammar: Grammar) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Where the noun after a count ends, and the phrase of a verb that stands there."""
    verbs = any_of(grammar.words("count_verbs")).pattern
    ends = re.compile(
        rf"[，,。；;：:！？!?、\n<“《]|[（(](?![\u4e00-\u9fff][）)])|[）)](?<![（(][\u4e00-\u9fff].)"
        rf"|(?:加速(?!器)|加快|稳步|不断|逐步|陆续|相继|先后|纷纷)(?=[\u4e00-\u9fff]{{2}})|首批(?=加入|入选|进入)|中(?:的?有|已有|共有|[，,])|居(?=[全世首第前])|才(?=[足能可有])|便(?=[可能])|全部|占|被|已|均|将|在(?![建校册岗线])|为|是|与|和(?=其他)|等(?=[，。])|(?:{verbs})(?!项目|工程)"
    )
    return ends, re.compile(rf"(?:全部|均|都|已经?|将)*(?P<phrase>(?:首批)?(?:{verbs})(?!面|率|点|极)[^，,。；;、（）()“”]{{2,24}})")


def noun_after(plain: str, start: int, end: int, grammar: Grammar) -> tuple[int, int]:
    """The noun that follows a counted number: 45个|国家先进制造业集群. Empty when no noun follows."""
    if start < end and plain[start] in "（(":
        # 1.2万余台（件）: another unit.
        return start, start
    if start < end and plain[start] in " \u3000" and plain[start - 1 : start] != " ":
        # A space after a number in a line without marks ends its clause: 城市增至22个 总数居第一.
        return start, start
    if (skipped := _BEFORE_NOUN.match(plain, start, end)) is not None:
        start = skipped.end()
    if _TURNS_TO.match(plain, start, end):
        return start, start
    verb = grammar.predicate_words.at_start(plain[start : min(end, start + 4)])
    if verb is not None and verb[1] in ("up", "down", "to", "above", "below", "yoy", "mom", "level"):
        turned = plain[start + len(verb[0]) : start + len(verb[0]) + 1] in ("至", "到", "为", "成")
        if (len(verb[0]) > 1 and verb[0] not in ("新增", "新建", "新设")) or (turned and verb[1] in ("up", "down")):
            return start, start
    if plain.startswith(("和", "及", "与", "以及"), start, end):
        return start, start
    ends = _after_count(grammar)[0]
    m = ends.search(plain, start, end)
    while m is not None and m.group() in "“《" and (close := _CLOSE_QUOTE.search(plain, m.end(), end)) is not None:
        # 专精特新|“小巨人”|企业: a name in quotation marks is part of the noun.
        m = ends.search(plain, close.end(), end)
    stop = m.start() if m else end
    if plain.startswith("人口的", start):
        # 仅有9万人口的县城: it has them.
        return start, start + len("人口")
    if (graded := _GRADED.match(plain, start)) is not None:
        # 3个万亿级|和7个千亿级产业集群: the noun stands after the last grade alone.
        return start, graded.end("grade")
    stop = start + noun_end(plain[start:stop])
    if (thriving := _THRIVING.search(plain, start + 2, stop)) is not None:
        stop = thriving.start()
    while stop > start and plain[stop - 1] in "及和与给等的中里内*_#]":
        stop -= 1
    if plain[start:stop] in grammar.words("threshold_nouns"):
        return start, start
    return start, stop


def shared_noun(plain: str, start: int) -> str | None:
    """The noun that the grade at `start` shares with the one after it: 产业集群 of 万亿级和7个千亿级产业集群."""
    graded = _GRADED.match(plain, start)
    return None if graded is None else graded["noun"]


def verb_phrase_after(plain: str, start: int, end: int, grammar: Grammar) -> str:
    """What those that are counted did: 391家企业|获得奖励资金. Empty when no verb follows."""
    m = _after_count(grammar)[1].match(plain, start, end)
    if m is not None and m.end() == end and m["phrase"].startswith(_ATTAINED) and plain[end : end + 1].isdecimal():
        # 810个项目|完成投资1万亿元: what they did has a number of its own, and tells them apart from no others.
        return ""
    return re.sub("了", "", m["phrase"]).rstrip("的") if m else ""


_ATTAINED = ("完成", "实现")
_QUANTITY_SAID = re.compile(r"(?:数|数量|总数|人数|户数|家数|个数|件数|量|次数|总量|规模|人次|面积|里程|人口)$")
_PERSONS = re.compile(r"(?:[员人者民户儿兵]|(?<!用)工|(?<!招)生|干部|人才|群众|劳动力|职工|教师|医师|护士|学者|专家)$")


def count_name(name: str, unit: Unit) -> str:
    """A count's name ends in a word of quantity: 人次 and 人数 where those are counted, else 数量, 面积 or 里程."""
    if not name:
        return name
    if unit.kind in _QUANTITY_OF:
        quantity = _QUANTITY_OF[unit.kind]
        return (
            name if name.endswith((quantity, "量", "度", "数", "距离", "规模", "长", "时速", "宽", "深", "高", "海拔")) else name + quantity
        )
    if unit.kind not in COUNTED or _QUANTITY_SAID.search(name):
        return name
    if unit.unit == "人次":
        return name + "人次"
    return name + ("人数" if unit.unit == "人" and not _PERSONS.search(name) else "数量")
