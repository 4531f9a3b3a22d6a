"""`gongbao up` as a person runs it, on a free port with a warehouse of its own, and what a test asks its server."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import yaml

from flows.settings import PROJECT

UP_SECONDS = 180
RUN_SECONDS = 150
STOP_SECONDS = 40

FLOWS = {
    one["name"]: one["entrypoint"].rpartition(":")[2].replace("_", "-")
    for one in yaml.safe_load((PROJECT / "prefect.yaml").read_text("utf-8"))["deployments"]
}
"""deployment -> flow, which is named as its function is."""


class Up:
    """One `gongbao up` that has said that it is up. `pid` is that of the command itself."""

    def __init__(self, process: subprocess.Popen[str], root: Path, said: list[str], auth: tuple[str, str] | None) -> None:
        self.process = process
        self.root = root
        self.said = said
        self.pages = self._told("Pages")
        self.reports = self._told("Reports")
        self.client = httpx.Client(base_url=f"{self.pages}/api/", timeout=60, trust_env=False, auth=auth)
        if auth:
            who = str(uuid.uuid4())
            token = self.client.get("csrf-token", params={"client": who}).json()["token"]
            self.client.headers.update({"Prefect-Csrf-Client": who, "Prefect-Csrf-Token": token})

    def _told(self, name: str) -> str:
        (line,) = [line for line in self.said if line.startswith(f"{name}:")]
        return line.partition(":")[2].strip()

    def ask(self, path: str, body: Any = None) -> Any:
        """What the server answers to a POST, or without a body to a GET."""
        answer = self._answer("POST" if body is not None else "GET", path, body)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.content else None

    def _answer(self, method: str, path: str, body: Any) -> httpx.Response:
        for _ in range(20):
            answer = self.client.request(method, path, json=body)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            # SQLite was busy: Prefect's own clients and pages ask again, too.
            time.sleep(0.5)
        return answer

    def deployment(self, name: str) -> dict[str, Any]:
        """The deployment as the server holds it."""
        found: dict[str, Any] = self.ask(f"deployments/name/{FLOWS[name]}/{name}")
        return found

    def begin(self, name: str, **parameters: Any) -> str:
        """Starts a run of a deployment as the pages do; its id."""
        body = {"parameters": parameters, "state": {"type": "SCHEDULED"}}
        return str(self.ask(f"deployments/{self.deployment(name)['id']}/create_flow_run", body)["id"])

    def run(self, run_id: str) -> dict[str, Any]:
        """A run of a flow as the server holds it."""
        found: dict[str, Any] = self.ask(f"flow_runs/{run_id}")
        return found

    def end_of(self, run_id: str, seconds: float = RUN_SECONDS) -> dict[str, Any]:
        """The state in which a run ended; waits for it."""

        def ended() -> dict[str, Any] | None:
            state: dict[str, Any] = self.run(run_id)["state"]
            return state if state["type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") else None

        return until(ended, seconds, lambda: f"the run is {self.run(run_id)['state']}")

    def artifacts(self, run_id: str) -> dict[str, Any]:
        """key -> content of what a run has left on the pages."""
        found = self.ask("artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run_id]}}, "limit": 100})
        return {one["key"]: json.loads(one["data"]) if one["type"] == "table" else one["data"] for one in found}

    def log_of(self, run_id: str) -> list[str]:
        """The lines of a run's log, oldest first."""
        found = self.ask("logs/filter", {"logs": {"flow_run_id": {"any_": [run_id]}}, "sort": "TIMESTAMP_ASC"})
        return [one["message"] for one in found]

    def runs_of(self, name: str) -> list[dict[str, Any]]:
        """All runs of a deployment."""
        found: list[dict[str, Any]] = self.ask(
            "flow_runs/filter", {"deployments": {"id": {"any_": [self.deployment(name)["id"]]}}, "limit": 200}
        )
        return found

    def schedule_once(self, name: str, *moments: datetime) -> None:
        """Gives a deployment a schedule of these moments alone."""
        for moment in moments:
            rule = f"DTSTART:{moment.astimezone(UTC):%Y%m%dT%H%M%S}\nRRULE:FREQ=DAILY;COUNT=1"
            body = [{"active": True, "schedule": {"rrule": rule, "timezone": "UTC"}}]
            self.ask(f"deployments/{self.deployment(name)['id']}/schedules", body)

    def pause(self, name: str) -> None:
        """Switches the schedules of a deployment off."""
        held = self.deployment(name)
        for schedule in held["schedules"]:
            answer = self._answer("PATCH", f"deployments/{held['id']}/schedules/{schedule['id']}", {"active": False})
            assert answer.is_success, answer.text

    def slots_held(self) -> dict[str, int]:
        """Limits that something holds."""
        found = self.ask("v2/concurrency_limits/filter", {})
        return {one["name"]: one["active_slots"] for one in found if one["active_slots"]}

    def child(self, words: str) -> int:
        """The process that this command started whose command line holds the words."""
        (found,) = [pid for pid in children(self.process.pid) if words in command(pid)]
        return found

    def stop(self) -> int:
        """Ctrl-C; the exit code."""
        self.client.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(STOP_SECONDS)

    def kill(self, *pids: int) -> None:
        """Kills processes at once, then waits until the command has ended."""
        self.client.close()
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        self.process.wait(STOP_SECONDS)


