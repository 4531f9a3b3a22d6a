"""Mentions of one fact merged: one row for each distinct fact over all documents, with who states it and whether they agree.

What is one fact errs to apart: the same indicator (by the catalogue, else by name), place, period, measure, basis, unit and status, each of
them known; what is unknown is merged within its story alone. A name that the catalogue does not know may stand for two things
(新建项目12个, 新建项目30个), so its values contradict each other only where one is likely a misprint of the other; else they are two facts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from transforms.compared_period import compared_with, effective_basis
from transforms.ids import content_id
from transforms.indicator_identity import identity
from transforms.misprints import are_long, likely_misprint
from transforms.printed import OPEN, Interval, interval
from transforms.script import simplify

REVISED_AFTER = 30
"""Days between two statements after which another value is a revision rather than an error."""

ONE_EVENT = 3
"""Days within which two stories tell of one publication."""

_RANKING = 4
_CLAUSES = 48
_STOPS = re.compile("[。！？；;\n]|[0-9][%％]")
"""A number before ends what is said of the next: 增长6.3%，扣除价格因素实际增长6.1%."""
_LONG_NAME = 6
"""Characters of a name that stands for one thing, likely: 国家级绿色工业园区数量, not 受伤人数."""

_VARIANT = 1
"""Where a key has the words by which a number is another one of its indicator."""
_KEY = ("region", "period_start", "period_end", "measure", "basis", "base", "unit", "status")
_OF_FIRST = ("indicator", "indicator_id", "region_code", "period_type")

Row = dict[str, Any]


class Mention(NamedTuple):
    """A row of metrics with what its printed value leaves open, its story and the day of its statement."""

    metric: Mapping[str, Any]
    interval: Interval
    story: str
    stated_on: date | None


class Observed(NamedTuple):
    """A distinct fact: its row, and its mentions in groups that agree; the first group gives the value."""

    row: Row
    groups: tuple[tuple[Mention, ...], ...]


def observe(
    metrics: Iterable[Mapping[str, Any]],
    sources: Iterable[Mapping[str, Any]],
    texts: Mapping[str, str],
    stocks: frozenset[str],
    variants: Sequence[str],
) -> list[Observed]:
    """The distinct facts that rows of metrics state, in the order of their ids.

    `texts` maps documents to their text. `stocks` are the ids of indicators that stand on a day: the same stock told of 上半年 and of
    6月末 is one. `variants` are words before a number by which it is another one of its indicator: 实际, 季节调整. A number without an
    indicator is a fact of its own; one of an unknown period or place is merged within its story alone. Raises KeyError for a metric whose
    source is not among `sources`, or whose document is not among `texts`.
    """
    variant = re.compile("|".join(map(re.escape, sorted(variants, key=len, reverse=True))) or "(?!)")
    by_id = {source["source_id"]: source for source in sources}
    keyed: dict[tuple[Any, ...], list[Mention]] = defaultdict(list)
    for metric in metrics:
        source = by_id[metric["source_id"]]
        mention = Mention(metric, interval(metric), source["story_id"] or metric["source_id"], source["stated_on"])
        told = _variant(variant, texts[metric["document_id"]], metric)
        # What is expected is of who expects it.
        who = (metric["attributed_to"] or metric["speaker"] or "") if metric["status"] == "estimate" else ""
        keyed[(_key(mention, stocks)[0], "，".join(filter(None, (told, who))), *_key(mention, stocks)[1:])].append(mention)
    made = [observed for key, mentions in keyed.items() for observed in _of_one_key(key, mentions)]
    return sorted(made, key=lambda observed: observed.row["observation_id"])


def _key(mention: Mention, stocks: frozenset[str]) -> tuple[Any, ...]:
    metric = mention.metric
    name = identity(metric)
    start = metric["period_end"] if metric["indicator_id"] in stocks and metric["measure"] == "level" else metric["period_start"]
    # 较一季度 and 较今年一季度 are against the same days.
    base = compared_with(metric, mention.stated_on) if metric["basis"] == "vs_period" else None
    # 死亡人数 of another story is of another event.
    known = name and metric["period_end"] is not None and metric["region"] is not None
    short = metric["indicator_id"] is None and len(name) < _LONG_NAME
    return (
        name,
        metric["region"],
        start,
        *(metric[column] for column in ("period_end", "measure", "unit", "status")),
        effective_basis(metric),
        base or metric["base"],
        None if known else mention.story,
        mention.story if short else None,
        None if name else metric["metric_id"],
    )


def _variant(variant: re.Pattern[str], text: str, metric: Mapping[str, Any]) -> str:
    """The words in the clauses just before a number that make it another one of its indicator."""
    begin = max(0, metric["char_start"] - _CLAUSES)
    for stop in _STOPS.finditer(text, begin, metric["char_start"]):
        begin = stop.end()
    before = simplify(text[begin : metric["char_start"]])
    # A place is a place in one ranking: 居全省第3位 and 居全国第3位 are two.
    ranking = before[-_RANKING:] if metric["measure"] == "rank" else ""
    return ranking + "".join(sorted(set(variant.findall(before))))


def _of_one_key(key: tuple[Any, ...], mentions: Sequence[Mention]) -> list[Observed]:
    groups = _groups(mentions)
    if len(groups) == 1 and mentions[0].metric["indicator_id"] is not None:
        return [_observed(key, groups)]
    # Groups of which none contradicts the first stand apart, each with those that contradict it.
    apart: list[list[tuple[Mention, ...]]] = []
    for group in groups:
        home = next((one for one in apart if _contradict(one[0], group)), None)
        if home is None:
            apart.append([group])
        else:
            home.append(group)
    if len(apart) == 1 and mentions[0].metric["indicator_id"] is not None:
        return [_observed(key, groups)]
    # A name that may stand for several things has the value in its id from the start, so that another document changes no id.
    return [_observed((*key, *(one[0][0].metric[end] for end in ("value", "value_low", "value_high"))), tuple(one)) for one in apart]


def _contradict(one: Sequence[Mention], other: Sequence[Mention]) -> bool:
    """Whether two values under one name are one fact, told in two ways.

    Two numbers of one sentence are two facts: 36所医院中只有10所在运营. Under a name that the catalogue does not know the one must
    likely be the other misprinted, and of a short number different stories of one publication must state them.
    """
    left, right = one[0].metric, other[0].metric
    sentences = [{(m.metric["source_id"], m.metric["sentence"]) for m in group} for group in (one, other)]
    if sentences[0] & sentences[1]:
        return False
    if left["indicator_id"] is not None:
        return True
    if not left["approximation"] == right["approximation"] == "exact" or likely_misprint(left, right) is None:
        return False
    if are_long(left, right):
        return True
    days = [mention.stated_on for mention in (one[0], other[0]) if mention.stated_on is not None]
    of_one_event = len(days) == 2 and abs((days[0] - days[1]).days) <= ONE_EVENT and one[0].story != other[0].story
    return of_one_event and len(identity(left)) >= _LONG_NAME


def _groups(mentions: Sequence[Mention]) -> tuple[tuple[Mention, ...], ...]:
    """Mentions that can all stand for one value, the sharpest first in each; the best supported group first, a revision before it."""
    left = sorted(mentions, key=lambda m: (m.metric["approximation"] != "exact", m.interval.step, m.metric["metric_id"]))
    groups: list[list[Mention]] = []
    for mention in left:
        home = next((group for group in groups if group[0].interval.agrees_with(mention.interval)), None)
        if home is None:
            groups.append([mention])
        else:
            home.append(mention)
    groups.sort(key=_support)
    newest = max(groups, key=lambda g: min((m.stated_on for m in g if m.stated_on), default=date.min))
    if all(group is newest or revised(newest, group) for group in groups):
        groups.sort(key=lambda g: g is not newest)
    return tuple(tuple(group) for group in groups)


def _support(group: Sequence[Mention]) -> tuple[int, int, date, str]:
    """Most stories first; of as many the one that was told first, since who tells it again may misprint it."""
    first = min((m.stated_on for m in group if m.stated_on), default=date.max)
    return -len({m.story for m in group}), -len(group), first, str(group[0].metric["metric_id"])


def revised(later: Sequence[Mention], earlier: Sequence[Mention]) -> bool:
    """Whether `later` was first said long after `earlier` was: what was printed first was revised.

    What more stories said, and differs by a slip, was misprinted later rather than revised.
    """
    after, before = ([m.stated_on for m in group if m.stated_on] for group in (later, earlier))
    if len(after) < len(later) or len(before) < len(earlier) or (min(after) - min(before)).days <= REVISED_AFTER:
        return False
    outnumbered = len({m.story for m in later}) < len({m.story for m in earlier})
    return not (outnumbered and likely_misprint(later[0].metric, earlier[0].metric) is not None)


def _observed(key: tuple[Any, ...], groups: tuple[tuple[Mention, ...], ...]) -> Observed:
    mentions = [mention for group in groups for mention in group]
    # Of several names the one of the catalogue: 地区生产总值 before 全市GDP.
    first = min(mentions, key=lambda m: (m.metric["indicator_id"] != key[0], m.metric["metric_id"])).metric
    days = sorted(mention.stated_on for mention in mentions if mention.stated_on is not None)
    stories = {mention.story for mention in mentions}
    row: Row = {
        "observation_id": content_id("observation", *key),
        **{column: first[column] for column in (*_OF_FIRST, *_KEY)},
        "variant": key[_VARIANT] or None,
        "value": groups[0][0].metric["value"],
        **_bounds(groups[0]),
        "metric_ids": sorted(mention.metric["metric_id"] for mention in mentions),
        "n_metrics": len(mentions),
        "n_sources": len({mention.metric["source_id"] for mention in mentions}),
        "n_stories": len(stories),
        "agreement": "conflict" if len(groups) > 1 else "agree" if len(stories) > 1 else "single",
        "first_stated_on": days[0] if days else None,
        "last_stated_on": days[-1] if days else None,
    }
    return Observed(row, groups)


def _bounds(group: Sequence[Mention]) -> dict[str, float | None]:
    """What all mentions together leave open, where even the sharpest of them is no exact value."""
    best = group[0].metric
    if best["value"] is not None and best["approximation"] == "exact":
        return {"value_low": None, "value_high": None}
    low, high = max(m.interval.low for m in group), min(m.interval.high for m in group)
    return {"value_low": None if abs(low) == OPEN else low, "value_high": None if abs(high) == OPEN else high}
