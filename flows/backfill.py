"""The flow that takes the documents of some days from an archive into the inbox, and builds after each batch.

It can be stopped at any moment and begun again: what the inbox holds already is not copied again. A batch that is blocked, or in which the
backfill was killed, is taken back (a journal in the warehouse says what it added), so that the inbox stays one that can be published.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger
from prefect.states import Completed, State

from flows import archive as archives
from flows import steps
from flows.build import build_warehouse
from flows.inbox import InboxError
from flows.parameters import Backfill, Build
from flows.result_text import quoted
from flows.run import STATE_NAMES, WrongUse
from flows.run_artifacts import ProgressBar, table
from flows.run_states import ended, ended_as
from warehouse.folder import WarehouseFolder


@flow(name="backfill", description="Take documents of the past from an archive into the inbox, batch by batch.", persist_result=False)
def backfill(backfill: Backfill) -> State[Any]:
    """Ends as the last build that published something, or as the one that was blocked; with nothing new where all was there."""
    return ended(lambda: _filled(backfill), Path(backfill.warehouse).absolute())


def _filled(backfill: Backfill) -> State[Any]:
    log = get_run_logger()
    source, target = Path(backfill.archive), Path(backfill.inbox).absolute()
    require_usable(backfill, source, target)
    try:
        selection = archives.select(source, backfill)
    except InboxError as error:
        raise WrongUse(str(error)) from None
    target.mkdir(parents=True, exist_ok=True)
    journal = WarehouseFolder(Path(backfill.warehouse).absolute()).backfill_journal
    if left := archives.take_back(journal, target):
        log.warning(
            "%d files of a batch in which a backfill was stopped are taken back out of the inbox, and come again in their turn.", left
        )
    lots = archives.batches(selection.chosen, backfill.documents_a_build)
    log.info(
        "%d documents of %s to %s, in %d builds; %d of other days",
        len(selection.chosen),
        backfill.first_day,
        backfill.last_day,
        len(lots),
        selection.outside,
    )
    for path in selection.undated:
        log.warning("%s: left out, since neither its sidecar nor its path tells its day", path)
    # Documents of the past say nothing of how fresh the data are.
    shared = backfill.model_dump(include={"inbox", "warehouse", "wait_seconds", "reference"})
    build = Build(**shared, stale_after_days=0)
    progress = ProgressBar("backfill-progress")
    rows: list[dict[str, object]] = []
    last: State[Any] | None = None
    done = 0
    for number, lot in enumerate(lots, 1):
        pairs = archives.lacking(lot, source, target)
        done += len(lot)
        progress.show("backfill", done, len(selection.chosen))
        # The last batch is built even where nothing is lacking: a run that was stopped may have copied it and not built it.
        if not pairs and (number < len(lots) or last is not None):
            rows.append(_row(lot, 0, "in the inbox already"))
            continue
        try:
            archives.begin(journal, pairs)
        except OSError:
            archives.take_back(journal, target)
            raise
        state: State[Any] = build_warehouse(build, return_state=True)
        rows.append(_row(lot, len(pairs), str(state.name)))
        log.info("Batch %d of %d, %s to %s: %s", number, len(lots), lot[0].day, lot[-1].day, state.message)
        if not state.is_completed():
            archives.take_back(journal, target)
            log.error("The batch was taken back out of the inbox: %d files. What was published before stays.", len(pairs))
            _show(rows, selection)
            return ended_as(state)
        archives.end(journal)
        if last is None or state.name != STATE_NAMES["nothing_new"]:
            last = state
    _show(rows, selection)
    line = (
        f"{len(selection.chosen)} documents of {backfill.first_day} to {backfill.last_day} are in; "
        f"{selection.outside} of the archive are of other days, {len(selection.undated)} have no day."
    )
    progress.end(line)
    return Completed(name=last.name if last is not None else STATE_NAMES["nothing_new"], message=line)


def require_usable(wanted: Backfill, source: Path, target: Path) -> None:
    """Raises WrongUse for days and folders that cannot be used so. Prefect would show a fault of the model as one of the program."""
    root = Path(wanted.warehouse)
    if wanted.last_day < wanted.first_day:
        raise WrongUse(f"The last day, {wanted.last_day}, lies before the first, {wanted.first_day}. Set them the other way round.")
    if not source.is_dir():
        raise WrongUse(f"There is no folder {source} on the machine of the worker. Name the folder of the archive as that machine sees it.")
    steps.require_apart(target, root)
    one, other = source.resolve(), target.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise WrongUse(f"The archive {source} and the inbox {target} lie in one another. Move the archive beside the inbox.")


def _row(lot: Sequence[archives.Dated], copied: int, end: str) -> dict[str, object]:
    return {"from": str(lot[0].day), "to": str(lot[-1].day), "documents": len(lot), "files copied": copied, "end": end}


def _show(rows: list[dict[str, object]], selection: archives.Selection) -> None:
    undated = f" Left out for want of a day: {', '.join(quoted(path) for path in selection.undated[:20])}." if selection.undated else ""
    table("backfill", rows or [{"documents": 0}], f"Batches, in order.{undated}")
