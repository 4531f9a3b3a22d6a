"""Starts the audit in a process of its own and takes every way in which that can go wrong for a finding."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from expectations.audit_files import RESULTS_FILE, SETTING_FILE, STDERR_FILE
from expectations.child_environment import without_secrets
from expectations.setting import Setting
from expectations.suites import EXPECTATIONS
from expectations.thresholds import PROJECT
from warehouse.closed_sets import OUTCOMES
from warehouse.tables import QUALITY_RESULTS

SUITE = "audit"
RULE = "audit.process"
_LOG_TAIL = 1500


def run_audit(
    database: Path,
    out: Path,
    run_id: str,
    ran_at: dt.datetime,
    timeout_seconds: float,
    setting: Setting,
    environment: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Rows for quality_results of the candidate at `database`; the audit's files are left in `out`.

    Never raises for a fault of the audit: a process that ends badly, takes longer than `timeout_seconds`, or leaves no usable results
    becomes one critical row with the outcome error, which blocks. No other connection to `database` may be open in
    this process for writing. `environment` is added to this process's own. `ran_at` must know its zone.
    """
    out.mkdir(parents=True, exist_ok=True)
    results_file = out / RESULTS_FILE
    results_file.unlink(missing_ok=True)  # results of a former attempt must not pass for these
    setting_file = out / SETTING_FILE
    setting_file.write_text(setting.to_json(), encoding="utf-8")
    command = [
        *(sys.executable, "-m", "expectations.audit", "--parent", str(os.getpid())),
        *("--database", str(database.resolve()), "--out", str(out.resolve())),
        # With an equals sign, since an identifier may begin with a hyphen.
        *(f"--run-id={run_id}", f"--ran-at={ran_at.isoformat()}", "--setting", str(setting_file.resolve())),
    ]
    log = out / STDERR_FILE
    fault = _fault_of(command, log, timeout_seconds, environment or {})
    if fault is not None:
        return [_error_row(run_id, ran_at, fault + _tail(log))]
    try:
        return _read(results_file, run_id, ran_at)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [_error_row(run_id, ran_at, f"the audit ended without usable results: {type(error).__name__}: {error}" + _tail(log))]


def _fault_of(command: Sequence[str], log: Path, timeout_seconds: float, environment: Mapping[str, str]) -> str | None:
    """Runs the command to its end; what went wrong, or None. However this is left, no process of it stays behind."""
    inherited = {name: value for name, value in without_secrets(os.environ).items() if name != "PYTHONSTARTUP"}
    path = os.pathsep.join(part for part in (str(PROJECT), inherited.get("PYTHONPATH", "")) if part)
    settings = {**inherited, "PYTHONPATH": path, "TQDM_DISABLE": "1", "DO_NOT_TRACK": "1", "PYTHONUTF8": "1", **environment}
    with log.open("wb") as stream:
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, env=settings, start_new_session=True
            )
        except OSError as error:
            return f"the audit could not be started: {error}"
        try:
            code = process.wait(timeout_seconds)
        except subprocess.TimeoutExpired:
            return f"the audit took longer than {timeout_seconds:g} s and was stopped"
        finally:
            _end(process)
    if code < 0:
        return f"the audit was killed by signal {-code}"
    return f"the audit ended with exit code {code}" if code else None


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _read(path: Path, run_id: str, ran_at: dt.datetime) -> list[dict[str, Any]]:
    content = json.loads(path.read_text(encoding="utf-8"))
    rows = content["results"]
    if content["run_id"] != run_id:
        raise ValueError(f"results of another run: {content['run_id']!r}")
    if not isinstance(rows, list) or len(rows) != content["declared"] or len(rows) != len(EXPECTATIONS):
        raise ValueError(f"{len(rows)} results for {len(EXPECTATIONS)} declared expectations")
    columns = {column.name for column in QUALITY_RESULTS.columns}
    for row in rows:
        if row.keys() != columns or row["outcome"] not in OUTCOMES:
            raise ValueError(f"a result has the columns {sorted(row)} and the outcome {row.get('outcome')!r}")
    return [{**row, "ran_at": ran_at} for row in rows]


def _tail(log: Path) -> str:
    try:
        text = log.read_bytes()[-64_000:].decode("utf-8", "replace")
    except OSError:
        return ""
    # DuckDB's driver reports objects left at the end of every process; that is noise.
    lines = [line for line in text.splitlines() if line.strip() and "nanobind" not in line and not line.lstrip().startswith("- ")]
    last = " ".join(" | ".join(lines)[-_LOG_TAIL:].split())
    return f"; it said: {last}" if last else ""


def _error_row(run_id: str, ran_at: dt.datetime, observed: str) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "suite": SUITE,
        "rule": RULE,
        "description_zh": "审核进程正常结束并给出全部结果",
        "description_en": "The process of the audit ends well and gives all results",
        "severity": "critical",
        "outcome": "error",
        "table_name": "quality_results",
        "column_name": None,
        "evaluated": None,
        "unexpected": None,
        "observed": observed,
        "ran_at": ran_at,
    }
