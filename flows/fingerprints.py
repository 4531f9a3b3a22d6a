"""What decides whether a build has anything to do: hashes of the inputs, of the code and of what it is built with.

A reading is kept as long as its input and everything that `reading` covers are unchanged; a release is current as
long as its inputs and everything that `build` covers are.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from flows.settings import PROJECT

_READING_CODE = (
    "transforms/*.py",
    "flows/inbox.py",
    "flows/sidecar.py",
    "flows/reference.py",
    "flows/reading.py",
    "flows/converting.py",
    "flows/pdf_text.py",
    "flows/docx_text.py",
    "flows/fingerprints.py",
)
_COMPARING = {
    *("compared.py", "compared_period.py", "conflicts.py", "corrections.py", "growth_relations.py", "indicator_identity.py"),
    *("level_relations.py", "misprints.py", "observations.py", "part_relations.py", "printed.py", "rank_relations.py"),
    *("related_facts.py", "relations.py", "wordings.py"),
}
"""Modules of transforms that look over what was read: a change of these makes no document be read again."""
_READING_PACKAGES = ("opencc", "rjieba", "trafilatura", "lxml", "pypdfium2", "python-docx", "PyYAML")
_BUILD_CODE = (
    *_READING_CODE,
    "flows/corrections_file.py",
    "flows/records.py",
    "flows/steps.py",
    "expectations/**/*.py",
    "warehouse/*.py",
    "warehouse/views/*.sql",
    "requirements.lock",
)


def of(value: Any) -> str:
    """SHA-256 of a JSON value, hex."""
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def code(patterns: Sequence[str], project: Path = PROJECT) -> str:
    """SHA-256 over the named files of the project and their contents."""
    paths = sorted({path for pattern in patterns for path in project.glob(pattern) if path.is_file()})
    if patterns == _READING_CODE:
        paths = [path for path in paths if path.name not in _COMPARING]
    return of([(path.relative_to(project).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths])


def reading(rules: str) -> str:
    """What the reading of one document depends on, besides the document; `rules` is the hash of the reference tables."""
    return of([code(_READING_CODE), rules, _versions(_READING_PACKAGES)])


def build(rules: str, checks: str) -> str:
    """What a release depends on, besides its inputs and the corrections; `checks` is the hash of the tables that only the checks read."""
    return of([code(_BUILD_CODE), rules, checks])


def project_code() -> str:
    """Hash of the code that makes the rows, as the table `runs` records it."""
    return code(_BUILD_CODE)


def _versions(packages: Iterable[str]) -> list[tuple[str, str]]:
    found = []
    for package in packages:
        try:
            found.append((package, importlib.metadata.version(package)))
        except importlib.metadata.PackageNotFoundError:
            found.append((package, "missing"))
    return found
