"""How the runs of all flows end on Prefect's pages: what a build came to, what could not be begun, and faults that nobody foresaw."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from prefect import get_run_logger
from prefect.exceptions import FailedRun
from prefect.states import Completed, Failed, State

from flows import room
from flows.attended import end_with_worker
from flows.run import STATE_NAMES, Outcome, WrongUse
from warehouse.lock import WarehouseBusy

REFUSALS: dict[type[Exception], str] = {
    WrongUse: "Wrong use",
    WarehouseBusy: "Warehouse busy",
    room.NoRoomError: "No room",
}
"""What a person can mend, and how Prefect's pages name that end of a run: nothing that was published has changed."""


class _Told(logging.Filter):
    """Leaves out Prefect's own traceback of an end that has been told in words: a refusal, or a build that is blocked."""

    def filter(self, record: logging.LogRecord) -> bool:
        """False for such a line."""
        error = record.exc_info[1] if record.exc_info else None
        return not isinstance(error, (FailedRun, *REFUSALS))


logging.getLogger("prefect.flow_runs").addFilter(_Told())


def ended(body: Callable[[], State[Any]], root: Path) -> State[Any]:
    """The end of a run whose work is `body`, over the warehouse at `root`: the state that it comes to, or one that says why it did not."""
    end_with_worker()
    try:
        return body()
    except tuple(REFUSALS) as error:
        return refused(error)
    except Exception as error:
        return faulted(error, root)


def state_of(outcome: Outcome) -> State[dict[str, object]]:
    """The end of a build as Prefect shows it."""
    data = {"end": outcome.end, "run_id": outcome.run_id, "release": outcome.release, "line": outcome.line, "report": outcome.report}
    make = Failed if outcome.end == "blocked" else Completed
    return make(name=STATE_NAMES[outcome.end], message=outcome.line, data=data)


def ended_as(state: State[Any]) -> State[Any]:
    """The end of a flow that ends as a build that it started. The build's own state would count as one of several, and lose its name."""
    return State(type=state.type, name=state.name, message=state.message)


def refused(error: Exception) -> State[Any]:
    """The end of a run that could not begin: its message is for the person, so no traceback goes into the log."""
    get_run_logger().error("%s", error)
    name = next(name for kind, name in REFUSALS.items() if isinstance(error, kind))
    return Failed(name=name, message=str(error), data=error)


def faulted(error: Exception, root: Path) -> State[Any]:
    """The end of a run that nobody foresaw: the traceback goes into the log once, the message is for the person."""
    if told := room.full(root, error):
        get_run_logger().error("%s", told)
        return Failed(name=REFUSALS[room.NoRoomError], message=told, data=error)
    get_run_logger().exception("A fault of gongbao's own")
    what = str(error).partition("\n")[0][:300]
    message = f"A fault of gongbao's own: {type(error).__name__}: {what}. The log says where; what was published stays as it was."
    return Failed(name="Fault", message=message, data=error)
