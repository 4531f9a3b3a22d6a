"""Rows of metrics as arithmetic between them asks for: by sentence, by indicator and time; and the row that one relation becomes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from transforms.compared_period import Days
from transforms.ids import content_id
from transforms.indicator_identity import identity
from transforms.printed import around, interval

PERCENT, POINTS = "%", "百分点"
Row = dict[str, Any]
Metric = Mapping[str, Any]

_LONGEST_STOCK_GAP = 3
"""Days between the end of a period and a day on which a stock is told that are one time still: 年末 and 12月30日."""


class Facts(NamedTuple):
    """Rows of metrics with a value, in the order of their documents."""

    texts: Mapping[str, str]
    """Document -> its text."""
    days: Mapping[str, dt.date | None]
    """Source -> the day of its statement."""
    by_sentence: Mapping[tuple[str, str], Sequence[Metric]]
    """(source, sentence) -> its rows."""
    growths: Mapping[tuple[Any, ...], Sequence[Metric]]
    """(indicator, region) -> growths in percent that are facts."""
    ratios: Mapping[tuple[Any, ...], Sequence[Metric]]
    """(indicator, region) -> shares in percent that are facts."""
    levels: Mapping[tuple[Any, ...], Sequence[Metric]]
    """(indicator, region) -> amounts that are facts."""
    of_document: Mapping[tuple[Any, ...], Sequence[Metric]]
    """(document, first day, last day, basis) -> growths in percent."""


def sorted_out(metrics: Iterable[Metric], sources: Iterable[Mapping[str, Any]], documents: Iterable[Mapping[str, Any]]) -> Facts:
    """The facts among rows of metrics, for look-ups that cost the same however many there are."""
    sentences: dict[tuple[str, str], list[Metric]] = defaultdict(list)
    kept: dict[str, dict[tuple[Any, ...], list[Metric]]] = {name: defaultdict(list) for name in ("growth", "ratio", "level")}
    of_document: dict[tuple[Any, ...], list[Metric]] = defaultdict(list)
    for metric in metrics:
        sentences[metric["source_id"], metric["sentence"]].append(metric)
        measure = metric["measure"]
        if metric["status"] != "actual" or measure not in kept or (measure != "level" and metric["unit"] != PERCENT):
            continue
        kept[measure][identity(metric), metric["region"]].append(metric)
        if measure == "growth":
            of_document[metric["document_id"], metric["period_start"], metric["period_end"], metric["basis"]].append(metric)
    texts = {document["document_id"]: document["text"] for document in documents}
    days = {source["source_id"]: source["stated_on"] for source in sources}
    return Facts(texts, days, sentences, kept["growth"], kept["ratio"], kept["level"], of_document)


def before(metric: Metric, facts: Facts) -> list[Metric]:
    """The rows of the same sentence that stand before a metric, the nearest first."""
    rows = facts.by_sentence[metric["source_id"], metric["sentence"]]
    return [row for row in reversed(rows) if row["char_start"] < metric["char_start"]]


def at(candidates: Iterable[Metric], days: Days, near: Metric, **wanted: str) -> Metric | None:
    """The row of a time among candidates: of the same document before others, then the one with the first id.

    An amount of one day is of a period that ends on it.
    """
    found = [
        row
        for row in candidates
        if row["period_end"] is not None and _is_at(row, days) and all(row[column] == value for column, value in wanted.items())
    ]
    return min(found, key=lambda row: (row["document_id"] != near["document_id"], row["metric_id"]), default=None)


def _is_at(row: Metric, days: Days) -> bool:
    if (row["period_start"], row["period_end"]) == days:
        return True
    is_point = row["measure"] == "level" and row["period_start"] == row["period_end"]
    return bool(is_point and abs((row["period_end"] - days[1]).days) <= _LONGEST_STOCK_GAP)


def half(metric: Metric) -> float:
    """What the last digit of an exact value leaves open to either side."""
    return interval(metric).step / 2


def is_exact(*metrics: Metric) -> bool:
    """Whether all are stated without a word that bounds them."""
    return all(metric["approximation"] == "exact" and metric["value"] is not None for metric in metrics)


def shown(value: float) -> str:
    """A number as an explanation shows it."""
    return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.15g}"


def relation(kind: str, metrics: Sequence[Metric], expected: float, stated: Metric | None, slack: float, words: str) -> Row:
    """A row of the table relations: `expected` may be off by `slack`, for the digits that the other facts print.

    It holds where what is stated can stand for a value within the slack of what is expected. With nothing stated the value is derived:
    `stated` and `holds` are unknown.
    """
    holds = None if stated is None else interval(stated).meets(around(expected, slack))
    return {
        "relation_id": content_id("relation", kind, *(metric["metric_id"] for metric in metrics)),
        "kind": kind,
        "metric_ids": [metric["metric_id"] for metric in metrics],
        "expected": float(f"{expected:.10g}"),
        "stated": None if stated is None else stated["value"],
        "tolerance": float(f"{slack + (half(stated) if stated is not None and is_exact(stated) else 0.0):.6g}"),
        "holds": holds,
        "explanation": words if stated is not None else f"{words} (derived)",
    }
