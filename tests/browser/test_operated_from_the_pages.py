"""The whole story on Prefect's pages, in a real browser: a form filled, builds that end in each way, what they leave, who is told."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Dialog, Page, expect

from flows.settings import PROJECT
from tests.browser.conftest import keep
from tests.flow.made import CITY, HARVEST, NOTICE, PRESS, inbox_of, rows_of
from tests.flow.test_build import blocking_reference
from tests.operating.running import Receiver, Up, environment, release_named, until, up
from warehouse import runs
from warehouse.folder import WarehouseFolder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")]

AUTH = "lin:a-word-nobody-guesses"
HOSTILE = "<img src=x onerror=alert(1)> [here](javascript:alert(2)).txt"


@dataclass
class Story:
    """What the tests below share, in their order."""

    base: Path
    running: Up
    receiver: Receiver

    @property
    def inbox(self) -> Path:
        """The folder of the documents."""
        return self.base / "inbox"

    @property
    def root(self) -> Path:
        """The folder of the warehouse."""
        return self.base / "warehouse"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, browser: object) -> Iterator[Story]:  # noqa: ARG001 - no browser, no start
    """A fresh home, the sample documents, and all protected by a password."""
    base = tmp_path_factory.mktemp("economy", numbered=False)
    # Without the one that misprints a figure, of which a warning tells.
    shutil.copytree(PROJECT / "seeds" / "documents", base / "inbox", ignore=shutil.ignore_patterns("linchuan-wanbao-*"))
    receiver = Receiver()
    with up(base, env=environment(base, GONGBAO_AUTH=AUTH, GONGBAO_WEBHOOK_URL=receiver.address)) as running:
        # What comes every ten minutes would come in between.
        running.pause("inbox-watch")
        yield Story(base, running, receiver)
    receiver.close()


@pytest.fixture
def pages(page: Page, story: Story) -> Page:
    """The pages, entered with the password; a dialog that opens is a script of a stranger."""

    def refuse(dialog: Dialog) -> None:
        raise AssertionError(f"a script ran: {dialog.message}")

    page.on("dialog", refuse)
    page.goto(story.running.pages)
    page.get_by_label(re.compile("password|auth", re.IGNORECASE)).or_(page.locator("input[type=password]")).first.fill(AUTH)
    page.get_by_role("button", name=re.compile("log ?in|sign ?in|submit|unlock", re.IGNORECASE)).click()
    expect(page.get_by_role("link", name="Deployments")).to_be_visible()
    return page


def run_custom(pages: Page, story: Story, deployment: str, fill: dict[str, str], picture: str = "") -> str:
    """Fills the form for a custom run of a deployment and sends it; the id of the run."""
    known = {run["id"] for run in story.running.runs_of(deployment)}
    pages.get_by_role("link", name="Deployments").click()
    pages.get_by_role("link", name=deployment, exact=True).first.click()
    pages.get_by_role("button", name="Run", exact=True).click()
    pages.get_by_role("menuitem", name="Custom run").click()
    expect(pages.get_by_label(re.compile("^Warehouse"))).to_be_visible()
    for title, value in fill.items():
        field = pages.get_by_label(re.compile(rf"^{re.escape(title)}"))
        field.fill(value)
    if picture:
        keep(pages, picture)
    submit = pages.get_by_role("button", name="Submit")
    submit.click()
    with contextlib.suppress(AssertionError):
        # A server that was busy takes nothing, and the form stays: then it is sent again.
        expect(submit).to_be_hidden(timeout=8000)
    if submit.is_visible():
        submit.click()

    def new() -> list[str]:
        return [run["id"] for run in story.running.runs_of(deployment) if run["id"] not in known and not run["auto_scheduled"]]

    (run_id,) = until(new, 15)
    return str(run_id)


def see_end(pages: Page, story: Story, run_id: str, name: str) -> None:
    """The run's page shows that it ended so."""
    state = story.running.end_of(run_id)
    assert state["name"] == name, (state, story.running.log_of(run_id))
    pages.goto(f"{story.running.pages}/v2/runs/flow-run/{run_id}")
    expect(pages.get_by_text(name, exact=True).first).to_be_visible()


