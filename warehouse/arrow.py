"""Arrow schemas from the table definitions, and the strict door through which rows become tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.tables import Column, Table, Type

_SPAN = pa.struct([pa.field("char_start", pa.int32(), nullable=False), pa.field("char_end", pa.int32(), nullable=False)])
_ARROW: dict[Type, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int32(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "texts": pa.list_(pa.field("element", pa.string(), nullable=False)),
    "spans": pa.list_(pa.field("element", _SPAN, nullable=False)),
}
_PYTHON: dict[Type, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "double": (float, int),
    "boolean": (bool,),
    "date": (date,),
    "timestamp": (datetime,),
    "texts": (list, tuple),
    "spans": (list, tuple),
}
_SHOWN = 80


class SchemaError(ValueError):
    """A row that its table cannot hold. `table`, `column` and `value` say which; `row_key` its key columns as given."""

    def __init__(self, table: str, column: str, value: object, reason: str, row_key: Mapping[str, object] | None = None) -> None:
        self.table, self.column, self.value, self.reason, self.row_key = table, column, value, reason, dict(row_key or {})
        shown = ascii(value)
        if len(shown) > _SHOWN:
            shown = shown[:_SHOWN] + "…"
        key = ", ".join(f"{name}={ascii(part)[:_SHOWN]}" for name, part in self.row_key.items())
        where = f" (row {key})" if key else ""
        super().__init__(f"{table}.{column} cannot hold {shown}: {reason}{where}.")


@cache
def schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table; descriptions stand in the metadata of fields and schema."""
    fields = [
        pa.field(column.name, _ARROW[column.type], nullable=column.nullable, metadata={"description": column.description})
        for column in table.columns
    ]
    return pa.schema(fields, metadata={"table": table.name, "description": table.description})


def table_of(table: Table, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """The rows as an Arrow table in the order of `table.sort`.

    Every row must have exactly the columns of the table, though one that may be null may be left out. Timestamps must
    know their zone and are turned to UTC. Spans are mappings with char_start and char_end, or pairs.
    Raises SchemaError for an unknown or missing column, a null where none may be, a wrong type, a value outside a closed set, a
    number that is not finite, an integer beyond 32 bits, or text with half of a surrogate pair.
    """
    kept = list(rows)
    _refuse_unknown_columns(table, kept)
    arrays = []
    for column in table.columns:
        values = [row.get(column.name) for row in kept]
        try:
            arrays.append(_array(column, values))
        except _RefusedError as refused:
            row = kept[refused.index]
            raise SchemaError(table.name, column.name, refused.value, refused.reason, {name: row.get(name) for name in table.key}) from None
    return order(table, pa.Table.from_arrays(arrays, schema=schema(table)))


def typed(column: Column, values: Sequence[Any]) -> pa.Array:
    """One column of Python values in its Arrow type, and nothing more: nulls, values outside a closed set and infinite numbers pass.

    For checks that name such rows by rules of their own; `table_of` refuses them. Raises ValueError with what does not fit.
    """
    _refuse_types(column, values)
    if column.type == "timestamp":
        values = [value if value is None else _utc(index, value) for index, value in enumerate(values)]
    elif column.type in ("texts", "spans"):
        values = [value if value is None else _elements(column, index, value) for index, value in enumerate(values)]
    try:
        return pa.array(values, _ARROW[column.type])
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, UnicodeEncodeError):
        raise _first_unfit(column, values) from None


def conform(table: Table, data: pa.Table) -> pa.Table:
    """Arrow data, perhaps written by a former version, in the present schema and order of the table.

    A column that is missing and may be null is filled with nulls. Raises SchemaError for all else that does not fit.
    """
    unknown = sorted(set(data.column_names) - {column.name for column in table.columns})
    if unknown:
        raise SchemaError(table.name, unknown[0], None, "the table has no such column")
    columns = []
    for column in table.columns:
        wanted = _ARROW[column.type]
        if column.name not in data.column_names:
            if not column.nullable:
                raise SchemaError(table.name, column.name, None, "the column is missing")
            columns.append(pa.nulls(data.num_rows, wanted))
            continue
        values = data.column(column.name)
        if values.type != wanted:
            try:
                values = values.cast(wanted)
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
                raise SchemaError(table.name, column.name, None, f"{values.type} is not {wanted}: {error}") from None
        _refuse_bad_values(table, column, values, data)
        columns.append(values)
    return order(table, pa.Table.from_arrays(columns, schema=schema(table)))


