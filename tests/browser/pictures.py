"""Makes the pictures of the quality report in docs/pictures, from the sample documents and a page with faults.

    python -m tests.browser.pictures

Two builds, a day apart: the second one corrects a figure of the page, so that every part of the report has something to show.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from flows.settings import PROJECT
from tests.flow.made import gongbao

PICTURES = PROJECT / "docs" / "pictures"
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")
_FAULTY = """江宁日报 2023年7月20日

上半年经济运行情况

本报讯 2023年上半年，全市规模以上工业增加值同比增长{growth}%，新能源汽车产量同比增长5200%，问题整改率为138%。
上半年，全国规模以上工业增加值同比增长8.3%。一季度，全市城镇调查失业率为80%。
"""
_SHOTS = (
    ("index", "report", "light", 1100, 1000),
    ("findings", "findings", "dark", 1100, 800),
    ("quarantine", "quarantine", "light", 1100, 420),
    ("conflicts", "conflicts", "dark", 1100, 460),
    ("issues", "issues", "light", 1100, 400),
    ("changes", "changes", "dark", 1100, 640),
    ("results", "checks", "light", 1100, 640),
    ("index", "narrow", "dark", 390, 900),
)


def main() -> int:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("no Chromium on the path; install it (on Debian: apt-get install chromium)", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        report = _built(Path(place))
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        for page_name, name, scheme, width, height in _SHOTS:
            page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": height})  # type: ignore[arg-type]
            page.goto((report / f"{page_name}.html").as_uri())
            page.screenshot(path=PICTURES / f"quality-{name}.png")
            page.close()
        page = browser.new_page(viewport={"width": 1100, "height": 520})
        page.goto((report / "quarantine.html").as_uri())
        page.locator("td a").first.click()
        page.locator("mark:target").scroll_into_view_if_needed()
        page.screenshot(path=PICTURES / "quality-sentence.png")
        browser.close()
    return 0


def _built(folder: Path) -> Path:
    """The folder of the second build's report."""
    inbox, warehouse = folder / "inbox", folder / "warehouse"
    shutil.copytree(PROJECT / "seeds" / "documents", inbox)
    (inbox / "leer.pdf").write_bytes(b"%PDF-1.4 cut off")
    for growth, clock in (("6.5", "2026-03-02T08:00:00Z"), ("6.9", "2026-03-03T08:00:00Z")):
        (inbox / "jiangning-ribao.txt").write_text(_FAULTY.format(growth=growth), "utf-8")
        done = gongbao("build", str(inbox), "--warehouse", str(warehouse), "--clock", clock)
        print(done.stdout.splitlines()[-1] if done.stdout else done.stderr)
    return max((warehouse / "reports").glob("*/index.html")).parent


if __name__ == "__main__":
    sys.exit(main())
