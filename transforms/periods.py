"""Expressions of time: where they stand and what they say, still relative to the day of the statement.

One named rule a shape of expression; `RULES` is ordered, the first that matches at a place wins. `period_days` makes
what they say absolute.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple, TypedDict

from transforms.model import Period
from transforms.numerals import value_of

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|两(?=个?[月季]))"
_Y4 = r"(?:(?:19|20)\d{2}|[一二][〇零九][〇零一二三四五六七八九]{2})"
_TO = r"\s?(?:[-—–－~～至到]|——)\s?"
_YEAR = (
    rf"(?:(?:(?:中华)?民国(?P<roc>\d{{2,3}})年度?|(?P<year>{_Y4})年度?|(?P<rel>今年|去年|上年|前年|明年|本年|当年|来年|下一?年度)(?:(?<!年度)度)?)"
    r"(?:的(?=[上下前第元春清五端中国暑]|\d{1,2}月|[一二三四]季))?)"
)
_UNTIL = r"(?:(?:今年|本年)(?=截))?(?P<until>截至到?|截止到?|(?<!恢复)(?<!回复)(?<!回升)[到至])?"

_SHIFTS = {"今年": 0, "本年": 0, "当年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "来年": 1, "下年度": 1, "下一年度": 1}
_FISCAL_SHIFTS = {"下": 1, "新": 1, "上": -1}
HALVES = {"上半年": (1, 6), "下半年": (7, 12)}
_NO_RECORD = "(?!的?(?:最|新[高低]|首|第|次|少见|罕见|历史|同期|单月|单季))"
"""为2008年9月以来最大 names a record, no period."""
_HOLIDAY = (
    r"(?:(?P<holiday>元旦|春节|清明|“?五一”?|劳动节|端午|中秋国庆|国庆中秋|国庆、中秋|中秋、国庆|中秋|国庆|“十一”)节?"
    r"(?:(?:[3-8三四五七八][天日])?(?:小长假|黄金周|假期|假日|长假|节日)(?:期间)?|期间|档期?)"
    r"|(?P<season>春运|暑运)(?:期间|以来)?)(?:的?(?:(?P<first>首日|第一天)|前(?P<days>[两二三四五])天))?"
)
_HOLIDAY_NAMES = {
    "春": "春节",
    "劳动": "五一",
    "十一": "国庆",
    "中秋国庆": "国庆",
    "国庆中秋": "国庆",
    "国庆、中秋": "国庆",
    "中秋、国庆": "国庆",
}
_PLAN_YEARS = 5
_QUARTER = 3
_PART_OF_YEAR = rf"的?(?:[上下]半年|前{_N}|第?[一二三四1-4]季|{_N}月)"
_LONGEST_RUN = 60
_PLAN_START = {"十一": 2006, "十二": 2011, "十三": 2016, "十四": 2021, "十五": 2026}

RuleMatch = re.Match[str]


class PeriodSpan(NamedTuple):
    """An expression of time in the text. A list such as 5、6月 stands for several periods."""

    start: int
    end: int
    periods: tuple[Period, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """One shape of expression. `build` answers no period where the words turn out to be no time."""

    name: str
    pattern: re.Pattern[str]
    build: Callable[[RuleMatch], tuple[Period, ...]]


def _int(text: str) -> int:
    value = value_of(text)
    return -1 if value is None else int(value)


class _Year(TypedDict, total=False):
    year: int
    year_shift: int


def _year_of(m: RuleMatch) -> _Year:
    groups = m.groupdict()
    if groups.get("roc"):
        return {"year": 1911 + int(groups["roc"])}
    if groups.get("year"):
        return {"year": _int(groups["year"])}
    if groups.get("rel"):
        return {"year_shift": _SHIFTS[groups["rel"]]}
    return {}


def _months(m: RuleMatch, first: int, last: int, *, point: bool = False) -> tuple[Period, ...]:
    if not 1 <= first <= last <= 12:
        return ()
    return (Period("point" if point else "months", m.group(), first_month=first, last_month=last, **_year_of(m)),)


def _year_range(m: RuleMatch) -> tuple[Period, ...]:
    first, last = _int(m["first"]), _int(m["last"])
    return (Period("years", m.group(), year=first, last_year=last),) if first <= last else ()


def _month_span(m: RuleMatch) -> tuple[Period, ...]:
    """去年11月至今年1月: the last month, with the run of months that ends in it."""
    first, last = _int(m["a"]), _int(m["b"])
    if not (1 <= first <= 12 and 1 <= last <= 12) or bool(m["rel"]) != bool(m["to_rel"]) or not (m["rel"] or (m["year"] and m["to"])):
        return ()
    years = _SHIFTS[m["to_rel"]] - _SHIFTS[m["rel"]] if m["rel"] else _int(m["to"]) - _int(m["year"])
    end: _Year = {"year_shift": _SHIFTS[m["to_rel"]]} if m["rel"] else {"year": _int(m["to"])}
    run = 12 * years + last - first + 1
    return (Period("months", m.group(), first_month=last, last_month=last, run=run, **end),) if 1 < run <= _LONGEST_RUN else ()


def _month_list(m: RuleMatch) -> tuple[Period, ...]:
    written = re.findall(_N, m["months"])
    if len({one.isascii() for one in written}) > 1:
        # 一、7月末: the mark of a list before a month.
        return ()
    numbers = [_int(n) for n in written]
    return tuple(p for n in numbers for p in _months(m, n, n)) if all(1 <= n <= 12 for n in numbers) else ()


def _quarter_list(m: RuleMatch) -> tuple[Period, ...]:
    numbers = [_int(n) for n in re.findall("[一二三四1-4]", m["quarters"])]
    return tuple(p for n in numbers for p in _months(m, _QUARTER * (n - 1) + 1, _QUARTER * n))


def _year_list(m: RuleMatch) -> tuple[Period, ...]:
    years = [_int(y) for y in re.findall(_Y4, m["years"])]
    if m["same"]:
        return tuple(Period("same", m.group(), year=year) for year in years)
    return tuple(Period("years", m.group(), year=year, last_year=year) for year in years)


def _day(m: RuleMatch) -> tuple[Period, ...]:
    month, day = _int(m["month"]), _int(m["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ()
    return (Period("day", m.group(), first_month=month, last_month=month, day=day, **_year_of(m)),)


def _day_range(m: RuleMatch) -> tuple[Period, ...]:
    """7月1日至10日, 6月28日至7月3日: both ends are counted."""
    first, last = _int(m["month"]), _int(m["to_month"] or m["month"])
    day, to_day = _int(m["day"]), _int(m["to_day"])
    if not (1 <= first <= last <= 12 and 1 <= day <= 31 and 1 <= to_day <= 31):
        return ()
    return (Period("days", m.group(), first_month=first, last_month=last, day=day, count=to_day, **_year_of(m)),)


def _ten_days(m: RuleMatch) -> tuple[Period, ...]:
    return tuple(replace(p, shape="ten_days", count="上中下".index(m["part"]) + 1) for p in _months(m, _int(m["a"]), _int(m["a"])))


def _plan(m: RuleMatch) -> tuple[Period, ...]:
    first = _PLAN_START[m["plan"] or m["next"]]
    part, n = m["part"] or m["end"] or m["last"] or "", _int(m["n"]) if m["n"] else 0
    if part.startswith("前"):
        return (Period("years", m.group(), year=first, last_year=first + n - 1),)
    if part.removesuffix("期").removeprefix("期") == "末":
        return (Period("point", m.group(), year=first + 4, first_month=12, last_month=12),)
    if part == "以来":
        return (Period("since", m.group(), year=first, first_month=1, count=_PLAN_YEARS),)
    return (Period("years", m.group(), year=first, last_year=first + 4),)


def _year(m: RuleMatch) -> tuple[Period, ...]:
    # 提升至2024年的53.3%: there 至 belongs to the verb.
    if m["until"] and not (m["until"] in ("到", "至") and m.string.startswith("的", m.end())):
        return (Period("point", m.group(), first_month=12, last_month=12, **_year_of(m)),)
    return _year_alone(m)


def _year_alone(m: RuleMatch) -> tuple[Period, ...]:
    year = _year_of(m)
    if "year" in year:
        return (Period("years", m.group(), year=year["year"], last_year=year["year"]),)
    return (Period("months", m.group(), first_month=1, last_month=12, **year),)


def _rule(name: str, pattern: str, build: Callable[[RuleMatch], tuple[Period, ...]]) -> PeriodRule:
    return PeriodRule(name, re.compile(pattern), build)


def _reported(m: RuleMatch) -> tuple[Period, ...]:
    """2024年年度报告, 2025年第一季度报告 (of which the third is of nine months): what a company's report is on."""
    if m["half"]:
        return _months(m, 1, 6)
    if m["quarter"]:
        return _months(m, 1, 3 if _int(m["quarter"]) == 1 else 9)
    return _year_alone(m)


