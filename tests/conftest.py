"""What all tests share: where the project is, the real documents where there are any, and one Prefect server."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests import prefect_server as server_process

# No deadline: shared machines are slow at times, and pytest's own timeout ends what hangs.
hypothesis.settings.register_profile("gongbao", deadline=None, print_blob=True)
hypothesis.settings.load_profile("gongbao")

# A server or profile that the developer uses must not see what tests do.
for name in [name for name in os.environ if name.startswith("PREFECT_")]:
    del os.environ[name]
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
os.environ["DO_NOT_TRACK"] = "1"


@atexit.register
def _end_quietly() -> None:
    """Great Expectations keeps what it opened to the end, and DuckDB's binding then lists all of it, after pytest's last line."""
    if "great_expectations" in sys.modules:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder that holds pyproject.toml."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def real_documents() -> Path:
    """A folder with real documents in seeds/, corpus/ and bulk/ below it, named by GONGBAO_REAL_DOCUMENTS."""
    return _folder_named_by("GONGBAO_REAL_DOCUMENTS", "real documents are not part of the project")


@pytest.fixture(scope="session")
def gold() -> Path:
    """A folder with hand-made readings of real documents, named by GONGBAO_GOLD."""
    return _folder_named_by("GONGBAO_GOLD", "hand-made readings of real documents are not part of the project")


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[server_process.PrefectServer]:
    """One Prefect server for the whole session; give its `env` to processes that are to use it."""
    with server_process.running(tmp_path_factory.mktemp("prefect-home")) as server:
        yield server


def _folder_named_by(variable: str, why: str) -> Path:
    value = os.environ.get(variable)
    if not value:
        pytest.skip(f"{why}: set {variable} to their folder")
    folder = Path(value)
    # Set but wrong is a mistake to see, not a reason to skip.
    assert folder.is_dir(), f"{variable} names {value}, which is no folder"
    return folder.resolve()
