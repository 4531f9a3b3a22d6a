"""Reviewed corrections of single metrics, each with a guard: it is applied only where the source still says what was corrected."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from transforms.ids import content_id
from transforms.rules import REVIEWED

Row = dict[str, Any]
Withdrawn = dict[str, tuple[str, str]]
"""metric_id -> name of the rule and reason, of metrics that a review found to be no facts."""

FIELDS = (
    *("value", "value_low", "value_high", "approximation", "unit", "measure", "basis", "base", "indicator", "indicator_id"),
    *("period_start", "period_end", "period_type", "region", "region_code", "status", "speaker", "attributed_to"),
)
"""The columns of metrics that a review may correct."""

APPLIED, DOES_NOT_FIT, ABSENT = "applied", "does_not_fit", "absent"


@dataclass(frozen=True, slots=True)
class Correction:
    """One reviewed correction of the metric `metric_id` in a document that an inbox holds as `file`.

    The guard: the metric is printed as `value_text`, and reads as `was` says before the correction. `becomes` holds the right values of
    some of `FIELDS`; empty, it says that the number is no fact at all. `because` is why, `said_by` who says so.
    """

    name: str
    metric_id: str
    file: str
    value_text: str
    was: Mapping[str, Any]
    becomes: Mapping[str, Any]
    because: str
    said_by: str
    decided_on: dt.date


def correct(rows: Mapping[str, Sequence[Row]], corrections: Sequence[Correction]) -> tuple[dict[str, list[Row]], Withdrawn]:
    """The rows with what fits corrected, and a row of the table corrections for each; and the metrics that are no facts.

    Where something else in the file changed, so that the metric has another id, the one number of it that is printed and reads as the
    correction says is meant. A correction whose metric is not there is `absent` when no document of its file is, else `does_not_fit`;
    nothing is changed then.
    """
    tables = {name: list(listed) for name, listed in rows.items()}
    places = {metric["metric_id"]: place for place, metric in enumerate(tables["metrics"])}
    paths = {document["document_id"]: tuple(document["paths"]) for document in tables["documents"]}
    withdrawn: Withdrawn = {}
    tables["corrections"] = []
    for correction in corrections:
        there = [document_id for document_id, found in paths.items() if correction.file in found]
        place = places.get(correction.metric_id)
        if place is None and there:
            place = _found_anew(correction, tables["metrics"], there)
        found = None if place is None else tables["metrics"][place]
        misfit = _misfit(correction, found, there)
        outcome = ABSENT if found is None and not there else DOES_NOT_FIT if misfit else APPLIED
        tables["corrections"].append(_told(correction, outcome, misfit))
        if outcome != APPLIED or found is None or place is None:
            continue
        if correction.becomes:
            tables["metrics"][place] = {**found, **correction.becomes, "rules": f"{found['rules']} {REVIEWED}"}
        else:
            withdrawn[found["metric_id"]] = (f"corrections.{correction.name}", f"no fact, says {correction.said_by}: {correction.because}")
    return tables, withdrawn


def _found_anew(correction: Correction, metrics: Sequence[Row], documents: Sequence[str]) -> int | None:
    """The place of the one number of the file that is printed and reads as the correction says: elsewhere in it something changed."""
    found = [
        place
        for place, metric in enumerate(metrics)
        if metric["document_id"] in documents and _misfit(correction, metric, documents) is None
    ]
    return found[0] if len(found) == 1 else None


def _misfit(correction: Correction, found: Row | None, documents: Sequence[str]) -> str | None:
    """What the source says now where it is not what was corrected; `documents` are those of the correction's file."""
    if found is None:
        return f"the file changed, and no one number of it is {correction.value_text} and reads as `was` says"
    if found["document_id"] not in documents:
        return "the metric stands in another file"
    if found["value_text"] != correction.value_text:
        return f"the number printed there is {found['value_text']}"
    other = [f"{name} reads {_text(found[name])}" for name, value in correction.was.items() if found[name] != value]
    return ", ".join(other) or None


def _told(correction: Correction, outcome: str, misfit: str | None) -> Row:
    return {
        "correction_id": content_id("correction", correction.name, correction.metric_id),
        "name": correction.name,
        "metric_id": correction.metric_id,
        "file_name": correction.file,
        "value_text": correction.value_text,
        "was": _json(correction.was),
        "becomes": _json(correction.becomes) if correction.becomes else None,
        "because": correction.because,
        "said_by": correction.said_by,
        "decided_on": correction.decided_on,
        "outcome": outcome,
        "found": misfit if outcome == DOES_NOT_FIT else None,
    }


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True, default=str)


def _text(value: Any) -> str:
    return "nothing" if value is None else str(value)