def _quarters(m: RuleMatch) -> tuple[Period, ...]:
    number = 1 if m["quarter"] in ("首", "首个") else _int(m["quarter"])
    last = 3 * number
    return _months(m, last - 2, last, point=bool(m["edge"])) if 1 <= number <= 4 else ()


def _holiday(m: RuleMatch) -> tuple[Period, ...]:
    name = (m["holiday"] or m["season"]).removesuffix("节").strip("“”")
    days = 1 if m["first"] else _int(m["days"]) if m["days"] else None
    return (Period("holiday", m.group(), name=_HOLIDAY_NAMES.get(name, name), count=days, **_year_of(m)),)


def _rules(year: str) -> tuple[PeriodRule, ...]:
    """The rules, in order; `year` is the pattern of a year before a part of it."""
    return (
        _rule(
            "report",
            rf"{year}(?:(?P<half>半年度?报告|半年报|中报)|第?(?P<quarter>[一三])季度?(?:报告|报(?=[，,。显披]))|年度报告|年报|(?<=年度)报告)",
            _reported,
        ),
        _rule("holiday", rf"{year}?{_HOLIDAY}", _holiday),
        _rule(
            "same_holiday",
            r"(?:这个|节日|节)?假期(?=(?:全[省市县区]|分别|累计|共)?(?:分别|累计|共|销售|接待|发放|运送|发送))|(?:这个|节日|节)?假期(?:里|期间|中(?!国)|[一二三四五六七八1-8]天(?:里|内|中)?)|节(?:假)?日期间",
            lambda m: (Period("same", m.group()),),
        ),
        _rule(
            "since_month",
            rf"{year}?(?<!\d)(?P<a>{_N})月份?以来{_NO_RECORD}",
            lambda m: tuple(replace(p, shape="since") for p in _months(m, _int(m["a"]), _int(m["a"]))),
        ),
        _rule(
            "since_event",
            rf"自{year}?(?<!\d)(?P<a>{_N})月(?:(?P<day>{_N})日)?份?[^，,。；;自月\n]{{1,24}}?以来{_NO_RECORD}",
            lambda m: tuple(
                replace(p, shape="since", day=_int(m["day"]) if m["day"] else None) for p in _months(m, _int(m["a"]), _int(m["a"]))
            ),
        ),
        _rule(
            "since_year",
            rf"(?:自)?(?P<year>{_Y4})年以来{_NO_RECORD}",
            lambda m: (Period("since", m.group(), year=_int(m["year"]), first_month=1),),
        ),
        _rule("month_in_hand", r"(?<![月份])当月|该月(?!份)", lambda m: (Period("same", m.group()),)),
        _rule(
            "since_january",
            r"(?:今年|年初|今年年初|本年度?)以来|今年来|(?:今年)?年初至今",
            lambda m: (Period("since", m.group(), year_shift=0),),
        ),
        _rule("year_list", rf"(?P<years>{_Y4}年?(?:[、和]{_Y4}年?)*[、和]{_Y4}年)(?!{_PART_OF_YEAR})(?P<same>同期)?", _year_list),
        _rule(
            "two_years",
            "今明[两二]?年",
            lambda m: tuple(Period("months", m.group(), year_shift=shift, first_month=1, last_month=12) for shift in (0, 1)),
        ),
        _rule("same_period", rf"{year}?同期(?!声)", lambda m: (Period("same", m.group(), **_year_of(m)),)),
        _rule(
            "fiscal_year",
            rf"(?P<year>{_Y4})\s?(?:[-—–/至]|——)\s?(?:(?:19|20)?\d\d|[一二]?[〇零]?[〇零一二三四五六七八九]{{2}})(?:财政|课税|学)?年度",
            lambda m: (Period("fiscal_year", m.group(), year=_int(m["year"])),),
        ),
        _rule(
            "fiscal_year_near",
            r"(?P<rel>[下上本]一?个?|今个|新一?个?)(?:财政年度|财年)",
            lambda m: (Period("fiscal_year", m.group(), year_shift=_FISCAL_SHIFTS.get(m["rel"][0], 0)),),
        ),
        _rule("year_range", rf"(?P<first>{_Y4})年?{_TO}(?P<last>{_Y4})年", _year_range),
        _rule(
            "month_span",
            rf"{year}(?P<a>{_N})月份?{_TO}(?:(?P<to>{_Y4})年|(?P<to_rel>今年|本年|去年|上年|前年))(?P<b>{_N})月份?",
            _month_span,
        ),
        _rule(
            "quarter_list",
            rf"{year}?(?:第|(?<=[^\s#>]))(?P<quarters>[一二三四1-4](?:季度?)?(?:[、和]第?[一二三四1-4](?:季度?)?)*[、和]第?[一二三四1-4])季度?",
            _quarter_list,
        ),
        _rule(
            "month_range", rf"{year}?(?<!\d)(?P<a>{_N})(?:月份?)?{_TO}(?P<b>{_N})月份?", lambda m: _months(m, _int(m["a"]), _int(m["b"]))
        ),
        _rule("month_list", rf"{year}?(?<!\d)(?P<months>{_N}(?:月份?)?(?:[、和]{_N}(?:月份?)?)*[、和]{_N}月)份?", _month_list),
        _rule("first_months", rf"{_UNTIL}{year}?(?P<a>头|前|首)(?P<n>{_N})个?月", lambda m: _months(m, 1, _int(m["n"]))),
        _rule("first_quarters", rf"{year}?前(?P<n>[一二三四两123])个?季度?", lambda m: _months(m, 1, 3 * _int(m["n"]))),
        _rule(
            "half_year",
            rf"{_UNTIL}{year}?(?P<half>上半年|下半年)(?P<edge>末|底)?",
            lambda m: _months(m, *HALVES[m["half"]], point=bool(m["edge"])),
        ),
        _rule("quarter", rf"{_UNTIL}{year}?第?(?P<quarter>[一二三四1234]|首个?)季度?(?P<edge>末|底)?", _quarters),
        _rule(
            "day_range",
            rf"{year}?(?<!\d)(?P<month>{_N})月(?P<day>{_N})[日号]?{_TO}(?:(?P<to_month>{_N})月)?(?P<to_day>{_N})[日号]",
            _day_range,
        ),
        _rule("day", rf"{_UNTIL}{year}?(?<!\d)(?P<month>{_N})月(?P<day>{_N})[日号]", _day),
        _rule(
            "month_end",
            rf"{_UNTIL}{year}?(?<!\d)(?P<a>{_N})月(?:份)?(?:末|底)",
            lambda m: _months(m, _int(m["a"]), _int(m["a"]), point=True),
        ),
        _rule(
            "months_until",
            rf"截至{year}?(?P<a>{_N})月(?:底|末)?止?的?(?P<n>{_N})个月(?:内|里|期间)?",
            lambda m: tuple(replace(p, run=_int(m["n"])) for p in _months(m, _int(m["a"]), _int(m["a"]))),
        ),
        _rule("until_month", rf"(?:截至到?|截止到?){year}?(?P<a>{_N})月份?", lambda m: _months(m, _int(m["a"]), _int(m["a"]), point=True)),
        _rule("ten_days", rf"{year}?(?<!\d)(?P<a>{_N})月份?(?P<part>[上中下])旬", _ten_days),
        _rule(
            "month",
            rf"{year}?(?<!\d)(?P<a>{_N})月份?(?![末底]|份?以来|\d{{1,2}}(?:[日号、至到～~—\-]|$))",
            lambda m: _months(m, _int(m["a"]), _int(m["a"])),
        ),
        _rule("year_end", rf"{_UNTIL}{year}?(?:年底|年末|(?<=年)(?:底|末))", lambda m: _months(m, 12, 12, point=True)),
        _rule(
            "plan",
            r"“?(?P<plan>十[一二三四])五(?:规划)?”?(?:规划)?(?:(?P<part>前(?P<n>[两二三四])年|以来|末期?|期末)|(?:期间|时期|期间?)(?P<end>以来|末)?)"
            r"|“?(?P<next>十五)五(?:规划)?”?(?:期间|时期|(?P<last>期?末))",
            _plan,
        ),
        _rule("whole_year", rf"{year}?全年", lambda m: _months(m, 1, 12)),
        _rule("year", rf"{_UNTIL}{year}(?!以来|代|\s?[=＝]|{_N}月)", _year),
        _rule(
            "past_years",
            rf"(?:(?:这|过去)的?(?P<n>{_N}|两)年(?![级来间前后内中里]|以[来前])|最?近(?P<near>{_N})年(?=[，,]))",
            lambda m: (Period("back", m.group(), count=_int(m["n"] or m["near"])),),
        ),
        _rule(
            "years_back",
            rf"(?:(?P<lead>过去|近|这|最近)的?)?(?P<n>{_N}|两)(?:多|余)?年(?P<trail>(?:多?来|以来|间){_NO_RECORD}|(?=增长|提升|增加|提高|累计|下降|年均|净增|净减|新增|翻))",
            lambda m: (Period("back", m.group(), count=_int(m["n"])),),
        ),
        _rule(
            "years_ahead",
            rf"(?:未来|今后)的?(?P<n>{_N}|两)年(?:内|里|间)?(?!左右)",
            lambda m: (Period("ahead", m.group(), count=_int(m["n"])),),
        ),
        _rule(
            "once_built",
            r"(?:全部|全面)?(?:建成|投产|投运|投用|投入使用|投入运营|达产|完工|竣工)(?:投[产用运]|运营|达产|使用)*[之以]?后(?!续)",
            lambda m: (Period("unclear", m.group()),),
        ),
        _rule("last_month", r"上个?月(?:份)?(?!旬)", lambda m: (Period("recent", m.group(), count=1),)),
        _rule("this_month", r"本月(?:份)?(?!旬)", lambda m: (Period("recent", m.group(), count=0),)),
        _rule("yesterday", r"昨[天日]|前天|前日(?!本)", lambda m: (Period("now", m.group(), count=1 + (m.group()[0] == "前")),)),
        _rule(
            "unclear",
            rf"(?<![\d.])(?:{_N}|两)年之?内|上一?个?季度|上一季|本季度?|(?:过去|最?近|这)的?{_N}个?(?:多月|月|季度|周|天|日)(?!份)|[上本]月[上中下]旬|[上本]周|近日|前不久|不久前",
            lambda m: (Period("unclear", m.group()),),
        ),
        _rule(
            "now",
            r"现在|如今|现今|眼下|时下|截[至止]到?(?:目前|当前|现在|今天|今日)|目前|当前|迄今(?:为止)?|至今(?!年)",
            lambda m: (Period("now", m.group()),),
        ),
    )


