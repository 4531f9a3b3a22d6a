"""Days that an article prints without their year: in its dateline, of the event that it reports, at the head of its report."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from transforms.model import Article, DayClue, DayClueKind
from transforms.outlets import agency_at_start, canonical_outlet
from transforms.page_lines import Line, ends_sentence, lines_of_extract
from transforms.page_roles import roles
from transforms.page_words import alternation, words
from transforms.reference import Reference
from transforms.stated_dates import full_dates, small_number

_LEAD = 1500
_OPENING = 400
_HEAD_LINES = 24
_DATELINE_LINES = 6
_FOOT = 120
_LONGEST = 80
_SENDER_LONGEST = 24
_BODY = 20
_TOLD_WITHIN = 4
"""Paragraphs at the head of a report whose 今（13）日 is its own day; pictures and bylines are among them."""

_WEEKDAYS = "一二三四五六日"
_WEEKDAY = r"(?:\s?[（(]?(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天])[)）]?)?"
_NOT_A_SPAN = r"(?!\s?[起前至到—\-~～]|\s?以[来前后]|之[前后])"
_MONTH_AND_DAY = re.compile(rf"(?<![\d月至到—\-~～])(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日{_WEEKDAY}{_NOT_A_SPAN}")
_DAY = re.compile(rf"(?<![\d月日号第.至到—\-~～、开时期续近每隔])(?P<day>\d{{1,2}})日{_WEEKDAY}{_NOT_A_SPAN}(?![\d均内游元报程间志常子])")
_NUMBER = r"\d{1,2}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_TOLD = re.compile(
    rf"(?P<word>[今昨])(?P<unit>[日天早晚晨午])?\s?[（(]\s?(?:(?P<month>{_NUMBER})\s?月\s?)?(?P<day>{_NUMBER})\s?(?P<mark>日)?"
    rf"[，,、]?{_WEEKDAY}\s?[)）](?(unit)|(?=\s?[日天早晚晨午上下凌]))\s?[日天]?{_NOT_A_SPAN}"
)
"""今（13）日, 昨日（12日）, 今日（十一月三十日）: the day named beside the word for it. Either the word or the bracket says 日."""
_SENT = re.compile(r"[（(【]\s?(?P<said>[^（）()【】。，,]{2,40})[）)】]")
_SENT_ENDS = ("报导", "报道")
_SENTENCE_END = re.compile(r"[。！？!?；;]")
_OWN_YEAR = ("今年", "本年")
_AT_CLAUSE_START = re.compile(r"(?:^|[，,。；;：:！!？?、”’」）)>\s]|[电讯]|消息|记者从?|[于在从])$")
_AFTER_DAY = re.compile(r"[，,]|[在从于]|上午|下午|晚|举行|召开|发布|公布|获悉")


def day_clues(article: Article, plain: str, reference: Reference) -> tuple[DayClue, ...]:
    """The days of an article without a year: of its dateline, of its event, of its opening; each at most once."""
    found = (written(article, plain, reference), event(article, plain, reference), _opening(article, plain, reference))
    return tuple(clue for clue in found if clue is not None)


def dateline(article: Article, plain: str, reference: Reference) -> tuple[str | None, DayClue | None]:
    """The agency of a dateline and its day, where it has them; it may stand after the body as a line of its own.

    In brackets it may give the day of the month alone: （中央社记者…台北8日电）.
    """
    judge = roles(reference)
    foot = max(article.char_start, article.char_end - _FOOT)
    head = _lines_of(plain, article.char_start, min(article.char_end, article.char_start + _LEAD))
    for line in (*head[:_DATELINE_LINES], *_lines_of(plain, foot, article.char_end)):
        match = judge.dateline.match(line.text[:_LONGEST])
        said = line.text[: match.end()] if match else _sent(line.text, reference)
        if said is None:
            continue
        dated = _MONTH_AND_DAY.search(said) or (None if match else _DAY.search(said))
        clue = _clue("dateline", line, dated, said.strip()) if dated and _year_is_open(said[: dated.start()]) else None
        return agency_at_start(said.removeprefix("据"), reference), clue
    return None, None


def sent_on(article: Article, plain: str, reference: Reference) -> tuple[dt.date, str] | None:
    """The full day of a dateline, with its words: 新华社北京2024年1月5日电, 本报记者 张文 2023年8月4日讯."""
    head = _lines_of(plain, article.char_start, min(article.char_end, article.char_start + _LEAD))
    for line in head[:_DATELINE_LINES]:
        text = line.text[:_LONGEST].lstrip("【[（(")
        dated = next(full_dates(text), None)
        if dated is None or not _is_senders(text[: dated.char_start], reference):
            continue
        end = next((end for end in words(reference, "dateline_ends") if text.startswith(end, dated.char_end)), None)
        if end is not None:
            return dated.day, text[: dated.char_end + len(end)]
    return None


def _is_senders(text: str, reference: Reference) -> bool:
    """Whether nothing but who reports, and from where, stands before the day of a dateline."""
    if len(text) > _SENDER_LONGEST or _SENTENCE_END.search(text) or "，" in text:
        return False
    papers = (*words(reference, "own_paper"), *words(reference, "reporter_words"))
    return text.removeprefix("据").startswith(papers) or canonical_outlet(text.removeprefix("据"), reference) is not None


def _sent(text: str, reference: Reference) -> str | None:
    """What a dateline in brackets says, where an outlet of the tables begins it."""
    match = _SENT.match(text)
    if match is None or not match["said"].endswith((*words(reference, "dateline_ends"), *_SENT_ENDS)):
        return None
    return match["said"] if canonical_outlet(match["said"], reference) else None


def written(article: Article, plain: str, reference: Reference) -> DayClue | None:
    """The day on which an article says that it was written: of its dateline, or beside its 今日."""
    sent = dateline(article, plain, reference)[1]
    if sent is not None:
        return sent
    told = _told(article, plain, reference)
    return told if told is not None and told.kind == "dateline" else None


def _told(article: Article, plain: str, reference: Reference) -> DayClue | None:
    """The day beside 今日 or 昨日 at the head of a report; that of an event where the sentence goes on with what was done then.

    今 goes before 昨, which names another day than the report's and counts only for what was done on it.
    """
    body = [
        line
        for line in _lines_of(plain, article.char_start, min(article.char_end, article.char_start + _LEAD))
        if not line.is_heading and len(line.text) >= _BODY
    ]
    found: list[tuple[bool, Line, re.Match[str]]] = []
    for line in body[:_TOLD_WITHIN]:
        for dated in _TOLD.finditer(line.text[:_OPENING]):
            if dated["unit"] and not dated["mark"] and dated["day"].isdecimal() and not dated["month"]:
                continue  # 今日（1） may point to a note
            done = _is_done(line.text, dated, reference)
            found.append((done, line, dated))
    for word in "今昨":
        for done, line, dated in found:
            if dated["word"] == word and (done or word == "今"):
                said = line.text[dated.start() : dated.start() + _LONGEST // 2]
                return _clue("event" if done else "dateline", line, dated, said)
    return None


def _is_done(text: str, dated: re.Match[str], reference: Reference) -> bool:
    """Whether a sentence says that figures were published or an event took place on its day."""
    happens, takes_place, _, acts = _event_words(reference)
    rest = _SENTENCE_END.split(text[dated.end() :], maxsplit=1)[0]
    if happens.search(rest) and takes_place.search(rest):
        return True
    clause = re.split("[，,]", rest.lstrip("，, "), maxsplit=1)[0]
    return acts.search(clause) is not None


def event(article: Article, plain: str, reference: Reference) -> DayClue | None:
    """The day of the event that an article opens with: 7月5日,国新办举行…发布会; 在19日举行的…发布会上; 昨（12）日公布…."""
    told = _told(article, plain, reference)
    if told is not None and told.kind == "event":
        return told
    happens, takes_place, promised, _ = _event_words(reference)
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
    return [
        Line(line.start + start, line.end + start, line.text, line.gap, line.level, line.strong)
        for line in lines_of_extract(plain[start:stop])
    ]


def _year_is_open(before: str) -> bool:
    """Whether no other year stands before a month and day: 2023年7月19日 is full, and 去年7月19日 is not the article's own day."""
    stripped = before.rstrip()
    return not stripped.endswith("年") or stripped.endswith(_OWN_YEAR)


def _clue(kind: DayClueKind, line: Line, dated: re.Match[str], said: str) -> DayClue | None:
    groups = dated.groupdict()
    month = small_number(groups["month"]) if groups.get("month") else None
    day = small_number(groups["day"])
    if not 1 <= day <= 31 or (month is not None and not 1 <= month <= 12):
        return None
    weekday = _WEEKDAYS.index(groups["weekday"].replace("天", "日")) if groups["weekday"] else None
    return DayClue(line.start, line.end, kind, said, month, day, weekday)


@lru_cache(maxsize=4)
def _event_words(reference: Reference) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    classes = ("statement_events", "statement_verbs", "promises", "statement_acts")
    happens, takes_place, promised, acts = (re.compile(alternation(words(reference, name))) for name in classes)
    return happens, takes_place, promised, acts
