"""The report of a build: what the run found, beside the release before it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from expectations import gate
from flows import records
from flows.report import site
from flows.run import STATE_NAMES, Outcome, Run
from warehouse import releases, runs

Row = dict[str, Any]

_OUTCOMES = {"nothing_new": "nothing_new", "blocked": "blocked"}


def write(run: Run, verdict: gate.Verdict | None, outcome: Outcome) -> Path:
    """Writes the site into the run's report folder and returns its first page.

    With nothing new it tells of the published release again: its checks, and what was kept out of it.
    """
    current = releases.current(run.folder)
    before = _of_run(run, "quality_results", run.previous_release)
    told = site.Told(
        run=records.run_row(run, _OUTCOMES.get(outcome.end, "published"), outcome.release),
        headline=STATE_NAMES[outcome.end],
        # Whoever reads this has the report open.
        line=outcome.line.removesuffix(f" Report: {run.report_folder / site.INDEX}"),
        verdict=verdict,
        results=run.results if verdict else before,
        quarantine=run.quarantine if verdict else _of_run(run, "quarantine", run.previous_release),
        issues=run.issues or ([] if verdict else _of_run(run, "issues", run.previous_release)),
        before=before if verdict else [],
        database=run.candidate.database if run.candidate else current.database if current else None,
        setting=run.setting,
        clock=run.clock,
    )
    return site.write(run.report_folder, told, run.folder)


def _of_run(run: Run, table: str, run_id: str | None) -> list[Row]:
    return runs.read_of(run.folder, table, [run_id]).to_pylist() if run_id else []
