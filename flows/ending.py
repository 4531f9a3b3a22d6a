"""How a build ended, in one line that is short enough to be the last one."""

from __future__ import annotations

from expectations import gate
from flows.report.site import INDEX
from flows.report_page import FILE
from flows.run import Outcome, Run

_NAMED = 5
_LONGEST_REASON = 400


def outcome_of(run: Run, verdict: gate.Verdict | None) -> Outcome:
    """The end of the run by the verdict on its candidate; no verdict means that there was nothing new."""
    page = str(run.report_folder / FILE)
    site = run.report_folder / INDEX
    if verdict is None:
        issues = f", with the {_number(run.previous['issues'], 'issue')} that its table issues names" if run.previous.get("issues") else ""
        return Outcome(
            "nothing_new", run.run_id, run.previous_release, f"Nothing new: the release {run.previous_release} stays{issues}.", page
        )
    if verdict.outcome == "block":
        stays = f"the release {run.previous_release} stays" if run.previous_release else "nothing is published yet"
        line = f"Blocked by quality: {_culprits(run, verdict)}. Not published; {stays}. Report: {site}"
        return Outcome("blocked", run.run_id, run.previous_release, line, page)
    held = f"{_number(len(run.rows['documents']), 'document')}, {_number(len(run.rows['metrics']), 'metric')}"
    warnings = sum(row["outcome"] == "failed" and row["severity"] == "warning" for row in run.results)
    found = [
        text
        for number, text in (
            (len(run.issues), _number(len(run.issues), "issue")),
            (len(run.quarantine), f"{_number(len(run.quarantine), 'row')} kept out"),
            (warnings, _number(warnings, "warning")),
        )
        if number
    ]
    if not found:
        return Outcome("published", run.run_id, run.run_id, f"Published: {run.run_id}: {held}. Report: {site}", page)
    warned = verdict.outcome == "publish_with_warnings"
    line = f"Published with {'warnings' if warned else 'issues'}: {run.run_id}: {held}; {', '.join(found)}. Report: {site}"
    return Outcome("published_with_warnings" if warned else "published_with_issues", run.run_id, run.run_id, line, page)


def _culprits(run: Run, verdict: gate.Verdict) -> str:
    """What blocked, short enough for a last line: the report has the rest."""
    failed = [row["rule"] for row in run.results if row["outcome"] == "failed" and row["severity"] == "critical"]
    unknown = [row["rule"] for row in run.results if row["outcome"] == "error"]
    parts = [
        f"{what} {', '.join(rules[:_NAMED])}{f' and {len(rules) - _NAMED} more' if len(rules) > _NAMED else ''}"
        for what, rules in (("does not hold:", failed), ("could not run:", unknown))
        if rules
    ]
    return "; ".join(parts) or verdict.reasons[0][:_LONGEST_REASON]


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
