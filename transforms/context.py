"""What is known while a text is read: the clause at hand, and what the clauses before it have said."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple

from transforms.model import Period, PeriodPart
from transforms.period_shapes import is_month, is_part, is_this_year, lies_ahead
from transforms.periods import PeriodSpan
from transforms.places import CHINA, WORLD, PlaceMatch


@dataclass(slots=True)
class Context:
    """What the clauses before have said: carried into clauses that leave it out."""

    home: str | None
    home_code: str | None
    subject: str | None = None
    subject_span: tuple[int, int] | None = None
    period: Period | None = None
    paragraph_period: Period | None = None
    main_period: Period | None = None
    first_period: Period | None = None
    """The first period that a number of the article had."""
    part_period: Period | None = None
    """The period that the last heading names: what is promised under 2026年工作安排 is for 2026."""
    lead_period: Period | None = None
    """The period that the headline, or else the first clause about one, sets for the whole article."""
    yoy_lead: bool = False
    yoy_report: bool = False
    """The article has said 同比 or 比上年 of a growth: bare growths of its months and quarters are year on year."""
    sentence_base: str | None = None
    sentence_basis: str | None = None
    """What the changes of the sentence are against: 较上月上升0.6%，其中港元存款上升0.4%."""
    region: str | None = None
    region_code: str | None = None
    of_several: bool = False
    region_after: tuple[str | None, str | None] | None = None
    """Where the text is again after a sentence that tells of another place: 在上海，各商圈推出消费券，…."""
    """The sentence speaks of several places at once, which have no one name."""
    last_measure: str | None = None
    level_since: bool = False
    """An amount has come after the last growth or ratio: the place in an order after it is of the amount."""
    last_sign: int = 1
    """Whether the last number was of a fall (-1) or not."""
    topic: str = ""
    """The last name with a noun of quantity; a part named without one takes that noun from it."""
    topic_unit: str = ""
    """The unit of the amount that the topic was named with."""
    whole: str = ""
    """What 其中 has begun to tell the parts of; behind a semicolon it is spoken of again."""
    whole_topic: tuple[str, str] = ("", "")
    """The topic of the whole, and the unit that it was named with."""
    topic_age: int = 0
    """Sentences since the topic was named."""
    listed: tuple[str, ...] = ()
    """The names of the amounts of the sentence so far: 分别增长 speaks of the last of them."""
    listed_places: tuple[PlaceMatch, ...] = ()
    """The places of the last list of numbers: 分别增长 after it is of the same ones."""
    counted: str = ""
    """The noun of the last count, without a verb: what 其中2500余个 is a part of."""
    last_share: str = ""
    """The full name of the last share (高技术制造业占规模以上工业比重): what 提高1.1个百分点 after it is about."""
    last_whole: str = ""
    """What the last share of the sentence was of: 占22.2% after it is of the same."""
    sentence_period: Period | None = None
    head_period: Period | None = None
    head_paragraph: Period | None = None
    in_part: bool = False
    """The sentence has come to another part, behind a semicolon; `head_period` is the time of its first part."""
    sentence_led: bool = False
    """The time of the sentence stands at the head of a clause, so what comes after may inherit it."""
    actor: str = ""
    """Who acts in the sentence: 中欧班列 of 中欧班列开行1万列, for 发送货物 after it."""
    compared_with: str | None = None
    """The comparator whose own value stood last in the clause: what comes next is how far from it the number is."""
    last_base: str | None = None
    """The comparator of the number at hand."""
    name_rule: str = ""
    """The rule by which the number at hand got its name."""
    multiple: str | None = None
    """The measure of the last multiple of the sentence: 超过七年前的16倍，…则是22倍."""
    last_part: PeriodPart | None = None
    """The part of its period that the amount before describes: a multiple of it is of the same."""
    streak: Period | None = None
    """The years that the sentence has called a run: 连续五年上调."""
    stock_before: bool = False
    """The last amount was a stock, on a day: a growth right after it is of that day."""
    stock_told: tuple[Period, str, str] | None = None
    """When a stock of the sentence was so that has the day of the statement; its growth has it too."""
    flowing: bool = False
    """A verb of happening (新增, 服务) governs the rest of the sentence."""
    prefix: str = ""
    both: str = ""
    """The subject of two verbs with one object: 揽收和投递快递包裹."""
    partners: bool = False
    """The sentence speaks of partners in trade: a foreign country in it is whom the nation trades with, not where."""
    trade_flow: str = ""
    """出口 or 进口, where the sentence has said it of goods; the goods listed after them are traded so too."""
    goods: str = ""
    """The last goods of such a list."""
    trade_price: str = ""
    """进口均价, once it was said of goods in the paragraph: 每吨4038元 after other goods is theirs."""
    ratio_parts: tuple[str, ...] = ()
    """What the numbers of the last ratio of the sentence were shares of: 由5：40：55调整为4：38：58."""
    ranked: str = ""
    """What the last place in an order was of."""
    per_head: str = ""
    """每千人口: the amounts of the sentence are so many each."""
    changing: int = 0
    origin_period: Period | None = None
    """When a change of the sentence began: 从2020年的."""
    origin_measure: tuple[str, int] | None = None
    """Measure and sign of the number that a change began with: 降幅由5.2%收窄至1.3%."""
    field: str = ""
    """The field of the economy that a sentence of the paragraph began with: 石化产业持续升级，…。产值突破1300亿元."""
    open_subject: str = ""
    open_end: int = -1
    """A subject that a bracket interrupts, and where its text goes on: “新三样”（包括…）出口."""
    promised: str | None = None
    """The status that the sentence has set: 力争 governs the clauses after it."""
    part_level: int = 9
    """The level of the heading that decided `planning`; headings below it decide nothing."""
    planning: bool = False
    """The text has come to a part about plans."""

    def copied(self) -> Context:
        """Another context with the same values; `dataclasses.replace` takes ten times as long for as many fields."""
        other = Context.__new__(Context)
        for name in _NAMES:
            setattr(other, name, getattr(self, name))
        return other

    def set_period(self, period: Period) -> None:
        """A time at the head of a clause with numbers governs its paragraph, and what follows without a time."""
        self.period = self.paragraph_period = period
        self.use_period(period)

    def use_period(self, period: Period) -> None:
        """A number has the period; the first that is longer than a month is the article's."""
        self.period = period
        if self.first_period is None:
            self.first_period = period
        if self.main_period is None and not is_month(period) and not lies_ahead(period):
            self.main_period = period

    def period_of_article(self) -> Period | None:
        """What a paragraph without a time inherits: the last period, but the article's own rather than a part of it."""
        # 9月…，首9个月…: what an article tells of first is no mere part of it.
        first = self.first_period
        of_first = self.period is not None and first is not None and _spans_alike(self.period, first)
        if (
            self.period is not None
            and self.period.shape in ("day", "ten_days")
            and first is not None
            and first.shape not in ("day", "ten_days")
        ):
            # 假期接待…。10月4日单日发送旅客…: what comes after is of the whole again.
            return self.main_period or first
        if self.period is not None and self.main_period is not None and is_part(self.period, self.main_period) and not of_first:
            return self.main_period
        if self._is_past_aside():
            return self.main_period or first
        for month in (self.part_period, first):
            if month is not None and self._is_said_by_the_way(month):
                return month
        # 今年 or 明年 of another paragraph does not date what is told here.
        return None if self.period is not None and (is_this_year(self.period) or lies_ahead(self.period)) else self.period

    def _is_past_aside(self) -> bool:
        """Whether the time told of last lies before that which the article began with: 去年净亏3400万元 in a report of a first quarter."""
        now, first = self.period, self.main_period or self.first_period
        if now is None or first is None or now is self.paragraph_period or not {now.shape, first.shape} <= {"months", "years", "point"}:
            return False
        if now.year is not None and first.year is not None:
            return (now.last_year or now.year) < first.year
        return now.year is None and first.year is None and (now.year_shift or 0) < (first.year_shift or 0)

    def _is_said_by_the_way(self, month: Period) -> bool:
        """Whether 1至7月 was told in what is of July, by its heading or by what it tells first."""
        now = self.period
        return (
            now is not None
            and month.shape == now.shape == "months"
            and month.first_month == month.last_month == now.last_month
            and now.first_month == 1 != now.last_month
            and (now.year is None or month.year is None or now.year == month.year)
        )

    def new_sentence(self, *, goes_on: bool) -> None:
        """Forget what does not reach over a sentence's end; a sentence that begins with 其中 goes on with the one before."""
        if not goes_on:
            self.sentence_period = None
            self.sentence_led = False
            self.promised = None
        self.in_part, self.head_period = False, None
        self.topic_age += 1
        self.flowing = False
        self.multiple = None
        self.partners = False
        self.streak = self.last_part = None
        self.stock_before = False
        self.stock_told = None
        self.prefix = self.per_head = self.ranked = ""
        self.changing = 0
        self.origin_measure = self.origin_period = None
        self.listed, self.listed_places = (), ()
        self.actor, self.ratio_parts = "", ()
        if not goes_on:
            self.sentence_basis = self.sentence_base = None
        self.last_whole = ""
        if not goes_on:
            self.whole, self.whole_topic = "", ("", "")
            self.trade_flow = self.goods = ""
        if self.region in (CHINA, WORLD) or self.of_several or self._within_home():
            # 居全国前列 in a local text is no change of place; a city named in its province's report is told of in that sentence alone.
            self.region, self.region_code = self.home, self.home_code
        self.of_several = False
        if self.region_after is not None:
            (self.region, self.region_code), self.region_after = self.region_after, None

    def _within_home(self) -> bool:
        """Whether the place spoken of lies in that whose report this is."""
        if self.home_code is None or self.home == CHINA or self.region_code in (None, self.home_code):
            return False
        return self.region_code.startswith(self.home_code.rstrip("0"))

    def new_part(self) -> None:
        """Behind a semicolon the time at the head of the sentence holds again, not that of another of its parts."""
        if not self.in_part:
            self.in_part, self.head_period, self.head_paragraph = True, self.sentence_period, self.paragraph_period
        self.sentence_period, self.paragraph_period = self.head_period, self.head_paragraph
        self.streak = None
        if self.whole:
            # 销售面积…，其中住宅…；销售额…: of all of it.
            self.subject, (self.topic, self.topic_unit) = self.whole, self.whole_topic
        if self.region == WORLD:
            self.region, self.region_code = self.home, self.home_code

    def begin_parts(self) -> None:
        """其中: what the sentence speaks of is the whole of what follows."""
        if not self.whole:
            self.whole, self.whole_topic = self.subject or "", (self.topic, self.topic_unit)

    def new_paragraph(self, *, of_one_line: bool) -> None:
        """Forget what does not reach over a paragraph's end; the lead of a line of several (broadcast pages) reaches over all."""
        self.subject = self.subject_span = self.paragraph_period = None
        self.region, self.region_code, self.region_after = self.home, self.home_code, None
        self.yoy_lead = self.yoy_lead and of_one_line
        self.last_measure = None
        self.topic = self.last_share = self.counted = self.open_subject = self.both = self.trade_price = self.field = ""
        self.open_end = -1


def _spans_alike(one: Period, other: Period) -> bool:
    """10月份 and 2025年10月 in one article."""
    same_year = one.year is None or other.year is None or one.year == other.year
    return same_year and (one.shape, one.first_month, one.last_month, one.name) == (
        other.shape,
        other.first_month,
        other.last_month,
        other.name,
    )


_NAMES = tuple(named.name for named in fields(Context))


class Clause(NamedTuple):
    """A clause at work: its span, the sentence, the times in the sentence and those that set a period."""

    start: int
    end: int
    sentence: tuple[int, int]
    times: list[PeriodSpan]
    compared: frozenset[int]
    """Starts of the times that are comparators: 较去年、今年一季度."""
    led_by_time: bool
