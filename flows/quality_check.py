"""The flow that runs the audit over a release that was published: any of those that are kept. It changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger
from prefect.artifacts import create_markdown_artifact
from prefect.states import Completed, Failed, State

from expectations import gate
from flows import check_command, run_artifacts
from flows.parameters import Check
from flows.result_text import quoted
from flows.run import WrongUse
from flows.run_states import ended
from warehouse.connect import NoRelease

HOLDS: dict[gate.Outcome, str] = {
    "publish": "Quality holds",
    "publish_with_warnings": "Quality holds with warnings",
    "block": "Quality does not hold",
}
"""How Prefect's pages name the end of a check."""


@flow(name="check-quality", description="Check a release with all expectations.", persist_result=False)
def check_quality(check: Check = Check()) -> State[Any]:  # noqa: B008 - Prefect makes the form from the default
    """Checks one release. Ends as failed where a critical expectation does not hold."""
    return ended(lambda: _checked(check), Path(check.warehouse).absolute())


def _checked(check: Check) -> State[Any]:
    release = check.release.strip() if check.release else None
    get_run_logger().info("Great Expectations over %s", f"the release {release}" if release else "the published release")
    try:
        checked = check_command.check(Path(check.warehouse).absolute(), release or None, Path(check.reference))
    except (check_command.NothingToCheck, NoRelease, *check_command.USABLE) as error:
        raise WrongUse(str(error)) from None
    name = HOLDS[checked.verdict.outcome]
    line = checked.summary()
    create_markdown_artifact(_report(name, checked), key="quality-check-report", description=line)
    run_artifacts.of_results("quality-check", checked.results, line)
    for reason in checked.verdict.reasons:
        get_run_logger().warning("%s", reason)
    get_run_logger().info("%s", line)
    make = Failed if checked.verdict.outcome == "block" else Completed
    return make(name=name, message=line)


def _report(name: str, checked: check_command.Checked) -> str:
    rows = [f"| {' | '.join(quoted(value) for value in row)} |" for row in gate.summary_rows(checked.results)]
    table = ["| outcome | severity | rule | rows that break it | what must hold |", "|" + " --- |" * 5, *rows] if rows else ["All hold."]
    reasons = [f"- {quoted(reason, 1000)}" for reason in checked.verdict.reasons]
    return "\n".join([f"# {name}\n", quoted(checked.summary()), "", *reasons, "", *table, ""])
