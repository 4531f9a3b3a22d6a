"""What other processes do in these tests; each is started from a fork server and killed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.warehouse import samples
from warehouse import lock, releases, runs, stage
from warehouse.folder import WarehouseFolder


def hold_until_killed(root: Path, holding: Any) -> None:
    """Hold the lock, say so, and sleep."""
    with lock.hold(WarehouseFolder(root), 0, "a test that holds"):
        holding.set()
        time.sleep(60)


def hold_and_fork_a_sleeper(root: Path, told: Any) -> None:
    """Hold the lock with a forked child that sleeps; tell the child's id."""
    with lock.hold(WarehouseFolder(root), 0, "a test that forks"):
        child = os.fork()
        if child == 0:
            time.sleep(60)
            os._exit(0)
        told.put(child)
        time.sleep(60)


def publish_until_killed(root: Path, name: str) -> None:
    """Publish one release after another, as builds do."""
    folder = WarehouseFolder(root)
    for number in range(1000):
        publish_once(folder, f"{name}-{number:03d}", number)


def publish_once(folder: WarehouseFolder, run_id: str, number: int) -> None:
    """One build under the lock; the metrics differ from number to number."""
    with lock.hold(folder, 20, "publish", lambda _: None):
        releases.recover(folder)
        samples.release(folder, run_id, datetime.now(UTC), {f"m{number % 3}": float(number), "always": 1.0})


def die_at_step(root: Path, run_id: str, step: int, said: Any) -> None:
    """Publish and be killed before the given step that changes names in the file system; say `done` when there are fewer steps."""
    folder = WarehouseFolder(root)
    steps = 0

    def counting(real: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)

        return wrapped

    with lock.hold(folder, 20, "publish", lambda _: None):
        releases.recover(folder)
        at = datetime.now(UTC)
        candidate = stage.build_candidate(folder, run_id, samples.tables_of(folder, run_id, at, {run_id: 1.0}))
        runs.append(folder, "runs", [samples.run_row(run_id, at)], run_id)
        for name in ("replace", "rename", "symlink", "unlink"):
            setattr(os, name, counting(getattr(os, name)))
        releases.publish(folder, candidate, {"published_at": at, "marker": run_id})
    said.put("done")
