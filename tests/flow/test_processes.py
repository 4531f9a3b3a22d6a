"""Builds as processes: killed at any moment, two at once, and without any Prefect server configured."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from flows import doctor
from tests.flow.made import CITY, NOTICE, PRESS, PROJECT, gongbao, inbox_of, rows_of
from tests.prefect_server import PrefectServer
from warehouse import lock, releases
from warehouse.folder import WarehouseFolder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

KILLS = 10


def started(inbox: Path, root: Path, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A build that runs on its own."""
    command = [sys.executable, "-m", "flows.cli", "build", str(inbox), "--warehouse", str(root)]
    return subprocess.Popen(command, cwd=PROJECT, env=dict(env), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_until_held(root: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while lock.holder(WarehouseFolder(root)) is None:
        assert process.poll() is None, "the build ended before it took the lock"
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_killed_at_ten_moments_a_build_never_leaves_a_half_published_warehouse(prefect_server: PrefectServer, tmp_path: Path) -> None:
    root, inbox = tmp_path / "warehouse", inbox_of(tmp_path / "inbox", {"city.txt": CITY})
    began = time.monotonic()
    assert gongbao("build", str(inbox), "-w", str(root), env=prefect_server.env).returncode == 0
    duration = time.monotonic() - began
    folder = WarehouseFolder(root)
    killed = 0
    for number in range(KILLS):
        # Another content each time, so that every build has something to publish.
        inbox_of(inbox, {"city.txt": CITY.replace("3.8%", f"{number + 4}.1%")})
        process = started(inbox, root, prefect_server.env)
        time.sleep(duration * (number + 1) / (KILLS + 0.5))
        killed += process.poll() is None
        process.kill()
        process.wait()
        assert [finding.found for finding in doctor.check_release(folder) if not finding.ok] == []
        (shown,) = rows_of(
            root, "select count(*) from metrics where value_text in ('3.8%', " + ", ".join(f"'{n + 4}.1%'" for n in range(KILLS)) + ")"
        )
        assert shown == (1,)
    assert killed >= KILLS - 2, "the builds ended before they were killed: nothing was tested"
    inbox_of(inbox, {"city.txt": CITY.replace("3.8%", "99.5%"), "notice.md": NOTICE})
    last = gongbao("build", str(inbox), "-w", str(root), env=prefect_server.env)
    assert last.returncode == 0, last.stdout + last.stderr
    assert rows_of(root, "select count(*) from metrics where value_text = '99.5%'") == [(1,)]
    assert list(folder.staging.iterdir()) == []
    assert list(folder.temporary.iterdir()) == []


def test_of_two_builds_at_once_one_refuses_and_names_the_other_or_waits_for_it(prefect_server: PrefectServer, tmp_path: Path) -> None:
    root, inbox = tmp_path / "warehouse", inbox_of(tmp_path / "inbox", {"press.txt": PRESS})
    first = started(inbox, root, prefect_server.env)
    try:
        wait_until_held(root, first)
        refused = gongbao("build", str(inbox), "-w", str(root), env=prefect_server.env)
        assert refused.returncode == 3, refused.stdout + refused.stderr
        assert f"process {first.pid}" in refused.stderr
        assert gongbao("rollback", "-w", str(root)).returncode in (2, 3)
        assert f"process {first.pid}" in gongbao("status", "-w", str(root)).stdout
        waited = gongbao("build", str(inbox), "-w", str(root), "--wait", "200", env=prefect_server.env, timeout=400)
        assert first.wait(timeout=200) == 0
    finally:
        first.kill()
        first.wait()
    assert waited.returncode == 0, waited.stdout + waited.stderr
    assert "waiting" in waited.stdout
    assert waited.stdout.splitlines()[-1].startswith("Nothing new")
    assert len(releases.list_releases(WarehouseFolder(root))) == 1


def test_without_a_server_nothing_is_written_to_the_home_folder_and_no_process_stays(tmp_path: Path) -> None:
    root, inbox, home = tmp_path / "warehouse", inbox_of(tmp_path / "inbox", {"city.txt": CITY}), tmp_path / "home"
    home.mkdir()
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "XDG_"))} | {"HOME": str(home)}
    done = gongbao("build", str(inbox), "-w", str(root), env=env, timeout=400)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert list(home.iterdir()) == []
    assert (root / "state" / "prefect" / "prefect.db").is_file()
    assert processes_of(root) == []

    inbox_of(inbox, {"press.txt": PRESS})
    process = started(inbox, root, env)
    wait_until_held(root, process)
    assert processes_of(root) != []
    process.kill()
    process.wait()
    deadline = time.monotonic() + 20
    while processes_of(root) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert processes_of(root) == []


def processes_of(root: Path) -> list[int]:
    """Processes whose Prefect state is this warehouse's."""
    if not Path("/proc/self/environ").exists():
        pytest.skip("the environment of other processes can be seen on Linux alone")
    mark = f"PREFECT_HOME={root}/state/prefect\0".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found