RULES = _rules(_YEAR)

# Where any rule can begin; keeps the ordered rules away from most characters.
_BEGINS = (
    rf"今[年后明]|来年|下一?年度|自(?:{_Y4}年|{_N}月|今年|去年|上年)|去年|上(?:[年半月个季周]|一?个?季)|前(?:年|天|不|{_N})|明年|本[年月季周]|当年|当月|该月|[下上本新今]一?个?财(?:政年度|年)|中(?:华|秋)|民国|首个?{_N}?个?[季月]|头{_N}|同期|目前|当前|迄今|下半|全年"
    rf"|第[一二三四1-4](?:季|[、和])|截[至止]|[到至](?:\d|[一二][〇零九]|今|去年|上年|上半|前年|明年|本年|当年|民国|中华|年底|年末|下半|前{_N}|{_N}月|第?[一二三四]季|首)|过去|最?近(?:日|的?{_N})"
    rf"|这(?:个?假|几天|两天|的?{_N})|最近|现[在今]|如今|昨[天日]|不久前|年[初底末]|元旦|春[节运]|清明|“?五一|劳动节|端午|国庆|“十一|暑运|节?假期|节日|节假日"
    rf"|未来|全[部面](?:建|投|达|完)|建成|投[产用运]|达产|完工|连日|眼下|时下|(?<=年)[底末]|“?十[一二三四五]五|{_Y4}年|{_Y4}(?:{_TO}|[、和]|\s?/\s?)(?:{_Y4}|\d{{2}}|[二三四五六七八九〇零一]{{2}})"
    rf"|(?<![\d.第])(?:{_N}|两)(?:多|余)?年[来以多间增提累下年内之净新翻]|(?<![\d.]){_N}月|(?<![\d.])\d{{1,2}}{_TO}\d{{1,2}}月|(?<![\d.]){_N}(?:{_TO}|[、和]){_N}|[一二三四1-4]季"
)
_FIRST = (
    r"\d一二三四五六七八九十两今来新该自去上前明本当中民首头同目迄下全第截到至过最近这现如昨不年元春清“劳端国暑假节未建投达完连眼时底末"
)
"""What any of them begins with. The engine leaps from one of these characters to the next only where they stand first in a
pattern, so each is taken first and what begins there is looked for from before it."""


