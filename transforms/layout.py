"""The articles of a page: which lines belong together, under which headline, and what each piece is.

Headlines come in many shapes, so no single mark decides. A headline opens an article of its own when it is the first,
when a report's dateline follows it, when a kicker or an advertisement's mark stands over it, when most headlines of its
level do so, or when the article before it has visibly ended. Any other headline is a section of the running article.
Whatever is neither article nor list of links is boilerplate; every character that is no white space belongs somewhere.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.headlines import plan
from transforms.model import Article
from transforms.page import Page
from transforms.page_asides import Plan
from transforms.page_lines import Line
from transforms.page_roles import LineRoles, roles
from transforms.reference import Reference

_CAPTION_LONGEST = 320
_CAPTION_LINES = 4
_BLANKS = re.compile(r"[\x00-\x20\xa0]+")


@dataclass(slots=True)
class _Piece:
    """An article while its lines are being gathered."""

    kind: str
    title: Line | None = None
    kicker: Line | None = None
    subtitle: Line | None = None
    runs: list[tuple[int, int]] = field(default_factory=list)
    """Its lines, as ranges of indices: a page may have millions of lines."""

    def take(self, index: int) -> None:
        """Take in one more line, below those before it."""
        if self.runs and self.runs[-1][1] == index:
            self.runs[-1] = (self.runs[-1][0], index + 1)
        else:
            self.runs.append((index, index + 1))


def articles(page: Page, reference: Reference) -> tuple[Article, ...]:
    """The articles of a document in the order of their first characters.

    The kind of file plays no part: notations are mixed in practice. Segments never overlap and together cover all but
    white space. Kinds: news, qa, notice, caption, ad, related, boilerplate; in doubt, one article of kind news.
    """
    if not page.lines:
        return ()
    judge = roles(reference)
    pieces = _gather(page.lines, plan(page.lines, judge))
    turned = Counter(_owner(pieces, turn.first) for turn in page.turns)
    found = [_article(piece, page.lines, judge, turned[index] >= 2) for index, piece in enumerate(pieces)]
    found.sort(key=lambda article: article.segments[0])
    return tuple(
        Article(number, *(getattr(article, name) for name in Article.__slots__[1:])) for number, article in enumerate(found, start=1)
    )


def _gather(page: Sequence[Line], layout: Plan) -> list[_Piece]:
    pieces: list[_Piece] = []
    running: _Piece | None = None
    aside: _Piece | None = None
    for index, line in enumerate(page):
        role = layout.roles[index]
        if role in ("boilerplate", "related", "notice"):
            # An aside interrupts the running article, which may go on after it.
            if aside is None or aside.kind != role or role == "notice" or layout.opens[index]:
                aside = _Piece(role, title=line if layout.opens[index] else None)
                pieces.append(aside)
            aside.take(index)
            continue
        aside = None
        if layout.opens[index] or running is None:
            running = _Piece("ad" if layout.advertises[index] else "news")
            pieces.append(running)
        running.take(index)
        if role == "kicker":
            running.kicker = line
        elif role == "title" and running.title is None:
            running.title = line
        elif role == "title" and running.kicker is None and running.title is not None and layout.doubles[index]:
            running.kicker, running.title = running.title, line
        elif role == "subtitle" and running.subtitle is None:
            running.subtitle = line
    return pieces


def _owner(pieces: Sequence[_Piece], line: int) -> int:
    return next(number for number, piece in enumerate(pieces) for first, stop in piece.runs if first <= line < stop)


def _article(piece: _Piece, page: Sequence[Line], judge: LineRoles, transcript: bool) -> Article:
    segments = tuple((page[first].start, page[stop - 1].end) for first, stop in piece.runs)
    title = _words(piece.title).split("\t")[0].strip() if piece.title else None
    return Article(
        article_no=0,
        kind=_kind(piece, page, judge, transcript),
        char_start=segments[0][0],
        char_end=segments[-1][1],
        title=title or None,
        kicker=_words(piece.kicker) if piece.kicker else None,
        subtitle=_words(piece.subtitle) if piece.subtitle else None,
        title_span=(piece.title.start, piece.title.end) if piece.title else None,
        segments=segments,
    )


def _words(line: Line) -> str:
    """The words of a headline, with what a web page writes for a blank or a sign (&nbsp;) read."""
    return _BLANKS.sub(" ", html.unescape(line.text)).strip() if "&" in line.text else line.text


def _kind(piece: _Piece, page: Sequence[Line], judge: LineRoles, transcript: bool) -> str:
    if piece.kind != "news":
        return piece.kind
    if transcript:
        return "qa"
    if piece.title is not None and judge.is_note_head(piece.title):
        return "notice"
    if piece.title is None or sum(stop - first for first, stop in piece.runs) > _CAPTION_LINES + 3:
        return "news"
    lines = [page[index] for first, stop in piece.runs for index in range(first, stop)]
    body = [line for line in lines if line not in (piece.title, piece.kicker, piece.subtitle)]
    length = sum(len(line.text) for line in body)
    if body and len(body) <= _CAPTION_LINES and length <= _CAPTION_LONGEST and judge.is_photo_lead(body[0]):
        return "caption"
    return "news"
