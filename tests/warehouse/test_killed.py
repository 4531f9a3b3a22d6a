"""kill -9 at any moment leaves the old release or the new one, whole, and the next build works."""

from __future__ import annotations

import json
import multiprocessing
import os
import queue
import random
import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse import writers
from tests.warehouse.samples import folder_in, release
from warehouse import lock, parquet, publications, releases, runs
from warehouse.connect import connect
from warehouse.folder import WarehouseFolder
from warehouse.tables import TABLES

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.warehouse.writers", "duckdb", "pyarrow.parquet", "pyarrow.compute"])


@pytest.fixture
def folder(tmp_path: Path) -> WarehouseFolder:
    """A folder with as many releases as are kept, so that every publication removes one."""
    made = folder_in(tmp_path)
    for run_id in ("zero-1", "zero-2", "zero-3", "zero-4", "zero-5", "first"):
        release(made, run_id, datetime.now(UTC), {"always": 1.0, "m0": 0.0})
    return made


def _published(folder: WarehouseFolder) -> str:
    """The run whose release is published, after a check that database, facts and manifest are all of that run."""
    with connect(folder.root) as connection:
        (marker,) = connection.execute("SELECT file_name FROM documents").fetchone() or ()
        metrics = connection.execute("SELECT metric_id, value FROM metrics ORDER BY ALL").fetchall()
        still = "SELECT metric_id, value FROM metrics_history WHERE recorded_to IS NULL ORDER BY ALL"
        assert connection.execute(still).fetchall() == metrics
        assert connection.execute("SELECT outcome FROM runs WHERE run_id = ?", [marker]).fetchall() == [("published",)]
    facts = {name: parquet.read(folder.facts / name / f"{name}.parquet").to_pylist() for name in ("documents", "metrics", "runs")}
    assert [one["file_name"] for one in facts["documents"]] == [marker]
    assert sorted((one["metric_id"], one["value"]) for one in facts["metrics"]) == metrics
    assert marker in {one["run_id"] for one in facts["runs"]}
    assert json.loads((folder.current / "manifest.json").read_text("utf-8"))["marker"] == marker
    assert folder.database.resolve() == (folder.current / "gongbao.duckdb").resolve()
    return str(marker)


def _is_clean(folder: WarehouseFolder) -> None:
    with lock.hold(folder, 20, "recover", lambda _: None):
        releases.recover(folder)
        assert releases.recover(folder) == []
    assert list(folder.staging.iterdir()) == []
    assert list(folder.root.rglob("*.tmp")) == []
    told = {row["run_id"] for row in runs.read(folder, "runs").to_pylist() if row["outcome"] == "published"}
    assert told == {entry.run_id for entry in publications.in_force(folder)}
    there = {path.name for path in folder.releases.iterdir()}
    whole = [one for one in releases.list_releases(folder) if len(list(one.facts.glob("*/*.parquet"))) == len(TABLES)]
    assert there == {one.release_id for one in whole}
    assert len(there) <= releases.FORMER + 1


def test_killed_before_any_step_of_a_publication(folder: WarehouseFolder) -> None:
    seen = set()
    before = "first"
    for step in (*range(1, 13), 20, 500):  # from the tenth or so on, the files of the oldest release are removed
        said: Any = CONTEXT.Queue()
        run_id = f"step-{step:02d}"
        process = CONTEXT.Process(target=writers.die_at_step, args=(folder.root, run_id, step, said))
        process.start()
        process.join(60)
        now = _published(folder)
        assert now in (before, run_id)
        seen.add(now == run_id)
        before = now
        _is_clean(folder)
        assert _published(folder) == now
        if process.exitcode == 0:
            assert said.get(timeout=5) == "done"
            break
        assert process.exitcode == -signal.SIGKILL
        with pytest.raises(queue.Empty):
            said.get_nowait()
    else:
        pytest.fail("a publication has more steps than that?")
    assert step > 8
    assert seen == {True, False}


def test_killed_at_random_moments_while_it_builds_and_publishes(folder: WarehouseFolder) -> None:
    moments = random.Random(20261101)
    for number in range(6):
        process = CONTEXT.Process(target=writers.publish_until_killed, args=(folder.root, f"loop{number}"))
        process.start()
        time.sleep(moments.uniform(0.3, 1.6))
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join(30)
        _published(folder)
    _is_clean(folder)
    writers.publish_once(folder, "after-all", 7)
    assert _published(folder) == "after-all"
    _is_clean(folder)
