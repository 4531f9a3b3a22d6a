"""Whether the disk has room: looked at before a build, and named when a build failed for want of it."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from pathlib import Path

import duckdb

FLOOR_BYTES = 50_000_000
"""Free disk without which no build begins: Prefect's own records, a candidate and the reports of a small inbox together."""

_TIMES_INBOX = 3  # raw contents, readings, and the facts twice over, of which most is compressed
_SPENT_BYTES = 1_000_000  # a disk with less than this is full, whatever the error said
_WORDS = ("no space left", "disk is full", "disk full", "quota exceeded", "out of disk space")


class NoRoomError(Exception):
    """The disk has too little room; the message names disk, folder and what is free."""


def require(root: Path, inbox: Path, floor: int | None = None) -> None:
    """Raises NoRoomError when the disk of `root` has less than `floor` bytes (FLOOR_BYTES), or three times the size of the inbox, free."""
    least = max(FLOOR_BYTES if floor is None else floor, _TIMES_INBOX * _size(inbox))
    if _free(root) < least:
        raise NoRoomError(f"Too little room for a build: {_told(root)}, and {_megabytes(least)} are needed. {_advice()}")


def full(root: Path, error: BaseException | None) -> str | None:
    """What to tell when the disk of `root` is full, or `error` came of that; None when it is not."""
    if not (error and _speaks_of_it(error)) and _free(root) > _SPENT_BYTES:
        return None
    return f"The disk is full: {_told(root)}. What is published stays as it was. {_advice()}"


def _speaks_of_it(error: BaseException | None) -> bool:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        # Only from what writes to disks: a message of another kind may quote a document.
        told = isinstance(error, OSError | duckdb.Error | sqlite3.Error) or type(error).__module__.split(".")[0] in _WRITERS
        if told and any(word in str(error).lower() for word in _WORDS):
            return True
        error = error.__cause__ or error.__context__
    return False


_WRITERS = ("prefect", "sqlalchemy", "httpx", "flows", "pyarrow")


def _told(root: Path) -> str:
    there = _nearest(root)
    return f"the disk of {root} (mounted at {_mount(there)}) has {_megabytes(_free(root))} free"


def _advice() -> str:
    return "Make room on it, or name a warehouse on another disk with --warehouse, and build again."


def _free(root: Path) -> int:
    return shutil.disk_usage(_nearest(root)).free


def _nearest(root: Path) -> Path:
    there = root.absolute()
    while not there.exists():
        there = there.parent
    return there


def _mount(path: Path) -> Path:
    place = path.resolve()
    while not place.is_mount():
        place = place.parent
    return place


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def _size(inbox: Path) -> int:
    total = 0
    for place, _, names in os.walk(inbox):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except OSError:
                continue
    return total
