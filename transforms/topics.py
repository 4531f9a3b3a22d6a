"""Clauses without numbers: they set the period, the subject, the status or the place of the numbers after them.

Only their times are read at once. The rest is read when a number comes, and then of the last clauses alone: most clauses
are followed by none, and what stands far before a number does not say what it is about.
"""

from __future__ import annotations

from transforms.circumstances import region_of, status_of
from transforms.context import Clause, Context
from transforms.grammar import Grammar
from transforms.subjects import Subject, read_subject
from transforms.timing import period_at

_LONGEST_TOPIC = 16
_REACH = 8
"""So many clauses before a number may say what it is about."""


class Topics:
    """The clauses without numbers of one text that have not been needed yet."""

    def __init__(self, plain: str, grammar: Grammar) -> None:
        self._plain = plain
        self._grammar = grammar
        self._pending: list[Clause] = []

    def new_paragraph(self) -> None:
        """What stands in another paragraph is no topic of this one."""
        self._pending.clear()

    def pass_by(self, clause: Clause, context: Context) -> None:
        """Take note of a clause without numbers."""
        if clause.times:
            period_at(self._plain, clause, clause.end, context, self._grammar, numbers=False)
        self._pending.append(clause)

    def recall(self, sentence: tuple[int, int], context: Context) -> None:
        """Bring the context to what the clauses before a number of this sentence have said."""
        for clause in self._pending[-_REACH:]:
            self._read(clause, context, here=clause.sentence == sentence)
        self._pending.clear()

    def _read(self, clause: Clause, context: Context, *, here: bool) -> None:
        plain, grammar = self._plain, self._grammar
        if plain[clause.start - 1 : clause.start] in ("（", "("):
            context.open_end = clause.end + 1
            return
        if here:
            status_of(plain[clause.start : clause.end], "", True, context, grammar)
            if (basis := grammar.last_basis(plain[clause.start : clause.end])) is not None:
                context.sentence_basis, context.sentence_base = basis, None
        subject = read_subject(plain, clause.start, clause.end, clause.times, grammar)
        if subject.place is not None and subject.place.code is None:
            # A foreign country named as a topic keeps its numbers from being taken for the nation's.
            region_of(subject, context)
        context.open_subject = subject.name if plain[clause.end : clause.end + 1] in ("（", "(") else ""
        length = grammar.catalogue.length_at(plain, subject.start, clause.end) or self._length(subject)
        if length and plain[subject.start : subject.start + length] not in grammar.words("topic_verbs"):
            context.subject_span = (subject.start, subject.start + length)
            context.subject = plain[subject.start : subject.start + length]

    def _length(self, subject: Subject) -> int:
        verb = self._grammar.topic.search(self._plain, subject.start + 2, min(subject.end, subject.start + _LONGEST_TOPIC))
        return 0 if verb is None else verb.start() - subject.start
