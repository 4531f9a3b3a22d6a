"""Real documents with a hand-made annotation: read together as a build reads them, and judged by the scorer that lies with the annotation.

Neither documents, annotation nor scorer are part of the project; their folders are named from outside.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flows.sidecar import SUFFIX
from tests.flow import made
from transforms.issue_kinds import FORMATS
from warehouse.folder import fact_file

HELD_OUT = ("10_sina-customs-q1-2022", "xwlb_20250416")
"""Documents whose annotation nobody looks at while rules are written: what the rules are worth on text that they were not made for."""

TOGETHER = "all"
"""The scorer's name for all documents of one scoring together."""

_FOLDERS = {
    "GONGBAO_REAL_DOCUMENTS": "a folder of real documents",
    "GONGBAO_GOLD": "the folder of their annotation and its scorer",
}
_ENDING = ".metrics.jsonl"
_SCORER = "score.py"
_SCORER_SECONDS = 120

Figures = dict[str, dict[str, float]]
"""Document name, or TOGETHER: name of a figure: its value."""


class NotThereError(Exception):
    """What was named from outside cannot be used; the message says what was found and what to do."""


def folder_named_by(variable: str, environment: Mapping[str, str] = os.environ) -> Path:
    """The folder that an environment variable names. Raises NotThereError."""
    value = environment.get(variable)
    if not value:
        raise NotThereError(f"{variable} is not set: set it to {_FOLDERS[variable]}.")
    if not Path(value).is_dir():
        raise NotThereError(f"{variable} names {value}, which is no folder.")
    return Path(value).resolve()


def names(gold: Path) -> list[str]:
    """The annotated documents, by name without ending. Raises NotThereError where there are none, or no scorer."""
    if not (gold / _SCORER).is_file():
        raise NotThereError(f"There is no {_SCORER} in {gold}: the annotation comes with its scorer.")
    found = sorted(path.name.removesuffix(_ENDING) for path in gold.glob(f"*{_ENDING}"))
    if not found:
        raise NotThereError(f"There is no annotation (NAME{_ENDING}) in {gold}.")
    return found


def documents(folder: Path, wanted: Sequence[str]) -> dict[str, Path]:
    """name -> its file, anywhere below the folder. Raises NotThereError for one that is missing, or there with two contents."""
    places: dict[str, list[Path]] = {name: [] for name in wanted}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in FORMATS and path.stem in places:
            places[path.stem].append(path)
    for name, paths in places.items():
        contents = len({path.read_bytes() for path in paths})
        if not contents:
            raise NotThereError(f"The annotated document {name} is not in {folder}.")
        if contents > 1:
            raise NotThereError(f"The annotated document {name} is in {folder} with {contents} contents; leave the one that was annotated.")
    return {name: paths[0] for name, paths in places.items()}


def build(found: Mapping[str, Path], root: Path) -> Path:
    """Reads the documents with their sidecars as one build, up to its candidate, and gives the folder of its facts."""
    inbox = root / "inbox"
    inbox.mkdir()
    for path in found.values():
        shutil.copyfile(path, inbox / path.name)
        sidecar = path.with_name(path.stem + SUFFIX)
        if sidecar.is_file():
            shutil.copyfile(sidecar, inbox / sidecar.name)
    return made.staged(inbox, root / "warehouse").staged.facts


def score(gold: Path, facts: Path, only: Sequence[str]) -> Figures:
    """What the scorer says of these documents, one by one and together. Raises RuntimeError with its own words when it fails."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "figures.json"
        tables = [str(fact_file(facts, name)) for name in ("metrics", "documents")]
        command = [sys.executable, str(gold / _SCORER), *tables, "--gold", str(gold), "--json", str(told), "--only", *only]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=_SCORER_SECONDS, check=False)
        if ended.returncode:
            raise RuntimeError(f"the scorer ended with {ended.returncode}:\n{ended.stderr}")
        figures: dict[str, dict[str, Any]] = json.loads(told.read_text("utf-8"))
    if set(figures) != {*only, TOGETHER}:
        raise RuntimeError(f"the scorer was asked for {', '.join(only)} and answered for {', '.join(figures)}")
    return figures
