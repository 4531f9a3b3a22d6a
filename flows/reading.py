"""Reading documents one by one: bytes to text to what the text says, as JSON that is kept until its input or the rules change.

Nothing here looks at another document, so documents can be read in any order and in several processes.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.process
import os
import threading
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from typing import Any

from flows import inbox
from flows.progress import say
from transforms import extraction_json
from transforms.extract import extract
from transforms.issue_kinds import WHAT_TO_DO, Kind
from transforms.reference import Reference
from warehouse import store
from warehouse.folder import WarehouseFolder

ENOUGH_FOR_PROCESSES = 500_000
"""Bytes of documents in one lot from which processes of their own pay: some seconds of reading, and each takes one to start."""

SLOW_SECONDS = 20.0
"""A document that takes longer is named: the reading of most takes a tenth of a second, and one that hangs must be known."""

_MOST_PROCESSES = 8
_LONGEST_TEXT = 300


class Reader:
    """Reads documents by one set of reference tables; starts processes when a lot is large enough, and ends them with its block."""

    def __init__(self, folder: WarehouseFolder, reference: Reference, clock: datetime) -> None:
        self._work = (folder, reference, clock)
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            # A build that was cancelled does not wait for the documents that are being read.
            for process in multiprocessing.active_children():
                process.terminate()
        self.close()

    def read(self, items: Sequence[inbox.Input]) -> Iterator[tuple[inbox.Input, dict[str, Any]]]:
        """Each document with its payload, in the order given."""
        processes = min(os.cpu_count() or 1, _MOST_PROCESSES)
        if processes > 1 and len(items) > 1 and sum(item.size for item in items) >= ENOUGH_FOR_PROCESSES:
            if self._pool is None:
                self._pool = self._processes(processes)
            try:
                futures = [self._pool.submit(_read_in_process, item) for item in items]
            except BrokenProcessPool:
                self.close()
                yield from self._one_by_one(items)
                return
            for at, (item, future) in enumerate(zip(items, futures, strict=True)):
                try:
                    payload = _result(item, future)
                except BrokenProcessPool:
                    # All of them end when one dies, and which document it was is not told.
                    self.close()
                    yield from self._one_by_one(items[at:])
                    return
                yield item, payload
        else:
            for item in items:
                slow = threading.Timer(SLOW_SECONDS, _say_slow, (item,))
                slow.daemon = True
                slow.start()
                try:
                    payload = read_or_fail(item, *self._work)
                finally:
                    slow.cancel()
                yield item, payload

    def _one_by_one(self, items: Sequence[inbox.Input]) -> Iterator[tuple[inbox.Input, dict[str, Any]]]:
        """In one process, so that the document that ends it is known, and is the only one left out."""
        for item in items:
            if self._pool is None:
                self._pool = self._processes(1)
            try:
                payload = _result(item, self._pool.submit(_read_in_process, item))
            except BrokenProcessPool as error:
                self.close()
                payload = failed(error)
            yield item, payload
        self.close()

    def _processes(self, number: int) -> ProcessPoolExecutor:
        # Spawned, not forked: threads and locks of Prefect must not be copied.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(number, mp_context=context, initializer=_begin, initargs=self._work)

    def close(self) -> None:
        """Ends the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def read_or_fail(item: inbox.Input, folder: WarehouseFolder, reference: Reference, clock: datetime) -> dict[str, Any]:
    """As `read_document`; an error that the document provokes leaves out this document alone. Raises OSError, which is the machine's."""
    try:
        return read_document(item, folder, reference, clock)
    except OSError:
        raise
    except Exception as error:
        return failed(error)


def failed(error: Exception) -> dict[str, Any]:
    """The payload of a document whose reading failed: an issue, and the traceback beside it. It is not to be kept."""
    text = " ".join(str(error).split())[:_LONGEST_TEXT] or "no further text"
    issue = {
        "document_id": None,
        "kind": Kind.READING_FAILED.value,
        "message": f"The reading failed with {type(error).__name__}: {text}.",
        "what_to_do": WHAT_TO_DO[Kind.READING_FAILED],
    }
    told = "".join(traceback.format_exception(error))
    return {"document": None, "extraction": None, "issues": [issue], "lasting": False, "traceback": told}


def read_document(item: inbox.Input, folder: WarehouseFolder, reference: Reference, clock: datetime) -> dict[str, Any]:
    """What one document says: `document` (null when it was refused), `extraction` and `issues`, all plain JSON values.

    `lasting` is false where the file could not be had, which says nothing about its content.
    """
    opened = inbox.open_document(item)
    issues = [_issue(found) for found in opened.issues]
    if opened.document is None:
        return {"document": None, "extraction": None, "issues": issues, "lasting": bool(opened.data) or item.size == 0}
    first_seen = store.keep_raw(folder, opened.data, clock)
    raw = opened.document
    extraction = extract(raw, reference)
    document = {
        "document_id": raw.document_id,
        "sha256": item.sha256,
        "media_type": raw.media_type,
        "encoding": opened.encoding,
        "script": extraction.script,
        "text": raw.text,
        "collected_at": (raw.sidecar.collected_at or first_seen).isoformat(),
        "licence": raw.sidecar.licence,
    }
    return {"document": document, "extraction": extraction_json.to_json(extraction), "issues": issues, "lasting": True}


def document_row(item: inbox.Input, payload: dict[str, Any]) -> dict[str, Any]:
    """The row of the table documents."""
    document = payload["document"]
    kept = {name: document[name] for name in ("document_id", "sha256", "media_type", "encoding", "script", "text", "licence")}
    return {
        **kept,
        "file_name": item.paths[0].rsplit("/", 1)[-1],
        "paths": list(item.paths),
        "char_count": len(document["text"]),
        "collected_at": datetime.fromisoformat(document["collected_at"]),
    }


def document_id(payload: dict[str, Any]) -> str | None:
    """The document's id, or None for one that was refused."""
    return payload["document"]["document_id"] if payload["document"] else None


def _issue(found: dict[str, Any]) -> dict[str, Any]:
    return {"document_id": found.get("document_id"), "kind": found["kind"], "message": found["message"], "what_to_do": found["what_to_do"]}


def _result(item: inbox.Input, future: Future[dict[str, Any]]) -> dict[str, Any]:
    # Documents are begun in their order, so the one waited for is being read, or about to be.
    if not wait_for([future], timeout=SLOW_SECONDS).done:
        _say_slow(item)
    return future.result()


def _say_slow(item: inbox.Input) -> None:
    say(f"{item.paths[0]}: still being read after {SLOW_SECONDS:.0f} s ({item.size} bytes)", "warning")


_process_work: tuple[WarehouseFolder, Reference, datetime]


def _begin(folder: WarehouseFolder, reference: Reference, clock: datetime) -> None:
    global _process_work
    _process_work = (folder, reference, clock)
    parent = multiprocessing.parent_process()
    if parent is not None:
        # A build that is killed cannot end its processes, so they watch for its end.
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _read_in_process(item: inbox.Input) -> dict[str, Any]:
    return read_or_fail(item, *_process_work)
