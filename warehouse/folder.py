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

DATABASE = "gongbao.duckdb"
"""The database's name in a release, and at the top."""

FACTS = "facts"
"""The name of the folder of the Parquet files in a release, and at the top."""


def fact_file(facts: Path, table_name: str) -> Path:
    """The Parquet file of a table below a folder of facts."""
    return facts / table_name / f"{table_name}.parquet"


@dataclass(frozen=True, slots=True)
class WarehouseFolder:
    """A warehouse folder by its root. Only names; nothing is read, and nothing made but by `create`."""

    root: Path

    @property
    def database(self) -> Path:
        """The published DuckDB file (a link through `current`)."""
        return self.root / DATABASE

    @property
    def facts(self) -> Path:
        """The published Parquet files, one folder per table (a link through `current`)."""
        return self.root / FACTS

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
    def backfill_journal(self) -> Path:
        """The files that the batch of a backfill has added to its inbox, while it is being built."""
        return self.state / "backfill.json"

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

    @property
    def prefect_home(self) -> Path:
        """Prefect's own database and log, where a build runs a server of its own."""
        return self.state / "prefect"

    @property
    def prefect_server_home(self) -> Path:
        """The same of the server that `gongbao up` runs: apart, since two servers must not share a database."""
        return self.state / "prefect_server"

    @property
    def sql_history(self) -> Path:
        """Lines typed at the prompt of `gongbao sql`."""
        return self.state / "sql_history"

    def run_rows(self, table_name: str, run_id: str) -> Path:
        """The rows of one run in one of the run tables."""
        return self.state / table_name / f"{run_id}.parquet"

    def create(self) -> WarehouseFolder:
        """Make the folders that are missing, and return this folder.

        Raises OSError when the root cannot be made or written.
        """
        for folder in (self.releases, self.reports, self.staging, self.temporary):
            folder.mkdir(parents=True, exist_ok=True)
        return self
