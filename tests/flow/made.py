"""Warehouses and inboxes made for tests, and the command line run as people run it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from expectations import gate
from flows import steps
from flows.cli import app
from flows.run import Run
from flows.settings import PROJECT, REFERENCE
from warehouse import arrow, releases, runs, stage
from warehouse.connect import connect
from warehouse.folder import WarehouseFolder, fact_file
from warehouse.tables import BY_NAME

CLOCK = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def document(document_id: str, text: str, name: str = "a.txt") -> dict[str, object]:
    """A row of the table documents."""
    return {
        "document_id": document_id,
        "file_name": name,
        "paths": [name],
        "sha256": document_id * 4,
        "media_type": "text/plain",
        "encoding": "utf-8",
        "script": "Hans",
        "char_count": len(text),
        "text": text,
        "collected_at": CLOCK,
    }


def published(root: Path, texts: Mapping[str, str], run_id: str = "r1") -> WarehouseFolder:
    """A warehouse with a release that holds these documents and nothing else."""
    folder = WarehouseFolder(root).create()
    rows = [document(document_id, text) for document_id, text in texts.items()]
    candidate = stage.build_candidate(folder, run_id, {"documents": arrow.table_of(BY_NAME["documents"], rows)})
    row = {
        "run_id": run_id,
        "started_at": CLOCK,
        "ended_at": CLOCK,
        "outcome": "published",
        "release": run_id,
        "code_fingerprint": "",
        "rule_fingerprint": "",
        "inputs": "{}",
        "counts": "{}",
        "durations": "{}",
    }
    runs.append(folder, "runs", [row], run_id)
    releases.publish(folder, candidate, {"published_at": CLOCK})
    return folder


def gongbao(
    *arguments: str, env: Mapping[str, str] | None = None, given: str = "", timeout: float = 180
) -> subprocess.CompletedProcess[str]:
    """Runs the command line in a process of its own; the caller looks at the exit code."""
    command = [sys.executable, "-m", "flows.cli", *arguments]
    environment = dict(os.environ if env is None else env)
    done = subprocess.run(
        command, cwd=PROJECT, env=environment, input=given.encode("utf-8"), capture_output=True, timeout=timeout, check=False
    )
    # Decoded here, because text mode would change the line ends that a test looks at.
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def gongbao_here(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a command that only reads in this process, which saves the start of Python. What a process does by itself is not seen."""
    done = CliRunner().invoke(app, arguments)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    # Not `stdout`, which changes the line ends.
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout_bytes.decode("utf-8"), done.stderr_bytes.decode("utf-8"))


CITY = """江宁日报 2023年7月20日

上半年工业运行平稳

本报讯 （记者 张文）2023年上半年，全市规模以上工业增加值同比增长3.8%，比一季度加快0.8个百分点。
其中，高技术制造业增加值增长6.2%，占规模以上工业增加值的比重为18.4%。1—5月，全市完成固定资产投资520.6亿元，同比下降2.1%。
"""

PRESS = """国新办举行新闻发布会

2023年7月19日

工业和信息化部总工程师李明：2023年上半年，电信业务收入同比增长6.2%，软件业务收入同比增长14.2%。
截至6月底，全国5G基站总数达293.7万个，比上年末净增62.5万个。
"""

NOTICE = """统计公报

2022年全市地区生产总值8420.5亿元，比上年增长5.4%。年末全市常住人口512.3万人，城镇化率为71.6%。
"""

HARVEST = "2021年全市粮食总产量52.1万吨，比上年增长1.7%。\n"


def inbox_of(folder: Path, documents: Mapping[str, str]) -> Path:
    """An inbox with these texts."""
    for name, text in documents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def staged(inbox: Path, root: Path, clock: datetime = CLOCK) -> Run:
    """A build up to its candidate."""
    run = Run(inbox, WarehouseFolder(root).create(), REFERENCE, clock)
    steps.discover(run)
    with steps.reader(run) as reader:
        for batch in steps.batches(run):
            steps.read(run, reader, batch)
    steps.reconcile(run)
    steps.check_rows(run)
    steps.compare(run)
    steps.stage(run)
    return run


def released(inbox: Path, root: Path) -> None:
    """Publishes what the inbox holds without Prefect and without an audit, for tests that need a former release in seconds."""
    steps.publish(staged(inbox, root), gate.Verdict("publish", []))


def facts_of(root: Path) -> dict[str, bytes]:
    """The bytes of every Parquet file of the published release that holds facts or history."""
    folder = WarehouseFolder(root)
    names = [table.name for table in BY_NAME.values() if table.role != "run"]
    return {name: fact_file(folder.facts, name).read_bytes() for name in names}


def rows_of(root: Path, query: str) -> list[tuple[Any, ...]]:
    """What a new reader of the published release is answered."""
    with connect(root) as connection:
        return connection.execute(query).fetchall()
