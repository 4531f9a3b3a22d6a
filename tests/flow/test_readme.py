"""The commands of README that ask the warehouse run on the sample documents, and print what README says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.flow.made import gongbao_here, released
from tests.query_page import SAMPLES

_ASKING = ("sql", "explain", "reader", "chart", "export")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    released(SAMPLES, root := tmp_path_factory.mktemp("readme") / "warehouse")
    return root


def commands(readme: str) -> list[tuple[list[str], str]]:
    """The arguments of each command that asks, and what stands printed below it."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```", readme, re.MULTILINE | re.DOTALL):
        for command, printed in re.findall(r"^\$ \.venv/bin/gongbao (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            words = shlex.split(command, comments=True)
            if words[0] in _ASKING:
                found.append((words, printed))
    return found


def test_every_command_of_the_readme_that_asks_runs_and_prints_what_it_says(
    project_root: Path, warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = commands((project_root / "README.md").read_text("utf-8"))
    assert {words[0] for words, _ in asked} == set(_ASKING)
    for words, printed in asked:
        done = gongbao_here(*words, "--warehouse", str(warehouse))
        assert done.returncode == 0, f"{words}: {done.stderr}"
        if printed:
            assert done.stdout == printed, words
    assert {path.name for path in tmp_path.iterdir()} == {"growth.png", "facts.xlsx", "found.csv"}
