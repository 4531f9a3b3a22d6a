"""The states of a build as plain functions, without Prefect: what a build is made of, and that it is the same every time."""

from __future__ import annotations

import dataclasses
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows import fingerprints, reading, steps
from flows.progress import Level, listening
from flows.run import Run, WrongUse, unused_run_id
from flows.settings import REFERENCE
from tests.flow.made import CITY, CLOCK, NOTICE, PRESS, inbox_of, released, staged
from warehouse.folder import WarehouseFolder

DOCUMENTS = {"city.txt": CITY, "press/press.txt": PRESS, "notice.md": NOTICE}


def facts(run: Run) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(run.staged.facts.rglob("*.parquet"))}


def test_the_same_input_and_clock_give_the_same_bytes_whatever_the_order_of_files_and_documents(tmp_path: Path) -> None:
    one = staged(inbox_of(tmp_path / "one", DOCUMENTS), tmp_path / "w1")
    other = staged(inbox_of(tmp_path / "other", dict(reversed(DOCUMENTS.items()))), tmp_path / "w2")
    assert len(facts(one)) >= 10
    assert facts(one) == facts(other)
    assert one.run_id == other.run_id

    shuffled = Run(tmp_path / "one", WarehouseFolder(tmp_path / "w3").create(), REFERENCE, CLOCK)
    steps.discover(shuffled)
    shuffled.inputs.reverse()
    with steps.reader(shuffled) as reader:
        steps.read(shuffled, reader, shuffled.inputs)
    for state in (steps.reconcile, steps.check_rows, steps.compare, steps.stage):
        state(shuffled)
    assert facts(shuffled) == facts(one)


def test_another_clock_changes_only_what_records_time(tmp_path: Path) -> None:
    inbox = inbox_of(tmp_path / "inbox", DOCUMENTS)
    one, other = facts(staged(inbox, tmp_path / "w1")), facts(staged(inbox, tmp_path / "w2", datetime(2027, 1, 1, tzinfo=UTC)))
    assert {name for name in one if one[name] != other[name]} == {"documents.parquet", "metrics_history.parquet"}


def test_readings_are_kept_until_the_document_its_sidecar_or_the_rules_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = inbox_of(tmp_path / "inbox", DOCUMENTS)
    assert len(staged(inbox, tmp_path / "w").read_now) == 3
    assert len(staged(inbox, tmp_path / "w").read_now) == 0
    (inbox / "city.meta.yaml").write_text("outlet: 江宁日报\npublished_on: 2023-07-20\nlicence: CC-BY-4.0\n", "utf-8")
    with_sidecar = staged(inbox, tmp_path / "w")
    assert len(with_sidecar.read_now) == 1
    assert {row["file_name"]: row["licence"] for row in with_sidecar.rows["documents"]} == {
        "city.txt": "CC-BY-4.0",
        "notice.md": None,
        "press.txt": None,
    }
    monkeypatch.setattr(fingerprints, "_READING_PACKAGES", ("opencc",))
    assert len(staged(inbox, tmp_path / "w").read_now) == 3


def test_a_damaged_reading_is_read_again(tmp_path: Path) -> None:
    inbox = inbox_of(tmp_path / "inbox", DOCUMENTS)
    first = staged(inbox, tmp_path / "w")
    kept = sorted((tmp_path / "w" / "state" / "extractions").rglob("*.gz"))
    kept[0].write_bytes(b"damaged")
    again = staged(inbox, tmp_path / "w")
    assert len(again.read_now) == 1
    assert again.rows == first.rows


def test_issues_of_a_kept_reading_are_told_again(tmp_path: Path) -> None:
    inbox = inbox_of(tmp_path / "inbox", {"city.txt": CITY, "cut.txt": ""})
    first, again = staged(inbox, tmp_path / "w"), staged(inbox, tmp_path / "w")
    assert [issue["path"] for issue in first.issues] == ["cut.txt"]
    assert again.issues == first.issues


