"""A real Chromium for tests that look at pages as people do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
)
"""Without these Chromium asks for addresses outside, at every start."""


# Not for the whole session: while Playwright is open, its event loop is that of this thread, and nothing else can run one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine. Without one the tests are skipped, unless GONGBAO_NEEDS_BROWSER asks for it."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        if os.environ.get("GONGBAO_NEEDS_BROWSER") == "1":
            pytest.fail("no Chromium is on the path, and GONGBAO_NEEDS_BROWSER is 1: install it (Debian: apt-get install chromium)")
        pytest.skip("no Chromium is installed (Debian: apt-get install chromium), so the pages are not looked at")
    with sync_playwright() as playwright:
        # Chromium's sandbox does not work for root, as which continuous integration runs.
        alone = ("--no-sandbox",) if os.geteuid() == 0 else ()
        chromium = playwright.chromium.launch(executable_path=program, headless=True, args=[*FLAGS, *alone])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-GB", timezone_id="Asia/Shanghai")
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def keep(page: Page, name: str) -> None:
    """Keeps what the page shows as a picture where GONGBAO_PICTURES names a folder; the documentation's pictures are made so."""
    if folder := os.environ.get("GONGBAO_PICTURES"):
        page.wait_for_timeout(1000)
        page.screenshot(path=Path(folder) / f"{name}.png")
