"""Warehouses and inboxes made for tests, and the command line run as people run it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from warehouse import arrow, releases, runs, stage
from warehouse.folder import WarehouseFolder
from warehouse.tables import BY_NAME

PROJECT = Path(__file__).resolve().parent.parent.parent
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
