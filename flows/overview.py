"""What `gongbao status`, `releases` and `rollback` say."""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path
from typing import Any

from flows import fingerprints
from flows.reader import command as reader_page
from flows.report.site import INDEX
from flows.run import unused_run_id
from flows.settings import REFERENCE
from warehouse import damage, lock, releases, runs
from warehouse.connect import NoRelease, missing
from warehouse.folder import WarehouseFolder
from warehouse.releases import Release

_COUNTED = ("documents", "sources", "metrics", "observations", "entities", "conflicts")
_COUNTED_OF_THE_RUN = {"quarantine": "rows kept out", "issues": "issues"}
"""The tables of these hold every run up to the release; what counts is the run that made it."""


def status_of(root: Path) -> tuple[list[str], bool]:
    """What is published, how the last run ended, who is writing; and whether what was published can be read.

    Raises OSError for a warehouse whose folders are not folders, or cannot be read.
    """
    folder = WarehouseFolder(root)
    if not root.exists():
        return [f"There is no warehouse at {root}. Make one with: gongbao build INBOX --warehouse {root}"], True
    for place in (root, folder.state, folder.releases, folder.reports):
        if place.exists() and not place.is_dir():
            raise NotADirectoryError(f"{place} is not a folder")
    lines = [f"Warehouse {root}"]
    release = releases.current(folder)
    wrong = missing(folder)
    if wrong is not None:
        lines.append(f"PROBLEM: {wrong}")
    elif release is None:
        lines.append("Nothing is published yet.")
    else:
        if problems := damage.found(release.database, release.facts, release.manifest):
            wrong = f"{'; '.join(problems[:5])}. Build again, or go back to a former release with gongbao rollback."
            lines.append(f"PROBLEM: the published release is damaged: {wrong}")
        lines.append(f"Published: {release.release_id}, at {_time(release.published_at)}")
        lines.append(f"  {_counts(release)}")
        lines.append(f"  database: {folder.database}")
    last = _last_run(folder)
    if last is not None:
        lines.append(f"Last run: {last['run_id']}, {_words(last['outcome'])}, ended {_time(last['ended_at'])}")
        report = folder.reports / last["run_id"] / INDEX
        if report.is_file():
            lines.append(f"  report: {report}")
    holder = lock.holder(folder)
    lines.append(f"Being written by {holder}." if holder else "Nobody is writing.")
    return lines, wrong is None


def release_lines(root: Path) -> list[str]:
    """One line a release, newest first, the current one marked."""
    found = releases.list_releases(WarehouseFolder(root))
    if not found:
        return [f"Nothing is published in {root} yet."]
    return [f"{'*' if one.is_current else ' '} {one.release_id}  {_time(one.published_at)}  {_counts(one)}" for one in found] + [
        "* is the published one. To go back: gongbao rollback [--to RELEASE]"
    ]


def roll_back(root: Path, to: str | None, at: datetime, wait_seconds: float) -> str:
    """Publishes a former release again and says which. Raises NoRelease, UnknownReleaseError, DamagedReleaseError or WarehouseBusy."""
    folder = WarehouseFolder(root)
    if releases.current(folder) is None and not releases.list_releases(folder):
        raise NoRelease(f"Nothing is published in {root}: there is no release to go back to.")
    with lock.hold(folder, wait_seconds, "rollback"):
        releases.recover(folder)
        before = releases.current(folder)
        run_id = unused_run_id(folder, at, fingerprints.of(["rollback", to]))
        release = releases.rollback(folder, to, at=at, run_id=run_id, code_fingerprint=fingerprints.project_code())
        page = _reader_again(folder)
    left = f" {before.release_id} stays under releases/." if before else ""
    return f"Published again: {release.release_id} ({_counts(release)}).{left}{page} The next build reads the inbox as it is then."


def _reader_again(folder: WarehouseFolder) -> str:
    """Writes the reader's page of what is published now, and says what became of it.

    Where that fails the page goes: it shows what was withdrawn. What is published stays published, whatever becomes of a page.
    """
    try:
        return f" {reader_page.write(folder.root, REFERENCE).path.name} shows it."
    except Exception as error:
        with contextlib.suppress(OSError):
            (folder.reports / reader_page.FILE).unlink(missing_ok=True)
        return f" {reader_page.FILE} could not be written and is removed ({type(error).__name__}: {error}); `gongbao reader` writes it."


def _last_run(folder: WarehouseFolder) -> dict[str, Any] | None:
    rows = runs.read(folder, "runs").to_pylist()
    return max(rows, key=lambda row: (row["ended_at"], row["run_id"])) if rows else None


def _counts(release: Release) -> str:
    rows = release.manifest.get("rows")
    if not isinstance(rows, dict):
        return "rows not counted"
    facts = [f"{rows[name]} {name}" for name in _COUNTED if isinstance(rows.get(name), int)]
    of_the_run = [f"{release.manifest.get(name, 0)} {words}" for name, words in _COUNTED_OF_THE_RUN.items()]
    return ", ".join([*facts, *of_the_run])


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _words(outcome: str) -> str:
    return outcome.replace("_", " ")
