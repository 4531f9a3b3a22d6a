"""Clauses without numbers: they set the period, the subject, the status or the place of the numbers after them.

Only their times are read at once. The rest is read when a number comes, and then of the last clauses alone: most clauses
are followed by none, and what stands far before a number does not say what it is about.
"""

from __future__ import annotations

import re

from transforms.circumstances import region_of, status_of
from transforms.clauses import Span, clauses
from transforms.comparators import BEFORE_BRACKET, LONGEST_BEFORE_BRACKET
from transforms.context import Clause, Context
from transforms.grammar import Grammar
from transforms.heads import Head
from transforms.measures import basis_of
from transforms.model import Period
from transforms.noun_phrases import begins_with_noun
from transforms.places import CHINA, WORLD
from transforms.subjects import Subject, read_subject
from transforms.timing import period_at

_COMPARED_WITH = re.compile("[与和同](?P<base>[^，,与和同]{2,12})(?:相比|比较|相比较)$")
_AGAINST_LAST_YEAR = re.compile("[较比](?:上年|去年)同[期月季]")
_BEGINS = re.compile(
    r"(?:亦|也|将|会|都|均|则|就|已|再)*(?:[\u4e00-\u9fff\d]{1,5}年?[来间])?[由从](?=[\d一二三四五六七八九十百千近约去上前本]|超过|不足)"
)
"""纳入补助的弱势人民，|从26万扩大到70多万: the change begins at once, so what changes stands before the comma."""
_MANNER = re.compile("通过|经过|随着|为|在|据|根据|按|受|因|由于|对|与|经")
_RANKED = re.compile(r"(?:\d年)?(?P<what>(?!年)[\u4e00-\u9fffA-Za-z]{2,20}?)[」”》]?(?:排行榜?|排名|榜单|(?<=力)(?:报告|年报))[」”》]?$")
"""“全球创新指数”排名，|我国居第十: what the ranking is of."""
_ENDS_OF_RANKED = "行榜名单告报」”》"
_YEAR_OF_RANKING = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)年?$")
_OF_WORLD = re.compile(".{0,2}全球(?![最首第顶领各范总知高])(?=[\u4e00-\u9fff])")
"""全球贸易回暖，… speaks of the world; 世界级港口群, 国际会议 and 全球最大的 do not."""
_NAMED_BY_PLACE = re.compile(
    r"[^，,]{2,5}?(?:一体化|协同发展|经济带|城市群|都市圈|经济圈)|[^，,]{0,16}?在?(?:全国|全球|世界)(?:的|实现)*(?:位次|排名|前列|第一方阵|领先)"
)
"""长三角一体化发展走深走实, 在全国实现位次前移 speak of no place whose numbers follow."""
_FIELD = re.compile("(?P<name>[\u4e00-\u9fff]{1,10}?(?:产业|行业|工业|制造业))(?![的、和及与链园集增总化体企])")
_WORDLESS = re.compile(r"[\d.,%]+")
"""A number alone, such as one that is no fact, says nothing of the next."""
_TOLD_BY = re.compile("[，,\\s]*(?:根据|据)(?!.{0,20}(?:驻|学院|大学|研究|机构|公司|银行|基金|协会|咨询|智库|《))")
_MARKS = "，,；;、 \u3000"
_VAGUE_QUANTITIES = ("水平", "规模", "数量", "质量", "经济")
_LONGEST_TOPIC = 24
_LOOK_AHEAD = 6
_REACH = 8
"""So many clauses before a number may say what it is about."""


