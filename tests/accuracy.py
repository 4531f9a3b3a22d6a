"""How well real documents are read: writes docs/accuracy.md from what the scorer says of the annotated documents.

    python -m tests.accuracy [--without NAME ...] [--output FILE]

GONGBAO_REAL_DOCUMENTS names the folder with the documents, GONGBAO_GOLD that with their annotation and its scorer. All of them are read
together, as a build does. Ends with 2, and says why, where there is nothing to measure.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests import annotated
from tests.annotated import HELD_OUT, TOGETHER, Figures

PLACE = Path(__file__).resolve().parent.parent / "docs" / "accuracy.md"

COUNTS = {
    "gold": "numbers that the annotation holds: each is one statistic or target that the document states",
    "found": "of these, how many a row of `metrics` overlaps in the text",
    "extra": "rows of `metrics` that no annotated number stands behind: something was taken for a statistic",
}
FINDING = {
    "precision": "found / (found + extra): how many of the rows are statistics",
    "recall": "found / gold: how many of the statistics have a row",
    "f1": "harmonic mean of the two",
    "usable_f1": "the same, where a row only counts when value, unit, measure, basis and period are right and the indicator is nearly so",
    "strict_f1": "the same, where the indicator must also be one of the annotated names, apart from signs and words such as 我国 and 数量",
}
FIELDS = {
    "value": "the value with its sign and scale; of a range, both ends",
    "unit": "the unit without its scale",
    "approximation": "the bound: exact, about, over, at least …",
    "measure": "level, growth, difference, ratio, contribution, rank or streak",
    "basis": "what a growth or a difference is against",
    "indicator": "what is measured, as one of the annotated names",
    "indicator_soft": "what is measured, nearly: at least 70 % of the pairs of characters are those of an annotated name, "
    "and no word excludes one of it (城镇 and 农村)",
    "period": "first and last day, both",
    "region": "the place that the number covers",
    "status": "actual, target or estimate",
    "speaker": "who says it, or that nobody is quoted",
}
NOT_SHOWN = frozenset({"hits"})
"""`hits` repeats `found`."""

_HEAD = """\
# Accuracy

Written by `make accuracy`; change tests/accuracy.py, not this page.

How well the project reads real documents: {number} of them, annotated by hand. They are real pages of newspapers, broadcasts, reports and
speeches, which are not part of the project and are named here by their file names alone.
"""
_METHOD = """\
## How it is measured

The documents are read together, with their sidecars, by the steps of a build up to its candidate: read, reconciled, impossible rows kept
out, written as Parquet. The scorer that comes with the annotation compares the tables `metrics` and `documents` with it; this page only
sets out its figures. A row and an annotated number belong together where their spans in the text overlap. Numbers that the annotation
calls optional, such as the size of a named set, count neither for nor against. Where the annotation covers only a part of a document, only
that is scored. "Together" counts numbers, not documents: a long document weighs more.

To measure again, name the two folders and write this page anew:

