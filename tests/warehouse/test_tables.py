"""Rows become Arrow, Parquet and DuckDB tables as warehouse/tables.py defines them, or are refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.samples import MOMENT, Row, folder_in, row, rows_of
from warehouse import ddl, parquet, stage
from warehouse.arrow import SchemaError, conform, schema, table_of
from warehouse.tables import BY_NAME, METRICS, TABLES, Table

EVERY_TABLE = st.fixed_dictionaries({table.name: rows_of(table) for table in TABLES})


def _as_database(rows: list[Row], table: Table) -> list[Row]:
    times = {column.name for column in table.columns if column.type == "timestamp"}
    return [
        {name: value.replace(tzinfo=None) if name in times and value is not None else value for name, value in one.items()} for one in rows
    ]


@settings(max_examples=12)
@given(EVERY_TABLE)
def test_every_row_of_every_table_comes_back_from_parquet_and_from_duckdb(
    tmp_path_factory: pytest.TempPathFactory, given_rows: Any
) -> None:
    place = tmp_path_factory.mktemp("round-trip")
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for statement in ddl.statements():
            connection.execute(statement)
        for table in TABLES:
            rows = given_rows[table.name]
            data = table_of(table, rows)
            path = place / f"{table.name}.parquet"
            parquet.write(data, path)
            assert parquet.read(path).equals(data)
            told = data.to_pylist()
            assert len(told) == len(rows)
            assert all(one in told for one in rows)
            connection.execute(f"INSERT INTO {table.name} BY NAME SELECT * FROM read_parquet('{path}', hive_partitioning = false)")
            columns = [column.name for column in table.columns]
            loaded = [dict(zip(columns, one, strict=True)) for one in connection.execute(f"FROM {table.name}").fetchall()]
            assert loaded == _as_database(told, table)


@settings(max_examples=20)
@given(rows_of(METRICS), st.randoms())
def test_the_same_rows_in_any_order_are_the_same_bytes(tmp_path_factory: pytest.TempPathFactory, rows: list[Row], random: Any) -> None:
    place = tmp_path_factory.mktemp("bytes")
    parquet.write(table_of(METRICS, rows), place / "one.parquet")
    shuffled = rows[:]
    random.shuffle(shuffled)
    data = table_of(METRICS, shuffled)
    in_pieces = pa.concat_tables([data.slice(0, 1), data.slice(1)])
    parquet.write(in_pieces, place / "two.parquet")
    assert (place / "one.parquet").read_bytes() == (place / "two.parquet").read_bytes()


def test_a_parquet_file_says_what_its_columns_mean(tmp_path: Path) -> None:
    parquet.write(table_of(METRICS, []), tmp_path / "metrics.parquet")
    told = parquet.read(tmp_path / "metrics.parquet").schema
    assert told.metadata[b"description"].decode() == METRICS.description
    for column in METRICS.columns:
        assert told.field(column.name).metadata[b"description"].decode() == column.description


@pytest.mark.parametrize(
    ("table", "column", "value", "said"),
    [
        ("metrics", "metric_id", None, "may not be null"),
        ("metrics", "metric_id", 7, "int is not text"),
        ("metrics", "sentence", "半\ud800字", "surrogate"),
        ("metrics", "char_start", "7", "str is not integer"),
        ("metrics", "char_start", 7.0, "float is not integer"),
        ("metrics", "char_start", True, "bool is not integer"),
        ("metrics", "char_start", 2**31, "32 bits"),
        ("metrics", "value", float("nan"), "finite"),
        ("metrics", "value", float("-inf"), "finite"),
        ("metrics", "value", "3.8", "str is not double"),
        ("metrics", "value", True, "bool is not double"),
        ("metrics", "value", 2**80 + 1, ""),
        ("metrics", "measure", "pace", "one of level, growth"),
        ("metrics", "measure", "", "one of level, growth"),
        ("metrics", "period_start", "2026-01-01", "str is not date"),
        ("metrics", "period_start", datetime(2026, 1, 1, tzinfo=UTC), "datetime is not date"),
        ("documents", "collected_at", date(2026, 1, 1), "date is not timestamp"),
        ("documents", "collected_at", datetime(2026, 1, 1), "time zone"),  # noqa: DTZ001 - the mistake that is refused
        ("documents", "paths", "a.txt", "str is not texts"),
        ("documents", "paths", ["a.txt", None], "every element must be text"),
        ("documents", "paths", ["\udfff"], "surrogate"),
        ("sources", "segments", [(1, 2, 3)], "span"),
        ("sources", "segments", [{"char_start": 1}], "span"),
        ("sources", "segments", [(1, "2")], "integers"),
        ("relations", "holds", 1, "int is not boolean"),
    ],
)
def test_a_row_that_does_not_fit_is_named(table: str, column: str, value: object, said: str) -> None:
    good = row(table)
    bad = row(table, **{column: value})
    key = BY_NAME[table].key[0]
    if column != key:
        bad[key] = "the-culprit"
    with pytest.raises(SchemaError) as refused:
        table_of(BY_NAME[table], [good, bad, good])
    assert (refused.value.table, refused.value.column) == (table, column)
    assert refused.value.value == value or value != value
    assert said in str(refused.value)
    assert f"{table}.{column}" in str(refused.value)
    assert column == key or "the-culprit" in str(refused.value)
    assert str(refused.value).isprintable()


def test_unknown_and_missing_columns_are_refused() -> None:
    with pytest.raises(SchemaError, match=r"entities\.colour .*no such column"):
        table_of(BY_NAME["entities"], [row("entities"), row("entities", colour="red")])
    without = row("entities")
    del without["kind"]
    with pytest.raises(SchemaError, match=r"entities\.kind cannot hold None"):
        table_of(BY_NAME["entities"], [without])
    del (short := row("entities"))["region_code"]
    assert table_of(BY_NAME["entities"], [short]).column("region_code").to_pylist() == [None]


def test_timestamps_turn_to_utc() -> None:
    beijing = datetime(2026, 11, 1, 16, 30, tzinfo=timezone(timedelta(hours=8)))
    data = table_of(BY_NAME["documents"], [row("documents", collected_at=beijing)])
    assert data.column("collected_at").to_pylist() == [MOMENT]


def test_data_of_a_former_version_is_taken_over_or_refused() -> None:
    entities = BY_NAME["entities"]
    data = table_of(entities, [row("entities", entity_id="b", name="乙"), row("entities", entity_id="a", name="甲")])
    assert conform(entities, data.drop_columns(["region_code"])).schema == schema(entities)
    with pytest.raises(SchemaError, match=r"entities\.name .*missing"):
        conform(entities, data.drop_columns(["name"]))
    with pytest.raises(SchemaError, match=r"entities\.colour"):
        conform(entities, data.append_column("colour", pa.array(["red", "red"])))
    other_kind = data.set_column(1, "kind", pa.array(["person", "ghost"]))
    with pytest.raises(SchemaError, match=r"entities\.kind cannot hold 'ghost'"):
        conform(entities, other_kind)
    with pytest.raises(SchemaError, match=r"entities\.name .*null"):
        conform(entities, data.set_column(2, "name", pa.array([None, "甲"], pa.string())))


def test_the_database_has_the_types_nulls_enums_and_comments_of_the_definitions(tmp_path: Path) -> None:
    candidate = stage.build_candidate(folder_in(tmp_path), "run-1", {})
    with duckdb.connect(str(candidate.database), read_only=True) as connection:
        for table in TABLES:
            found = connection.execute("SELECT comment FROM duckdb_tables() WHERE table_name = ?", [table.name]).fetchall()
            assert found == [(table.description,)]
            columns = connection.execute(
                "SELECT column_name, data_type, is_nullable, comment FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index",
                [table.name],
            ).fetchall()
            assert [name for name, *_ in columns] == [column.name for column in table.columns]
            for column, (_, kind, nullable, comment) in zip(table.columns, columns, strict=True):
                assert nullable == column.nullable
                assert comment.startswith(column.description)
                if column.values:
                    assert kind == f"ENUM({', '.join(repr(value) for value in column.values)})"
                else:
                    assert kind == ddl.column_type(column)
            assert connection.execute(f"SELECT count(*) FROM {table.name}").fetchone() == (0,)
        types = {name for (name,) in connection.execute("SELECT type_name FROM duckdb_types() WHERE NOT internal").fetchall()}
        assert types == set(ddl.enum_types().values())
        uncommented = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL"
        ).fetchall()
        assert uncommented == []
        macros = connection.execute("SELECT function_name, comment FROM duckdb_functions() WHERE NOT internal ORDER BY 1").fetchall()
        assert [name for name, comment in macros if comment] == ["as_of", "folded", "search", "series_of"]
    for table in TABLES:
        empty = parquet.read(candidate.facts / table.name / f"{table.name}.parquet")
        assert empty.schema == schema(table)


def test_no_two_closed_sets_share_a_type_name() -> None:
    names = list(ddl.enum_types().values())
    assert len(names) == len(set(names)) > 10
