"""The lock file: exact versions with hashes, no address, one version a package on each Python, in step with pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[^\]]*\])?==(?P<version>[^ ;]+)( ; (?P<marker>.+))?$")
HASH = re.compile(r"^--hash=sha256:[0-9a-f]{64}$")
PYTHONS = ("3.11", "3.12", "3.13")
SOME_HASH = "--hash=sha256:" + "0" * 64


class Pin(NamedTuple):
    name: NormalizedName
    version: str
    marker: str | None

    def applies_to(self, python: str) -> bool:
        return self.marker is None or Marker(self.marker).evaluate({"python_version": python, "python_full_version": f"{python}.1"})


def pins(text: str) -> list[Pin]:
    """The packages of a lock file. Raises ValueError for anything in it that is no pinned package with hashes."""
    found = []
    for entry in text.replace("\\\n", " ").splitlines():
        head, *hashes = re.split(r"\s+(?=--)", entry.strip())
        match = PINNED.match(head)
        if match is None or not hashes or not all(HASH.match(one) for one in hashes):
            raise ValueError(f"no pinned package with hashes: {entry[:120]}")
        found.append(Pin(canonicalize_name(match["name"]), match["version"], match["marker"]))
    return found


@pytest.fixture(scope="module")
def lock(project_root: Path) -> list[Pin]:
    return pins((project_root / "requirements.lock").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wanted(project_root: Path) -> list[Requirement]:
    project = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))
    return [Requirement(one) for one in [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]]


@pytest.mark.parametrize("python", PYTHONS)
def test_every_dependency_is_locked_at_one_version_that_it_allows(lock: list[Pin], wanted: list[Requirement], python: str) -> None:
    here = [pin for pin in lock if pin.applies_to(python)]
    assert [name for name, times in Counter(pin.name for pin in here).items() if times > 1] == []
    versions = {pin.name: pin.version for pin in here}
    assert [str(one) for one in wanted if canonicalize_name(one.name) not in versions] == []
    assert [str(one) for one in wanted if versions[canonicalize_name(one.name)] not in one.specifier] == []


def test_fastapi_is_pinned_to_the_one_that_prefects_server_works_with(wanted: list[Requirement]) -> None:
    assert [str(one.specifier) for one in wanted if one.name == "fastapi"] == ["==0.139.2"]


@pytest.mark.parametrize(
    "text",
    [
        "--index-url https://packages.example/simple\n",
        "rich==15.0.0\n",
        f"rich>=15 \\\n    {SOME_HASH}\n",
        f"rich @ https://packages.example/rich.whl \\\n    {SOME_HASH}\n",
        "rich==15.0.0 \\\n    --hash=md5:0\n",
    ],
)
def test_a_line_that_is_no_pinned_package_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no pinned package"):
        pins(text)
