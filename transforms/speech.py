"""Who is speaking where: turns of transcripts, and reported speech.

Reported speech begins with the sentence that names its speaker and a verb of speech, and runs to the end of the
paragraph; where a quotation stands before “X说”, the quotation is X's too. A pronoun means the person last named as a
speaker in the same article. What an unnamed source says ends the stretch before it and belongs to nobody.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from transforms.model import Article, SpeechSpan
from transforms.page import Page
from transforms.page_lines import LONG_LINE, Line, ends_sentence, paragraphs
from transforms.page_words import alternation, words
from transforms.people import PersonMention
from transforms.person_names import NameGrammar, name_grammar
from transforms.reference import Reference
from transforms.turns import Turn

_SENTENCE_START = re.compile(r"[。！？!?；;\n>]|[”」』](?=[^，,])")
_LABELLED = re.compile(r"[】>\]][^：:。\n]{2,40}[：:]")
_CLAUSE = re.compile(r"[，,。！？!?；;：:、\n<>“”「」『』（）()]")
_SUBJECT_LONGEST = 60
_ADJUNCT_LONGEST = 40
_QUOTATION_LONGEST = 2000
_OPENING = frozenset("“「『")
_CLOSING = frozenset("”」』")


def spans(page: Page, articles: Sequence[Article], persons: Sequence[PersonMention], reference: Reference) -> tuple[SpeechSpan, ...]:
    """The stretches said by named persons, in order, none overlapping; questions of reporters are left out.

    `persons` are the mentions of persons on the page, in order.
    """
    found = _turns(page, articles, _answerer(page, persons))
    found += _reported(page, articles, persons, reference)
    result: list[SpeechSpan] = []
    for span in sorted(found, key=lambda span: (span.char_start, -span.char_end)):
        start = max(span.char_start, result[-1].char_end) if result else span.char_start
        if start < span.char_end:
            result.append(SpeechSpan(start, span.char_end, span.speaker))
    return tuple(result)


def _answerer(page: Page, persons: Sequence[PersonMention]) -> str | None:
    """Who gives the answers that are marked 答 alone: the one person who is named with a title before the first question."""
    first = next((page.lines[turn.first].start for turn in page.turns), 0)
    named = {person.name for person in persons if person.char_start < first and person.title_start is not None}
    return named.pop() if len(named) == 1 else None


def _turns(page: Page, articles: Sequence[Article], answerer: str | None) -> list[SpeechSpan]:
    segments = sorted(segment for article in articles if article.kind == "qa" for segment in article.segments)
    found: list[SpeechSpan] = []
    position = 0
    for turn in page.turns:
        speaker = turn.speaker or (answerer if turn.kind == "answer" else None)
        if speaker is None:
            continue
        end = _turn_end(page.lines, turn)
        while position < len(segments) and segments[position][1] <= turn.words_start:
            position += 1
        for start, stop in segments[position : position + 20]:
            low, high = max(start, turn.words_start), min(stop, end)
            while low < high and page.plain[low].isspace():
                low += 1
            if low < high:
                found.append(SpeechSpan(low, high, speaker))
    return found


def _turn_end(page: Sequence[Line], turn: Turn) -> int:
    """Where the words of a turn end: before the headline of the next part, which stands over the next question."""
    last = turn.stop - 1
    while last > turn.first and (page[last].is_heading or (len(page[last].text) < LONG_LINE and not ends_sentence(page[last].text))):
        last -= 1
    return page[last].end if last > turn.first or not turn.alone else page[turn.stop - 1].end


def _reported(page: Page, articles: Sequence[Article], named: Sequence[PersonMention], reference: Reference) -> list[SpeechSpan]:
    reader = _Reader(
        plain=page.plain,
        named=named,
        starts=[mention.char_start for mention in named],
        names=name_grammar(reference),
        verbs=_verbs(reference),
        weak=frozenset(words(reference, "weak_speech_verbs")),
        pronouns=words(reference, "pronouns"),
        unnamed=words(reference, "unnamed_speakers"),
    )
    found: list[SpeechSpan] = []
    if reader.verbs.search(page.plain) is None and _LABELLED.search(page.plain) is None:
        return found
    starts, ends = array("L"), array("L")
    for first, stop in paragraphs(page.lines):
        if not page.lines[first].is_heading:
            starts.append(page.lines[first].start)
            ends.append(page.lines[stop - 1].end)
    for article in articles:
        if article.kind not in ("news", "caption", "notice"):
            continue
        last: str | None = None
        for begin, stop in article.segments:
            position = max(0, bisect_right(starts, begin) - 1)
            while position < len(starts) and starts[position] < stop:
                start, end = starts[position], ends[position]
                position += 1
                pieces, last = reader.paragraph(max(start, begin), min(end, stop), last)
                found.extend(pieces)
    return found


@lru_cache(maxsize=4)
def _verbs(reference: Reference) -> re.Pattern[str]:
    """A verb of speech where speech follows: before a comma, a colon, a quotation mark, or at the end after a quotation."""
    return re.compile(rf"(?:{alternation(words(reference, 'speech_verbs'))})(?=[，,：:。“「『])")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads reported speech out of paragraphs of one text."""

    plain: str
    named: Sequence[PersonMention]
    starts: Sequence[int]
    names: NameGrammar
    verbs: re.Pattern[str]
    weak: frozenset[str]
    pronouns: tuple[str, ...]
    unnamed: tuple[str, ...]

    def paragraph(self, start: int, end: int, last: str | None) -> tuple[list[SpeechSpan], str | None]:
        """The stretches of one paragraph, and the person last named as a speaker."""
        events: list[tuple[int, str | None]] = []
        sentence = start
        marks = _SENTENCE_START.finditer(self.plain, start, end)
        mark = next(marks, None)
        quotes = _Quotes(self.plain, start)
        for verb in self.verbs.finditer(self.plain, start, end):
            while mark is not None and mark.end() <= verb.start():
                sentence = mark.end()
                mark = next(marks, None)
            if quotes.inside(verb.start()):
                continue
            clause = max(sentence, verb.start() - _SUBJECT_LONGEST)
            weak = verb.group() in self.weak
            tail = _CLAUSE.split(self.plain[clause : verb.start()])[-1].strip()
            speaker = self._speaker(clause, verb.start(), weak, tail)
            if weak and self.plain.startswith("。", verb.end()) and self._quotation(start, sentence) is None:
                continue  # 作了说明。 hands on nothing that was said
            if speaker is None and tail.endswith(self.pronouns):
                speaker = last
            if speaker is None and (weak or not tail.endswith(self.unnamed)):
                continue
            opening = self._quotation(start, sentence)
            events.append((sentence if opening is None else opening, speaker))
            last = last if speaker is None else speaker
        events = sorted([*events, *self._labelled(start, end)], key=lambda event: event[0])
        found: list[SpeechSpan] = []
        for index, (begin, speaker) in enumerate(events):
            stop = events[index + 1][0] if index + 1 < len(events) else end
            if speaker is not None and begin < stop:
                found.append(SpeechSpan(begin, stop, speaker))
        return found, last

    def _labelled(self, start: int, end: int) -> list[tuple[int, str | None]]:
        """Where a person with a title stands as a label before what is said: 【同期声】市工信局局长 马志远：…."""
        found: list[tuple[int, str | None]] = []
        index = bisect_left(self.starts, start)
        while index < len(self.named) and self.named[index].char_start < end:
            mention = self.named[index]
            index += 1
            if mention.role_start is None or self.plain[mention.char_end : mention.char_end + 1] not in ("：", ":"):
                continue
            lead = self.plain[start : mention.role_start].rstrip()
            if lead.endswith(("】", ">", "]")) or not lead:
                found.append((mention.char_end + 1, mention.name))
        return found

    def _speaker(self, start: int, verb: int, weak: bool, tail: str) -> str | None:
        """The person who is the subject of a verb of speech: named right before it, or with an adjunct between."""
        index = bisect_right(self.starts, verb - 1) - 1
        while index >= 0 and self.starts[index] >= start:
            mention = self.named[index]
            if mention.char_end <= verb and self._is_subject(start, mention, verb):
                if not weak or mention.char_end == verb or mention.title_start is not None:
                    return mention.name
                break
            index -= 1
        whole = not weak and len(tail) in (2, 3) and self.names.is_chinese_name(tail) and not self.names.is_verbal(tail)
        return tail if whole else None

    def _is_subject(self, start: int, mention: PersonMention, verb: int) -> bool:
        """Whether the clause is about the person: its first words, or after a title, and an adjunct at most before the verb."""
        between = self.plain[mention.char_end : verb]
        if between and (len(between) > _ADJUNCT_LONGEST or _CLAUSE.search(between)):
            return False
        if between and not self.names.followers.match(self.plain, mention.char_end):
            return False
        lead = self.plain[max(start, mention.char_start - 1) : mention.char_start]
        return mention.title_start is not None or not lead.strip() or bool(_CLAUSE.match(lead))

    def _quotation(self, start: int, sentence: int) -> int | None:
        """Where the quotation begins that ends right before `sentence`; none when there is none in the paragraph."""
        before = sentence - 1
        while before > start and self.plain[before].isspace():
            before -= 1
        if before <= start or self.plain[before] not in _CLOSING:
            return None
        depth = 0
        for position in range(before, max(start, before - _QUOTATION_LONGEST) - 1, -1):
            if self.plain[position] in _CLOSING:
                depth += 1
            elif self.plain[position] in _OPENING:
                depth -= 1
                if depth == 0:
                    return position
        return None


class _Quotes:
    """Whether a place stands inside a quotation; asked from left to right, so that the whole costs one pass."""

    def __init__(self, plain: str, start: int) -> None:
        self._plain = plain
        self._position = start
        self._depth = 0

    def inside(self, place: int) -> bool:
        for character in self._plain[self._position : place]:
            if character in _OPENING:
                self._depth += 1
            elif character in _CLOSING:
                self._depth = max(0, self._depth - 1)
        self._position = max(self._position, place)
        return self._depth > 0
