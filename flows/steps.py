"""What each state of a build does. Plain functions over one `Run`; flows/build.py puts them in order.

discover → read → reconcile → row checks → compare → stage → audit → publish → report.
"""

from __future__ import annotations

import contextlib
import shutil
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from expectations import gate, process, released_rows, row_checks, thresholds
from expectations import setting as settings
from flows import corrections_file, fingerprints, inbox, reading, records, report_page, sidecar
from flows import reference as reference_tables
from flows.ending import outcome_of
from flows.progress import Level, count, say
from flows.reader import command as reader_page
from flows.report import run_report
from flows.run import Outcome, Run, WrongUse, unused_run_id
from transforms import compared, extraction_json, issue_kinds
from transforms import corrections as correcting
from transforms import reconcile as reconciling
from warehouse import arrow, damage, history, publications, releases, runs, store
from warehouse import stage as staging
from warehouse.folder import WarehouseFolder
from warehouse.tables import BY_NAME, METRICS, METRICS_HISTORY

_NAMED = 5
AUDIT_SECONDS = 1800
"""An audit that takes longer hangs: a million rows take about ten seconds, the start of its process fifteen."""

_BATCH_BYTES = 4_000_000
_MOST_BATCHES = 8
_LONGEST_REASON = 400
_LEVELS: dict[str, Level] = {"warning": "warning", "info": "info"}


def require_inbox(path: Path) -> None:
    """Raises WrongUse when there is no such folder."""
    if not path.exists():
        raise WrongUse(f"There is no inbox at {path}. Name a folder that holds the documents (.txt, .md, .html, .pdf, .docx).")
    if not path.is_dir():
        raise WrongUse(f"The inbox {path} is not a folder. Put the document into a folder and name that.")


def require_apart(inbox_folder: Path, root: Path) -> None:
    """Raises WrongUse when the warehouse is to be the inbox itself."""
    if inbox_folder.resolve() == root.resolve():
        raise WrongUse(f"The warehouse {root} is the inbox itself. Choose a folder outside of it for the warehouse.")


def require_later(folder: WarehouseFolder, clock: datetime) -> None:
    """Raises WrongUse when a clock that was set lies before the last publication: history cannot go back."""
    entries = publications.in_force(folder)
    if entries and clock < entries[-1].at:
        last = entries[-1]
        raise WrongUse(
            f"The clock {clock.isoformat()} lies before the last publication, of the release {last.release_id} at {last.at.isoformat()}. "
            "Name a later moment, or none for now."
        )


def make_folder(folder: WarehouseFolder) -> WarehouseFolder:
    """Makes the warehouse's folders. Raises WrongUse when the machine does not allow it."""
    if "?" in str(folder.root):
        raise WrongUse(f"The path of the warehouse {folder.root} holds a question mark, which DuckDB does not open. Name another folder.")
    try:
        return folder.create()
    except OSError as error:
        raise WrongUse(
            f"The warehouse {folder.root} cannot be written: {error}. Name another folder, or give the right to write."
        ) from None


def recover(run: Run) -> None:
    """Clears what killed runs left, and says what that was."""
    for line in releases.recover(run.folder):
        say(line, "warning")


def discover(run: Run) -> None:
    """Finds the documents and the rules, and what the published release was made of. Raises WrongUse for an empty inbox."""
    with run.timed("discover"):
        try:
            run.reference, run.rule_fingerprint = reference_tables.load(run.reference_folder)
            run.setting = settings.load(run.reference_folder, run.clock.date())
            run.released_rows = released_rows.load(run.reference_folder / released_rows.FILE)
            run.corrections, corrections = corrections_file.load(run.reference_folder, run.reference)
        except (
            reference_tables.ReferenceError,
            thresholds.ThresholdsError,
            settings.SettingError,
            released_rows.ReleasedRowsError,
            corrections_file.CorrectionsError,
        ) as error:
            raise WrongUse(str(error)) from None
        try:
            found = inbox.discover(run.inbox, (run.folder.root,))
        except inbox.InboxError as error:
            raise WrongUse(str(error)) from None
        run.inputs, run.issues = list(found.inputs), [dict(issue) for issue in found.issues]
        run.reading_fingerprint = fingerprints.reading(run.rule_fingerprint)
        run.uncorrected_fingerprint = fingerprints.build(run.rule_fingerprint, settings.fingerprint(run.reference_folder))
        run.build_fingerprint = fingerprints.of([run.uncorrected_fingerprint, corrections])
        run.inputs_fingerprint = inputs_fingerprint(run.inputs, run.issues)
        run.run_id = unused_run_id(run.folder, run.clock, run.inputs_fingerprint)
        release = releases.current(run.folder)
        run.previous = release.manifest if release else {}
        run.previous_release = release.release_id if release else None
        run.setting = run.setting.with_former(release.facts if release else None)
    say(f"Run {run.run_id}: {len(run.inputs)} documents in {run.inbox}")
    for issue in run.issues:
        _say_issue(issue)


