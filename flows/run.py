"""One build: what it was asked to do, what it has found so far, and how it ended."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from warehouse.folder import WarehouseFolder

if TYPE_CHECKING:  # commands that read nothing need not wait for what reads
    from expectations.released_rows import Release
    from expectations.setting import Setting
    from flows.inbox import Input
    from transforms.corrections import Correction, Withdrawn
    from transforms.reference import Reference
    from warehouse.stage import Candidate

End = Literal["published", "published_with_issues", "published_with_warnings", "nothing_new", "blocked"]

STATE_NAMES: dict[End, str] = {
    "published": "Published",
    "published_with_issues": "Published with issues",
    "published_with_warnings": "Published with warnings",
    "nothing_new": "Nothing new",
    "blocked": "Blocked by quality",
}
"""How Prefect's pages name the end of a build."""


class WrongUse(ValueError):  # noqa: N818 - named for what the person did
    """What was asked for cannot be done; the message says what was found and what to do."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a build ended. `line` says it in one line; `report` is the file that says it in full."""

    end: End
    run_id: str
    release: str | None
    line: str
    report: str


class Run:
    """Handed from state to state of a build; each state adds what it has found.

    No dataclass, on purpose: Prefect walks through dataclasses and collections among a task's arguments, row by row.
    """

    reference: Reference
    """The reference tables; there once the state `discover` has read them."""

    setting: Setting
    """What the checks go by; there from then on, too."""

    def __init__(self, inbox: Path, folder: WarehouseFolder, reference_folder: Path, clock: datetime, *, anew: bool = False) -> None:
        self.inbox = inbox
        self.folder = folder
        self.reference_folder = reference_folder
        self.clock = clock
        self.anew = anew
        self.run_id = ""
        self.is_published = False
        self.corrections: tuple[Correction, ...] = ()
        self.withdrawn: Withdrawn = {}
        self.rule_fingerprint = ""
        self.reading_fingerprint = ""
        self.uncorrected_fingerprint = ""
        self.build_fingerprint = ""
        self.inputs_fingerprint = ""
        self.previous: dict[str, Any] = {}
        self.previous_release: str | None = None
        self.inputs: list[Input] = []
        self.issues: list[dict[str, Any]] = []
        self.payloads: dict[str, dict[str, Any]] = {}
        self.read_now: set[str] = set()
        self.released_rows: tuple[Release, ...] = ()
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.quarantine: list[dict[str, Any]] = []
        self.candidate: Candidate | None = None
        self.results: list[dict[str, Any]] = []
        self.durations: dict[str, float] = {}
        self._began = time.monotonic()

    @property
    def report_folder(self) -> Path:
        """Where the report of this run goes."""
        return self.folder.reports / self.run_id

    @property
    def staged(self) -> Candidate:
        """The candidate. Raises RuntimeError where there is none: before it is built, and once it is published or dropped."""
        if self.candidate is None:
            raise RuntimeError(f"the run {self.run_id} has no candidate at this point")
        return self.candidate

    def now(self) -> datetime:
        """The time by the clock of the build, and what has passed since it began."""
        return self.clock + timedelta(seconds=round(time.monotonic() - self._began, 3))

    @contextlib.contextmanager
    def timed(self, state: str) -> Iterator[None]:
        """Adds the seconds of the block to those of that state."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.durations[state] = round(self.durations.get(state, 0.0) + time.monotonic() - began, 3)


def unused_run_id(folder: WarehouseFolder, clock: datetime, fingerprint: str) -> str:
    """A name for a run from its clock (UTC) and its inputs, which no other run of this warehouse has."""
    base = f"{clock:%Y%m%dT%H%M%SZ}-{fingerprint[:8]}"
    run_id, number = base, 1
    while any(path.exists() for path in (folder.releases / run_id, folder.reports / run_id, folder.run_rows("runs", run_id))):
        number += 1
        run_id = f"{base}-{number}"
    return run_id
