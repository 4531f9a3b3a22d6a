"""What a run changed against the release before it: facts that came, went or say something else, and checks that fare better or worse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

Row = dict[str, Any]

COMPARED = (
    "value",
    "value_low",
    "value_high",
    "unit",
    "measure",
    "basis",
    "base",
    "indicator",
    "period_start",
    "period_end",
    "region",
    "status",
    "speaker",
)
"""Columns whose change is a changed fact; the others say where and how it was read."""

_SIDES = """
WITH now AS (SELECT * FROM metrics_history WHERE recorded_from = $at AND recorded_to IS NULL),
    gone AS (SELECT * FROM metrics_history WHERE recorded_to = $at)
"""
_PLACE = ("metric_id", "document_id", "char_start", "char_end", "value_text", "sentence")
_SAID = ("indicator", "measure", "basis", "base", "unit", "period_start", "period_end", "region", "status")
"""Two rows that agree in these speak of one thing."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of metrics by what became of them; `first` for a release with none before it.

    `moved` counts facts that another document says now, as after a correction elsewhere in a file.
    """

    added: list[Row] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    moved: int = 0
    first: bool = False


def facts(connection: duckdb.DuckDBPyConnection, at: dt.datetime) -> Facts:
    """What the candidate of a build at that moment changes, by its own history."""
    moment = {"at": at.replace(tzinfo=None)}
    before = connection.execute("SELECT count(*) FROM metrics_history WHERE recorded_from < $at", moment).fetchone()
    if not before or not before[0]:
        return Facts(first=True)
    added = _rows(connection, f"{_SIDES} SELECT {_columns('now')} FROM now ANTI JOIN gone USING (metric_id) ORDER BY 2, 3", moment)
    lost = _rows(
        connection,
        f"{_SIDES} SELECT {_columns('gone')}, gone.reason FROM gone ANTI JOIN now USING (metric_id) ORDER BY 2, 3",
        moment,
    )
    pairs = ", ".join(f"gone.{name} AS old_{name}, now.{name} AS new_{name}" for name in COMPARED)
    both = _rows(
        connection,
        f"{_SIDES} SELECT {_columns('now')}, gone.reason, {pairs} FROM now JOIN gone USING (metric_id) ORDER BY 2, 3",
        moment,
    )
    changed = [{**row, "changes": changes} for row in both if (changes := _changes(row))]
    return _paired(added, lost, changed)


def _columns(side: str) -> str:
    return ", ".join(f"{side}.{name}" for name in dict.fromkeys((*_PLACE, *COMPARED)))


def _paired(added: list[Row], gone: list[Row], changed: list[Row]) -> Facts:
    """Pairs what is gone with what is new where both speak of one thing, as when a file was replaced by a corrected one.

    First by the same words, then by the same thing where each side says it once. Equal values have moved, others have changed.
    """
    moved = 0
    for key in (("sentence", "value_text", *_SAID), _SAID):
        taken: set[int] = set()
        new, old = _once(added, key), _once(gone, key)
        for what in new.keys() & old.keys():
            row, was = new[what], old[what]
            taken |= {id(row), id(was)}
            if all(row[name] == was[name] for name in COMPARED):
                moved += 1
            else:
                pairs = {f"old_{name}": was[name] for name in COMPARED} | {f"new_{name}": row[name] for name in COMPARED}
                changed.append({**{name: row[name] for name in _PLACE}, "indicator": row["indicator"], "reason": was["reason"], **pairs})
                changed[-1]["changes"] = _changes(changed[-1])
        added = [row for row in added if id(row) not in taken]
        gone = [row for row in gone if id(row) not in taken]
    changed.sort(key=lambda row: (row["document_id"], row["char_start"]))
    return Facts(added, gone, changed, moved)


def _once(rows: Iterable[Row], key: Iterable[str]) -> dict[tuple[object, ...], Row]:
    """The rows whose key no other row has."""
    found: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in key), []).append(row)
    return {what: same[0] for what, same in found.items() if len(same) == 1}


def _changes(row: Mapping[str, Any]) -> str:
    told = [
        f"{name}: {_said(row[f'old_{name}'])} → {_said(row[f'new_{name}'])}"
        for name in COMPARED
        if row[f"old_{name}"] != row[f"new_{name}"]
    ]
    return "; ".join(told)


def _said(value: object) -> str:
    return "—" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, given: Mapping[str, Any]) -> list[Row]:
    cursor = connection.execute(sql, dict(given))
    columns = [str(entry[0]) for entry in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Moves:
    """Rules by how they fare against the release before: newly failing, on more rows, on fewer, holding again, no longer checked."""

    new: list[str] = field(default_factory=list)
    worse: list[str] = field(default_factory=list)
    better: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def moves(now: Iterable[Row], before: Iterable[Row]) -> Moves:
    """Compares two runs' rows of quality_results. Nothing before: nothing moved."""
    old = {row["rule"]: row for row in before}
    rows = {row["rule"]: row for row in now}
    if not old:
        return Moves()
    found = Moves()
    for rule, row in rows.items():
        was = old.get(rule)
        fails, failed = row["outcome"] != "passed", was is not None and was["outcome"] != "passed"
        if fails and not failed:
            found.new.append(rule)
        elif failed and not fails:
            found.mended.append(rule)
        elif fails and was is not None:
            more = (row["unexpected"] or 0) - (was["unexpected"] or 0)
            if more:
                (found.worse if more > 0 else found.better).append(rule)
    found.lost.extend(sorted(old.keys() - rows.keys()))
    return found
