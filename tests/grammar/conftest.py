"""The project's own reference tables, loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import reference as tables
from transforms.grammar import Grammar, compile_grammar
from transforms.reference import Reference


@pytest.fixture(scope="session")
def reference(project_root: Path) -> Reference:
    """The tables of seeds/reference."""
    return tables.load(project_root / "seeds" / "reference")[0]


@pytest.fixture(scope="session")
def grammar(reference: Reference) -> Grammar:
    """The tables compiled for reading."""
    return compile_grammar(reference)
