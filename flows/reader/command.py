"""`gongbao reader`: writes the page beside the reports of the warehouse, or where it is told to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flows.reader import checks
from flows.reader.data import MOST, contents
from flows.reader.page import page
from flows.sql import published
from warehouse import atomic, releases
from warehouse.connect import NoRelease
from warehouse.folder import WarehouseFolder

FILE = "reader.html"


@dataclass(frozen=True, slots=True)
class Written:
    """Where the page lies, and what is to be said of it."""

    path: Path
    line: str


def write(root: Path, reference: Path, out: Path | None = None, most: int = MOST) -> Written:
    """Writes the page of the published release to `out`, by default reports/reader.html of the warehouse.

    Raises NoRelease, QueryRefused, CorrectionsError, and OSError where the file cannot be written.
    """
    folder = WarehouseFolder(root)
    with published(root) as connection:
        release = releases.current(folder)
        if release is None:
            raise NoRelease(f"Nothing is published in {root} any more.")
    # Before the page's own connection, whose settings keep every connection of this process from the tables that some checks ask.
    checked = checks.found(folder, release, reference)
    with published(root) as connection:
        found = contents(connection, release.release_id, reference, checked, most)
    left = f"{found.documents_left} documents with {found.facts_left} numbers left out" if found.documents_left else ""
    path = out or folder.reports / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic.write_bytes(path, page({**found.data, "left": left}).encode("utf-8"))
    said = f"{found.documents} documents with {found.facts} numbers"
    more = f"; {left}, the oldest: --most takes more" if left else ""
    return Written(path, f"{path}: {said}{more}. Open it in any browser; it needs no network.")
