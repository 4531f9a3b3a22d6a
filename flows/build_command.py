"""`gongbao build`: runs the flow, shows how far it has come, and turns its end into a last line and an exit code."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from flows import prefect_home, room
from flows.exits import Exit
from flows.progress import Level, listening
from flows.result_text import visible
from flows.run import WrongUse
from warehouse import lock
from warehouse.folder import WarehouseFolder
from warehouse.lock import WarehouseBusy


def run_build(inbox: Path, root: Path, reference: Path, clock: datetime | None, wait_seconds: int) -> Exit:
    """Builds, and prints what happens; the last line says how it ended. Faults of ours are raised."""
    from flows.steps import make_folder, require_apart, require_inbox

    try:
        require_inbox(inbox)
        require_apart(inbox, root)
        room.require(root, inbox)
        folder = make_folder(WarehouseFolder(root))
        if wait_seconds == 0 and (holder := lock.holder(folder)):
            raise WarehouseBusy(f"The warehouse {root} is being written by {holder}. Wait until that has ended, or use --wait SECONDS.")
        with _narrator() as narrator, listening(narrator):
            end, line = _run_flow(inbox, root, reference, clock, wait_seconds)
    except WrongUse as error:
        _complain(str(error))
        return Exit.wrong_use
    except (WarehouseBusy, room.NoRoomError) as error:
        _complain(str(error))
        return Exit.blocked
    except KeyboardInterrupt:
        _complain("Stopped. What a build had begun is cleared by the next one; gongbao status says what is published.")
        return Exit.stopped
    except prefect_home.ServerDidNotStart as error:
        _complain(room.full(root, error) or f"{error} Look at it with: gongbao doctor")
        return Exit.fault
    except Exception as error:
        told = room.full(root, error)
        if told is None:
            raise
        _complain(told)
        return Exit.fault
    if end == "blocked" and (told := room.full(root, None)):
        # Checks that could not run for want of room look like any other that could not.
        _complain(told)
    print(visible(line), flush=True)
    return Exit.blocked if end == "blocked" else Exit.done


def _run_flow(inbox: Path, root: Path, reference: Path, clock: datetime | None, wait_seconds: int) -> tuple[str, str]:
    with contextlib.ExitStack() as stack:
        wait: Callable[[], None] = lambda: None  # noqa: E731
        if prefect_home.configure(root):
            wait = stack.enter_context(prefect_home.own_server(root))
        from flows.build import build_warehouse

        wait()
        from flows.parameters import Build

        build = Build(
            inbox=str(inbox.absolute()),
            warehouse=str(root.absolute()),
            reference=str(reference.absolute()),
            clock=clock,
            wait_seconds=wait_seconds,
            # Whoever builds by hand sees what came in.
            stale_after_days=0,
        )
        state = build_warehouse(build, return_state=True)
        result: Any = state.result(raise_on_failure=False)
    if isinstance(result, BaseException):
        raise result
    return str(result["end"]), str(result["line"])


def _complain(message: str) -> None:
    for line in message.splitlines():
        print(visible(line), file=sys.stderr, flush=True)


class _Lines:
    """Plain lines, for logs and pipes."""

    def line(self, level: Level, message: str) -> None:
        """Prints it; what is wrong is marked."""
        print(visible(message if level == "info" else f"{level}: {message}"), flush=True)

    def progress(self, state: str, done: int, total: int) -> None:
        """Says only that a state has come to its end: a log has no use for more."""
        if done == total:
            print(f"{state}: {done} of {total}", flush=True)


class _Bars:
    """A terminal: lines above, below them a bar with counts and the time that remains."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def line(self, level: Level, message: str) -> None:
        """Prints it above the bar."""
        style = {"info": "", "warning": "yellow", "error": "bold red"}[level]
        self._progress.console.print(Text(visible(message), style=style), soft_wrap=True)

    def progress(self, state: str, done: int, total: int) -> None:
        """Moves the bar of that state."""
        if state not in self._tasks:
            self._tasks[state] = self._progress.add_task(state, total=total)
        self._progress.update(self._tasks[state], completed=done, total=total)


@contextlib.contextmanager
def _narrator() -> Iterator[_Lines | _Bars]:
    console = Console()
    if not console.is_terminal:
        yield _Lines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield _Bars(progress)
