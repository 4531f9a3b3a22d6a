"""Reading the numbers of one article: each numeral becomes a fact, or what it is instead is said.

The walk goes paragraph by paragraph, sentence by sentence, clause by clause. What a clause leaves unsaid (subject,
period, basis, region) comes from the context that the clauses before it have built.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from transforms import clauses, periods
from transforms.dispositions import Taken, standing_alone, taken_spans
from transforms.distribution import items
from transforms.grammar import Grammar
from transforms.heads import Head, read_head
from transforms.measures import basis_of, measure_of, sign_of
from transforms.model import Numeral, Period, PeriodPart, Reading
from transforms.numerals import NumeralSpan, scan
from transforms.periods import PeriodSpan
from transforms.places import CHINA, TAIWAN
from transforms.reference import Indicator
from transforms.subjects import Subject, count_name, noun_after, read_subject
from transforms.values import Value, join_range, read_value

_JOINED = re.compile(r"\s*(?:[、和及与]|以及)?\s*")
_NOT_SETTING = re.compile(r"自$")
_BASED_ON = re.compile(r"[^，,]{0,8}(?:基础上|背景下|前提下)")
_ORIGIN = re.compile(r"[由从](?:\d+年的?)?$")
_COMPARED = re.compile(r"[比较于与](?:分别)?$")
_INDEX_NAME = re.compile(r"(?:指数|比|比率|系数|得分|PMI|CPI|PPI|评分|均分)$")
_RANK_VERB = re.compile("是|位居|高居|名列|排名|位列")
_SHARE_AMONG = re.compile(r"在?(?P<whole>[^，,]{0,4}(?:地区|全国|全省|全球|世界))(?:中的?)?(?:占比|比重)")
_RANKED_AMONG = re.compile(
    r"(?:均|都)?(?:[稳跃高]?居|位居|位列|排名|名列|列|排在?|跻身|升至)?(?:全国|全省|全市|世界|全球|亚洲|国内|同类[^，,]{0,6})?(?:的)?$"
)
_PAST = re.compile(r"已经?|去年|上年|前年|截至|累计|完成了|达到了|实现了")
_SENTENCE_MARK = re.compile(r"[。！？；，,：:]|我们")
_LONGEST_HEADING = 30
_PULLS = ("拉动", "带动")
_STREAK_BEFORE = re.compile(r"连续?$")
_SMALL = 20
_LONGEST_TOPIC = 16


@dataclass(slots=True)
class Context:
    """What the clauses before have said: carried into clauses that leave it out."""

    home: str | None
    home_code: str | None
    subject: str | None = None
    subject_span: tuple[int, int] | None = None
    period: Period | None = None
    paragraph_period: Period | None = None
    yoy_lead: bool = False
    region: str | None = None
    region_code: str | None = None
    last_measure: str | None = None
    sentence_period: Period | None = None
    flowing: bool = False
    """A verb of happening (新增, 服务) governs the rest of the sentence."""
    prefix: str = ""
    changing: int = 0
    open_subject: str = ""
    open_end: int = -1
    """A subject that a bracket interrupts, and where its text goes on: “新三样”（包括…）出口."""
    promised: str | None = None
    """The status that the sentence has set: 力争 governs the clauses after it."""
    planning: bool = False
    """The text has come to a part about plans."""

    def new_sentence(self) -> None:
        """Forget what does not reach over a sentence's end."""
        self.sentence_period = None
        self.flowing = False
        self.prefix = ""
        self.changing = 0
        self.promised = None

    def new_paragraph(self) -> None:
        """Forget what does not reach over a paragraph's end."""
        self.subject = self.subject_span = self.paragraph_period = None
        self.region, self.region_code = self.home, self.home_code
        self.yoy_lead = False
        self.last_measure = None


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause at work: its span, the sentence, the times in the sentence and those that set a period."""

    start: int
    end: int
    sentence: tuple[int, int]
    times: list[PeriodSpan]
    compared: frozenset[int]
    """Starts of the times that are comparators: 较去年、今年一季度."""
    led_by_time: bool


@dataclass(frozen=True, slots=True)
class _Read:
    reading: Reading
    numerals: tuple[NumeralSpan, ...]


class ArticleReader:
    """Reads the numerals of one stretch of an article; `home` is the place that its numbers are about when none is named."""

    def __init__(self, plain: str, grammar: Grammar, home: str | None) -> None:
        self._plain = plain
        self._grammar = grammar
        self._taken = taken_spans(plain)
        self._taken_starts = [t.start for t in self._taken]
        region = grammar.places.named(home) if home else None
        self._home = home
        self._home_code = region.code if region else None
        self._currencies = grammar.pairs("currencies")
        self._implied = grammar.pairs("implied_units")
        self.readings: list[Reading] = []
        self.ledger: list[Numeral] = []

    def read(self) -> None:
        """Read the whole text; facts are then in `readings`, every numeral once in `ledger`."""
        numerals = scan(self._plain, self._grammar.lexicon)
        context = Context(self._home, self._home_code, region=self._home, region_code=self._home_code)
        starts = [n.start for n in numerals]
        for paragraph in clauses.paragraphs(self._plain):
            context.new_paragraph()
            self._heading(paragraph, context)
            for sentence in clauses.sentences(self._plain, *paragraph):
                inside = numerals[bisect_left(starts, sentence[0]) : bisect_left(starts, sentence[1])]
                self._sentence(sentence, inside, context)

    def _heading(self, paragraph: tuple[int, int], context: Context) -> None:
        """A heading such as 2026年工作安排 opens a part whose numbers are promises."""
        line = self._plain[slice(*paragraph)].strip()
        if len(line) > _LONGEST_HEADING or _SENTENCE_MARK.search(line):
            return
        if self._grammar.review_heading.search(line):
            context.planning = False
        elif self._grammar.plan_heading.search(line):
            context.planning = True

    def _sentence(self, sentence: tuple[int, int], numerals: list[NumeralSpan], context: Context) -> None:
        times = [t for t in periods.find(self._plain, *sentence, roc=self._home == TAIWAN) if self._taken_at(t.start) is None]
        compared = self._compared(times)
        context.new_sentence()
        led_by_time = False
        starts = [n.start for n in numerals]
        done = bisect_left(starts, sentence[0])
        for start, end in clauses.clauses(self._plain, *sentence):
            inside = numerals[bisect_left(starts, start) : bisect_left(starts, end)]
            between = numerals[done : bisect_left(starts, start)]
            for numeral in between:
                self._note(numeral, "enumeration", "between clauses")
            done = bisect_left(starts, end)
            clause = _Clause(start, end, sentence, times, compared, led_by_time)
            values = self._values(clause, inside)
            if values:
                self._clause(clause, values, context)
            else:
                self._topic(clause, context)
            led_by_time = self._only_time(clause)
        for numeral in numerals[done:]:
            self._note(numeral, "enumeration", "between clauses")

    def _compared(self, times: list[PeriodSpan]) -> frozenset[int]:
        found: set[int] = set()
        before: PeriodSpan | None = None
        for time in times:
            listed = before is not None and before.start in found and _JOINED.fullmatch(self._plain[before.end : time.start])
            if listed or _COMPARED.search(self._plain, max(0, time.start - 3), time.start):
                found.add(time.start)
            before = time
        return frozenset(found)

    def _taken_at(self, position: int) -> Taken | None:
        i = bisect_left(self._taken_starts, position + 1)
        return next((t for t in reversed(self._taken[max(0, i - 8) : i]) if t.start <= position < t.end), None)

    def _note(self, numeral: NumeralSpan, disposition: str, reason: str) -> None:
        self.ledger.append(Numeral(numeral.start, numeral.end, disposition, reason))

    def _values(self, clause: _Clause, numerals: list[NumeralSpan]) -> list[tuple[Value, tuple[NumeralSpan, ...]]]:
        """The value expressions of a clause that may be facts; the other numerals go to the ledger with a reason."""
        found: list[tuple[Value, tuple[NumeralSpan, ...]]] = []
        for numeral in numerals:
            if (taken := self._taken_at(numeral.start)) is not None:
                self._note(numeral, taken.disposition, taken.reason)
                continue
            time = next((t for t in clause.times if t.start <= numeral.start < t.end), None)
            if time is not None:
                self._note(
                    numeral, "base" if time.start in clause.compared else "period", f"in the expression of time {time.periods[0].text}"
                )
                continue
            if found and numeral.start < found[-1][0].end:
                found[-1] = (found[-1][0], (*found[-1][1], numeral))
                continue
            if (alone := standing_alone(self._plain, numeral)) is not None:
                self._note(numeral, *alone)
                continue
            value = read_value(self._plain, numeral, self._grammar, clause.end)
            if found and (joined := join_range(self._plain, found[-1][0], value)) is not None:
                found[-1] = (joined, (*found[-1][1], numeral))
                continue
            found.append((value, (numeral,)))
        found = self._with_elided_units(found)
        kept: list[tuple[Value, tuple[NumeralSpan, ...]]] = []
        for value, parts in found:
            reason = self._no_fact(value, parts, clause)
            if reason is None:
                kept.append((value, parts))
            else:
                for part in parts:
                    self._note(part, *reason)
        return kept

    def _with_elided_units(self, found: list[tuple[Value, tuple[NumeralSpan, ...]]]) -> list[tuple[Value, tuple[NumeralSpan, ...]]]:
        """8个、5个百分点: an item without a unit, or with a bare 个, takes that of the item after it."""
        for i in range(len(found) - 2, -1, -1):
            value, following = found[i][0], found[i + 1][0]
            joined = _JOINED.fullmatch(self._plain[value.end : following.start])
            if joined and (value.unit.unit == "" or (value.unit.unit == "个" and following.unit.kind == "points")):
                found[i] = (replace(value, unit=following.unit), found[i][1])
        return found

    def _no_fact(self, value: Value, parts: tuple[NumeralSpan, ...], clause: _Clause) -> tuple[str, str] | None:
        """(disposition, reason) when the value expression states no fact."""
        kind, plain = value.unit.kind, self._plain
        text = plain[value.start : value.end]
        if value.head_end == value.start and value.approximation == "exact" and parts[0].kind == "chinese":
            scale_alone = re.fullmatch("[十百千]*[万亿兆]+", plain[parts[0].start : parts[0].end])
            if scale_alone and plain[value.start - 1 : value.start] not in ("数", "上", "几", "过"):
                return "class", "a class of size, such as 万亿级"
        if kind == "duration":
            streak = _STREAK_BEFORE.search(plain, max(clause.start, value.start - 3), value.start)
            return None if streak else ("period", "a length of time")
        if kind == "age":
            return "class", "an age"
        if value.form == "number" and value.value is None:
            return "identifier", "digits with several points"
        if value.form in ("rank", "doubling", "two_digits", "half"):
            return None
        if kind == "none":
            scaled = re.search("[万亿兆]", text) is not None
            head = plain[clause.start : value.head_end]
            named = _INDEX_NAME.search(re.sub(r"(?:为|达到?|至|到|是|升至|降至|缩小至|达)+$", "", head))
            if scaled or (named and "arabic" in {p.kind for p in parts}):
                return None
            return "unread", "a number without a unit"
        if kind == "count" and parts[0].kind == "chinese" and value.value is not None and value.approximation == "exact":
            if text[0] == "一" and value.value == 1:
                return "idiom", "一 with a measure word"
            if value.value < _SMALL and not re.search(r"(?:达到?|增加|减少|共|新增|突破|为|有)$", plain[clause.start : value.start]):
                return "set_size", "the size of a small set"
        if value.unit.unit == "级":
            return "class", "a class or grade"
        return None

    def _only_time(self, clause: _Clause) -> bool:
        """Whether the clause is nothing but an expression of time: 上半年，规模以上…"""
        return any(t.start <= clause.start + 2 and t.end >= clause.end - 2 for t in clause.times)

    def _topic(self, clause: _Clause, context: Context) -> None:
        """A clause without numbers can set the period and the subject of those after it: 工业投资保持扩张."""
        self._period(clause, clause.end, context, numbers=False)
        if self._plain[clause.start - 1 : clause.start] in ("（", "("):
            context.open_end = clause.end + 1
            return
        subject = read_subject(self._plain, clause.start, clause.end, clause.times, self._grammar)
        context.open_subject = ""
        if self._plain[clause.end : clause.end + 1] in ("（", "("):
            context.open_subject = subject.name
        length = self._grammar.catalogue.length_at(self._plain, subject.start, clause.end) or self._topic_length(subject)
        if length:
            context.subject_span = (subject.start, subject.start + length)
            context.subject = self._plain[subject.start : subject.start + length]

    def _topic_length(self, subject: Subject) -> int:
        verb = self._grammar.topic.search(self._plain, subject.start + 2, min(subject.end, subject.start + _LONGEST_TOPIC))
        return 0 if verb is None else verb.start() - subject.start

    def _clause(self, clause: _Clause, values: list[tuple[Value, tuple[NumeralSpan, ...]]], context: Context) -> None:
        i, boundary = 0, clause.start
        while i < len(values):
            j = i + 1
            while j < len(values) and _JOINED.fullmatch(self._plain[values[j - 1][0].tail_start : values[j][0].head_end]):
                j += 1
            run = values[i:j]
            tail_end = values[j][0].head_end if j < len(values) else clause.end
            self._run(clause, run, boundary, tail_end, context)
            boundary = run[-1][0].tail_start
            i = j

    def _run(
        self,
        clause: _Clause,
        run: list[tuple[Value, tuple[NumeralSpan, ...]]],
        boundary: int,
        tail_end: int,
        context: Context,
    ) -> None:
        """Read numbers that share one head: one number, or a list such as 8.4%、10.2%和9.9%."""
        head = read_head(self._plain, boundary, run[0][0].head_end, clause.times, self._grammar)
        subject = read_subject(self._plain, head.subject_start, head.subject_end, clause.times, self._grammar)
        time = self._period(clause, run[0][0].start, context, numbers=True)
        names = [subject.name] * len(run)
        periods_of_run = [time] * len(run)
        if len(run) > 1:
            listed = [t for t in clause.times if clause.start <= t.start < run[0][0].start and len(t.periods) == len(run)]
            if listed:
                periods_of_run = [(self._same(p, context), "explicit") for p in listed[-1].periods]
            elif (split := items(subject.name, len(run))) is not None:
                names = split
        bases = _listed_bases(head, len(run))
        for k, (value, parts) in enumerate(run):
            tail = (run[-1][0].tail_start, tail_end) if k == len(run) - 1 else (value.tail_start, value.tail_start)
            one_head = replace(head, base=bases[k]) if bases else head
            self._fact(clause, value, parts, one_head, replace(subject, name=names[k]), periods_of_run[k], tail, context)

    def _fact(
        self,
        clause: _Clause,
        value: Value,
        parts: tuple[NumeralSpan, ...],
        head: Head,
        subject: Subject,
        time: tuple[Period | None, str],
        tail: tuple[int, int],
        context: Context,
    ) -> None:
        plain, grammar = self._plain, self._grammar
        before, after = plain[clause.start : value.head_end], plain[tail[0] : tail[1]]
        measure = measure_of(value, head, subject.name, after, before, grammar)
        changed = self._changed_object(clause, head, subject, value, context) if measure == "level" else 0
        if changed:
            measure = "difference"
        basis, base = basis_of(head, measure, context.home, grammar)
        if basis is None:
            by_custom = context.yoy_lead or subject.name.endswith(grammar.words("growth_nouns"))
            basis = "yoy" if by_custom and measure == "growth" and value.form != "doubling" else "none"
        if basis == "yoy" and measure == "growth":
            context.yoy_lead = True
        name, span = self._name(value, head, subject, measure, tail, context)
        region, code = self._region(subject, context)
        sign = changed or sign_of(head, subject.name, after, measure, grammar)
        status = self._status(before, time, context)
        found = grammar.catalogue.find(name) if name else None
        period, period_basis = time
        unit = self._unit(value, name, found)
        stock = measure == "level" and self._is_stock(found, before + (name or ""), value, head, context)
        counted = measure == "level" and value.unit.kind in ("count", "people", "none") and not context.flowing
        if (stock or counted) and context.sentence_period is None and period is not None and period.shape in ("months", "since", "day"):
            period = None
        if status == "target" and period_basis != "explicit":
            period, period_basis = Period("months", "", year_shift=0, first_month=1, last_month=12), "inherited"
        elif self._runs_to(period, found, context):
            period = replace(period, shape="months", first_month=1) if period is not None else None
        if period is not None and not (status == "target" and stock):
            whole = context.flowing or grammar.accrued.search(before) is not None
            stock = stock or (counted and head.level) or (measure == "ratio" and self._of_a_stock(name))
            period = replace(period, part=_part_described(measure, stock, head, value, whole=whole))
        if period is None:
            period, period_basis = Period("now", ""), "statement"
        self.ledger.extend(Numeral(p.start, p.end, "metric", "states a fact", len(self.readings)) for p in parts)
        self.readings.append(
            Reading(
                char_start=value.start,
                char_end=value.end,
                sentence_start=clause.sentence[0],
                sentence_end=clause.sentence[1],
                value=None if value.value is None else sign * value.value,
                value_low=value.low,
                value_high=value.high,
                approximation=value.approximation,
                unit=unit,
                measure=measure,
                basis=basis,
                base=base if basis.startswith("vs_") else None,
                indicator=found.names[0] if found else name or None,
                indicator_id=found.indicator_id if found else None,
                indicator_start=span[0] if span else None,
                indicator_end=span[1] if span else None,
                period=period,
                period_basis=period_basis,
                region=region,
                region_code=code,
                status=status,
                speaker=None,
                attributed_to=None,
                rule=f"{measure}/{value.form}",
            )
        )

    def _name(
        self, value: Value, head: Head, subject: Subject, measure: str, tail: tuple[int, int], context: Context
    ) -> tuple[str | None, tuple[int, int] | None]:
        """The indicator's name and where it stands; the context is moved on to it."""
        grammar, plain = self._grammar, self._plain
        name, span = subject.name, (subject.start, subject.end) if subject.end > subject.start else None
        growth_nouns = grammar.words("growth_nouns") + grammar.words("fall_nouns")
        counted = value.unit.kind in ("count", "people", "money", "area", "mass") and measure in ("level", "difference")
        noun = noun_after(plain, *tail, grammar) if counted else (tail[0], tail[0])
        if counted and noun[1] - noun[0] >= 2 and not head.change:
            tail_name = plain[noun[0] : noun[1]].strip("”“")
            name, span = tail_name, noun
            clause_subject = subject.name if grammar.catalogue.find(subject.name) else name
            context.subject, context.subject_span = clause_subject, span
            return count_name(name, value.unit.kind), span
        if measure == "ratio" and noun[1] == noun[0] and not name and re.match(r"的", plain[tail[0] : tail[1]]):
            after = noun_after(plain, *tail, grammar)
            if after[1] > after[0]:
                return plain[after[0] : after[1]] + "占比", after
        bare = re.sub("^(?:同比|环比|当月|当季)", "", name)
        if measure == "rank":
            bare = _RANKED_AMONG.sub("", _RANK_VERB.split(bare)[0])
        if head.newly and bare and not bare.startswith("新"):
            bare = "新增" + bare
        if context.subject and (among := _SHARE_AMONG.fullmatch(bare)):
            bare = f"{context.subject}占{among['whole']}比重"
        if context.changing and (lead := grammar.changing.match(bare)):
            bare = bare[lead.end() :]
        if name.startswith("新增"):
            context.prefix = "新增"
        elif context.prefix and bare and not head.verb and counted:
            bare = context.prefix + bare
        if bare.startswith(_PULLS):
            bare = bare[2:] if measure != "contribution" else (context.subject or "") + bare
        if context.open_subject and subject.start == context.open_end:
            bare = context.open_subject + bare
        if bare.startswith("对") and bare.endswith("贡献率") and context.subject:
            bare = context.subject + bare
        if context.subject and (not bare or bare in grammar.words("relative_nouns")):
            joined = _with_subject(context.subject, "" if bare in growth_nouns and measure == "growth" else bare)
            span = span or context.subject_span
            if bare and bare not in growth_nouns and bare not in grammar.words("share_nouns"):
                context.subject = joined
        else:
            joined = bare
            if bare:
                context.subject, context.subject_span = _without(bare, growth_nouns), span
        if measure == "growth":
            joined = _without(joined, growth_nouns)
        elif not bare and context.last_measure == "growth" and (measure == "rank" or value.unit.kind == "points"):
            joined += "增速"
        elif measure == "ratio" and head.shared and joined:
            joined = f"{joined}占{head.share_of}比重" if head.share_of else f"{joined}占比"
        if measure in ("growth", "ratio"):
            context.last_measure = measure
        if measure == "level":
            joined = count_name(joined, value.unit.kind)
        return (joined or None), (span if joined else None)

    def _status(self, before: str, time: tuple[Period | None, str], context: Context) -> str:
        """target, estimate or actual: by the words of the clause, of the sentence before it, or of the part of the text."""
        grammar = self._grammar
        words = grammar.not_target.sub("", before)
        if grammar.estimate.search(words):
            context.promised = "estimate"
        elif grammar.target.search(words):
            context.promised = "target"
        elif _PAST.search(words):
            context.promised = None
            return "actual"
        if context.promised is None and context.planning and time[1] != "explicit":
            return "target"
        return context.promised or "actual"

    def _runs_to(self, period: Period | None, found: Indicator | None, context: Context) -> bool:
        """Whether a day set in an earlier sentence is the end of the year to date: of a flow it cannot be a day."""
        if period is None or period.shape != "point" or not period.first_month or context.sentence_period is not None:
            return False
        return found is not None and found.kind == "flow"

    def _changed_object(self, clause: _Clause, head: Head, subject: Subject, value: Value, context: Context) -> int:
        """+1 or -1 when a verb of change governs the number as its object: 调减玉米种植面积77万亩; else 0."""
        if value.unit.kind not in ("count", "people", "money", "area", "mass", "length") or head.verb:
            return 0
        lead = self._grammar.changing.match(self._plain, subject.start, subject.end)
        if lead is not None:
            context.changing = -1 if "减" in lead.group() else 1
            return context.changing
        return context.changing

    def _region(self, subject: Subject, context: Context) -> tuple[str | None, str | None]:
        place = subject.place
        if place is None:
            return context.region, context.region_code
        if place.local:
            # 全市 in a text of an unnamed city is that city, not the nation: unknown rather than wrong.
            known = context.home != CHINA
            context.region, context.region_code = (context.home, context.home_code) if known else (None, None)
        else:
            context.region, context.region_code = place.region or CHINA, place.code
        return context.region, context.region_code

    def _of_a_stock(self, name: str | None) -> bool:
        return name is not None and any(word in name for word in self._grammar.words("stock_shares"))

    def _is_stock(self, found: Indicator | None, before: str, value: Value, head: Head, context: Context) -> bool:
        if found is not None:
            return found.kind == "stock"
        if value.unit.kind not in ("count", "people", "none"):
            return False
        if self._grammar.flow.search(before):
            context.flowing = True
            return False
        if context.flowing and not head.level:
            return False
        return self._grammar.stock.search(before + value.unit.form) is not None

    def _unit(self, value: Value, name: str | None, found: Indicator | None) -> str:
        """The unit as written, or as the place or the indicator implies it."""
        if value.unit.form in ("元", "块钱"):
            return self._currencies.get(self._home or "", value.unit.unit)
        if value.unit.kind != "none":
            return value.unit.unit
        if found is not None and found.unit_family == "money":
            return self._currencies.get(self._home or "", "元")
        return next((unit for ending, unit in self._implied.items() if (name or "").removesuffix("数量").endswith(ending)), "")

    def _period(self, clause: _Clause, position: int, context: Context, *, numbers: bool) -> tuple[Period | None, str]:
        """The period that holds at a position of the clause, and where it was read.

        In a clause without numbers only an adverb of time at its head counts; 部署2023年工作 says nothing of the next.
        """
        here: Period | None = None
        for time in clause.times:
            if not clause.start <= time.start < clause.end or time.start in clause.compared:
                continue
            if not numbers and not self._leads(clause, time):
                continue
            if numbers and time.start >= position and (here is not None or clause.led_by_time):
                break
            if _NOT_SETTING.search(self._plain, clause.start, time.start) or _BASED_ON.match(self._plain, time.end, clause.end):
                continue
            period = time.periods[-1]
            if period.shape == "same":
                if context.period is not None:
                    here = context.sentence_period = periods.same_of(context.period, period)
                continue
            if period.shape == "day" and time.start > clause.start:
                continue
            here = period
            if _ORIGIN.search(self._plain, clause.start, time.start):
                continue
            context.sentence_period = period
            if self._leads(clause, time):
                context.period = context.paragraph_period = period
        if here is not None:
            return here, "explicit"
        if clause.led_by_time and context.paragraph_period is not None:
            return context.paragraph_period, "explicit"
        if context.sentence_period is not None:
            return context.sentence_period, "inherited"
        if context.paragraph_period is not None:
            return context.paragraph_period, "inherited"
        if context.period is not None and context.period.shape != "since":
            return context.period, "inherited"
        return None, "none"

    def _same(self, period: Period, context: Context) -> Period:
        """A listed 同期 in the light of the context."""
        if period.shape != "same" or context.period is None:
            return period
        return periods.same_of(context.period, period)

    def _leads(self, clause: _Clause, time: PeriodSpan) -> bool:
        between = self._plain[clause.start : time.start]
        while (opener := self._grammar.opening_words.at_start(between)) is not None:
            between = between[len(opener[0]) :]
        if len(between) <= 1:
            return True
        return self._grammar.places.whole(between) is not None or self._grammar.catalogue.find(between) is not None


