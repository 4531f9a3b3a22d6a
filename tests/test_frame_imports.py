"""Imports point one way, and transforms stay pure: nothing of files, clocks, databases or orchestration."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# package -> what of the project it may import. A dotted name allows that one module alone.
ALLOWED = {
    "flows": ("flows", "expectations", "warehouse", "transforms"),
    "expectations": ("expectations", "warehouse.tables", "warehouse.arrow", "warehouse.ddl", "warehouse.closed_sets", "warehouse.folder"),
    "warehouse": ("warehouse",),
    "transforms": ("transforms",),
}

# What a function from a document to rows has no use for.
IMPURE_MODULES = frozenset(
    {"prefect", "duckdb", "duckdb_engine", "sqlalchemy", "great_expectations", "pyarrow", "pandas"}
    | {"os", "io", "pathlib", "shutil", "tempfile", "glob", "fileinput", "time", "random", "secrets", "uuid"}
    | {"socket", "subprocess", "threading", "multiprocessing", "asyncio", "requests", "httpx", "urllib3", "urllib.request"}
)
IMPURE_BUILTINS = frozenset({"open", "input", "print", "exec", "eval"})
CLOCKS = frozenset({"now", "utcnow", "today"})

# Declared, and imported by no module: why.
NEEDED_UNSEEN = {
    "fastapi": "pinned for Prefect's server",
    "duckdb-engine": "the SQLAlchemy dialect that Great Expectations opens by its address",
    "tzdata": "the time zones of machines that have none",
    "pytest-timeout": "an option of pytest",
    "ruff": "a command",
    "mypy": "a command",
    "types-pyyaml": "read by mypy",
    "setuptools": "builds the project",
}


def imported(tree: ast.AST, package: str) -> Iterator[tuple[int, str]]:
    """Every module that a source imports, with its line; `from a import b` counts as a.b, relative names are made absolute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(part for part in (package if node.level else "", node.module or "") if part)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def within(name: str, allowed: tuple[str, ...] | frozenset[str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in allowed)


def wrong_direction(source: str, package: str) -> list[str]:
    return [
        f"line {line}: {package} imports {name}"
        for line, name in imported(ast.parse(source), package)
        if within(name, tuple(ALLOWED)) and not within(name, ALLOWED[package])
    ]


def impure(source: str) -> list[str]:
    tree = ast.parse(source)
    found = [f"line {line}: imports {name}" for line, name in imported(tree, "transforms") if within(name, IMPURE_MODULES)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_BUILTINS:
            found.append(f"line {node.lineno}: calls {node.func.id}()")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            found.append(f"line {node.lineno}: asks the clock with .{node.func.attr}()")
    return found


def sources(root: Path, package: str) -> list[Path]:
    found = sorted((root / package).rglob("*.py"))
    assert found, f"{package} holds no module: the test looks at nothing"
    return found


@pytest.mark.parametrize("package", ALLOWED)
def test_packages_import_only_what_lies_below_them(project_root: Path, package: str) -> None:
    found = [
        f"{path.relative_to(project_root)} {one}"
        for path in sources(project_root, package)
        for one in wrong_direction(path.read_text(encoding="utf-8"), package)
    ]
    assert found == []


def test_transforms_know_nothing_of_files_clocks_databases_or_orchestration(project_root: Path) -> None:
    found = [
        f"{path.relative_to(project_root)} {one}"
        for path in sources(project_root, "transforms")
        for one in impure(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("transforms", "import warehouse.tables"),
        ("transforms", "def late() -> None:\n    from flows.cli import main"),
        ("warehouse", "from transforms import model"),
        ("warehouse", "from expectations.gate import decide"),
        ("expectations", "from warehouse import connect"),
        ("expectations", "import flows"),
    ],
)
def test_an_import_against_the_direction_is_found(package: str, source: str) -> None:
    assert len(wrong_direction(source, package)) == 1


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("expectations", "from warehouse.tables import METRICS"),
        ("flows", "from transforms import extract"),
        ("warehouse", "from . import arrow"),
        ("transforms", "import re"),
    ],
)
def test_an_import_along_the_direction_passes(package: str, source: str) -> None:
    assert wrong_direction(source, package) == []


@pytest.mark.parametrize(
    "source",
    [
        "import os.path",
        "from pathlib import Path",
        "import pyarrow as pa",
        "open('a')",
        "import datetime as dt\ndt.datetime.now()",
        "dt.date.today()",
        "import time",
        "from urllib import request",
    ],
)
def test_impurity_is_found(source: str) -> None:
    assert len(impure(source)) == 1


def test_pure_code_passes() -> None:
    assert (
        impure(
            "import re\nimport datetime as dt\nfrom transforms.model import Period\nday = dt.date(2023, 7, 19)\ndef reopen() -> None: ..."
        )
        == []
    )


def test_reading_a_document_loads_none_of_the_heavy_packages(project_root: Path) -> None:
    """What the source does not show: a library that a transform uses may load one of them for it."""
    modules = [
        ".".join(path.relative_to(project_root).with_suffix("").parts)
        for path in sources(project_root, "transforms")
        if path.name != "__init__.py"
    ]
    heavy = {"prefect", "duckdb", "great_expectations", "pyarrow"}
    code = f"import importlib, sys\nfor name in {modules!r}: importlib.import_module(name)\nprint(sorted({heavy!r} & set(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", code], cwd=project_root, capture_output=True, text=True, timeout=120, check=False)
    assert (ended.returncode, ended.stdout.strip()) == (0, "[]"), ended.stderr


def test_what_is_imported_is_declared_and_what_is_declared_is_needed(project_root: Path) -> None:
    project = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = {canonicalize_name(Requirement(one).name) for one in project["project"]["dependencies"]}
    dev = {canonicalize_name(Requirement(one).name) for one in project["dependency-groups"]["dev"]}
    by_code = distributions_imported(project_root, tuple(ALLOWED))
    by_tests = distributions_imported(project_root, ("tests",))
    assert by_code - runtime == set()
    assert by_tests - runtime - dev == set()
    assert (runtime | dev) - by_code - by_tests == NEEDED_UNSEEN.keys()


def distributions_imported(root: Path, packages: tuple[str, ...]) -> set[str]:
    """The names, as on the package index, of what others have written and these packages import."""
    known = packages_distributions()
    tops = {
        name.split(".")[0]
        for package in packages
        for path in sources(root, package)
        for _, name in imported(ast.parse(path.read_text(encoding="utf-8")), package)
    }
    foreign = tops - set(sys.stdlib_module_names) - set(ALLOWED) - {"tests"}
    return {canonicalize_name(known[top][0]) for top in foreign}
