"""`gongbao sql`: the result and nothing else, read-only, and harmless whatever the documents say."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.cells import cell_len

from flows.result_text import visible, write_csv, write_json, write_table
from flows.sql import ends_statement
from tests.flow.made import PROJECT, gongbao, gongbao_here, published

HOSTILE = '增长3%\x1b]0;owned\x07\x1b[31m\u202e=1+1\r\n"quoted", next\x9b2J'
FORMULA = '=HYPERLINK("http://example.org";"看")'


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sql") / "warehouse"
    published(root, {"a" * 16: HOSTILE, "b" * 16: FORMULA, "c" * 16: "汉字两格"})
    return root


def ask(warehouse: Path, query: str, *options: str) -> tuple[int, str, str]:
    done = gongbao_here("sql", query, "--warehouse", str(warehouse), *options)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_a_process_of_its_own_answers_byte_for_byte_the_same(warehouse: Path, form: str) -> None:
    """Most tests here ask within their own process; this one shows that they may, whatever the machine's locale."""
    query = "select text, collected_at from documents order by document_id"
    process = gongbao("sql", query, "--warehouse", str(warehouse), "-f", form, env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"})
    assert (process.returncode, process.stdout, process.stderr) == ask(warehouse, query, "-f", form)
    refused = gongbao("sql", "selec 1", "--warehouse", str(warehouse), "-f", form)
    assert (refused.returncode, refused.stdout, refused.stderr) == ask(warehouse, "selec 1", "-f", form)


def test_a_table_neutralises_what_a_terminal_would_obey(warehouse: Path) -> None:
    code, out, err = ask(warehouse, "select text from documents order by document_id")
    assert (code, err) == (0, "")
    assert not any(character in out for character in "\x1b\x07\u202e\r\x9b")
    assert r"增长3%\x1b]0;owned\x07\x1b[31m\u202e=1+1\r\n" in out
    assert len(out.splitlines()) == 5


def test_columns_of_chinese_text_line_up() -> None:
    out = io.StringIO()
    write_table(out, ["指标", "n"], [("工业增加值", 3.5), ("GDP", 12), (None, None)])
    lines = out.getvalue().splitlines()
    assert [cell_len(line) for line in lines[:4]] == [15] * 4
    assert lines[3].startswith("GDP       ")


def test_csv_is_exact_but_for_formulas(warehouse: Path) -> None:
    code, out, _ = ask(warehouse, "select document_id, text, null as nothing, 1.5 as n from documents order by 1", "--format", "csv")
    assert code == 0
    rows = list(csv.reader(io.StringIO(out, newline="")))
    assert rows[0] == ["document_id", "text", "nothing", "n"]
    assert rows[1] == ["a" * 16, HOSTILE, "", "1.5"]
    assert rows[2][1] == "'" + FORMULA


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1", "'=1"),
        ("+cmd|x", "'+cmd|x"),
        ("-2+3", "'-2+3"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t=1"),
        ("-3.8%", "-3.8%"),
        ("+1,200", "+1,200"),
    ],
)
def test_csv_leaves_signed_numbers_and_marks_formulas(value: str, written: str) -> None:
    out = io.StringIO()
    write_csv(out, ["v"], [(value,)])
    assert next(csv.reader(io.StringIO(out.getvalue().split("\n", 1)[1]))) == [written]


def test_json_gives_the_exact_text_back_without_raw_control_characters(warehouse: Path) -> None:
    code, out, _ = ask(warehouse, "select text, collected_at, paths from documents order by document_id", "--format", "json")
    assert code == 0
    assert not any(character in out for character in "\x1b\x07\u202e\x9b")
    rows = json.loads(out)
    assert [row["text"] for row in rows] == [HOSTILE, FORMULA, "汉字两格"]
    assert rows[0]["paths"] == ["a.txt"]


def test_json_of_no_rows_is_an_empty_list_and_has_no_nan() -> None:
    empty, odd = io.StringIO(), io.StringIO()
    write_json(empty, ["a"], [])
    write_json(odd, ["a"], [(float("nan"),), (float("inf"),)])
    assert json.loads(empty.getvalue()) == []
    assert json.loads(odd.getvalue()) == [{"a": None}, {"a": None}]


@pytest.mark.parametrize(
    "query",
    [
        "delete from documents",
        "create table t (a int)",
        "copy documents to 'gongbao-out.csv'",
        "select * from read_text('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from glob('/*')",
        "attach 'gongbao-other.duckdb' as other",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "export database 'gongbao-export'",
        "create temp table t (a int)",
        "begin",
        "checkpoint",
        "set threads = 1",
    ],
)
def test_nothing_is_written_and_no_file_is_read(warehouse: Path, query: str) -> None:
    code, out, err = ask(warehouse, query)
    assert (code, out) == (2, ""), err
    assert err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("selec 1", "syntax error"),
        ("select nothing from documents", "nothing"),
        ("select 1; select 2", "one query at a time"),
        (" ", "one query at a time"),
    ],
)
def test_a_wrong_query_is_wrong_use_and_says_why(warehouse: Path, query: str, told: str) -> None:
    code, out, err = ask(warehouse, query)
    assert (code, out) == (2, "")
    assert told in err
    assert "Traceback" not in err


