"""What the audit costs: seconds of the row checks and of Great Expectations at 100,000 metrics, and the dearest rules.

    python -m tests.bench_audit [--metrics N]

The rows of the sample documents are copied under other ids as often as it takes, each copy with documents of its own.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

from expectations import process, row_checks, setting
from expectations.model import RowRule, row_sql
from expectations.suites import EXPECTATIONS
from tests.expectations.bundles import Bundle, build
from tests.expectations.corruptions import candidate
from tests.expectations.direct import with_history
from tests.flow.made import CLOCK

_DEAREST = 12


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench_audit", description="Seconds of the checks.")
    parser.add_argument("--metrics", type=int, default=100_000)
    wanted = parser.parse_args()
    beside = setting.load(today=CLOCK.date())
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        tables = _copied(candidate(folder / "warehouse"), wanted.metrics)
        print(f"{len(tables['metrics']):,} metrics, {len(tables['numerals']):,} numerals, {len(tables['documents']):,} documents")
        began = time.perf_counter()
        row_checks.check(tables, "run", beside)
        print(f"{time.perf_counter() - began:6.1f} s  row checks")
        database = build(folder / "candidate.duckdb", with_history(tables))
        began = time.perf_counter()
        results = process.run_audit(database, folder / "audit", "run", CLOCK, 1800, beside)
        broken = [row["rule"] for row in results if row["outcome"] == "error"]
        print(f"{time.perf_counter() - began:6.1f} s  audit in its process, {len(results)} results, could not run: {broken or 'none'}")
        _dearest(database, beside)
    return 0


def _dearest(database: Path, beside: setting.Setting) -> None:
    took = []
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("SET threads = 2")
        for one in EXPECTATIONS:
            if isinstance(one.check, RowRule):
                began = time.perf_counter()
                connection.execute(row_sql(one, beside).format(batch=f'"{one.table}"')).fetchall()
                took.append((time.perf_counter() - began, one.id))
    print(f"{sum(seconds for seconds, _ in took):6.1f} s  the row rules alone, once each; the dearest:")
    for seconds, rule in sorted(took, reverse=True)[:_DEAREST]:
        print(f"{seconds:6.2f} s  {rule}")


def _copied(tables: Bundle, metrics: int) -> Bundle:
    """So many copies that there are that many metrics."""
    copies = -(-metrics // len(tables["metrics"]))
    return {name: [_renamed(row, number) for number in range(copies) for row in rows] for name, rows in tables.items()}


def _renamed(row: dict[str, Any], copy: int) -> dict[str, Any]:
    def name(value: Any) -> Any:
        return f"{copy:06d}{value[6:]}" if isinstance(value, str) else [name(one) for one in value] if isinstance(value, list) else value

    same = ("region_code", "indicator_id", "story_id")
    ids = {key: name(value) for key, value in row.items() if key.endswith(("_id", "_ids", "sha256", "subject")) and key not in same}
    return {**row, **ids}


if __name__ == "__main__":
    sys.exit(main())
