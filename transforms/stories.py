"""Prints of one story: the same text in several outlets, in either script, whole or in part.

Paragraphs are compared, not articles, so that an excerpt finds the full text. A paragraph is like another when MinHash says that
they share most of their sequences of characters and when most of their figures agree: a report of the next month keeps the words
and changes the figures. An article belongs to the story of a fuller one when at least half of it stands there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from datasketch import MinHash, MinHashLSH

from transforms.ids import content_id
from transforms.page_lines import lines
from transforms.repair import view_of
from transforms.script import simplify

_SHINGLE = 3
_PERMUTATIONS = 64
_SIMILAR = 0.6
_SHARED = 0.5
_SHORTEST = 25
"""Characters of the shortest paragraph that is compared: a headline or a byline of the same words says nothing."""
_LEAST = 60
"""Characters of the shortest article that can share a story."""
_FORMULA = 24
"""A paragraph that stands in more stories than this is a formula and tells none of them."""
_LIKE_FIGURES = 0.6

_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_KEPT = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Text:
    """The text of one article: its key, and its normalised paragraphs in order."""

    key: str
    paragraphs: tuple[str, ...]
    figures: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """One paragraph of a story."""

    story: int
    signature: MinHash
    figures: frozenset[str]


def text_of(key: str, text: str, spans: Iterable[tuple[int, int]], terms: Iterable[tuple[str, str]] = ()) -> Text:
    """The paragraphs of an article, in simplified characters, column breaks mended, nothing kept but words and digits."""
    plain = simplify(text, terms)
    found = [line.text for start, end in spans for line in lines(view_of(plain, start, end).text)]
    kept = [(words, frozenset(_FIGURE.findall(line))) for line in found if (words := _KEPT.sub("", line))]
    return Text(key, tuple(words for words, _ in kept), tuple(figures for _, figures in kept))


def story_ids(texts: Iterable[Text]) -> dict[str, str]:
    """The story of each article, by its key: a hash of the words of the story's fullest print.

    Made of what the documents hold alone: their order changes nothing, and a further print changes the identifier only
    when it is the fullest one. An article that is alone is a story of its own.
    """
    index = MinHashLSH(threshold=_SIMILAR, num_perm=_PERMUTATIONS, weights=(0.3, 0.7))
    told: dict[int, _Told] = {}
    stories: list[str] = []
    found: dict[str, str] = {}
    for text in sorted(texts, key=lambda text: (-sum(map(len, text.paragraphs)), text.paragraphs, text.key)):
        parts = list(_parts(text))
        size = sum(len(words) for words, _, _ in parts)
        best = _best_story(parts, index, told)
        if best is not None and size >= _LEAST and best[1] >= _SHARED * size:
            found[text.key] = stories[best[0]]
            continue
        # What is too short to be compared would be one story wherever the same few words stand.
        stories.append(content_id("story", *text.paragraphs) if size >= _LEAST else content_id("story", text.key))
        found[text.key] = stories[-1]
        if size < _LEAST:
            continue
        for _, signature, figures in parts:
            if len(index.query(signature)) <= _FORMULA:
                number = len(told)
                told[number] = _Told(len(stories) - 1, signature, figures)
                index.insert(number, signature, check_duplication=False)
    return found


def _parts(text: Text) -> Iterator[tuple[str, MinHash, frozenset[str]]]:
    distinct = dict(zip(text.paragraphs, text.figures, strict=True))
    compared = [(words, figures) for words, figures in distinct.items() if len(words) >= _SHORTEST]
    shingles = [{words[i : i + _SHINGLE].encode() for i in range(len(words) - _SHINGLE + 1)} for words, _ in compared]
    signatures = MinHash.bulk(shingles, num_perm=_PERMUTATIONS) if shingles else []
    for (words, figures), signature in zip(compared, signatures, strict=True):
        yield words, signature, figures


def _best_story(parts: list[tuple[str, MinHash, frozenset[str]]], index: MinHashLSH, told: dict[int, _Told]) -> tuple[int, int] | None:
    """The story that holds the most of an article, and how many characters of it; the earlier one of two."""
    shared: Counter[int] = Counter()
    for words, signature, figures in parts:
        near = index.query(signature)
        if len(near) > _FORMULA:
            continue
        for story in {told[number].story for number in near if _like(signature, figures, told[number])}:
            shared[story] += len(words)
    return min(shared.items(), key=lambda item: (-item[1], item[0])) if shared else None


def _like(signature: MinHash, figures: frozenset[str], other: _Told) -> bool:
    fewer = min(len(figures), len(other.figures))
    if fewer and len(figures & other.figures) < _LIKE_FIGURES * fewer:
        return False
    return float(signature.jaccard(other.signature)) >= _SIMILAR