def _part_described(measure: str, stock: bool, head: Head, value: Value, *, whole: bool) -> PeriodPart:
    """What of its period a number describes; `whole`: it accrued over the period."""
    if head.origin:
        return "day_before" if stock else "year_before"
    if stock or measure == "rank":
        return "end" if stock else "last_day"
    announced = head.level or head.change or value.approximation != "exact"
    return "last_year" if measure == "ratio" or (measure == "level" and announced and not whole) else "whole"


def _with_subject(subject: str, noun: str) -> str:
    """增速 after 工业投资 is 工业投资增速; 业务总量 after 电信业务收入 is 电信业务总量."""
    overlap = subject.find(noun[:2]) if len(noun) > 2 else -1
    return subject[:overlap] + noun if overlap > 0 else subject + noun


def _without(name: str, endings: tuple[str, ...]) -> str:
    """The name without one of the endings, longest first, and without 同比 before it."""
    for ending in sorted(endings, key=len, reverse=True):
        if name.endswith(ending) and len(name) > len(ending):
            name = name[: -len(ending)]
            break
    return re.sub(r"(?:同比|环比|当月)$", "", name) or name


def _listed_bases(head: Head, count: int) -> list[str] | None:
    """较去年、今年一季度 for two numbers: one comparator each."""
    if head.base is None or count < 2:
        return None
    parts = [p for p in re.split(r"[、和与]", head.base) if p]
    return parts if len(parts) == count else None