def order(table: Table, data: pa.Table) -> pa.Table:
    """The rows in the order of `table.sort`, ties by key: the same rows give the same order on every machine."""
    names = list(dict.fromkeys((*table.sort, *table.key)))
    if data.num_rows < 2:
        return data
    return data.take(pc.sort_indices(data, sort_keys=[(name, "ascending") for name in names]))


class _RefusedError(ValueError):
    def __init__(self, index: int, value: object, reason: str) -> None:
        super().__init__(reason)
        self.index, self.value, self.reason = index, value, reason


def _refuse_unknown_columns(table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    known = {column.name for column in table.columns}
    if set().union(*rows) <= known:
        return
    for row in rows:
        for name in row:
            if name not in known:
                raise SchemaError(
                    table.name, str(name), row[name], "the table has no such column", {key: row.get(key) for key in table.key}
                )


def _array(column: Column, values: list[Any]) -> pa.Array:
    """One column of Python values, checked; works on whole columns, and looks for the culprit only when there is one."""
    if not column.nullable and any(value is None for value in values):
        raise _RefusedError(next(index for index, value in enumerate(values) if value is None), None, "the column may not be null")
    array = typed(column, values)
    if column.values:
        allowed = {*column.values, None}
        if not allowed.issuperset(values):
            index = next(index for index, value in enumerate(values) if value not in allowed)
            raise _RefusedError(index, values[index], f"it must be one of {', '.join(column.values)}")
    if column.type == "double" and not pc.all(pc.is_finite(array), min_count=0).as_py():
        index = pc.index(pc.is_finite(array), False).as_py()
        raise _RefusedError(index, values[index], "a number must be finite")
    return array


def _refuse_types(column: Column, values: Sequence[Any]) -> None:
    accepted = _PYTHON[column.type]
    for found in set(map(type, values)) - {type(None)}:
        fits = issubclass(found, accepted)
        if issubclass(found, bool) and column.type != "boolean":
            fits = False
        if issubclass(found, datetime) and column.type == "date":
            fits = False
        if not fits:
            index = next(i for i, value in enumerate(values) if type(value) is found)
            raise _RefusedError(index, values[index], f"{found.__name__} is not {column.type}")


def _utc(index: int, value: datetime) -> datetime:
    if value.tzinfo is None:
        raise _RefusedError(index, value, "a timestamp must know its time zone")
    return value.astimezone(UTC)


def _elements(column: Column, index: int, value: Sequence[Any]) -> list[Any]:
    if column.type == "texts":
        if not all(isinstance(element, str) for element in value):
            raise _RefusedError(index, value, "every element must be text")
        return list(value)
    spans = []
    for span in value:
        if isinstance(span, Mapping) and set(span) == {"char_start", "char_end"}:
            start, end = span["char_start"], span["char_end"]
        elif isinstance(span, (tuple, list)) and len(span) == 2:
            start, end = span
        else:
            raise _RefusedError(index, value, "every element must be a span with char_start and char_end")
        if type(start) is not int or type(end) is not int:
            raise _RefusedError(index, value, "the ends of a span must be integers")
        spans.append({"char_start": start, "char_end": end})
    return spans


def _first_unfit(column: Column, values: Sequence[Any]) -> _RefusedError:
    for index, value in enumerate(values):
        try:
            pa.array([value], _ARROW[column.type])
        except UnicodeEncodeError:
            return _RefusedError(index, value, "it holds half of a surrogate pair, which is no character")
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
            return _RefusedError(index, value, f"{error} (integers have 32 bits)" if column.type == "integer" else str(error))
    raise AssertionError("a column was refused of which every single value fits")


def _refuse_bad_values(table: Table, column: Column, values: pa.ChunkedArray, data: pa.Table) -> None:
    def refuse(mask: pa.ChunkedArray, reason: str) -> None:
        index = pc.index(mask, True).as_py()
        if index >= 0:
            key = {name: data.column(name)[index].as_py() for name in table.key if name in data.column_names}
            raise SchemaError(table.name, column.name, values[index].as_py(), reason, key)

    if not column.nullable and values.null_count:
        refuse(pc.is_null(values), "the column may not be null")
    if column.values:
        allowed = pa.array([*column.values, None] if column.nullable else column.values, pa.string())
        refuse(pc.invert(pc.is_in(values, value_set=allowed)), f"it must be one of {', '.join(column.values)}")
    if column.type == "double":
        refuse(pc.invert(pc.is_finite(values)), "a number must be finite")