```console
$ GONGBAO_REAL_DOCUMENTS="$HOME/documents" GONGBAO_GOLD="$HOME/annotation" make accuracy
```
"""
_SEEN = (
    "These documents were looked at while the rules were written. Their figures say what the rules hold, not what they are worth elsewhere."
)
_HELD_OUT = (
    "Neither the annotation of these documents nor a mistake in reading them was looked at while the rules were written: "
    "the closest to what to expect of a new document."
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description="Write docs/accuracy.md.")
    parser.add_argument("--without", nargs="+", default=[], metavar="NAME", help="documents to leave out, by name without ending")
    parser.add_argument("--output", type=Path, default=PLACE, help="file to write (default docs/accuracy.md)")
    wanted = parser.parse_args(arguments)
    try:
        folder = annotated.folder_named_by("GONGBAO_REAL_DOCUMENTS")
        gold = annotated.folder_named_by("GONGBAO_GOLD")
        names = annotated.names(gold)
        unknown = [name for name in wanted.without if name not in names]
        if unknown:
            raise annotated.NotThereError(f"--without names {', '.join(unknown)}; the annotated documents are {', '.join(names)}.")
        names = [name for name in names if name not in wanted.without]
        if not names:
            raise annotated.NotThereError("--without names every annotated document: none is left to measure.")
        found = annotated.documents(folder, names)
    except annotated.NotThereError as error:
        print(f"accuracy: {error}", file=sys.stderr)
        return 2
    groups = measured(gold, found)
    wanted.output.write_text(page(groups, {name: path.name for name, path in found.items()}, wanted.without), "utf-8")
    print(f"wrote {wanted.output}: {len(names)} documents")
    return 0


def measured(gold: Path, found: Mapping[str, Path]) -> dict[str, Figures]:
    """The figures of the documents that rules were written with, of those held out, and of all; a group without documents is missing."""
    groups = {
        "seen": [name for name in found if name not in HELD_OUT],
        "held out": [name for name in found if name in HELD_OUT],
        TOGETHER: list(found),
    }
    with tempfile.TemporaryDirectory() as root:
        facts = annotated.build(found, Path(root))
        return {group: annotated.score(gold, facts, names) for group, names in groups.items() if names}


def page(groups: Mapping[str, Figures], file_names: Mapping[str, str], left_out: Sequence[str] = ()) -> str:
    """The page. Raises ValueError for a figure of the scorer that is not explained here: none may be passed over."""
    _refuse_unexplained(groups)
    parts = [_HEAD.format(number=len(file_names))]
    if left_out:
        parts.append(f"Left out of this page: {', '.join(left_out)}.\n")
    if "seen" in groups:
        parts += ["## Documents that the rules were written with\n", _SEEN + "\n", _tables(groups["seen"], file_names)]
    if "held out" in groups:
        parts += ["## Documents held out\n", _HELD_OUT + "\n", _tables(groups["held out"], file_names)]
    if len(groups) == 3:
        parts += ["## All of them together\n", _tables({TOGETHER: groups[TOGETHER][TOGETHER]}, file_names)]
    return "\n".join([*parts, _meanings(), _METHOD])


def _refuse_unexplained(groups: Mapping[str, Figures]) -> None:
    explained = {*COUNTS, *FINDING, *FIELDS, *NOT_SHOWN}
    told = {figure for figures in groups.values() for one in figures.values() for figure in one}
    if told != explained:
        raise ValueError(f"the scorer's figures are not those explained in tests/accuracy.py: {', '.join(sorted(told ^ explained))}")


def _tables(figures: Figures, file_names: Mapping[str, str]) -> str:
    """Two tables, a line for each document: what was found, and how much of that is right."""
    # A group of one document is its own sum.
    lines = {name: one for name, one in figures.items() if name != TOGETHER or len(figures) != 2}
    shown = {("**together**" if name == TOGETHER else f"`{file_names[name]}`"): one for name, one in lines.items()}
    finding = [_row("document", [*COUNTS, *FINDING]), _rule(len(COUNTS) + len(FINDING))]
    finding += [
        _row(label, [f"{one[key]:,.0f}" for key in COUNTS] + [_percent(one[key]) for key in FINDING]) for label, one in shown.items()
    ]
    fields = [_row("right of the found, in %", list(FIELDS)), _rule(len(FIELDS))]
    fields += [_row(label, [_percent(one[key]) for key in FIELDS]) for label, one in shown.items()]
    return "\n".join([*finding, "", *fields]) + "\n"


def _meanings() -> str:
    lines = ["## What each figure means", "", "| figure | is |", "| --- | --- |"]
    lines += [f"| {name} | {meaning} |" for name, meaning in (COUNTS | FINDING).items()]
    lines += [f"| {name} | of the found numbers, how many have it right: {meaning} |" for name, meaning in FIELDS.items()]
    return "\n".join(lines) + "\n\nCounts are numbers of the text; all else is in per cent.\n"


def _row(label: str, cells: Sequence[str]) -> str:
    return f"| {label} | {' | '.join(cells)} |"


def _rule(columns: int) -> str:
    return f"| --- |{' ---: |' * columns}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


if __name__ == "__main__":
    sys.exit(main())
