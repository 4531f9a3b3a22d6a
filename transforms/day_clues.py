"""Days that an article prints without their year: in its dateline, of the event that it reports, at the head of its report."""

from __future__ import annotations

import re
from functools import lru_cache

from transforms.model import Article, DayClue, DayClueKind
from transforms.outlets import agency_at_start
from transforms.page_lines import Line, ends_sentence, lines
from transforms.page_roles import roles
from transforms.page_words import alternation, words
from transforms.reference import Reference

_LEAD = 1500
_OPENING = 400
_HEAD_LINES = 24
_DATELINE_LINES = 6
_FOOT = 120
_LONGEST = 80
_BODY = 20

_WEEKDAYS = "一二三四五六日"
_WEEKDAY = r"(?:\s?[（(]?(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天])[)）]?)?"
_NOT_A_SPAN = r"(?!\s?[起前至到—\-~～]|\s?以[来前后]|之[前后])"
_MONTH_AND_DAY = re.compile(rf"(?<![\d月至到—\-~～])(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日{_WEEKDAY}{_NOT_A_SPAN}")
_DAY = re.compile(rf"(?<![\d月日号第.至到—\-~～、开时期续近每隔])(?P<day>\d{{1,2}})日{_WEEKDAY}{_NOT_A_SPAN}(?![\d均内游元报程间志常子])")
_SENTENCE_END = re.compile(r"[。！？!?；;]")
_OWN_YEAR = ("今年", "本年")
_AT_CLAUSE_START = re.compile(r"(?:^|[，,。；;：:！!？?、”’」）)>\s]|[电讯]|消息|记者从?|[于在从])$")
_AFTER_DAY = re.compile(r"[，,]|[在从于]|上午|下午|晚|举行|召开|发布|公布|获悉")


def day_clues(article: Article, plain: str, reference: Reference) -> tuple[DayClue, ...]:
    """The days of an article without a year: of its dateline, of its event, of its opening; each at most once."""
    found = (dateline(article, plain, reference)[1], event(article, plain, reference), _opening(article, plain, reference))
    return tuple(clue for clue in found if clue is not None)


def dateline(article: Article, plain: str, reference: Reference) -> tuple[str | None, DayClue | None]:
    """The agency of a dateline and its month and day, where it has them; it may stand after the body as a line of its own."""
    judge = roles(reference)
    foot = max(article.char_start, article.char_end - _FOOT)
    head = _lines_of(plain, article.char_start, min(article.char_end, article.char_start + _LEAD))
    for line in (*head[:_DATELINE_LINES], *_lines_of(plain, foot, article.char_end)):
        match = judge.dateline.match(line.text[:_LONGEST])
        if not match:
            continue
        said = line.text[: match.end()]
        dated = _MONTH_AND_DAY.search(said)
        return agency_at_start(said, reference), _clue("dateline", line, dated, said.strip()) if dated else None
    return None, None


def event(article: Article, plain: str, reference: Reference) -> DayClue | None:
    """The day of the event that an article opens with: 7月5日,国新办举行…发布会; 在19日举行的…发布会上."""
    happens, takes_place, promised = _event_words(reference)
    for line in _lines_of(plain, article.char_start, min(article.char_end, article.char_start + _OPENING))[:_HEAD_LINES]:
        for sentence in re.finditer(r"[^。！？!?；;]+", line.text):
            if not (happens.search(sentence.group()) and takes_place.search(sentence.group())):
                continue
            for pattern in (_MONTH_AND_DAY, _DAY):
                for dated in pattern.finditer(line.text, sentence.start(), sentence.end()):
                    before = line.text[sentence.start() : dated.start()]
                    if _year_is_open(before) and not promised.search(before):
                        return _clue("event", line, dated, sentence.group().strip()[:_LONGEST])
    return None


def _opening(article: Article, plain: str, reference: Reference) -> DayClue | None:
    """The day at the start of a clause in the first paragraph of a report: 本报讯 7月16日上午,…; 记者从19日在京举行的…."""
    for line in _lines_of(plain, article.char_start, min(article.char_end, article.char_start + _LEAD)):
        if line.is_heading or len(line.text) < _BODY or not (ends_sentence(line.text) or len(line.text) > 2 * _BODY):
            continue
        promised = _event_words(reference)[2]
        text = line.text[:_OPENING]
        for pattern in (_MONTH_AND_DAY, _DAY):
            for dated in pattern.finditer(text):
                before = text[: dated.start()]
                rest = _SENTENCE_END.split(text[dated.end() :], maxsplit=1)[0]
                opens = _year_is_open(before) and _AT_CLAUSE_START.search(before) and _AFTER_DAY.match(rest)
                if opens and not promised.search(rest):
                    return _clue("opening", line, dated, text[dated.start() : dated.start() + _LONGEST // 2])
        return None
    return None


def _lines_of(plain: str, start: int, stop: int) -> list[Line]:
    return [Line(line.start + start, line.end + start, line.text, line.gap, line.level, line.strong) for line in lines(plain[start:stop])]


def _year_is_open(before: str) -> bool:
    """Whether no other year stands before a month and day: 2023年7月19日 is full, and 去年7月19日 is not the article's own day."""
    stripped = before.rstrip()
    return not stripped.endswith("年") or stripped.endswith(_OWN_YEAR)


def _clue(kind: DayClueKind, line: Line, dated: re.Match[str], said: str) -> DayClue | None:
    groups = dated.groupdict()
    month = int(groups["month"]) if groups.get("month") else None
    day = int(groups["day"])
    if not 1 <= day <= 31 or (month is not None and not 1 <= month <= 12):
        return None
    weekday = _WEEKDAYS.index(groups["weekday"].replace("天", "日")) if groups["weekday"] else None
    return DayClue(line.start, line.end, kind, said, month, day, weekday)


@lru_cache(maxsize=4)
def _event_words(reference: Reference) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    classes = ("statement_events", "statement_verbs", "promises")
    happens, takes_place, promised = (re.compile(alternation(words(reference, name))) for name in classes)
    return happens, takes_place, promised
