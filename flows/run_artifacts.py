"""What a run leaves on Prefect's pages: how far it has come, its report, and tables. The keys are stable, so that each has a history.

The text quotes documents and file names of strangers. Prefect renders Markdown in reports and descriptions, so all of that is escaped. In
the cells of tables its older pages render it and its newer ones show it as it is: there only what makes links and pictures is escaped.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from prefect.artifacts import create_markdown_artifact, create_progress_artifact, create_table_artifact, update_progress_artifact

from expectations import gate
from flows.reader.command import FILE as READER
from flows.report.site import INDEX
from flows.result_text import quoted, visible
from flows.run import Outcome, Run

SHOWN = 50
"""Rows of a table on Prefect's pages; all are in the warehouse."""

_FIRST_SECONDS = 3.0
_EVERY_SECONDS = 6.0
_LONGEST = 200
_LINKS = re.compile(r"([\\<\[])")


class ProgressBar:
    """A progress artifact, which appears once a run takes longer than a few seconds and is renewed every few."""

    def __init__(self, key: str, *, share: float = 100.0) -> None:
        """`share`: how many of the hundred percent the documents that `show` counts make up; the rest belongs to `reach`."""
        self._key = key
        self._share = share
        self._artifact: UUID | None = None
        self._next = time.monotonic() + _FIRST_SECONDS

    def show(self, state: str, done: int, total: int) -> None:
        """`done` of `total` documents are through that state of the build."""
        if time.monotonic() < self._next or not total:
            return
        self._next = time.monotonic() + _EVERY_SECONDS
        self._put(self._share * done / total, f"{state}: {done} of {total} documents")

    def reach(self, percent: float, state: str) -> None:
        """A state that counts nothing begins; as above, told only every few seconds, since telling costs more than some states."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY_SECONDS
            self._put(percent, state)

    def end(self, line: str) -> None:
        """The last thing that it says, where it appeared at all."""
        if self._artifact is not None:
            self._put(100.0, line)

    def _put(self, percent: float, said: str) -> None:
        if self._artifact is None:
            self._artifact = cast(UUID, create_progress_artifact(percent, key=self._key, description=said))
        else:
            update_progress_artifact(self._artifact, percent, description=said)


def of_build(run: Run, verdict: gate.Verdict | None, outcome: Outcome, conflicts: list[dict[str, Any]]) -> None:
    """The report of a build, what did not hold, which files could not be read, and which conflicts are new."""
    report = Path(outcome.report).read_text("utf-8")
    line = outcome.line.partition(" Report: ")[0]
    create_markdown_artifact(f"{where(run.report_folder)}\n{report}", key="build-report", description=line)
    counts = {
        "documents in the inbox": len(run.inputs),
        "read now": len(run.read_now),
        **{name: len(rows) for name, rows in run.rows.items() if rows},
        "files with issues": len({issue["path"] for issue in run.issues}),
        "rows kept out": len(run.quarantine),
        "new conflicts": len(conflicts),
    }
    table("build-counts", [{"what": what, "number": number} for what, number in counts.items()], line)
    if verdict is not None:
        of_results("failed-expectations", run.results, line)
    if run.issues:
        rows = [{name: issue[name] for name in ("path", "kind", "message", "what_to_do")} for issue in run.issues]
        table("files-with-issues", rows, "Files that could not be read, or not fully, and what to do about each")
    if conflicts:
        table("new-conflicts", conflicts, "Statements at odds that the release before did not hold, the likeliest error first")


def of_results(key: str, results: Iterable[Mapping[str, Any]], description: str) -> None:
    """The expectations that do not hold, worst first; one row that says so where all hold."""
    columns = ("outcome", "severity", "rule", "rows that break it", "what must hold")
    rows = [dict(zip(columns, row, strict=True)) for row in gate.summary_rows(results)]
    table(key, rows or [{"outcome": "passed", "what must hold": "All expectations hold."}], description)


def where(report: Path) -> str:
    """Where the files of a report are: as a link, where GONGBAO_REPORTS_URL says at which address the folder of reports is served."""
    base = os.environ.get("GONGBAO_REPORTS_URL", "").rstrip("/")
    return f"[Report]({base}/{report.name}/{INDEX}) · [Reader]({base}/{READER})\n" if base else f"Report: {quoted(report / INDEX)}\n"


def table(key: str, rows: list[dict[str, Any]], description: str) -> None:
    """A table of the first rows; `description` is Markdown."""
    shown = [{name: _cell(value) for name, value in row.items()} for row in rows[:SHOWN]]
    more = "" if len(rows) <= SHOWN else f" (the first {SHOWN} of {len(rows)})"
    create_table_artifact(shown, key=key, description=f"{description}{more}")


def _cell(value: object) -> object:
    if isinstance(value, int | float):
        return value
    text = visible("" if value is None else str(value))
    return _LINKS.sub(r"\\\1", text if len(text) <= _LONGEST else text[:_LONGEST] + "…")
