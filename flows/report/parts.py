"""What the pages of the report are made of: tables, and values that lead somewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flows.report.offending import Offending


@dataclass(frozen=True, slots=True)
class Link:
    """A value that leads to a place of the site; `to` is None where there is none."""

    text: object
    to: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its titles. `file` is the CSV with all columns and rows; `total` counts the rows that there are,
    `shown` those on all pages.
    """

    name: str
    title_zh: str
    title_en: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[object]]
    file: str | None
    total: int | None = None
    shown: int | None = None

    def part(self, start: int, end: int) -> Table:
        """These rows of it."""
        return Table(
            self.name,
            self.title_zh,
            self.title_en,
            self.columns,
            self.rows[start:end],
            self.file,
            self.total or len(self.rows),
            len(self.rows),
        )


_UNSHOWN = frozenset({"document_id", "char_start", "char_end"})


def finding_rows(rule: str, broken: Offending, links: Sequence[str | None]) -> Table | None:
    """The first rows that break a rule, one for each of `links`, where the first cell leads; None where there are none."""
    if not broken.rows:
        return None
    columns = tuple(name for name in broken.columns if name not in _UNSHOWN or name == broken.columns[0])
    rows = [(Link(row[columns[0]], to), *(row[name] for name in columns[1:])) for row, to in zip(broken.rows, links, strict=False)]
    return Table(rule, "", rule, columns, rows, None, len(broken.rows))
