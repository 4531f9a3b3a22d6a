"""What the tracked files say: nothing of one machine, and a README whose set-up works as written."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

MACHINE = re.compile(
    r"(?<![\w.~$})*-])/(?:home|root|tmp|work|farm|Users|mnt|srv)/(?=[\w.])"  # a folder of one machine
    r"|\b(?:pypi|pythonhosted|npmjs|yarnpkg|anaconda)\.(?:org|com)\b|\b(?:debian|ubuntu)\.(?:org|com|net)/"  # a package registry
    r"|[A-Z]:\\\\?Users\\"
)


def tracked(root: Path) -> list[Path]:
    """The files of the project: what git tracks, or, in a copy without git, every text file outside hidden and built folders."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=False)
    if listed.returncode == 0:
        return [root / name for name in listed.stdout.decode().split("\0") if name and (root / name).is_file()]
    return [path for path in root.rglob("*") if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)]


def named_machines(text: str) -> list[str]:
    return [f"line {number}: {line.strip()[:120]}" for number, line in enumerate(text.splitlines(), 1) if MACHINE.search(line)]


def test_no_tracked_file_names_a_path_of_a_machine_or_a_package_registry(project_root: Path) -> None:
    found = []
    files = tracked(project_root)
    assert len(files) > 10
    for path in files:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # sample documents in other encodings
        found += [f"{path.relative_to(project_root)} {one}" for one in named_machines(text)]
    assert found == []


@pytest.mark.parametrize(
    "parts",
    [
        ("root = '/ho", "me/anna/gongbao'"),
        ("cd /t", "mp/build"),
        ("(/wo", "rk/main)"),
        ("--index-url https://py", "pi.org/simple"),
        ("C:\\Us", "ers\\anna"),
    ],
)
def test_a_path_of_a_machine_or_a_registry_is_found(parts: tuple[str, str]) -> None:
    assert len(named_machines("".join(parts))) == 1


@pytest.mark.parametrize(
    "text", ["warehouse/data", "tests/home/x", "https://gov.example/" + "work/2023", "~/" + "work/x", "同比/环比", "#!/usr/bin/env bash"]
)
def test_relative_paths_and_addresses_pass(text: str) -> None:
    assert named_machines(text) == []


def test_the_readmes_two_set_up_commands_are_make_run_and_make_test(project_root: Path) -> None:
    readme = (project_root / "README.md").read_text(encoding="utf-8")
    block = re.search(r"^```sh\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    assert block is not None, "README.md has no ```sh block"
    commands = [line.split("#")[0].strip() for line in block[1].splitlines() if line.strip()]
    assert commands == ["make run", "make test"]


def test_every_make_target_that_the_readme_names_exists(project_root: Path) -> None:
    readme = (project_root / "README.md").read_text(encoding="utf-8")
    makefile = (project_root / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", "\n".join(re.findall(r"`[^`]+`|^```.*?^```", readme, re.MULTILINE | re.DOTALL))))
    assert named
    assert named - targets == set()
