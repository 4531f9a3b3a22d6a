"""`gongbao check`: runs the suites over a release or a candidate that is there, and prints what does not hold."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from expectations import gate, process, released_rows, row_checks, thresholds
from expectations import setting as settings
from expectations.audit_files import SETTING_FILE
from expectations.model import row_id
from flows.exits import Exit
from flows.steps import AUDIT_SECONDS
from warehouse import releases
from warehouse.connect import NoRelease, missing
from warehouse.folder import DATABASE, WarehouseFolder


class NothingToCheck(LookupError):  # noqa: N818 - an answer, not a fault
    """There is no such release or candidate; the message says what there is."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked, all results, and what they mean."""

    name: str
    results: list[dict[str, Any]]
    verdict: gate.Verdict

    @property
    def code(self) -> Exit:
        """3 for a critical failure, or a check that could not run; else 0."""
        return Exit.blocked if self.verdict.outcome == "block" else Exit.done

    def summary(self) -> str:
        """The end of it in one line."""
        tally = Counter(row["outcome"] for row in self.results)
        said = {"publish": "sound", "publish_with_warnings": "sound, with warnings", "block": "NOT sound"}[self.verdict.outcome]
        return f"{self.name}: {said}. {tally['passed']} checks hold, {tally['failed']} do not, {tally['error']} could not run."


def check(root: Path, what: str | None, reference: Path) -> Checked:
    """Checks the published release, the release of that id, or the database (or its folder) at that path.

    Rows that the build of a release let through are let through here, and those that a reviewed entry lets through now. Raises
    NothingToCheck, NoRelease, or one of USABLE for tables of the checks that cannot be used.
    """
    name, database, at, before = _target(root, what)
    through = dict(_let_through(WarehouseFolder(root).reports / database.resolve().parent.name / SETTING_FILE))
    for rule, rows in _reviewed(database, released_rows.load(reference / released_rows.FILE)).items():
        through[rule] = tuple(sorted({*through.get(rule, ()), *rows}))
    setting = settings.load(reference, at.date()).with_former(before).with_released(through)
    with tempfile.TemporaryDirectory(prefix="gongbao-check-") as out:
        results = process.run_audit(database, Path(out), "check", datetime.now(UTC), AUDIT_SECONDS, setting)
    return Checked(name, results, gate.decide(results))


def _let_through(file: Path) -> Mapping[str, tuple[str, ...]]:
    """The rows that the build of a release let through, as its report has them."""
    try:
        return settings.Setting.from_json(file.read_text(encoding="utf-8")).released
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _reviewed(database: Path, entries: Sequence[released_rows.Release]) -> Mapping[str, tuple[str, ...]]:
    """The rows of a database that still say what a person reviewed, by rule. A table that cannot be read has none: the audit says so."""
    held = []
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            for one in entries:
                columns = ", ".join(f"r.{name}" for name in one.says)
                found = connection.execute(f"SELECT {columns} FROM {one.table} AS r WHERE {row_id(one.table)} = ?", [one.row_id]).fetchone()
                if found is not None:
                    row = json.dumps(dict(zip(one.says, found, strict=True)))
                    held.append({"row_id": one.row_id, "rule": one.rule, "row": row})
    except duckdb.Error:
        return {}
    through, _ = released_rows.judge(entries, held, row_checks.RELEASABLE_RULES)
    return through


def _target(root: Path, what: str | None) -> tuple[str, Path, datetime, Path | None]:
    """Name, database, the day as of which it is looked at, and the facts of the release before it."""
    folder = WarehouseFolder(root)
    there = releases.list_releases(folder)
    if what is None:
        wrong = missing(folder)
        if wrong is not None:
            raise NoRelease(wrong)
    for place, release in enumerate(there):
        if release.release_id == what or (what is None and release.is_current):
            before = there[place + 1].facts if place + 1 < len(there) else None
            return f"release {release.release_id}", release.database, release.published_at, before
    path = Path(what or "")
    database = path / DATABASE if path.is_dir() else path
    if what and database.is_file():
        current = next((release.facts for release in there if release.is_current), None)
        return f"candidate {path}", database, datetime.now(UTC), current
    known = ", ".join(release.release_id for release in there) or "none"
    raise NothingToCheck(
        f"{what or root} is no release of {root} and no database file. Releases here: {known}. Or name the path of a candidate."
    )


USABLE = (thresholds.ThresholdsError, settings.SettingError, released_rows.ReleasedRowsError)
"""What is raised for tables of the checks that cannot be used."""
