"""The audit in its own process: what it leaves, and how every way of failing blocks."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest

from expectations import process, setting
from expectations.audit_files import DATA_DOCS, RESULTS_FILE, STDERR_FILE, SUITES
from expectations.gate import decide
from expectations.suites import EXPECTATIONS
from tests.expectations.bundles import CLOCK, build, bundle
from warehouse.tables import QUALITY_RESULTS

SETTING = setting.load()
ROOT = Path(__file__).resolve().parents[2]
ODD_NAME = "今天的 ‘news’ & 100%20 $HOME ${x} #c"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    folder = tmp_path / ODD_NAME
    folder.mkdir()
    return build(folder / "candidate.duckdb", bundle("one"))


def stand_in(tmp_path: Path, body: str) -> dict[str, str]:
    """An environment in which the audit's program is replaced by `body`, run when Python starts."""
    folder = tmp_path / "stand_in"
    folder.mkdir()
    start = "import sys, os, json\nif 'expectations.audit' in ' '.join(sys.orig_argv):\n" + textwrap.indent(textwrap.dedent(body), "    ")
    (folder / "sitecustomize.py").write_text(start, encoding="utf-8")
    return {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}


def blocked(rows: list[dict[str, Any]]) -> str:
    """Asserts that the rows are one error that blocks; returns what was observed."""
    assert [(row["rule"], row["outcome"], row["severity"]) for row in rows] == [("audit.process", "error", "critical")]
    assert list(rows[0]) == [column.name for column in QUALITY_RESULTS.columns]
    assert decide(rows).outcome == "block"
    observed: str = rows[0]["observed"]
    return observed


def test_a_clean_candidate_is_published_and_the_evidence_is_kept(database: Path, tmp_path: Path) -> None:
    out = tmp_path / ODD_NAME / "run"
    rows = process.run_audit(database, out, "-run-1", CLOCK, 120, SETTING)
    assert [row["rule"] for row in rows] == [expectation.id for expectation in EXPECTATIONS]
    assert {row["outcome"] for row in rows} == {"passed"}
    assert {row["run_id"] for row in rows} == {"-run-1"}
    assert {row["ran_at"] for row in rows} == {CLOCK}
    assert decide(rows).outcome == "publish"
    assert (out / DATA_DOCS / "index.html").is_file()
    assert len(list((out / SUITES).glob("*.json"))) == len({expectation.suite for expectation in EXPECTATIONS})
    assert "Calculating Metrics" not in (out / STDERR_FILE).read_text(encoding="utf-8")


def test_a_table_of_the_checks_that_is_gone_cannot_pass_for_an_empty_one(database: Path, tmp_path: Path) -> None:
    lost = dataclasses.replace(SETTING, tables={**SETTING.tables, "bands": tmp_path / "nowhere.csv"})
    rows = {row["rule"]: row for row in process.run_audit(database, tmp_path / "out", "run-1", CLOCK, 120, lost)}
    assert rows["metrics.value_in_band"]["outcome"] == "error"
    assert "nowhere.csv" in rows["metrics.value_in_band"]["observed"]
    assert rows["metrics.range_ordered"]["outcome"] == "passed"
    assert decide(rows.values()).outcome == "block"


def test_a_killed_audit_blocks(database: Path, tmp_path: Path) -> None:
    environment = stand_in(tmp_path, "os.kill(os.getpid(), 9)")
    assert "signal 9" in blocked(process.run_audit(database, tmp_path / "out", "run-1", CLOCK, 60, SETTING, environment=environment))


def test_an_audit_that_hangs_is_stopped_and_blocks(database: Path, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    environment = stand_in(tmp_path, f"import time, pathlib\npathlib.Path({str(pid_file)!r}).write_text(str(os.getpid()))\ntime.sleep(600)")
    observed = blocked(process.run_audit(database, tmp_path / "out", "run-1", CLOCK, 3, SETTING, environment=environment))
    assert "longer than 3 s" in observed
    assert not alive(int(pid_file.read_text()))


def test_a_cancelled_build_leaves_no_audit_behind(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pids: list[int] = []

    def cancelled(self: subprocess.Popen[bytes], _timeout: float | None = None) -> int:
        monkeypatch.undo()
        pids.append(self.pid)
        raise KeyboardInterrupt

    environment = stand_in(tmp_path, "import time\ntime.sleep(600)")
    monkeypatch.setattr(subprocess.Popen, "wait", cancelled)
    with pytest.raises(KeyboardInterrupt):
        process.run_audit(database, tmp_path / "out", "run-1", CLOCK, 60, SETTING, environment=environment)
    assert not alive(pids[0])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a process that its parent ended")
def test_the_audit_ends_when_its_parent_is_killed(database: Path, tmp_path: Path) -> None:
    code = f"""
import datetime, pathlib
from expectations import process, setting
out = pathlib.Path({str(tmp_path / "out")!r})
process.run_audit(pathlib.Path({str(database)!r}), out, "run-1", datetime.datetime.now(datetime.UTC), 600, setting.load())
"""
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    child = _wait_for(lambda: _audit_of(parent.pid))
    time.sleep(1.5)  # the child asks for its end right after its start
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    _wait_for(lambda: not alive(child))


@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        "{",
        "[]",
        '{"run_id": "another", "declared": 0, "results": []}',
        '{"run_id": "run-1", "declared": 0, "results": []}',
        '{"run_id": "run-1", "declared": 1, "results": [{"rule": "x"}]}',
    ],
)
def test_missing_or_damaged_results_block(database: Path, tmp_path: Path, content: str | None) -> None:
    out = tmp_path / "out"
    write = "pass" if content is None else f"open({str(out / RESULTS_FILE)!r}, 'w').write({content!r})"
    environment = stand_in(tmp_path, f"{write}\nos._exit(0)")
    assert "without usable results" in blocked(process.run_audit(database, out, "run-1", CLOCK, 60, SETTING, environment=environment))


def test_results_of_a_former_attempt_do_not_pass_for_these(database: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    row = {column.name: None for column in QUALITY_RESULTS.columns} | {"outcome": "passed", "severity": "info"}
    former = [row | {"rule": expectation.id} for expectation in EXPECTATIONS]
    (out / RESULTS_FILE).write_text(json.dumps({"run_id": "run-1", "declared": len(former), "results": former}), encoding="utf-8")
    environment = stand_in(tmp_path, "os._exit(0)")
    blocked(process.run_audit(database, out, "run-1", CLOCK, 60, SETTING, environment=environment))


def alive(pid: int) -> bool:
    """Whether the process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        if Path("/proc/self/stat").exists():
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _audit_of(parent: int) -> int | None:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if b"expectations.audit" in (folder / "cmdline").read_bytes() and f"PPid:\t{parent}\n" in (folder / "status").read_text():
                return int(folder.name)
        except OSError:
            continue
    return None


def _wait_for(condition: Any, seconds: float = 30) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")