def environment(base: Path, **more: str) -> dict[str, str]:
    """This process's environment without any setting of Prefect or gongbao, with a home of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "GONGBAO_", "XDG_"))}
    (base / "home").mkdir(exist_ok=True)
    # Schedules that a test makes are seen in a few seconds instead of a minute.
    return (
        kept
        | {"HOME": str(base / "home"), "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "3", "PREFECT_WORKER_QUERY_SECONDS": "1"}
        | more
    )


def started(base: Path, *options: str, env: dict[str, str] | None = None) -> tuple[subprocess.Popen[str], list[str]]:
    """Starts the command for `base`/inbox and `base`/warehouse; the lines that it prints are added to the list."""
    arguments = [sys.executable, "-m", "flows.cli", "up", str(base / "inbox"), "-w", str(base / "warehouse"), "--port", "0", *options]
    process = subprocess.Popen(
        arguments,
        cwd=PROJECT,
        env=env or environment(base),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said: list[str] = []

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line.rstrip("\n"))

    threading.Thread(target=listen, daemon=True).start()
    return process, said


@contextlib.contextmanager
def up(base: Path, *options: str, env: dict[str, str] | None = None) -> Iterator[Up]:
    """Runs it for the block; afterwards nothing of it is left, which is checked."""
    process, said = started(base, *options, env=env)
    root = base / "warehouse"
    try:
        until(lambda: any(line.startswith("Ctrl-C") for line in said) or process.poll() is not None, UP_SECONDS, lambda: "\n".join(said))
        assert process.poll() is None, "\n".join(said)
        auth = (env or {}).get("GONGBAO_AUTH", "").partition(":")
        running = Up(process, root, said, (auth[0], auth[2]) if auth[0] else None)
        yield running
        if process.poll() is None:
            assert running.stop() == 0, "\n".join(said)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
        if process.poll() is None:
            process.kill()
    until(lambda: not left(root), 15, lambda: f"left behind: {[command(pid) for pid in left(root)]}")


def left(root: Path) -> list[int]:
    """Processes that work for this warehouse."""
    mark = f"GONGBAO_WAREHOUSE={root}\0".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark in path.read_bytes():
                found.append(int(path.parent.name))
    return found


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


def command(pid: int) -> str:
    """The command line of a process; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def until(done: Any, seconds: float, why: Any = lambda: "") -> Any:
    """What `done` gives once it is true; fails after so many seconds with what `why` says."""
    deadline = time.monotonic() + seconds
    while not (value := done()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {why()}"
        time.sleep(0.2)
    return value


class Receiver:
    """A webhook's receiver on this machine. `got` holds the JSON of each call."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        got = self.got

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                got.append(json.loads(body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/a-token-that-is-secret"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Ends it."""
        self._server.shutdown()
        self._server.server_close()


def release_named(line: str) -> str:
    """The release that a line of a build names."""
    found = re.search(r"\d{8}T\d{6}Z-[0-9a-f]{8}", line)
    assert found, line
    return found[0]
