"""What Prefect's server must know of gongbao: the work pool, the limit on writers, the automations and the deployments of prefect.yaml."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys

from flows.prefect_home import configured_api
from flows.settings import PROJECT

POOL = "gongbao"
"""The work pool that prefect.yaml names."""

_DEPLOY_SECONDS = 300


class NotRegistered(RuntimeError):  # noqa: N818 - named for what did not happen
    """The server could not be told; the message says why."""


def register() -> list[str]:
    """Tells the server that is configured; safe to repeat. Returns what was done, one line each. Raises NotRegistered."""
    return [*prepare(), *deploy()]


def prepare() -> list[str]:
    """What deployments and workers need to be there, and the automations. Returns and raises as `register`."""
    if configured_api() is None:
        # Prefect would start a server of its own, tell that, and end it.
        raise NotRegistered("No Prefect server is configured: set PREFECT_API_URL, or use gongbao up, which starts one.")
    import httpx
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectAlreadyExists, PrefectHTTPStatusError

    from flows import automations
    from flows.writer import LIMIT

    try:
        with get_client(sync_client=True) as client:
            with contextlib.suppress(ObjectAlreadyExists):
                client.create_work_pool(
                    WorkPoolCreate(name=POOL, type="process", description="Runs gongbao on the machines of its workers.")
                )
            client.upsert_global_concurrency_limit_by_name(LIMIT, 1)
            made = automations.register(client)
    except (httpx.HTTPError, PrefectHTTPStatusError) as error:
        raise NotRegistered(f"Prefect's server cannot be told: {error}") from error
    return [f"work pool {POOL}", f"concurrency limit {LIMIT}", *(f"automation {name}" for name in made)]


def deploy() -> list[str]:
    """The deployments of prefect.yaml. Returns and raises as `register`."""
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"]
    done = subprocess.run(
        command,
        cwd=PROJECT,
        # Wide, so that no name is cut.
        env={**os.environ, "COLUMNS": "200"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_DEPLOY_SECONDS,
        check=False,
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines()[-5:]
        raise NotRegistered(f"The deployments of prefect.yaml were not taken: {' / '.join(said)}")
    return [f"deployment {name}" for name in deployment_names()]


def deployment_names() -> list[str]:
    """The names in prefect.yaml, in its order."""
    import yaml

    return [one["name"] for one in yaml.safe_load((PROJECT / "prefect.yaml").read_text("utf-8"))["deployments"]]
