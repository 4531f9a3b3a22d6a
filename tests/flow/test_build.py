"""A warehouse through its life: built, built again, changed, reduced, blocked, rolled back. The real flow, server and audit."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import duckdb
import pytest

from flows.settings import REFERENCE
from tests.flow.made import CITY, HARVEST, NOTICE, PRESS, facts_of, gongbao, gongbao_here, inbox_of, rows_of
from tests.prefect_server import PrefectServer
from warehouse import runs
from warehouse.connect import connect
from warehouse.folder import WarehouseFolder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

BAD = {
    "empty.txt": b"",
    "binary.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "nul.txt": "全市增长3.8%".encode() + b"\x00" + "，比上年加快。".encode() * 40,
    "cut.txt": ("全市规模以上工业增加值同比增长3.8%。" * 20).encode()[:-1],
    "page.txt": "<!DOCTYPE html><html><body><p>全市增长3.8%</p></body></html>".encode(),
    "blank.html": b"<!DOCTYPE html><html><head><title></title></head><body><script>1</script></body></html>",
    "report.pdf": b"%PDF-1.7 nothing",
}
"""Files that cannot be read; each must have its row in issues."""


@dataclass
class Life:
    """What was seen at each step."""

    root: Path
    inbox: Path
    env: dict[str, str]
    done: dict[str, CompletedProcess[str]] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)

    def build(self, step: str, *options: str, clock: str | None = None, env: dict[str, str] | None = None) -> CompletedProcess[str]:
        """Builds, and keeps what was printed under the step's name."""
        when = ("--clock", clock) if clock else ()
        done = gongbao("build", str(self.inbox), "--warehouse", str(self.root), *when, *options, env=env or self.env, timeout=300)
        self.done[step] = done
        return done


def blocking_reference(folder: Path) -> Path:
    """The reference tables, but with a floor that no inbox of these tests reaches."""
    shutil.copytree(REFERENCE, folder)
    path = folder / "thresholds.yaml"
    text = path.read_text("utf-8")
    changed = text.replace("documents_at_least:\n  value: 1\n", "documents_at_least:\n  value: 1000\n")
    assert changed != text
    path.write_text(changed, "utf-8")
    return folder


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory, prefect_server: PrefectServer) -> Life:
    """One warehouse, step by step; the tests below look at what was seen."""
    base = tmp_path_factory.mktemp("life")
    inbox = inbox_of(base / "inbox", {"city.txt": CITY, "press/press.txt": PRESS, "press/notice.md": NOTICE, "copy of city.txt": CITY})
    for name, data in BAD.items():
        (inbox / name).write_bytes(data)
    (inbox / "dangling.txt").symlink_to(base / "nowhere")
    (inbox / "line\nbreak '\".txt").write_text(HARVEST, "utf-8")
    (inbox / "city.meta.yaml").write_text("outlet: [unclosed", "utf-8")
    life = Life(base / "warehouse", inbox, dict(prefect_server.env))

    life.build("first", clock="2026-01-01T00:00:00")
    life.seen["first facts"] = facts_of(life.root)
    life.build("again", clock="2026-01-02T00:00:00")
    life.seen["again facts"] = facts_of(life.root)

    before = connect(life.root)
    reading = before.execute("select value_text from metrics order by metric_id")
    first_row = reading.fetchone()
    (inbox / "press" / "notice.md").write_text(NOTICE.replace("5.4%", "5.5%"), "utf-8")
    life.build("changed", clock="2026-01-03T00:00:00")
    life.seen["open query"] = [first_row, *reading.fetchall()]
    life.seen["old reader"] = before.execute("select count(*) from metrics where value_text = '5.4%'").fetchall()
    life.seen["new reader"] = rows_of(life.root, "select count(*) from metrics where value_text = '5.4%'")
    before.close()

    (inbox / "press" / "press.txt").unlink()
    life.build("removed", clock="2026-01-04T00:00:00")
    life.seen["removed facts"] = facts_of(life.root)

    life.build("blocked", "--reference", str(blocking_reference(base / "strict")), clock="2026-01-05T00:00:00")
    life.seen["blocked facts"] = facts_of(life.root)

    broken = base / "broken"
    broken.mkdir()
    (broken / "great_expectations.py").write_text("raise RuntimeError('planted')\n", "utf-8")
    (inbox / "city.txt").write_text(CITY.replace("3.8%", "3.9%"), "utf-8")
    life.build("could not run", clock="2026-01-06T00:00:00", env={**life.env, "PYTHONPATH": str(broken)})
    life.seen["could not run facts"] = facts_of(life.root)
    return life


