"""The views and table macros of a published database answer as their comments say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.samples import MOMENT, folder_in, row
from warehouse import data_dictionary, ddl, folding, releases, search_index, stage, view_files
from warehouse.arrow import table_of
from warehouse.connect import connect
from warehouse.tables import BY_NAME, METRICS

Row = dict[str, Any]

YEAR = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31), "period_type": "year"}
HALF = {"period_start": date(2026, 1, 1), "period_end": date(2026, 6, 30), "period_type": "half_year"}


def _metric(key: str, **given: Any) -> dict[str, Any]:
    return row("metrics", **{"metric_id": key, "document_id": "d1", "source_id": "s1", "indicator": "出口", **HALF, **given})


def _observation(key: str, **given: Any) -> Row:
    plain = {
        "indicator": "出口",
        "region": "中国",
        "value": 1.0,
        "n_metrics": 1,
        "n_stories": 1,
        "n_sources": 1,
        "metric_ids": [f"m-{key}"],
    }
    return row("observations", **{"observation_id": key, **HALF, **plain, **given})


def _staged(path: Path, query: str, **rows: list[Row]) -> list[tuple[Any, ...]]:
    """What a candidate with these rows answers."""
    tables = {name: table_of(BY_NAME[name], given) for name, given in rows.items()}
    candidate = stage.build_candidate(folder_in(path), "run-1", tables)
    with duckdb.connect(str(candidate.database), read_only=True) as connection:
        return connection.execute(query).fetchall()


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


def test_series_gives_one_row_a_point_with_the_best_value_and_its_standing(tmp_path: Path) -> None:
    rows = [
        _observation("o1", value=3.8, n_stories=2, n_metrics=3, agreement="agree", metric_ids=["m1", "m2", "m3"]),
        _observation("o2", indicator="桃产量", value=5.0, unit="吨", n_stories=1),
        _observation("o3", indicator="桃产量", value=6.0, unit="吨", n_stories=2, metric_ids=["m9"]),
        _observation("o4", indicator=None),
        _observation("o5", period_start=None, period_end=None, period_type="unknown"),
    ]
    told = _staged(
        tmp_path, "SELECT indicator, value, standing, observations, mentions, observation_id FROM series ORDER BY 1", observations=rows
    )
    assert told == [("出口", 3.8, "agree", 1, 3, "o1"), ("桃产量", 6.0, "several", 2, 2, "o3")]


def test_growth_stands_beside_that_of_a_year_before_and_of_no_other_time(tmp_path: Path) -> None:
    rows = [
        _observation("o1", value=3.8, measure="growth", basis="yoy"),
        _observation("o2", value=2.8, measure="growth", basis="yoy", period_start=date(2025, 1, 1), period_end=date(2025, 6, 30)),
        _observation("o3", value=9.0, measure="growth", basis="yoy", period_start=date(2023, 1, 1), period_end=date(2023, 6, 30)),
        _observation("o4", value=7.0, unit="亿元"),
    ]
    told = _staged(tmp_path, "SELECT year(period_end), growth, year_before, round(faster_by, 2) FROM growth ORDER BY 1", observations=rows)
    assert told == [(2023, 9.0, None, None), (2025, 2.8, None, None), (2026, 3.8, 2.8, 1.0)]


@pytest.mark.parametrize(
    ("promise", "actual", "is_met"),
    [
        ({"approximation": "at_least"}, {"value": 6.0}, True),
        ({"approximation": "at_least"}, {"value": 5.0}, True),
        ({"approximation": "over"}, {"value": 4.9}, False),
        ({"approximation": "at_most"}, {"value": 5.5}, False),
        ({"approximation": "under"}, {"value": 4.0}, True),
        ({"approximation": "exact"}, {"value": 5.0}, True),
        ({"approximation": "exact"}, {"value": 5.3}, None),
        ({"approximation": "about", "value": None, "value_low": 4.5, "value_high": 5.0}, {"value": 4.8}, True),
        ({"approximation": "about", "value": None, "value_low": 4.5, "value_high": 5.0}, {"value": 5.2}, False),
        ({"approximation": "at_least"}, {"value": 6.0, "last_stated_on": date(2025, 1, 1)}, None),
        ({"approximation": "at_least"}, {"value": 6.0, "unit": "家"}, None),
        ({"approximation": "at_least"}, {"value": 6.0, "period_end": date(2026, 5, 31)}, None),
        # 增长5%以上 of a year compares with the year before, whether it says so or not; of a shorter time it may be the one before.
        ({"approximation": "at_least", "basis": "none", **YEAR}, {"value": 6.0, "basis": "yoy", **YEAR}, True),
        ({"approximation": "at_least", "basis": "yoy", **YEAR}, {"value": 6.0, "basis": "none", **YEAR}, True),
        ({"approximation": "at_least", "basis": "none"}, {"value": 6.0, "basis": "yoy"}, None),
        ({"approximation": "at_least", "basis": "none", **YEAR}, {"value": 6.0, "basis": "vs_period", **YEAR}, None),
        (
            {"approximation": "at_least", "basis": "none", **YEAR, "measure": "ratio"},
            {"value": 6.0, "basis": "yoy", **YEAR, "measure": "ratio"},
            None,
        ),
    ],
)
def test_targets_tell_what_became_of_a_promise(tmp_path: Path, promise: Row, actual: Row, is_met: bool | None) -> None:
    bound = promise["approximation"]
    said = {"value": 5.0, **{name: value for name, value in promise.items() if name != "approximation"}}
    observations = [
        _observation(
            "o1",
            status="target",
            unit="%",
            first_stated_on=date(2025, 3, 1),
            last_stated_on=date(2025, 3, 1),
            **{"measure": "growth", **said},
        ),
        _observation("o2", **{"unit": "%", "measure": "growth", "last_stated_on": date(2026, 7, 20), **actual}),
    ]
    metrics = [
        _metric(
            "m1",
            status="target",
            observation_id="o1",
            approximation=bound,
            unit="%",
            sentence="力争增长5%。",
            **{"measure": "growth", **said},
        )
    ]
    (told,) = _staged(
        tmp_path,
        "SELECT is_met, actual, said_by, sentence FROM targets",
        observations=observations,
        metrics=metrics,
        sources=[row("sources", source_id="s1", document_id="d1", outlet="某报", stated_on=date(2025, 3, 1))],
    )
    assert told[0] is is_met
    assert told[2:] == ("某报", "力争增长5%。")


def test_latest_gives_the_newest_actual_period_of_each_series(tmp_path: Path) -> None:
    rows = [
        _observation("o1", value=1.0),
        _observation("o2", value=2.0, period_start=date(2025, 1, 1), period_end=date(2025, 6, 30)),
        _observation("o3", value=3.0, period_start=date(2027, 1, 1), period_end=date(2027, 6, 30), status="target"),
        _observation("o4", value=4.0, region="河南省", period_start=date(2020, 1, 1), period_end=date(2020, 6, 30)),
    ]
    assert _staged(tmp_path, "SELECT value FROM latest ORDER BY 1", observations=rows) == [(1.0,), (4.0,)]


def test_coverage_counts_by_indicator_region_outlet_and_year(published: Path) -> None:
    told = _ask(published, "SELECT indicator, outlet, year, metrics, sources FROM coverage ORDER BY ALL")
    assert told == [("GDP总量", None, 2026, 1, 1), ("出口", "某报", 2026, 4, 1), (None, "某报", 2026, 1, 1)]


def test_series_of_takes_the_names_in_either_script(tmp_path: Path) -> None:
    rows = [
        _observation("o1", indicator="汽车产量", region="广东省", value=2.0),
        _observation("o2", indicator="汽车产量", region="广东省", value=1.0, period_start=date(2025, 1, 1), period_end=date(2025, 6, 30)),
        _observation("o3", indicator="汽车产量", region="广西壮族自治区", value=3.0),
    ]
    for query in ("SELECT value FROM series_of('汽车产量', '广东省')", "SELECT value FROM series_of('汽車產量', '廣東省')"):
        assert _staged(tmp_path, query, observations=rows) == [(1.0,), (2.0,)]


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
        ("出", ["m1", "m2", "m3", "m4"]),
        ("快于预期", ["m2"]),
        ("快於預期", ["m2"]),
        ("快于预", ["m2"]),
        ("Gdp", ["m5"]),
        ("ＧＤＰ", ["m5"]),
        ("总量", ["m5"]),
        ("總量", ["m5"]),
        ("3.8%", ["m1", "m2"]),
        ("7%", ["m6"]),
        ("7%。", ["m6"]),
        ("%至", ["m4"]),
        ("增长3", ["m1", "m2", "m3", "m4"]),
        ("出口增长3.8%。出口", []),
        ("", []),
        (" ", []),
        ("\n", []),
        ("_", []),
        ("' OR 1=1 --", []),
        ("sentence", []),
        ("words", []),
    ],
)
def test_search_finds_the_words_letter_by_letter_in_either_script(published: Path, words: str, found: list[str]) -> None:
    assert _ask(published, "SELECT metric_id FROM search(?) ORDER BY 1", [words]) == [(key,) for key in found]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("某报", ["m1", "m3"]),
        ("某報", ["m1", "m3"]),
        ("某社", ["m2"]),
        ("SHIBAO", ["m1", "m3"]),
        ("ＧＮＰ", ["m2"]),
        ("甲市统计局", ["m3"]),
        ("甲市統計局", ["m3"]),
        ("甲统", ["m3"]),
        ("乙部", ["m1"]),
        ("丙部", []),
        ("市统计局", ["m3"]),
        ("某", ["m1", "m2", "m3"]),
    ],
)
@pytest.mark.parametrize("most", [0, 1000], ids=["read on", "looked up"])
def test_search_finds_by_outlet_and_by_other_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, words: str, found: list[str]
) -> None:
    monkeypatch.setattr(search_index, "ALWAYS_LISTED", most)
    sources = [row("sources", source_id="s1", outlet="某报"), row("sources", source_id="s2", agency="某社")]
    metrics = [
        _metric("m1", source_id="s1", sentence="产量为5吨。", indicator="产量", attributed_to="乙和丁部", char_start=0, char_end=5),
        _metric("m2", source_id="s2", sentence="总值为6元。", indicator="总值", char_start=200, char_end=205),
        _metric("m3", source_id="s1", sentence="市统计局说为7吨。", indicator=None, char_start=400, char_end=402),
    ]
    rows = {
        "sources": sources,
        "metrics": metrics,
        "entities": [
            row("entities", entity_id=key, kind="organization", name=name) for key, name in (("e1", "甲市统计局"), ("e2", "丙部"))
        ],
        "mentions": [
            row("mentions", entity_id="e1", document_id="d1", char_start=395, char_end=399, text="市统计局"),
            row("mentions", entity_id="e2", document_id="d1", char_start=900, char_end=902, text="丙办"),
        ],
    }
    names = {"某报": ("Shibao",), "总值": ("GNP",), "甲市统计局": ("甲统",), "乙和丁部": ("乙部",), "没有": ("产量",)}
    tables = {name: table_of(BY_NAME[name], given) for name, given in rows.items()}
    candidate = stage.build_candidate(folder_in(tmp_path), "run-1", tables, names)
    with duckdb.connect(str(candidate.database), read_only=True) as connection:
        told = connection.execute("SELECT metric_id FROM search(?) ORDER BY 1", [words]).fetchall()
    assert told == [(key,) for key in found]


def test_search_gives_what_facts_gives(published: Path) -> None:
    assert _ask(published, "FROM search('出口') ORDER BY metric_id") == _ask(
        published, "FROM facts WHERE indicator = '出口' ORDER BY metric_id"
    )
    with connect(published) as connection:
        names = [[column[0] for column in connection.execute(f"FROM {one} LIMIT 0").description] for one in ("facts", "search('x')")]
    assert names[0] == names[1]


@given(st.lists(st.text("增长增長國国5Gg％% \n着著为", min_size=1, max_size=8), min_size=1, max_size=6, unique=True), st.data())
@settings(max_examples=25)
def test_search_looks_up_and_reads_on_alike(texts: list[str], data: st.DataObject) -> None:
    """Words of frequent characters are found by reading on, others by looking up: both must find what a plain comparison finds."""
    words = data.draw(st.sampled_from(texts))[: data.draw(st.integers(1, 5))]
    rows = [_metric(f"m{place}", sentence=text) for place, text in enumerate(texts)]
    for most in (0, 1, 1000):
        with TemporaryDirectory() as path, pytest.MonkeyPatch.context() as patched:
            patched.setattr(search_index, "ALWAYS_LISTED", most)
            candidate = stage.build_candidate(folder_in(Path(path)), "run-1", {"metrics": table_of(METRICS, rows)})
            with duckdb.connect(str(candidate.database), read_only=True) as connection:
                found = {key for (key,) in connection.execute("SELECT metric_id FROM search(?)", [words]).fetchall()}
        (wanted, *folds) = folding.fold_all([words, *texts])
        assert found == {f"m{place}" for place, fold in enumerate(folds) if wanted and wanted in fold}


@given(st.lists(st.text(), max_size=5))
def test_words_are_folded_alike_by_the_database_and_when_a_release_is_made(texts: list[str]) -> None:
    told = _folded([text.encode("utf-8", "ignore").decode() for text in texts])
    assert told == folding.fold_all([text.encode("utf-8", "ignore").decode() for text in texts])


def test_folding_joins_scripts_widths_and_cases_and_leaves_white_space_out() -> None:
    assert folding.fold_all(["顯著增\n長", "ｇｄｐ ３．８％", "臺灣裡", "增长，3%"]) == ["显着增长", "GDP3.8%", "台湾里", "增长，3%"]
    every = [chr(code) for code in folding.characters()]
    assert folding.fold_all(folding.fold_all(every)) == folding.fold_all(every)
    assert _folded(every) == folding.fold_all(every)


def _folded(texts: list[str]) -> list[str]:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE MACRO folded(words) AS translate(words, {folding.sql_arguments()})")
        return [connection.execute("SELECT folded(?)", [text]).fetchall()[0][0] for text in texts]


def test_views_work_attached_and_macros_after_use(published: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{published / 'gongbao.duckdb'}' AS w (READ_ONLY)")
        assert connection.execute("SELECT count(*) FROM w.facts").fetchone() == (len(METRIC_ROWS),)
        assert connection.execute("SELECT count(*) FROM w.series").fetchone() == (0,)
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
