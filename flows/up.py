"""`gongbao up`: Prefect's server, the deployments and a worker on this machine, brought up and taken down together.

Where a Prefect API is configured already, the server is somebody else's: then only the deployments are registered there and a worker runs
here. Server and worker hold a pipe to this process and end with it, however it ends; the run of a flow ends with its worker.
"""

from __future__ import annotations

import contextlib
import fcntl
import ipaddress
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

from flows import prefect_home, registration, report_server
from flows.exits import Exit
from flows.run import WrongUse
from flows.settings import PROJECT
from warehouse import lock
from warehouse.folder import WarehouseFolder

AUTH = "GONGBAO_AUTH"
"""The setting that protects server and pages: `user:password`. With it Prefect's server asks for both and checks each change for CSRF."""

_WORKER_SECONDS = 60
_GRACE_SECONDS = 5
_FREE_SECONDS = 10
_LOOK_SECONDS = 0.3


class _Ended(Exception):  # noqa: N818 - named for what happened
    """The server or the worker ended by itself."""


def run(inbox: Path, root: Path, host: str, port: int) -> Exit:
    """Brings all up, says where it is, and waits for Ctrl-C. Raises WrongUse, ServerDidNotStart or NotRegistered."""
    from flows.steps import make_folder, require_apart, require_inbox

    require_inbox(inbox)
    require_apart(inbox, root)
    folder = make_folder(WarehouseFolder(root.absolute()))
    # A request to stop that comes in early must not leave a process behind, so it is taken from here on.
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    os.environ |= {"GONGBAO_INBOX": str(inbox.absolute()), "GONGBAO_WAREHOUSE": str(folder.root)}
    try:
        with contextlib.ExitStack() as stack:
            pages, url = report_server.serve(folder.reports, port + 1 if port else 0)
            stack.callback(pages.server_close)
            stack.callback(pages.shutdown)
            # Where a team serves the reports itself, its address stands in the links.
            url = os.environ.setdefault("GONGBAO_REPORTS_URL", url)
            if prefect_home.configure(folder.root):
                server: prefect_home.Server | None = stack.enter_context(_server(folder, host, port))
            else:
                server = None
                if os.environ.get(AUTH):
                    print(f"{AUTH} is for a server that gongbao up starts; the configured one asks for a password of its own.", flush=True)
            _tell(registration.prepare())
            worker = stack.enter_context(_worker(folder))
            # The worker takes as long to start as the deployments take to be made.
            _tell(registration.deploy())
            worker.wait_until_online()
            _say_where(folder, url)
            _wait(server, worker.process)
    except KeyboardInterrupt:
        print("Stopped.", flush=True)
        return Exit.done
    except _Ended as error:
        print(str(error), file=sys.stderr, flush=True)
        return Exit.fault


def require_safe(host: str, auth: str) -> None:
    """Raises WrongUse where others could reach a server that asks for no password, or the password is not usable."""
    if auth and not all(auth.partition(":")):
        raise WrongUse(f"{AUTH} must be a user and a password with a colon between them.")
    if not (auth.isascii() and auth.isprintable()):
        # Prefect's server compares nothing else: every request would end in a fault.
        raise WrongUse(f"{AUTH} may hold letters, digits, spaces and signs of ASCII alone; Prefect takes no others.")
    if auth or host == "localhost":
        return
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return
    raise WrongUse(f"The server would be reached at {host} by others, without a password: set {AUTH}=user:password, or leave out --host.")


@contextlib.contextmanager
def _server(folder: WarehouseFolder, host: str, port: int) -> Iterator[prefect_home.Server]:
    auth = os.environ.get(AUTH, "")
    require_safe(host, auth)
    home = folder.prefect_server_home
    home.mkdir(parents=True, exist_ok=True)
    os.environ["PREFECT_HOME"] = str(home)
    settings: dict[str, str] = {}
    if auth:
        # By the environment alone: what stands in a command can be read by everybody on the machine.
        settings = {"PREFECT_SERVER_API_AUTH_STRING": auth, "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true"}
        os.environ["PREFECT_API_AUTH_STRING"] = auth
    _require_only_one(home)
    with _listener(host, port) as listener:
        # What the former server kept of holds on limits would expire later, and give back what another run holds by then.
        shutil.rmtree(home / "concurrency_leases", ignore_errors=True)
        server = prefect_home.start(home, listener, settings)
    try:
        # Before anything imports Prefect, which reads it once and starts a server of its own where there is none.
        os.environ["PREFECT_API_URL"] = server.api_url
        print("Prefect's server starts (some 20 seconds the first time).", flush=True)
        server.wait_until_healthy()
        _tell(_clear())
        yield server
    finally:
        server.stop()


