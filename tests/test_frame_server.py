"""A real Prefect server starts with the locked packages, and the project deploys to it.

Nothing else notices a package that breaks the server: it installs, and `pip check` is content.
"""

from __future__ import annotations

import contextlib
import json
import os
import pty
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest

from flows.registration import deployment_names
from tests.prefect_server import PrefectServer

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def deployment(prefect_server: PrefectServer, project_root: Path) -> dict[str, Any]:
    """The deployment daily-build as the server holds it after `prefect deploy --all`."""
    pool = prefect_server.prefect("work-pool", "create", "gongbao", "--type", "process", "--overwrite", cwd=project_root)
    assert pool.returncode == 0, pool.stdout + pool.stderr
    assert at_a_terminal([sys.executable, "-m", "prefect", "deploy", "--all"], project_root, prefect_server.env) == 0
    shown = prefect_server.prefect("deployment", "inspect", "build-warehouse/daily-build", "--output", "json", cwd=project_root)
    assert shown.returncode == 0, shown.stdout + shown.stderr
    held: dict[str, Any] = json.loads(shown.stdout)
    return held


def at_a_terminal(command: list[str], folder: Path, env: Mapping[str, str]) -> int:
    """The exit code of a command at a terminal, where Prefect asks whatever it can ask; nobody answers."""
    ours, theirs = pty.openpty()

    def read() -> None:
        # What nobody reads would stop the command.
        with contextlib.suppress(OSError):
            while os.read(ours, 4096):
                pass

    threading.Thread(target=read, daemon=True).start()
    try:
        return subprocess.run(
            command, cwd=folder, env=dict(env), stdin=theirs, stdout=theirs, stderr=theirs, timeout=180, check=False
        ).returncode
    finally:
        os.close(theirs)


def test_the_server_holds_the_daily_build_with_its_schedule(deployment: dict[str, Any]) -> None:
    (schedule,) = deployment["schedules"]
    assert schedule["active"] is True
    assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"]) == ("30 18 * * *", "Asia/Shanghai")


def test_the_deployed_build_runs_one_at_a_time_with_the_default_folders(deployment: dict[str, Any]) -> None:
    assert deployment["work_pool_name"] == "gongbao"
    assert deployment["parameters"] == {}
    defaults = {
        name: one.get("default") for name, one in deployment["parameter_openapi_schema"]["definitions"]["Build"]["properties"].items()
    }
    assert (defaults["inbox"], defaults["warehouse"]) == ("seeds/documents", "warehouse/data")
    assert deployment["global_concurrency_limit"]["limit"] == 1
    assert deployment["concurrency_options"]["collision_strategy"] == "ENQUEUE"


def test_a_worker_takes_the_code_from_the_checkout_that_was_deployed(deployment: dict[str, Any], project_root: Path) -> None:
    (step,) = deployment["pull_steps"]
    assert step == {"prefect.deployments.steps.set_working_directory": {"directory": str(project_root)}}


def test_every_form_has_titles_and_descriptions(deployment: dict[str, Any], prefect_server: PrefectServer) -> None:
    assert deployment
    with httpx.Client(base_url=prefect_server.api_url, trust_env=False) as client:
        held = client.post("/deployments/filter", json={}).json()
    assert sorted(one["name"] for one in held) == sorted(deployment_names())
    for one in held:
        known = one["parameter_openapi_schema"]["definitions"]
        (model,) = (found for found in known.values() if found["type"] == "object")
        assert model["additionalProperties"] is False
        # A choice has its title in a definition of its own.
        fields = {name: known.get(field.get("$ref", "").rpartition("/")[2], {}) | field for name, field in model["properties"].items()}
        plain = [name for name, field in fields.items() if not field.get("description") or field.get("title", name) == name]
        assert (one["name"], plain) == (one["name"], [])
        assert one["description"]
        assert "gongbao" in one["tags"]


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("deployment")
def test_a_worker_builds_a_warehouse_from_the_deployment(prefect_server: PrefectServer, project_root: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse"
    asked = prefect_server.prefect(
        "deployment",
        "run",
        "build-warehouse/daily-build",
        "--param",
        f"build={json.dumps({'warehouse': str(warehouse)})}",
        cwd=project_root,
    )
    assert asked.returncode == 0, asked.stdout + asked.stderr
    # Started elsewhere on purpose: the recorded pull step, not the worker's own folder, must lead to the project.
    worked = prefect_server.prefect("worker", "start", "--pool", "gongbao", "--run-once", cwd=tmp_path, timeout=540)
    database = warehouse / "gongbao.duckdb"
    assert database.exists(), worked.stdout + worked.stderr
    with duckdb.connect(str(database), read_only=True) as published:
        counts = published.execute("select (select count(*) from documents), (select count(*) from metrics)").fetchone()
    assert counts is not None
    assert min(counts) > 0
