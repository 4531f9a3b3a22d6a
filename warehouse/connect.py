"""Reading the published release."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse import publications, releases
from warehouse.folder import WarehouseFolder

_ATTEMPTS = 3


class NoRelease(RuntimeError):  # noqa: N818 - a state, and named in the messages of the command line
    """Nothing is published in the folder."""


def connect(root: Path | str) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the published release of the warehouse folder `root`.

    It keeps to that release for as long as it is open, also when another one is published meanwhile; a new connection sees the new one,
    in the same process too. Raises NoRelease when nothing is published, duckdb.Error when the file cannot be opened.
    """
    folder = WarehouseFolder(Path(root))
    for attempt in range(_ATTEMPTS):
        release = releases.current(folder)
        if release is None:
            raise NoRelease(_advice(folder))
        try:
            # The release's own path, not the link: within one process DuckDB shares what is open by path, and would go on
            # to serve the former release from under the link.
            connection = duckdb.connect(str(release.path.resolve() / release.database.name), read_only=True)
            # It would be drawn into the standard output of whoever pipes an answer that takes two seconds.
            connection.execute("SET enable_progress_bar = false")
            return connection
        except duckdb.IOException:
            # Six publications between looking and opening remove the file; look again.
            if attempt + 1 == _ATTEMPTS or release.database.exists():
                raise
    raise AssertionError("unreachable")


def _advice(folder: WarehouseFolder) -> str:
    if not folder.root.is_dir():
        return f"There is no warehouse at {folder.root}. Build one with `gongbao build INBOX --warehouse {folder.root}`."
    named = publications.current_id(folder)
    if named is None:
        return f"Nothing is published in {folder.root} yet. Build with `gongbao build INBOX --warehouse {folder.root}`."
    return (
        f"The published release {named} of {folder.root} is not there or not whole. "
        "Go back to a former one with `gongbao rollback`, or build again."
    )
