"""One clause's numbers to facts: each with its measure, basis, name, place, status and period, and the rules that gave them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from transforms.adjustments import without
from transforms.candidates import JOINED, Candidate, joined
from transforms.change_basis import Change, basis_of_change
from transforms.change_before import growth_changed, or_rate, share_changed
from transforms.circumstances import attributed_to, region_of, status_of, unit_of
from transforms.comparators import BEFORE_BRACKET, LONGEST_BEFORE_BRACKET, compared_with_it, of_comparator
from transforms.context import Clause, Context
from transforms.described_periods import Stated, period_of
from transforms.distribution import items, parts_of_ratio
from transforms.grammar import Grammar
from transforms.heads import Head, read_head
from transforms.listed_periods import listed_periods
from transforms.measures import measure_of, sign_of
from transforms.model import Numeral, Period, Reading
from transforms.naming import changed_object, indicator_name, unranked
from transforms.numerals import NumeralSpan
from transforms.places import CHINA, HONG_KONG, SEVERAL, TAIWAN, WORLD, PlaceMatch
from transforms.reference import Unit
from transforms.subjects import Subject, read_subject
from transforms.timing import Timed, period_at, same_in_context
from transforms.told import Told
from transforms.values import Value

_THEN = re.compile("同期|[去上前今明]年|年为?|全年|季度|[上下]半年|月|预[计测估期]|力争|目标|放缓|加快|回落")
_SAYS_NO_MORE = re.compile(r"\s*(?:$|[，,。；;、）)！])|左右|以上|以下|上下|的(?:目标|预期|水平|增|降|速度)")
"""What may follow a percentage that is all that is said: 70%村卫生室 is a share."""
_RATES = ("率", "比", "比重", "比例", "份额")
_FIELDS = ("value", "bound", "unit", "measure", "basis", "indicator", "period", "region", "status")
_WRITTEN = ("number", "range", "vague", "rank")
_PERSONS_AFTER = re.compile(r"[\u4e00-\u9fff]{0,4}?(?:人口|群众|人民|居民|国人|农民|果农|监测对象|学生|老人|职工|网民|劳动力)")
_MONEY_FLOW = re.compile("(?:贷款|存款|融资规模|融资)$")
"""人民币贷款增加1.36万亿元 is what was lent in the month, not a difference from another."""
_PERSONS = Unit("", "人", "people")
_ECONOMY = ("经济", "经济增速", "经济增长预期", "经济增速预期", "经济增长预测", "经济增速预测")
_LONGEST_VERB = 4
_LISTED = re.compile("[、和与及]")
_EXPECTED_OF = re.compile("(?:预期|规划|计划|确定|提出|设定|制定|下达)的$")
"""规划预期的|12件目标"""
_CONTRIBUTION_OF = re.compile("对.{2,14}贡献率$")
_BECOMES = re.compile("[到至为]|(?<![组构形完达建])成")
_SO_MANY_PLACES = re.compile("^[两二三四五六七八九十]个?(?:省区?市?|市|县|区|州|地区?|城市?|国)")
"""江苏、浙江|两省|生产总值"""
_BARE_GROWTH = re.compile("(?:年均|同比|环比)?(?:[年月]增率|(?:年|经济)?成长率|增幅|增速|涨幅|降幅|跌幅|增长率)")
_BETWEEN_ITEMS = ("、", "，", ",", "；", ";", "和", "及", "与")
_OF_TWO = {"前者": 0, "后者": -1}
_BOTH = re.compile("(?:(?:这|上述|以上)?[二两三四五六七八九十](?:者|(?:大|项|个|类|种)[^占]{0,4}))?均?分?")
"""二者, 三大指标: the amounts that the sentence has just named."""


class FactReader:
    """Reads the numbers of clauses; facts gather in `readings`, their numerals in `ledger`."""

    def __init__(self, plain: str, grammar: Grammar, home: str | None) -> None:
        self._plain = plain
        self._grammar = grammar
        self._home = home
        self.readings: list[Reading] = []
        self.ledger: list[Numeral] = []
        self._sentence: tuple[int, int] | None = None
        """The sentence that was asked last whose data it tells, with the answer."""
        self._attributed_to: str | None = None

    def clause(self, clause: Clause, values: list[Candidate], context: Context) -> None:
        """Read the value expressions of one clause, in order; the context is moved on."""
        i, boundary = 0, clause.start
        context.compared_with = None
        while i < len(values):
            j = i + 1
            while j < len(values) and self._in_one_list(values[i][0], values[j - 1][0], values[j][0]):
                j += 1
            run = values[i:j]
            tail_end = values[j][0].head_end if j < len(values) else clause.end
            self._run(clause, run, boundary, tail_end, context)
            boundary = self._end_of_name(run[-1][0].tail_start)
            i = j

    def _end_of_name(self, tail_start: int) -> int:
        """Where the words of the next number may begin: behind those that name what this one counts."""
        last = self.readings[-1] if self.readings else None
        if last is None or last.indicator_start is None or last.indicator_end is None or last.indicator_start < tail_start:
            return tail_start
        return last.indicator_end if self._plain.startswith(_BETWEEN_ITEMS, last.indicator_end) else tail_start

    def _in_one_list(self, first: Value, one: Value, other: Value) -> bool:
        """Whether two numbers stand in one list; 分别增加0.5万人、增加2万人和减少3万人 repeats its verb."""
        if joined(self._plain, one, other):
            # 增长5%、突破9000万人次: another verb begins another statement.
            return one.unit.unit == other.unit.unit or not self._plain.startswith("突破", other.head_end)
        verb = self._verb_between(one, other)
        return verb is not None and self._verb_before(first) is not None and one.unit.unit == other.unit.unit

    def _verb_between(self, one: Value, other: Value) -> tuple[str, str] | None:
        between = self._plain[one.tail_start : other.head_end]
        verb = self._grammar.predicate_words.at_end(between)
        if verb is None or verb[1] not in ("up", "down") or not JOINED.fullmatch(between.removesuffix(verb[0])):
            return None
        return verb

    def _verb_before(self, value: Value) -> tuple[str, str] | None:
        verb = self._grammar.predicate_words.at_end(self._plain[max(0, value.head_end - _LONGEST_VERB) : value.head_end])
        return verb if verb is not None and verb[1] in ("up", "down") else None

    def _run(
        self,
        clause: Clause,
        run: list[Candidate],
        boundary: int,
        tail_end: int,
        context: Context,
    ) -> None:
        """Read numbers that share one head: one number, or a list such as 8.4%、10.2%和9.9%."""
        grammar = self._grammar
        around = self._around_bracket(clause, boundary, run[0][0].head_end)
        head = read_head(self._plain, *(around or (boundary, run[0][0].head_end)), clause.times, grammar)
        if context.compared_with is not None:
            head = compared_with_it(head, context.compared_with, grammar)
            context.compared_with = None if head.comparator is not None else context.compared_with
        if head.origin and _BECOMES.search(self._plain, run[0][0].tail_start, clause.end) is None:
            # 由9颗卫星组成: nothing changes.
            head = head._replace(origin=False)
        if (base := self._compared_in_bracket(clause, run[0][0])) is not None:
            head = head._replace(base=base, comparator="较", possessive=True, level=True)
            context.open_subject = ""
        subject = read_subject(self._plain, head.subject_start, head.subject_end, clause.times, self._grammar)
        if (
            context.partners
            and subject.place is not None
            and subject.place.code is None
            and subject.place.region not in (None, CHINA, WORLD)
        ):
            # 主要贸易伙伴中，美国进出口…: the country is part of what is measured.
            subject = subject._replace(name=f"{subject.place.region}{subject.name}", place=None)
        if context.subject and self._plain.startswith("即", clause.start) and subject.start > clause.start and not context.listed:
            # 社会物流总额，即实物商品价值总额为115万亿元: the same in other words.
            subject = subject._replace(name="")
        if context.listed and subject.name in _OF_TWO:
            # 男、女性就业率分别为67%与52%，后者上升
            subject = subject._replace(name=context.listed[_OF_TWO[subject.name]])
        if len(run) > 1 and run[0][0].form == "rank":
            subject = subject._replace(name=unranked(subject.name))
        time = period_at(self._plain, clause, run[0][0].start, context, self._grammar, numbers=True)
        names: Sequence[str] = [subject.name] * len(run)
        name_rule = ""
        periods_of_run = [time] * len(run)
        if len(run) > 1:
            stated = [time for time in clause.times if time.start not in clause.compared]
            listed = listed_periods(self._plain, stated, clause, run[0][0].start, len(run)) if stated else None
            if listed is not None:
                periods_of_run = [(same_in_context(p, context), "explicit", listed[1]) for p in listed[0]]
            elif run[0][0].form == "part":
                if subject.name or len(context.ratio_parts) != len(run):
                    # 由5：40：55调整为4：38：58: both have the same parts.
                    context.ratio_parts = tuple(parts_of_ratio(subject.name, len(run), grammar))
                names, name_rule = context.ratio_parts, "parts_of_ratio"
            elif (split := items(subject.name, len(run), grammar)) is not None:
                names, name_rule = split, "item_of_list"
            elif (whose := _of_topic(subject, len(run), context, grammar)) is not None:
                names, name_rule = whose, "item_of_topic"
            elif grammar.contribution.match(subject.name) and len(context.listed) >= len(run):
                # 对增长的贡献率分别为…，分别拉动增长…: of the same ones.
                whose = [_CONTRIBUTION_OF.sub("", name) for name in context.listed[-len(run) :]]
                names, name_rule = [f"{one}{subject.name}" for one in whose], "amounts_before"
            elif (not subject.name or _BOTH.fullmatch(subject.name) or _BARE_GROWTH.fullmatch(subject.name)) and len(context.listed) >= len(
                run
            ):
                of_each = subject.name if _BARE_GROWTH.fullmatch(subject.name) else ""
                names, name_rule = [name + of_each for name in context.listed[-len(run) :]], "amounts_before"
                if run[0][0].form == "rank" and context.last_measure == "growth" and not context.level_since:
                    names = [f"{name}增速" for name in names]
        bases = _listed_bases(head, len(run))
        places = self._listed_places(head, subject, len(run), context)
        if places:
            names = [_SO_MANY_PLACES.sub("", name) for name in names]
        if subject.listed and not places:
            # 青海、甘肃、河南三省进出口: of all of them together.
            subject = subject._replace(place=SEVERAL)
            names = [subject.listed + name for name in names]
        for k, (value, parts) in enumerate(run):
            tail = (run[-1][0].tail_start, tail_end) if k == len(run) - 1 else (value.tail_start, value.tail_start)
            one_head = head._replace(base=bases[k]) if bases else head
            if len(head.bases) == len(run) > 1:
                one_head = one_head._replace(basis=head.bases[k])
            if k and (verb := self._verb_between(run[k - 1][0], value)) is not None:
                one_head = one_head._replace(sign=-1 if verb[1] == "down" else 1)
            context.name_rule = name_rule
            one = subject._replace(name=names[k], place=places[k] if places else subject.place)
            self._fact(clause, value, parts, one_head, one, periods_of_run[k], tail, context)
        if len(set(names)) == len(run) > 1:
            # 分别居第二、第七: what comes after may be of them in turn.
            context.listed = tuple(names)
        if places:
            # What comes after is of none of them alone.
            context.region = context.region_code = None

    def _fact(
        self,
        clause: Clause,
        value: Value,
        parts: tuple[NumeralSpan, ...],
        head: Head,
        subject: Subject,
        time: Timed,
        tail: tuple[int, int],
        context: Context,
    ) -> None:
        plain, grammar = self._plain, self._grammar
        before_it = self.readings[-1] if self.readings else None
        if context.origin_measure is not None and head.level and len(subject.name) <= _LONGEST_VERB:
            # 由66户整合至12户: what stands between the two is the verb, not a name.
            subject = subject._replace(name="")
        before, after = plain[clause.start : value.head_end], plain[tail[0] : tail[1]]
        time = (clause.times and self._in_brackets(value, clause)) or time
        beside = of_comparator(value, head, after, time, grammar) if head.base is not None else None
        where = (context.region, context.region_code, context.of_several)
        if beside is not None:
            context.compared_with, time = head.base, beside.time
            head = head._replace(base=None, basis=None, comparator=None, change=False, level=True, sign=1)
            subject = subject._replace(place=beside.place or subject.place)
        if not subject.name and (share := share_changed(plain, before_it, value, grammar)):
            subject = subject._replace(name=share)
        around = context.open_subject if not subject.name and 0 <= clause.start - context.open_end <= 1 else ""
        measure, measure_rule = measure_of(value, head, subject.name or around, after, before, context.multiple, grammar)
        carried = 0
        if beside is not None and measure == "ratio" and context.last_measure == "growth":
            (measure, carried), measure_rule = ("growth", context.last_sign), "growth_then"
        elif measure == "ratio" and value.unit.unit == "%" and not subject.name and not head.shared:
            if context.origin_measure is not None:
                (measure, carried), measure_rule = context.origin_measure, "of_origin"
            elif (sign := growth_changed(plain, before_it, value, grammar)) != 0:
                (measure, carried), measure_rule = ("growth", sign), "growth_then"
            elif self._goes_on_growing(value, before, after, context):
                # 增长4.7%，2026年为4.0%: of what grew, and no share of it.
                (measure, carried), measure_rule = ("growth", context.last_sign), "growth_then"
        if (
            measure_rule == "changed_by"
            and value.unit.kind == "money"
            and not head.base
            and not head.basis
            and _MONEY_FLOW.search(subject.name)
        ):
            (measure, carried), measure_rule = ("level", head.sign), "flow_of_money"
        again = or_rate(plain, before_it, value)
        if again is not None:
            (measure, carried), measure_rule = ("growth", -1 if (again.value or 0) < 0 else 1), "of_difference"
            subject = subject._replace(name="")
        changed = changed_object(plain, value, head, subject, context, grammar) if measure_rule in ("amount", "points", "percentage") else 0
        if changed:
            measure, measure_rule = "growth" if measure_rule == "percentage" else "difference", "changed_object"
        basis, base, basis_rule = basis_of_change(plain, before_it, Change(value, head, subject, measure, time[0]), context, grammar)
        if again is not None:
            basis, base, basis_rule = again.basis, again.base, "of_sentence"
        context.last_base = base
        if value.unit.kind == "multiple":
            context.multiple = measure
        context.origin_measure = (measure, sign_of(head, subject.name, after, measure, grammar)) if head.origin else None
        name, span = indicator_name(Told(plain, value, head, subject, measure, tail), context, grammar)
        if name and measure_rule == "flow_of_money" and name.endswith(grammar.words("stocks_of_money")):
            # 人民币贷款增加3万亿元 is no stock of that much.
            name = context.subject = f"{name}增加额"
        if beside is not None and not beside.named:
            name, span = "", None
        if name and measure == "level":
            context.listed += (subject.name if subject.name and not grammar.catalogue.find(name) else name,)
        if name and (left_out := without(plain, clause.sentence[0], value.start, name, grammar)):
            name, context.name_rule = left_out + name, "without"
        found = grammar.catalogue.find(name) if name else None
        around_place = (context.region, context.region_code)
        region, code, region_rule = region_of(subject, context, grammar)
        if (
            region_rule == "named_place"
            and clause.start > clause.sentence[0]
            and context.region_after is None
            and region != around_place[0]
        ):
            # 其中，上海上涨0.7%。一线城市…: said of that place alone.
            context.region_after = around_place
        if name in _ECONOMY and measure in ("growth", "difference"):
            name = name.replace("经济", _product_of(region, code))
            found = grammar.catalogue.find(name)
        sign = changed or carried or sign_of(head, subject.name, after, measure, grammar)
        # 打击150个目标: what is counted is no goal.
        aimed = "" if value.unit.kind == "count" and not _EXPECTED_OF.search(before) else after
        status, status_rule = status_of(plain[clause.start : value.start], aimed, time[1] == "explicit", context, grammar)
        if beside is not None and beside.status is not None:
            status, status_rule = beside.status
        if head.origin and status == "target":
            # 力争由80%提高到85%: where the change begins is a fact.
            status, status_rule = "actual", "origin_of_promise"
        if head.origin:
            context.origin_period = time[0]
        elif basis == "annual_avg" and (years := _years_since(context.origin_period, time[0])) is not None:
            time = (years, "inherited", "years_since_origin")
        if status == "actual" and time[0] is not None and (time[0].year_shift or 0) > 0:
            status, status_rule = "estimate", "year_ahead"
        unit, unit_rule = unit_of(value, name, found, self._home, grammar, changed=measure in ("difference", "rank"))
        if not unit and measure == "level" and _PERSONS_AFTER.match(plain, value.tail_start, tail[1]):
            unit, unit_rule = "人", "of_noun_after"
        if unit_rule == "written" and (value.form not in _WRITTEN or parts[0].kind in ("tenths", "percent", "fraction")):
            unit_rule = "of_numeral"
        counted = value._replace(unit=_PERSONS) if unit == "人" and value.unit.kind == "none" else value
        named = subject.name if measure != "rank" else unranked(subject.name)
        stated = Stated(counted, measure, head, name or "", bool(named), found, before, status, status_rule)
        period, period_basis, period_rule = period_of(time, stated, context, grammar)
        if beside is not None:
            # The sentence goes on with what was compared, where it was.
            context.region, context.region_code, context.of_several = where
        context.last_sign = sign
        before_verb = head.about and value.approximation == "exact"
        self.ledger.extend(Numeral(p.start, p.end, "metric", "states a fact", len(self.readings)) for p in parts)
        self.readings.append(
            Reading(
                char_start=value.start,
                char_end=value.end,
                sentence_start=clause.sentence[0],
                sentence_end=clause.sentence[1],
                value=None if value.value is None else sign * value.value,
                value_low=-value.high if sign < 0 and value.high is not None else value.low,
                value_high=-value.low if sign < 0 and value.high is not None and value.low is not None else value.high,
                approximation="about" if before_verb else value.approximation,
                unit=unit,
                measure=measure,
                basis=basis,
                base=base if basis.startswith("vs_") else None,
                indicator=grammar.catalogue.shown(found, name) if found and name else name or None,
                indicator_id=found.indicator_id if found else None,
                indicator_start=span[0] if span else None,
                indicator_end=span[1] if span else None,
                period=period,
                period_basis=period_basis,
                region=region,
                region_code=code,
                status=status,
                speaker=None,
                attributed_to=self._attributed(clause.sentence),
                rules=_rules(
                    value.form if parts[0].kind == "arabic" or value.form != "number" else parts[0].kind,
                    "before_verb" if before_verb else value.bound,
                    unit_rule,
                    measure_rule,
                    basis_rule,
                    context.name_rule if name else "unnamed",
                    period_rule,
                    region_rule,
                    status_rule,
                ),
            )
        )

    def _listed_places(self, head: Head, subject: Subject, count: int, context: Context) -> tuple[PlaceMatch, ...]:
        """广东、江苏、浙江生产总值分别为…，分别增长…: the place of each number; empty where there are not as many."""
        if count > 1 and not subject.name and subject.place is None and len(context.listed_places) == count:
            return context.listed_places
        found: list[PlaceMatch] = []
        start = self._plain.find(subject.listed, head.subject_start, head.subject_end) if subject.listed else head.subject_start
        while (place := self._grammar.places.at_start(self._plain[start : head.subject_end])) is not None:
            found.append(place)
            start += place.length
            if (listed := _LISTED.match(self._plain, start, head.subject_end)) is None:
                break
            start = listed.end()
        context.listed_places = tuple(found) if len(found) == count > 1 else ()
        return context.listed_places

    def _around_bracket(self, clause: Clause, boundary: int, head_end: int) -> tuple[int, int] | None:
        """The words before the bracket that stands between a verb and its number: 增长（按可比价格计算）4.9%. None for no such bracket."""
        if boundary != head_end or boundary != clause.start or self._plain[boundary - 1 : boundary] not in ("）", ")"):
            return None
        opened = max(self._plain.rfind(mark, clause.sentence[0], boundary) for mark in "（(")
        if (
            opened < 0
            or self._grammar.predicate_words.at_end(self._plain[max(clause.sentence[0], opened - _LONGEST_VERB) : opened]) is None
        ):
            return None
        begin = max(self._plain.rfind(mark, clause.sentence[0], opened) for mark in "，,；;：:") + 1
        return max(begin, clause.sentence[0]), opened

    def _compared_in_bracket(self, clause: Clause, value: Value) -> str | None:
        """Whose value stands in the bracket: 较六月份的升幅（1.5%）为高. None for a bracket that says something else."""
        opened = clause.start - 1
        if self._plain[opened : clause.start] not in ("（", "(") or value.tail_start != clause.end:
            return None
        compared = BEFORE_BRACKET.search(self._plain, max(clause.sentence[0], opened - LONGEST_BEFORE_BRACKET), opened)
        return None if compared is None or self._plain[clause.start : value.start].strip() else compared["base"]

    def _attributed(self, sentence: tuple[int, int]) -> str | None:
        if sentence != self._sentence:
            self._sentence, self._attributed_to = sentence, attributed_to(self._plain, *sentence)
        return self._attributed_to

    def _in_brackets(self, value: Value, clause: Clause) -> Timed | None:
        """The time that stands alone in a bracket behind the number: 11.8%（2021年）."""
        if self._plain[value.tail_start : value.tail_start + 1] not in ("（", "("):
            return None
        time = next((t for t in clause.times if t.start == value.tail_start + 1), None)
        if time is None or len(time.periods) != 1 or self._plain[time.end : time.end + 1] not in ("）", ")"):
            return None
        return time.periods[0], "explicit", time.rule

    def _goes_on_growing(self, value: Value, before: str, after: str, context: Context) -> bool:
        """Whether a percentage without a name and without a verb of its own is the growth of what grew before."""
        if context.last_measure != "growth" or value.form != "number" or not _THEN.search(before) or not _SAYS_NO_MORE.match(after):
            return False
        return not (context.subject or "").endswith(_RATES)


def _product_of(region: str | None, code: str | None) -> str:
    """经济增长5% is told of the gross product, which every place has its own name for."""
    if region == HONG_KONG:
        return "本地生产总值"
    return "国内生产总值" if code is None or region in (CHINA, TAIWAN) else "地区生产总值"


@lru_cache(maxsize=4096)
def _rules(*names: str) -> tuple[str, ...]:
    """The rules of one number, in the order of their fields; numbers read alike share one tuple."""
    return tuple(f"{field}.{name}" for field, name in zip(_FIELDS, names, strict=True))


def _years_since(origin: Period | None, now: Period | None) -> Period | None:
    """The years of an average growth after 从2020年的…提升至2024年的…: 2021 to 2024."""
    if origin is None or now is None or origin.year is None or now.year is None or not origin.year < now.year:
        return None
    return Period("years", now.text, year=origin.year + 1, last_year=now.year)


def _of_topic(subject: Subject, count: int, context: Context, grammar: Grammar) -> list[str] | None:
    """对欧盟、美国进出口回暖，分别进出口…: the list stands in the subject of the clause before, the quantity in this one or there."""
    if not context.subject or (subject.name and grammar.quantities.ending(subject.name) != subject.name):
        return None
    topic = context.subject
    if not _LISTED.search(topic):
        return None
    if subject.name and not topic.endswith(subject.name):
        topic += subject.name
    return items(topic, count, grammar)


def _listed_bases(head: Head, count: int) -> list[str] | None:
    """较去年、今年一季度 for two numbers: one comparator each."""
    if head.base is None or count < 2:
        return None
    parts = [p for p in re.split(r"[、和与]", head.base) if p]
    return parts if len(parts) == count else None
