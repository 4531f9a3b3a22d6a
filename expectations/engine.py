"""DuckDB as a datasource of Great Expectations.

As shipped, its SQL engine fetches rows after the connection was closed, which DuckDB's driver does not allow: nearly
every expectation then fails with an index error. Here results are fetched while the connection is open.
"""

from __future__ import annotations

import builtins
import re
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
import sqlalchemy.dialects.postgresql as postgresql
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.execution_engine import SqlAlchemyExecutionEngine

_COUNT = re.compile(r"\s*SELECT COUNT\(\*\) as unexpected_row_count FROM \((.*)\) AS substituted_batch_subquery\s*", re.DOTALL)


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """The SQL engine with results frozen inside the connection.

    DuckDB speaks PostgreSQL's regular expressions, so the dialect module is PostgreSQL's.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dialect_module = postgresql

        self._rows_of: dict[str, int] = {}

    def execute_query(self, query: Any) -> Any:
        """Runs a query. Great Expectations asks each rule for its rows and for their number, in either order: the second is known."""
        text = str(query)
        counted = _COUNT.fullmatch(text)
        asked = counted[1] if counted else text
        known = self._rows_of.get(asked)
        if known is not None and counted:
            query = sa.text(f"SELECT {known} AS unexpected_row_count")
        elif known == 0:
            query = sa.text(f"SELECT * FROM ({text}) AS none_break_it LIMIT 0")
        with self.get_connection() as connection:
            frozen = connection.execute(query).freeze()
        if counted:
            self._rows_of[asked] = int(frozen().scalar_one())
        elif asked.startswith("SELECT") and hasattr(frozen, "data"):
            self._rows_of[asked] = len(frozen.data)
        return frozen()

    def execute_query_in_transaction(self, query: Any) -> Any:
        return self.execute_query(query)


class DuckDBDatasource(SQLDatasource):
    """A DuckDB file. Defining the class registers it with Great Expectations as `add_duckdb`."""

    type: Literal["duckdb"] = "duckdb"  # type: ignore[assignment]

    @property
    def execution_engine_type(self) -> builtins.type[SqlAlchemyExecutionEngine]:
        return DuckDBExecutionEngine


def source_of(context: Any, database: Path) -> Any:
    """The database file as a datasource of the context, opened for reading only."""
    # The path stands beside the address: there SQLAlchemy would not decode it, and Great Expectations take a $name for a setting.
    options = {"connect_args": {"database": str(database.resolve()), "read_only": True}}
    return context.data_sources.add_duckdb("candidate", connection_string="duckdb://", kwargs=options)
