"""The paths of one warehouse folder.

gongbao.duckdb   link to the database of the published release
facts            link to its Parquet files
current          link to its folder under releases/; replacing this one link publishes
releases/        one folder per release: gongbao.duckdb, facts/TABLE/TABLE.parquet, manifest.json
reports/         reports of the runs
state/           what a build needs to go on
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WarehouseFolder:
    """A warehouse folder by its root. Only names; nothing is read, and nothing made but by `create`."""

    root: Path

    @property
    def database(self) -> Path:
        """The published DuckDB file (a link through `current`)."""
        return self.root / "gongbao.duckdb"

    @property
    def facts(self) -> Path:
        """The published Parquet files, one folder per table (a link through `current`)."""
        return self.root / "facts"

    @property
    def current(self) -> Path:
        """The link to the folder of the published release."""
        return self.root / "current"

    @property
    def releases(self) -> Path:
        """The published release and the former ones that are kept."""
        return self.root / "releases"

    @property
    def reports(self) -> Path:
        """Reports of the runs."""
        return self.root / "reports"

    @property
    def state(self) -> Path:
        """What a build needs to go on: raw contents, extractions, run tables, the publication log."""
        return self.root / "state"

    @property
    def staging(self) -> Path:
        """Candidates that are being built, one folder per run."""
        return self.state / "staging"

    @property
    def temporary(self) -> Path:
        """Unfinished files; on the same file system, so that a rename moves them into place."""
        return self.state / "tmp"

    @property
    def set_aside(self) -> Path:
        """Damaged or stray files, moved out of the way and kept for a person to look at."""
        return self.state / "set_aside"

    @property
    def publications(self) -> Path:
        """The log of what was published when, rollbacks included."""
        return self.state / "publications.json"

    @property
    def lock_file(self) -> Path:
        """Locked by the one process that may write; its text names that process."""
        return self.state / "lock"

    def create(self) -> WarehouseFolder:
        """Make the folders that are missing, and return this folder.

        Raises OSError when the root cannot be made or written.
        """
        for folder in (self.releases, self.reports, self.staging, self.temporary):
            folder.mkdir(parents=True, exist_ok=True)
        return self
