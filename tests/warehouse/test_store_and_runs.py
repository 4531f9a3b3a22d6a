"""What is kept between runs survives damage: a bad file costs itself and nothing else."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.samples import MOMENT, folder_in, row
from warehouse import parquet, runs, store
from warehouse.arrow import SchemaError, schema
from warehouse.folder import WarehouseFolder
from warehouse.tables import BY_NAME

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def folder(tmp_path: Path) -> WarehouseFolder:
    return folder_in(tmp_path)


def _extraction_file(folder: WarehouseFolder) -> Path:
    (found,) = (folder.state / "extractions").glob("*/*")
    return found


def test_raw_contents_are_kept_once_with_the_time_they_were_first_seen(folder: WarehouseFolder) -> None:
    first = store.keep_raw(folder, b"abc", MOMENT)
    again = store.keep_raw(folder, b"abc", MOMENT + timedelta(days=9))
    assert first == again == MOMENT
    assert store.keep_raw(folder, b"", MOMENT + timedelta(days=1)) == MOMENT + timedelta(days=1)
    sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert store.read_raw(folder, sha256) == b"abc"
    assert store.read_raw(folder, sha256.replace("b", "c")) is None
    with pytest.raises(ValueError, match="time zone"):
        store.keep_raw(folder, b"abc", datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake that is refused


def test_damaged_raw_contents_are_found_and_mended(folder: WarehouseFolder) -> None:
    sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    store.keep_raw(folder, b"abc", MOMENT)
    content = folder.state / "raw" / "ba" / sha256
    content.write_bytes(b"ab")
    assert store.read_raw(folder, sha256) is None
    content.with_name(content.name + ".first_seen").write_bytes(b"\xff not a time")
    later = MOMENT + timedelta(days=1)
    assert store.keep_raw(folder, b"abc", later) == later
    assert store.read_raw(folder, sha256) == b"abc"


@settings(max_examples=40)
@given(st.dictionaries(st.text(st.characters()), JSON, max_size=4))
def test_any_reading_comes_back(tmp_path_factory: pytest.TempPathFactory, payload: dict[str, Any]) -> None:
    folder = folder_in(tmp_path_factory.mktemp("reading"))
    store.save_extraction(folder, "ab12", payload)
    assert store.load_extraction(folder, "ab12") == payload


def test_the_same_reading_is_the_same_bytes(folder: WarehouseFolder) -> None:
    store.save_extraction(folder, "ab12", {"b": 1, "a": "甲"})
    first = _extraction_file(folder).read_bytes()
    store.save_extraction(folder, "ab12", {"b": 1, "a": "甲"})
    assert _extraction_file(folder).read_bytes() == first


def test_a_damaged_reading_reads_as_none_wherever_the_damage_is(folder: WarehouseFolder) -> None:
    store.save_extraction(folder, "ab12", {"a": "工业增加值" * 40, "b": list(range(50))})
    path = _extraction_file(folder)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert store.load_extraction(folder, "ab12") is None
    for place in range(10, len(whole)):  # the ten bytes before are gzip's header, some of which mean nothing
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        assert store.load_extraction(folder, "ab12") is None
    path.write_bytes(whole)
    assert store.load_extraction(folder, "ab12") is not None


def test_a_reading_that_is_no_object_or_absent_reads_as_none(folder: WarehouseFolder) -> None:
    assert store.load_extraction(folder, "ab12") is None
    store.save_extraction(folder, "ab12", [1])  # type: ignore[arg-type]
    assert store.load_extraction(folder, "ab12") is None


@pytest.mark.parametrize("key", ["", "a", "../up", "a/b", ".hidden", "a\nb", "x" * 300])
def test_a_key_that_is_no_plain_name_is_refused(folder: WarehouseFolder, key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        store.save_extraction(folder, key, {})


def test_a_reading_that_json_cannot_hold_is_refused_and_leaves_nothing(folder: WarehouseFolder) -> None:
    with pytest.raises(ValueError, match="JSON"):
        store.save_extraction(folder, "ab12", {"a": float("nan")})
    assert list(store.extraction_keys(folder)) == []
    assert list(folder.temporary.iterdir()) == []


def test_pruning_removes_what_is_not_kept(folder: WarehouseFolder) -> None:
    for key in ("ab1", "ab2", "cd1"):
        store.save_extraction(folder, key, {"key": key})
    assert store.prune(folder, ["ab2", "never-there"]) == 2
    assert list(store.extraction_keys(folder)) == ["ab2"]
    assert store.load_extraction(folder, "ab2") == {"key": "ab2"}


def _issue(run_id: str, path: str) -> dict[str, Any]:
    return row("issues", run_id=run_id, path=path)


def test_runs_append_and_are_read_together(folder: WarehouseFolder) -> None:
    assert runs.read(folder, "issues").schema == schema(BY_NAME["issues"])
    runs.append(folder, "issues", [_issue("run-2", "b.txt")], "run-2")
    runs.append(folder, "issues", [_issue("run-1", "z.txt")], "run-1")
    runs.append(folder, "issues", [_issue("run-1", "a.txt")], "run-1")
    runs.append(folder, "issues", [], "run-3")
    told = [(one["run_id"], one["path"]) for one in runs.read(folder, "issues").to_pylist()]
    assert told == [("run-1", "a.txt"), ("run-1", "z.txt"), ("run-2", "b.txt")]
    assert sorted(path.name for path in (folder.state / "issues").iterdir()) == ["run-1.parquet", "run-2.parquet"]


def test_rows_of_another_run_and_tables_of_facts_are_refused(folder: WarehouseFolder) -> None:
    with pytest.raises(SchemaError, match="run-1"):
        runs.append(folder, "issues", [_issue("run-2", "b.txt")], "run-1")
    with pytest.raises(KeyError, match="not a table of runs"):
        runs.append(folder, "metrics", [], "run-1")
    with pytest.raises(ValueError, match="run id"):
        runs.append(folder, "issues", [_issue("../run", "b.txt")], "../run")


@pytest.mark.parametrize("damage", [b"", b"PAR1 not parquet PAR1", None])
def test_a_damaged_run_file_is_set_aside_with_a_note_and_the_rest_is_read(
    folder: WarehouseFolder, caplog: pytest.LogCaptureFixture, damage: bytes | None
) -> None:
    for run_id in ("run-1", "run-2", "run-3"):
        runs.append(folder, "issues", [_issue(run_id, "a.txt")], run_id)
    path = folder.state / "issues" / "run-2.parquet"
    path.write_bytes(path.read_bytes()[:-30] if damage is None else damage)
    with caplog.at_level(logging.WARNING):
        told = runs.read(folder, "issues").column("run_id").to_pylist()
    assert told == ["run-1", "run-3"]
    assert "run-2" in caplog.text
    (place,) = folder.set_aside.rglob("run-2.parquet")
    note = place.with_name(place.name + ".txt").read_text("utf-8")
    assert "run-2" in note
    assert str(path) in note
    caplog.clear()
    assert runs.read(folder, "issues").num_rows == 2
    assert caplog.text == ""


def test_a_run_file_with_a_value_that_is_no_longer_allowed_does_not_stop_the_rest(folder: WarehouseFolder) -> None:
    runs.append(folder, "runs", [row("runs", run_id="run-1", started_at=MOMENT.astimezone(UTC))], "run-1")
    data = runs.read(folder, "runs")
    place = data.schema.get_field_index("outcome")
    parquet.write(data.set_column(place, "outcome", pa.array(["vanished"])), folder.state / "runs" / "run-0.parquet")
    assert runs.read(folder, "runs").column("run_id").to_pylist() == ["run-1"]


def test_many_runs_are_folded_into_one_file_and_read_the_same(folder: WarehouseFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "_FOLD_ABOVE", 6)
    monkeypatch.setattr(runs, "_FOLD_LEAVES", 2)
    added: list[str] = []
    for number in range(20):
        added.append(f"run-{number:02d}")
        runs.append(folder, "issues", [_issue(added[-1], "a.txt"), _issue(added[-1], "b.txt")], added[-1])
        if number == 9:
            unfolded = {path: path.read_bytes() for path in (folder.state / "issues").iterdir()}
        runs.fold(folder)
        assert runs.read(folder, "issues").column("run_id").to_pylist() == sorted(added * 2)
        assert len(list((folder.state / "issues").iterdir())) <= 7
    for path, data in unfolded.items():  # as a fold that was killed before it removed them
        if path.name != "_earlier.parquet":
            path.write_bytes(data)
    assert runs.read(folder, "issues").column("run_id").to_pylist() == sorted(added * 2)
    runs.replace(folder, "issues", [_issue("run-00", "c.txt")], "run-00")
    told = [one["path"] for one in runs.read(folder, "issues").to_pylist() if one["run_id"] == "run-00"]
    assert told == ["c.txt"]
