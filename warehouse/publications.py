"""The log of publications: which release was put in force when, rollbacks included.

It is written ahead: the entry first, then the `current` link. An entry at the end that the link does not bear out never took effect.
So the link alone decides, and the log is exact whenever a process is killed.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal

from warehouse.atomic import move_aside, write_bytes
from warehouse.folder import WarehouseFolder

_log = logging.getLogger("gongbao.warehouse")

Kind = Literal["publish", "rollback"]


@dataclass(frozen=True, slots=True)
class Publication:
    """From `at` (UTC) on, `release_id` was the published release."""

    release_id: str
    kind: Kind
    run_id: str
    at: datetime


def current_id(folder: WarehouseFolder) -> str | None:
    """The release that the `current` link names, whether or not it is there."""
    try:
        return os.path.basename(os.readlink(folder.current).rstrip("/"))
    except OSError:
        return None


def in_force(folder: WarehouseFolder) -> list[Publication]:
    """All publications that took effect, oldest first; the last one is that of the current release.

    A link that was changed by hand counts as a publication at the time of the link.
    """
    now = current_id(folder)
    if now is None:
        return []
    entries = _read(folder)
    if entries and entries[-1].release_id != now:
        entries = entries[:-1]
    if not entries or entries[-1].release_id != now:
        made = datetime.fromtimestamp(os.lstat(folder.current).st_mtime, UTC)
        seen = any(entry.release_id == now for entry in entries)
        entries.append(Publication(now, "rollback" if seen else "publish", now, made))
    return entries


def pending(folder: WarehouseFolder) -> Publication | None:
    """The entry at the end of the log that never took effect, if there is one."""
    entries = _read(folder)
    if entries and entries[-1].release_id != current_id(folder):
        return entries[-1]
    return None


def announce(folder: WarehouseFolder, publication: Publication) -> None:
    """Write the entry of a publication that is about to take effect."""
    _write(folder, [*in_force(folder), publication])


def forget_pending(folder: WarehouseFolder) -> None:
    """Take an entry that never took effect out of the log."""
    _write(folder, in_force(folder))


def _write(folder: WarehouseFolder, entries: list[Publication]) -> None:
    told = [{**asdict(entry), "at": entry.at.isoformat()} for entry in entries]
    text = "[\n" + ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in told) + "\n]\n"
    write_bytes(folder.publications, text.encode(), temporary=folder.temporary)


def _read(folder: WarehouseFolder) -> list[Publication]:
    try:
        entries = json.loads(folder.publications.read_bytes())
        return [
            Publication(entry["release_id"], entry["kind"], entry["run_id"], datetime.fromisoformat(entry["at"]).astimezone(UTC))
            for entry in entries
        ]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError) as error:
        place = move_aside(folder.publications, folder.set_aside)
        _log.warning("The log of publications could not be read (%s) and was moved to %s; it begins anew.", error, place)
        return []
