"""Rows that a check would keep out and that a person has looked at and let through.

Each entry names one row and one rule, and quotes what the row said when it was reviewed. It counts only while the row still says that: a
row that changed has not been reviewed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FILE = "released_rows.yaml"

RELEASABLE = {
    "metrics": ("value_text", "sentence"),
    "numerals": ("text",),
    "sources": ("title",),
    "mentions": ("text",),
    "entities": ("name",),
}
"""Tables whose rows can be released, and what an entry quotes of the row."""

_KEYS = {"table", "row_id", "rule", "says", "reviewed_by", "reviewed_on", "reason"}


class ReleasedRowsError(ValueError):
    """The file cannot be used; the message names the entry and what to do."""


@dataclass(frozen=True, slots=True)
class Release:
    """One reviewed row: `says` holds, by column, what it said when it was reviewed."""

    table: str
    row_id: str
    rule: str
    says: Mapping[str, str | None]
    reason: str


def load(path: Path) -> tuple[Release, ...]:
    """The entries. Raises ReleasedRowsError."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ReleasedRowsError(f"{path}: cannot be read as YAML: {error}. Restore the file or mend the line named.") from error
    if content is None:
        return ()
    if not isinstance(content, list):
        raise ReleasedRowsError(f"{path}: holds {type(content).__name__}, not a list of entries.")
    found = tuple(_entry(path, number, one) for number, one in enumerate(content, 1))
    seen: set[tuple[str, str]] = set()
    for one in found:
        if (one.row_id, one.rule) in seen:
            raise ReleasedRowsError(f"{path}: {one.rule} of the row {one.row_id} stands twice. Remove one.")
        seen.add((one.row_id, one.rule))
    return found


def _entry(path: Path, number: int, given: Any) -> Release:
    place = f"{path}: entry {number}"
    if not isinstance(given, dict) or given.keys() != _KEYS:
        raise ReleasedRowsError(f"{place}: must hold exactly {', '.join(sorted(_KEYS))}, found {given!r}.")
    table = given["table"]
    if table not in RELEASABLE:
        raise ReleasedRowsError(f"{place}: rows of {table!r} cannot be released; those of {', '.join(RELEASABLE)} can.")
    for name in ("row_id", "rule", "reviewed_by", "reason"):
        if not isinstance(given[name], str) or not given[name].strip():
            raise ReleasedRowsError(f"{place}: {name} must be text, found {given[name]!r}. Put it in quotes.")
    if not str(given["rule"]).startswith(f"{table}."):
        raise ReleasedRowsError(f"{place}: {given['rule']!r} is no rule of {table}. Take it from the table quarantine.")
    says = given["says"]
    if not isinstance(says, dict) or says.keys() != set(RELEASABLE[table]):
        raise ReleasedRowsError(f"{place}: says must quote {', '.join(RELEASABLE[table])} of the row, found {says!r}.")
    return Release(table, given["row_id"], given["rule"], says, given["reason"].strip())


def judge(
    releases: Sequence[Release], quarantine: Sequence[Mapping[str, Any]], rules: Collection[str]
) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Which rows are let through, by rule, and what is wrong with the other entries.

    `quarantine` holds rows of that table, of a check that let nothing through; `rules` are those that a person may overrule.
    """
    broken = {(row["row_id"], row["rule"]): json.loads(row["row"]) for row in quarantine}
    through: dict[str, tuple[str, ...]] = {}
    wrong: list[str] = []
    for one in releases:
        row = broken.get((one.row_id, one.rule))
        if one.rule not in rules:
            wrong.append(f"{one.rule} is no rule that a person may overrule")
        elif row is None:
            wrong.append(f"{one.rule} keeps no row {one.row_id} out")
        elif any(row.get(column) != said for column, said in one.says.items()):
            wrong.append(f"the row {one.row_id} does not say any more what was reviewed for {one.rule}; it stays out")
        else:
            through[one.rule] = (*through.get(one.rule, ()), one.row_id)
    return through, wrong
