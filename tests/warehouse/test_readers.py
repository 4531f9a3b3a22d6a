"""What people open the published file with: Arrow, pandas, and the oldest DuckDB that is promised."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from tests.flow.made import CITY, inbox_of, released
from warehouse.connect import connect

_ASK = """
import json, sys
sys.path.insert(0, sys.argv[1])
import duckdb
assert duckdb.__version__.startswith("1.2."), duckdb.__version__
connection = duckdb.connect(sys.argv[2], read_only=True)
views = [name for (name,) in connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()]
found = {name: len(connection.execute(f"FROM {name}").fetchall()) for name in views}
calls = ["search('工業增加值')", "search('縲紲')", "search('长')", "as_of('2030-01-01')", "series_of('固定資產投資', '中国')"]
for call in [*calls, "(SELECT folded('顯'))"]:
    found[call] = len(connection.execute(f"FROM {call}").fetchall())
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readers")
    released(inbox_of(folder / "inbox", {"city.txt": CITY}), folder / "w")
    return folder / "w"


def test_results_come_as_arrow_and_as_pandas_with_their_types(root: Path) -> None:
    with connect(root) as connection:
        query = "SELECT value, period_end, indicator FROM facts WHERE value_text = '3.8%'"
        table = connection.sql(query).to_arrow_table()
        assert table.schema.types[:2] == [pa.float64(), pa.date32()]
        assert table.to_pylist()[0]["period_end"] == date(2023, 6, 30)
        frame = connection.sql(query).df()
        assert list(frame["value"]) == [3.8]
        with pytest.raises(duckdb.Error, match="read-only"):
            connection.execute("DELETE FROM metrics")


def test_duckdb_1_2_opens_the_published_file_with_all_its_views_and_macros(root: Path) -> None:
    """A folder with the package duckdb 1.2: `pip install --target FOLDER --no-deps duckdb==1.2.2`."""
    old = os.environ.get("GONGBAO_DUCKDB_1_2")
    if not old:
        pytest.skip(
            "set GONGBAO_DUCKDB_1_2 to a folder with the package duckdb 1.2.2 (pip install --target FOLDER --no-deps duckdb==1.2.2)"
        )
    command = [sys.executable, "-c", _ASK, old, str((root / "gongbao.duckdb").resolve())]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    with connect(root) as connection:
        assert set(told) > {name for (name,) in connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()}
        for name, rows in told.items():
            assert len(connection.execute(f"FROM {name}").fetchall()) == rows, name
    assert told["facts"] > 0
    assert told["search('工業增加值')"] > 0
