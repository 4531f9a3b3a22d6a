"""How soon an answer is seen: milliseconds to the first 100 rows of each query of docs/queries.md and of searches, at a million metrics.

    python -m tests.bench_queries [--metrics N] [--warehouse FOLDER]

The warehouse is made of the shapes of the sample documents (tests/many_facts.py), which takes minutes; with --warehouse it is made there,
or taken from there if it is there already. Two threads, the median of seven, each with its plan made anew, after one that is not counted,
for the file is read then. What is over 100 ms is marked.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from tests import many_facts, query_page
from warehouse.connect import connect

_ROWS = 100
_LIMIT = 100.0
_TIMES = 7
SEARCHES = {
    "common": ("增长", "同比增长", "增", "中国"),
    "in between": ("3.8%", "5G基站", "河南"),
    "rare": ("新能源汽车产量", "13.87%", "顾闻川"),
    "absent": ("缧绁", "缧", "增长3.87%上", "长增下降", "增长亿元比上年"),
    "outlet": ("人民日报", "日报"),
    "another name": ("GDP",),
    "traditional": ("增長", "同比增長", "新能源汽車產量", "縲紲", "河南省"),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench_queries", description="Milliseconds to the first 100 rows.")
    parser.add_argument("--metrics", type=int, default=1_000_000)
    parser.add_argument("--warehouse", type=Path, help="where the warehouse is made, or is already")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = wanted.warehouse or Path(folder) / "warehouse"
        if not (root / "gongbao.duckdb").exists():
            made = many_facts.publish(root, wanted.metrics, datetime(2026, 1, 2, tzinfo=UTC))
            print(f"staged {made['metrics']:,.0f} metrics in {made['stage']:.0f} s")
        return timed(root)


def timed(root: Path) -> int:
    """Prints the times; how many are over the limit."""
    over = 0
    with connect(root) as connection:
        connection.execute("SET threads = 2")
        (size,) = connection.execute("SELECT count(*) FROM metrics").fetchall()[0]
        print(f"{size:,} metrics, {(root / 'gongbao.duckdb').resolve().stat().st_size / 1e6:,.0f} MB")
        print(f"{'ms':>8} {'CPU ms':>8} {'rows':>5}")
        titles = [line[3:] for line in query_page.PAGE.read_text("utf-8").splitlines() if line.startswith("## ")]
        asked = list(zip(titles, query_page.queries(query_page.PAGE.read_text("utf-8")), strict=True))
        asked += [(f"search, {kind}: {words}", f"FROM search('{words}')") for kind, listed in SEARCHES.items() for words in listed]
        for title, query in asked:
            wall, cpu, rows = _first_rows(connection, query)
            over += wall > _LIMIT
            print(f"{wall:8.1f} {cpu:8.1f} {rows:5} {'OVER ' if wall > _LIMIT else '     '}{title}")
    print(f"{over} of {len(asked)} over {_LIMIT:.0f} ms")
    return over


def _first_rows(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[float, float, int]:
    """Milliseconds of wall clock and of CPU of the middle one of the tries, and the rows seen."""
    tries = []
    for _ in range(1 + _TIMES):
        wall, cpu = time.perf_counter(), time.process_time()
        rows = len(connection.execute(f"SELECT * FROM ({query}) LIMIT {_ROWS}").fetchall())
        tries.append(((time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3, rows))
    return sorted(tries[1:])[_TIMES // 2]


if __name__ == "__main__":
    sys.exit(0 if main() == 0 else 1)
