"""Publishing, going back, and clearing up after a run that was killed.

The folder `current` links to is the published release, with database and facts of one build. Everything is prepared beside it; replacing
that one link is the publication. All that writes here is called under `lock.hold`.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse import damage, publications, runs
from warehouse.atomic import link, move_aside, sync_file, sync_folder, write_bytes
from warehouse.folder import DATABASE, FACTS, WarehouseFolder
from warehouse.publications import Publication
from warehouse.stage import Candidate, attached, fill
from warehouse.tables import TABLES

_log = logging.getLogger("gongbao.warehouse")

FORMER = 5
"""How many former releases are kept beside the current one."""


class UnknownReleaseError(ValueError):
    """The release asked for is not there; the message lists those that are."""


class DamagedReleaseError(ValueError):
    """The release asked for cannot be read; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release that is or was published. `published_at` is when it was built and first published (UTC)."""

    release_id: str
    path: Path
    database: Path
    facts: Path
    manifest: dict[str, Any]
    published_at: datetime
    is_current: bool


def publish(folder: WarehouseFolder, candidate: Candidate, manifest: Mapping[str, Any]) -> Release:
    """Publish the candidate as the release of its run (`release_id` is the run's id), and return it.

    The run tables are added as they stand in state/, so the run's own rows must be there already. `manifest` must hold `published_at` (a
    datetime that knows its zone); all it holds is kept in manifest.json, with release_id, run_id and the rows of each table.
    Afterwards the current release and the five former ones are kept.
    Raises ValueError without `published_at`, when there is no such candidate, or when it was published already.
    """
    published_at = _moment(manifest.get("published_at"))
    release_id = runs.check_run_id(candidate.run_id)
    place = folder.releases / release_id
    if place.exists():
        raise ValueError(f"the release {release_id} is there already; a run publishes once")
    if not candidate.database.is_file():
        raise ValueError(f"there is no candidate at {candidate.path}; build it again")
    rows = _complete(folder, candidate)
    told = {**manifest, "release_id": release_id, "run_id": candidate.run_id, "published_at": published_at, "rows": rows}
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True, default=_jsonable) + "\n"
    write_bytes(candidate.path / "manifest.json", text.encode())
    # So that a shell that opens it for writing, as most do by themselves, is told so: it would lock out every reader.
    candidate.database.chmod(0o444)
    sync_file(candidate.database)
    sync_folder(candidate.path)

    _ensure_links(folder)
    publications.announce(folder, Publication(release_id, "publish", candidate.run_id, published_at))
    os.rename(candidate.path, place)
    sync_folder(folder.releases)
    _point_to(folder, release_id)
    publications.settle(folder)
    _prune(folder)
    return _required(folder, release_id)


def current(folder: WarehouseFolder) -> Release | None:
    """The published release; None when nothing is published, or what `current` links to is not a whole release."""
    release_id = publications.current_id(folder)
    return None if release_id is None else _release(folder, release_id, release_id)


def list_releases(folder: WarehouseFolder) -> list[Release]:
    """All releases that are there, newest first in the order of publication."""
    now = publications.current_id(folder)
    if not folder.releases.is_dir():
        return []
    published = {entry.release_id: place for place, entry in enumerate(publications.in_force(folder)) if entry.kind == "publish"}
    found = [_release(folder, path.name, now) for path in folder.releases.iterdir()]
    there = [release for release in found if release is not None]
    return sorted(there, key=lambda one: (published.get(one.release_id, -1), one.published_at, one.release_id), reverse=True)


def rollback(
    folder: WarehouseFolder,
    to: str | None = None,
    *,
    at: datetime,
    run_id: str,
    code_fingerprint: str = "",
    rule_fingerprint: str = "",
) -> Release:
    """Publish a former release again: `to`, else the one before the current one. Adds a row `rolled_back` to runs.

    The release that is left stays, and can be gone back to by its id. Raises UnknownReleaseError when there is no such release, or
    when it is the current one; DamagedReleaseError when it does not open or is not as its manifest says.
    """
    moment = _moment(at)
    runs.check_run_id(run_id)
    there = list_releases(folder)
    target = _target(there, to)
    if wrong := damage.found(target.database, target.facts, target.manifest):
        others = ", ".join(one.release_id for one in there if one is not target and not one.is_current) or "none"
        raise DamagedReleaseError(f"the release {target.release_id} is damaged: {'; '.join(wrong)}. Nothing was changed. Others: {others}")
    _ensure_links(folder)
    publications.announce(folder, Publication(target.release_id, "rollback", run_id, moment))
    row = {
        "run_id": run_id,
        "started_at": moment,
        "ended_at": moment,
        "outcome": "rolled_back",
        "release": target.release_id,
        "code_fingerprint": code_fingerprint,
        "rule_fingerprint": rule_fingerprint,
        "inputs": "{}",
        "counts": "{}",
        "durations": "{}",
    }
    runs.append(folder, "runs", [row], run_id)
    _point_to(folder, target.release_id)
    publications.settle(folder)
    return _required(folder, target.release_id)


def recover(folder: WarehouseFolder) -> list[str]:
    """Clear what killed runs left, and say what was found; an empty list when all was in order.

    Goes: candidates, unfinished files, releases without a manifest, a release that was moved into place but never published. Stays: every
    release that was published. A row in runs that says so of a publication that did not come to pass is put right. A `current` link that is
    lost or leads nowhere is put back to the release that was in force by the log of publications.
    """
    folder.create()
    said: list[str] = []
    for path in sorted(folder.staging.iterdir()):
        _remove(path)
        said.append(f"removed the candidate {path.name} of a run that did not end")
    for place in (folder.root, folder.releases, folder.temporary):
        for path in sorted(place.glob(".*.tmp")):
            _remove(path)
            said.append(f"removed the unfinished file {path.name}")
    said += _put_link_back(folder)
    pending = publications.pending(folder)
    if pending is not None:
        unpublished = folder.releases / pending.release_id
        if pending.kind == "publish" and unpublished.is_dir():
            discard(unpublished)
            said.append(f"removed the release {pending.release_id}, which was complete but not published when its run was killed")
    publications.settle(folder)
    now = publications.current_id(folder)
    for path in sorted(folder.releases.iterdir()):
        if path.name != now and not (path / "manifest.json").is_file():
            _remove(path)
            said.append(f"removed {path.name} from releases/: it has no manifest, so it is not whole")
    runs.fold(folder)
    said += _correct_runs(folder)
    if now is not None:
        said += _ensure_links(folder)
        if current(folder) is None:
            advice = "go back to a former one with `gongbao rollback`, or build again"
            said.append(f"the published release {now} is not there or not whole: {advice}")
        else:
            said += _prune(folder)
    return said


def _complete(folder: WarehouseFolder, candidate: Candidate) -> dict[str, int]:
    """Add the run tables to the candidate, and count the rows of every table."""
    with attached(candidate.database) as connection:
        connection.execute("BEGIN")
        for table in runs.RUN_TABLES:
            fill(connection, candidate, table, runs.read(folder, table.name))
        connection.execute("COMMIT")
        counts = {}
        for table in TABLES:
            found = connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()
            counts[table.name] = int(found[0]) if found else 0
    return counts


def _target(there: list[Release], to: str | None) -> Release:
    listed = ", ".join(f"{one.release_id}{' (current)' if one.is_current else ''}" for one in there) or "none"
    if to is not None:
        for release in there:
            if release.release_id == to:
                if release.is_current:
                    raise UnknownReleaseError(f"the release {to} is the current one already. Releases here: {listed}")
                return release
        raise UnknownReleaseError(f"there is no release {to!r}. Releases here: {listed}")
    places = [place for place, release in enumerate(there) if release.is_current]
    # Where the current link leads nowhere, the newest release that is whole is the one to go back to.
    before = there[places[0] + 1 :] if places else there
    if not before:
        raise UnknownReleaseError(f"there is no release before the current one. Releases here: {listed}")
    return before[0]


def _release(folder: WarehouseFolder, release_id: str, current_id: str | None) -> Release | None:
    path = folder.releases / release_id
    try:
        manifest = json.loads((path / "manifest.json").read_bytes())
        published_at = _moment(manifest["published_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    database = path / DATABASE
    if not database.is_file():
        return None
    return Release(release_id, path, database, path / FACTS, manifest, published_at, release_id == current_id)


def _required(folder: WarehouseFolder, release_id: str) -> Release:
    release = _release(folder, release_id, publications.current_id(folder))
    if release is None:
        raise RuntimeError(f"the release {release_id} vanished while it was being published; is something else writing to {folder.root}?")
    return release


def _point_to(folder: WarehouseFolder, release_id: str) -> None:
    link(folder.current, os.path.join(folder.releases.name, release_id))


def _ensure_links(folder: WarehouseFolder) -> list[str]:
    """Have the links at the top lead through `current`, and set aside what stands in their way or would alter what readers see."""
    said = []
    # Somebody opened a published file for writing, and ended without closing it. DuckDB would replay that log for every reader: 2.0 from
    # beside the file itself, 1.2 from beside the link, and there onto whichever release is published by then.
    stray = [folder.root / f"{DATABASE}.wal", *sorted(folder.releases.glob(f"*/{DATABASE}.wal"))]
    stray += [path for path in (folder.database, folder.facts) if path.exists() and not path.is_symlink()]
    if folder.current.exists() and not folder.current.is_symlink():
        stray.append(folder.current)
    for path in stray:
        if path.exists():
            place = move_aside(path, folder.set_aside)
            said.append(f"moved {path} to {place}: it does not belong beside a published release")
            _log.warning("%s", said[-1])
    for path in (folder.database, folder.facts):
        target = os.path.join(folder.current.name, path.name)
        if not path.is_symlink() or os.readlink(path) != target:
            link(path, target)
    return said


def _put_link_back(folder: WarehouseFolder) -> list[str]:
    now = publications.current_id(folder)
    if now is not None and publications.is_there(folder, now):
        return []
    pending = publications.pending(folder)
    entries = publications.in_force(folder)
    if pending is not None and entries and publications.is_there(folder, pending.release_id):
        # Whether it took effect before the link was lost cannot be known: it is whole, and nothing that is whole is thrown away.
        entries = [*entries, pending]
    believed = entries[-1].release_id if entries else _newest(folder, pending)
    if believed is None or believed == now:
        return []
    _ensure_links(folder)
    _point_to(folder, believed)
    lost = "was lost" if now is None else f"led to {now}, which is not there"
    return [f"put the link current back to the release {believed}, which was in force: it {lost}"]


def _newest(folder: WarehouseFolder, unpublished: Publication | None) -> str | None:
    """Without a log: the release that the runs name last, else the newest one that is whole."""
    there = {one.release_id: one for one in list_releases(folder) if unpublished is None or one.release_id != unpublished.release_id}
    rows = [
        row for row in runs.read(folder, "runs").to_pylist() if row["outcome"] in ("published", "rolled_back") and row["release"] in there
    ]
    if rows:
        return str(max(rows, key=lambda row: (row["ended_at"], row["run_id"]))["release"])
    return max(there, key=lambda name: (there[name].published_at, name), default=None)


def _prune(folder: WarehouseFolder) -> list[str]:
    former = [release for release in list_releases(folder) if not release.is_current]
    for release in former[FORMER:]:
        discard(release.path)
    return [f"removed the release {release.release_id}: {FORMER} former ones are kept" for release in former[FORMER:]]


def discard(path: Path) -> None:
    """Remove the folder of a former release."""
    # The manifest first: a removal that is cut short then leaves something that is plainly no release.
    (path / "manifest.json").unlink(missing_ok=True)
    shutil.rmtree(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _correct_runs(folder: WarehouseFolder) -> list[str]:
    """Runs append their row before they publish, so that the release holds it; a kill in between leaves a row that is not true."""
    entries = publications.in_force(folder)
    if not entries and list_releases(folder):
        return []
    took_effect = {entry.run_id for entry in entries}
    said = []
    for row in runs.read(folder, "runs").to_pylist():
        if row["outcome"] not in ("published", "rolled_back") or row["run_id"] in took_effect:
            continue
        # What was complete but not published is removed by now: a release that is there was published.
        if row["outcome"] == "published" and publications.is_there(folder, row["run_id"]):
            continue
        # Only what came after the last publication: a log that began anew knows nothing of older ones.
        if entries and row["ended_at"] < entries[-1].at:
            continue
        release = entries[-1].release_id if entries else None
        runs.replace(folder, "runs", [{**row, "outcome": "failed", "release": release}], row["run_id"])
        said.append(f"the run {row['run_id']} was killed before it published; its outcome is now given as failed")
    return said


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise ValueError(f"published_at must be a time that knows its zone, not {value!r}")
    return moment.astimezone(UTC)


def _jsonable(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"manifest.json cannot hold {value!r}")