def test_without_the_password_nothing_is_told_and_without_the_token_nothing_is_changed(story: Story) -> None:
    user, _, word = AUTH.partition(":")
    with httpx.Client(base_url=f"{story.running.pages}/api/", trust_env=False) as client:
        assert client.get("admin/settings").status_code == 401
        assert client.get("admin/settings", auth=(user, "a guess")).status_code == 401
        assert client.get("admin/settings", auth=(user, word)).status_code == 200
        assert client.post("deployments/filter", json={}, auth=(user, word)).status_code == 403
        # Only whether it lives is told to everybody.
        assert client.get("health").status_code == 200


def test_a_build_from_the_form_is_published_and_its_verdict_stands_in_its_artifacts(pages: Page, story: Story) -> None:
    pages.get_by_role("link", name="Deployments").click()
    for name in ("daily-build", "inbox-watch", "backfill", "quality-check", "rebuild", "rollback", "retention"):
        expect(pages.get_by_role("link", name=name, exact=True).first).to_be_visible()
    keep(pages, "deployments")
    run_id = run_custom(pages, story, "daily-build", {"Stale after (days)": "30"}, "form")
    see_end(pages, story, run_id, "Published")
    assert story.running.run(run_id)["parameters"]["build"]["stale_after_days"] == 30
    pages.get_by_role("tab", name="Artifacts").click()
    pages.get_by_role("link", name="build-report").first.click()
    pages.get_by_role("link", name=re.compile("^[0-9a-f]{8}$")).first.click()
    expect(pages.get_by_role("heading", name="Published", exact=True)).to_be_visible()
    keep(pages, "report")
    counts = {row["what"]: row["number"] for row in story.running.artifacts(run_id)["build-counts"]}
    assert counts["metrics"] == rows_of(story.root, "select count(*) from metrics")[0][0] > 0
    # The sample documents hold numerals that no rule reads, of which a note tells.
    assert {row["severity"] for row in story.running.artifacts(run_id)["failed-expectations"]} == {"info"}

    errors: list[str] = []
    pages.on("pageerror", lambda error: errors.append(str(error)))
    pages.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    pages.goto(story.running.reports)
    pages.get_by_role("link", name=release_named(story.running.run(run_id)["state"]["message"])).click()
    expect(pages.get_by_role("heading", level=1)).to_contain_text("Published")
    pages.get_by_role("link", name="Reader").first.click()
    expect(pages.locator("html[data-ready]")).to_have_count(1)
    assert errors == []


def test_run_again_it_says_that_there_is_nothing_new(pages: Page, story: Story) -> None:
    run_id = run_custom(pages, story, "daily-build", {})
    see_end(pages, story, run_id, "Nothing new")


