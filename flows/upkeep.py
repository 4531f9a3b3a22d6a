"""The flows that keep a warehouse in order: back to a former release, and away with what is old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterEndTime,
)
from prefect.states import Completed, State
from prefect.types import DateTime

from flows import overview
from flows.parameters import Retention, Rollback
from flows.progress import listening, say
from flows.result_text import quoted
from flows.run import WrongUse
from flows.run_artifacts import table
from flows.run_log import RunLog
from flows.run_states import ended
from flows.writer import one_writer, slot
from warehouse import releases
from warehouse.connect import NoRelease
from warehouse.folder import WarehouseFolder
from warehouse.retention import remove

FLOWS = ("build-warehouse", "watch-inbox", "backfill", "check-quality", "roll-back", "remove-old")
"""The flows of the deployments, whose runs are removed when they are old."""

_PAGE = 100


@flow(name="roll-back", description="Publish a former release again.", persist_result=False)
def roll_back(rollback: Rollback = Rollback()) -> State[Any]:  # noqa: B008 - Prefect makes the form from the default
    """Publishes a release again."""
    root = Path(rollback.warehouse).absolute()
    with listening(RunLog()):
        return ended(lambda: _rolled_back(rollback, root), root)


def _rolled_back(rollback: Rollback, root: Path) -> State[Any]:
    try:
        with slot(rollback.wait_seconds):
            line = overview.roll_back(root, (rollback.release or "").strip() or None, datetime.now(UTC), rollback.wait_seconds)
    except (NoRelease, releases.UnknownReleaseError, releases.DamagedReleaseError) as error:
        raise WrongUse(f"Not rolled back: {error}") from None
    say(line)
    _list_releases(WarehouseFolder(root))
    return Completed(name="Rolled back", message=line)


@flow(name="remove-old", description="Remove former releases, reports and runs that are old.", persist_result=False)
def remove_old(retention: Retention = Retention()) -> State[Any]:  # noqa: B008 - Prefect makes the form from the default
    """Removes what is beyond the bounds; the published release, what a build needs and the run tables always stay."""
    folder = WarehouseFolder(Path(retention.warehouse).absolute())
    with listening(RunLog()):
        return ended(lambda: _removed(retention, folder), folder.root)


def _removed(retention: Retention, folder: WarehouseFolder) -> State[Any]:
    before = datetime.now(UTC) - timedelta(days=retention.days)
    if not folder.releases.is_dir():
        raise WrongUse(f"There is no warehouse at {folder.root}.")
    with one_writer(folder, retention.wait_seconds, "retention"):
        gone = remove(folder, retention.former_releases, before, dry_run=retention.dry_run)
    for path in gone:
        say(f"{'would go' if retention.dry_run else 'removed'}: {path.relative_to(folder.root)}")
    runs = _remove_runs(before, dry_run=retention.dry_run)
    verb = "Would remove" if retention.dry_run else "Removed"
    line = f"{verb} {len(gone)} old releases, reports and files, and {runs} runs of before {before:%Y-%m-%d}."
    say(line)
    _list_releases(folder)
    return Completed(name="Nothing removed" if retention.dry_run or not (gone or runs) else "Removed", message=line)


def _remove_runs(before: datetime, *, dry_run: bool) -> int:
    """Prefect's runs of gongbao's flows that ended before; with them go their logs. How many there were."""
    ours = FlowFilter(name=FlowFilterName(any_=list(FLOWS)))
    old = FlowRunFilter(end_time=FlowRunFilterEndTime(before_=DateTime.fromtimestamp(before.timestamp(), UTC)))
    removed = 0
    with get_client(sync_client=True) as client:
        while True:
            page = client.read_flow_runs(flow_filter=ours, flow_run_filter=old, limit=_PAGE, offset=removed if dry_run else 0)
            for run in page if not dry_run else ():
                client.delete_flow_run(run.id)
            removed += len(page)
            if len(page) < _PAGE:
                return removed


def _list_releases(folder: WarehouseFolder) -> None:
    rows = [
        {
            "release": one.release_id,
            "published": "now" if one.is_current else "",
            "built at (UTC)": f"{one.published_at:%Y-%m-%d %H:%M}",
            **{name: one.manifest.get("rows", {}).get(name, "") for name in ("documents", "metrics", "conflicts")},
        }
        for one in releases.list_releases(folder)
    ]
    table("releases", rows, f"Releases of {quoted(folder.root)}")
