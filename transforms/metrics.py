"""Reading the numbers of one article: each numeral becomes a fact, or what it is instead is said.

The walk goes paragraph by paragraph, sentence by sentence, clause by clause. What a clause leaves unsaid (subject,
period, basis, region) comes from the context that the clauses before it have built.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter

from transforms import clauses, periods, tables
from transforms.candidates import Candidate, candidates
from transforms.circumstances import note_heading
from transforms.comparators import BEFORE_BRACKET, LONGEST_BEFORE_BRACKET
from transforms.context import Clause, Context
from transforms.dispositions import Taken, taken_spans
from transforms.facts import FactReader
from transforms.grammar import Grammar
from transforms.model import Numeral, Reading
from transforms.numerals import NumeralSpan, scan
from transforms.periods import PeriodSpan
from transforms.places import TAIWAN
from transforms.restated import date_headlines
from transforms.timing import compared_times
from transforms.topics import Topics

Span = tuple[int, int]

_GOES_ON = ("其中", "其次")
"""A sentence that begins so goes on with the one before."""
_QUOTED_TIMES = ("plan", "holiday")
"""Times that are printed in quotation marks: “十四五”, “五一”."""
_OF_HEADINGS = (
    "value.number",
    "bound.exact",
    "unit.of_headings",
    "measure.of_headings",
    "basis.of_headings",
    "indicator.of_headings",
    "region.home",
    "status.said_as_fact",
)
"""The rules by which a cell of a table is read."""
_PARTNERS = re.compile("贸易伙伴|出口市场|进口来源|出口目的地|主要市场")
_SCALE = re.compile("[十百千万亿兆余多]*")
_BEFORE_BRACKET = re.compile(r"[^，,、。；;：:（）()有为是达\d%％]{2,16}$")
_LONGEST_NOUN = 16


class ArticleReader:
    """Reads the numerals of one stretch of an article; `home` is the place that its numbers are about when none is named."""

    def __init__(self, plain: str, grammar: Grammar, home: str | None) -> None:
        self._plain = plain
        self._grammar = grammar
        self._taken = taken_spans(plain)
        self._taken_starts = [t.start for t in self._taken]
        self._topics = Topics(plain, grammar)
        self._home = home
        self._home_code = grammar.places.code_of(home) if home else None
        self._facts = FactReader(plain, grammar, home)
        self.readings = self._facts.readings
        self.ledger: list[Numeral] = []
        self._forgotten = False
        """Nothing has been read since the context was last told of a new sentence."""

    def read(self) -> None:
        """Read the whole text; facts are then in `readings`, every numeral once in `ledger`."""
        for rows in self.paragraphs():
            self.ledger.extend(rows)

    def paragraphs(self) -> Iterator[list[Numeral]]:
        """Read paragraph by paragraph: what became of the numerals of each that has any, in order.

        At the end all facts are in `readings`.
        """
        rows = self._facts.ledger
        for _ in self._read():
            if rows:
                rows.sort(key=attrgetter("char_start"))
                yield rows
                rows.clear()
        date_headlines(self._plain, self.readings)

    def _read(self) -> Iterator[None]:
        context = Context(self._home, self._home_code, region=self._home, region_code=self._home_code)
        lines = clauses.paragraphs(self._plain)
        before: Span | None = None
        paragraph = next(lines, None)
        while paragraph is not None:
            rows, following = [paragraph], next(lines, None)
            is_row = tables.row_like(self._plain, paragraph)
            while is_row is not None and following is not None and is_row(self._plain[slice(*following)]):
                rows.append(following)
                following = next(lines, None)
            if len(rows) > 1:
                numerals = scan(self._plain, self._grammar.lexicon, rows[0][0], rows[-1][1])
                self._table(rows, before, numerals, context)
            else:
                context.new_paragraph(of_one_line=self._plain[max(0, paragraph[0] - 1) : paragraph[0]] == ">")
                self._topics.new_paragraph()
                note_heading(self._plain[slice(*paragraph)], context, self._grammar)
                self._paragraph(paragraph, context)
            yield
            before, paragraph = rows[-1], following

    def _paragraph(self, paragraph: Span, context: Context) -> None:
        numerals = scan(self._plain, self._grammar.lexicon, *paragraph)
        timed = periods.may_stand_in(self._plain, *paragraph, roc=self._home == TAIWAN)
        if not numerals and not timed and self._plain.find("其", *paragraph) < 0:
            # Without a number and a time there is nothing to read, and no topic is taken over into the next paragraph.
            if not self._forgotten:
                context.new_sentence(goes_on=False)
                self._forgotten = True
            return
        self._forgotten = False
        k = 0
        for sentence in clauses.sentences(self._plain, *paragraph):
            first = k
            while k < len(numerals) and numerals[k].start < sentence[1]:
                k += 1
            times = self._times(sentence) if timed else []
            context.new_sentence(goes_on=self._plain.startswith(_GOES_ON, sentence[0]))
            if times or k > first:
                self._sentence(sentence, numerals[first:k], times, context)
            else:
                self._topics.pass_over(sentence)

    def _times(self, sentence: Span) -> list[PeriodSpan]:
        """The expressions of time of a sentence that are not part of something else, such as a title."""
        found = periods.find(self._plain, *sentence, roc=self._home == TAIWAN)
        return [t for t in found if t.rule in _QUOTED_TIMES or self._taken_at(t.start) is None]

    def _table(self, lines: list[Span], before: Span | None, numerals: list[NumeralSpan], context: Context) -> None:
        """Read the cells of a table; a cell whose headings do not say enough goes to the ledger as unread."""
        cells = {cell.span: cell for cell in tables.cells(self._plain, lines, before, self._grammar)}
        inside = {position: cell for span, cell in cells.items() for position in range(*span)}
        for numeral in numerals:
            cell = inside.get(numeral.start)
            if cell is None or cell.value is None:
                reason = "a number in a table whose headings do not say what it is" if cell else "part of the headings or words of a table"
                self._note(numeral, "unread" if cell else "enumeration", reason)
                continue
            found = self._grammar.catalogue.find(cell.name)
            period = cell.period or context.paragraph_period or context.period
            if period is not None and found is not None and found.kind == "stock" and cell.measure == "level":
                period = replace(period, part="end")
            self._note(numeral, "metric", "states a fact in a table", len(self.readings))
            self.readings.append(
                Reading(
                    char_start=cell.span[0],
                    char_end=cell.span[1],
                    sentence_start=cell.row[0],
                    sentence_end=cell.row[1],
                    value=cell.value,
                    value_low=None,
                    value_high=None,
                    approximation="exact",
                    unit=cell.unit,
                    measure=cell.measure,
                    basis=cell.basis,
                    base=None,
                    indicator=self._grammar.catalogue.shown(found, cell.name) if found else cell.name,
                    indicator_id=found.indicator_id if found else None,
                    indicator_start=cell.label[0],
                    indicator_end=cell.label[1],
                    period=period,
                    period_basis="explicit" if cell.period else "inherited" if period else "none",
                    region=cell.place or context.home,
                    region_code=self._grammar.places.code_of(cell.place) if cell.place else context.home_code,
                    status="actual",
                    speaker=None,
                    attributed_to=None,
                    rules=(*_OF_HEADINGS, f"period.{'of_headings' if cell.period else 'of_article' if period else 'untold'}"),
                )
            )

    def _sentence(self, sentence: Span, numerals: list[NumeralSpan], times: list[PeriodSpan], context: Context) -> None:
        compared = compared_times(self._plain, times) if times else frozenset()
        context.partners = _PARTNERS.search(self._plain, *sentence) is not None
        led_by_time = False
        before: int | None = None
        told_at = -1
        k = 0
        for start, end in clauses.clauses(self._plain, *sentence):
            if before is not None and "；" in self._plain[before:start]:
                context.new_part()
            before = end
            while k < len(numerals) and numerals[k].start < start:
                self._note(numerals[k], "enumeration", "between clauses")
                k += 1
            first = k
            while k < len(numerals) and numerals[k].start < end:
                k += 1
            clause = Clause(start, end, sentence, times, compared, led_by_time)
            if self._plain.startswith("其中", start):
                context.begin_parts()
            values: list[Candidate] = []
            if k > first:
                values, notes = candidates(self._plain, clause, numerals[first:k], self._taken_at, self._grammar)
                self._facts.ledger.extend(notes)
            if not values and self._bracketed(clause) and clause.start - 1 == told_at and self._only_time(clause):
                # 升至12.5%（2024年）: the time of the number before it alone.
                continue
            told_at = values[-1][0].tail_start if values else -1
            if not values and self._within_bracket(clause):
                # 增长（以下如无特别说明，均为同比增长）4.9%: only what stands outside leads to the number.
                continue
            if not values:
                self._topics.pass_by(clause, context)
                led_by_time = self._only_time(clause)
                continue
            self._topics.recall(clause, context)
            if self._bracketed(clause):
                # What a bracket says governs nothing after it.
                self._facts.clause(clause, values, self._in_bracket(clause, context))
            else:
                self._facts.clause(clause, values, context)
            led_by_time = self._only_time(clause)
        for numeral in numerals[k:]:
            self._note(numeral, "enumeration", "between clauses")

    def _taken_at(self, position: int) -> Taken | None:
        i = bisect_left(self._taken_starts, position + 1)
        for j in range(i - 1, max(0, i - 8) - 1, -1):
            if position < self._taken[j].end:
                return self._taken[j]
        return None

    def _note(self, numeral: NumeralSpan, disposition: str, reason: str, reading: int | None = None) -> None:
        self._facts.ledger.append(Numeral(numeral.start, numeral.end, disposition, reason, reading))

    def _bracketed(self, clause: Clause) -> bool:
        return self._plain[clause.start - 1 : clause.start] in ("（", "(")

    def _within_bracket(self, clause: Clause) -> bool:
        """Whether a clause is a later one of a bracket that began before it in the sentence."""
        opened = max(self._plain.rfind(mark, clause.sentence[0], clause.start) for mark in "（(")
        closed = max(self._plain.rfind(mark, clause.sentence[0], clause.start) for mark in "）)")
        return closed < opened < clause.start - 1

    def _in_bracket(self, clause: Clause, context: Context) -> Context:
        """The context inside a bracket; its numbers are about the noun before it: 发酵酒（增长87%）."""
        noun = _BEFORE_BRACKET.search(self._plain, max(clause.sentence[0], clause.start - 1 - _LONGEST_NOUN), clause.start - 1)
        compared = BEFORE_BRACKET.search(self._plain, max(clause.sentence[0], clause.start - 1 - LONGEST_BEFORE_BRACKET), clause.start - 1)
        if noun is None or compared is not None or self._is_unit(noun.span()):
            # 14978万吨（2996亿斤）: the same in another unit. 较六月份的升幅（1.5%）为高: what the clause is about, in another time.
            return context.copied()
        inside = context.copied()
        name = noun.group().removeprefix("以及")
        inside.subject, inside.subject_span = name, (noun.end() - len(name), noun.end())
        return inside

    def _is_unit(self, span: Span) -> bool:
        """Whether the words are nothing but the scale and unit of the number before them."""
        scaled = _SCALE.match(self._plain, *span)
        unit = self._grammar.units.match(self._plain, scaled.end() if scaled else span[0])
        return unit is not None and unit.end == span[1]

    def _only_time(self, clause: Clause) -> bool:
        """Whether the clause is nothing but an expression of time: 上半年，规模以上…"""
        return bool(clause.times) and any(t.start <= clause.start + 2 and t.end >= clause.end - 2 for t in clause.times)
