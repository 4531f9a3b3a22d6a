"""Reading one text with every part of the page grammar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from transforms import citations, entities, layout, speech
from transforms import page as page_parts
from transforms.model import Article, Citation, EntityMention, Sidecar, SpeechSpan
from transforms.people import people
from transforms.reference import Reference
from transforms.script import simplify


@dataclass(frozen=True)
class PageReading:
    """All that the page grammar says of one text."""

    text: str
    plain: str
    articles: tuple[Article, ...]
    citations: tuple[Citation, ...]
    speech: tuple[SpeechSpan, ...]
    mentions: tuple[EntityMention, ...]

    def kinds(self) -> list[str]:
        return [article.kind for article in self.articles]

    def titles(self, kind: str = "news") -> list[str | None]:
        return [article.title for article in self.articles if article.kind == kind]

    def said(self) -> list[tuple[str, str]]:
        """Who says what, in simplified characters, without tags and blanks around."""
        return [(span.speaker, self.plain[span.char_start : span.char_end].strip()) for span in self.speech]

    def names(self, kind: str) -> set[str]:
        return {mention.name for mention in self.mentions if mention.kind == kind}

    def mention(self, name: str) -> EntityMention:
        """The first mention of a name that says most: one with a role, if there is one."""
        found = [mention for mention in self.mentions if mention.name == name]
        return next((mention for mention in found if mention.role), found[0])


Read = Callable[..., PageReading]
"""`read(text)` or `read(text, Sidecar(...))`, as the fixture of this name gives it."""


def read_page(text: str, reference: Reference, sidecar: Sidecar) -> PageReading:
    plain = simplify(text)
    page = page_parts.read_page(plain, reference)
    articles = layout.articles(page, reference)
    cited = citations.cite_all(articles, plain, sidecar, reference)
    named = people(page, cited, reference)
    spoken = speech.spans(page, articles, named, reference)
    return PageReading(text, plain, articles, cited, spoken, entities.mentions(plain, articles, cited, spoken, named, reference))


def assert_covers(reading: PageReading) -> None:
    """Segments do not overlap, cover all but white space, and give back text; articles come in order."""
    spans = sorted(segment for article in reading.articles for segment in article.segments)
    position = 0
    for start, end in spans:
        assert start >= position, f"segment at {start} overlaps the one before, which ends at {position}"
        assert end > start
        assert not reading.text[position:start].strip(), f"not covered: {reading.text[position:start].strip()[:40]!r}"
        position = end
    assert not reading.text[position:].strip(), f"not covered: {reading.text[position:].strip()[:40]!r}"
    for article in reading.articles:
        assert (article.char_start, article.char_end) == (article.segments[0][0], article.segments[-1][1])
    assert [article.article_no for article in reading.articles] == list(range(1, len(reading.articles) + 1))
    for item in (*reading.speech, *reading.mentions):
        assert 0 <= item.char_start < item.char_end <= len(reading.text)
    ends = 0
    for span in reading.speech:
        assert span.char_start >= ends
        ends = span.char_end
