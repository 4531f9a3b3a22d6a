"""Builds that are interrupted under `gongbao up`: cancelled, and with the worker, the server or all of it killed."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows import doctor
from tests.flow.made import CITY, PRESS, inbox_of, rows_of
from tests.operating.running import Up, environment, left, until, up
from warehouse import lock
from warehouse.folder import WarehouseFolder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")]


def changed(base: Path, value: str) -> None:
    """Something to publish."""
    inbox_of(base / "inbox", {"city.txt": CITY.replace("3.8%", value)})


def begun(running: Up, root: Path) -> str:
    """A build that is at work on the warehouse."""
    run = running.begin("daily-build")
    until(lambda: lock.holder(WarehouseFolder(root)), 90, lambda: running.log_of(run))
    time.sleep(1.5)
    return run


def whole(root: Path, value: str) -> None:
    """The published release is sound and states that value."""
    assert [finding.found for finding in doctor.check_release(WarehouseFolder(root)) if not finding.ok] == []
    assert rows_of(root, f"select count(*) from metrics where value_text = '{value}'") == [(1,)]


def test_builds_that_are_cancelled_or_killed_leave_all_whole_and_are_made_up_for(tmp_path: Path) -> None:
    root = tmp_path / "warehouse"
    inbox_of(tmp_path / "inbox", {"city.txt": CITY, "press.txt": PRESS})
    env = environment(tmp_path)
    with up(tmp_path, env=env) as first:
        state = first.end_of(first.begin("daily-build"))
        assert state["name"] == "Published", state
        whole(root, "3.8%")

        changed(tmp_path, "4.1%")
        run = begun(first, root)
        asked = time.monotonic()
        first.ask(f"flow_runs/{run}/set_state", {"state": {"type": "CANCELLING"}})
        assert first.end_of(run, 20)["type"] == "CANCELLED"
        until(lambda: lock.holder(WarehouseFolder(root)) is None, 5)
        assert time.monotonic() - asked < 15
        whole(root, "3.8%")
        until(lambda: not first.slots_held(), 10, first.slots_held)

        interrupted = begun(first, root)
        first.kill(first.child("prefect worker start"))
        assert first.process.returncode == 1
        assert any("worker ended by itself" in line for line in first.said)
    whole(root, "3.8%")
    assert lock.holder(WarehouseFolder(root)) is None

    with up(tmp_path, env=env) as second:
        assert any("begins again" in line for line in second.said), second.said
        # The run itself is made up for, without a trigger of its own.
        assert second.end_of(interrupted)["name"] == "Published"
        whole(root, "4.1%")
        until(lambda: not second.slots_held(), 10, second.slots_held)

        changed(tmp_path, "4.2%")
        interrupted = begun(second, root)
        # Two moments, both of which pass while nothing runs.
        soon = datetime.now(UTC) + timedelta(seconds=10)
        second.schedule_once("inbox-watch", soon, soon + timedelta(seconds=2))
        until(
            lambda: (
                sum(
                    run["auto_scheduled"] and run["expected_start_time"] < f"{soon + timedelta(seconds=5):%Y-%m-%dT%H:%M:%S}"
                    for run in second.runs_of("inbox-watch")
                )
                >= 2
            ),
            9,
        )
        second.kill(second.child("flows.prefect_home"), second.child("prefect worker start"), second.process.pid)
    whole(root, "4.1%")
    time.sleep(max(0.0, (soon - datetime.now(UTC)).total_seconds() + 3))

    with up(tmp_path, env=env) as third:
        again = third.end_of(interrupted)["name"]
        whole(root, "4.2%")
        watched = [run for run in third.runs_of("inbox-watch") if run["expected_start_time"] < f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}"]
        missed = [run for run in watched if run["state_name"] == "Missed"]
        assert len(missed) >= 1
        (caught_up,) = [run for run in watched if run["state_name"] not in ("Missed", "Scheduled", "Cancelled") and run["auto_scheduled"]][
            -1:
        ]
        # Whichever comes first has something to publish.
        assert sorted([again, third.end_of(caught_up["id"])["name"]]) == ["Nothing new", "Published"]

        changed(tmp_path, "4.3%")
        interrupted = begun(third, root)
        third.kill(third.child("flows.prefect_home"))
        assert third.process.returncode == 1
        assert any("server ended by itself" in line for line in third.said)
    assert left(root) == []
    whole(root, "4.2%")

    with up(tmp_path, env=env) as fourth:
        assert fourth.end_of(interrupted)["name"] == "Published"
        whole(root, "4.3%")
        until(lambda: not fourth.slots_held(), 10, fourth.slots_held)
        # A stop in mid-build ends everything, too; `up` checks that nothing is left.
        changed(tmp_path, "4.4%")
        begun(fourth, root)
        assert fourth.stop() == 0
        assert any("A run is at work" in line for line in fourth.said), fourth.said
    whole(root, "4.3%")
    assert os.readlink(root / "current").startswith("releases/")
