"""The audit over a candidate as the warehouse really builds it: closed sets as enums, comments, views."""

from __future__ import annotations

from pathlib import Path

from expectations import setting, validate
from expectations.suites import EXPECTATIONS
from tests.expectations.bundles import CLOCK, bundle, merged
from warehouse import arrow, history, stage
from warehouse.folder import WarehouseFolder
from warehouse.tables import BY_NAME


def test_a_staged_candidate_passes_every_expectation(tmp_path: Path) -> None:
    folder = WarehouseFolder(tmp_path / "warehouse")
    folder.create()
    rows = merged([bundle("first"), bundle("second")])
    del rows["metrics_history"]
    tables = {name: arrow.table_of(BY_NAME[name], found) for name, found in rows.items()}
    tables["metrics_history"] = history.advance(None, tables["metrics"], CLOCK, lambda document_id: f"{document_id} left")
    candidate = stage.build_candidate(folder, "run-1", tables)
    results = validate.audit(candidate.database, tmp_path / "out", "run-1", CLOCK, setting.load())
    assert {row["rule"]: row["observed"] for row in results if row["outcome"] != "passed"} == {}
    assert len(results) == len(EXPECTATIONS)
