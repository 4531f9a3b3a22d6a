"""Tables: headings of rows and columns give name, unit, measure and period of each cell."""

from __future__ import annotations

import datetime as dt

from transforms import period_days
from transforms.grammar import Grammar
from transforms.metrics import ArticleReader
from transforms.places import CHINA

DAY = dt.date(2025, 2, 20)


def read(text: str, grammar: Grammar) -> tuple[ArticleReader, list[tuple[str, float | None, str, str, str | None, str]]]:
    reader = ArticleReader(text, grammar, CHINA)
    reader.read()
    rows = []
    for r in reader.readings:
        when = period_days.resolve(r.period, DAY)
        rows.append((text[r.char_start : r.char_end], r.value, r.unit, r.measure, r.indicator, f"{when.start}..{when.end}"))
    return reader, rows


def test_a_column_of_units_scales_the_amounts_of_its_row(grammar: Grammar) -> None:
    _, rows = read(
        "| 产品 | 单位 | 产量 | 比上年增长（%） |\n| --- | --- | ---: | ---: |\n"
        "| 水泥 | 万吨 | 187.9 | -8.2 |\n| 其中：风电 | 亿千瓦时 | 58.1 | 21.5 |",
        grammar,
    )
    assert [row[:5] for row in rows] == [
        ("187.9", 1_879_000.0, "吨", "level", "水泥产量"),
        ("-8.2", -8.2, "%", "growth", "水泥产量"),
        ("58.1", 5_810_000_000.0, "千瓦时", "level", "风电产量"),
        ("21.5", 21.5, "%", "growth", "风电产量"),
    ]


def test_years_in_the_headings_are_the_periods_of_their_columns_and_of_the_growth_after_them(grammar: Grammar) -> None:
    _, rows = read("单位：亿元\n指标\t2023年\t2024年\t比上年增长（%）\n税收收入\t1,234.5\t1300.2\t5.3", grammar)
    assert [(row[0], row[1], row[2], row[5]) for row in rows] == [
        ("1,234.5", 123_450_000_000.0, "元", "2023-01-01..2023-12-31"),
        ("1300.2", 130_020_000_000.0, "元", "2024-01-01..2024-12-31"),
        ("5.3", 5.3, "%", "2024-01-01..2024-12-31"),
    ]


def test_a_cell_without_a_unit_stays_unread_and_in_the_ledger(grammar: Grammar) -> None:
    reader, rows = read("| 名称 | 甲 |\n| --- | --- |\n| 项目 | 128 |", grammar)
    assert rows == []
    assert [(n.disposition, n.char_start) for n in reader.ledger] == [("unread", 32)]


def test_a_row_of_bars_alone_is_no_table(grammar: Grammar) -> None:
    reader, rows = read("| 上半年投资增长5.3% |", grammar)
    assert len(rows) == 1
    assert reader.readings[0].measure == "growth"


def test_marks_of_bold_print_are_no_part_of_names_and_numbers(grammar: Grammar) -> None:
    _, rows = read(
        "| **院校** | **人数** | **就业率** |\n| --- | --- | --- |\n| **临江学院** | 420 | **96.5%** |\n| 甲川学院 | 300 | 91% |", grammar
    )
    assert [(row[0], row[4]) for row in rows if row[0].endswith("%")] == [("96.5%", "临江学院就业率"), ("91%", "甲川学院就业率")]
