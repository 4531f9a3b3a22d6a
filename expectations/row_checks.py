"""Keeps impossible rows out before anything is published, whole and with the reason.

The rules are those expectations that carry `quarantine`, run as the same SQL over the rows in an in-memory DuckDB. One
misread number then costs its own row, not the build.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from expectations.model import Expectation, RowRule, row_sql
from expectations.released_rows import RELEASABLE
from expectations.setting import Setting
from expectations.suite_common import CHECKED_TABLES
from expectations.suite_context import QUARANTINED
from expectations.suites import EXPECTATIONS
from warehouse.arrow import typed
from warehouse.tables import Table

Row = dict[str, Any]
Rows = dict[str, list[Row]]
Dropped = dict[str, dict[int, list[tuple[str, str]]]]
"""Table, position in its list of rows: (rule, reason) for each rule that the row breaks."""

UNFIT = "fits_types"
RESTS_ON = "rests_on_kept_row"

RELEASABLE_RULES = frozenset(
    one.id
    for one in EXPECTATIONS
    if one.quarantine and one.table in RELEASABLE and not one.id.endswith((".key_unique", ".required_filled", ".closed_sets"))
)
"""Rules that a reviewed entry may overrule for a row. Missing and doubled keys are none of them."""

_FACTS: tuple[Table, ...] = tuple(table for table in CHECKED_TABLES if table.role == "fact")
_POSITION = "_position"


def check(
    tables: Mapping[str, Sequence[Row]],
    run_id: str,
    setting: Setting,
    expectations: Sequence[Expectation] = EXPECTATIONS,
    withdrawn: Mapping[str, tuple[str, str]] | None = None,
) -> tuple[Rows, list[Row]]:
    """The tables without their impossible rows, and rows for quarantine. Rows that the setting releases pass.

    `tables` holds rows of the tables of facts, whole (every column that may not be null); other tables pass through. Given rows are not
    changed. A row that rests on one that was kept out goes with it, or loses the reference where that may be null; a
    numeral whose metric was kept out keeps the disposition metric, with a reason that begins with `quarantined: ` and names the rule.
    A row that breaks several rules has one quarantine row for each. `withdrawn` names metrics that a review found to be no facts, each with
    the rule and the reason.
    """
    dropped: Dropped = {table.name: {} for table in _FACTS}
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for table in _FACTS:
            rows = tables.get(table.name, ())
            fitting = _fitting(table, rows, dropped[table.name])
            connection.register("arriving", fitting)
            connection.execute(f'CREATE TABLE "{table.name}" AS SELECT * FROM arriving')
            connection.unregister("arriving")
        for position, row in enumerate(tables.get("metrics", ())):
            if withdrawn and row.get("metric_id") in withdrawn:
                dropped["metrics"].setdefault(position, []).append(withdrawn[row["metric_id"]])
        wanted = [one for one in expectations if one.quarantine and len(tables.get(one.table, ())) > 0]
        for expectation in wanted:
            if not _compares_rows(expectation):
                _find(connection, expectation, setting, dropped)
        # A row that is impossible by itself must not cost the rows that it is compared with: a span that runs to the end of the
        # document would overlap all that follow. So comparisons see only what is left, one after the other.
        for expectation in wanted:
            if _compares_rows(expectation):
                _delete(connection, dropped)
                _find(connection, expectation, setting, dropped)
    kept = _without(tables, dropped)
    quarantine = [
        _quarantine_row(run_id, table, row, rule, reason)
        for table in _FACTS
        for position, broken in sorted(dropped[table.name].items())
        for row in (tables[table.name][position],)
        for rule, reason in broken
    ]
    return kept, _one_for_each_key(quarantine)


def _compares_rows(expectation: Expectation) -> bool:
    return isinstance(expectation.check, RowRule) and bool(expectation.check.qualify)


def _find(connection: duckdb.DuckDBPyConnection, expectation: Expectation, setting: Setting, dropped: Dropped) -> None:
    sql = row_sql(expectation, setting, show=f"DISTINCT r.{_POSITION}").format(batch=f'"{expectation.table}"')
    for (position,) in connection.execute(sql).fetchall():
        reason = f"{expectation.description_en} · {expectation.description_zh}"
        dropped[expectation.table].setdefault(position, []).append((expectation.id, reason))


def _delete(connection: duckdb.DuckDBPyConnection, dropped: Dropped) -> None:
    for name, positions in dropped.items():
        if positions:
            connection.execute(f'DELETE FROM "{name}" WHERE {_POSITION} IN (SELECT unnest(?))', [list(positions)])


def _fitting(table: Table, rows: Sequence[Row], dropped: dict[int, list[tuple[str, str]]]) -> pa.Table:
    """The rows as Arrow with their positions; rows that the column types cannot hold are dropped."""
    try:
        return _arrow(table, rows, range(len(rows)))
    except ValueError:
        pass  # some row does not fit: find out which
    fitting: list[int] = []
    for position, row in enumerate(rows):
        try:
            _arrow(table, [row], [position])
        except ValueError as error:
            dropped[position] = [(f"{table.name}.{UNFIT}", f"the columns cannot hold it: {error}")]
        else:
            fitting.append(position)
    return _arrow(table, [rows[position] for position in fitting], fitting)


def _arrow(table: Table, rows: Sequence[Row], positions: Sequence[int]) -> pa.Table:
    arrays = [typed(column, [row.get(column.name) for row in rows]) for column in table.columns]
    names = [column.name for column in table.columns]
    return pa.Table.from_arrays([*arrays, pa.array(positions, pa.int64())], names=[*names, _POSITION])


def _without(tables: Mapping[str, Sequence[Row]], dropped: Dropped) -> Rows:
    """The tables without the dropped rows and what rests on them; extends `dropped` by the latter."""
    _drop_dependants(tables, dropped)
    lost = _lost_keys(tables, dropped)
    kept: Rows = {name: list(rows) for name, rows in tables.items() if name not in dropped}
    for table in _FACTS:
        if table.name not in tables:
            continue
        rows = [row for position, row in enumerate(tables[table.name]) if position not in dropped[table.name]]
        for reference in table.references:
            gone = lost.get((reference.table, reference.key), {})
            if gone:
                rows = [_released(table, row, reference.column, gone) if row.get(reference.column) in gone else row for row in rows]
        kept[table.name] = rows
    return kept


def _drop_dependants(tables: Mapping[str, Sequence[Row]], dropped: Dropped) -> None:
    """Drops rows that cannot be without a dropped row, until nothing more falls."""
    changed = True
    while changed:
        changed = False
        lost = _lost_keys(tables, dropped)
        for table in _FACTS:
            for position, row in enumerate(tables.get(table.name, ())):
                if position in dropped[table.name]:
                    continue
                cause = _cause(table, row, lost)
                if cause is not None:
                    dropped[table.name][position] = [(f"{table.name}.{RESTS_ON}", cause)]
                    changed = True


def _cause(table: Table, row: Row, lost: Mapping[tuple[str, str], Mapping[Any, str]]) -> str | None:
    for reference in table.references:
        gone = lost.get((reference.table, reference.key))
        if gone and not table.column(reference.column).nullable and row.get(reference.column) in gone:
            value = row[reference.column]
            return f"{reference.column} {value} was kept out of {reference.table} by {gone[value]}"
    return None


def _lost_keys(tables: Mapping[str, Sequence[Row]], dropped: Dropped) -> dict[tuple[str, str], dict[Any, str]]:
    """For each referenced key: the values that no row has any more, with the rule that dropped the row."""
    lost: dict[tuple[str, str], dict[Any, str]] = {}
    for target in sorted({(reference.table, reference.key) for table in _FACTS for reference in table.references}):
        name, key = target
        gone = {
            row[key]: dropped[name][position][0][0]
            for position, row in ((position, tables[name][position]) for position in dropped.get(name, {}))
            if isinstance(row.get(key), str)
        }
        if gone:
            for position, row in enumerate(tables[name]):
                if position not in dropped[name]:
                    gone.pop(row.get(key), None)  # of two rows with one key only one was dropped
            lost[target] = gone
    return lost


def _released(table: Table, row: Row, column: str, gone: Mapping[Any, str]) -> Row:
    rule = gone[row[column]]
    if table.name == "numerals":
        return {**row, column: None, "reason": f"{QUARANTINED}{rule}; {row.get('reason')}"}
    return {**row, column: None}


def _quarantine_row(run_id: str, table: Table, row: Row, rule: str, reason: str) -> Row:
    sentence = row.get("sentence")
    return {
        "run_id": run_id,
        "table_name": table.name,
        "row_id": _printable("/".join(str(row.get(name)) for name in table.key)),
        "rule": rule,
        "reason": _printable(reason),
        "sentence": _printable(sentence) if isinstance(sentence, str) else None,
        "row": _json(row),
    }


def _printable(text: str) -> str:
    """Text that UTF-8 can hold: halves of surrogate pairs become escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _json(row: Row) -> str:
    """The row as JSON; numbers that JSON lacks and halves of surrogate pairs become text and escapes."""
    text = json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False, default=str, allow_nan=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(json.loads(text), ensure_ascii=True)
    return text


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    return value


def _one_for_each_key(quarantine: Sequence[Row]) -> list[Row]:
    """Quarantine's key is run, table, row and rule; of rows that share an id and a rule the later ones get a number."""
    seen: dict[tuple[str, str, str], int] = {}
    numbered: list[Row] = []
    for row in quarantine:
        key = (row["table_name"], row["row_id"], row["rule"])
        seen[key] = seen.get(key, 0) + 1
        numbered.append(row if seen[key] == 1 else {**row, "row_id": f"{row['row_id']}#{seen[key]}"})
    return numbered


# Checked on import, so that a rule for rows that has no row query is found by any test.
for _expectation in EXPECTATIONS:
    if _expectation.quarantine and _expectation.table not in {table.name for table in _FACTS}:
        raise ValueError(f"{_expectation.id} cannot keep rows out of {_expectation.table}")
del _expectation