def _require_only_one(home: Path) -> None:
    # Never closed on purpose: the lock goes with this process.
    holder = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(holder)
        raise WrongUse(f"gongbao up runs already for this warehouse: its server keeps its state in {home}. Stop that one first.") from None


def _listener(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise WrongUse(f"The server cannot listen at {host}, port {port}: {error.strerror}. Choose another one with --port.") from None
    return listener


def _clear() -> list[str]:
    from prefect.client.orchestration import get_client

    from flows import interrupted

    with get_client(sync_client=True) as client:
        return interrupted.clear(client)


def _tell(lines: list[str]) -> None:
    for line in lines:
        print(f"  {line}", flush=True)


@dataclass(frozen=True, slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    name: str
    log: Path

    def wait_until_online(self) -> None:
        """Returns once the server knows it. Raises _Ended."""
        from prefect.client.orchestration import get_client

        deadline = time.monotonic() + _WORKER_SECONDS
        with get_client(sync_client=True) as client:
            while time.monotonic() < deadline and self.process.poll() is None:
                answer = client.request(
                    "POST", "/work_pools/{work_pool_name}/workers/filter", path_params={"work_pool_name": registration.POOL}, json={}
                )
                if any(one["name"] == self.name for one in answer.json()):
                    return
                time.sleep(_LOOK_SECONDS)
        raise _Ended(f"The worker did not start. Its log: {self.log}")


@contextlib.contextmanager
def _worker(folder: WarehouseFolder) -> Iterator[_Worker]:
    log = folder.prefect_server_home / "worker.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    name = f"gongbao-up-{socket.gethostname()}-{os.getpid()}"
    with log.open("wb") as output:
        worker = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "flows.attended",
                "prefect",
                "worker",
                "start",
                "--pool",
                registration.POOL,
                "--type",
                "process",
                "--name",
                name,
            ],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            cwd=PROJECT,
            start_new_session=True,
        )
    try:
        yield _Worker(worker, name, log)
    finally:
        if lock.holder(folder) is not None:
            print("A run is at work; it is stopped. What may be begun again begins again at the next start.", flush=True)
        _end(worker)
        _wait_until_free(folder)


def _end(worker: subprocess.Popen[bytes]) -> None:
    """Lets the worker end by itself, and where a run keeps it, ends both."""
    if worker.poll() is None:
        worker.send_signal(signal.SIGINT)
        try:
            worker.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()
    pipe: IO[bytes] | None = worker.stdin
    if pipe is not None:
        pipe.close()


def _wait_until_free(folder: WarehouseFolder) -> None:
    """The run of a flow sees within a second that its worker is gone."""
    deadline = time.monotonic() + _FREE_SECONDS
    time.sleep(2 * _LOOK_SECONDS)
    while lock.holder(folder) is not None and time.monotonic() < deadline:
        time.sleep(_LOOK_SECONDS)


def _say_where(folder: WarehouseFolder, reports: str) -> None:
    api = os.environ.get("PREFECT_API_URL") or prefect_home.configured_api() or ""
    print(f"Pages:     {api.removesuffix('/api')}")
    print(f"Reports:   {reports}")
    print(f"Warehouse: {folder.root}")
    print(f"Inbox:     {os.environ['GONGBAO_INBOX']}")
    print(f"Logs:      {folder.prefect_server_home}")
    print("Ctrl-C stops everything.", flush=True)


def _wait(server: prefect_home.Server | None, worker: subprocess.Popen[bytes]) -> NoReturn:
    while True:
        time.sleep(_LOOK_SECONDS)
        if server is not None and server.process.poll() is not None:
            raise _Ended(f"Prefect's server ended by itself (code {server.process.poll()}). Its log: {server.log}. Start again: gongbao up")
        if worker.poll() is not None:
            raise _Ended(f"The worker ended by itself (code {worker.poll()}). Start again: gongbao up")


def _stop(_number: int, _frame: object) -> NoReturn:
    # Once: what follows is in order already.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt
