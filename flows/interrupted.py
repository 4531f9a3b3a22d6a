"""What a Prefect server still holds of runs whose worker is gone, and what to do about each at the next start.

Only for a server whose one worker is known to have ended with it: `gongbao up`. On a team's server other workers may be at work; there an
automation ends the runs that fell silent (flows/automations.py).
"""

from __future__ import annotations

from collections.abc import Iterable

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import GlobalConcurrencyLimitResponse
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import AwaitingRetry, Cancelled, Crashed
from prefect.types._datetime import now

REPEATABLE = "repeatable"
"""The tag of deployments whose runs may simply be begun again."""

MOST_ATTEMPTS = 3
"""A run that was begun so often is left: what interrupts it may be the run itself."""

_PAGE = 200


def clear(client: SyncPrefectClient) -> list[str]:
    """Ends or puts back what was running, keeps one of the runs that a deployment missed, frees all limits. Returns what was done."""
    said = []
    for run in _all(client, StateType.RUNNING, StateType.PENDING, StateType.CANCELLING):
        said.append(_interrupted(client, run))
    said += _missed(client)
    for limit in _limits(client):
        if limit.active_slots:
            client.update_global_concurrency_limit(limit.name, GlobalConcurrencyLimitUpdate(active_slots=0))
            said.append(f"The concurrency limit {limit.name} was still held; it is free.")
    return said


def _limits(client: SyncPrefectClient) -> list[GlobalConcurrencyLimitResponse]:
    found: list[GlobalConcurrencyLimitResponse] = []
    while True:
        page = client.read_global_concurrency_limits(limit=_PAGE, offset=len(found))
        found += page
        if len(page) < _PAGE:
            return found


def _interrupted(client: SyncPrefectClient, run: FlowRun) -> str:
    if run.state_type == StateType.CANCELLING:
        client.set_flow_run_state(run.id, Cancelled(message="Cancelled; its worker had ended before it."), force=True)
        return f"The run {run.name} was being cancelled; it is cancelled."
    if run.deployment_id and REPEATABLE in run.tags and run.run_count < MOST_ATTEMPTS:
        client.set_flow_run_state(run.id, AwaitingRetry(message="Its worker ended in mid-run; it begins again."), force=True)
        return f"The run {run.name} was interrupted; it begins again."
    client.set_flow_run_state(run.id, Crashed(message="Its worker ended in mid-run. Nothing half-finished was published."), force=True)
    return f"The run {run.name} was interrupted; it is marked as crashed."


def _missed(client: SyncPrefectClient) -> list[str]:
    """Of the scheduled runs whose time has passed, the newest of each deployment stays: one build catches up all."""
    due: dict[object, list[FlowRun]] = {}
    for run in _all(client, StateType.SCHEDULED):
        if run.auto_scheduled and run.expected_start_time is not None and run.expected_start_time < now("UTC"):
            due.setdefault(run.deployment_id, []).append(run)
    said = []
    for runs in due.values():
        runs.sort(key=lambda run: str(run.expected_start_time))
        for run in runs[:-1]:
            message = "Missed while nothing ran; a later run of this deployment catches up."
            client.set_flow_run_state(run.id, Cancelled(name="Missed", message=message), force=True)
        number = "1 scheduled run was" if len(runs) == 1 else f"{len(runs)} scheduled runs were"
        said.append(f"{number} missed; {runs[-1].name} catches up.")
    return said


def _all(client: SyncPrefectClient, *types: StateType) -> Iterable[FlowRun]:
    found: list[FlowRun] = []
    wanted = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types))))
    while True:
        page = client.read_flow_runs(flow_run_filter=wanted, sort=FlowRunSort.EXPECTED_START_TIME_ASC, limit=_PAGE, offset=len(found))
        found += page
        if len(page) < _PAGE:
            return found
