"""Reading the published release."""

from __future__ import annotations

import contextlib
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
            with contextlib.suppress(duckdb.InvalidInputException):  # settings locked by another connection of this process
                connection.execute("SET enable_progress_bar = false")
            return connection
        except duckdb.IOException:
            # Six publications between looking and opening remove the file; look again.
            if attempt + 1 == _ATTEMPTS or release.database.exists():
                raise
    raise AssertionError("unreachable")


def missing(folder: WarehouseFolder) -> str | None:
    """What is wrong where something was published and is not to be had now, and what to do; None where nothing ever was, or all is well."""
    if releases.current(folder) is not None:
        return None
    named = publications.current_id(folder)
    if named is not None:
        return (
            f"The published release {named} of {folder.root} is not there or not whole. "
            "Go back to a former one with `gongbao rollback`, or build again."
        )
    known = [entry.release_id for entry in publications.in_force(folder)] or [one.release_id for one in releases.list_releases(folder)]
    if known:
        return (
            f"The link {folder.current} is lost, so nothing can be read; releases are there. "
            "Build again: that puts the link back to the release that was in force."
        )
    return None


def _advice(folder: WarehouseFolder) -> str:
    if not folder.root.is_dir():
        return f"There is no warehouse at {folder.root}. Build one with `gongbao build INBOX --warehouse {folder.root}`."
    nothing = f"Nothing is published in {folder.root} yet. Build with `gongbao build INBOX --warehouse {folder.root}`."
    return missing(folder) or nothing
