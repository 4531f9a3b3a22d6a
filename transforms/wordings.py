"""How prints of one story differ: names with another character (赋能 here, 赋值 there), and sentences alike but for a figure.

Prints of one story carry the same sentences. Where two such are the same but for a few characters and what was read of them differs in
value, unit or time, one of them is misprinted, or was misread.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any, NamedTuple

from transforms.compared_period import days_of
from transforms.conflicts import WEIGHTS, row
from transforms.misprints import likely_misprint
from transforms.printed import interval
from transforms.script import simplify

_WORDED = ("document", "organization")
_SHORTEST_NAME = 5
_NUMERALS = frozenset("0123456789零〇一二三四五六七八九十百千万亿")
_SHINGLE = 4
_MOST_CHANGED = 12
"""Characters that may differ in two prints of one sentence, in one place each: 一季度 for 上半年, a number for another."""
_LEAST_ALIKE = 0.85
_TRIED = 3
"""So many sentences that share most with one are looked at more closely."""
_LONGEST = 400
"""A longer sentence is a table or a page without stops; comparing those costs the square of their length."""

Row = dict[str, Any]
Metric = Mapping[str, Any]


class _Wording(NamedTuple):
    """A sentence of a story that holds figures, as some of its prints have it: its plain words, those prints, and the rows of the first."""

    words: str
    sources: frozenset[str]
    metrics: tuple[Metric, ...]


def differences(
    metrics: Iterable[Metric],
    mentions: Iterable[Mapping[str, Any]],
    entities: Iterable[Mapping[str, Any]],
    sources: Iterable[Mapping[str, Any]],
    terms: tuple[tuple[str, str], ...],
) -> list[Row]:
    """Rows of conflicts between prints of one story, in the order of their ids; `terms` are the script terms of the reference tables."""
    stories = {source["source_id"]: source["story_id"] for source in sources if source["story_id"]}
    several = _in_several_prints(stories)
    found = [*_of_names(mentions, entities, several), *_of_figures(metrics, several, terms)]
    return sorted({one["conflict_id"]: one for one in found}.values(), key=lambda one: str(one["conflict_id"]))


def _in_several_prints(stories: Mapping[str, str]) -> dict[str, str]:
    """Source -> story, of the stories with several prints."""
    prints: dict[str, list[str]] = defaultdict(list)
    for source_id, story in stories.items():
        prints[story].append(source_id)
    return {source_id: story for story, source_ids in prints.items() if len(source_ids) > 1 for source_id in source_ids}


def _of_names(mentions: Iterable[Mapping[str, Any]], entities: Iterable[Mapping[str, Any]], stories: Mapping[str, str]) -> Iterator[Row]:
    kinds = {entity["entity_id"]: (entity["kind"], entity["name"]) for entity in entities}
    told: dict[tuple[str, str, int], dict[str, list[Mapping[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for mention in mentions:
        kind, name = kinds[mention["entity_id"]]
        story = stories.get(mention["source_id"])
        if story is not None and kind in _WORDED and len(name) >= _SHORTEST_NAME:
            told[story, kind, len(name)][name].append(mention)
    for (story, _, _), names in sorted(told.items()):
        for one, other in combinations(sorted(names), 2):
            if not _one_character(one, other):
                continue
            # Both in one print are two names; a name of its own in each print is one name, misprinted in one.
            if {m["source_id"] for m in names[one]} & {m["source_id"] for m in names[other]}:
                continue
            left, right = (min(names[name], key=lambda m: (m["source_id"], m["char_start"])) for name in (one, other))
            yield row("wording", story, left["text"], left, right["text"], right, "a character differs", WEIGHTS["a character differs"])


def _one_character(one: str, other: str) -> bool:
    differing = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and not _NUMERALS & set(differing[0])


def _of_figures(metrics: Iterable[Metric], stories: Mapping[str, str], terms: tuple[tuple[str, str], ...]) -> Iterator[Row]:
    grouped: dict[tuple[str, str], list[Metric]] = defaultdict(list)
    for metric in metrics:
        if metric["source_id"] in stories:
            grouped[metric["source_id"], metric["sentence"]].append(metric)
    told: dict[str, dict[str, dict[str, tuple[Metric, ...]]]] = defaultdict(lambda: defaultdict(dict))
    for (source_id, text), rows in sorted(grouped.items()):
        words = "".join(c for c in simplify(text, terms) if c.isalnum() or c in ".%")
        if len(words) <= _LONGEST:
            told[stories[source_id]][words].setdefault(source_id, tuple(sorted(rows, key=lambda m: int(m["char_start"]))))
    for story, wordings in sorted(told.items()):
        known = [_Wording(words, frozenset(prints), prints[min(prints)]) for words, prints in wordings.items()]
        # The best supported wording comes first, so that a misprint is told once, against what the other prints have.
        known.sort(key=lambda wording: (-len(wording.sources), wording.words))
        for left, right in _alike(known):
            yield from _between(story, left, right)


def _alike(wordings: Sequence[_Wording]) -> Iterator[tuple[_Wording, _Wording]]:
    """Pairs of wordings of one sentence: each with the best supported other one that is the same but for a few characters.

    Two sentences of one print are two.
    """
    index: dict[str, list[int]] = defaultdict(list)
    for place, wording in enumerate(wordings):
        shared: dict[int, int] = defaultdict(int)
        shingles = _shingles(wording.words)
        for shingle in shingles:
            for earlier in index[shingle]:
                shared[earlier] += 1
            index[shingle].append(place)
        for earlier in sorted(shared, key=lambda earlier: (-shared[earlier], earlier))[:_TRIED]:
            other = wordings[earlier]
            if not other.sources & wording.sources and _nearly_same(other.words, wording.words):
                yield other, wording
                break


def _shingles(words: str) -> set[str]:
    return {words[i : i + _SHINGLE] for i in range(len(words) - _SHINGLE + 1)}


def _nearly_same(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > _MOST_CHANGED:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    changed = sum(max(a_end - a, b_end - b) for kind, a, a_end, b, b_end in matcher.get_opcodes() if kind != "equal")
    return changed <= _MOST_CHANGED and matcher.ratio() >= _LEAST_ALIKE


def _between(story: str, left: _Wording, right: _Wording) -> Iterator[Row]:
    if len(left.metrics) != len(right.metrics):
        return
    for one, other in zip(left.metrics, right.metrics, strict=True):
        cause = _cause(one, other)
        if cause is not None:
            yield row("wording", story, one["value_text"], one, other["value_text"], other, cause, WEIGHTS[cause])


def _cause(one: Metric, other: Metric) -> str | None:
    """How two readings of one figure differ; None where they do not. A time is compared where both sentences name one."""
    if one["unit"] != other["unit"] and one["value_text"] != other["value_text"]:
        return "another unit"
    if not interval(one).agrees_with(interval(other)):
        return likely_misprint(one, other) or "read differently"
    named = one["period_basis"] == other["period_basis"] == "explicit" and one["period_text"] != other["period_text"]
    return "another period" if named and (days_of(one) != days_of(other) or days_of(one) is None) else None
