"""What a run leaves behind besides the release: its rows in the run tables, the manifest, the reasons in the history."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from expectations import gate
from flows import fingerprints, reading
from flows.run import Run
from warehouse import runs
from warehouse.tables import TABLES


def append_run_tables(run: Run, outcome: str, release: str | None) -> None:
    """Adds what this run found to quality_results, quarantine, issues and runs."""
    unique = {(issue["path"], issue["kind"], issue["message"]): {**issue, "run_id": run.run_id} for issue in run.issues}
    for name, rows in (
        ("quality_results", run.results),
        ("quarantine", run.quarantine),
        ("issues", unique.values()),
        ("runs", [run_row(run, outcome, release)]),
    ):
        runs.append(run.folder, name, rows, run.run_id)


def run_row(run: Run, outcome: str, release: str | None) -> dict[str, Any]:
    """The row of the table runs; `release` is the one that stands when the run ends."""

    def text(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)

    return {
        "run_id": run.run_id,
        "started_at": run.clock,
        "ended_at": run.now(),
        "outcome": outcome,
        "release": release,
        "code_fingerprint": fingerprints.project_code(),
        "rule_fingerprint": run.rule_fingerprint,
        "inputs": text({"inbox": str(run.inbox), "documents": len(run.inputs), "fingerprint": run.inputs_fingerprint}),
        "counts": text(counts(run)),
        "durations": text(run.durations),
    }


def counts(run: Run) -> dict[str, Any]:
    """Documents new, kept and removed against the published release, and the rows of each table."""
    now = {row["document_id"] for row in run.rows.get("documents", ())}
    before = set(run.previous.get("documents", {}))
    if not run.rows:
        now = before
    published = [row["published_on"] for row in run.rows.get("sources", ()) if row["published_on"] is not None]
    return {
        "documents": {"new": len(now - before), "kept": len(now & before), "removed": len(before - now), "read": len(run.read_now)},
        "issues": len(run.issues),
        "quarantine": len(run.quarantine),
        "newest_published_on": max(published).isoformat() if published else None,
        "rows": {table.name: len(run.rows[table.name]) for table in TABLES if table.name in run.rows},
    }


def manifest(run: Run, verdict: gate.Verdict) -> dict[str, Any]:
    """What a release is made of, so that the next build sees whether anything changed."""
    keys = {reading.document_id(run.payloads[item.input_key]): item.input_key for item in run.inputs}
    return {
        "published_at": run.clock,
        # None never equals the inputs of a later build: what could not be had this time is tried again.
        "inputs_fingerprint": run.inputs_fingerprint if all(one["lasting"] for one in run.payloads.values()) else None,
        "build_fingerprint": run.build_fingerprint,
        "uncorrected_fingerprint": run.uncorrected_fingerprint,
        "rule_fingerprint": run.rule_fingerprint,
        "verdict": verdict.outcome,
        "warnings": list(verdict.reasons),
        "issues": len(run.issues),
        "quarantine": len(run.quarantine),
        "documents": {
            row["document_id"]: {"input_key": keys.get(row["document_id"]), "paths": row["paths"]} for row in run.rows["documents"]
        },
    }


def reason_for(run: Run) -> Callable[[str], str]:
    """For a document of the former release: why its rows left or changed."""
    before = run.previous.get("documents", {})
    present = {row["document_id"]: row for row in run.rows["documents"]}
    paths = {path for item in run.inputs for path in item.paths}
    refused = {issue["path"]: issue["message"] for issue in run.issues}
    keys = {reading.document_id(run.payloads[item.input_key]): item.input_key for item in run.inputs}

    def reason(document_id: str) -> str:
        known = before.get(document_id, {})
        if document_id in present:
            if known.get("input_key") != keys.get(document_id):
                return "what its sidecar says changed"
            if run.previous.get("uncorrected_fingerprint") != run.uncorrected_fingerprint:
                return "the rules or the reference tables changed"
            if run.previous.get("build_fingerprint") != run.build_fingerprint:
                return "a review corrected it"
            return "other documents gave new evidence"
        for path in known.get("paths", ()):
            if path in refused:
                return f"the document can no longer be read: {refused[path]}"
            if path in paths:
                return "the document was replaced by another content"
        return "the document was removed from the inbox"

    return reason
