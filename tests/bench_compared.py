"""How the cost of comparing facts grows: CPU seconds of observations, conflicts and relations from 12,500 to 100,000 metrics.

    python -m tests.bench_compared [METRICS ...]

The rows are those of the sample documents, again and again as of other documents, years and places, some of them with another value: so
that there are reprints, agreements, conflicts and relations in the same share at each size.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from collections.abc import Iterator
from typing import Any

from flows import reference
from tests.bench import PROJECT, opened
from transforms import reconcile
from transforms.compared import compared
from transforms.extract import extract
from transforms.ids import content_id

Row = dict[str, Any]
_SIZES = (12_500, 25_000, 50_000, 100_000)
_YEARS = 40
_WRONG_EACH = 29


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench_compared", description="CPU seconds of comparing facts.")
    parser.add_argument("metrics", nargs="*", type=int, default=_SIZES, help="numbers of metrics")
    sizes = parser.parse_args().metrics
    tables, _ = reference.load(PROJECT / "seeds" / "reference")
    documents = opened(PROJECT / "seeds" / "documents")
    names = {document.document_id: name for name, document in documents.items()}
    raw = [{"document_id": d.document_id, "file_name": names[d.document_id], "text": d.text} for d in documents.values()]
    rows = reconcile.rows(raw, {d.document_id: extract(d, tables) for d in documents.values()}, tables)

    print(f"{'metrics':>9} {'CPU s':>8} {'µs each':>8} {'observations':>12} {'conflicts':>12} {'relations':>12}")
    for size in sizes:
        many = multiplied(rows, size)
        began = time.process_time()
        made = compared(many, tables)
        spent = time.process_time() - began
        found = "".join(f" {len(made[name]):12,}" for name in ("observations", "conflicts", "relations"))
        print(f"{len(many['metrics']):9,} {spent:8.2f} {spent / len(many['metrics']) * 1e6:8.1f}{found}")
    return 0


def multiplied(rows: dict[str, list[Row]], size: int) -> dict[str, list[Row]]:
    """Rows of `size` metrics and more, by whole copies of the documents."""
    copies = -(-size // len(rows["metrics"]))
    many: dict[str, list[Row]] = {name: [] for name in rows}
    for number in range(copies):
        for name, listed in rows.items():
            many[name].extend(_copied(name, listed, number))
    return many


def _copied(table: str, rows: list[Row], number: int) -> Iterator[Row]:
    """Each other copy is a reprint of the one before it, by other outlets; every second of them has a wrong number here and there."""
    original, is_reprint = divmod(number, 2)
    place, years = divmod(original, _YEARS)
    for at, row in enumerate(rows):
        made = dict(row)
        for column in ("document_id", "source_id", "metric_id", "numeral_id"):
            if made.get(column) is not None:
                made[column] = content_id(made[column], number)
        if made.get("story_id") is not None:
            made["story_id"] = content_id(made["story_id"], original)
        for column in ("period_start", "period_end", "published_on", "stated_on"):
            if isinstance(made.get(column), dt.date):
                day = made[column]
                made[column] = dt.date(day.year - years, day.month, min(day.day, 28) if day.month == 2 else day.day)
        if table == "metrics":
            made["region"] = f"{made['region']}{place}" if place else made["region"]
            if is_reprint and original % 2 and made["value"] is not None and at % _WRONG_EACH == 0:
                made["value"] += 1.0
        yield made


if __name__ == "__main__":
    sys.exit(main())