def test_a_bad_document_is_named_in_the_log_and_in_a_table_and_its_name_runs_no_script(pages: Page, story: Story) -> None:
    (story.inbox / HOSTILE).write_bytes(b"")
    run_id = run_custom(pages, story, "daily-build", {})
    see_end(pages, story, run_id, "Published with issues")
    lines = [line for line in story.running.log_of(run_id) if line.startswith(HOSTILE)]
    assert len(lines) == 1
    assert "empty" in lines[0]
    table = story.running.artifacts(run_id)["files-with-issues"]
    assert [row["kind"] for row in table] == ["empty"]
    for key in ("files-with-issues", "build-report"):
        found = story.running.ask("artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run_id]}, "key": {"any_": [key]}}})
        # Prefect's newer pages, and its older ones.
        for place in ("v2/artifacts/artifact", "artifacts/artifact"):
            pages.goto(f"{story.running.pages}/{place}/{found[0]['id']}")
            expect(pages.get_by_text("onerror").first).to_be_visible()
            assert pages.locator("img[src=x]").count() == 0
            assert pages.locator("a[href^='javascript']").count() == 0


def test_a_critical_failure_blocks_and_calls_the_webhook(pages: Page, story: Story) -> None:
    before = rows_of(story.root, "select count(*) from metrics")
    (story.inbox / HOSTILE).unlink()
    strict = blocking_reference(story.base / "strict")
    run_id = run_custom(pages, story, "daily-build", {"Reference tables": str(strict)})
    see_end(pages, story, run_id, "Blocked by quality")
    assert rows_of(story.root, "select count(*) from metrics") == before
    failed = story.running.artifacts(run_id)["failed-expectations"]
    assert failed[0]["severity"] == "critical"
    (told,) = until(lambda: [one for one in story.receiver.got if one["event"] == "gongbao.build.blocked"], 20)
    assert told["text"].startswith("Blocked by quality: does not hold: ")
    assert told["warehouse"] == str(story.root)
    pages.get_by_role("link", name="Runs", exact=True).first.click()
    for name in ("Published", "Nothing new", "Published with issues", "Blocked by quality"):
        expect(pages.get_by_text(name, exact=True).first).to_be_visible()
    pages.set_viewport_size({"width": 1280, "height": 1180})
    keep(pages, "runs")
    secrets = (AUTH.partition(":")[2], story.receiver.address)
    shown = [line for run in story.running.runs_of("daily-build") for line in story.running.log_of(run["id"])]
    shown += [repr(story.running.artifacts(run_id)), repr(story.running.run(run_id)), *story.running.said]
    shown += [path.read_text("utf-8", errors="replace") for path in (story.root / "state" / "prefect_server").glob("*.log")]
    assert [secret for secret in secrets if any(secret in text for text in shown)] == []


def test_a_schedule_fires_by_itself_and_two_triggers_build_one_after_the_other(story: Story) -> None:
    (story.inbox / "city.txt").write_text(CITY, "utf-8")
    story.running.schedule_once("daily-build", datetime.now(UTC) + timedelta(seconds=8))
    other = story.running.begin("rebuild", build={"anew": True, "wait_seconds": 120})

    def scheduled() -> list[dict[str, Any]]:
        soon = f"{datetime.now(UTC) + timedelta(seconds=30):%Y-%m-%dT%H:%M:%S}"
        return [run for run in story.running.runs_of("daily-build") if run["auto_scheduled"] and run["expected_start_time"] < soon]

    (by_itself,) = until(scheduled, 30)
    ends = [story.running.end_of(run_id)["name"] for run_id in (by_itself["id"], other)]
    # The rebuild publishes whatever it finds; the other one does so only where it came first.
    assert ends[1] == "Published"
    assert ends[0] in ("Published", "Nothing new")
    found = sorted(runs.read(WarehouseFolder(story.root), "runs").to_pylist(), key=lambda row: row["started_at"])[-2:]
    assert found[0]["ended_at"] <= found[1]["started_at"]
    assert rows_of(story.root, "select count(*) from documents where file_name = 'city.txt'") == [(1,)]


def test_files_that_came_are_built_by_the_watch_once_they_are_quiet(story: Story) -> None:
    inbox_of(story.inbox, {"press.txt": PRESS})
    waiting = story.running.end_of(story.running.begin("inbox-watch", watch={"quiet_seconds": 3600}))
    assert (waiting["name"], "Files came" in waiting["message"]) == ("Nothing new", True)
    built = story.running.end_of(story.running.begin("inbox-watch", watch={"quiet_seconds": 0}))
    assert built["name"] == "Published"
    again = story.running.begin("inbox-watch", watch={"quiet_seconds": 0})
    assert story.running.end_of(again)["message"] == "Nothing came into the inbox since the last build."


def test_a_release_is_checked_rolled_back_and_what_is_old_is_shown(story: Story) -> None:
    checked = story.running.begin("quality-check")
    went = story.running.begin("rollback")
    assert story.running.end_of(checked)["name"] == "Quality holds"
    state = story.running.end_of(went)
    assert state["name"] == "Rolled back", state
    assert rows_of(story.root, "select count(*) from documents where file_name = 'press.txt'") == [(0,)]
    refused = story.running.begin("rollback", rollback={"release": "no such release"})
    old = story.running.begin("retention", retention={"dry_run": True})
    told = story.running.end_of(refused)
    assert (told["type"], told["name"]) == ("FAILED", "Wrong use")
    assert "Releases here: " in told["message"]
    assert "Traceback" not in "\n".join(story.running.log_of(refused))
    assert story.running.end_of(old)["name"] == "Nothing removed"


def test_a_backfill_goes_day_by_day_and_again_finds_nothing_new(story: Story) -> None:
    archive = story.base / "archive"
    inbox_of(archive, {"2023/07/20.txt": HARVEST, "2023/07/21.txt": NOTICE, "2022/01/01.txt": "别处。", "undated.txt": CITY + "另。"})
    wanted = {"archive": str(archive), "first_day": "2023-07-01", "last_day": "2023-07-31", "documents_a_build": 1}
    first = story.running.begin("backfill", backfill=wanted)
    # With or without warnings: so few documents say little.
    assert story.running.end_of(first)["name"].startswith("Published")
    batches = story.running.artifacts(first)["backfill"]
    assert [(row["from"], row["files copied"]) for row in batches] == [("2023-07-21", 1), ("2023-07-20", 1)]
    assert [line for line in story.running.log_of(first) if line.startswith("undated.txt: left out")]
    assert rows_of(story.root, "select count(*) from documents where list_contains(paths, '2023/07/20.txt')") == [(1,)]
    turned = story.running.begin("backfill", backfill={**wanted, "last_day": "2023-06-30"})
    state = story.running.end_of(turned)
    assert (state["name"], "lies before the first" in state["message"]) == ("Wrong use", True)
    strict = blocking_reference(story.base / "stricter")
    again = story.running.begin("backfill", backfill=wanted)
    blocked = story.running.begin(
        "backfill", backfill={**wanted, "first_day": "2022-01-01", "documents_a_build": 9, "reference": str(strict)}
    )
    assert story.running.end_of(again)["name"] == "Nothing new"
    assert story.running.end_of(blocked)["name"] == "Blocked by quality"
    assert [path for path in (story.inbox / "2022").rglob("*") if path.is_file()] == []


def test_stale_data_and_new_conflicts_call_the_webhook(story: Story) -> None:
    late = story.running.begin("daily-build", build={"clock": "2030-01-01T00:00:00+00:00", "stale_after_days": 30})
    script = (
        "from datetime import UTC, datetime; from pathlib import Path; from flows import notices; from flows.run import Outcome, Run\n"
        "from flows.prefect_home import send_what_waits; from warehouse.folder import WarehouseFolder\n"
        f"run = Run(Path('i'), WarehouseFolder(Path({str(story.root)!r})), Path('r'), datetime.now(UTC)); run.run_id = 'planted'\n"
        "print(notices.after_build(run, Outcome('published', 'planted', 'planted', '', ''), [{'conflict_id': 'c'}], 0)); send_what_waits()"
    )
    server = {"PREFECT_API_URL": f"{story.running.pages}/api", "PREFECT_API_AUTH_STRING": AUTH}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=PROJECT,
        env=environment(story.base, **server),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == "['gongbao.conflicts.new']", done.stderr
    assert story.running.end_of(late)["name"] == "Nothing new"
    for event, words in (("gongbao.conflicts.new", "1 new conflict"), ("gongbao.data.stale", "No document came in for")):
        (told,) = until(lambda event=event: [one for one in story.receiver.got if one["event"] == event], 20)
        assert told["text"].startswith(words)
