"""Events that a person may want to be told of. Prefect's server keeps them; automations (flows/automations.py) pass them on."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from prefect.events import emit_event

from flows.run import Outcome, Run
from warehouse import parquet, releases
from warehouse.connect import connect
from warehouse.folder import WarehouseFolder, fact_file

BLOCKED = "gongbao.build.blocked"
STALE = "gongbao.data.stale"
CONFLICTS = "gongbao.conflicts.new"


def after_build(run: Run, outcome: Outcome, conflicts: list[dict[str, Any]], stale_after_days: int) -> list[str]:
    """Emits what the end of this build calls for; returns the names of the events, in order."""
    sent = []
    if outcome.end == "blocked":
        _emit(run.folder, BLOCKED, outcome.line, {"run_id": run.run_id, "release": outcome.release, "report": outcome.report})
        sent.append(BLOCKED)
    if conflicts:
        line = f"{len(conflicts)} new conflict{'' if len(conflicts) == 1 else 's'} in the release {outcome.release}."
        _emit(run.folder, CONFLICTS, line, {"run_id": run.run_id, "release": outcome.release, "conflicts": len(conflicts)})
        sent.append(CONFLICTS)
    newest = newest_document(run.folder, run.clock)
    days = None if newest is None else (run.clock - newest).days
    if stale_after_days and days is not None and newest is not None and days >= stale_after_days:
        line = f"No document came in for {days} days: the newest one is of {newest:%Y-%m-%d}."
        _emit(run.folder, STALE, line, {"run_id": run.run_id, "release": outcome.release, "days": days, "newest": newest.isoformat()})
        sent.append(STALE)
    return sent


def conflict_ids(folder: WarehouseFolder) -> frozenset[str] | None:
    """The conflicts that the published release holds; none where nothing is published, None where it is damaged and does not tell."""
    rows = _read(folder, "conflicts", ["conflict_id"])
    return None if rows is None else frozenset(row["conflict_id"] for row in rows)


def new_conflicts(folder: WarehouseFolder, before: frozenset[str]) -> list[dict[str, Any]]:
    """The conflicts of the published release that are not among `before`, as a person reads them, the likeliest error first."""
    new = sorted((conflict_ids(folder) or frozenset()) - before)
    if not new:
        return []
    columns = "indicator, region, period_end, left_text, right_text, unit, likely_cause, left_file, right_file, conflict_id"
    with connect(folder.root) as release:
        found = release.execute(f"SELECT {columns} FROM disagreements WHERE list_contains(?, conflict_id)", [new])
        return [dict(zip(columns.split(", "), row, strict=True)) for row in found.fetchall()]


def newest_document(folder: WarehouseFolder, now: datetime) -> datetime | None:
    """When the newest document of the published release came in (UTC); None where there is none. What a sidecar says of days to come is
    no sign that something came in."""
    moments = [row["collected_at"] for row in _read(folder, "documents", ["collected_at"]) or ()]
    known = [moment if moment.tzinfo else moment.replace(tzinfo=UTC) for moment in moments if moment is not None]
    return max((moment for moment in known if moment <= now), default=None)


def _read(folder: WarehouseFolder, table: str, columns: list[str]) -> list[dict[str, Any]] | None:
    """Rows of the published release, none where nothing is published; None of a damaged one: the build itself says that it is damaged."""
    release = releases.current(folder)
    if release is None:
        return []
    with contextlib.suppress(OSError, pa.ArrowException):
        return parquet.read(fact_file(release.facts, table), columns).to_pylist()
    return None


def _emit(folder: WarehouseFolder, event: str, line: str, payload: dict[str, Any]) -> None:
    root = folder.root
    emit_event(
        event=event,
        resource={"prefect.resource.id": f"gongbao.warehouse.{root.name}", "prefect.resource.name": str(root)},
        payload={"line": line, "warehouse": str(root), **payload},
    )
