"""What may go when it is old: former releases beyond a number, reports of runs and files set aside before a day."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from warehouse import releases
from warehouse.folder import WarehouseFolder


def remove(folder: WarehouseFolder, former: int, before: datetime, *, dry_run: bool = False) -> list[Path]:
    """Removes the former releases beyond the `former` newest, and reports and files set aside that were last changed before that moment.

    Reports of releases that stay are kept. Called under `lock.hold`. Returns what went, or with `dry_run` what would go.
    """
    gone = [release.path for release in _beyond(folder, former)]
    kept = {release.release_id for release in releases.list_releases(folder)} - {path.name for path in gone}
    # Folders alone: the reader's page is of the published release, however old it is.
    reports = (path for path in _entries(folder.reports) if path.is_dir() and path.name not in kept)
    old = [path for path in reports if os.lstat(path).st_mtime < before.timestamp()]
    # By when they came there, which keeps the day on which they were written.
    old += [path for path in _entries(folder.set_aside) if os.lstat(path).st_ctime < before.timestamp()]
    if not dry_run:
        for path in gone:
            releases.discard(path)
        for path in old:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    return gone + old


def _beyond(folder: WarehouseFolder, former: int) -> list[releases.Release]:
    return [release for release in releases.list_releases(folder) if not release.is_current][former:]


def _entries(place: Path) -> Iterator[Path]:
    return iter(sorted(place.iterdir())) if place.is_dir() else iter(())
