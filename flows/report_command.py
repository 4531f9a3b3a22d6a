"""`gongbao report`: finds the report of a run and opens it."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path

from flows.report.site import INDEX
from warehouse import runs
from warehouse.folder import WarehouseFolder


class NoReport(LookupError):  # noqa: N818 - an answer, not a fault
    """There is no such report; the message says which there are."""


def find(root: Path, run_id: str | None) -> Path:
    """The first page of the report of that run, or of the last run that has one. Raises NoReport."""
    folder = WarehouseFolder(root)
    there = {path.parent.name: path for path in folder.reports.glob(f"*/{INDEX}")}
    if run_id is not None:
        if run_id not in there:
            newest = ", ".join(sorted(there)[-5:]) or "none"
            raise NoReport(f"There is no report of a run {run_id} in {folder.reports}. The newest are: {newest}.")
        return there[run_id]
    ended = {row["run_id"]: row["ended_at"] for row in runs.read(folder, "runs").to_pylist()} if there else {}
    known = [name for name in there if name in ended]
    if not known:
        raise NoReport(f"There is no report in {folder.reports} yet. Build first: gongbao build INBOX --warehouse {root}")
    return there[max(known, key=lambda name: (ended[name], name))]


def show(page: Path) -> bool:
    """Opens it in the browser of this desktop; whether there is one."""
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("BROWSER")
    ):
        return False
    return webbrowser.open(page.resolve().as_uri())
