"""An archive: a folder of documents from which a backfill takes those of some days into an inbox.

The day of a document is told by its sidecar or by its path, never guessed: for the day of publication `published_on`, for the day of
collection `collected_at`, else a date in the path, 2023-07-20, 20230720, 2023/07/20 or 2023年7月20日, the last where there are several. A
document without a day is left where it is, and named.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from flows import inbox
from flows.inbox import Input
from flows.parameters import Backfill, Day, Order
from flows.sidecar import SUFFIX
from warehouse import atomic

CHINA = ZoneInfo("Asia/Shanghai")

_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:[-_./年](1[0-2]|0?[1-9])[-_./月](3[01]|[12]\d|0?[1-9])日?|(1[0-2]|0[1-9])(3[01]|[12]\d|0[1-9]))(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A document of the archive with its day."""

    day: date
    document: Input


@dataclass(frozen=True, slots=True)
class Selection:
    """What a backfill takes, in its order, and the paths of the documents that have no day."""

    chosen: list[Dated]
    undated: list[str]
    outside: int
    """How many have a day before or after the period."""


def select(archive: Path, wanted: Backfill) -> Selection:
    """The documents of the archive whose day is wanted, in the order that is.

    Raises inbox.InboxError for an archive that cannot be used.
    """
    chosen, undated, outside = [], [], 0
    for document in inbox.discover(archive, ()).inputs:
        its_day = day_of(document, wanted.day)
        if its_day is None:
            undated.append(document.path)
        elif wanted.first_day <= its_day <= wanted.last_day:
            chosen.append(Dated(its_day, document))
        else:
            outside += 1
    # Within a day by path, whichever way the days go: the same archive gives the same batches.
    chosen.sort(key=lambda one: one.document.path)
    chosen.sort(key=lambda one: one.day, reverse=wanted.order is Order.newest_first)
    return Selection(chosen, undated, outside)


def day_of(document: Input, day: Day) -> date | None:
    """The day of a document as its sidecar or its path tells it; None where neither does."""
    sidecar = document.sidecar
    if day is Day.published and sidecar.published_on is not None:
        return sidecar.published_on
    if day is Day.collected and sidecar.collected_at is not None:
        return sidecar.collected_at.astimezone(CHINA).date()
    return date_in(document.path)


def date_in(path: str) -> date | None:
    """The last date that a path holds: `2023/07/20/第1版.txt`, `jc-20230720.md`. None where it holds none, or one that no calendar has."""
    for found in reversed(list(_DATE.finditer(path))):
        year, month, day = found[1], found[2] or found[4], found[3] or found[5]
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def batches(chosen: Sequence[Dated], documents: int) -> list[list[Dated]]:
    """Lots of about so many documents; a day is never divided, so that each release holds whole days."""
    lots: list[list[Dated]] = []
    for one in chosen:
        if not lots or (len(lots[-1]) >= documents and lots[-1][-1].day != one.day):
            lots.append([])
        lots[-1].append(one)
    return lots


def lacking(lot: Sequence[Dated], archive: Path, into: Path) -> list[tuple[Path, Path]]:
    """The files of these documents, sidecars included, that the inbox lacks: (from, to) of each. What it holds of that name stays."""
    pairs = []
    for one in lot:
        source = one.document.absolute
        relative = source.relative_to(archive.resolve())
        names = (relative, relative.with_name(relative.name + SUFFIX), relative.with_name(relative.stem + SUFFIX))
        pairs += [(archive.resolve() / name, into / name) for name in names if (archive.resolve() / name).is_file()]
    return [(source, target) for source, target in dict(pairs).items() if not target.exists()]


def begin(journal: Path, pairs: Sequence[tuple[Path, Path]]) -> None:
    """Notes which files a batch adds to the inbox, before it does, and copies them."""
    journal.parent.mkdir(parents=True, exist_ok=True)
    atomic.write_bytes(journal, json.dumps([str(target) for _, target in pairs]).encode())
    copy(pairs)


def end(journal: Path) -> None:
    """The batch is built, and stays."""
    journal.unlink(missing_ok=True)


def take_back(journal: Path, inbox_folder: Path) -> int:
    """Takes the files of a batch out of the inbox again that was blocked, or in which a backfill was killed; how many there were."""
    try:
        targets = [Path(target) for target in json.loads(journal.read_bytes())]
    except (OSError, ValueError):
        targets = []
    inside = [target for target in targets if target.is_relative_to(inbox_folder)]
    found = [path for target in inside for path in (target, _unfinished(target)) if path.exists()]
    for path in found:
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == inbox_folder or any(folder.iterdir()):
                break
            folder.rmdir()
    end(journal)
    return len(found)


def copy(pairs: Sequence[tuple[Path, Path]]) -> None:
    """Copies each file in one step, so that no build sees half of one; sidecars first, so that none sees a document without its own."""
    for source, target in sorted(pairs, key=lambda pair: not pair[0].name.endswith(SUFFIX)):
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = _unfinished(target)
        shutil.copy2(source, unfinished)
        os.replace(unfinished, target)


def _unfinished(target: Path) -> Path:
    return target.with_name(f".{target.name}.part")  # hidden files are no documents
