"""The log of publications: which release was put in force when, rollbacks included.

It is written ahead: the entry first, marked as not settled, then the `current` link, then the entry as settled. An unsettled entry at the
end that the link does not bear out never took effect. So the log is exact whenever a process is killed, and says what was in force where
the link is lost.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from warehouse.atomic import move_aside, write_bytes
from warehouse.folder import DATABASE, WarehouseFolder

_log = logging.getLogger("gongbao.warehouse")

Kind = Literal["publish", "rollback"]


@dataclass(frozen=True, slots=True)
class Publication:
    """From `at` (UTC) on, `release_id` was the published release."""

    release_id: str
    kind: Kind
    run_id: str
    at: datetime
    settled: bool = True
    """False from the announcement until the link is in place."""


def current_id(folder: WarehouseFolder) -> str | None:
    """The release that the `current` link names, whether or not it is there."""
    try:
        return os.path.basename(os.readlink(folder.current).rstrip("/"))
    except OSError:
        return None


def in_force(folder: WarehouseFolder) -> list[Publication]:
    """All publications that took effect, oldest first; the last one is that of the current release.

    A link that was changed by hand counts as a publication at the time of the link; one that is lost or leads nowhere counts for nothing.
    """
    now = current_id(folder)
    entries = _read(folder)
    if entries and not entries[-1].settled and entries[-1].release_id != now:
        entries = entries[:-1]
    if now is None or (entries and (entries[-1].release_id == now or not is_there(folder, now))):
        return entries
    made = datetime.fromtimestamp(os.lstat(folder.current).st_mtime, UTC)
    seen = any(entry.release_id == now for entry in entries)
    return [*entries, Publication(now, "rollback" if seen else "publish", now, made)]


def is_there(folder: WarehouseFolder, release_id: str) -> bool:
    """Whether the folder of that release holds a database and its manifest."""
    path = folder.releases / release_id
    return (path / DATABASE).is_file() and (path / "manifest.json").is_file()


def pending(folder: WarehouseFolder) -> Publication | None:
    """The entry at the end of the log that never took effect, if there is one."""
    entries = _read(folder)
    if entries and not entries[-1].settled and entries[-1].release_id != current_id(folder):
        return entries[-1]
    return None


def announce(folder: WarehouseFolder, publication: Publication) -> None:
    """Write the entry of a publication that is about to take effect."""
    _write(folder, [*in_force(folder), replace(publication, settled=False)])


def settle(folder: WarehouseFolder) -> None:
    """Leave in the log what took effect, as settled; an entry that never did goes."""
    entries = in_force(folder)
    settled = [replace(entry, settled=True) for entry in entries]
    if settled != _read(folder):
        _write(folder, settled)


def _write(folder: WarehouseFolder, entries: list[Publication]) -> None:
    told = [{**asdict(entry), "at": entry.at.isoformat()} for entry in entries]
    text = "[\n" + ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in told) + "\n]\n"
    write_bytes(folder.publications, text.encode(), temporary=folder.temporary)


def _read(folder: WarehouseFolder) -> list[Publication]:
    try:
        entries = json.loads(folder.publications.read_bytes())
        return [
            Publication(
                entry["release_id"],
                entry["kind"],
                entry["run_id"],
                datetime.fromisoformat(entry["at"]).astimezone(UTC),
                entry.get("settled", True),
            )
            for entry in entries
        ]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        place = move_aside(folder.publications, folder.set_aside)
        _log.warning("The log of publications could not be read (%s) and was moved to %s; it begins anew.", error, place)
        return []
