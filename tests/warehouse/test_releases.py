"""Publishing, going back, what is kept, and clearing up."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.warehouse import samples
from tests.warehouse.samples import MOMENT, folder_in, row
from warehouse import history, parquet, publications, releases, runs, stage
from warehouse.arrow import SchemaError, table_of
from warehouse.connect import NoRelease, connect
from warehouse.folder import WarehouseFolder
from warehouse.tables import BY_NAME, TABLES

READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
connection.execute("SET enable_progress_bar = false")
rows = connection.execute("SELECT d.file_name FROM documents AS d, range(100000) ORDER BY ALL")
first = rows.fetchone()[0]
print(first, flush=True)
sys.stdin.readline()
left = rows.fetchall()
again = connection.execute("SELECT file_name FROM documents").fetchone()[0]
print(len(left) + 1, {first, *(one for one, in left)} == {again}, again, flush=True)
"""


def _day(number: int) -> datetime:
    return MOMENT + timedelta(days=number)


def _published(root: Path) -> str:
    with connect(root) as connection:
        found = connection.execute("SELECT file_name FROM documents").fetchone()
    assert found
    return str(found[0])


@pytest.fixture
def folder(tmp_path: Path) -> WarehouseFolder:
    return folder_in(tmp_path)


@pytest.fixture(scope="module")
def three_built(tmp_path_factory: pytest.TempPathFactory) -> WarehouseFolder:
    made = folder_in(tmp_path_factory.mktemp("three"))
    for number in (1, 2, 3):
        samples.release(made, f"run-{number}", _day(number), {"a": 1.0, "b": float(number)})
    return made


@pytest.fixture
def three(three_built: WarehouseFolder, tmp_path: Path) -> WarehouseFolder:
    """A folder of its own with three releases, the third published."""
    return WarehouseFolder(Path(shutil.copytree(three_built.root, tmp_path / "three", symlinks=True)))


def test_a_release_holds_every_table_twice_and_says_what_it_is(folder: WarehouseFolder) -> None:
    runs.append(folder, "issues", [row("issues", run_id="run-0"), row("issues", run_id="run-0", path="乙")], "run-0")
    given: dict[str, object] = {}
    release = samples.release(folder, "run-1", MOMENT, {"a": 1.0, "b": 2.0}, lambda candidate: given.update(path=candidate.path))
    assert release.release_id == release.manifest["run_id"] == "run-1"
    assert release.is_current
    assert release.published_at == MOMENT
    expected = {table.name: 0 for table in TABLES} | {
        "documents": 1,
        "sources": 1,
        "metrics": 2,
        "metrics_history": 2,
        "issues": 2,
        "runs": 1,
    }
    told = json.loads((folder.current / "manifest.json").read_text("utf-8"))
    assert told["rows"] == expected
    assert told["marker"] == "run-1"
    with connect(folder.root) as connection:
        for table in TABLES:
            data = parquet.read(folder.facts / table.name / f"{table.name}.parquet")
            assert data.num_rows == expected[table.name]
            assert connection.execute(f"SELECT count(*) FROM {table.name}").fetchone() == (expected[table.name],)
    assert not Path(str(given["path"])).exists()
    assert sorted(path.name for path in release.path.iterdir()) == ["facts", "gongbao.duckdb", "manifest.json"]


def test_the_published_file_has_the_storage_version_of_duckdb_1_2(folder: WarehouseFolder) -> None:
    samples.release(folder, "run-1", MOMENT, {"a": 1.0})
    # Eight bytes of checksum, DUCK, then the version of the format: DuckDB 1.2 reads up to 65 and refuses a later one.
    assert folder.database.read_bytes()[8:20] == b"DUCK" + (65).to_bytes(8, "little")
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{folder.database}' AS w (READ_ONLY)")
        (tags,) = connection.execute("SELECT tags FROM duckdb_databases() WHERE database_name = 'w'").fetchone() or ()
    assert tags["storage_version"].startswith("v1.2.0")


def test_the_same_tables_give_the_same_facts(folder: WarehouseFolder, tmp_path: Path) -> None:
    other = WarehouseFolder(tmp_path / "other").create()
    for one in (folder, other):
        samples.release(one, "run-1", MOMENT, {"a": 1.0, "b": 2.0})
    files = sorted(path.relative_to(folder.facts) for path in folder.facts.rglob("*.parquet"))
    assert len(files) == len(TABLES)
    for file in files:
        assert (folder.facts / file).read_bytes() == (other.facts / file).read_bytes()


