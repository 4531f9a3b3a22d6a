"""The reference tables, and one way to reconcile a handful of texts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from flows import reference as tables
from transforms import extraction_json, reconcile
from transforms.extract import extract
from transforms.model import Extraction, RawDocument
from transforms.reference import Reference


@dataclass
class Reconciled:
    """The rows of some documents, with the sources found by file and number."""

    rows: dict[str, list[dict[str, Any]]]
    names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = {row["document_id"]: row["file_name"] for row in self.rows["documents"]}

    def sources(self, name: str | None = None) -> list[dict[str, Any]]:
        """Articles of a file, or of all, that may hold facts, in their order."""
        readable = [row for row in self.rows["sources"] if row["kind"] not in ("related", "boilerplate")]
        return sorted((row for row in readable if name in (None, self.names[row["document_id"]])), key=lambda row: row["article_no"])

    def source(self, name: str) -> dict[str, Any]:
        return self.sources(name)[0]


Reconcile = Callable[..., Reconciled]
"""`reconciled({file name: text})`; with `order`, the names in that order."""


@pytest.fixture(scope="session")
def reference(project_root: Path) -> Reference:
    return tables.load(project_root / "seeds" / "reference")[0]


@pytest.fixture(scope="session")
def reconciled(reference: Reference) -> Reconcile:
    read: dict[str, Extraction] = {}

    def make(texts: Mapping[str, str], order: Iterable[str] | None = None) -> Reconciled:
        documents, extractions = [], {}
        for name in order if order is not None else texts:
            document_id = hashlib.sha256(texts[name].encode()).hexdigest()[:16]
            if document_id not in read:
                extraction = extract(RawDocument(document_id, "text/plain", texts[name]), reference)
                # As the store keeps it between builds.
                read[document_id] = extraction_json.from_json(extraction_json.to_json(extraction))
            documents.append({"document_id": document_id, "file_name": name, "text": texts[name]})
            extractions[document_id] = read[document_id]
        return Reconciled(reconcile.rows(documents, extractions, reference))

    return make
