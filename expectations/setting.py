"""What the checks need beside the tables that they check: bounds, reference tables, the day, the former release, released rows.

One `Setting` goes into the row checks and into the process of the audit, so that both see the same; the audit's lies beside its results.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from expectations import released_rows, thresholds
from expectations.model import literal
from warehouse.ddl import open_type
from warehouse.folder import fact_file
from warehouse.tables import BY_NAME

REFERENCE = thresholds.DEFAULT_FILE.parent

READ_ONLY_TABLES = ("indicators", "units", "regions")
"""Reference tables of the reading that the checks ask as well; flows/reference.py has their rules."""

FORMER_TABLES = ("documents", "sources", "metrics")
"""Tables of the former release that the checks compare with."""

AREAS = ("any", "nation", "province", "local")
ENDS = ("indicator", "ending")
CLASSES = ("impossible", "unusual")
FREQUENCIES = ("month", "quarter", "half_year", "year")


class SettingError(ValueError):
    """A table of the checks cannot be used; the message names file, line, value and what to do."""


def _band(row: Mapping[str, str]) -> None:
    for column, known in (("match", ENDS), ("area", AREAS), ("outside", CLASSES)):
        _one_of(row, column, known)
    if not float(row["low"]) < float(row["high"]):
        raise ValueError(f"low {row['low']} is not below high {row['high']}")
    if not set(row["measures"].split("|")) <= set(BY_NAME["metrics"].column("measure").values):
        raise ValueError(f"measures {row['measures']!r} holds an unknown measure")


def _calendar(row: Mapping[str, str]) -> None:
    _one_of(row, "frequency", FREQUENCIES)
    if not 0 < int(row["days_after"]) < 366 or not 0 <= int(row["grace_days"]) < 366:
        raise ValueError("days_after and grace_days are days of a year at most")
    if row["months_left_out"] != "none" and not all(1 <= int(month) <= 12 for month in row["months_left_out"].split("|")):
        raise ValueError(f"months_left_out {row['months_left_out']!r} are no months; write 1|2, or none")


def _one_of(row: Mapping[str, str], column: str, known: tuple[str, ...]) -> None:
    if row[column] not in known:
        raise ValueError(f"{column} {row[column]!r} is unknown; use one of {', '.join(known)}")


OWN_TABLES: Mapping[str, tuple[tuple[str, ...], Callable[[Mapping[str, str]], None]]] = {
    "bands": (("name", "match", "measures", "unit", "area", "low", "high", "outside", "reason"), _band),
    "release_calendar": (
        ("office", "what", "indicator_id", "frequency", "days_after", "grace_days", "months_left_out", "reason"),
        _calendar,
    ),
}
"""Reference tables of the checks alone: their columns, and what each row must be."""

OWN_FILES = (*(f"{name}.csv" for name in OWN_TABLES), released_rows.FILE)


@dataclass(frozen=True, slots=True)
class Setting:
    """`tables` are CSV files by name; `former` is the folder of facts of the release before, or None for a first build.

    `released` holds the rows that a reviewed entry lets through, by rule. `today` is the day of the build's clock.
    """

    bounds: Mapping[str, Any]
    tables: Mapping[str, Path]
    today: dt.date
    former: Path | None = None
    released: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def with_former(self, facts: Path | None) -> Setting:
        """The same beside another former release; one whose files are not there counts as none."""
        there = facts is not None and all(fact_file(facts, name).is_file() for name in FORMER_TABLES)
        return replace(self, former=facts if there else None)

    def with_released(self, released: Mapping[str, tuple[str, ...]]) -> Setting:
        """The same with these rows let through."""
        return replace(self, released=released)

    def fillings(self) -> dict[str, str]:
        """What stands for `$name` in the SQL of a rule: thresholds as literals, tables as something to select from."""
        filled = {name: literal(value) for name, value in self.bounds.items()}
        for name, path in self.tables.items():
            filled[name] = f"read_csv({literal(str(path.resolve()))}, header = true, all_varchar = true)"
        for name in FORMER_TABLES:
            filled[f"former_{name}"] = self._former(name)
        filled["today"] = f"DATE '{self.today.isoformat()}'"
        return filled

    def _former(self, name: str) -> str:
        if self.former is not None:
            return f"read_parquet({literal(str(fact_file(self.former, name).resolve()))})"
        columns = ", ".join(f"CAST(NULL AS {open_type(column)}) AS {column.name}" for column in BY_NAME[name].columns)
        return f"(SELECT {columns} WHERE false)"

    def to_json(self) -> str:
        """As text that `from_json` reads back."""
        return json.dumps(
            {
                "bounds": dict(self.bounds),
                "tables": {name: str(path.resolve()) for name, path in self.tables.items()},
                "today": self.today.isoformat(),
                "former": str(self.former.resolve()) if self.former else None,
                "released": {rule: list(rows) for rule, rows in self.released.items()},
            },
            ensure_ascii=False,
            indent=1,
        )

    @staticmethod
    def from_json(text: str) -> Setting:
        """Raises ValueError, KeyError or TypeError for anything that `to_json` did not write."""
        given = json.loads(text)
        return Setting(
            bounds=given["bounds"],
            tables={name: Path(path) for name, path in given["tables"].items()},
            today=dt.date.fromisoformat(given["today"]),
            former=Path(given["former"]) if given["former"] else None,
            released={rule: tuple(rows) for rule, rows in given["released"].items()},
        )


def load(folder: Path = REFERENCE, today: dt.date = dt.date.max) -> Setting:
    """The setting of a folder of reference tables, as of a day, without a former release and without released rows.

    Raises ThresholdsError or SettingError.
    """
    bounds = thresholds.load(folder / thresholds.DEFAULT_FILE.name)
    for name, (columns, check) in OWN_TABLES.items():
        _require(folder / f"{name}.csv", columns, check)
    return Setting(bounds, {name: folder / f"{name}.csv" for name in (*READ_ONLY_TABLES, *OWN_TABLES)}, today)


def fingerprint(folder: Path) -> str:
    """SHA-256 over the files that only the checks read."""
    digest = hashlib.sha256()
    for name in (thresholds.DEFAULT_FILE.name, *OWN_FILES):
        data = (folder / name).read_bytes()
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _require(path: Path, columns: tuple[str, ...], check: Callable[[Mapping[str, str]], None]) -> None:
    try:
        reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")), strict=True)
        rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingError(f"{path}: cannot be read as CSV: {error}. Restore the file or mend the line named.") from error
    if tuple(reader.fieldnames or ()) != columns:
        raise SettingError(f"{path}: line 1: the columns are {reader.fieldnames}; they must be {','.join(columns)}.")
    for line, row in rows:
        empty = [column for column in columns if not (row.get(column) or "").strip() and column != "unit"]
        if empty or None in row:
            what = f"{empty[0]} is empty" if empty else "too many cells"
            raise SettingError(f"{path}: line {line}: {what}. Fill in every cell; each line needs its reason.")
        try:
            check(row)
        except ValueError as error:
            raise SettingError(f"{path}: line {line}: {error}. Mend the line.") from error
    if not rows:
        raise SettingError(f"{path}: holds no rows. Restore the file.")
