"""`gongbao document FILE`: one page as it is read, taken to pieces again for those who want to look.

The file is read alone, with its sidecar. Where a release holds the same content its days are those of the release, for there other prints
may have dated it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from flows import inbox, reference
from flows.sql import QueryRefused, published
from transforms import layout, reconcile, speech
from transforms.citations import cite_all
from transforms.extract import extract
from transforms.model import SpeechSpan
from transforms.page import Page, read_page
from transforms.people import people
from transforms.reference import Reference
from transforms.script import simplify
from warehouse import releases
from warehouse.connect import NoRelease
from warehouse.folder import WarehouseFolder

Row = dict[str, Any]

_DATED = ("published_on", "published_on_basis", "stated_on", "stated_on_basis", "date_evidence", "story_id")


class NotShown(LookupError):  # noqa: N818 - an answer, not a fault
    """There is nothing to show of that file; the message says what was found and what to do."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A document as the project sees it. `tables` are its rows of the tables of that name; `release` is where its days are from."""

    path: str
    text: str
    page: Page
    speech: tuple[SpeechSpan, ...]
    tables: Mapping[str, list[Row]]
    issues: list[Row]
    release: str | None


def see_beside_release(path: Path, reference_folder: Path, root: Path) -> Seen:
    """As `see`, with the published release of the warehouse at `root`, where there is one that can be opened."""
    with contextlib.ExitStack() as stack:
        try:
            connection = stack.enter_context(published(root))
        except (NoRelease, QueryRefused, OSError):
            return see(path, reference_folder, None)
        current = releases.current(WarehouseFolder(root))
        return see(path, reference_folder, (current.release_id, connection) if current else None)


def see(path: Path, reference_folder: Path, release: tuple[str, duckdb.DuckDBPyConnection] | None) -> Seen:
    """Reads the file. Raises NotShown for one that is not there or not readable, and what `flows.reference.load` raises."""
    try:
        found = inbox.single(path)
    except inbox.InboxError as error:
        raise NotShown(str(error)) from None
    if not found.inputs:
        raise NotShown(_said(found.issues))
    item = found.inputs[0]
    opened = inbox.open_document(item)
    issues: list[Row] = [*found.issues, *opened.issues]
    if opened.document is None:
        raise NotShown(_said(issues))
    tables, _ = reference.load(reference_folder)
    raw = opened.document
    extraction = extract(raw, tables)
    document = {
        "document_id": raw.document_id,
        "file_name": path.name,
        "text": raw.text,
        "media_type": raw.media_type,
        "encoding": opened.encoding,
    }
    rows = reconcile.rows([document], {raw.document_id: extraction}, tables)
    held = _dates(rows["sources"], *release) if release is not None else None
    page, spoken = _spoken(raw.text, raw.sidecar, tables)
    return Seen(str(path), raw.text, page, spoken, rows, issues, held)


def _spoken(text: str, sidecar: Any, tables: Reference) -> tuple[Page, tuple[SpeechSpan, ...]]:
    """The lines and turns of the page, and who says what: parts of the reading that no table keeps."""
    plain = simplify(text, tables.script_terms)
    page = read_page(plain, tables)
    articles = layout.articles(page, tables)
    cited = cite_all(articles, plain, sidecar, tables)
    return page, speech.spans(page, articles, people(page, cited, tables), tables)


def _dates(sources: list[Row], name: str, connection: duckdb.DuckDBPyConnection) -> str | None:
    """Puts the days that a release gives these articles into them; the name of the release, or None where it lacks them."""
    columns = ", ".join(("source_id", *_DATED))
    ids = [source["source_id"] for source in sources]
    try:
        found = connection.execute(f"SELECT {columns} FROM sources WHERE list_contains(?, source_id)", [ids]).fetchall()
    except duckdb.Error:
        # A release of a version with other columns says nothing here.
        return None
    by_id = {row[0]: row[1:] for row in found}
    if by_id.keys() != set(ids):
        return None
    for source in sources:
        source.update(zip(_DATED, by_id[source["source_id"]], strict=True))
    return name


def _said(issues: list[Row] | list[inbox.Issue]) -> str:
    return "\n".join(f"{issue['path']}: {issue['message']} {issue['what_to_do']}" for issue in issues)
