"""Where Prefect keeps its state and which server a build talks to.

A build that finds a Prefect API configured (environment, profile or prefect.toml) uses it. Otherwise it starts a
server of its own on 127.0.0.1 whose state lives in the warehouse's `state/prefect`, and nothing is written to the
home folder. That server watches a pipe to the build: when the build ends in any way, `kill -9` included, the
server ends too, so no build leaves a process behind. Prefect's own ephemeral server does not have that property.

Nothing here may import prefect before `configure` has set the environment: Prefect reads it once, at import.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.attended import end_with_the_pipe
from flows.settings import PROJECT
from warehouse.folder import WarehouseFolder

if TYPE_CHECKING:
    import uvicorn

STARTUP_SECONDS = 120
"""How long the server may take: the first start on a slow machine creates its database and takes about 20 s."""

_STOP_SECONDS = 10

_QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(STARTUP_SECONDS),
    "PREFECT_LOGGING_LEVEL": "INFO",
    # The command line says what happens in its own words; Prefect's lines go to its server, where its pages show them.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
}

_SERVES_ONE_BUILD = {
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    # Nothing is scheduled there, late, limited or automated.
    **{
        f"PREFECT_SERVER_SERVICES_{service}_ENABLED": "false"
        for service in ("CANCELLATION_CLEANUP", "FOREMAN", "LATE_RUNS", "PAUSE_EXPIRATIONS", "REPOSSESSOR", "SCHEDULER", "TRIGGERS")
    },
}
"""The settings of a server that ends with the one build for which it was started."""


class ServerDidNotStart(Exception):  # noqa: N818 - named for what happened
    """The build's own Prefect server ended or stayed silent; the message holds what it printed."""


def configured_api(working_folder: Path | None = None) -> str | None:
    """The Prefect API that this machine is set up for, or None: environment, .env, prefect.toml, pyproject.toml, profile.

    Read here without Prefect, because the answer decides the environment in which Prefect is imported.
    """
    if url := os.environ.get("PREFECT_API_URL"):
        return url
    folder = working_folder or Path.cwd()
    for value in (
        _dotenv_value(folder / ".env"),
        _toml_value(folder / "prefect.toml", "api", "url"),
        _toml_value(folder / "pyproject.toml", "tool", "prefect", "api", "url"),
        _profile_value(),
    ):
        if value:
            return value
    return None


def configure(warehouse: Path) -> bool:
    """Sets the environment for Prefect; true when the build needs a server of its own (no API is configured)."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    if configured_api() is not None:
        return False
    os.environ["PREFECT_HOME"] = str(_home(warehouse))
    os.environ.pop("PREFECT_PROFILES_PATH", None)
    os.environ.pop("PREFECT_PROFILE", None)
    return True


@contextlib.contextmanager
def own_server(warehouse: Path) -> Iterator[Callable[[], None]]:
    """Runs a Prefect server for the time of the block and points PREFECT_API_URL at it.

    Yields at once, with what waits until the server answers, so that Prefect can be imported meanwhile. The waiting
    raises ServerDidNotStart with the server's own words when it does not answer within STARTUP_SECONDS.
    """
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = start(_home(warehouse), listener, _SERVES_ONE_BUILD)
    os.environ["PREFECT_API_URL"] = server.api_url
    try:
        yield server.wait_until_healthy
    finally:
        send_what_waits()
        os.environ.pop("PREFECT_API_URL", None)
        server.stop()


@dataclass(frozen=True, slots=True)
class Server:
    """A Prefect server in a process of its own, which ends when this one does."""

    process: subprocess.Popen[bytes]
    api_url: str
    log: Path

    def wait_until_healthy(self) -> None:
        """Returns once it answers. Raises ServerDidNotStart."""
        _wait_until_healthy(self.process, self.api_url, self.log)

    def stop(self) -> None:
        """Ends it."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(home: Path, listener: socket.socket, settings: Mapping[str, str]) -> Server:
    """Starts a server that keeps its state in `home` and answers on the bound socket `listener`, which the caller may close then."""
    home.mkdir(parents=True, exist_ok=True)
    log = home / "server.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.prefect_home", str(listener.fileno())],
            stdin=subprocess.PIPE,
            stdout=errors,
            stderr=errors,
            pass_fds=(listener.fileno(),),
            env={**os.environ, "PREFECT_HOME": str(home), "PREFECT__SERVER_FINAL": "1", **settings},
            cwd=PROJECT,
            # A Ctrl-C is for the process that started it, which then ends the server in its own time.
            start_new_session=True,
        )
    host, port = listener.getsockname()[:2]
    return Server(process, f"http://{address(host)}:{port}/api", log)


def address(host: str) -> str:
    """Where this machine reaches a server that listens on `host`: one that listens everywhere is asked on loopback."""
    known = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}
    return known.get(host, f"[{host}]" if ":" in host else host)


def send_what_waits() -> None:
    """Prefect sends log lines and events in the background, until the process ends: the server must still be there."""
    if "prefect" not in sys.modules:
        return
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    for worker in (APILogWorker, EventsWorker):
        worker.drain_all(timeout=5)


def _home(warehouse: Path) -> Path:
    return WarehouseFolder(warehouse).prefect_home.absolute()


def _wait_until_healthy(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    # The machine's proxy settings are for the outside world; this address is inside it.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with opener.open(f"{url}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    said = log.read_text("utf-8", errors="replace").strip().splitlines()[-5:]
    ended = f"it ended with code {process.poll()}" if process.poll() is not None else f"no answer within {STARTUP_SECONDS} s"
    raise ServerDidNotStart(f"Prefect's server did not start: {ended}. Its log: {log}. Last lines: {' / '.join(said) or 'none'}")


def _toml_value(path: Path, *keys: str) -> str | None:
    try:
        value: object = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else None


def _dotenv_value(path: Path) -> str | None:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    for line in lines:
        name, _, value = line.strip().removeprefix("export ").partition("=")
        if name.strip() == "PREFECT_API_URL":
            return value.strip().strip("'\"") or None
    return None


def _profile_value() -> str | None:
    home = Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect")
    path = Path(os.environ.get("PREFECT_PROFILES_PATH") or home / "profiles.toml")
    active = os.environ.get("PREFECT_PROFILE") or _toml_value(path, "active")
    return _toml_value(path, "profiles", active, "PREFECT_API_URL") if active else None


def _serve(descriptor: int) -> None:
    """The server's process: serves on the socket that it was handed, and ends when the pipe from the build closes."""

    def finish() -> None:
        if server is not None:
            server.should_exit = True
            time.sleep(_STOP_SECONDS / 2)

    server: uvicorn.Server | None = None
    end_with_the_pipe(before=finish)

    import uvicorn
    from prefect.server.api.server import create_app

    server = uvicorn.Server(uvicorn.Config(create_app, factory=True, log_level="error", lifespan="on"))
    server.run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
