"""The shape of a declared expectation, and the SQL that a row rule becomes.

A row rule is one condition that names the rows that break it. The same SQL serves twice: over the tables in memory, to
keep single impossible rows out before anything is built on them, and in the audit, over the candidate database.

Conditions may hold `$name`: the name of a threshold, replaced by it as an SQL literal, or of a table of the setting.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from warehouse.tables import BY_NAME

if TYPE_CHECKING:
    from expectations.setting import Setting

Severity = Literal["critical", "warning", "info"]

ROWS_OF_BATCH = "(SELECT * FROM {batch})"
"""Great Expectations fills `{batch}` with the table, sometimes with an alias of its own; wrapped, it takes ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRule:
    """Rows of `source`, under the alias r, for which `where` is true break the rule.

    `joins` comes after the source, `qualify` after the condition (for window functions). `show` names the columns that
    are reported, by default the key of the table. Single braces are written double, as the SQL passes a formatter.
    """

    where: str
    joins: str = ""
    qualify: str = ""
    source: str = ROWS_OF_BATCH
    show: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Builtin:
    """An expectation of Great Expectations by its class name. Values that are `$name` stand for thresholds."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One thing that must hold.

    `id` is TABLE.NAME, unique over all suites; the suite is the table's. `reason` says why it is worth checking.
    `quarantine`: rows that break the rule are also kept out, one by one, before the audit (row rules only).
    """

    id: str
    table: str
    severity: Severity
    description_zh: str
    description_en: str
    reason: str
    check: RowRule | Builtin
    column: str | None = None
    quarantine: bool = False

    @property
    def suite(self) -> str:
        """The suite that it belongs to: one for each table."""
        return self.table


def literal(value: object) -> str:
    """A number, text or list of texts as an SQL literal that survives the formatter and the driver.

    Braces are doubled for the formatter; a colon, which the driver could read as the mark of a parameter, is composed.
    Raises TypeError for anything else.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        quoted = "'" + value.replace("'", "''").replace("{", "{{").replace("}", "}}") + "'"
        return "(" + quoted.replace(":", "' || chr(58) || '") + ")" if ":" in quoted else quoted
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    raise TypeError(f"{type(value).__name__} has no SQL literal: {value!r}")


def row_sql(expectation: Expectation, setting: Setting, show: str | None = None, with_released: bool = False) -> str:
    """The query that returns the rows that break a row rule, with `{batch}` still in it.

    `show` replaces the reported columns. Rows that the setting releases are not returned, unless `with_released`. Raises KeyError for a
    threshold that does not exist.
    """
    rule = expectation.check
    if not isinstance(rule, RowRule):
        raise TypeError(f"{expectation.id} is no row rule")
    columns = show or ", ".join(f"r.{column}" for column in (rule.show or BY_NAME[expectation.table].key))
    qualify = f" QUALIFY {rule.qualify}" if rule.qualify else ""
    released = () if with_released else setting.released.get(expectation.id, ())
    spared = f" AND NOT list_contains({literal(list(released))}, {row_id(expectation.table)})" if released else ""
    sql = f"SELECT {columns} FROM {rule.source} AS r {rule.joins} WHERE ({rule.where}){spared}{qualify}"
    return string.Template(sql).substitute(setting.fillings())


def row_id(table: str, alias: str = "r") -> str:
    """SQL for the identifier of a row in one text, as the quarantine has it."""
    return f"concat_ws('/', {', '.join(f'{alias}.{name}' for name in BY_NAME[table].key)})"


def builtin_arguments(builtin: Builtin, thresholds: Mapping[str, object]) -> dict[str, Any]:
    """The arguments of a built-in expectation with thresholds filled in. Raises KeyError for an unknown one."""
    return {
        name: thresholds[value[1:]] if isinstance(value, str) and value.startswith("$") else value
        for name, value in builtin.arguments.items()
    }


def broken_where(builtin: Builtin, thresholds: Mapping[str, object]) -> str | None:
    """SQL that is true of the rows r that break a built-in expectation; None for one about a whole table.

    Great Expectations names values, not rows. The SQL may hold `{batch}`.
    """
    arguments = builtin_arguments(builtin, thresholds)
    column = f"r.{arguments.get('column')}"
    match builtin.name:
        case "ExpectColumnValuesToNotBeNull":
            return f"{column} IS NULL"
        case "ExpectColumnValuesToNotBeInSet":
            return f"list_contains({literal(arguments['value_set'])}, {column}::VARCHAR)"
        case "ExpectColumnValuesToBeInSet":
            return f"NOT list_contains({literal(arguments['value_set'])}, {column}::VARCHAR)"
        case "ExpectColumnValuesToMatchRegex":
            return f"NOT regexp_matches({column}, {literal(arguments['regex'])})"
        case "ExpectColumnValuesToBeBetween":
            return f"{column} NOT BETWEEN {arguments['min_value']} AND {arguments['max_value']}"
        case "ExpectColumnValuesToBeUnique":
            return f"{column} IN (SELECT {arguments['column']} FROM {{batch}} GROUP BY 1 HAVING count(*) > 1)"
        case "ExpectTableRowCountToBeBetween":
            return None
    raise ValueError(f"what breaks {builtin.name} is not said; add it here")