def test_a_reader_with_an_open_query_keeps_its_answer_and_a_new_reader_sees_the_new_release(three: WarehouseFolder) -> None:
    command = [sys.executable, "-c", READER, str(three.database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as old:
        assert old.stdin
        assert old.stdout
        assert old.stdout.readline().strip() == "run-3"
        samples.release(three, "run-4", _day(4), {"a": 9.0})
        new = subprocess.run(command, input="\n", capture_output=True, text=True, check=True, timeout=60)
        assert new.stdout.splitlines()[0] == "run-4"
        answer, _ = old.communicate("\n", timeout=60)
    assert answer.strip() == "100000 True run-3"


def test_within_one_process_an_old_connection_keeps_its_release_and_a_new_one_sees_the_new(three: WarehouseFolder) -> None:
    old = connect(three.root)
    samples.release(three, "run-4", _day(4), {"a": 9.0})
    assert _published(three.root) == "run-4"
    assert old.execute("SELECT file_name FROM documents").fetchone() == ("run-3",)
    old.close()


def test_readers_at_work_meet_no_error_while_releases_change(three: WarehouseFolder) -> None:
    ended = threading.Event()
    seen: list[str] = []

    def read() -> None:
        while not ended.is_set():
            seen.append(_published(three.root))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(4, 8):
        samples.release(three, f"run-{number}", _day(number), {"a": float(number)})
    ended.set()
    reader.join()
    seen.append(_published(three.root))
    assert seen == sorted(seen)
    assert len(set(seen)) > 2


def test_a_connection_cannot_write(three: WarehouseFolder) -> None:
    with connect(three.root) as connection, pytest.raises(duckdb.InvalidInputException, match="read-only"):
        connection.execute("DELETE FROM documents")


def test_a_published_database_is_no_file_to_write_to(three: WarehouseFolder) -> None:
    assert three.database.stat().st_mode & 0o222 == 0


def test_without_a_release_the_error_says_what_to_do(folder: WarehouseFolder, tmp_path: Path) -> None:
    with pytest.raises(NoRelease, match=r"Nothing is published .*gongbao build"):
        connect(folder.root)
    with pytest.raises(NoRelease, match=r"no warehouse at .*gongbao build"):
        connect(tmp_path / "nowhere")
    samples.release(folder, "run-1", MOMENT, {})
    shutil.rmtree(folder.releases / "run-1")
    with pytest.raises(NoRelease, match=r"run-1 .*not whole.*gongbao rollback"):
        connect(folder.root)
    assert releases.current(folder) is None


def test_the_current_release_and_five_former_ones_are_kept(folder: WarehouseFolder) -> None:
    for number in range(1, 8):
        samples.release(folder, f"run-{number}", _day(number), {"a": float(number)})
    kept = [f"run-{number}" for number in (7, 6, 5, 4, 3, 2)]
    assert [one.release_id for one in releases.list_releases(folder)] == kept
    assert sorted(path.name for path in folder.releases.iterdir()) == sorted(kept)


def test_rollback_goes_to_the_release_before_and_on_to_the_one_before_that(three: WarehouseFolder) -> None:
    assert releases.rollback(three, at=_day(4), run_id="back-1").release_id == "run-2"
    assert _published(three.root) == "run-2"
    assert releases.rollback(three, at=_day(5), run_id="back-2").release_id == "run-1"
    assert _published(three.root) == "run-1"
    assert [one["file_name"] for one in parquet.read(three.facts / "documents" / "documents.parquet").to_pylist()] == ["run-1"]
    told = {one["run_id"]: (one["outcome"], one["release"]) for one in runs.read(three, "runs").to_pylist()}
    assert told["back-2"] == ("rolled_back", "run-1")
    assert releases.rollback(three, "run-3", at=_day(6), run_id="back-3").is_current
    assert _published(three.root) == "run-3"
    assert releases.recover(three) == []


def test_a_rollback_that_cannot_be_says_what_there_is_and_changes_nothing(three: WarehouseFolder) -> None:
    for to, said in (("run-9", "no release 'run-9'"), ("run-3", "current one already"), ("../run-1", "no release")):
        with pytest.raises(releases.UnknownReleaseError, match=rf"{said}.*run-3 \(current\), run-2, run-1"):
            releases.rollback(three, to, at=_day(4), run_id="back")
    releases.rollback(three, "run-1", at=_day(4), run_id="back-1")
    with pytest.raises(releases.UnknownReleaseError, match="no release before"):
        releases.rollback(three, at=_day(5), run_id="back-2")
    assert _published(three.root) == "run-1"
    assert "back-2" not in runs.read(three, "runs").column("run_id").to_pylist()


def test_publishing_goes_on_after_a_rollback_and_the_release_left_is_kept(three: WarehouseFolder) -> None:
    releases.rollback(three, "run-1", at=_day(4), run_id="back-1")
    samples.release(three, "run-4", _day(5), {"a": 1.0})
    assert [one.release_id for one in releases.list_releases(three)] == ["run-4", "run-3", "run-2", "run-1"]
    assert _published(three.root) == "run-4"


def test_when_the_published_release_is_lost_rollback_takes_the_newest_whole_one(three: WarehouseFolder) -> None:
    shutil.rmtree(three.releases / "run-3")
    assert any("gongbao rollback" in said for said in releases.recover(three))
    assert releases.rollback(three, at=_day(4), run_id="back").release_id == "run-2"
    assert releases.recover(three) == []


def test_what_cannot_be_published_is_refused_and_the_old_release_stays(three: WarehouseFolder) -> None:
    candidate = stage.build_candidate(three, "run-4", {})
    with pytest.raises(ValueError, match="published_at"):
        releases.publish(three, candidate, {})
    with pytest.raises(ValueError, match="published_at"):
        releases.publish(three, candidate, {"published_at": "2026-11-22T10:00:00"})
    with pytest.raises(ValueError, match="there already"):
        releases.publish(three, stage.build_candidate(three, "run-2", {}), {"published_at": _day(4)})
    shutil.rmtree(candidate.path)
    with pytest.raises(ValueError, match="build it again"):
        releases.publish(three, candidate, {"published_at": _day(4)})
    assert _published(three.root) == "run-3"
    assert len(publications.in_force(three)) == 3


def test_a_candidate_takes_tables_of_facts_that_fit_and_nothing_else(folder: WarehouseFolder) -> None:
    issues = table_of(BY_NAME["issues"], [row("issues", run_id="run-1")])
    with pytest.raises(ValueError, match=r"'issues' is no table of facts; these are: documents"):
        stage.build_candidate(folder, "run-1", {"issues": issues})
    with pytest.raises(ValueError, match="'rumours'"):
        stage.build_candidate(folder, "run-1", {"rumours": issues})
    with pytest.raises(SchemaError, match=r"metrics\."):
        stage.build_candidate(folder, "run-1", {"metrics": issues})
    again = stage.build_candidate(folder, "run-1", {})
    assert again.database.is_file()


def test_leftovers_of_killed_runs_are_cleared_and_releases_stay(three: WarehouseFolder) -> None:
    releases.rollback(three, "run-2", at=_day(4), run_id="back")
    stage.build_candidate(three, "run-9", {})
    half = three.releases / "run-8"
    shutil.copytree(three.releases / "run-3", half)
    (half / "manifest.json").unlink()
    (three.temporary / ".one.parquet.77-abc.tmp").write_bytes(b"half")
    os.symlink("releases/run-8", three.root / ".current.77-abc.tmp")
    said = releases.recover(three)
    assert len(said) == 4
    assert all(any(name in one for one in said) for name in ("run-9", "run-8", ".one.parquet", ".current"))
    assert [one.release_id for one in releases.list_releases(three)] == ["run-3", "run-2", "run-1"]
    assert _published(three.root) == "run-2"
    assert releases.recover(three) == []


def test_a_run_that_was_killed_before_it_published_does_not_go_down_as_published(three: WarehouseFolder) -> None:
    runs.append(three, "runs", [samples.run_row("run-4", _day(4))], "run-4")
    (said,) = releases.recover(three)
    assert "run-4" in said
    told = {one["run_id"]: (one["outcome"], one["release"]) for one in runs.read(three, "runs").to_pylist()}
    assert told["run-4"] == ("failed", "run-3")
    assert {told[f"run-{number}"][0] for number in (1, 2, 3)} == {"published"}


def test_a_write_ahead_log_beside_the_link_is_set_aside(three: WarehouseFolder, caplog: pytest.LogCaptureFixture) -> None:
    wal = three.root / "gongbao.duckdb.wal"
    wal.write_bytes(b"left by a shell of DuckDB 1.2, which does not look where the link leads")
    with caplog.at_level(logging.WARNING):
        samples.release(three, "run-4", _day(4), {"a": 1.0})
    assert not wal.exists()
    assert str(wal) in caplog.text
    assert (three.set_aside / wal.name).is_file()
    wal.write_bytes(b"once more")
    assert any(str(wal) in one for one in releases.recover(three))
    assert len(list(three.set_aside.iterdir())) == 2


def test_what_somebody_wrote_into_the_published_file_without_closing_it_does_not_stay(three: WarehouseFolder) -> None:
    three.database.chmod(0o644)
    writer = "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); c.execute(\"UPDATE documents SET file_name = 'forged'\"); os.abort()"
    subprocess.run([sys.executable, "-c", writer, str(three.database)], check=False, timeout=60, stderr=subprocess.DEVNULL)
    assert _published(three.root) == "forged"
    (said,) = releases.recover(three)
    assert "gongbao.duckdb.wal" in said
    assert _published(three.root) == "run-3"


def test_files_in_the_place_of_the_links_are_set_aside_not_lost(folder: WarehouseFolder) -> None:
    folder.database.write_bytes(b"mine")
    folder.facts.mkdir()
    (folder.facts / "mine.txt").write_text("mine", "utf-8")
    samples.release(folder, "run-1", MOMENT, {})
    assert _published(folder.root) == "run-1"
    assert folder.database.is_symlink()
    assert (folder.set_aside / "gongbao.duckdb").read_bytes() == b"mine"
    assert (folder.set_aside / "facts" / "mine.txt").is_file()


def test_a_folder_can_be_moved(three: WarehouseFolder, tmp_path: Path) -> None:
    moved = three.root.rename(tmp_path / "elsewhere with 'quotes'")
    assert _published(moved) == "run-3"
    samples.release(WarehouseFolder(moved), "run-4", _day(4), {"a": 1.0})
    assert _published(moved) == "run-4"


def test_a_damaged_log_of_publications_begins_anew(three: WarehouseFolder, caplog: pytest.LogCaptureFixture) -> None:
    three.publications.write_bytes(b"[{")
    with caplog.at_level(logging.WARNING):
        assert releases.recover(three) == []
    assert "log of publications" in caplog.text
    assert [entry.release_id for entry in publications.in_force(three)] == ["run-3"]
    base = history.base(three)
    assert base is not None
    assert base.num_rows == 4
    samples.release(three, "run-4", datetime.now(UTC) + timedelta(days=30), {"a": 1.0})
    assert {one["outcome"] for one in runs.read(three, "runs").to_pylist()} == {"published"}
    assert [one.release_id for one in releases.list_releases(three)][:2] == ["run-4", "run-3"]


def test_a_lost_link_is_put_back_and_the_release_and_its_history_stay(three: WarehouseFolder) -> None:
    three.current.unlink()
    with pytest.raises(NoRelease, match=r"link .* is lost"):
        connect(three.root)
    (said,) = releases.recover(three)
    assert "run-3" in said
    assert releases.recover(three) == []
    assert _published(three.root) == "run-3"
    assert [one.release_id for one in releases.list_releases(three)] == ["run-3", "run-2", "run-1"]
    assert {one["outcome"] for one in runs.read(three, "runs").to_pylist()} == {"published"}
    base = history.base(three)
    assert base is not None
    assert {one["value"] for one in base.to_pylist()} == {1.0, 2.0, 3.0}


def test_the_only_release_outlives_the_loss_of_its_link_and_of_the_log(folder: WarehouseFolder) -> None:
    samples.release(folder, "run-1", MOMENT, {"a": 1.0})
    for lost in ([folder.current], [folder.current, folder.publications]):
        for path in lost:
            path.unlink()
        (said,) = releases.recover(folder)
        assert "run-1" in said
        assert _published(folder.root) == "run-1"
    assert [one["outcome"] for one in runs.read(folder, "runs").to_pylist()] == ["published"]


def test_a_link_that_leads_nowhere_goes_back_to_the_release_in_force_by_the_log(three: WarehouseFolder) -> None:
    releases.rollback(three, "run-2", at=_day(4), run_id="back")
    three.current.unlink()
    three.current.symlink_to("releases/nothing")
    (said,) = releases.recover(three)
    assert "nothing" in said
    assert _published(three.root) == "run-2"
    assert [one.release_id for one in releases.list_releases(three)] == ["run-3", "run-2", "run-1"]
    assert {one["run_id"]: one["outcome"] for one in runs.read(three, "runs").to_pylist()}["back"] == "rolled_back"


def test_a_link_set_by_hand_to_a_former_release_costs_no_release(three: WarehouseFolder) -> None:
    three.current.unlink()
    three.current.symlink_to("releases/run-2")
    assert releases.recover(three) == []
    assert _published(three.root) == "run-2"
    assert {one.release_id for one in releases.list_releases(three)} == {"run-3", "run-2", "run-1"}
    assert {one["outcome"] for one in runs.read(three, "runs").to_pylist()} == {"published"}


def test_a_rollback_to_a_damaged_release_is_refused_and_changes_nothing(three: WarehouseFolder) -> None:
    database = three.releases / "run-2" / "gongbao.duckdb"
    database.chmod(0o644)
    database.write_bytes(database.read_bytes()[:5000])
    with pytest.raises(releases.DamagedReleaseError, match=r"run-2 is damaged.*does not open.*Others: run-1"):
        releases.rollback(three, at=_day(4), run_id="back")
    assert _published(three.root) == "run-3"
    assert "back" not in runs.read(three, "runs").column("run_id").to_pylist()
    assert len(publications.in_force(three)) == 3
