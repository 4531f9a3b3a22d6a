"""A run that ends by something that nobody foresaw: what its page says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flows.settings import PROJECT
from tests.flow.made import CITY, PRESS, inbox_of
from tests.prefect_server import PrefectServer
from warehouse import releases, runs
from warehouse.folder import WarehouseFolder


def _ran(
    script: str, *arguments: object, server: PrefectServer, timeout: float = 120, check: bool = True
) -> subprocess.CompletedProcess[str]:
    """The script, run by a new interpreter in the project's folder against the server."""
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=PROJECT,
        env=dict(server.env),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=check,
    )


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
    done = _ran(_SCRIPT, inbox, tmp_path / "w", server=prefect_server)
    fault, full = [line for line in done.stdout.splitlines() if line.startswith("FAILED|")]
    assert fault.startswith("FAILED|Fault|A fault of gongbao's own: RuntimeError: planted.")
    assert full.startswith("FAILED|No room|The disk is full")
    # The page of a run shows its log: one traceback there at the most, not one of every layer.
    assert (done.stdout + done.stderr).count("Traceback") <= 1


_ENGINE = """
import sys
from prefect.flow_engine import run_flow
from prefect.logging.loggers import get_logger
from flows.build import build_warehouse
from flows.parameters import Build

def ended(inbox):
    try:
        run_flow(build_warehouse, parameters={"build": Build(inbox=inbox, warehouse=sys.argv[1])}, error_logger=get_logger("flow_runs"))
    except Exception as error:
        print("ended with", type(error).__name__)

ended("/nowhere")
from flows import steps
def planted(run):
    raise RuntimeError("planted")
steps.recover = planted
ended(sys.argv[2])
"""


@pytest.mark.slow
def test_a_refusal_leaves_no_traceback_in_the_log_and_a_fault_does(tmp_path: Path, prefect_server: PrefectServer) -> None:
    inbox = inbox_of(tmp_path / "inbox", {"city.txt": CITY})
    done = _ran(_ENGINE, tmp_path / "w", inbox, server=prefect_server)
    refused, _, fault = (done.stdout + done.stderr).partition("A fault of gongbao's own")
    assert "There is no inbox at /nowhere" in refused
    assert "Traceback" not in refused
    assert "Traceback" in fault


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
    done = _ran(_OTHERS, inbox, warehouse, archive, server=prefect_server, timeout=240, check=False)
    found = [line.split("|") for line in done.stdout.splitlines() if line.startswith("FAILED|")]
    assert [(name, flow) for _, name, flow, _ in found] == [
        ("Fault", flow) for flow in ("watch-inbox", "backfill", "check-quality", "roll-back", "remove-old")
    ], done.stdout + done.stderr
    assert all("RuntimeError: planted." in message for *_, message in found)


_AFTER = """
import sys
from flows import notices, run_artifacts
from flows.build import build_warehouse
from flows.parameters import Build

def planted(*args, **kwargs):
    raise RuntimeError("planted")

setattr({"of_build": run_artifacts, "after_build": notices}[sys.argv[3]], sys.argv[3], planted)
state = build_warehouse(Build(inbox=sys.argv[1], warehouse=sys.argv[2]), return_state=True)
print(state.type.value, state.name, state.message, sep="|")
"""


@pytest.mark.slow
@pytest.mark.parametrize("place", ["of_build", "after_build"])
def test_a_fault_after_the_publication_changes_nothing_of_how_the_run_ends(
    tmp_path: Path, prefect_server: PrefectServer, place: str
) -> None:
    inbox = inbox_of(tmp_path / "inbox", {"city.txt": CITY})
    done = _ran(_AFTER, inbox, tmp_path / "w", place, server=prefect_server)
    (ended,) = [line for line in done.stdout.splitlines() if line.startswith("COMPLETED|")]
    assert ended.startswith("COMPLETED|Published")
    folder = WarehouseFolder(tmp_path / "w")
    (row,) = runs.read(folder, "runs").to_pylist()
    release = releases.current(folder)
    assert release is not None
    assert (row["outcome"], row["release"]) == ("published", release.release_id)


_BACKFILL = """
import datetime as dt
import os, sys
from flows import backfill, parameters

inbox, warehouse, archive, what = sys.argv[1:]
if what == "killed":
    backfill.build_warehouse = lambda *args, **kwargs: os._exit(9)
else:
    from prefect.states import Failed
    backfill.build_warehouse = lambda *args, **kwargs: Failed(name="Blocked by quality", message="planted")
wanted = parameters.Backfill(
    archive=archive, inbox=inbox, warehouse=warehouse, first_day=dt.date(2023, 7, 1), last_day=dt.date(2023, 7, 31), documents_a_build=1
)
state = backfill.backfill(wanted, return_state=True)
print(state.type.value, state.name, sep="|")
"""


@pytest.mark.slow
def test_a_batch_in_which_a_backfill_was_killed_does_not_stay_in_the_inbox(tmp_path: Path, prefect_server: PrefectServer) -> None:
    archive = inbox_of(tmp_path / "archive", {"2023/07/20.txt": CITY, "2023/07/21.txt": PRESS})
    inbox = inbox_of(tmp_path / "inbox", {"mine.txt": CITY})

    def run(what: str) -> subprocess.CompletedProcess[str]:
        return _ran(_BACKFILL, inbox, tmp_path / "w", archive, what, server=prefect_server, check=False)

    assert run("killed").returncode == 9
    assert len(list(inbox.rglob("*.txt"))) == 2
    assert "FAILED|Blocked by quality" in run("blocked").stdout
    assert [path.name for path in inbox.rglob("*.txt")] == ["mine.txt"]
