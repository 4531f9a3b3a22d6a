"""Where paragraphs, sentences and clauses begin and end.

The comma between thousands is no clause end; a bracket or quotation mark closes with the sentence that it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

_PARAGRAPH = re.compile(r"[^\n\r]+")
_PARAGRAPH_END = re.compile("</p>")
# Each begins with the class of its first characters, so that the engine leaps from one of them to the next.
_SENTENCE_END = re.compile(r"[。！？!?<](?:(?<!<)[。！？!?]*[”’」』）)]*|(?<=<)(?:/p>|br ?/?>))")
_ONE = "(?![一二三四五六七八九十上中下注图表])[\u4e00-\u9fff]"
"""新（改）建, 市（州）分岛, 台（套）: a bracket with one character is part of a word; （一） is not."""
_CLAUSE_END = re.compile(
    rf"[；;，,：:、（(）)—<\u3000](?:(?<=[；;])|(?<=[，,：:、])(?!(?<=\d,)\d{{3}}(?!\d)|(?<=\d[:：])\d)|(?<=[（(])(?!{_ONE}[）)])"
    rf"|(?<=[）)])(?<![（(]{_ONE}.)|(?<=—)—|(?<=<)[^<>]{{0,200}}>|(?<=[^\s。]\u3000)\u3000*(?=\S))"
)
_LIST_COMMA = "、"
_LONGEST_SENTENCE = 1_000
_LONGEST_NUMERAL = 40


def paragraphs(plain: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Lines with something in them, within [start, end), cut where an element of a page's paragraph ends."""
    stop = len(plain) if end is None else end
    tagged = plain.find("</p>", start, stop) >= 0
    for line in _PARAGRAPH.finditer(plain, start, stop):
        begin = line.start()
        for mark in _PARAGRAPH_END.finditer(plain, *line.span()) if tagged else ():
            if not plain[begin : mark.end()].isspace():
                yield begin, mark.end()
            begin = mark.end()
        if begin < line.end() and not plain[begin : line.end()].isspace():
            yield begin, line.end()


def sentences(plain: str, start: int, end: int) -> list[Span]:
    """The sentences of one paragraph, with their end marks, without surrounding white space."""
    spans: list[Span] = []
    begin = start
    for mark in _SENTENCE_END.finditer(plain, start, end):
        spans.append((begin, mark.end()))
        begin = mark.end()
    spans.append((begin, end))
    parts = [part for span in spans for part in _bounded(plain, *span)]
    return [trimmed for span in parts if (trimmed := _trim(plain, *span))[0] < trimmed[1]]


def _bounded(plain: str, start: int, end: int) -> list[Span]:
    """A sentence without end in parts of bounded length, cut after a comma where there is one: the cost stays linear."""
    parts: list[Span] = []
    while end - start > _LONGEST_SENTENCE:
        stop = start + _LONGEST_SENTENCE
        cut = max(plain.rfind(mark, start + 1, stop) for mark in "，,；;、") + 1
        if cut <= start + 1:
            cut = stop
            while cut > stop - _LONGEST_NUMERAL and plain[cut - 1].isdigit() and plain[cut].isdigit():
                cut -= 1
        parts.append((start, cut))
        start = cut
    return [*parts, (start, end)]


def clauses(plain: str, start: int, end: int) -> tuple[Span, ...]:
    """The clauses of one sentence, split at commas, colons and brackets but not at the enumeration comma."""
    spans: list[Span] = []
    begin = start
    for mark in _CLAUSE_END.finditer(plain, start, end):
        if mark.group() == _LIST_COMMA:
            continue
        spans.append((begin, mark.start()))
        begin = mark.end()
    spans.append((begin, end))
    return tuple(trimmed for span in spans if (trimmed := _trim(plain, *span))[0] < trimmed[1])


def _trim(plain: str, start: int, end: int) -> Span:
    while start < end and plain[start].isspace():
        start += 1
    while end > start and plain[end - 1].isspace():
        end -= 1
    return start, end
