"""A run whose machine is gone says nothing any more: the server ends it, and leaves runs of other projects alone."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from flows.automations import TAG
from flows.registration import deployment_names
from flows.settings import PROJECT
from tests.prefect_server import PrefectServer, running

_LONGEST_SECONDS = 90

_REGISTER = """
from prefect.client.orchestration import get_client
from flows import automations
automations.SILENT_SECONDS = 10
with get_client(sync_client=True) as client:
    automations.register(client)
"""

_RUN = """
import sys, time
from prefect import flow, tags

@flow(name="sleeper")
def sleeper():
    time.sleep(300)

with tags(*sys.argv[1:]):
    sleeper()
"""


def states(server: PrefectServer) -> dict[bool, str]:
    """Whether a run has the tag: the type of its state."""
    answer = httpx.post(f"{server.api_url}/flow_runs/filter", json={}, trust_env=False, timeout=30)
    return {TAG in run["tags"]: run["state_type"] for run in answer.json()}


@pytest.mark.slow
def test_a_run_that_fell_silent_is_ended_and_those_of_other_projects_are_not(tmp_path: Path) -> None:
    # On a server of its own: the automation would end runs of other tests.
    with running(tmp_path / "home") as server:
        silenced(server)


def silenced(prefect_server: PrefectServer) -> None:
    env = {**prefect_server.env, "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30"}
    subprocess.run([sys.executable, "-c", _REGISTER], cwd=PROJECT, env=env, check=True, timeout=60)
    sleepers = [subprocess.Popen([sys.executable, "-c", _RUN, *tags], cwd=PROJECT, env=env) for tags in ([TAG], ["other"])]
    try:
        deadline = time.monotonic() + _LONGEST_SECONDS
        while states(prefect_server) != {True: "RUNNING", False: "RUNNING"} and time.monotonic() < deadline:
            time.sleep(0.5)
        time.sleep(3)  # the first beat is under way
    finally:
        for process in sleepers:
            process.kill()
            process.wait()
    while states(prefect_server).get(True) != "CRASHED" and time.monotonic() < deadline:
        time.sleep(1)
    assert states(prefect_server) == {True: "CRASHED", False: "RUNNING"}


def test_every_deployment_has_the_tag_by_which_its_silent_runs_are_ended() -> None:
    text = (PROJECT / "prefect.yaml").read_text("utf-8")
    assert text.count(f"tags: [{TAG},") == len(deployment_names())
    assert 'PREFECT_FLOWS_HEARTBEAT_FREQUENCY: "30"' in text
