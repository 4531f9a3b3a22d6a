"""One writer at a time, and no lock outlives its process."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse import writers
from tests.warehouse.samples import folder_in
from warehouse import lock
from warehouse.folder import WarehouseFolder

CONTEXT = multiprocessing.get_context("forkserver")


@pytest.fixture
def folder(tmp_path: Path) -> WarehouseFolder:
    return folder_in(tmp_path)


@pytest.fixture
def other_holder(folder: WarehouseFolder) -> Iterator[BaseProcess]:
    holding = CONTEXT.Event()
    process = CONTEXT.Process(target=writers.hold_until_killed, args=(folder.root, holding))
    process.start()
    assert holding.wait(30)
    yield process
    if process.is_alive():
        os.kill(process.pid or 0, signal.SIGKILL)
    process.join()


def test_a_second_holder_is_told_who_holds_and_then_refused(folder: WarehouseFolder, other_holder: BaseProcess) -> None:
    said: list[str] = []
    began = time.monotonic()
    with pytest.raises(lock.WarehouseBusy) as refused, lock.hold(folder, 0.5, "second", said.append):
        pytest.fail("two hold the lock")
    assert 0.4 < time.monotonic() - began < 5
    for message in (said[0], str(refused.value)):
        assert f"process {other_holder.pid}" in message
        assert os.uname().nodename in message
        assert "a test that holds" in message
        assert "since 2" in message
    assert len(said) == 1
    assert lock.holder(folder) is not None


def test_the_kernel_frees_the_lock_of_a_killed_holder(folder: WarehouseFolder, other_holder: BaseProcess) -> None:
    threading.Timer(0.3, os.kill, (other_holder.pid, signal.SIGKILL)).start()
    with lock.hold(folder, 20, "second", lambda _: None):
        assert f"process {os.getpid()}" in str(lock.holder(folder))
    assert lock.holder(folder) is None


def test_two_threads_of_one_process_exclude_each_other_too(folder: WarehouseFolder) -> None:
    with lock.hold(folder, 0, "first"):
        with pytest.raises(lock.WarehouseBusy, match=f"process {os.getpid()}"), lock.hold(folder, 0, "second"):
            pytest.fail("two hold the lock")
        assert lock.holder(folder) is not None
    with lock.hold(folder, 0, "third"):
        pass


def test_a_block_that_fails_frees_the_lock(folder: WarehouseFolder) -> None:
    with pytest.raises(ZeroDivisionError), lock.hold(folder, 0, "first"):
        raise ZeroDivisionError
    assert lock.holder(folder) is None


def test_a_forked_worker_that_outlives_its_killed_parent_does_not_hold_the_lock_on(folder: WarehouseFolder) -> None:
    told: Any = CONTEXT.Queue()
    process = CONTEXT.Process(target=writers.hold_and_fork_a_sleeper, args=(folder.root, told))
    process.start()
    sleeper = told.get(timeout=30)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    try:
        os.kill(sleeper, 0)  # it lives
        with lock.hold(folder, 2, "second", lambda _: None):
            pass
    finally:
        os.kill(sleeper, signal.SIGKILL)


def test_a_lock_file_with_nonsense_in_it_is_no_hindrance(folder: WarehouseFolder) -> None:
    folder.lock_file.write_bytes(b"\xff{]")
    with lock.hold(folder, 0, "first"):
        folder.lock_file.write_bytes(b"\xff{]")
        with pytest.raises(lock.WarehouseBusy, match="only just begun"), lock.hold(folder, 0, "second"):
            pytest.fail("two hold the lock")
