"""Rows of metrics as arithmetic between them asks for: by sentence, by indicator and time; and the row that one relation becomes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from transforms.compared_period import Days, effective_basis
from transforms.ids import content_id
from transforms.indicator_identity import identity
from transforms.printed import OPEN, around, interval
from transforms.reference import Reference

PERCENT, POINTS = "%", "百分点"
Row = dict[str, Any]
Metric = Mapping[str, Any]

_PRINTS = 12
_MOST_OPEN = 0.25
_LONGEST_STOCK_GAP = 3
"""Days between the end of a period and a day on which a stock is told that are one time still: 年末 and 12月30日."""


class Series(NamedTuple):
    """Rows of one indicator and one region."""

    rows: list[Metric]
    by_end: dict[dt.date | None, list[Metric]]
    """Last day of the period -> its rows; the first of many prints are enough to find one."""
    by_document: dict[tuple[str, dt.date | None], list[Metric]]
    """(document, last day of the period) -> its rows."""

    def at(self, days: Days, near: Metric, **wanted: str) -> Metric | None:
        """The exact row of a time: of the same document before others, then the one with the first id. Of changes those year on year.

        An amount of one day is of a period that ends on it, or some days from there. `wanted` are columns that must have these values.
        """
        ends = [days[1] + dt.timedelta(days=gap) for gap in range(-_LONGEST_STOCK_GAP, _LONGEST_STOCK_GAP + 1)]
        found = [
            row
            for end in ends
            for row in (*self.by_document.get((near["document_id"], end), ()), *self.by_end.get(end, ())[:_PRINTS])
            if _is_at(row, days)
            and is_exact(row)
            and effective_basis(row) in ("yoy", "none")
            and all(row[column] == value for column, value in wanted.items())
        ]
        return min(found, key=lambda row: (row["document_id"] != near["document_id"], row["metric_id"]), default=None)


class Facts(NamedTuple):
    """Rows of metrics with a value, in the order of their documents."""

    texts: Mapping[str, str]
    """Document -> its text."""
    days: Mapping[str, dt.date | None]
    """Source -> the day of its statement."""
    of_source: Mapping[str, Sequence[Metric]]
    """Source -> its rows, in their order."""
    by_sentence: Mapping[tuple[str, str], Sequence[Metric]]
    """(source, sentence) -> its rows."""
    series: Mapping[str, Mapping[tuple[str, str | None], Series]]
    """growth, ratio, level -> (indicator, region) -> its rows that are facts; growths and ratios in percent."""
    of_document: Mapping[tuple[Any, ...], Sequence[Metric]]
    """(document, first day, last day) -> growths in percent, year on year."""
    ids: Mapping[str, str]
    """Name of an indicator -> its id in the catalogue."""
    flows: frozenset[str]
    """Ids of the indicators that accrue over a period."""
    wholes: frozenset[str]
    """Ids of the indicators that are whole by themselves, of which others are parts."""

    def of(self, measure: str, metric: Metric, region: str | None) -> Series:
        """The rows of a metric's indicator in a region, empty where there are none."""
        return self.series[measure].get((identity(metric), region)) or Series([], {}, {})


def sorted_out(
    metrics: Iterable[Metric], sources: Iterable[Mapping[str, Any]], documents: Iterable[Mapping[str, Any]], reference: Reference
) -> Facts:
    """The facts among rows of metrics, for look-ups that cost the same however many there are. An unknown place is no place of its own."""
    sentences: dict[tuple[str, str], list[Metric]] = defaultdict(list)
    of_source: dict[str, list[Metric]] = defaultdict(list)
    kept: dict[str, dict[tuple[str, str | None], Series]] = {name: {} for name in ("growth", "ratio", "level")}
    of_document: dict[tuple[Any, ...], list[Metric]] = defaultdict(list)
    for metric in metrics:
        sentences[metric["source_id"], metric["sentence"]].append(metric)
        of_source[metric["source_id"]].append(metric)
        measure = metric["measure"]
        if (
            metric["region"] is None
            or metric["status"] != "actual"
            or measure not in kept
            or (measure != "level" and metric["unit"] != PERCENT)
        ):
            continue
        series = kept[measure].setdefault((identity(metric), metric["region"]), Series([], defaultdict(list), defaultdict(list)))
        series.rows.append(metric)
        series.by_end[metric["period_end"]].append(metric)
        series.by_document[metric["document_id"], metric["period_end"]].append(metric)
        if measure == "growth" and effective_basis(metric) == "yoy":
            of_document[metric["document_id"], metric["period_start"], metric["period_end"]].append(metric)
    texts = {document["document_id"]: document["text"] for document in documents}
    days = {source["source_id"]: source["stated_on"] for source in sources}
    ids = {name: indicator.indicator_id for indicator in reference.indicators for name in indicator.names}
    flows = frozenset(indicator.indicator_id for indicator in reference.indicators if indicator.kind == "flow")
    return Facts(texts, days, of_source, sentences, kept, of_document, ids, flows, frozenset(reference.words["wholes"]))


def before(metric: Metric, facts: Facts) -> list[Metric]:
    """The rows of the same sentence that stand before a metric, the nearest first."""
    rows = facts.by_sentence[metric["source_id"], metric["sentence"]]
    return [row for row in reversed(rows) if row["char_start"] < metric["char_start"]]


def _is_at(row: Metric, days: Days) -> bool:
    if (row["period_start"], row["period_end"]) == days:
        return True
    return bool(row["measure"] == "level" and row["period_start"] == row["period_end"])


def half(metric: Metric) -> float:
    """What the last digit of an exact value leaves open to either side."""
    found = interval(metric)
    return (found.high - found.low) / 2


def is_exact(*metrics: Metric) -> bool:
    """Whether all are stated without a word that bounds them."""
    return all(metric["approximation"] == "exact" and metric["value"] is not None for metric in metrics)


def shown(value: float) -> str:
    """A number as an explanation shows it."""
    return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.15g}"


def _room(stated: Metric | None, expected: float) -> float:
    """How far a stated value may lie from an expected one by its own digits and bound; all the way, where its bound is open."""
    if stated is None:
        return 0.0
    found = interval(stated)
    room = found.high - stated["value"] if expected >= stated["value"] else stated["value"] - found.low
    return float(min(room, abs(expected - stated["value"])) if room == OPEN else max(room, 0.0))


def relation(kind: str, metrics: Sequence[Metric], expected: float, stated: Metric | None, slack: float, words: str) -> Row:
    """A row of the table relations: `expected` may be off by `slack`, for the digits that the other facts print.

    It holds where what is stated can stand for a value within the slack of what is expected. With nothing stated the value is derived:
    `stated` and `holds` are unknown.
    """
    holds = None if stated is None else interval(stated).meets(around(expected, slack))
    if slack > _MOST_OPEN * max(abs(expected), abs(stated["value"]) if stated is not None else 0.0):
        # What so few digits leave open would hold of nearly anything.
        holds = None
    return {
        "relation_id": content_id("relation", kind, *(metric["metric_id"] for metric in metrics)),
        "kind": kind,
        "metric_ids": [metric["metric_id"] for metric in metrics],
        "expected": float(f"{expected:.10g}"),
        "stated": None if stated is None else stated["value"],
        "tolerance": float(f"{slack + _room(stated, expected):.6g}"),
        "holds": holds,
        "explanation": words if stated is not None else f"{words} (derived)",
    }
