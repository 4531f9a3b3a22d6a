"""`gongbao export`: typed, whole, and harmless in the spreadsheet that opens it."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from lxml import etree

from flows import export
from flows.sql import published
from tests.flow.made import CITY, gongbao_here, inbox_of, released, rows_of
from tests.flow.made import published as documents

FORMULA = '=HYPERLINK("http://example.org";"看")'
_NS = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    released(inbox_of(folder / "inbox", {"city.txt": CITY}), folder / "w")
    return folder / "w"


def _sheet(path: Path, number: int) -> list[list[tuple[str | None, str, str | None]]]:
    """The cells of a sheet: type, value and style, as they stand in the file."""
    with zipfile.ZipFile(path) as file:
        root = etree.fromstring(file.read(f"xl/worksheets/sheet{number}.xml"))
    assert root.findall(".//s:f", _NS) == [], "a formula"
    rows = []
    for row in root.iterfind(".//s:row", _NS):
        cells = row.findall("s:c", _NS)
        rows.append([(one.get("t"), "".join(one.itertext()), one.get("s")) for one in cells])
    return rows


def _export(warehouse: Path, what: str, out: Path) -> str:
    done = gongbao_here("export", what, "--out", str(out), "--warehouse", str(warehouse))
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_view_becomes_csv_with_every_row_and_a_mark_of_its_encoding(warehouse: Path, tmp_path: Path) -> None:
    _export(warehouse, "facts", out := tmp_path / "facts.csv")
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(out.open(encoding="utf-8-sig", newline="")))
    told = rows_of(warehouse, "SELECT metric_id, value_text FROM facts ORDER BY 1")
    assert sorted((row["metric_id"], row["value_text"]) for row in rows) == told


def test_excel_is_typed_and_has_a_sheet_of_sources(warehouse: Path, tmp_path: Path) -> None:
    query = "SELECT metric_id, value, period_end, indicator IS NOT NULL AS known, sentence FROM facts WHERE value_text = '3.8%'"
    said = _export(warehouse, query, out := tmp_path / "one.xlsx")
    assert "1 articles" in said
    head, row = _sheet(out, 1)
    assert [text for _, text, _ in head] == ["metric_id", "value", "period_end", "known", "sentence"]
    assert [kind for kind, _, _ in row] == ["inlineStr", None, None, "b", "inlineStr"]
    # Days are counted from 1900.
    assert [text for _, text, _ in row][1:4] == ["3.8", "45107", "1"]
    sources = _sheet(out, 2)
    assert [text for _, text, _ in sources[0]][:3] == ["title", "outlet", "agency"]
    assert "江宁日报" in [text for _, text, _ in sources[1]]


@pytest.mark.parametrize("columns", ["metric_ids, value", "observation_id", "document_id"])
def test_the_sources_are_found_by_whatever_names_them(warehouse: Path, tmp_path: Path, columns: str) -> None:
    view = "observations" if "document" not in columns else "metrics"
    _export(warehouse, f"SELECT {columns} FROM {view}", out := tmp_path / "one.xlsx")
    assert "江宁日报" in [text for row in _sheet(out, 2) for _, text, _ in row]


def test_a_query_that_names_no_source_says_so_on_that_sheet(warehouse: Path, tmp_path: Path) -> None:
    _export(warehouse, "SELECT indicator FROM series", out := tmp_path / "one.xlsx")
    assert "add one of these columns" in _sheet(out, 2)[0][0][1]


def test_formulas_stay_text(tmp_path: Path) -> None:
    documents(tmp_path / "w", {"a" * 16: FORMULA, "b" * 16: "-3.8%", "c" * 16: "http://example.org"})
    with published(tmp_path / "w") as connection:
        export.export(connection, "SELECT text FROM documents ORDER BY document_id", tmp_path / "t.xlsx")
        export.export(connection, "SELECT text FROM documents ORDER BY document_id", tmp_path / "t.csv")
    _, formula, number, address = (row[0] for row in _sheet(tmp_path / "t.xlsx", 1))
    assert (formula[0], formula[1]) == ("inlineStr", FORMULA)
    with zipfile.ZipFile(tmp_path / "t.xlsx") as file:
        styles = etree.fromstring(file.read("xl/styles.xml"))
    formats = styles.findall(".//s:cellXfs/s:xf", _NS)
    assert formats[int(formula[2] or 0)].get("quotePrefix") == "1"
    assert [number[1], address[1]] == ["-3.8%", "http://example.org"]
    rows = list(csv.reader((tmp_path / "t.csv").open(encoding="utf-8-sig", newline="")))
    assert [row[0] for row in rows[1:]] == ["'" + FORMULA, "-3.8%", "http://example.org"]


def test_parquet_keeps_types(warehouse: Path, tmp_path: Path) -> None:
    _export(warehouse, "SELECT value, period_end, metric_ids FROM series", out := tmp_path / "series.parquet")
    assert [str(field.type) for field in pq.read_schema(out)] == ["double", "date32[day]", "list<l: string>"] or "list" in str(
        pq.read_schema(out).field("metric_ids").type
    )
    assert pq.read_table(out).num_rows == rows_of(warehouse, "SELECT count(*) FROM series")[0][0]


@pytest.mark.parametrize(
    ("what", "name", "told"),
    [
        ("facts", "facts.ods", "give the file one of these endings"),
        ("nothing_of_that_name", "a.csv", "nothing_of_that_name"),
        ("drop table metrics", "a.csv", "this is read-only"),
        ("select 1; select 2", "a.xlsx", "one query at a time"),
        ("select * from read_text('/etc/passwd')", "a.csv", "disabled"),
        ("select 1 as a, range as b from range(1048576)", "a.xlsx", "more than the 1,048,575"),
        ("facts", "none/a.csv", "No such file"),
    ],
)
def test_what_cannot_be_written_is_wrong_use_and_leaves_nothing(warehouse: Path, tmp_path: Path, what: str, name: str, told: str) -> None:
    done = gongbao_here("export", what, "--out", str(tmp_path / name), "--warehouse", str(warehouse))
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_text_that_no_cell_holds_is_cut_and_that_is_said(tmp_path: Path) -> None:
    documents(tmp_path / "w", {"a" * 16: "长" * 40_000})
    with published(tmp_path / "w") as connection:
        done = export.export(connection, "SELECT text FROM documents", tmp_path / "t.xlsx")
    assert done.notes == ("1 texts were cut at 32,767 characters, which is all that a cell holds.",)
