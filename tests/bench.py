"""How fast documents are read: characters per CPU second through transforms.extract, on one core.

    python -m tests.bench [FOLDER] [--seconds N]

FOLDER defaults to the sample documents. CPU time of this process is counted, so that a busy machine changes little. Each document is read
again until the time is up; the best pass counts, since whatever else runs can only make one slower.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from flows import inbox, reference
from transforms.extract import extract
from transforms.model import RawDocument
from transforms.reference import Reference

PROJECT = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Characters read per CPU second.")
    parser.add_argument("folder", nargs="?", type=Path, default=PROJECT / "seeds" / "documents")
    parser.add_argument("--seconds", type=float, default=10.0, help="CPU seconds to spend on reading (default 10)")
    wanted = parser.parse_args()

    began = time.process_time()
    tables, _ = reference.load(PROJECT / "seeds" / "reference")
    print(f"reference tables: {time.process_time() - began:.2f} CPU s")
    documents = opened(wanted.folder)
    if not documents:
        print(f"no document could be read in {wanted.folder}", file=sys.stderr)
        return 2

    best = passes(documents, tables, wanted.seconds)
    for name, document in documents.items():
        print(f"{len(document.text):9,} characters  {len(document.text) / best[name]:11,.0f} characters per CPU s  {name}")
    characters = sum(len(document.text) for document in documents.values())
    print(f"{characters:9,} characters  {characters / sum(best.values()):11,.0f} characters per CPU s  all {len(documents)} documents")
    return 0


def opened(folder: Path) -> dict[str, RawDocument]:
    """path -> document, through the same discovery and decoding as a build."""
    found = ((item.paths[0], inbox.open_document(item).document) for item in inbox.discover(folder, ()).inputs)
    return {name: document for name, document in found if document is not None}


def passes(documents: dict[str, RawDocument], tables: Reference, seconds: float) -> dict[str, float]:
    """path -> CPU seconds of the best of as many readings as fit into `seconds`, one at the least."""
    best: dict[str, float] = {}
    deadline = time.process_time() + seconds
    while not best or time.process_time() < deadline:
        for name, document in documents.items():
            began = time.process_time()
            extract(document, tables)
            # A document of one line may take less than the clock's step.
            best[name] = min(best.get(name, float("inf")), max(time.process_time() - began, 1e-6))
    return best


if __name__ == "__main__":
    sys.exit(main())
