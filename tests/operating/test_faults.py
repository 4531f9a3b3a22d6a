"""A run that ends by something that nobody foresaw: what its page says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flows.settings import PROJECT
from tests.flow.made import CITY, inbox_of
from tests.prefect_server import PrefectServer

_SCRIPT = """
import errno, sys
from flows import steps
from flows.build import build_warehouse
from flows.parameters import Build
for error in (RuntimeError("planted"), OSError(errno.ENOSPC, "No space left on device")):
    def recover(run):
        raise error
    steps.recover = recover
    state = build_warehouse(Build(inbox=sys.argv[1], warehouse=sys.argv[2]), return_state=True)
    print(state.type.value, state.name, state.message, sep="|")
"""


@pytest.mark.slow
def test_a_fault_and_a_full_disk_are_named_and_say_what_stays(tmp_path: Path, prefect_server: PrefectServer) -> None:
    inbox = inbox_of(tmp_path / "inbox", {"city.txt": CITY})
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(inbox), str(tmp_path / "w")],
        cwd=PROJECT,
        env=dict(prefect_server.env),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    fault, full = [line for line in done.stdout.splitlines() if line.startswith("FAILED|")]
    assert fault.startswith("FAILED|Fault|A fault of gongbao's own: RuntimeError: planted.")
    assert full.startswith("FAILED|No room|The disk is full")
    # The page of a run shows its log: one traceback there, not one of every layer.
    assert (done.stdout + done.stderr).count("Traceback") <= 1


_OTHERS = """
import datetime as dt
import sys
from flows import backfill, parameters, quality_check, upkeep, watch

def planted(*args, **kwargs):
    raise RuntimeError("planted")

inbox, warehouse, archive = sys.argv[1:]
watch.inboxes.discover = backfill.archives.select = quality_check.check_command.check = planted
upkeep.overview.roll_back = upkeep.remove = planted
days = {"first_day": dt.date(2024, 1, 1), "last_day": dt.date(2024, 1, 2)}
for flow, wanted in (
    (watch.watch_inbox, parameters.Watch(inbox=inbox, warehouse=warehouse)),
    (backfill.backfill, parameters.Backfill(archive=archive, inbox=inbox, warehouse=warehouse, **days)),
    (quality_check.check_quality, parameters.Check(warehouse=warehouse)),
    (upkeep.roll_back, parameters.Rollback(warehouse=warehouse)),
    (upkeep.remove_old, parameters.Retention(warehouse=warehouse)),
):
    state = flow(wanted, return_state=True)
    print(state.type.value, state.name, flow.name, state.message, sep="|")
"""


@pytest.mark.slow
def test_a_fault_of_any_flow_is_named(tmp_path: Path, prefect_server: PrefectServer) -> None:
    inbox = inbox_of(tmp_path / "inbox", {"city.txt": CITY})
    archive, warehouse = tmp_path / "archive", tmp_path / "w"
    archive.mkdir()
    (warehouse / "releases").mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-c", _OTHERS, str(inbox), str(warehouse), str(archive)],
        cwd=PROJECT,
        env=dict(prefect_server.env),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    found = [line.split("|") for line in done.stdout.splitlines() if line.startswith("FAILED|")]
    assert [(name, flow) for _, name, flow, _ in found] == [
        ("Fault", flow) for flow in ("watch-inbox", "backfill", "check-quality", "roll-back", "remove-old")
    ], done.stdout + done.stderr
    assert all("RuntimeError: planted." in message for *_, message in found)
