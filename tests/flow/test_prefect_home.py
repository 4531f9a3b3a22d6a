"""Which Prefect server a build talks to, and where Prefect keeps its state."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from flows import prefect_home
from tests.flow.made import PROJECT

URL = "http://127.0.0.1:4200/api"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No Prefect setting of the machine; what `configure` sets goes again afterwards."""
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        monkeypatch.delenv(name)
    for name in prefect_home._QUIET:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("PREFECT_HOME", "")
    monkeypatch.delenv("PREFECT_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def test_nothing_configured_means_a_server_and_a_home_of_the_warehouse(tmp_path: Path) -> None:
    assert prefect_home.configured_api() is None
    assert prefect_home.configure(tmp_path / "w") is True
    assert os.environ["PREFECT_HOME"] == str(tmp_path / "w" / "state" / "prefect")
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".env", f"A=1\nexport PREFECT_API_URL='{URL}'\n"),
        ("prefect.toml", f'[api]\nurl = "{URL}"\n'),
        ("pyproject.toml", f'[tool.prefect.api]\nurl = "{URL}"\n'),
        ("home/.prefect/profiles.toml", f'active = "mine"\n[profiles.mine]\nPREFECT_API_URL = "{URL}"\n[profiles.other]\n'),
    ],
)
def test_a_configured_api_is_found_wherever_prefect_looks(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    assert prefect_home.configured_api() == URL
    assert prefect_home.configure(tmp_path / "w") is False
    assert "PREFECT_HOME" not in os.environ


def test_the_environment_comes_first_and_another_profile_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profiles = tmp_path / "profiles.toml"
    profiles.write_text(f'active = "local"\n[profiles.local]\n[profiles.far]\nPREFECT_API_URL = "{URL}"\n', "utf-8")
    monkeypatch.setenv("PREFECT_PROFILES_PATH", str(profiles))
    assert prefect_home.configured_api() is None
    monkeypatch.setenv("PREFECT_PROFILE", "far")
    assert prefect_home.configured_api() == URL
    monkeypatch.setenv("PREFECT_API_URL", "http://other/api")
    assert prefect_home.configured_api() == "http://other/api"


def test_a_damaged_profile_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "prefect.toml").write_text("not toml [", "utf-8")
    assert prefect_home.configured_api() is None


@pytest.mark.slow
def test_the_server_answers_during_the_block_and_is_gone_after_it(tmp_path: Path) -> None:
    prefect_home.configure(tmp_path / "w")
    with prefect_home.own_server(tmp_path / "w") as wait:
        wait()
        url = os.environ["PREFECT_API_URL"]
        with urllib.request.urlopen(f"{url}/health") as answer:
            assert answer.status == 200
    assert "PREFECT_API_URL" not in os.environ
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"{url}/health")


def test_a_server_that_ends_at_once_is_told_with_its_own_words(tmp_path: Path) -> None:
    """In a process of its own: a module that stands in uvicorn's place must not be seen by other tests."""
    (tmp_path / "uvicorn.py").write_text("raise SystemExit('planted fault')", "utf-8")
    code = (
        "import sys, pathlib\nfrom flows import prefect_home as home\nroot = pathlib.Path(sys.argv[1])\nhome.configure(root)\n"
        "try:\n    with home.own_server(root) as wait: wait()\nexcept home.ServerDidNotStart as error: print(error)"
    )
    env = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{PROJECT}"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "w")], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert "planted fault" in done.stdout, done.stderr
    assert "server.log" in done.stdout
