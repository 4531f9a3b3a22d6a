"""The dated print that an undated article must share its day with, because both report the same event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from transforms.model import DayClue, YearClue
from transforms.shared_facts import Fact, FactIndex, weight_of
from transforms.stated_dates import near
from transforms.year_choice import nearest

_LEAST_FACTS = 5
_LEAST_WEIGHT = 3.5
_LEAST_SHARE = 0.6
"""Of what an article states: figures are repeated for months, but not most of those of one report together."""
_SLACK = dt.timedelta(days=3)
"""A dispatch or a report may follow the event by this."""
_ONE_EVENT = dt.timedelta(days=7)
_RIVAL = 0.7
_MOST_SHOWN = 6
_TITLE = 40


@dataclass(frozen=True, slots=True)
class Dated:
    """A dated print: its name, file, title, day of the statement, facts, and the story that it tells."""

    name: str
    document_id: str
    file_name: str
    title: str | None
    stated_on: dt.date
    facts: tuple[Fact, ...]
    story: str | None


@dataclass(frozen=True, slots=True)
class Sibling:
    """What an undated article has in common with a dated print."""

    stated_on: dt.date
    evidence: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A dated print that an article may share its day with, how much speaks for it, and the day that both agree on."""

    dated: Dated
    shared: tuple[Fact, ...]
    strength: float
    day: dt.date | None
    same_text: bool


class Siblings:
    """Finds dated prints by the facts and stories that they share with others."""

    def __init__(self, prints: Iterable[Dated]) -> None:
        self._prints: Mapping[str, Dated] = {dated.name: dated for dated in sorted(prints, key=lambda dated: (dated.stated_on, dated.name))}
        self._index = FactIndex((dated.name, dated.stated_on, dated.facts) for dated in self._prints.values())
        self._stories: dict[str, list[Dated]] = {}
        for dated in self._prints.values():
            if dated.story is not None:
                self._stories.setdefault(dated.story, []).append(dated)

    def of(
        self, document_id: str, facts: Sequence[Fact], story: str | None, days: Sequence[DayClue], years: Sequence[YearClue]
    ) -> Sibling | None:
        """The print of the same event whose day the article's words do not contradict; None for none, and where several disagree."""
        clues = [clue for clue in days if clue.kind != "opening"] or days
        shared = {name: found for name, found in self._index.shared(facts).items() if self._prints[name].document_id != document_id}
        whole = weight_of(facts)
        found = [
            _Candidate(self._prints[name], common, weight_of(common), _fitting(self._prints[name], clues, same_text=False), same_text=False)
            for name, common in shared.items()
            if _is_same_event(common, whole)
        ]
        for dated in self._stories.get(story or "", ()):
            if dated.document_id != document_id:
                common = shared.get(dated.name, ())
                strength = max(weight_of(common), _LEAST_WEIGHT)
                found.append(_Candidate(dated, common, strength, _fitting(dated, clues, same_text=True), same_text=True))
        agreeing = [one for one in found if one.day is not None and not _told_later(one.day, years)]
        if not agreeing:
            return None
        strongest = max(one.strength for one in agreeing)
        best = [(one.day, one) for one in agreeing if one.day is not None and one.strength >= _RIVAL * strongest]
        if max(best, key=_day)[0] - min(best, key=_day)[0] > _ONE_EVENT:
            return None
        # Nothing is printed before it is said, so of prints of one event the earliest is nearest to it.
        day, chosen = min(best, key=lambda pair: (pair[0], not pair[1].same_text, -pair[1].strength, pair[1].dated.name))
        return Sibling(day, _evidence(chosen, clues))

    def figures(self, document_id: str, facts: Iterable[Fact]) -> list[tuple[dt.date, str]]:
        """The days of prints that state some of the same facts, too few to be the same event; each with words that name it."""
        shared = self._index.shared(facts)
        few = {name: found for name, found in shared.items() if len(found) >= 2 and weight_of(found) >= 1.5}
        return [
            (self._prints[name].stated_on, f"{len(found)} figures also in {self._prints[name].file_name}, {self._prints[name].stated_on}")
            for name, found in sorted(few.items())
            if self._prints[name].document_id != document_id
        ]


def _is_same_event(shared: Sequence[Fact], whole: float) -> bool:
    weight = weight_of(shared)
    return len(shared) >= _LEAST_FACTS and weight >= _LEAST_WEIGHT and weight >= _LEAST_SHARE * whole


def _day(pair: tuple[dt.date, _Candidate]) -> dt.date:
    return pair[0]


def _fitting(dated: Dated, clues: Sequence[DayClue], *, same_text: bool) -> dt.date | None:
    """The day that a print's day and the clues of an article agree on; None where a clue contradicts it.

    A dispatch may follow the event by a few days. The same text printed on 20 July says with its 19日 that day of July.
    """
    if same_text and clues:
        return near(clues[0].month, clues[0].day, dated.stated_on)
    for clue in clues:
        printed = nearest(clue.month, clue.day, dated.stated_on, _SLACK)
        if printed is None or printed < dated.stated_on or (clue.kind == "event" and printed != dated.stated_on):
            return None
        if clue.weekday is not None and printed.weekday() != clue.weekday:
            return None
    return dated.stated_on


def _told_later(day: dt.date, years: Sequence[YearClue]) -> bool:
    """Whether an article tells of a time after that day as past, so that it cannot be of that day."""
    return any(clue.kind == "past" and not clue.whole_year and clue.first_day > day + _SLACK for clue in years)


def _evidence(found: _Candidate, clues: Sequence[DayClue]) -> str:
    dated = found.dated
    particular = sorted(found.shared, key=lambda fact: -fact.weight)[:_MOST_SHOWN]
    figures = "、".join(dict.fromkeys(fact.shown for fact in particular))
    title = f"《{dated.title[:_TITLE]}》" if dated.title else ""
    what = "same text as" if found.same_text else "same event as"
    counted = f", {len(found.shared)} figures shared ({figures})" if found.shared else ""
    said = f"; the text: {clues[0].words}" if clues else ""
    return f"{what} {dated.file_name}{title}, stated on {dated.stated_on}{counted}{said}"
