"""The flow that runs the audit over a release that was published: any of those that are kept. It changes nothing but its report."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger
from prefect.artifacts import create_markdown_artifact
from prefect.states import Completed, Failed, State

from expectations import gate, process, thresholds
from flows import run_artifacts
from flows.attended import end_with_worker
from flows.build import refused
from flows.parameters import Check
from flows.report_page import quoted
from flows.run import WrongUse
from flows.steps import AUDIT_SECONDS
from warehouse import releases
from warehouse.folder import WarehouseFolder

HOLDS: dict[gate.Outcome, str] = {
    "publish": "Quality holds",
    "publish_with_warnings": "Quality holds with warnings",
    "block": "Quality does not hold",
}
"""How Prefect's pages name the end of a check."""


@flow(name="check-quality", description="Check a release with all expectations.", persist_result=False)
def check_quality(check: Check = Check()) -> State[Any]:  # noqa: B008 - Prefect makes the form from the default
    """Checks one release. Ends as failed where a critical expectation does not hold."""
    end_with_worker()
    folder = WarehouseFolder(Path(check.warehouse).absolute())
    try:
        chosen = find(folder, check.release)
    except WrongUse as error:
        return refused(error)
    at = datetime.now(UTC)
    run_id = f"check-{at:%Y%m%dT%H%M%S%f}Z"
    out = folder.reports / run_id
    get_run_logger().info("Great Expectations over the release %s", chosen.release_id)
    results = process.run_audit(chosen.database, out, run_id, at, AUDIT_SECONDS, Path(check.reference) / thresholds.DEFAULT_FILE.name)
    verdict = gate.decide(results)
    line = f"{HOLDS[verdict.outcome]}: release {chosen.release_id}, {_counts(results)}."
    (out / "report.md").write_text(_report(line, verdict, results), "utf-8")
    create_markdown_artifact(f"{run_artifacts.where(out)}\n{_report(line, verdict, results)}", key="quality-check-report", description=line)
    run_artifacts.of_results("quality-check", results, line)
    for reason in verdict.reasons:
        get_run_logger().warning("%s", reason)
    get_run_logger().info("%s", line)
    make = Failed if verdict.outcome == "block" else Completed
    return make(name=HOLDS[verdict.outcome], message=line)


def find(folder: WarehouseFolder, release_id: str | None) -> releases.Release:
    """The release of that name, or the published one. Raises WrongUse where there is none, with those that there are."""
    there = releases.list_releases(folder)
    if release_id:
        found = next((one for one in there if one.release_id == release_id.strip()), None)
    else:
        found = next((one for one in there if one.is_current), None)
    if found is None:
        listed = ", ".join(one.release_id for one in there) or "none"
        asked = f"There is no release {release_id.strip()!r}" if release_id else "Nothing is published"
        raise WrongUse(f"{asked} in {folder.root}. Releases here: {listed}")
    return found


def _counts(results: list[dict[str, Any]]) -> str:
    held = sum(row["outcome"] == "passed" for row in results)
    return f"{held} of {len(results)} expectations hold"


def _report(line: str, verdict: gate.Verdict, results: list[dict[str, Any]]) -> str:
    rows = [f"| {' | '.join(quoted(value) for value in row)} |" for row in gate.summary_rows(results)]
    table = ["| outcome | severity | rule | rows that break it | what must hold |", "|" + " --- |" * 5, *rows] if rows else ["All hold."]
    reasons = [f"- {quoted(reason, 1000)}" for reason in verdict.reasons]
    return "\n".join([f"# {HOLDS[verdict.outcome]}\n", quoted(line), "", *reasons, "", *table, ""])
