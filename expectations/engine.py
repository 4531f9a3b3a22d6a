"""DuckDB as a datasource of Great Expectations.

As shipped, its SQL engine fetches rows after the connection was closed, which DuckDB's driver does not allow: nearly
every expectation then fails with an index error. Here results are fetched while the connection is open.
"""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import sqlalchemy.dialects.postgresql as postgresql
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.execution_engine import SqlAlchemyExecutionEngine


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """The SQL engine with results frozen inside the connection.

    DuckDB speaks PostgreSQL's regular expressions, so the dialect module is PostgreSQL's.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dialect_module = postgresql

    def execute_query(self, query: Any) -> Any:
        with self.get_connection() as connection:
            return connection.execute(query).freeze()()

    def execute_query_in_transaction(self, query: Any) -> Any:
        return self.execute_query(query)


class DuckDBDatasource(SQLDatasource):
    """A DuckDB file. Defining the class registers it with Great Expectations as `add_duckdb`."""

    type: Literal["duckdb"] = "duckdb"  # type: ignore[assignment]

    @property
    def execution_engine_type(self) -> builtins.type[SqlAlchemyExecutionEngine]:
        return DuckDBExecutionEngine


def connection_string(database: Path) -> str:
    """The address of a database file, opened for reading only."""
    return f"duckdb:///{quote(str(database.resolve()))}?access_mode=read_only"
