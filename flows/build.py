"""The flow that takes raw documents to a published warehouse.

It reads as the story of a build; what each state does stands in flows/steps.py, as plain functions.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from prefect.states import Completed, Failed, State

from expectations import gate
from flows import notices, room, run_artifacts, steps
from flows.parameters import Build
from flows.progress import Level, listening
from flows.run import STATE_NAMES, Outcome, Run, WrongUse
from flows.writer import one_writer
from warehouse.folder import WarehouseFolder
from warehouse.lock import WarehouseBusy

LONGEST_SECONDS = 12 * 3600
"""A build that takes longer hangs, and would keep all others waiting."""

READING_PERCENT = 65
"""How much of a long build the reading is; on the progress bar."""

REFUSALS: dict[type[Exception], str] = {
    WrongUse: "Wrong use",
    WarehouseBusy: "Warehouse busy",
    room.NoRoomError: "No room",
}
"""What ends a run before it has changed anything, and how Prefect's pages name that."""


# That a task ended well is no line for a person; what the steps tell goes to the log of the run.
logging.getLogger("prefect.task_runs").setLevel(logging.WARNING)


def _fails_by_itself(_task: object, _run: TaskRun, state: State) -> bool:
    """Only what the machine did (a file system, a process that would not start) can go better the next time."""
    return isinstance(state.result(raise_on_failure=False), OSError)


# The run that is passed along is large and of this process alone: never hashed, never stored.
_plain: dict[str, Any] = {"cache_policy": NO_CACHE, "persist_result": False}
# Retries belong to the tasks: the form for a custom run switches those of the flow off.
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


@flow(
    name="build-warehouse",
    description="Read the inbox, check what was read, publish the warehouse.",
    timeout_seconds=LONGEST_SECONDS,
    persist_result=False,
    validate_parameters=True,
)
def build_warehouse(build: Build = Build()) -> State[dict[str, object]]:  # noqa: B008 - Prefect makes the form from the default
    """Takes the documents of the inbox to a published release of the warehouse, or leaves the one that is there.

    What could not be begun (see REFUSALS) ends as failed with the error as its data.
    """
    inbox, folder = Path(build.inbox), WarehouseFolder(Path(build.warehouse).absolute())
    progress = run_artifacts.ProgressBar("build-progress", share=READING_PERCENT)
    with listening(PrefectLog(progress)):
        try:
            steps.require_inbox(inbox)
            steps.require_apart(inbox, folder.root)
            room.require(folder.root, inbox)
            with one_writer(steps.make_folder(folder), build.wait_seconds, "build"):
                run = Run(inbox, folder, Path(build.reference), _utc(build.clock), anew=build.anew)
                if build.clock is not None:
                    steps.require_later(folder, run.clock)
                with steps.failures_recorded(run):
                    outcome = _build(run, build.stale_after_days, progress)
        except tuple(REFUSALS) as error:
            return refused(error)
        except Exception as error:
            return faulted(error, folder)
        progress.end(outcome.line)
    return state_of(outcome)


def _build(run: Run, stale_after_days: int, progress: run_artifacts.ProgressBar) -> Outcome:
    steps.recover(run)
    discover(run)
    known = notices.conflict_ids(run.folder)
    verdict = None
    if not steps.nothing_new(run):
        verdict = _candidate(run, progress)
        if verdict.outcome != "block":
            progress.reach(95, "publish")
            publish(run, verdict)
    progress.reach(97, "report")
    outcome = report(run, verdict)
    conflicts = notices.new_conflicts(run.folder, known)
    run_artifacts.of_build(run, verdict, outcome, conflicts)
    notices.after_build(run, outcome, conflicts, stale_after_days)
    return outcome


def _candidate(run: Run, progress: run_artifacts.ProgressBar) -> gate.Verdict:
    with steps.reader(run) as reader:
        for number, batch in enumerate(steps.batches(run), 1):
            read.with_options(task_run_name=f"read batch {number}")(run, reader, batch)
    # By how long each takes in a build of a thousand documents.
    for percent, state in ((READING_PERCENT, reconcile), (78, check_rows), (84, compare), (88, stage), (90, audit)):
        progress.reach(percent, state.name)
        state(run)
    return steps.judge(run)


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


def faulted(error: Exception, folder: WarehouseFolder) -> State[Any]:
    """The end of a run that nobody foresaw: the traceback goes into the log once, the message is for the person."""
    if told := room.full(folder.root, error):
        get_run_logger().error("%s", told)
        return Failed(name=REFUSALS[room.NoRoomError], message=told, data=error)
    get_run_logger().exception("A fault of gongbao's own")
    what = str(error).partition("\n")[0][:300]
    message = f"A fault of gongbao's own: {type(error).__name__}: {what}. The log says where; what was published stays as it was."
    return Failed(name="Fault", message=message, data=error)


def _utc(clock: datetime | None) -> datetime:
    if clock is None:
        return datetime.now(UTC)
    return clock.replace(tzinfo=UTC) if clock.tzinfo is None else clock.astimezone(UTC)


class PrefectLog:
    """Passes what the steps say to Prefect's log of the flow run, and how far they have come to an artifact."""

    def __init__(self, progress: run_artifacts.ProgressBar | None = None) -> None:
        self._logger = get_run_logger()
        self._progress = progress

    def line(self, level: Level, message: str) -> None:
        """One line of the log."""
        getattr(self._logger, level)("%s", message)

    def progress(self, state: str, done: int, total: int) -> None:
        """Moves the artifact; the log has no use for it."""
        if self._progress is not None:
            self._progress.show(state, done, total)
