"""What a build compares to tell what is new, and what the watch compares to see whether there is anything to do."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from prefect.flows import load_flow_from_entrypoint

from expectations import gate
from flows import notices, steps, upkeep, watch
from flows.settings import PROJECT
from tests.flow.made import CITY, CLOCK, PRESS, inbox_of, staged
from warehouse import releases, retention, stage
from warehouse.folder import WarehouseFolder, fact_file


def published(inbox: Path, root: Path, hours: int) -> WarehouseFolder:
    """The warehouse after a build of the inbox at that hour."""
    run = staged(inbox, root, CLOCK + timedelta(hours=hours))
    steps.publish(run, gate.Verdict("publish", []))
    return run.folder


def test_conflicts_that_the_release_before_did_not_hold_are_new_and_say_what_they_are_about(tmp_path: Path) -> None:
    root = tmp_path / "w"
    assert notices.conflict_ids(WarehouseFolder(root)) == frozenset()
    inbox = inbox_of(tmp_path / "inbox", {"city.txt": CITY})
    folder = published(inbox, root, 1)
    known = notices.conflict_ids(folder)
    assert known == frozenset()
    inbox_of(inbox, {"other.txt": CITY.replace("3.8%", "8.3%")})
    published(inbox, root, 2)
    (new,) = notices.new_conflicts(folder, known)
    assert {new["left_text"], new["right_text"]} == {"3.8%", "8.3%"}
    assert {new["left_file"], new["right_file"]} == {"city.txt", "other.txt"}
    assert new["indicator"]
    published(inbox, root, 3)
    assert notices.new_conflicts(folder, notices.conflict_ids(folder)) == []


def test_the_newest_document_is_the_one_that_came_in_last(tmp_path: Path) -> None:
    inbox = inbox_of(tmp_path / "inbox", {"city.txt": CITY, "press.txt": PRESS})
    (inbox / "city.meta.yaml").write_text("collected_at: 2026-02-01T08:00:00+08:00\n", "utf-8")
    (inbox / "press.meta.yaml").write_text("collected_at: 2026-01-01T08:00:00+08:00\n", "utf-8")
    run = staged(inbox, tmp_path / "w")
    assert notices.newest_document(run.folder, run.clock) is None
    steps.publish(run, gate.Verdict("publish", []))
    assert notices.newest_document(run.folder, datetime(2026, 3, 1, tzinfo=UTC)) == datetime(2026, 2, 1, tzinfo=UTC)
    # What is said of a day to come is no sign that something came in.
    assert notices.newest_document(run.folder, datetime(2026, 1, 15, tzinfo=UTC)) == datetime(2026, 1, 1, tzinfo=UTC)


def test_of_a_damaged_release_nothing_is_called_new(tmp_path: Path) -> None:
    folder = published(inbox_of(tmp_path / "inbox", {"city.txt": CITY}), tmp_path / "w", 1)
    conflicts = fact_file(folder.facts, "conflicts").resolve()
    conflicts.chmod(0o644)
    conflicts.write_bytes(b"")
    assert notices.conflict_ids(folder) is None


def test_the_watch_sees_what_came_since_the_last_run_whatever_became_of_that(tmp_path: Path) -> None:
    inbox = inbox_of(tmp_path / "inbox", {"city.txt": CITY})
    run = staged(inbox, tmp_path / "w")
    assert watch.last_seen(run.folder) is None
    steps.report(run, gate.Verdict("block", ["critical: planted"]))
    assert watch.last_seen(run.folder) == run.inputs_fingerprint
    inbox_of(inbox, {"press.txt": PRESS})
    again = staged(inbox, tmp_path / "w", CLOCK + timedelta(hours=1))
    assert watch.last_seen(run.folder) != again.inputs_fingerprint


def test_the_youngest_change_is_when_a_file_came_even_where_it_keeps_the_day_of_its_original(tmp_path: Path) -> None:
    inbox = inbox_of(tmp_path, {"a.txt": CITY, "b.txt": PRESS})
    os.utime(inbox / "a.txt", (1000, 1000))
    os.utime(inbox / "b.txt", (2_000_000_000, 2_000_000_000))
    came = (inbox / "a.txt").stat().st_ctime
    assert watch.youngest_change([inbox / "a.txt", inbox / "gone.txt"]) == came
    assert watch.youngest_change([inbox / "a.txt", inbox / "b.txt"]) == 2_000_000_000
    assert watch.youngest_change([]) is None
    assert inbox / "a.meta.yaml" in watch.with_sidecars(inbox / "a.txt")


def test_retention_knows_the_flow_of_every_deployment() -> None:
    entrypoints = [one["entrypoint"] for one in yaml.safe_load((PROJECT / "prefect.yaml").read_text("utf-8"))["deployments"]]
    flows = [load_flow_from_entrypoint(str(PROJECT / entrypoint)) for entrypoint in entrypoints]
    assert set(upkeep.FLOWS) == {flow.name for flow in flows}


def test_retention_removes_what_is_beyond_its_bounds_and_nothing_else(tmp_path: Path) -> None:
    folder = WarehouseFolder(tmp_path / "w").create()
    for run_id in ("r1", "r22", "r333"):
        releases.publish(folder, stage.build_candidate(folder, run_id, {}), {"published_at": CLOCK + timedelta(hours=len(run_id))})
    for name in ("r1", "r22", "r333", "check-1", "check-2"):
        (folder.reports / name).mkdir()
        old = time.time() - 100 * 86_400
        if name != "check-2":
            os.utime(folder.reports / name, (old, old))
    folder.set_aside.mkdir(parents=True)
    (folder.set_aside / "new").write_text("", "utf-8")
    # Moved aside today, written long ago; and the page of the published release.
    os.utime(folder.set_aside / "new", (old, old))
    (folder.reports / "reader.html").write_text("", "utf-8")
    os.utime(folder.reports / "reader.html", (old, old))
    before = datetime.now(UTC) - timedelta(days=90)
    would = retention.remove(folder, 1, before, dry_run=True)
    assert all(path.exists() for path in would)
    assert sorted(path.relative_to(folder.root).as_posix() for path in would) == ["releases/r1", "reports/check-1", "reports/r1"]
    assert retention.remove(folder, 1, before) == would
    assert not any(path.exists() for path in would)
    assert [release.release_id for release in releases.list_releases(folder)] == ["r333", "r22"]
    assert sorted(path.name for path in folder.reports.iterdir()) == ["check-2", "r22", "r333", "reader.html"]
    assert [path.name for path in folder.set_aside.iterdir()] == ["new"]