def test_an_unknown_format_and_a_missing_warehouse_are_wrong_use(warehouse: Path, tmp_path: Path) -> None:
    assert ask(warehouse, "select 1", "--format", "xml")[0] == 2
    code, _, err = ask(tmp_path / "none", "select 1")
    assert code == 2
    assert "gongbao build" in err
    assert not (tmp_path / "none").exists()


def test_the_query_is_read_from_standard_input_and_the_warehouse_from_the_environment(warehouse: Path) -> None:
    done = gongbao(
        "sql", "-f", "csv", given="select count(*) as n\nfrom documents;\n", env={**os.environ, "GONGBAO_WAREHOUSE": str(warehouse)}
    )
    assert (done.returncode, done.stdout) == (0, "n\n3\n"), done.stderr


def test_a_long_table_says_how_much_it_leaves_out_and_csv_leaves_nothing_out(warehouse: Path) -> None:
    code, out, err = ask(warehouse, "select range as n from range(1500)")
    assert (code, len(out.splitlines())) == (0, 1002)
    assert "500 more rows" in err
    assert len(ask(warehouse, "select range as n from range(1500)", "-f", "csv")[1].splitlines()) == 1501


def test_a_reader_that_leaves_early_gives_no_traceback(warehouse: Path) -> None:
    command = f"{sys.executable} -m flows.cli sql 'select * from range(1000000)' -f csv --warehouse {warehouse} | head -1"
    done = subprocess.run(command, shell=True, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("range\n", "")
    left = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=PROJECT, capture_output=True, timeout=60, check=False)
    assert (left.returncode, left.stderr) == (0, b"")


@pytest.mark.parametrize(
    "query",
    [
        "from documents",
        "values (1)",
        "describe documents",
        "show tables",
        "summarize documents",
        "explain select 1",
        "with a as (select 1) from a",
        "pivot documents on script using count(*)",
        "pragma table_info('documents')",
    ],
)
def test_every_form_of_a_query_is_answered(warehouse: Path, query: str) -> None:
    code, out, err = ask(warehouse, query)
    assert (code, err) == (0, "")
    assert out


def test_a_database_that_cannot_be_opened_is_told_as_such(tmp_path: Path) -> None:
    folder = published(tmp_path / "w", {"a" * 16: "甲"})
    database = folder.database.resolve()
    database.chmod(0o644)
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        held = ask(folder.root, "select 1")
        writer.kill()
    assert held[:2] == (2, "")
    assert "held open for writing by another program" in held[2]
    database.write_bytes(database.read_bytes()[:5000])
    damaged = ask(folder.root, "select 1")
    assert damaged[:2] == (2, "")
    assert "gongbao rollback" in damaged[2]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("select 1;", True),
        ("select 1;  \n", True),
        ("select 1", False),
        ("select ';'", False),
        ("select 'a;\n", False),
        ("select 1; -- why;", True),
        ("select 1 -- why;", False),
        ("select 1 /* ; */", False),
        ("select 1; /* open", False),
        ('select 1 as ";"', False),
    ],
)
def test_the_prompt_knows_where_a_statement_ends(text: str, ends: bool) -> None:
    assert ends_statement(text) is ends


def test_the_prompt_answers_over_several_lines_and_knows_its_commands(warehouse: Path) -> None:
    """On a terminal, as a person uses it."""
    main, side = pty.openpty()
    command = [sys.executable, "-m", "flows.cli", "sql", "--warehouse", str(warehouse)]
    process = subprocess.Popen(command, cwd=PROJECT, stdin=side, stdout=side, stderr=side, env={**os.environ, "TERM": "dumb"})
    os.close(side)
    said = b""

    def until(mark: bytes, seconds: float = 30) -> str:
        nonlocal said
        said, deadline = b"", time.monotonic() + seconds
        while mark not in said and time.monotonic() < deadline:
            said += os.read(main, 65536)
        return said.decode("utf-8", "replace")

    try:
        until(b"gongbao> ")
        os.write(main, b"select count(*) as n\n")
        until(b"...> ")
        os.write(main, b"from documents;\n")
        assert "3" in until(b"gongbao> ")
        os.write(main, b".tables\n")
        assert "metrics_history" in until(b"gongbao> ")
        os.write(main, b".schema documents\n")
        assert "char_count" in until(b"gongbao> ")
        os.write(main, b"drop table documents;\n")
        assert "read-only" in until(b"gongbao> ")
        os.write(main, b".quit\n")
        assert process.wait(timeout=20) == 0
    finally:
        process.kill()
        process.wait()
        os.close(main)


def test_every_dangerous_character_becomes_visible() -> None:
    assert visible("a\x1bb\u2066c\x85\ud800") == r"a\x1bb\u2066c\x85\ud800"
    assert visible("全国3.8%，(一)") == "全国3.8%，(一)"
