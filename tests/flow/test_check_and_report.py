"""`gongbao check` and `gongbao report` over a warehouse that was built."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from flows import check_command, report_command, steps
from flows.run import Run
from flows.settings import REFERENCE
from tests.flow.made import CITY, CLOCK, NOTICE, gongbao, gongbao_here, inbox_of, released
from warehouse.folder import WarehouseFolder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("checked")
    released(inbox_of(base / "inbox", {"city.txt": CITY, "notice.md": NOTICE}), base / "warehouse")
    return base / "warehouse"


def test_a_sound_release_passes_and_the_last_line_says_so(root: Path) -> None:
    done = gongbao("check", "--warehouse", str(root))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "sound" in done.stdout.splitlines()[-1]
    assert "0 could not run" in done.stdout.splitlines()[-1]


def test_a_candidate_with_a_critical_fault_ends_with_3_and_names_the_rule(root: Path, tmp_path: Path) -> None:
    bad = tmp_path / "gongbao.duckdb"
    shutil.copyfile(WarehouseFolder(root).database, bad)
    bad.chmod(0o644)
    with duckdb.connect(str(bad)) as connection:
        connection.execute("UPDATE metrics SET value = 460 WHERE unit = '%'")
        connection.execute("UPDATE metrics_history SET value = 460 WHERE unit = '%'")
    done = gongbao("check", str(tmp_path), "--warehouse", str(root))
    assert done.returncode == 3
    assert "metrics.value_fits_text" in done.stdout
    assert "NOT sound" in done.stdout.splitlines()[-1]


def test_what_cannot_be_checked_is_named(root: Path, tmp_path: Path) -> None:
    done = gongbao_here("check", "no-such-release", "--warehouse", str(root))
    assert done.returncode == 2
    assert "no-such-release is no release" in done.stderr
    assert gongbao_here("check", "--warehouse", str(tmp_path / "nowhere")).returncode == 2


def _entry(row: Mapping[str, Any], rule: str, **changed: Any) -> dict[str, Any]:
    says = {name: row[name] for name in ("value_text", "sentence")}
    whole = {"table": "metrics", "row_id": row["metric_id"], "rule": rule, "says": says}
    return {**whole, "reviewed_by": "a person", "reviewed_on": "2026-01-31", "reason": "twice mended", **changed}


def _with_entries(folder: Path, *entries: Mapping[str, Any]) -> Path:
    shutil.copytree(REFERENCE, folder)
    (folder / "released_rows.yaml").write_text(yaml.safe_dump([*entries], allow_unicode=True), "utf-8")
    return folder


def test_rows_that_a_person_reviewed_pass_in_a_candidate_while_they_say_the_same(root: Path, tmp_path: Path) -> None:
    bad = tmp_path / "gongbao.duckdb"
    shutil.copyfile(WarehouseFolder(root).database, bad)
    bad.chmod(0o644)
    with duckdb.connect(str(bad)) as connection:
        found = connection.execute("SELECT metric_id, value_text, sentence FROM metrics WHERE measure = 'growth' LIMIT 1").fetchone()
        assert found is not None
        row = dict(zip(("metric_id", "value_text", "sentence"), found, strict=True))
        for table in ("metrics", "metrics_history"):
            connection.execute(f"UPDATE {table} SET value = 77.7 WHERE metric_id = ?", [row["metric_id"]])
    rule = "metrics.value_fits_text"
    reviewed = check_command.check(root, str(bad), _with_entries(tmp_path / "reviewed", _entry(row, rule)))
    assert (reviewed.code, [one["rule"] for one in reviewed.results if one["outcome"] != "passed" and one["severity"] == "critical"]) == (
        0,
        [],
    )
    stale = _entry(row, rule, says={"value_text": "1%", "sentence": row["sentence"]})
    (broken,) = [
        one
        for one in check_command.check(root, str(bad), _with_entries(tmp_path / "stale", stale)).results
        if one["outcome"] == "failed" and one["severity"] == "critical"
    ]
    assert (broken["rule"], broken["unexpected"]) == (rule, 1)


def test_what_is_no_release_and_no_database_is_named(root: Path, tmp_path: Path) -> None:
    assert check_command._let_through(tmp_path / "setting.json") == {}
    with pytest.raises(check_command.NothingToCheck):
        check_command.check(root, "nothing", REFERENCE)


def test_the_last_report_is_found_and_one_that_is_not_there_is_named(tmp_path: Path) -> None:
    folder = WarehouseFolder(tmp_path).create()
    with pytest.raises(report_command.NoReport, match="Build first"):
        report_command.find(tmp_path, None)
    (folder.reports / "r1").mkdir(parents=True)
    (folder.reports / "r1" / "index.html").write_text("", "utf-8")
    assert report_command.find(tmp_path, "r1").parent.name == "r1"
    with pytest.raises(report_command.NoReport, match="The newest are: r1"):
        report_command.find(tmp_path, "r2")


OVER = "江宁日报 2023年7月20日\n\n整改情况\n\n本报讯 2023年上半年，全市问题整改率为138%，完成投资520.6亿元，同比下降2.1%。\n"


def _staged_by(inbox: Path, root: Path, reference: Path) -> Run:
    run = Run(inbox, WarehouseFolder(root).create(), reference, CLOCK)
    steps.discover(run)
    with steps.reader(run) as reader:
        for batch in steps.batches(run):
            steps.read(run, reader, batch)
    steps.reconcile(run)
    steps.check_rows(run)
    return run


def test_a_reviewed_row_is_published_and_an_entry_that_does_not_fit_is_an_issue(tmp_path: Path) -> None:
    inbox = inbox_of(tmp_path / "inbox", {"over.txt": OVER})
    reference = tmp_path / "reference"
    shutil.copytree(REFERENCE, reference)
    first = _staged_by(inbox, tmp_path / "first", reference)
    (kept_out,) = first.quarantine
    row = json.loads(kept_out["row"])
    entry = _entry(row, kept_out["rule"])
    (reference / "released_rows.yaml").write_text(yaml.safe_dump([entry, {**entry, "row_id": "0000"}], allow_unicode=True), "utf-8")
    second = _staged_by(inbox, tmp_path / "second", reference)
    assert second.quarantine == []
    assert len(second.rows["metrics"]) == len(first.rows["metrics"]) + 1
    assert second.setting.released == {kept_out["rule"]: (kept_out["row_id"],)}
    (issue,) = [one for one in second.issues if one["kind"] == "released_row_outdated"]
    assert "keeps no row 0000 out" in issue["message"]
    assert first.build_fingerprint != second.build_fingerprint, "a reviewed entry is a reason to build again"
