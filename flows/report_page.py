"""report.md of a run: the verdict, what was read, what failed, what was kept out.

Its text quotes documents and file names of strangers, so everything quoted is escaped: no markup, no control characters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from expectations import gate
from expectations.gate import Verdict
from flows.reader.command import FILE as READER
from flows.result_text import quoted
from flows.run import STATE_NAMES, Outcome, Run

FILE = "report.md"
"""In the folder of the run's report."""

_SHOWN = 50
_LONGEST_LINE = 1200


def write(run: Run, verdict: Verdict | None, outcome: Outcome) -> None:
    """Writes report.md into the run's report folder, beside what the audit put there."""
    parts = [f"# {STATE_NAMES[outcome.end]}\n\n{quoted(outcome.line, _LONGEST_LINE)}\n", _facts(run, outcome)]
    if verdict is not None:
        if verdict.reasons:
            parts.append("\n".join(["## Why\n", *(f"- {quoted(reason, 1000)}" for reason in verdict.reasons), ""]))
        parts.append(
            _section(
                "Expectations that do not hold",
                ("outcome", "severity", "rule", "rows that break it", "what must hold"),
                gate.summary_rows(run.results),
                "All hold.",
            )
        )
    parts.append(
        _section(
            "Issues",
            ("file", "kind", "found", "what to do"),
            [(issue["path"], issue["kind"], issue["message"], issue["what_to_do"]) for issue in run.issues],
            "None: every file was read.",
        )
    )
    if verdict is not None:
        parts.append(
            _section(
                "Rows kept out (quarantine)",
                ("table", "rule", "why", "sentence"),
                [(row["table_name"], row["rule"], row["reason"], row["sentence"]) for row in run.quarantine],
                "None.",
            )
        )
        unknown = Counter(row["indicator"] for row in run.rows.get("metrics", ()) if row["indicator_id"] is None and row["indicator"])
        parts.append(
            _section(
                "Indicators that the catalogue does not know, most frequent first",
                ("indicator", "facts"),
                unknown.most_common(),
                "None.",
            )
        )
    if outcome.release and (run.folder.reports / READER).exists():
        parts.append(f"[The reader](../{READER}) shows the published documents with every number marked and explained.\n")
    if any(run.report_folder.iterdir()):
        parts.append("Great Expectations' own results and Data Docs lie beside this file.\n")
    (run.report_folder / FILE).write_text("\n".join(parts), "utf-8")


def _facts(run: Run, outcome: Outcome) -> str:
    lines = [
        f"- run: {run.run_id}",
        f"- clock: {run.clock.isoformat()}",
        f"- inbox: {quoted(run.inbox)}",
        f"- published release: {quoted(outcome.release or 'none')}",
    ]
    lines += [f"- {name}: {len(rows)} rows" for name, rows in run.rows.items() if rows]
    lines.append(f"- documents read in this run: {len(run.read_now)} of {len(run.inputs)}")
    lines.append("- seconds: " + ", ".join(f"{name} {seconds:.1f}" for name, seconds in run.durations.items()))
    return "\n".join(lines) + "\n"


def _section(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], none: str) -> str:
    kept = list(rows)
    lines = [f"## {title}\n"]
    if not kept:
        return "\n".join([*lines, none, ""])
    lines += ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += ["| " + " | ".join(quoted(value) for value in row) + " |" for row in kept[:_SHOWN]]
    if len(kept) > _SHOWN:
        lines.append(f"\n{len(kept) - _SHOWN} more are in the warehouse's tables.")
    return "\n".join([*lines, ""])
