"""The flow that takes raw documents to a published warehouse.

It reads as the story of a build; what each state does stands in flows/steps.py, as plain functions.
"""

from __future__ import annotations

import atexit
import gc
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from prefect.states import State

from expectations import gate
from flows import notices, room, run_artifacts, steps
from flows.parameters import Build
from flows.progress import listening
from flows.run import Outcome, Run
from flows.run_log import RunLog
from flows.run_states import ended, state_of
from flows.writer import one_writer
from warehouse.folder import WarehouseFolder

LONGEST_SECONDS = 12 * 3600
"""A build that takes longer hangs, and would keep all others waiting."""

READING_PERCENT = 65
"""How much of a long build the reading is; on the progress bar."""

# What was imported by now, Prefect above all, lives as long as the process: the collector need not look at it with each of its rounds over
# the rows of a build, which took a sixtieth of the time of a large one.
gc.freeze()
atexit.register(gc.unfreeze)  # or libraries report at the end what is frozen as leaked

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

    What could not be begun ends as failed with the error as its data.
    """
    inbox, folder = Path(build.inbox), WarehouseFolder(Path(build.warehouse).absolute())
    progress = run_artifacts.ProgressBar("build-progress", share=READING_PERCENT)

    def built() -> State[dict[str, object]]:
        steps.require_inbox(inbox)
        steps.require_apart(inbox, folder.root)
        room.require(folder.root, inbox)
        with one_writer(steps.make_folder(folder), build.wait_seconds, "build"):
            run = Run(inbox, folder, Path(build.reference), _utc(build.clock), anew=build.anew)
            if build.clock is not None:
                steps.require_later(folder, run.clock)
            with steps.failures_recorded(run):
                outcome = _build(run, build.stale_after_days, progress)
        progress.end(outcome.line)
        return state_of(outcome)

    with listening(RunLog(progress)):
        return ended(built, folder.root)


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
    with steps.told("Artifacts and events of this run are not complete"):
        conflicts = [] if known is None else notices.new_conflicts(run.folder, known)
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


def _utc(clock: datetime | None) -> datetime:
    if clock is None:
        return datetime.now(UTC)
    return clock.replace(tzinfo=UTC) if clock.tzinfo is None else clock.astimezone(UTC)
