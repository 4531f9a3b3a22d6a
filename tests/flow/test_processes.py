"""Builds as processes: killed at any moment, two at once, and without any Prefect server configured."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flows import doctor
from tests.flow.made import CITY, NOTICE, PRESS, PROJECT, gongbao, inbox_of, released, rows_of
from tests.prefect_server import PrefectServer
from warehouse import lock, releases
from warehouse.folder import WarehouseFolder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

MOMENTS = (
    ("", 0.3),
    ("", 1.5),
    ("Run ", 0.0),
    ("read: ", 0.0),
    ("read now", 0.1),
    ("Audit: ", 0.3),
    ("Audit: ", 2.0),
    ("expectations hold", 0.0),
    ("expectations hold", 0.05),
    ("expectations hold", 0.15),
)
"""A line that a build prints, and the seconds after it: from before its lock to the middle of its publication."""


def started(inbox: Path, root: Path, env: Mapping[str, str], *options: str) -> subprocess.Popen[str]:
    """A build that runs on its own."""
    command = [sys.executable, "-m", "flows.cli", "build", str(inbox), "--warehouse", str(root), *options]
    return subprocess.Popen(command, cwd=PROJECT, env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Waits for a build; its exit code and what it printed since it was last read."""
    said, _ = process.communicate(timeout=300)
    return process.returncode, said


def wait_until_held(root: Path, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 120
    while lock.holder(WarehouseFolder(root)) is None:
        assert process.poll() is None, "the build ended before it took the lock"
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_killed_at_ten_moments_a_build_never_leaves_a_half_published_warehouse(prefect_server: PrefectServer, tmp_path: Path) -> None:
    root, inbox = tmp_path / "warehouse", inbox_of(tmp_path / "inbox", {"city.txt": CITY})
    released(inbox, root)
    other = tmp_path / "other"
    shutil.copytree(root, other, symlinks=True)
    # Two warehouses side by side: most of a build is one busy processor.
    with ThreadPoolExecutor(2) as pool:
        halves = [
            pool.submit(killed, one, tmp_path / f"inbox of {one.name}", MOMENTS[number::2], prefect_server.env)
            for number, one in enumerate((root, other))
        ]
        alive = sum(half.result() for half in halves)
    assert alive >= len(MOMENTS) - 2, "the builds ended before they were killed: too little was tested"
    inbox_of(inbox, {"city.txt": CITY.replace("3.8%", "99.5%"), "notice.md": NOTICE})
    last = gongbao("build", str(inbox), "-w", str(root), env=prefect_server.env)
    assert last.returncode == 0, last.stdout + last.stderr
    assert rows_of(root, "select count(*) from metrics where value_text = '99.5%'") == [(1,)]
    with lock.hold(WarehouseFolder(other), 0, "a test"):
        releases.recover(WarehouseFolder(other))
    for folder in map(WarehouseFolder, (root, other)):
        assert list(folder.staging.iterdir()) == []
        assert list(folder.temporary.iterdir()) == []


def killed(root: Path, inbox: Path, moments: Sequence[tuple[str, float]], env: Mapping[str, str]) -> int:
    """Kills a build at each moment and looks at what is published; how many were still at work when killed."""
    folder = WarehouseFolder(root)
    values = [f"{number + 4}.1%" for number in range(len(moments))]
    alive = 0
    for value, (line, seconds) in zip(values, moments, strict=True):
        # Another content each time, so that every build has something to publish.
        inbox_of(inbox, {"city.txt": CITY.replace("3.8%", value)})
        process = started(inbox, root, env)
        assert process.stdout is not None
        if line:
            assert any(line in printed for printed in process.stdout), f"the build never printed {line!r}"
        time.sleep(seconds)
        alive += process.poll() is None
        process.kill()
        process.communicate()
        assert [finding.found for finding in doctor.check_release(folder) if not finding.ok] == []
        shown = rows_of(root, "select value_text from metrics where indicator like '%工业增加值' and measure = 'growth'")
        assert len({one for (one,) in shown} & {"3.8%", *values}) == 1
    return alive


def test_of_two_builds_at_once_one_refuses_and_names_the_other_or_waits_for_it(prefect_server: PrefectServer, tmp_path: Path) -> None:
    root, inbox = tmp_path / "warehouse", inbox_of(tmp_path / "inbox", {"press.txt": PRESS})
    first = started(inbox, root, prefect_server.env)
    second = None
    try:
        wait_until_held(root, first)
        second = started(inbox, root, prefect_server.env, "--wait", "200")
        refused = gongbao("build", str(inbox), "-w", str(root), env=prefect_server.env)
        assert refused.returncode == 3, refused.stdout + refused.stderr
        assert f"process {first.pid}" in refused.stderr
        assert f"process {first.pid}" in gongbao("status", "-w", str(root)).stdout
        assert ended(first)[0] == 0
        code, said = ended(second)
    finally:
        for process in (first, second):
            if process is not None:
                process.kill()
                process.communicate()
    assert code == 0, said
    assert "Nothing new" in said.splitlines()[-1]
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
    process.communicate()
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
