"""One writer at a time.

A lock of the kernel on state/lock: it goes when its process goes, however that ends, so nobody ever has to remove a lock file
by hand. The text in the file only tells people who holds it.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from warehouse.folder import WarehouseFolder

_log = logging.getLogger("gongbao.warehouse")
_POLL_SECONDS = 0.1
_held_descriptors: set[int] = set()


class WarehouseBusy(RuntimeError):  # noqa: N818 - a state, and named in the messages of the command line
    """Another process, or another thread of this one, is writing to the warehouse."""


def _drop_in_child() -> None:
    # A forked child shares the lock of its parent; a worker that outlived a killed parent would hold it on.
    for descriptor in _held_descriptors:
        os.close(descriptor)
    _held_descriptors.clear()


os.register_at_fork(after_in_child=_drop_in_child)


@contextmanager
def hold(
    folder: WarehouseFolder,
    wait_seconds: float,
    purpose: str,
    say: Callable[[str], None] = _log.warning,
) -> Iterator[None]:
    """Hold the warehouse for writing while the block runs.

    When another holder is there, `say` gets one message and the call waits up to `wait_seconds`.
    Raises WarehouseBusy when it is still there then; the message names its process, machine, purpose and since when.
    """
    folder.lock_file.parent.mkdir(parents=True, exist_ok=True)
    owner = os.getpid()
    descriptor = os.open(folder.lock_file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _acquire(descriptor, folder, wait_seconds, say)
        _held_descriptors.add(descriptor)
        holder = {
            "pid": owner,
            "host": socket.gethostname(),
            "purpose": purpose,
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(holder).encode(), 0)
        yield
    finally:
        # A forked child that leaves the block has closed the descriptor already; its number may be another file's by now.
        if os.getpid() == owner:
            if descriptor in _held_descriptors:
                os.ftruncate(descriptor, 0)
                _held_descriptors.remove(descriptor)
            os.close(descriptor)


def holder(folder: WarehouseFolder) -> str | None:
    """Who holds the warehouse, in words; None when it is free. Takes no part in the locking beyond one attempt."""
    try:
        descriptor = os.open(folder.lock_file, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _describe(folder)
    finally:
        os.close(descriptor)
    return None


def _acquire(descriptor: int, folder: WarehouseFolder, wait_seconds: float, say: Callable[[str], None]) -> None:
    # Two attempts at the least: `holder` takes the lock for an instant to see whether it is free.
    deadline = time.monotonic() + max(wait_seconds, _POLL_SECONDS)
    told = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            pass
        left = deadline - time.monotonic()
        if left <= 0:
            raise WarehouseBusy(
                f"The warehouse {folder.root} is being written by {_describe(folder)}. "
                "Wait until that has ended and run the command again; nothing was changed by this one."
            )
        if not told:
            say(f"The warehouse {folder.root} is being written by {_describe(folder)}. Waiting up to {wait_seconds:g} seconds.")
            told = True
        time.sleep(min(_POLL_SECONDS, left))


def _describe(folder: WarehouseFolder) -> str:
    try:
        told = json.loads(folder.lock_file.read_bytes())
        return f"process {told['pid']} on {told['host']} ({told['purpose']}, since {told['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        # Between taking the lock and writing who took it, the file is empty.
        return "another process that has only just begun"
