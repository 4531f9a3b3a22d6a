"""The views and table macros of a published database answer as their comments say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.samples import MOMENT, folder_in, row
from warehouse import data_dictionary, ddl, releases, stage, view_files
from warehouse.arrow import table_of
from warehouse.connect import connect
from warehouse.tables import BY_NAME, METRICS

HALF = {"period_start": date(2026, 1, 1), "period_end": date(2026, 6, 30), "period_type": "half_year"}


def _metric(key: str, **given: Any) -> dict[str, Any]:
    return row("metrics", **{"metric_id": key, "document_id": "d1", "source_id": "s1", "indicator": "出口", **HALF, **given})


METRIC_ROWS = [
    _metric("m1", value=3.8, unit="%", sentence="出口增长3.8%。"),
    _metric("m2", value=3.8, unit="%", sentence="出口增长3.8%，快于预期。"),
    _metric("m3", value=3.9, unit="%", sentence="据称出口增长3.9%。"),
    _metric("m4", value=None, value_low=3.0, value_high=4.0, unit="%", sentence="出口增长3%至4%。", approximation="about"),
    _metric("m5", value=100.0, unit="亿元", indicator="GDP总量", sentence="gdp为100亿元。", source_id="lost"),
    _metric("m6", value=7.0, unit="%", indicator=None, sentence="增长了7%。"),
]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = folder_in(tmp_path_factory.mktemp("views"))
    rows = {
        "documents": [row("documents", document_id="d1", file_name="a.txt")],
        "sources": [row("sources", source_id="s1", document_id="d1", title="标题", outlet="某报", published_on=date(2026, 7, 20))],
        "metrics": METRIC_ROWS,
    }
    candidate = stage.build_candidate(folder, "run-1", {name: table_of(BY_NAME[name], given) for name, given in rows.items()})
    releases.publish(folder, candidate, {"published_at": MOMENT})
    return folder.root


def _ask(root: Path, query: str, given: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connect(root) as connection:
        return connection.execute(query, given or []).fetchall()


def test_facts_joins_each_metric_with_its_source_and_loses_none(published: Path) -> None:
    told = _ask(published, "SELECT metric_id, source_title, outlet, published_on, file_name, sentence FROM facts ORDER BY metric_id")
    assert len(told) == len(METRIC_ROWS)
    assert told[0] == ("m1", "标题", "某报", date(2026, 7, 20), "a.txt", "出口增长3.8%。")
    assert told[4][:5] == ("m5", None, None, None, "a.txt")


def test_series_gives_one_row_a_point_with_the_value_stated_most(published: Path) -> None:
    query = "SELECT value, value_low, value_high, mentions, distinct_values, metric_ids FROM series WHERE indicator = '出口'"
    assert _ask(published, query) == [(3.8, None, None, 4, 2, ["m1", "m2", "m3", "m4"])]
    assert _ask(published, "SELECT indicator, unit, mentions FROM series ORDER BY ALL") == [("GDP总量", "亿元", 1), ("出口", "%", 4)]


def test_unknown_indicators_come_with_counts_units_and_the_shortest_sentence_and_known_ones_do_not(tmp_path: Path) -> None:
    rows = [
        _metric("m1", indicator="桃产量", unit="吨", sentence="桃产量为5吨，居首位。"),
        _metric("m2", indicator="桃产量", unit="%", measure="growth", sentence="桃产量增长2%。"),
        _metric("m3", indicator="桃产量", unit="吨", sentence="另一地桃产量为6吨。", document_id="d2"),
        _metric("m4", indicator="梨产量", unit="吨", sentence="梨产量为7吨。"),
        _metric("m5", indicator="出口总值", indicator_id="exports", unit="元", sentence="出口总值为8元。"),
        _metric("m6", indicator=None, unit="元", sentence="为9元。"),
    ]
    stage.build_candidate(folder := folder_in(tmp_path), "run-1", {"metrics": table_of(METRICS, rows)})
    with duckdb.connect(str(folder.staging / "run-1" / "gongbao.duckdb"), read_only=True) as connection:
        told = connection.execute("FROM unknown_indicators").fetchall()
    assert told == [
        ("桃产量", 3, 2, ["%", "吨"], "桃产量增长2%。", "m2"),
        ("梨产量", 1, 1, ["吨"], "梨产量为7吨。", "m4"),
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("出口", ["m1", "m2", "m3", "m4"]),
        ("快于预期", ["m2"]),
        ("Gdp", ["m5"]),
        ("总量", ["m5"]),
        ("3.8%", ["m1", "m2"]),
        ("7%", ["m6"]),
        ("%至", ["m4"]),
        ("_", []),
        ("' OR 1=1 --", []),
        ("sentence", []),
        ("words", []),
    ],
)
def test_search_finds_the_words_letter_by_letter(published: Path, words: str, found: list[str]) -> None:
    assert _ask(published, "SELECT metric_id FROM search(?) ORDER BY 1", [words]) == [(key,) for key in found]


def test_views_work_attached_and_macros_after_use(published: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{published / 'gongbao.duckdb'}' AS w (READ_ONLY)")
        assert connection.execute("SELECT count(*) FROM w.facts").fetchone() == (len(METRIC_ROWS),)
        assert connection.execute("SELECT count(*) FROM w.series").fetchone() == (2,)
        connection.execute("USE w")
        assert connection.execute("SELECT count(*) FROM search('出口')").fetchone() == (4,)
        assert connection.execute("SELECT count(*) FROM as_of('2026-11-30')").fetchone() == (0,)


def test_the_data_dictionary_is_what_the_definitions_say(project_root: Path) -> None:
    assert project_root / "docs" / "data-dictionary.md" == data_dictionary.PLACE
    assert data_dictionary.PLACE.read_text("utf-8") == data_dictionary.text(), "run `python -m warehouse.data_dictionary`"


def test_the_data_dictionary_explains_every_column_of_every_table_and_view(published: Path) -> None:
    page = data_dictionary.text()
    for table, column in _ask(published, "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"):
        section = page.split(f"\n## {table}\n")[1].split("\n## ")[0]
        (line,) = [line for line in section.splitlines() if line.startswith(f"| `{column}` |")]
        assert len(line.split(" | ")[-1].strip(" |")) > 3
    assert METRICS.description in page
    assert "\n## search\n" in page
    assert "\n## as_of\n" in page


def test_a_view_may_rest_on_one_whose_file_comes_later(tmp_path: Path) -> None:
    (tmp_path / "growth.sql").write_text("CREATE VIEW growth AS FROM series; COMMENT ON VIEW growth IS 'Half of it.';", "utf-8")
    (tmp_path / "series.sql").write_text("CREATE VIEW series AS SELECT metric_id, value FROM metrics;", "utf-8")
    with duckdb.connect() as connection:
        _make_tables(connection)
        view_files.create(connection, tmp_path)
        assert connection.execute("SELECT count(*) FROM growth").fetchone() == (0,)
        told = connection.execute("SELECT comment FROM duckdb_columns() WHERE table_name = 'growth' AND column_name = 'value'").fetchone()
    assert told == (METRICS.column("value").description,)


def test_a_view_that_cannot_be_made_is_named_and_leaves_nothing_half_made(tmp_path: Path) -> None:
    (tmp_path / "fine.sql").write_text("CREATE VIEW fine AS SELECT metric_id FROM metrics;", "utf-8")
    (tmp_path / "growth.sql").write_text("CREATE VIEW growth AS FROM metrics; COMMENT ON COLUMN growth.none IS 'x';", "utf-8")
    with duckdb.connect() as connection:
        _make_tables(connection)
        with pytest.raises(ValueError, match=r"views/growth\.sql cannot be made: .*none"):
            view_files.create(connection, tmp_path)
        made = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    assert made == [("fine",)]


def _make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    for statement in ddl.statements():
        connection.execute(statement)