def nothing_new(run: Run) -> bool:
    """Whether the published release is sound, and was made of the same inputs by the same rules; never, where all is to be read anew."""
    if run.anew:
        return False
    same = all(run.previous.get(name) == getattr(run, name) for name in ("inputs_fingerprint", "build_fingerprint"))
    release = releases.current(run.folder) if same else None
    if release is None:
        return False
    wrong = damage.found(release.database, release.facts, release.manifest)
    if wrong:
        say(f"The published release {release.release_id} is damaged, so it is built anew: {'; '.join(wrong[:5])}", "warning")
    return not wrong


def batches(run: Run) -> list[list[inbox.Input]]:
    """The documents in at most eight lots of about equal size: a task costs more than the reading of a short document."""
    total = sum(item.size for item in run.inputs)
    number = max(1, min(_MOST_BATCHES, total // _BATCH_BYTES + 1, len(run.inputs)))
    lots: list[list[inbox.Input]] = [[]]
    size = 0
    for item in run.inputs:
        if size >= total / number * len(lots) and len(lots) < number:
            lots.append([])
        lots[-1].append(item)
        size += item.size
    return lots


def reader(run: Run) -> reading.Reader:
    """What reads documents; it ends its processes when the block ends."""
    return reading.Reader(run.folder, run.reference, run.clock)


def read(run: Run, reader: reading.Reader, batch: list[inbox.Input]) -> None:
    """Takes the reading of each document of the batch from the store, or reads it and keeps that."""
    with run.timed("read"):
        unread = []
        for item in batch:
            if item.input_key in run.payloads:
                continue
            payload = None if run.anew else store.load_extraction(run.folder, _key(run, item))
            if payload is None:
                unread.append(item)
            else:
                _take(run, item, payload)
        count("read", len(run.payloads), len(run.inputs))
        for item, payload in reader.read(unread):
            if payload["lasting"]:
                try:
                    store.save_extraction(run.folder, _key(run, item), payload)
                except (ValueError, TypeError, RecursionError) as error:  # not JSON, so it could not be read back either
                    payload = reading.failed(error)
            if "traceback" in payload:
                _keep_traceback(run, item, payload.pop("traceback"))
            run.read_now.add(item.input_key)
            _take(run, item, payload)
            count("read", len(run.payloads), len(run.inputs))


def reconcile(run: Run) -> None:
    """Looks over all documents at once, makes the rows of the facts, and applies the reviewed corrections that fit."""
    with run.timed("reconcile"):
        documents, extractions = [], {}
        for item in run.inputs:
            payload = run.payloads[item.input_key]
            if payload["document"] is None:
                continue
            documents.append(reading.document_row(item, payload))
            extractions[documents[-1]["document_id"]] = extraction_json.from_json(payload["extraction"])
        run.rows = reconciling.rows(documents, extractions, run.reference)
        run.rows, run.withdrawn = correcting.correct(run.rows, run.corrections)
    say(f"{len(documents)} documents, {len(run.read_now)} read now; {len(run.rows['metrics'])} numbers read as facts")
    _say_undated(run)
    _say_corrections(run)


def _say_corrections(run: Run) -> None:
    """Names the corrections that no longer fit, as issues: the source may be as wrong as it was, in another way."""
    for row in run.rows["corrections"]:
        if row["outcome"] == correcting.DOES_NOT_FIT:
            message = f"The correction {row['name']} does not fit any more: {row['found']}. It is not applied."
            kind = issue_kinds.Kind.CORRECTION_DOES_NOT_FIT
            issue = {
                "path": row["file_name"],
                "document_id": None,
                "kind": kind.value,
                "message": message,
                "what_to_do": issue_kinds.WHAT_TO_DO[kind],
            }
            run.issues.append(issue)
            _say_issue(issue)
    applied = sum(row["outcome"] == correcting.APPLIED for row in run.rows["corrections"])
    if applied:
        say(f"{applied} {'number' if applied == 1 else 'numbers'} corrected after review: `select * from corrections` says why")
    waiting = [f"{row['name']} ({row['file_name']})" for row in run.rows["corrections"] if row["outcome"] == correcting.ABSENT]
    if waiting:
        more = f" and {len(waiting) - _NAMED} more" if len(waiting) > _NAMED else ""
        say(f"Corrections of documents that are not in the inbox: {', '.join(waiting[:_NAMED])}{more}")


def _say_undated(run: Run) -> None:
    """Names the documents whose facts have no period for want of a day, with what to do about it."""
    undated = {source["source_id"] for source in run.rows["sources"] if source["stated_on"] is None}
    files = {document["document_id"]: document["paths"][0] for document in run.rows["documents"]}
    without = Counter(
        files[metric["document_id"]] for metric in run.rows["metrics"] if metric["source_id"] in undated and metric["period_end"] is None
    )
    if not without:
        return
    named = ", ".join(f"{path} ({number})" for path, number in without.most_common(_NAMED))
    more = f" and {len(without) - _NAMED} more" if len(without) > _NAMED else ""
    example = Path(without.most_common(1)[0][0]).with_suffix(sidecar.SUFFIX)
    say(
        f"{without.total()} facts have no period: no day of their statement is known in {named}{more}; "
        f"write it as published_on into a sidecar, such as {example}, and build again",
        "warning",
    )


def check_rows(run: Run) -> None:
    """Keeps impossible rows out, whole and with the reason."""
    with run.timed("row_checks"):
        read = run.rows
        run.rows, run.quarantine = row_checks.check(read, run.run_id, run.setting, withdrawn=run.withdrawn)
        if run.released_rows:
            through, outdated = released_rows.judge(run.released_rows, run.quarantine, row_checks.RELEASABLE_RULES)
            run.issues += [_outdated(run, message) for message in outdated]
            if through:
                run.setting = run.setting.with_released(through)
                run.rows, run.quarantine = row_checks.check(read, run.run_id, run.setting, withdrawn=run.withdrawn)
                say(f"{sum(map(len, through.values()))} rows let through as {released_rows.FILE} says")
    if run.quarantine:
        rules = Counter(row["rule"] for row in run.quarantine)
        by_rule = ", ".join(f"{rule} {number}" for rule, number in rules.most_common(_NAMED))
        rows = "1 row" if len(run.quarantine) == 1 else f"{len(run.quarantine)} rows"
        say(f"{rows} kept out: {by_rule}; `select * from quarantine` shows them with the reason", "warning")


def compare(run: Run) -> None:
    """Merges the mentions of one fact, finds what contradicts it, and tests the arithmetic between facts."""
    with run.timed("compare"):
        run.rows = compared.compared(run.rows, run.reference)
    facts, conflicts, relations = (run.rows[name] for name in ("observations", "conflicts", "relations"))
    agreeing = sum(row["agreement"] == "agree" for row in facts)
    holding, failing = (sum(row["holds"] is wanted for row in relations) for wanted in (True, False))
    said = f"{len(facts)} distinct facts, {agreeing} of them told by several stories that agree; {holding} relations between them hold"
    say(f"{said}, {failing} do not; {len(conflicts)} statements contradict each other")


def _outdated(run: Run, message: str) -> dict[str, Any]:
    issue = {
        "path": str(run.reference_folder / released_rows.FILE),
        "document_id": None,
        "kind": "released_row_outdated",
        "message": f"An entry does not count: {message}.",
        "what_to_do": "Look at the row in the table quarantine and mend the entry, or remove it.",
    }
    _say_issue(issue)
    return issue


def stage(run: Run) -> None:
    """Builds the candidate: Parquet facts and a DuckDB file beside the published ones."""
    with run.timed("stage"):
        tables = {name: arrow.table_of(BY_NAME[name], rows) for name, rows in run.rows.items() if BY_NAME[name].role == "fact"}
        before = history.base(run.folder)
        tables[METRICS_HISTORY.name] = history.advance(before, tables[METRICS.name], run.clock, records.reason_for(run))
        run.candidate = staging.build_candidate(run.folder, run.run_id, tables, run.reference.other_names())


def audit(run: Run) -> None:
    """Checks the candidate with Great Expectations, in a process of its own."""
    with run.timed("audit"):
        run.report_folder.mkdir(parents=True, exist_ok=True)
        say("Audit: Great Expectations over the candidate")
        run.results = process.run_audit(run.staged.database, run.report_folder, run.run_id, run.now(), AUDIT_SECONDS, run.setting)


def judge(run: Run) -> gate.Verdict:
    """What the results mean for the candidate."""
    verdict = gate.decide(run.results)
    tally = Counter(row["outcome"] for row in run.results)
    say(f"{tally['passed']} expectations hold, {tally['failed']} do not, {tally['error']} could not run")
    for reason in verdict.reasons:
        severity, _, rest = reason.partition(": ")
        short = rest[:_LONGEST_REASON] + ("…" if len(rest) > _LONGEST_REASON else "")
        # A warning stays a warning beside a critical failure, and a note of severity info is none.
        level = _LEVELS.get(severity, "error")
        say(short if level != "error" else f"{severity}: {short}", level)
    return verdict


def publish(run: Run, verdict: gate.Verdict) -> None:
    """Replaces the published release by the candidate, with the run tables in it."""
    with run.timed("publish"):
        # Before the publication, since the release holds a copy of these tables.
        records.append_run_tables(run, "published", run.run_id)
        release = releases.publish(run.folder, run.staged, records.manifest(run, verdict))
        run.candidate, run.is_published = None, True
    say(f"Release {release.release_id} is published")
    with told("What former inputs left could not be cleared"):
        store.prune(run.folder, {_key(run, item) for item in run.inputs})


def report(run: Run, verdict: gate.Verdict | None) -> Outcome:
    """Writes the report, drops a candidate that was not published, and says how the build ended. No verdict: nothing new."""
    if verdict is None:
        records.append_run_tables(run, "nothing_new", run.previous_release)
    elif verdict.outcome == "block":
        records.append_run_tables(run, "blocked", run.previous_release)
    else:
        _write_reader(run)
    outcome = outcome_of(run, verdict)
    with told("The page report.md could not be written"):
        run.report_folder.mkdir(parents=True, exist_ok=True)
        report_page.write(run, verdict, outcome)
    _write_site(run, verdict, outcome)
    _drop_candidate(run)
    return outcome


def _write_reader(run: Run) -> None:
    """The page of the new release. A fault of it is told and leaves the end of the run as it is: what is published is published."""
    try:
        with run.timed("reader"):
            reader_page.write(run.folder.root, run.reference_folder)
    except Exception as error:
        say(f"The reader could not be written: {type(error).__name__}: {error}. `gongbao reader` writes it", "warning")


def _write_site(run: Run, verdict: gate.Verdict | None, outcome: Outcome) -> None:
    """A fault of the report is told and leaves the end of the run as it is: what is published is published."""
    try:
        with run.timed("report"):
            run_report.write(run, verdict, outcome)
    except Exception as error:
        place = run.report_folder / "report_failed.txt"
        place.write_text(traceback.format_exc(), "utf-8", errors="backslashreplace")
        say(f"The report could not be written: {type(error).__name__}: {error}. Details: {place}; report.md has the findings", "error")


@contextlib.contextmanager
def told(what: str) -> Iterator[None]:
    """A fault of what comes after a publication is told and changes nothing of how the run ends: what is published is published."""
    try:
        yield
    except Exception as error:
        say(f"{what}: {type(error).__name__}: {error}", "warning")


@contextlib.contextmanager
def failures_recorded(run: Run) -> Iterator[None]:
    """A run that a fault of ours ends gets its row in `runs` too; the published release is as it was."""
    try:
        yield
    except WrongUse:
        raise
    except Exception:
        _drop_candidate(run)
        if run.run_id and not run.is_published:
            with contextlib.suppress(Exception):
                runs.replace(run.folder, "runs", [records.run_row(run, "failed", run.previous_release)], run.run_id)
        raise


def _key(run: Run, item: inbox.Input) -> str:
    return fingerprints.of([item.input_key, run.reading_fingerprint])


def inputs_fingerprint(inputs: Iterable[inbox.Input], issues: Iterable[Mapping[str, Any]]) -> str:
    """What an inbox holds: paths and contents, and which files were refused, since one that becomes unreadable is a change too."""
    documents = sorted([path, item.input_key] for item in inputs for path in item.paths)
    refused = sorted([issue["path"], issue["kind"]] for issue in issues)
    return fingerprints.of([documents, refused])


def _take(run: Run, item: inbox.Input, payload: dict[str, Any]) -> None:
    run.payloads[item.input_key] = payload
    # Of a file that cannot be read each copy is named; what is read is one document, whatever its copies are called.
    paths = item.paths if payload["document"] is None else item.paths[:1]
    for path, found in ((path, found) for path in paths for found in payload["issues"]):
        issue = {
            "path": path,
            "document_id": found["document_id"],
            **{name: found[name] for name in ("kind", "message", "what_to_do")},
        }
        run.issues.append(issue)
        _say_issue(issue)


def _keep_traceback(run: Run, item: inbox.Input, text: str) -> None:
    place = run.report_folder / "reading_failed" / f"{item.input_key[:16]}.txt"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"{item.paths[0]}\n\n{text}", "utf-8", errors="backslashreplace")


def _say_issue(issue: dict[str, Any]) -> None:
    say(f"{issue['path']}: {issue['message']} {issue['what_to_do']}", "warning")


def _drop_candidate(run: Run) -> None:
    if run.candidate is not None:
        shutil.rmtree(run.candidate.path, ignore_errors=True)
        run.candidate = None
