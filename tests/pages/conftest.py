"""The reference tables as the page grammar needs them, and one way to read a whole page."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from tests.pages.reading import PageReading, Read, read_page
from transforms.model import Sidecar
from transforms.reference import Organization, Outlet, Reference, Region


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


@pytest.fixture(scope="session")
def page_reference(project_root: Path) -> Reference:
    """Places, organisations, outlets, titles, surnames and page words; tables of numbers stay empty."""
    folder = project_root / "seeds" / "reference"
    classes = yaml.safe_load((folder / "page_words.yaml").read_text(encoding="utf-8"))
    classes["not_names"] = [row["word"] for row in _rows(folder / "not_names.csv")]
    return Reference(
        indicators=(),
        units=(),
        regions=tuple(
            Region(row["name"], row["code"] or None, row["level"], _list(row["short_names"]), row["parent_code"] or None)
            for row in _rows(folder / "regions.csv")
        ),
        organizations=tuple(Organization(row["name"], row["kind"], _list(row["aliases"])) for row in _rows(folder / "organizations.csv")),
        outlets=tuple(
            Outlet(row["name"], row["kind"], _list(row["aliases"]), row["region"] or None) for row in _rows(folder / "outlets.csv")
        ),
        titles=tuple(row["title"] for row in _rows(folder / "titles.csv")),
        surnames=tuple(row["surname"] for row in _rows(folder / "surnames.csv")),
        lexical_numerals=(),
        script_terms=(),
        holidays=(),
        sums=(),
        words={name: tuple(members) for name, members in classes.items()},
    )


@pytest.fixture(scope="session")
def read(page_reference: Reference) -> Read:
    """Reads a text as a page: `read(text)` or `read(text, Sidecar(...))`."""

    def reader(text: str, sidecar: Sidecar | None = None) -> PageReading:
        return read_page(text, page_reference, sidecar or Sidecar())

    return reader
