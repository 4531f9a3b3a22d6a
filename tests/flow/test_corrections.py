"""Reviewed corrections: applied while the source says what was corrected, and heard of when it does not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations import gate
from flows import corrections_file, steps
from flows import reference as tables
from flows.corrections_file import CorrectionsError
from flows.run import Run
from flows.settings import REFERENCE
from tests.flow.made import CLOCK, NOTICE, gongbao_here, inbox_of, rows_of
from warehouse.folder import WarehouseFolder

REFERENCES = tables.load(REFERENCE)[0]
_PRINTED = "5.4%"


def _entry(metric_id: str, **changes: Any) -> dict[str, Any]:
    entry = {
        "name": "grp-2022",
        "metric_id": metric_id,
        "file": "notice.txt",
        "value_text": _PRINTED,
        "was": {"value": 5.4},
        "becomes": {"value": 4.5, "approximation": "about"},
        "because": "the printed yearbook has 4.5",
        "said_by": "Zhang Wen, bureau of statistics",
        "decided_on": CLOCK.date(),
    }
    entry.update(changes)
    return {key: value for key, value in entry.items() if value is not None}


def _reference(folder: Path, *entries: dict[str, Any]) -> Path:
    if not folder.exists():
        shutil.copytree(REFERENCE, folder)
    (folder / corrections_file.FILE).write_text(yaml.safe_dump({"corrections": list(entries)}, allow_unicode=True), "utf-8")
    return folder


def _build(inbox: Path, root: Path, reference: Path) -> Run:
    run = Run(inbox, WarehouseFolder(root).create(), reference, CLOCK)
    steps.discover(run)
    with steps.reader(run) as reader:
        for batch in steps.batches(run):
            steps.read(run, reader, batch)
    for state in (steps.reconcile, steps.check_rows, steps.compare, steps.stage):
        state(run)
    steps.publish(run, gate.Verdict("publish", []))
    return run


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, Path, str]:
    """An inbox, a published warehouse, and the id of the growth that is to be corrected."""
    inbox, root = inbox_of(tmp_path / "inbox", {"notice.txt": NOTICE}), tmp_path / "w"
    _build(inbox, root, REFERENCE)
    ((metric_id,),) = rows_of(root, f"SELECT metric_id FROM metrics WHERE value_text = '{_PRINTED}'")
    return inbox, root, metric_id


def test_a_correction_that_fits_is_applied_told_and_kept_in_the_history(tmp_path: Path, made: tuple[Path, Path, str]) -> None:
    inbox, root, metric_id = made
    run = _build(inbox, root, _reference(tmp_path / "reference", _entry(metric_id)))
    assert run.read_now == set(), "a correction makes no document be read anew"
    assert rows_of(root, f"SELECT value, approximation::VARCHAR, value_text FROM metrics WHERE metric_id = '{metric_id}'") == [
        (4.5, "about", _PRINTED)
    ]
    assert rows_of(root, "SELECT name, outcome::VARCHAR, was, becomes, said_by, found FROM corrections") == [
        ("grp-2022", "applied", '{"value": 5.4}', '{"approximation": "about", "value": 4.5}', "Zhang Wen, bureau of statistics", None)
    ]
    history = f"SELECT value, recorded_to IS NULL, reason FROM metrics_history WHERE metric_id = '{metric_id}' ORDER BY recorded_from"
    assert rows_of(root, history) == [(5.4, False, "a review corrected it"), (4.5, True, None)]
    explained = gongbao_here("explain", metric_id, "--warehouse", str(root)).stdout
    assert "grp-2022" in explained
    assert "the printed yearbook has 4.5" in explained


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"was": {"value": 5.9}}, "value reads 5.4"),
        ({"value_text": "5.9%"}, f"the number printed there is {_PRINTED}"),
        ({"file": "elsewhere.txt"}, "the metric stands in another file"),
        (
            {"metric_id": "0" * 16, "was": {"value": 5.9}},
            f"the file changed, and no one number of it is {_PRINTED} and reads as `was` says",
        ),
    ],
)
def test_a_correction_that_no_longer_fits_is_not_applied_and_raises_its_voice(
    tmp_path: Path, made: tuple[Path, Path, str], changes: dict[str, Any], found: str
) -> None:
    inbox, root, metric_id = made
    run = _build(inbox, root, _reference(tmp_path / "reference", {**_entry(metric_id), **changes}))
    assert rows_of(root, "SELECT outcome::VARCHAR, found FROM corrections") == [("does_not_fit", found)]
    assert rows_of(root, f"SELECT value FROM metrics WHERE metric_id = '{metric_id}'") == [(5.4,)]
    (issue,) = run.issues
    assert issue["kind"] == "correction_does_not_fit"
    assert found in issue["message"]
    assert "corrections.yaml" in issue["what_to_do"]


def test_a_change_elsewhere_in_the_file_keeps_the_correction(tmp_path: Path, made: tuple[Path, Path, str]) -> None:
    inbox, root, metric_id = made
    (inbox / "notice.txt").write_text(NOTICE + "年末天气晴好。\n", "utf-8")
    _build(inbox, root, _reference(tmp_path / "reference", _entry(metric_id)))
    assert rows_of(root, "SELECT outcome::VARCHAR FROM corrections") == [("applied",)]
    assert rows_of(root, f"SELECT value FROM metrics WHERE value_text = '{_PRINTED}'") == [(4.5,)]


def test_a_name_or_a_place_that_is_corrected_takes_its_id_along(tmp_path: Path, made: tuple[Path, Path, str]) -> None:
    inbox, root, metric_id = made
    _build(inbox, root, _reference(tmp_path / "reference", _entry(metric_id, becomes={"indicator": "财政收入", "region": "临江市"})))
    query = f"SELECT indicator, indicator_id, region, region_code FROM metrics WHERE metric_id = '{metric_id}'"
    assert rows_of(root, query) == [("财政收入", None, "临江市", None)]


def test_a_correction_of_a_document_that_is_not_there_waits(tmp_path: Path, made: tuple[Path, Path, str]) -> None:
    inbox, root, _ = made
    run = _build(inbox, root, _reference(tmp_path / "reference", _entry("0" * 16, file="elsewhere.txt")))
    assert rows_of(root, "SELECT outcome::VARCHAR, found FROM corrections") == [("absent", None)]
    assert run.issues == []


def test_a_number_that_is_no_fact_goes_to_quarantine_whole(tmp_path: Path, made: tuple[Path, Path, str]) -> None:
    inbox, root, metric_id = made
    _build(inbox, root, _reference(tmp_path / "reference", _entry(metric_id, becomes=None, not_a_fact=True)))
    assert rows_of(root, f"SELECT count(*) FROM metrics WHERE metric_id = '{metric_id}'") == [(0,)]
    ((rule, reason, row),) = rows_of(root, "SELECT rule, reason, row FROM quarantine")
    assert (rule, reason) == ("corrections.grp-2022", "no fact, says Zhang Wen, bureau of statistics: the printed yearbook has 4.5")
    assert json.loads(row)["metric_id"] == metric_id
    ((numeral,),) = rows_of(root, "SELECT reason FROM numerals WHERE text = '5.4'")
    assert numeral.startswith("quarantined: corrections.grp-2022")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"wsa": {}}, "the key 'wsa' is unknown"),
        ({"because": None}, "because must be a text"),
        ({"decided_on": "soon"}, "decided_on must be a day"),
        ({"was": None}, "`was` must say"),
        ({"not_a_fact": True}, "give either `becomes`"),
        ({"becomes": None}, "give either `becomes`"),
        ({"becomes": {"sentence": "x"}}, "'sentence' cannot be corrected"),
        ({"becomes": {"value": "4.5"}}, "value: '4.5' is no number; write it out"),
        ({"becomes": {"value": float("nan")}}, "value: nan is no number"),
        ({"becomes": {"indicator_id": "nowhere"}}, "'nowhere' is not in indicators.csv"),
        ({"metric_id": "0000"}, "metric_id must be all 16 hex digits"),
        ({"becomes": {"measure": "speed"}}, "measure: 'speed' is unknown; use one of level"),
        ({"becomes": {"unit": None}}, "unit: must have a value"),
    ],
)
def test_a_fault_in_the_file_names_the_entry_and_what_to_do(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    entry = {**_entry("0" * 16), **changes}
    folder = _reference(tmp_path / "reference", {key: value for key, value in entry.items() if value is not None})
    with pytest.raises(CorrectionsError, match=r"corrections.yaml: entry 1") as caught:
        corrections_file.load(folder, REFERENCES)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"), [("a: [", "cannot be read"), ("[]", "must hold one list"), ("corrections: {}", "must hold one list")]
)
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / corrections_file.FILE).write_text(text, "utf-8")
    with pytest.raises(CorrectionsError, match=said):
        corrections_file.load(tmp_path, REFERENCES)


def test_two_entries_for_one_metric_are_refused(tmp_path: Path) -> None:
    folder = _reference(tmp_path / "reference", _entry("0" * 16), _entry("0" * 16, name="another"))
    with pytest.raises(CorrectionsError, match="stands twice"):
        corrections_file.load(folder, REFERENCES)


def test_without_the_file_there_are_no_corrections(tmp_path: Path) -> None:
    assert corrections_file.load(tmp_path, REFERENCES) == ((), "")