def last_line(done: CompletedProcess[str]) -> str:
    return done.stdout.splitlines()[-1]


def test_the_first_build_publishes_and_says_so_in_the_last_line(life: Life) -> None:
    done = life.done["first"]
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.match(r"Published with (issues|warnings): 20260101T000000Z-[0-9a-f]{8}: 4 documents", last_line(done))
    assert "issues" in last_line(done)
    assert rows_of_release(life, "first") >= {"3.8%", "293.7万个"}
    assert "Traceback" not in done.stdout + done.stderr


def ask_release(life: Life, step: str, query: str) -> list[tuple[Any, ...]]:
    """What the release of that step answers, whether or not it is the published one."""
    release = re.search(r"\d{8}T\d{6}Z-[0-9a-f]{8}", last_line(life.done[step]))
    assert release is not None
    with duckdb.connect(str(life.root / "releases" / release.group() / "gongbao.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def rows_of_release(life: Life, step: str) -> set[str]:
    return {value for (value,) in ask_release(life, step, "select value_text from metrics")}


def test_the_same_bytes_twice_are_one_document_with_two_paths(life: Life) -> None:
    paths = ask_release(life, "first", "select paths from documents where list_contains(paths, 'city.txt')")
    assert paths == [(["city.txt", "copy of city.txt"],)]


@pytest.mark.parametrize("name", [*BAD, "dangling.txt", "city.meta.yaml"])
def test_every_bad_file_has_an_issue_that_says_what_to_do(life: Life, name: str) -> None:
    with connect(life.root) as connection:
        rows = connection.execute("select message, what_to_do from issues where path = ? and run_id like '20260101%'", [name]).fetchall()
    assert len(rows) >= 1
    assert all(message and what_to_do for message, what_to_do in rows)
    assert f"{name}: " in life.done["first"].stdout


def test_a_name_with_a_line_break_breaks_no_line(life: Life) -> None:
    assert r"line\nbreak" in life.done["first"].stdout
    assert not any(line.startswith("break") for line in life.done["first"].stdout.splitlines())


def test_a_second_build_reads_nothing_publishes_nothing_and_says_so(life: Life) -> None:
    done = life.done["again"]
    assert (done.returncode, last_line(done)[:11]) == (0, "Nothing new")
    assert "read: " not in done.stdout
    assert life.seen["again facts"] == life.seen["first facts"]


def test_one_changed_document_is_the_only_one_read(life: Life) -> None:
    assert life.done["changed"].returncode == 0
    assert "4 documents, 1 read now" in life.done["changed"].stdout
    assert "5.5%" in rows_of_release(life, "changed")


def test_an_open_query_keeps_its_answer_and_a_new_reader_sees_the_new_release(life: Life) -> None:
    assert "5.4%" in [value for (value,) in life.seen["open query"]]
    assert life.seen["old reader"] == [(1,)]
    assert life.seen["new reader"] == [(0,)]


def test_a_removed_document_leaves_the_release_and_stays_in_the_history(life: Life) -> None:
    assert life.done["removed"].returncode == 0
    assert "293.7万个" not in rows_of_release(life, "removed")
    with connect(life.root) as connection:
        rows = connection.execute(
            "select distinct recorded_from::varchar, recorded_to::varchar, reason from metrics_history "
            "where value_text = '14.2%' and recorded_to is not null"
        ).fetchall()
        replaced = connection.execute("select reason from metrics_history where value_text = '5.4%'").fetchall()
    assert rows == [("2026-01-01 00:00:00", "2026-01-04 00:00:00", "the document was removed from the inbox")]
    assert replaced == [("the document was replaced by another content",)]


def test_a_critical_failure_keeps_the_old_release_and_says_which_and_where(life: Life) -> None:
    done = life.done["blocked"]
    assert done.returncode == 3, done.stdout + done.stderr
    assert last_line(done).startswith("Blocked by quality")
    assert "documents" in last_line(done)
    report = Path(last_line(done).rsplit("Report: ", 1)[1])
    assert "documents" in report.read_text("utf-8")
    assert life.seen["blocked facts"] == life.seen["removed facts"]
    assert list(WarehouseFolder(life.root).staging.iterdir()) == []


def test_an_audit_that_could_not_run_blocks(life: Life) -> None:
    done = life.done["could not run"]
    assert done.returncode == 3, done.stdout + done.stderr
    assert "could not run" in done.stdout
    assert life.seen["could not run facts"] == life.seen["removed facts"]


def test_every_run_is_in_the_table_of_runs_with_its_outcome(life: Life) -> None:
    rows = sorted(runs.read(WarehouseFolder(life.root), "runs").to_pylist(), key=lambda row: row["run_id"])
    assert [row["outcome"] for row in rows][:6] == ["published", "nothing_new", "published", "published", "blocked", "blocked"]
    results = runs.read(WarehouseFolder(life.root), "quality_results").to_pylist()
    assert {row["run_id"] for row in results} == {rows[at]["run_id"] for at in (0, 2, 3, 4, 5)}


def test_the_report_holds_the_verdict_and_great_expectations_own_results(life: Life) -> None:
    folder = Path(last_line(life.done["removed"]).rsplit("Report: ", 1)[1]).parent
    report = (folder / "report.md").read_text("utf-8")
    assert report.startswith("# Published")
    assert "[The reader](../reader.html)" in report
    assert f'"release":"{folder.name}"' in (folder.parent / "reader.html").read_text("utf-8")
    assert (folder / "data_docs").is_dir()
    assert list(folder.rglob("*.json"))


def test_status_releases_and_rollback(life: Life) -> None:
    """Last, since it changes what is published."""
    root = str(life.root)
    assert "Published: 20260104" in gongbao_here("status", "-w", root).stdout
    listed = gongbao_here("releases", "-w", root).stdout.splitlines()
    assert [line[:10] for line in listed[:3]] == ["* 20260104", "  20260103", "  20260101"]
    unknown = gongbao_here("rollback", "--to", "nothing", "-w", root)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "20260103" in unknown.stderr
    back = gongbao("rollback", "-w", root)
    assert back.returncode == 0, back.stderr
    assert "20260103" in back.stdout
    assert "reader.html shows it" in back.stdout
    reader = (life.root / "reports" / "reader.html").read_text("utf-8")
    assert f'"release":"{listed[1].split()[0]}"' in reader
    assert rows_of(life.root, "select count(*) from metrics where value_text = '14.2%'") != [(0,)]
    assert gongbao("rollback", "--to", listed[0].split()[1], "-w", root).returncode == 0
    assert facts_of(life.root) == life.seen["removed facts"]


@pytest.mark.parametrize(("made", "told"), [("missing", "no inbox at"), ("empty", "is empty"), ("file", "not a folder")])
def test_a_bad_inbox_is_wrong_use_and_leaves_the_warehouse_untouched(life: Life, tmp_path: Path, made: str, told: str) -> None:
    inbox = tmp_path / "inbox"
    if made == "empty":
        inbox.mkdir()
    elif made == "file":
        inbox.write_text(CITY, "utf-8")
    before = facts_of(life.root)
    done = gongbao("build", str(inbox), "-w", str(life.root), env=life.env)
    assert done.returncode == 2, done.stdout + done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert facts_of(life.root) == before


def test_a_damaged_reference_table_is_wrong_use(life: Life, tmp_path: Path) -> None:
    reference = tmp_path / "reference"
    shutil.copytree(REFERENCE, reference)
    (reference / "units.csv").write_text('form,unit\n"open', "utf-8")
    done = gongbao("build", str(life.inbox), "-w", str(tmp_path / "w"), "--reference", str(reference), env=life.env)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "units.csv" in done.stderr


def test_a_warehouse_that_cannot_be_made_is_wrong_use(life: Life, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    done = gongbao("build", str(life.inbox), "-w", str(tmp_path / "file" / "w"), env=life.env)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert os.listdir(tmp_path) == ["file"]
