"""What the checks found of each fact that the reader shows: which held, which did not, what was let through, what kept out."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import duckdb

from expectations import setting as settings
from expectations import thresholds
from expectations.audit_files import SETTING_FILE
from expectations.setting import Setting
from expectations.suites import EXPECTATIONS
from flows.report import offending
from warehouse.folder import WarehouseFolder
from warehouse.releases import Release

CONCERNED = {
    "metrics": "SELECT m.metric_id FROM metrics AS m WHERE m.metric_id IN (SELECT unnest(?))",
    "sources": "SELECT m.metric_id FROM metrics AS m WHERE m.source_id IN (SELECT unnest(?))",
    "documents": "SELECT m.metric_id FROM metrics AS m WHERE m.document_id IN (SELECT unnest(?))",
    "observations": "SELECT unnest(o.metric_ids) FROM observations AS o WHERE o.observation_id IN (SELECT unnest(?))",
    "relations": "SELECT unnest(r.metric_ids) FROM relations AS r WHERE r.relation_id IN (SELECT unnest(?))",
    "conflicts": "SELECT unnest([d.left_metric_id, d.right_metric_id]) FROM disagreements AS d WHERE d.conflict_id IN (SELECT unnest(?))",
    "corrections": "SELECT c.metric_id FROM corrections AS c WHERE c.correction_id IN (SELECT unnest(?))",
}
"""The tables whose checks concern a fact, and the facts that a row of each, named by its key, is about."""

_KEY = {
    "metrics": "metric_id",
    "sources": "source_id",
    "documents": "document_id",
    "observations": "observation_id",
    "relations": "relation_id",
    "conflicts": "conflict_id",
    "corrections": "correction_id",
}


def found(folder: WarehouseFolder, release: Release, reference: Path) -> dict[str, Any]:
    """The results of the run that published the release, and by rule the facts that break it or were let through.

    `known` is false where that run left no results: the page must not say then that anything holds. A rule that cannot be asked again is
    in `whole`, with those that are about a table and not about rows of it.
    """
    with duckdb.connect(str(release.path.resolve() / release.database.name), read_only=True) as connection:
        results = connection.execute(
            "SELECT rule, severity::VARCHAR, outcome::VARCHAR, description_zh, description_en, table_name FROM quality_results "
            "WHERE run_id = ? AND list_contains(?, table_name) ORDER BY table_name, rule",
            [release.release_id, list(CONCERNED)],
        ).fetchall()
        setting = _setting(folder.reports / release.release_id / SETTING_FILE, reference)
        declared = {one.id: one for one in EXPECTATIONS}
        broken: dict[str, list[str]] = {}
        whole: list[str] = []
        for rule, _, outcome, _, _, table in results:
            if outcome == "passed":
                continue
            rows: Sequence[dict[str, Any]] = ()
            if outcome == "failed" and rule in declared and setting is not None:
                rows = offending.of(connection, declared[rule], setting).rows
            ids = _concerned(connection, table, rows)
            # More rows than are listed: of a fact that is not among them nothing can be said.
            if ids and len(rows) < offending.MOST:
                broken[rule] = ids
            else:
                whole.append(rule)
        released = {rule: list(rows) for rule, rows in (setting.released if setting else {}).items() if rule.startswith("metrics.")}
        return {
            "known": bool(results),
            "results": {"columns": ("rule", "severity", "outcome", "zh", "en", "table_name"), "rows": [list(row) for row in results]},
            "broken": broken,
            "whole": whole,
            "released": released,
            "kept_out": _kept_out(connection, release.release_id),
        }


def of_shown(checks: dict[str, Any], metric_ids: Collection[str], document_ids: Collection[str]) -> dict[str, Any]:
    """The same for these facts and documents alone: a page needs no more."""
    kept_out = checks["kept_out"]
    return {
        **checks,
        "broken": {rule: [one for one in ids if one in metric_ids] for rule, ids in checks["broken"].items()},
        "kept_out": {**kept_out, "rows": [row for row in kept_out["rows"] if row[0] in document_ids]},
    }


def _concerned(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[dict[str, Any]]) -> list[str]:
    keys = sorted({str(row[_KEY[table]]) for row in rows if row.get(_KEY[table])})
    if not keys:
        return []
    return sorted({one for (one,) in connection.execute(CONCERNED[table], [keys]).fetchall() if one is not None})


def _kept_out(connection: duckdb.DuckDBPyConnection, run_id: str) -> dict[str, Any]:
    """Rows of metrics that were kept out, one for each rule that they broke, with the document and the place that they were read from."""
    rows = []
    for rule, reason, row in connection.execute(
        "SELECT rule, reason, row FROM quarantine WHERE run_id = ? AND table_name = 'metrics' ORDER BY row_id, rule", [run_id]
    ).fetchall():
        whole = json.loads(row)
        rows.append([whole.get("document_id"), whole.get("sentence"), whole.get("char_start"), whole.get("value_text"), rule, reason])
    return {"columns": ("document_id", "sentence", "char_start", "value_text", "rule", "reason"), "rows": rows}


def _setting(file: Path, reference: Path) -> Setting | None:
    """What the checks of that run went by, else the reference folder as it is; None where neither can be used."""
    try:
        kept = Setting.from_json(file.read_text(encoding="utf-8"))
        if all(path.is_file() for path in kept.tables.values()):
            return kept
    except (OSError, ValueError, KeyError, TypeError):
        pass
    try:
        return settings.load(reference)
    except (thresholds.ThresholdsError, settings.SettingError):
        return None
