"""One writer of a warehouse at a time, on one machine and across several.

Across machines a concurrency limit of Prefect's server guarantees it, `gongbao-writer`, where the server has one; on one machine the lock
of the warehouse's folder does, with or without a server. Both are taken, the limit first.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from prefect.client.orchestration import get_client
from prefect.concurrency.sync import concurrency
from prefect.exceptions import ObjectNotFound

from flows.progress import say
from warehouse.folder import WarehouseFolder
from warehouse.lock import WarehouseBusy, hold

LIMIT = "gongbao-writer"
"""The name of the concurrency limit. `gongbao register` makes it."""

LEASE_SECONDS = 90
"""A writer that is killed gives the limit back after so long; one that lives renews it in time. Prefect allows no less than 60."""

_ASK_SECONDS = 5


@contextlib.contextmanager
def one_writer(folder: WarehouseFolder, wait_seconds: float, purpose: str) -> Iterator[None]:
    """Holds the warehouse for writing. Raises WarehouseBusy when another writer holds it for longer than `wait_seconds`."""
    began = time.monotonic()
    with slot(wait_seconds), hold(folder, max(0, round(wait_seconds - (time.monotonic() - began))), purpose, say=_say_waiting):
        yield


@contextlib.contextmanager
def slot(wait_seconds: float) -> Iterator[None]:
    """Holds the server's limit, where there is one. Raises WarehouseBusy as above."""
    if not _server_has_it():
        yield
        return
    with contextlib.ExitStack() as stack:
        deadline = time.monotonic() + wait_seconds
        said = False
        while True:
            # Asked for anew every few seconds: what Prefect goes on asking for after a run was cancelled would be held by nobody.
            try:
                stack.enter_context(_limit(_ASK_SECONDS))
                break
            except TimeoutError:
                if time.monotonic() >= deadline:
                    raise WarehouseBusy(_busy()) from None
            if not said:
                _say_waiting(f"{_busy()} Waiting up to {wait_seconds:g} seconds.")
                said = True
        yield


def _server_has_it() -> bool:
    with get_client(sync_client=True) as client:
        try:
            client.read_global_concurrency_limit_by_name(LIMIT)
        except ObjectNotFound:
            return False
    return True


def _limit(seconds: float) -> contextlib.AbstractContextManager[None]:
    # Strict: a writer whose hold cannot be renewed ends, since another machine may have begun.
    return concurrency(LIMIT, timeout_seconds=seconds, lease_duration=LEASE_SECONDS, strict=True)


def _busy() -> str:
    return f"Another run holds the concurrency limit {LIMIT} of Prefect's server, so it is writing; nothing was changed by this one."


def _say_waiting(message: str) -> None:
    say(message, "warning")
