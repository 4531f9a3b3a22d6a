"""Reports made for tests: of a candidate whose texts are hostile, and of one with very many results."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

from expectations import gate, setting, validate
from expectations.suites import BY_ID
from flows.report import site
from tests.expectations.bundles import CLOCK, Bundle, build, bundle, merged
from warehouse.folder import WarehouseFolder

SETTING = setting.load(today=CLOCK.date())
RULES = tuple(
    BY_ID[rule]
    for rule in (
        *("metrics.growth_high", "metrics.value_fits_text", "metrics.indicator_mostly_known", "metrics.table_row_one_period"),
        *("sources.news_has_title", "documents.sha256_form", "conflicts.none", "numerals.all_read", "documents.volume_kept"),
    )
)
SCRIPT = "<script>document.title='owned'</script><img src=http://example.invalid/x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://example.invalid","看")'
TURNED = "\u202e倒\u2066"


def hostile() -> Bundle:
    """Rows of documents that would run, load, compute or turn round if anything obeyed their words."""
    bad = bundle("bad", change=f"{SCRIPT}{TURNED}增长", said="5000%", value=5000.0)
    bad["metrics"][0].update(indicator=FORMULA, indicator_id=None)
    bad["metrics"][1].update(value=121.0, region=f"{SCRIPT}{TURNED}")
    bad["documents"][0].update(paths=[f"a/{SCRIPT}{TURNED}.txt"], sha256=f"\"'>{SCRIPT}")
    bad["sources"][0].update(title=" ", outlet=SCRIPT)
    bad["conflicts"][0].update(kind="value", left_text=SCRIPT, right_text=FORMULA, likely_cause=f"{TURNED}{SCRIPT}")
    bad["numerals"][2].update(disposition="unread", reason=f"{FORMULA}{TURNED}")
    return merged([bad, bundle("clean")])


def run_row(run_id: str = "run-1") -> dict[str, Any]:
    """A row of the table runs."""
    return {
        "run_id": run_id,
        "started_at": CLOCK,
        "ended_at": CLOCK,
        "outcome": "published",
        "release": run_id,
        "code_fingerprint": "",
        "rule_fingerprint": "",
        "inputs": "{}",
        "counts": '{"rows": {"documents": 2, "metrics": 4, "numerals": 6}, "newest_published_on": "2023-07-20"}',
        "durations": "{}",
    }


def told(folder: Path, tables: Bundle) -> site.Told:
    """What the report of a candidate of these rows tells, its checks run by Great Expectations."""
    folder.mkdir(parents=True, exist_ok=True)
    audited = build(folder / "audited.duckdb", tables)
    # A file of its own: an audit keeps its file open in its process, which is another one in a build.
    database = build(folder / "candidate.duckdb", tables)
    results = [
        {**row, "ran_at": dt.datetime.fromisoformat(row["ran_at"])}
        for row in validate.audit(audited, folder, "run-1", CLOCK, SETTING, RULES)
    ]
    bad = tables["metrics"][0]
    kept_out = {
        "run_id": "run-1",
        "table_name": "metrics",
        "row_id": bad["metric_id"],
        "rule": "metrics.ratio_in_bounds",
        "reason": f"{SCRIPT}{FORMULA}",
        "sentence": bad["sentence"],
        "row": '{"document_id": "d-bad", "char_start": 20, "char_end": 24, "metric_id": "x"}',
    }
    issue = {"run_id": "run-1", "path": f"{FORMULA}{SCRIPT}", "document_id": None, "kind": "k", "message": TURNED, "what_to_do": FORMULA}
    return site.Told(
        run=run_row(),
        headline="Published with warnings",
        line=f"Published {SCRIPT}{TURNED}",
        verdict=gate.decide(results, declared=[rule.id for rule in RULES]),
        results=results,
        quarantine=[kept_out],
        issues=[issue],
        before=[],
        database=database,
        setting=SETTING,
        clock=CLOCK,
    )


def hostile_site(folder: Path) -> Path:
    """The report of the hostile candidate; its first page."""
    return site.write(folder / "report", told(folder, hostile()), WarehouseFolder(folder / "warehouse").create())


def large_site(folder: Path, results: int) -> Path:
    """The report of a run with so many results, each failed one on rows of its own."""
    small = told(folder, hostile())
    row = small.results[0]
    many = [
        {**row, "rule": f"metrics.made_{number:05d}", "outcome": "failed" if number % 50 == 0 else "passed"} for number in range(results)
    ]
    return site.write(folder / "report", dataclasses.replace(small, results=many), WarehouseFolder(folder / "warehouse").create())
