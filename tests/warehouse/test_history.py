"""metrics_history tells when each row stood, through changes, removals and rollbacks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse import samples
from tests.warehouse.samples import MOMENT, folder_in, row
from warehouse import atomic, history, parquet, publications, releases
from warehouse.arrow import schema, table_of
from warehouse.connect import connect
from warehouse.folder import WarehouseFolder
from warehouse.publications import Publication
from warehouse.tables import METRICS, METRICS_HISTORY

State = dict[str, float | None]
"""The metrics of one release, metric_id to value."""

STATES: st.SearchStrategy[State] = st.dictionaries(st.sampled_from("abcde"), st.sampled_from([None, 1.0, 2.0]), max_size=5)
STEPS = st.lists(STATES | st.integers(0, 5), min_size=1, max_size=8)


def _metrics(state: State) -> pa.Table:
    return table_of(METRICS, [row("metrics", metric_id=key, document_id=f"d-{key}", value=value) for key, value in state.items()])


def _read_anew(document_id: str) -> str:
    return f"{document_id} changed"


def _told(table: pa.Table) -> set[tuple[Any, ...]]:
    names = ("metric_id", "value", "recorded_from", "recorded_to", "reason")
    return {tuple(one[name] for name in names) for one in table.select(names).to_pylist()}


def _naive(timeline: Iterable[tuple[datetime, State, str | None]]) -> set[tuple[Any, ...]]:
    """Row by row: what a reader of every publication would have noted down. The third part is the reason of a rollback."""
    open_rows: dict[str, tuple[float | None, datetime]] = {}
    noted: set[tuple[Any, ...]] = set()
    for at, state, rolled_back in timeline:
        for key, (value, since) in list(open_rows.items()):
            if key not in state or state[key] != value:
                noted.add((key, value, since, at, rolled_back or _read_anew(f"d-{key}")))
                del open_rows[key]
        for key, value in state.items():
            open_rows.setdefault(key, (value, at))
    return noted | {(key, value, since, None, None) for key, (value, since) in open_rows.items()}


def _put(folder: WarehouseFolder, release_id: str, metrics: pa.Table, told: pa.Table) -> None:
    for table, data in ((METRICS, metrics), (METRICS_HISTORY, told)):
        parquet.write(data, folder.releases / release_id / "facts" / table.name / f"{table.name}.parquet")


@settings(max_examples=40)
@given(STEPS)
def test_history_is_what_a_reader_of_every_publication_would_have_noted(tmp_path_factory: pytest.TempPathFactory, steps: list[Any]) -> None:
    folder = folder_in(tmp_path_factory.mktemp("history"))
    assert history.base(folder) is None
    published: list[State] = []
    timeline: list[tuple[datetime, State, str | None]] = []
    in_force = -1
    for number, step in enumerate(steps):
        at = MOMENT + timedelta(hours=number)
        if isinstance(step, int):
            if step >= len(published) or step == in_force:
                continue
            in_force = step
            timeline.append((at, published[step], f"rolled back to the release r{step}"))
            publications.announce(folder, Publication(f"r{step}", "rollback", f"run-{number}", at))
        else:
            in_force = len(published)
            published.append(step)
            timeline.append((at, step, None))
            _put(folder, f"r{in_force}", _metrics(step), history.advance(history.base(folder), _metrics(step), at, _read_anew))
            publications.announce(folder, Publication(f"r{in_force}", "publish", f"run-{number}", at))
        assert history.base(folder) is None or _told(history.base(folder)) == _naive(timeline[:-1])  # announced, not yet in force
        atomic.link(folder.current, f"releases/r{in_force}")
        base = history.base(folder)
        if timeline:
            assert base is not None
            assert _told(base) == _naive(timeline)
            assert base.schema == schema(METRICS_HISTORY)


def test_a_row_that_returns_is_opened_again() -> None:
    told = None
    for number, state in enumerate(({"a": 1.0}, {}, {"a": 1.0})):
        told = history.advance(told, _metrics(state), MOMENT + timedelta(days=number), _read_anew)
    assert told is not None
    assert _told(told) == {
        ("a", 1.0, MOMENT, MOMENT + timedelta(days=1), "d-a changed"),
        ("a", 1.0, MOMENT + timedelta(days=2), None, None),
    }


@pytest.mark.parametrize("column", [column for column in METRICS.columns if column.name != "metric_id"], ids=lambda column: column.name)
def test_a_change_in_any_column_closes_the_row_and_opens_another(column: Any) -> None:
    other = {"text": "乙", "integer": 2, "double": 2.5, "date": datetime(2026, 1, 1, tzinfo=UTC).date()}[column.type]
    before = row("metrics")
    after = {**before, column.name: column.values[1] if column.values else other}
    told = history.advance(None, table_of(METRICS, [before]), MOMENT, _read_anew)
    told = history.advance(told, table_of(METRICS, [after]), MOMENT + timedelta(days=1), _read_anew)
    assert [one["recorded_to"] is None for one in told.sort_by("recorded_from").to_pylist()] == [False, True]
    same = history.advance(told, table_of(METRICS, [after]), MOMENT + timedelta(days=2), _read_anew)
    assert same.equals(told)


def test_times_go_forward_even_where_the_clock_does_not() -> None:
    first = history.advance(None, _metrics({"a": 1.0}), MOMENT, _read_anew)
    second = history.advance(first, _metrics({"a": 2.0}), MOMENT - timedelta(days=400), _read_anew)
    after = MOMENT + timedelta(microseconds=1)
    assert _told(second) == {("a", 1.0, MOMENT, after, "d-a changed"), ("a", 2.0, after, None, None)}


def test_what_has_no_history_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        history.advance(None, _metrics({}), datetime(2026, 1, 1), _read_anew)  # noqa: DTZ001 - the mistake that is refused
    twice = pa.concat_tables([_metrics({"a": 1.0}), _metrics({"a": 2.0})])
    with pytest.raises(ValueError, match="twice"):
        history.advance(None, twice, MOMENT, _read_anew)


def test_a_release_whose_history_is_damaged_is_told_again_from_its_metrics(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = folder_in(tmp_path)
    days = [MOMENT + timedelta(days=number) for number in range(3)]
    for number, at in enumerate(days):
        samples.release(folder, f"run-{number}", at, {"a": float(number)})
    (folder.facts / "metrics_history" / "metrics_history.parquet").write_bytes(b"damaged")
    base = history.base(folder)
    assert base is not None
    assert [(value, start) for _, value, start, *_ in sorted(_told(base), key=lambda one: one[2])] == list(
        zip((0.0, 1.0, 2.0), days, strict=True)
    )
    assert "metrics_history.parquet" in caplog.text


def test_as_of_answers_from_one_release_what_was_known_on_a_day(tmp_path: Path) -> None:
    folder = folder_in(tmp_path)
    samples.release(folder, "run-1", datetime(2026, 11, 1, 9, tzinfo=UTC), {"a": 1.0, "b": 1.0})
    samples.release(folder, "run-2", datetime(2026, 11, 3, 9, tzinfo=UTC), {"a": 2.0})
    releases.rollback(folder, "run-1", at=datetime(2026, 11, 5, 9, tzinfo=UTC), run_id="back")
    samples.release(folder, "run-3", datetime(2026, 11, 7, 9, tzinfo=UTC), {"a": 3.0})
    known = {1: {"a": 1.0, "b": 1.0}, 2: {"a": 1.0, "b": 1.0}, 3: {"a": 2.0}, 4: {"a": 2.0}, 5: {"a": 1.0, "b": 1.0}, 7: {"a": 3.0}}
    with connect(folder.root) as connection:
        assert connection.execute("FROM as_of(DATE '2026-10-31')").fetchall() == []
        for day, metrics in known.items():
            query = f"SELECT metric_id, value FROM as_of(DATE '2026-11-{day:02d}')"
            assert dict(connection.execute(query).fetchall()) == metrics
            assert dict(connection.execute(query.replace("DATE ", "")).fetchall()) == metrics
