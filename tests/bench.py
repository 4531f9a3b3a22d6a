"""How fast documents are read: characters and complete facts per CPU second through transforms.extract, on one core.

    python -m tests.bench [FOLDER] [--seconds N]

FOLDER defaults to the sample documents. CPU time of this process is counted, so that a busy machine changes little. Each document is read
again until the time is up; the best pass counts, since whatever else runs can only make one slower.

Beside it stands how fast rjieba, the build of jieba in Rust that the project uses for single phrases, cuts the same text into words and
does nothing else with it: a measure of the machine and of the text that others know. A fact is complete that has a value or a bound, an
indicator and a period.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import rjieba

from flows import inbox, reference
from transforms.extract import extract
from transforms.model import RawDocument, Reading
from transforms.reference import Reference

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(slots=True)
class Cost:
    """What one document, or all of them, held and took: CPU seconds of the best pass."""

    characters: int = 0
    complete: int = 0
    reading: float = float("inf")
    cutting: float = float("inf")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Characters and facts read per CPU second.")
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

    costs = passes(documents, tables, wanted.seconds)
    print("             read            complete facts   rjieba.cut      (each per CPU s)")
    for name, cost in costs.items():
        print(f"{line(cost)}  {name}")
    total = Cost(
        sum(cost.characters for cost in costs.values()),
        sum(cost.complete for cost in costs.values()),
        sum(cost.reading for cost in costs.values()),
        sum(cost.cutting for cost in costs.values()),
    )
    print(f"{line(total)}  all {len(costs)} documents")
    return 0


def line(cost: Cost) -> str:
    """Size, characters, complete facts and characters cut into words, the last three per CPU second."""
    read, cut = cost.characters / cost.reading, cost.characters / cost.cutting
    return f"{cost.characters:9,} characters {read:11,.0f} {cost.complete / cost.reading:15,.0f} {cut:13,.0f}"


def opened(folder: Path) -> dict[str, RawDocument]:
    """path -> document, through the same discovery and decoding as a build."""
    found = ((item.paths[0], inbox.open_document(item).document) for item in inbox.discover(folder, ()).inputs)
    return {name: document for name, document in found if document is not None}


def passes(documents: dict[str, RawDocument], tables: Reference, seconds: float) -> dict[str, Cost]:
    """path -> cost of the best of as many passes as fit into `seconds`, one at the least."""
    rjieba.cut("词典")  # reads its dictionary
    costs = {name: Cost(characters=len(document.text)) for name, document in documents.items()}
    deadline = time.process_time() + seconds
    passed = False
    while not passed or time.process_time() < deadline:
        passed = True
        for name, document in documents.items():
            cost = costs[name]
            began = time.process_time()
            readings = extract(document, tables).readings
            cost.reading = min(cost.reading, since(began))
            began = time.process_time()
            rjieba.cut(document.text)
            cost.cutting = min(cost.cutting, since(began))
            cost.complete = sum(is_complete(reading) for reading in readings)
    return costs


def since(began: float) -> float:
    """CPU seconds since then. A document of one line may take less than the clock's step."""
    return max(time.process_time() - began, 1e-6)


def is_complete(reading: Reading) -> bool:
    """Whether the fact says how much, of what and when."""
    placed = reading.period is not None and reading.period.shape != "unclear"
    return (reading.value is not None or reading.value_low is not None) and bool(reading.indicator) and placed


if __name__ == "__main__":
    sys.exit(main())
