"""What cannot be done is refused in plain words, before anything is made or changed."""

from __future__ import annotations

import errno
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from flows import build_command, doctor, prefect_home, room, steps
from flows.exits import Exit
from flows.moments import moment
from flows.run import WrongUse
from flows.settings import REFERENCE
from tests.flow.made import CITY, CLOCK, gongbao_here, inbox_of, published
from warehouse.folder import WarehouseFolder


def release_finding(folder: WarehouseFolder) -> doctor.Finding:
    (finding,) = doctor.check_release(folder)
    return finding


@pytest.mark.parametrize("lost", ["link", "target", "database", "facts"])
def test_status_and_doctor_name_a_release_that_cannot_be_read(tmp_path: Path, lost: str) -> None:
    folder = published(tmp_path / "w", {"a" * 16: "甲"})
    assert gongbao_here("status", "-w", str(folder.root)).returncode == 0
    assert release_finding(folder).ok
    if lost == "link":
        folder.current.unlink()
    elif lost == "target":
        shutil.rmtree(folder.releases / "r1")
    elif lost == "facts":
        (folder.facts / "documents" / "documents.parquet").unlink()
    else:
        folder.database.resolve().chmod(0o644)
        folder.database.resolve().write_bytes(b"no database")
    done = gongbao_here("status", "-w", str(folder.root))
    assert done.returncode == 3
    assert "PROBLEM: " in done.stdout
    assert "uild again" in done.stdout
    assert "Nothing is published yet" not in done.stdout
    assert not release_finding(folder).ok


def test_a_warehouse_without_a_release_is_no_problem(tmp_path: Path) -> None:
    folder = WarehouseFolder(tmp_path / "w").create()
    done = gongbao_here("status", "-w", str(folder.root))
    assert done.returncode == 0
    assert "Nothing is published yet" in done.stdout
    assert release_finding(folder).ok


def test_a_file_in_the_place_of_state_is_wrong_use_for_every_command(tmp_path: Path) -> None:
    folder = published(tmp_path / "w", {"a" * 16: "甲"})
    shutil.rmtree(folder.state)
    folder.state.write_text("", "utf-8")
    inbox = inbox_of(tmp_path / "inbox", {"a.txt": CITY})
    for arguments in (["status"], ["releases"], ["rollback"], ["build", str(inbox)]):
        done = gongbao_here(*arguments, "-w", str(folder.root))
        assert (done.returncode, done.stdout) == (2, ""), arguments
        assert "state" in done.stderr


def test_a_rollback_to_a_damaged_release_is_wrong_use(tmp_path: Path) -> None:
    folder = published(tmp_path / "w", {"a" * 16: "甲"})
    published(folder.root, {"a" * 16: "乙"}, "r2")
    (folder.releases / "r1" / "facts" / "documents" / "documents.parquet").unlink()
    done = gongbao_here("rollback", "-w", str(folder.root))
    assert (done.returncode, done.stdout) == (2, "")
    assert "r1 is damaged" in done.stderr
    assert "Published: r2" in gongbao_here("status", "-w", str(folder.root)).stdout


def test_a_warehouse_in_the_inbox_itself_is_refused_and_nothing_made(tmp_path: Path) -> None:
    inbox = inbox_of(tmp_path / "inbox", {"a.txt": CITY})
    (tmp_path / "link").symlink_to(inbox)
    for root in (inbox, tmp_path / "link", inbox / ".." / "inbox"):
        done = gongbao_here("build", str(inbox), "-w", str(root))
        assert done.returncode == 2
        assert "Choose a folder outside" in done.stderr
    assert [path.name for path in inbox.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("given", ["5", "1767225600", "20260101", "yesterday", "2026-13-01", ""])
def test_a_clock_that_is_no_iso_moment_is_wrong_use(tmp_path: Path, given: str) -> None:
    inbox = inbox_of(tmp_path / "inbox", {"a.txt": CITY})
    done = gongbao_here("build", str(inbox), "-w", str(tmp_path / "w"), "--clock", given)
    assert done.returncode == 2
    assert "is not a moment" in done.stderr
    assert not (tmp_path / "w").exists()


def test_a_clock_may_name_a_zone_and_no_number_is_one() -> None:
    assert moment("2026-03-02T08:00:00+08:00") == datetime(2026, 3, 2, tzinfo=UTC)
    assert moment("2026-03-02 08:00:00") == moment("2026-03-02T08:00:00Z") == CLOCK
    assert moment(None) is None
    for number in (5, 5.0, True):
        with pytest.raises(ValueError, match="is not a moment"):
            moment(number)


def test_a_warehouse_that_duckdb_could_not_open_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="question mark"):
        steps.make_folder(WarehouseFolder(tmp_path / "a?b"))


def test_a_clock_before_the_last_publication_is_wrong_use(tmp_path: Path) -> None:
    folder = published(tmp_path / "w", {"a" * 16: "甲"})
    steps.require_later(folder, CLOCK)
    with pytest.raises(WrongUse, match=r"before the last publication, of the release r1"):
        steps.require_later(folder, CLOCK - timedelta(seconds=1))


def test_too_little_room_stops_a_build_before_it_makes_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox = inbox_of(tmp_path / "inbox", {"a.txt": CITY})
    room.require(tmp_path / "w", inbox, floor=0)
    monkeypatch.setattr(room, "FLOOR_BYTES", 10**18)
    assert build_command.run_build(inbox, tmp_path / "w", REFERENCE, None, 0) is Exit.blocked
    said = capsys.readouterr().err
    assert f"the disk of {tmp_path / 'w'}" in said
    assert "MB free" in said
    assert not (tmp_path / "w").exists()


def test_a_large_inbox_needs_more_room_than_the_floor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = inbox_of(tmp_path / "inbox", {"a.txt": "汉" * 1000, "below/b.txt": "汉" * 1000})
    monkeypatch.setattr(room, "_free", lambda _root: 17_999)
    with pytest.raises(room.NoRoomError, match="needed"):
        room.require(tmp_path / "w", inbox, floor=0)
    monkeypatch.setattr(room, "_free", lambda _root: 18_000)
    room.require(tmp_path / "w", inbox, floor=0)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        duckdb.IOException('Could not write file "x": No space left on device'),
        prefect_home.ServerDidNotStart("(sqlite3.OperationalError) database or disk is full"),
    ],
)
def test_a_full_disk_is_named_whoever_met_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def fails(*_arguments: object) -> tuple[str, str]:
        raise RuntimeError("a task failed") from error

    inbox = inbox_of(tmp_path / "inbox", {"a.txt": CITY})
    monkeypatch.setattr(build_command, "_run_flow", fails)
    assert build_command.run_build(inbox, tmp_path / "w", REFERENCE, None, 0) is Exit.fault
    said = capsys.readouterr().err
    assert said.startswith("The disk is full: the disk of ")
    assert str(tmp_path / "w") in said


def test_another_fault_is_not_taken_for_a_full_disk(tmp_path: Path) -> None:
    assert room.full(tmp_path, ValueError("a document that says: no space left on device")) is None
    assert room.full(tmp_path, OSError(errno.EACCES, "Permission denied")) is None
