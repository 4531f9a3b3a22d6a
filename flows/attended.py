"""Processes that must not outlive the one that started them, however that one ends.

`python -m flows.attended MODULE ARGUMENTS` runs a module that ends when its standard input does: whoever started it holds the other end,
and the system closes that with the process, `kill -9` included. `end_with_worker` does the same for the run of a flow, whose worker gives
it no such pipe.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading
import time
from collections.abc import Callable

_LOOK_SECONDS = 0.5

_watched = threading.Lock()


def end_with_the_pipe(before: Callable[[], None] = lambda: None) -> None:
    """Ends this process when its standard input ends; `before` is called first. Returns at once."""

    def watch() -> None:
        # Not through sys.stdin, whose lock this thread would hold when the interpreter ends for another reason.
        while os.read(0, 1):
            pass
        before()
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def end_with_worker() -> None:
    """In a process that a worker started for the run of a flow: ends it when that worker has ended. Elsewhere it does nothing.

    A run without its worker cannot be cancelled any more, and would hold the warehouse while the next worker has begun it anew.
    """
    worker = os.getppid()
    if not os.environ.get("PREFECT__FLOW_RUN_ID") or worker <= 1 or not _watched.acquire(blocking=False):
        return

    def watch() -> None:
        while os.getppid() == worker:
            time.sleep(_LOOK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    end_with_the_pipe()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