def test_reading_in_processes_gives_the_same_as_reading_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = inbox_of(tmp_path / "inbox", DOCUMENTS)
    alone = staged(inbox, tmp_path / "w1")
    monkeypatch.setattr(reading, "ENOUGH_FOR_PROCESSES", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert facts(staged(inbox, tmp_path / "w2")) == facts(alone)


def test_a_build_has_a_handful_of_tasks_however_many_documents(tmp_path: Path) -> None:
    run = Run(tmp_path, WarehouseFolder(tmp_path), REFERENCE, CLOCK)
    inbox = inbox_of(tmp_path / "inbox", {"a.txt": CITY})
    (item,) = steps.inbox.discover(inbox, ()).inputs
    for number, size in ((1, 10), (5, 100), (3000, 4000), (3000, 400_000), (2, 30_000_000)):
        run.inputs = [dataclasses.replace(item, size=size) for _ in range(number)]
        lots = steps.batches(run)
        assert 1 <= len(lots) <= 8
        assert all(lots)
        assert sum(map(len, lots)) == number


def test_an_empty_inbox_is_refused_and_a_folder_of_the_warehouse_in_it_is_not_read(tmp_path: Path) -> None:
    inbox = inbox_of(tmp_path / "inbox", {"warehouse/reports/r/report.md": "全市增长3.8%。"})
    run = Run(inbox, WarehouseFolder(inbox / "warehouse").create(), REFERENCE, CLOCK)
    with pytest.raises(WrongUse, match="empty"):
        steps.discover(run)


def test_run_ids_are_made_of_clock_and_input_and_never_used_twice(tmp_path: Path) -> None:
    folder = WarehouseFolder(tmp_path / "w").create()
    assert unused_run_id(folder, CLOCK, "abcdef0123") == "20260302T080000Z-abcdef01"
    (folder.reports / "20260302T080000Z-abcdef01").mkdir()
    assert unused_run_id(folder, CLOCK, "abcdef0123") == "20260302T080000Z-abcdef01-2"


def test_a_fingerprint_of_code_changes_with_content_and_name(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1", "utf-8")
    first = fingerprints.code(["*.py"], tmp_path)
    assert fingerprints.code(["*.py"], tmp_path) == first
    (tmp_path / "a.py").write_text("2", "utf-8")
    second = fingerprints.code(["*.py"], tmp_path)
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert len({first, second, fingerprints.code(["*.py"], tmp_path)}) == 3


@pytest.mark.parametrize("processes", [False, True])
def test_a_document_whose_reading_fails_is_left_out_alone_and_never_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: bool
) -> None:
    inbox = inbox_of(tmp_path / "inbox", DOCUMENTS)
    real = reading.read_document

    def planted(item: steps.inbox.Input, *work: object) -> dict[str, object]:
        payload = real(item, *work)  # type: ignore[arg-type]
        if "press/press.txt" in item.paths:
            payload["extraction"]["planted"] = float("inf")
        return payload

    if processes:
        monkeypatch.setattr(reading, "ENOUGH_FOR_PROCESSES", 1)
        monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr(reading, "_read_in_process" if processes else "read_document", planted_in_process if processes else planted)
    run = staged(inbox, tmp_path / "w")
    (issue,) = run.issues
    assert (issue["path"], issue["kind"]) == ("press/press.txt", "reading_failed")
    assert "ValueError" in issue["message"]
    assert len(run.rows["documents"]) == 2
    (kept,) = (run.report_folder / "reading_failed").iterdir()
    assert "press/press.txt" in kept.read_text("utf-8")
    assert "Traceback" in kept.read_text("utf-8")
    monkeypatch.undo()
    again = staged(inbox, tmp_path / "w")
    assert (len(again.read_now), again.issues) == (1, [])


def planted_in_process(item: steps.inbox.Input) -> dict[str, object]:
    """In a process of its own: one document cannot be taken apart."""
    with pytest.MonkeyPatch.context() as patch:
        if "press/press.txt" in item.paths:
            patch.setattr(reading, "read_document", _cannot)
        return reading.read_or_fail(item, *reading._process_work)


def test_a_document_that_ends_the_process_that_reads_it_is_left_out_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ENOUGH_FOR_PROCESSES", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr(reading, "_read_in_process", dies_in_process)
    run = staged(inbox_of(tmp_path / "inbox", DOCUMENTS), tmp_path / "w")
    assert [(issue["path"], issue["kind"]) for issue in run.issues] == [("notice.md", "reading_failed")]
    assert len(run.rows["documents"]) == 2


def dies_in_process(item: steps.inbox.Input) -> dict[str, object]:
    """In a process of its own: one document ends it, as a lack of memory would."""
    if "notice.md" in item.paths:
        os._exit(9)
    return reading.read_or_fail(item, *reading._process_work)


def _cannot(*_work: object) -> dict[str, object]:
    raise ValueError("planted")


def test_an_error_of_the_machine_is_no_fault_of_a_document(tmp_path: Path) -> None:
    inbox = inbox_of(tmp_path / "inbox", {"a.txt": CITY})
    folder = WarehouseFolder(tmp_path / "w").create()
    (folder.state / "raw").write_text("", "utf-8")
    with pytest.raises(OSError, match="raw"):
        staged(inbox, folder.root)


def test_a_document_that_takes_long_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(reading, "say", lambda message, _level: said.append(message))
    monkeypatch.setattr(reading, "SLOW_SECONDS", 0.0)
    inbox = inbox_of(tmp_path / "inbox", {"a.txt": CITY * 20})
    staged(inbox, tmp_path / "w1")
    assert [line.split(":")[0] for line in said] == ["a.txt"]


def test_nothing_new_is_never_said_of_a_damaged_release(tmp_path: Path) -> None:
    inbox = inbox_of(tmp_path / "inbox", {"city.txt": CITY})
    released(inbox, tmp_path / "w")

    def again() -> bool:
        run = Run(inbox, WarehouseFolder(tmp_path / "w"), REFERENCE, CLOCK)
        steps.discover(run)
        return steps.nothing_new(run)

    assert again()
    facts = tmp_path / "w" / "facts" / "metrics" / "metrics.parquet"
    kept = facts.read_bytes()
    facts.unlink()
    assert not again()
    facts.write_bytes(kept)
    assert again()
    database = (tmp_path / "w" / "gongbao.duckdb").resolve()
    database.chmod(0o644)
    database.write_bytes(database.read_bytes()[:5000])
    assert not again()
    released(inbox, tmp_path / "w")
    assert again()


class _Heard:
    """Keeps the lines that a build tells."""

    def __init__(self) -> None:
        self.lines: list[tuple[Level, str]] = []

    def line(self, level: Level, message: str) -> None:
        self.lines.append((level, message))

    def progress(self, state: str, done: int, total: int) -> None:
        pass


def test_facts_without_a_period_for_want_of_a_day_are_told_with_the_file_and_what_to_do(tmp_path: Path) -> None:
    undated = "上半年，全县粮食产量12万吨，同比增长3.1%。"
    heard = _Heard()
    with listening(heard):
        staged(inbox_of(tmp_path / "inbox", {"press/undated.txt": undated}), tmp_path / "w1")
    told = [message for level, message in heard.lines if level == "warning"]
    assert len(told) == 1
    assert "2 facts have no period" in told[0]
    assert "press/undated.txt (2)" in told[0]
    assert "press/undated.meta.yaml" in told[0]

    heard = _Heard()
    with listening(heard):
        staged(inbox_of(tmp_path / "dated", {"dated.txt": f"（2024年7月18日）\n{undated}"}), tmp_path / "w2")
    assert not [message for level, message in heard.lines if "no period" in message]
