"""A real Prefect server for tests: on a free port of this machine, with a home of its own, ended whatever happens."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Migrations of a fresh home alone take up to half a minute on two busy cores.
START_SECONDS = 180
STOP_SECONDS = 15


@dataclass(frozen=True)
class PrefectServer:
    """A running server. `env` is a whole environment for processes that are to use it."""

    api_url: str
    home: Path
    env: Mapping[str, str]

    def prefect(self, *arguments: str, cwd: Path, timeout: float = 180) -> subprocess.CompletedProcess[str]:
        """Run the `prefect` command line against this server; the caller looks at the exit code."""
        command = [sys.executable, "-m", "prefect", *arguments]
        return subprocess.run(
            command, cwd=cwd, env=dict(self.env), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout, check=False
        )


def environment(home: Path, api_url: str | None = None) -> dict[str, str]:
    """This process's environment without any Prefect setting of the machine, and with those of a quiet, private server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    quiet = {"PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1", "COLUMNS": "200"}
    return kept | quiet | ({"PREFECT_API_URL": api_url} if api_url else {})


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(home: Path) -> Iterator[PrefectServer]:
    """Start a server, wait until it answers, and end it and all that it started.

    Raises RuntimeError with the end of the server's log when it ends by itself or does not answer in time.
    """
    home.mkdir(parents=True, exist_ok=True)
    log = home / "server.log"
    port = free_port()
    api_url = f"http://127.0.0.1:{port}/api"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as output:
        # A session of its own, so that the whole group can be ended at once.
        process = subprocess.Popen(
            command, env=environment(home), cwd=home, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    try:
        _wait_for(process, api_url, log)
        yield PrefectServer(api_url, home, environment(home, api_url))
    finally:
        _end(process)


def _wait_for(process: subprocess.Popen[bytes], api_url: str, log: Path) -> None:
    # A proxy that the machine uses for the outside world is not asked for an address inside it.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the Prefect server ended with {process.returncode} before it answered:\n{_tail(log)}")
        try:
            with opener.open(f"{api_url}/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.2)
    raise RuntimeError(f"the Prefect server did not answer within {START_SECONDS} s:\n{_tail(log)}")


def _tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-4000:]


def _end(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue
