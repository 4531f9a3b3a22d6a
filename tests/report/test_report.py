"""The report of a run: what is in it, that it leads to the sentences, and that nothing in it acts."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import re
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from expectations import setting
from expectations.model import ROWS_OF_BATCH, RowRule
from expectations.suites import EXPECTATIONS
from flows.report import comparison, offending, trends
from flows.report.marked import Mark, Page
from tests.expectations.bundles import build, bundle, merged
from tests.report import made
from warehouse import runs
from warehouse.folder import WarehouseFolder


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.hostile_site(tmp_path_factory.mktemp("report")).parent


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def parsed(path: Path) -> _Tags:
    parser = _Tags()
    parser.feed(path.read_text("utf-8"))
    return parser


def pages(report: Path) -> list[Path]:
    return [path for path in report.rglob("*.html") if "data_docs" not in path.parts]


def test_the_verdict_comes_first_and_every_part_has_its_page(report: Path) -> None:
    index = (report / "index.html").read_text("utf-8")
    assert index.index("Published with warnings") < index.index("What needs a look") < index.index("Trends over runs")
    linked = {attrs.get("href") for tag, attrs in parsed(report / "index.html").tags if tag == "a"}
    assert linked >= {"findings.html", "quarantine.html", "conflicts.html", "issues.html", "changes.html", "results.html"}


def test_every_link_of_the_site_leads_somewhere(report: Path) -> None:
    anchors = {path: {attrs["id"] for _, attrs in parsed(path).tags if "id" in attrs} for path in pages(report)}
    broken = []
    for path in pages(report):
        for tag, attrs in parsed(path).tags:
            if tag != "a" or not attrs.get("href") or "data_docs" in str(attrs["href"]):
                continue
            file, _, anchor = str(attrs["href"]).partition("#")
            target = (path.parent / file).resolve() if file else path
            if not target.is_file() or (anchor and anchor not in anchors.get(target, set())):
                broken.append((path.name, attrs["href"]))
    assert broken == []


def test_a_failed_row_leads_to_its_number_marked_in_its_page(report: Path) -> None:
    findings = (report / "findings.html").read_text("utf-8")
    section = findings[findings.index('id="metrics.growth_high"') :]
    link = re.search(r'href="(documents/[0-9]+\.html)#(c[0-9]+-[0-9]+)">5000%', section)
    assert link is not None
    page = (report / link[1]).read_text("utf-8")
    assert re.search(rf'<mark id="{link[2]}"[^>]*>5000%</mark>', page)


def test_rows_of_every_table_lead_to_a_place_in_a_page(tmp_path: Path) -> None:
    """Each expectation of rows is made to fail on all rows; what it shows names the document and the characters."""
    database = build(tmp_path / "candidate.duckdb", merged([bundle("one"), bundle("two")]))
    placeless = set()
    with duckdb.connect(str(database), read_only=True) as connection:
        for one in EXPECTATIONS:
            if isinstance(one.check, RowRule) and one.check.source == ROWS_OF_BATCH and one.table not in placeless:
                failing = dataclasses.replace(one, check=RowRule(where="true"))
                found = offending.of(connection, failing, setting.load())
                assert found.error is None
                assert found.rows or one.table == "corrections"
                placeless |= {one.table for row in found.rows if None in (row["document_id"], row["char_start"], row["char_end"])}
    assert placeless == set()


def test_no_page_holds_a_script_or_asks_a_network(report: Path) -> None:
    for path in pages(report):
        for tag, attrs in parsed(path).tags:
            assert tag not in ("script", "img", "iframe", "object", "link", "form"), (path.name, tag, attrs)
            assert not [name for name in attrs if name.startswith("on")], (path.name, tag, attrs)
            for name in ("src", "href", "xlink:href", "action"):
                assert "//" not in (attrs.get(name) or ""), (path.name, tag, attrs)


def test_hostile_words_are_shown_as_text_on_every_page(report: Path) -> None:
    for name in ("findings.html", "quarantine.html", "conflicts.html", "issues.html", "documents/0001.html"):
        text = "".join(parsed(report / name).text)
        assert made.SCRIPT[:20] in text, name
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", text), name
    assert "\\u202e" in "".join(parsed(report / "documents/0001.html").text)


def test_csv_files_hold_no_formula_and_no_mark_that_turns_text(report: Path) -> None:
    files = list((report / "data").glob("*.csv"))
    assert {path.name for path in files} >= {"metrics.growth_high.csv", "quarantine.csv", "issues.csv", "conflicts.csv", "results.csv"}
    cells = []
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            cells += [cell for row in csv.reader(stream) for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert [cell for cell in cells if re.match("[=@\t\r＝＠]", cell)] == []
    assert [cell for cell in cells if re.search("[\u202a-\u202e\u2066-\u2069]", cell)] == []


def test_charts_say_in_words_and_in_a_table_what_they_draw(report: Path) -> None:
    index = (report / "index.html").read_text("utf-8")
    assert index.count('<div role="img" aria-labelledby=') == 4
    assert index.count("<details>") == 4


def test_a_long_table_goes_on_in_pages(tmp_path: Path) -> None:
    first = made.large_site(tmp_path, 1200).parent / "results.html"
    assert first.read_text("utf-8").count("<tr>") == 501
    assert (first.parent / "results-3.html").read_text("utf-8").count("<tr>") == 201
    assert 'href="results-2.html"' in first.read_text("utf-8")


def test_marks_that_overlap_become_one_stretch_and_no_character_is_lost() -> None:
    page = Page("d", "t", "p", "一二三四五六七八九十", "f")
    page.add(Mark(2, 5, "a", "one"))
    page.add(Mark(4, 7, "b", "two"))
    page.add(Mark(2, 5, "a", "three"))
    page.add(Mark(9, 99, "c", "four"))
    pieces = page.pieces()
    assert "".join(piece.text for piece in pieces) == page.text
    assert [(piece.text, [mark.name for mark in piece.marks]) for piece in pieces if piece.marked] == [
        ("三四五六七", ["a", "b"]),
        ("十", ["c"]),
    ]
    assert page.marks["a"].why == "one; three"


def test_of_a_very_long_document_only_what_is_near_the_marks_is_shown() -> None:
    page = Page("d", "t", "p", "甲" * 500_000, "f")
    page.add(Mark(250_000, 250_010, "a", "why"))
    pieces = page.pieces()
    assert sum(len(piece.text) for piece in pieces) < 10_000
    assert [piece.gap for piece in pieces].count(True) == 2


def test_moves_tell_what_is_new_worse_better_mended_and_no_longer_checked() -> None:
    def row(rule: str, outcome: str, unexpected: int = 0) -> dict[str, object]:
        return {"rule": rule, "outcome": outcome, "unexpected": unexpected}

    before = [row("a", "passed"), row("b", "failed", 2), row("c", "failed", 9), row("d", "error"), row("gone", "passed")]
    now = [row("a", "failed", 1), row("b", "failed", 5), row("c", "failed", 1), row("d", "passed"), row("fresh", "failed", 1)]
    assert comparison.moves(now, before) == comparison.Moves(["a", "fresh"], ["b"], ["c"], ["d"], ["gone"])
    assert comparison.moves(now, []) == comparison.Moves()


def test_a_file_that_was_replaced_by_a_corrected_one_shows_the_correction_alone() -> None:
    old, new = (bundle(name)["metrics"] for name in ("old", "new"))
    new[0].update(value=6.6, value_text="6.6%")
    gone = [{**row, "reason": "the document was replaced by another content"} for row in old]
    found = comparison._paired(new, gone, [])
    assert (found.added, found.gone, found.moved) == ([], [], 1)
    assert [row["changes"] for row in found.changed] == ["value: 6.5 → 6.6"]


def test_trends_hold_the_last_runs_and_this_one(tmp_path: Path) -> None:
    folder = WarehouseFolder(tmp_path).create()
    result = {
        "suite": "metrics",
        "description_zh": "z",
        "description_en": "e",
        "severity": "warning",
        "table_name": "metrics",
        "column_name": None,
        "evaluated": 10,
        "unexpected": 1,
        "observed": None,
        "rule": "metrics.period_mostly_known",
    }
    for number in range(70):
        name = f"run-{number:03d}"
        started = made.CLOCK + dt.timedelta(hours=number)
        runs.append(folder, "runs", [{**made.run_row(name), "started_at": started}], name)
        outcome = "failed" if number == 69 else "passed"
        runs.append(folder, "quality_results", [{**result, "run_id": name, "outcome": outcome, "ran_at": started}], name)
    last = {**made.run_row("now"), "started_at": made.CLOCK + dt.timedelta(days=9)}
    found = {one.name: one for one in trends.of(folder, [{**result, "run_id": "now", "outcome": "passed", "ran_at": made.CLOCK}], last)}
    assert len(found["pass-rate"].rows) == trends.MOST_RUNS
    assert [row[2] for row in found["pass-rate"].rows[:3]] == [100.0, 0.0, 100.0]
    assert found["coverage"].rows[0][2] == 90.0
    assert found["freshness"].rows[0][2] == 10
    assert all("<svg" in one.svg and "currentColor" in one.svg for one in found.values())
