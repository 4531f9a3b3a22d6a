"""The flow that looks into the inbox every few minutes and builds only when files came, changed or went.

It compares what lies there with what the last run saw, whatever became of that run: an inbox that was blocked is not tried again until it
changes. A run that failed for a fault is tried again. New rules or reference tables are no reason: the daily build sees those.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger
from prefect.states import Completed, State

from flows import inbox as inboxes
from flows import steps
from flows.build import build_warehouse
from flows.parameters import Build, Watch
from flows.run import STATE_NAMES, WrongUse
from flows.run_states import ended, ended_as
from flows.sidecar import SUFFIX
from warehouse import runs
from warehouse.folder import WarehouseFolder


@flow(name="watch-inbox", description="Build when files came into the inbox, changed or went.", persist_result=False)
def watch_inbox(watch: Watch = Watch()) -> State[Any]:  # noqa: B008 - Prefect makes the form from the default
    """Ends as the build that it started, or with nothing new."""
    root = Path(watch.warehouse).absolute()
    return ended(lambda: _watched(watch, WarehouseFolder(root)), root)


def _watched(watch: Watch, folder: WarehouseFolder) -> State[Any]:
    inbox = Path(watch.inbox)
    steps.require_inbox(inbox)
    steps.require_apart(inbox, folder.root)
    try:
        seen = inboxes.discover(inbox, (folder.root,))
    except inboxes.InboxError as error:
        raise WrongUse(str(error)) from None
    if steps.inputs_fingerprint(seen.inputs, seen.issues) == last_seen(folder):
        return _nothing("Nothing came into the inbox since the last build.")
    youngest = youngest_change(path for item in seen.inputs for path in with_sidecars(item.absolute))
    if youngest is not None and time.time() - youngest < watch.quiet_seconds:
        return _nothing(f"Files came, the last one less than {watch.quiet_seconds} seconds ago. They are built once they are quiet.")
    get_run_logger().info("The inbox changed since the last build: %d documents", len(seen.inputs))
    shared = watch.model_dump(exclude={"quiet_seconds"})
    return ended_as(build_warehouse(Build(**shared), return_state=True))


def last_seen(folder: WarehouseFolder) -> str | None:
    """The fingerprint of the inputs of the last run that came to an end of its own; None before the first, and after one that failed."""
    builds = [row for row in runs.read(folder, "runs").to_pylist() if row["outcome"] != "rolled_back"]
    last = max(builds, key=lambda row: (row["ended_at"], row["run_id"]), default=None)
    if last is None or last["outcome"] == "failed":
        return None
    fingerprint = json.loads(last["inputs"]).get("fingerprint")
    return fingerprint if isinstance(fingerprint, str) else None


def with_sidecars(document: Path) -> tuple[Path, ...]:
    """A document, and where its sidecars may lie."""
    return document, document.with_name(document.name + SUFFIX), document.with_name(document.stem + SUFFIX)


def youngest_change(paths: Iterable[Path]) -> float | None:
    """When the last of these files was written or came here, in seconds since 1970; None without files. Those that are gone do not count.

    A copy may keep the day on which its original was written (cp -p, rsync -a), so the change of its entry counts as well.
    """
    times = []
    for path in paths:
        try:
            found = path.stat()
            times.append(max(found.st_mtime, found.st_ctime))
        except OSError:
            continue
    return max(times, default=None)


def _nothing(line: str) -> State[Any]:
    get_run_logger().info("%s", line)
    return Completed(name=STATE_NAMES["nothing_new"], message=line)
