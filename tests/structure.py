"""How well the pages of real documents are taken to pieces: articles with their kinds, titles and days, and the entities named in them.

    python -m tests.structure [--errors]

Prints a line for each annotated document and one for all together, and says of each figure whether it holds its bar. GONGBAO_REAL_DOCUMENTS
names the folder with the documents, GONGBAO_GOLD that with their annotation (NAME.articles.jsonl, NAME.entities.jsonl). Documents of which
only the numbers are annotated are read beside them, as in a build, for one dates another. Ends with 1 where a figure of all together
is below its bar, and with 2, and says why, where there is nothing to measure.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from tests import annotated
from tests.structure_match import Tally, score_articles, score_entities
from warehouse.folder import fact_file

BARS = {
    "articles": 0.95,
    "kinds": 0.95,
    "titles": 0.95,
    "dates": 0.95,
    "person": 0.97,
    "roles": 0.9,
    "organization": 0.85,
    "place": 0.9,
    "document": 0.97,
}
"""What each figure of all documents together must reach. `articles` and the kinds of entities are F1; the others, of what was found, the
share that is right."""

MEANINGS = {
    "articles": "articles found by their span, of which 9 of 10 characters of either are the other's, white space apart (F1)",
    "kinds": "of the articles found, how many are of the right kind",
    "titles": "of the articles found, how many have the annotated title, or none where none is printed; signs do not count",
    "dates": "of the articles found, how many have the annotated day with its basis, or none where none is annotated",
    "person": "persons by their name (F1)",
    "roles": "of the persons found with an annotated title, how many have it, with their organisation",
    "organization": "organisations by their canonical name (F1)",
    "place": "places by their full name (F1)",
    "document": "documents by their title (F1)",
    "event": "events by their name (F1); no bar is set",
}

_PIPED_WIDTH = 200

_ARTICLES, _ENTITIES = ".articles.jsonl", ".entities.jsonl"

Figures = dict[str, dict[str, Tally]]
"""Document name, or TOGETHER: name of a figure: what was counted."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.structure", description="Score articles and entities of real documents.")
    parser.add_argument("--errors", action="store_true", help="name what is missing, extra or wrong")
    wanted = parser.parse_args(arguments)
    try:
        folder = annotated.folder_named_by("GONGBAO_REAL_DOCUMENTS")
        gold = annotated.folder_named_by("GONGBAO_GOLD")
        found = measured(folder, gold)
    except annotated.NotThereError as error:
        print(f"structure: {error}", file=sys.stderr)
        return 2
    # Without a terminal rich takes 80 columns, in which no figure is whole.
    Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH).print(table(found))
    for name, meaning in MEANINGS.items():
        print(f"{name}: {meaning}")
    if wanted.errors:
        for document, figures in found.items():
            for name, tally in figures.items() if document != annotated.TOGETHER else ():
                for error in tally.errors:
                    print(f"{document} {name}: {error}")
    low = below(found)
    for line in low:
        print(line)
    if not low:
        print("Every figure of all together holds its bar.")
    return int(bool(low))


def names(gold: Path) -> list[str]:
    """The documents whose articles are annotated, held-out ones apart. Raises NotThereError where there are none."""
    found = sorted(path.name.removesuffix(_ARTICLES) for path in gold.glob(f"*{_ARTICLES}"))
    if not found:
        raise annotated.NotThereError(f"There is no annotation of articles (NAME{_ARTICLES}) in {gold}.")
    return [name for name in found if name not in annotated.HELD_OUT]


def measured(folder: Path, gold: Path) -> Figures:
    """The figures of each document and of all together. Raises NotThereError for a document that is missing."""
    wanted = names(gold)
    beside = [path.name.removesuffix(".metrics.jsonl") for path in gold.glob("*.metrics.jsonl")]
    together = sorted({*wanted, *beside} - set(annotated.HELD_OUT))
    with tempfile.TemporaryDirectory() as root:
        facts = annotated.build(annotated.documents(folder, together), Path(root))
        tables = {name: pq.read_table(fact_file(facts, name)).to_pylist() for name in ("documents", "sources", "mentions", "entities")}
    result = {name: of_document(name, gold, tables) for name in wanted}
    result[annotated.TOGETHER] = _sum(list(result.values()))
    return result


def of_document(name: str, gold: Path, tables: Mapping[str, list[dict[str, Any]]]) -> dict[str, Tally]:
    """The figures of one document, by what the tables `sources`, `mentions` and `entities` say of it."""
    document = next(row for row in tables["documents"] if Path(row["file_name"]).stem == name)
    of_it = {table: [row for row in tables[table] if row["document_id"] == document["document_id"]] for table in ("sources", "mentions")}
    figures = score_articles(_rows(gold / f"{name}{_ARTICLES}"), of_it["sources"], document["text"])
    if (gold / f"{name}{_ENTITIES}").is_file():
        figures |= score_entities(_rows(gold / f"{name}{_ENTITIES}"), of_it["mentions"], tables["entities"])
    return figures


def below(found: Figures) -> list[str]:
    """What of all documents together is below its bar, in words."""
    together = found[annotated.TOGETHER]
    return [
        f"{name}: {100 * together[name].share:.1f} is below its bar of {100 * bar:.0f}"
        for name, bar in BARS.items()
        if name in together and together[name].share < bar
    ]


def table(found: Figures) -> Table:
    """A line for each document; F1 with precision and recall where there are both, else the share that is right; in per cent."""
    result = Table("document", *MEANINGS, title="Articles and entities, in %: F1 (precision/recall), or the share that is right")
    for document, figures in found.items():
        result.add_row(document, *(figures[name].shown if name in figures else "" for name in MEANINGS))
    result.add_row("bar", *(f"{100 * BARS[name]:.0f}" if name in BARS else "" for name in MEANINGS))
    return result


def _sum(parts: Sequence[Mapping[str, Tally]]) -> dict[str, Tally]:
    total: dict[str, Tally] = {}
    for part in parts:
        for name, tally in part.items():
            total[name] = total[name] + tally if name in total else tally
    return total


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    sys.exit(main())
