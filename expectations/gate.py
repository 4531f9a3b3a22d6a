"""The gate: what the results of an audit mean for the candidate."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from expectations.suites import BY_ID

Outcome = Literal["publish", "publish_with_warnings", "block"]

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with the candidate, and why, one sentence for each reason. A plain publish may carry notes of severity info."""

    outcome: Outcome
    reasons: list[str] = field(default_factory=list)


def decide(results: Iterable[Mapping[str, Any]], declared: Collection[str] = BY_ID.keys()) -> Verdict:
    """Publish only when every declared expectation ran and no critical one failed.

    `results` are rows of quality_results of one run. What could not run blocks whatever its severity, since nobody knows what it
    would have said; so do no results at all, a declared expectation without a result, and an unknown outcome or severity.
    """
    rows = list(results)
    if not rows:
        return Verdict("block", ["The audit gave no results; nothing is known of the candidate."])
    blocking: list[str] = []
    warnings: list[str] = []
    notes: list[str] = []
    for row in rows:
        rule, outcome, severity = row.get("rule"), row.get("outcome"), row.get("severity")
        if outcome == "passed" and severity in ("critical", "warning", "info"):
            continue
        if outcome == "failed" and severity in ("critical", "warning", "info"):
            {"critical": blocking, "warning": warnings, "info": notes}[severity].append(f"{severity}: {_failed(row)}")
        elif outcome == "error":
            blocking.append(f"could not run: {rule}: {row.get('observed') or 'no message'}")
        else:
            blocking.append(f"{rule}: unknown outcome {outcome!r} or severity {severity!r}")
    missing = sorted(set(declared) - {row.get("rule") for row in rows})
    if missing:
        named = ", ".join(missing[:_NAMED]) + (f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else "")
        blocking.append(f"{len(missing)} declared expectations have no result: {named}")
    if blocking:
        return Verdict("block", blocking + warnings)
    if warnings:
        return Verdict("publish_with_warnings", warnings + notes)
    return Verdict("publish", notes)


def summary_rows(results: Iterable[Mapping[str, Any]], every: bool = False) -> list[tuple[str, str, str, str, str]]:
    """What a table of the verdict shows: (outcome, severity, rule, rows that break it, what must hold).

    What did not pass, worst first: could not run, then failed by severity; with `every`, what passed after it.
    """
    order = {("error", severity): 0 for severity in ("critical", "warning", "info")}
    order |= {("failed", "critical"): 1, ("failed", "warning"): 2, ("failed", "info"): 3}
    shown = [row for row in results if every or row["outcome"] != "passed"]
    passed = len(order)
    shown.sort(key=lambda row: (passed if row["outcome"] == "passed" else order.get((row["outcome"], row["severity"]), 0), row["rule"]))
    return [
        (
            "could not run" if row["outcome"] == "error" else row["outcome"],
            row["severity"],
            row["rule"],
            "" if row["unexpected"] is None else f"{row['unexpected']} of {row['evaluated']}",
            f"{row['description_en']} · {row['description_zh']}",
        )
        for row in shown
    ]


def _failed(row: Mapping[str, Any]) -> str:
    counted = "" if row.get("unexpected") is None else f" ({row['unexpected']} of {row.get('evaluated')} rows)"
    # A note says how many; the report shows which.
    found = f": {row['observed']}" if row.get("observed") and row.get("severity") != "info" else ""
    return f"{row.get('rule')} does not hold{counted}: {row.get('description_en')}{found}"
