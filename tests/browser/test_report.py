"""The report in a real browser without network: it opens, everybody can use it, and nothing that documents say acts."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.report import made

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

_PARTS = ("index", "findings", "quarantine", "conflicts", "issues", "changes", "results", "documents/0001")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.hostile_site(tmp_path_factory.mktemp("browser")).parent


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_part_opens_offline_and_axe_finds_no_serious_fault(browser: Browser, report: Path, scheme: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(offline=True, color_scheme=scheme)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    faults = {}
    for name in _PARTS:
        # The policy of the pages lets no script in; the inspector runs its own beside it.
        page.goto((report / f"{name}.html").as_uri())
        assert page.title() != "owned"
        found = Axe().run(page).response["violations"]
        faults[name] = [(one["id"], one["nodes"][0]["html"][:120]) for one in found if one["impact"] in ("serious", "critical")]
    context.close()
    assert [one for one in faults.items() if one[1]] == []
    assert [url for url in asked if not url.startswith(report.as_uri())] == []
    assert said == []


def test_one_click_leads_from_a_failed_row_to_its_number_in_its_page(browser: Browser, report: Path) -> None:
    page = browser.new_page()
    page.goto((report / "findings.html").as_uri())
    page.locator('section[aria-labelledby="metrics.growth_high"] td a').first.click()
    assert page.locator("mark:target").inner_text() == "5000%"
    assert page.locator("mark:target").is_visible()
    page.close()


def test_it_can_be_used_with_the_keyboard(browser: Browser, report: Path) -> None:
    page = browser.new_page()
    page.goto((report / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.tagName"))
    assert reached >= {"findings.html", "quarantine.html", "SUMMARY"}
    page.close()


def test_ten_thousand_results_open(browser: Browser, tmp_path: Path) -> None:
    report = made.large_site(tmp_path, 10_000).parent
    page = browser.new_page()
    took = {}
    for name in ("index", "findings", "results"):
        began = time.monotonic()
        page.goto((report / f"{name}.html").as_uri(), wait_until="load")
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        took[name] = round(time.monotonic() - began, 2)
    page.close()
    print(f"seconds until shown: {took}")
    # Two seconds on a quiet machine; here many tests share it.
    assert max(took.values()) < 20