def _anchor(begins: str) -> re.Pattern[str]:
    return re.compile(f"[{_FIRST}](?<=(?={begins}).)")


_ANCHOR = _anchor(_BEGINS)

_ROC_YEAR = r"(?:(?:中华)?民国|(?<![\d第近]))(?P<roc>[5-9]\d|1[01]\d)年(?:的(?=[上下前第]))?(?![来间期前内多以])"
_ROC_RULES = (*_rules(_YEAR.replace(r"(?:中华)?民国(?P<roc>\d{2,3})年度?", _ROC_YEAR)),)
_ROC_ANCHOR = _anchor(rf"{_BEGINS}|(?<!\d)\d{{2,3}}年")


def may_stand_in(plain: str, start: int, end: int, *, roc: bool = False) -> bool:
    """Whether anything in [start, end) begins as an expression of time does; where nothing does, `find` finds none."""
    return (_ROC_ANCHOR if roc else _ANCHOR).search(plain, start, end) is not None


def find(plain: str, start: int, end: int, *, roc: bool = False) -> list[PeriodSpan]:
    """The expressions of time in [start, end), in order, none overlapping; `roc`: bare years count from 1911, as in Taiwan."""
    rules = _ROC_RULES if roc else RULES
    anchors = _ROC_ANCHOR if roc else _ANCHOR
    found: list[PeriodSpan] = []
    position = start
    while anchor := anchors.search(plain, position, end):
        position = anchor.start() + 1
        for rule in rules:
            m = rule.pattern.match(plain, anchor.start(), end)
            if m is not None and m.end() > m.start() and (periods := rule.build(m)):
                found.append(PeriodSpan(m.start(), m.end(), periods, rule.name))
                position = m.end()
                break
    return found


def same_of(period: Period, same: Period) -> Period:
    """同期 read in the light of the period that the context speaks of: 去年同期, 2016年同期."""
    if same.year is not None:
        return replace(period, year=same.year, last_year=same.year, year_shift=None)
    return shifted(period, same.year_shift) if same.year_shift else period


def month_before(period: Period) -> Period:
    """The month before a month, whatever its year is known by."""
    if period.first_month == 1:
        return replace(shifted(period, -1), first_month=12, last_month=12)
    before = (period.first_month or 1) - 1
    return replace(period, first_month=before, last_month=before)


def shifted(period: Period, years: int) -> Period:
    """The same stretch of another year: 去年同期 of 上半年 is the first half of last year."""
    if period.year is not None:
        return replace(period, year=period.year + years, last_year=None if period.last_year is None else period.last_year + years)
    if period.year_shift is None:
        # 四季度 said in January is of last year, and 去年同期 after it of the year before that.
        return replace(period, years_before=period.years_before - years)
    return replace(period, year_shift=period.year_shift + years)