class Topics:
    """The clauses without numbers of one text that have not been needed yet."""

    def __init__(self, plain: str, grammar: Grammar) -> None:
        self._plain = plain
        self._grammar = grammar
        self._pending: list[Clause | Span] = []

    def new_paragraph(self) -> None:
        """What stands in another paragraph is no topic of this one."""
        self._pending.clear()

    def pass_by(self, clause: Clause, context: Context) -> None:
        """Take note of a clause without numbers."""
        if clause.times:
            period_at(self._plain, clause, clause.end, context, self._grammar, numbers=False)
        self._pending.append(clause)

    def pass_over(self, sentence: Span) -> None:
        """Take note of a sentence without numbers and times: its clauses are told apart when a number asks for them."""
        self._pending.append(sentence)

    def recall(self, numbers: Clause, context: Context) -> None:
        """Bring the context to what the clauses before a clause with numbers have said."""
        begins = _BEGINS.match(self._plain, numbers.start, numbers.end) is not None or self._plain.startswith("即", numbers.start)
        last = self._last_clauses()
        for clause in last:
            here = clause.sentence == numbers.sentence
            headed = self._plain[clause.end : clause.end + 1] in (":", "：") and clause.start == clause.sentence[0]
            self._read(clause, context, here=here, whole=here and (begins or headed) and clause is last[-1])
        self._pending.clear()

    def _last_clauses(self) -> list[Clause]:
        found: list[Clause] = []
        for passed in reversed(self._pending):
            if isinstance(passed, Clause):
                found.append(passed)
            else:
                found.extend(Clause(*span, passed, [], frozenset(), False) for span in reversed(clauses(self._plain, *passed)))
            if len(found) >= _REACH:
                break
        return found[:_REACH][::-1]

    def _read(self, clause: Clause, context: Context, *, here: bool, whole: bool) -> None:
        """`whole`: the clause may be nothing but the name of what the next one tells."""
        plain, grammar = self._plain, self._grammar
        if plain[clause.start - 1 : clause.start] in ("（", "("):
            context.open_end = clause.end + 1
            return
        if not whole and plain[clause.end : clause.end + 1] not in ("（", "(") and _WORDLESS.fullmatch(plain, clause.start, clause.end):
            context.open_subject = ""
            return
        if here:
            # With the mark after it: 目标： sets a goal, 弹药库等目标， does not.
            status_of(plain[clause.start : clause.end + 1], "", True, context, grammar)
            if _AGAINST_LAST_YEAR.search(plain, clause.start, clause.end) is not None:
                # 主要货品出口较上年同月全数下滑，其中…减17.1%
                context.sentence_basis, context.sentence_base, context.yoy_lead = "yoy", None, True
            elif (basis := grammar.last_basis(plain[clause.start : clause.end])) is not None:
                context.sentence_basis, context.sentence_base = basis, None
            elif (m := _COMPARED_WITH.search(plain, clause.start, clause.end)) is not None:
                # 与2022年同期比较，销货价值上升17.3%: the comparator stands in a clause of its own.
                basis, base, _ = basis_of(Head(0, 0, change=True, base=m["base"]), "growth", "percent", context.home, grammar)
                context.sentence_basis, context.sentence_base = basis, base
        compared = BEFORE_BRACKET.search(plain, max(clause.start, clause.end - LONGEST_BEFORE_BRACKET), clause.end)
        if compared is not None and not plain[clause.start : compared.start()].strip(_MARKS):
            context.open_subject = ""
            return
        if (teller := _TOLD_BY.match(plain, clause.start, clause.end)) is not None:
            place = grammar.places.at_start(plain[teller.end() : clause.end])
            abroad = place is not None and place.code is None and place.region not in (None, CHINA, WORLD)
            if abroad and context.region in (context.home, CHINA, WORLD):
                # 据菲律宾国家减灾委消息，…: what a foreign body tells is of its own place, where no other place is spoken of.
                region_of(Subject(clause.start, clause.start, "", place), context, grammar)
        subject = read_subject(plain, clause.start, clause.end, clause.times, grammar)
        of_world = subject.place is not None and subject.place.region == WORLD and _OF_WORLD.match(plain, clause.start, clause.end) is None
        named_only = _NAMED_BY_PLACE.match(plain, clause.start, clause.end) is not None
        if subject.place is not None and subject.place.code is None and not of_world and not named_only:
            # A foreign country named as a topic keeps its numbers from being taken for the nation's.
            region_of(subject, context, grammar)
        if here and self._sets_place(subject, clause):
            context.region_after = context.region_after or (context.region, context.region_code)
            region_of(subject, context, grammar)
        # 同比（下同）增长9.8%: what stands before the bracket is no subject.
        interrupted = plain[clause.end : clause.end + 1] in ("（", "(") and subject.name not in grammar.basis_of
        context.open_subject = subject.name if interrupted else ""
        if plain[clause.end - 1] in _ENDS_OF_RANKED and (ranked := _RANKED.search(plain, subject.start, clause.end)) is not None:
            context.subject, context.subject_span = ranked["what"], ranked.span("what")
            if here and (year := _YEAR_OF_RANKING.search(plain, clause.start, ranked.start("what"))) is not None:
                # “2014年全球痛苦指数”排行 is of that year.
                context.sentence_period = Period("years", year.group(), year=int(year["year"]), last_year=int(year["year"]))
            return
        if clause.start == clause.sentence[0] and (field := _FIELD.match(plain, subject.start, clause.end)) is not None:
            context.field = field["name"]
        length = grammar.catalogue.length_at(plain, subject.start, clause.end) or self._length(subject)
        if not length and whole and not _MANNER.match(plain, clause.start) and _LONGEST_TOPIC >= len(subject.name) > 1:
            length = subject.end - subject.start
        if length and plain[subject.start : subject.start + length] not in grammar.words("topic_verbs"):
            context.subject_span = (subject.start, subject.start + length)
            context.subject = plain[subject.start : subject.start + length]
            quantity = grammar.quantities.ending(context.subject)
            if len(quantity) > 1 and quantity not in _VAGUE_QUANTITIES:
                # 高新技术产品产量大幅增长，锂电池增长103.1%: of their output, in this sentence.
                context.topic, context.topic_age = context.subject, 1

    def _sets_place(self, subject: Subject, clause: Clause) -> bool:
        """Whether a sentence begins with the place that it tells of: 在上海，…, 北京推出美食节，…; not 北京大学…."""
        named = subject.place
        if named is None or named.code is None or named.region in (CHINA, WORLD) or subject.listed:
            return False
        text = self._plain[clause.start : clause.end]
        place = self._grammar.places.at_start(text.removeprefix("在"))
        if place is None or place.code != named.code:
            return False
        rest = text.removeprefix("在")[place.length :]
        if not rest:
            return text.startswith("在") or clause.start == clause.sentence[0]
        tells = rest.startswith(("的", "在", "一家", "某")) or not begins_with_noun(rest[:_LOOK_AHEAD])
        return tells and clause.start == clause.sentence[0]

    def _length(self, subject: Subject) -> int:
        verb = self._grammar.topic.search(self._plain, subject.start + 2, min(subject.end, subject.start + _LONGEST_TOPIC))
        return 0 if verb is None else verb.start() - subject.start
