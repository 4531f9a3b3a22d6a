"""The flow that takes raw documents to a published warehouse.

It reads as the story of a build; what each state does stands in flows/steps.py, as plain functions.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from prefect.states import Completed, Failed, State
from pydantic import BeforeValidator, Field

from flows import room, steps
from flows.moments import moment
from flows.progress import Level, listening
from flows.run import STATE_NAMES, Outcome, Run
from flows.settings import REFERENCE
from warehouse.folder import WarehouseFolder
from warehouse.lock import hold


def _fails_by_itself(_task: object, _run: TaskRun, state: State) -> bool:
    """Only what the machine did (a file system, a process that would not start) can go better the next time."""
    return isinstance(state.result(raise_on_failure=False), OSError)


# The run that is passed along is large and of this process alone: never hashed, never stored.
_plain: dict[str, Any] = {"cache_policy": NO_CACHE, "persist_result": False}
_of_files: dict[str, Any] = {**_plain, "retries": 2, "retry_delay_seconds": 1, "retry_condition_fn": _fails_by_itself}

discover = task(name="discover", **_of_files)(steps.discover)
read = task(name="read", **_of_files)(steps.read)
reconcile = task(name="reconcile", **_plain)(steps.reconcile)
check_rows = task(name="row checks", **_plain)(steps.check_rows)
compare = task(name="compare", **_plain)(steps.compare)
stage = task(name="stage", **_plain)(steps.stage)
audit = task(name="audit", **_plain)(steps.audit)
publish = task(name="publish", **_plain)(steps.publish)
report = task(name="report", **_plain)(steps.report)


@flow(name="build-warehouse", description="Read the inbox, check what was read, publish the warehouse.", validate_parameters=True)
def build_warehouse(
    inbox: Annotated[str, Field(title="Inbox", description="The folder with the documents.")],
    warehouse: Annotated[str, Field(title="Warehouse", description="The folder of the warehouse.")],
    reference: Annotated[str, Field(title="Reference tables", description="The folder of the reference tables.")] = str(REFERENCE),
    clock: Annotated[
        datetime | None, BeforeValidator(moment), Field(title="Clock", description="The time of the build; empty for now.")
    ] = None,
    wait_seconds: Annotated[int, Field(ge=0, title="Wait", description="Seconds to wait for another build of this warehouse.")] = 0,
) -> State[dict[str, object]]:
    """Takes the documents of `inbox` to a published release of `warehouse`, or leaves the one that is there.

    Raises WrongUse for an inbox that is missing or empty, NoRoomError for a disk that is as good as full, WarehouseBusy when another build
    holds the warehouse.
    """
    folder = WarehouseFolder(Path(warehouse).absolute())
    steps.require_inbox(Path(inbox))
    steps.require_apart(Path(inbox), folder.root)
    room.require(folder.root, Path(inbox))
    with listening(_PrefectLog()), hold(steps.make_folder(folder), wait_seconds, "build", say=steps.say_waiting):
        run = Run(Path(inbox), folder, Path(reference), _utc(clock))
        if clock is not None:
            steps.require_later(folder, run.clock)
        with steps.failures_recorded(run):
            outcome = _build(run)
            create_markdown_artifact(Path(outcome.report).read_text("utf-8"), key="build-report", description=outcome.line)
            return _state(outcome)


def _build(run: Run) -> Outcome:
    steps.recover(run)
    discover(run)
    if steps.nothing_new(run):
        return report(run, None)
    with steps.reader(run) as reader:
        for number, batch in enumerate(steps.batches(run), 1):
            read.with_options(task_run_name=f"read batch {number}")(run, reader, batch)
    reconcile(run)
    check_rows(run)
    compare(run)
    stage(run)
    audit(run)
    verdict = steps.judge(run)
    if verdict.outcome != "block":
        publish(run, verdict)
    return report(run, verdict)


def _state(outcome: Outcome) -> State[dict[str, object]]:
    data = {"end": outcome.end, "run_id": outcome.run_id, "release": outcome.release, "line": outcome.line, "report": outcome.report}
    make = Failed if outcome.end == "blocked" else Completed
    return make(name=STATE_NAMES[outcome.end], message=outcome.line, data=data)


def _utc(clock: datetime | None) -> datetime:
    if clock is None:
        return datetime.now(UTC)
    return clock.replace(tzinfo=UTC) if clock.tzinfo is None else clock.astimezone(UTC)


class _PrefectLog:
    """Passes what the steps say to Prefect's log of the flow run."""

    def __init__(self) -> None:
        self._logger = get_run_logger()

    def line(self, level: Level, message: str) -> None:
        """One line of the log."""
        getattr(self._logger, level)("%s", message)

    def progress(self, state: str, done: int, total: int) -> None:
        """Not logged: the tasks show it."""
