"""`gongbao doctor` finds planted faults, and says what to do about each."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flows import doctor
from flows.doctor import Finding
from tests.flow.made import gongbao, gongbao_here, published
from warehouse import lock
from warehouse.folder import WarehouseFolder


def finding(findings: list[Finding], subject: str) -> Finding:
    return next(one for one in findings if one.subject == subject)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the import of Prefect's server, which takes seconds and is looked at by a test of its own."""
    monkeypatch.setattr(doctor, "_SERVER_CODE", "pass")


@pytest.mark.usefixtures("quick")
def test_a_sound_warehouse_is_in_order(tmp_path: Path) -> None:
    root = tmp_path / "warehouse"
    published(root, {"a" * 16: "甲"})
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.txt").write_text("甲", "utf-8")
    findings = doctor.examine(root, tmp_path / "inbox")
    assert [one for one in findings if not one.ok] == []
    assert "opens" in finding(findings, "release").found


@pytest.mark.usefixtures("quick")
def test_a_warehouse_that_is_not_there_yet_is_no_fault(tmp_path: Path) -> None:
    findings = doctor.examine(tmp_path / "none", None)
    assert [one for one in findings if not one.ok] == []
    assert not (tmp_path / "none").exists()


@pytest.mark.usefixtures("quick")
def test_damage_to_the_release_is_found(tmp_path: Path) -> None:
    folder = published(tmp_path / "w", {"a" * 16: "甲"})
    facts = folder.facts / "documents" / "documents.parquet"
    kept = facts.read_bytes()
    facts.write_bytes(kept[:20])
    assert "documents.parquet cannot be read" in finding(doctor.examine(folder.root, None), "release").found
    facts.write_bytes(kept)
    database = folder.database.resolve()
    database.write_bytes(database.read_bytes()[:5000])
    found = finding(doctor.examine(folder.root, None), "release")
    assert "does not open" in found.found
    assert "rollback" in found.what_to_do
    database.unlink()
    assert "not there or not whole" in finding(doctor.examine(folder.root, None), "release").found


@pytest.mark.usefixtures("quick")
def test_a_holder_of_the_lock_and_leftovers_are_found(tmp_path: Path) -> None:
    folder = WarehouseFolder(tmp_path / "w").create()
    (folder.staging / "killed-run").mkdir()
    assert "killed-run" in finding(doctor.examine(folder.root, None), "leftovers").found
    with lock.hold(folder, 0, "a test"):
        found = finding(doctor.examine(folder.root, None), "lock")
    assert "a test" in found.found
    assert not found.ok


@pytest.mark.usefixtures("quick")
def test_a_file_in_the_place_of_the_folder_and_a_missing_inbox_are_found(tmp_path: Path) -> None:
    (tmp_path / "w").write_text("", "utf-8")
    findings = doctor.examine(tmp_path / "w", tmp_path / "nowhere")
    assert not finding(findings, "warehouse folder").ok
    assert not finding(findings, "inbox").ok


@pytest.mark.usefixtures("quick")
def test_a_package_that_is_not_as_locked_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "requirements.lock").write_text('duckdb==0.1 \\\n    --hash=sha256:0\nnever-there==1 ; python_version < "3"\n', "utf-8")
    monkeypatch.setattr(doctor, "PROJECT", tmp_path)
    found = finding(doctor.examine(tmp_path / "w", None), "packages")
    assert "instead of 0.1" in found.found
    assert "never-there" not in found.found
    assert not found.ok


def test_a_server_that_does_not_import_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_SERVER_CODE", "raise TypeError('min_items')")
    found = finding(doctor.examine(tmp_path / "w", None), "Prefect's server")
    assert "min_items" in found.found
    assert not found.ok


def test_too_little_room_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_SERVER_CODE", "pass")
    monkeypatch.setattr(doctor, "NEEDED_BYTES", 10**18)
    assert not finding(doctor.examine(tmp_path / "w", None), "disk").ok


@pytest.mark.slow
def test_the_command_ends_with_0_when_all_is_in_order_and_with_3_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = published(tmp_path / "w", {"a" * 16: "甲"})
    fine = gongbao("doctor", "--warehouse", str(folder.root))
    assert (fine.returncode, fine.stdout.splitlines()[-1]) == (0, "All in order."), fine.stdout
    code = "import sys, time; from pathlib import Path; from warehouse import lock; from warehouse.folder import WarehouseFolder\n"
    code += "with lock.hold(WarehouseFolder(Path(sys.argv[1])), 0, 'a test'): print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, str(folder.root)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        monkeypatch.setattr(doctor, "_SERVER_CODE", "pass")  # looked at above already
        done = gongbao_here("doctor", "--warehouse", str(folder.root))
        holder.kill()
    assert done.returncode == 3
    assert f"held by process {holder.pid}" in done.stdout
