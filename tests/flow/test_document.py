"""`gongbao document`: a page as it is read, from a file alone or with the days of a release, harmless whatever the page says."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.flow.made import PRESS, PROJECT, gongbao_here, inbox_of, released
from tests.inbox import office
from tests.reconcile import samples

PAGE = """# 金属加工业回暖

本报讯 7月18日，县工信局局长陈立新说，上半年工业投资增长8.1%。

相关推荐

[甲](http://a.example)
[乙](http://b.example)
[丙](http://c.example)
[丁](http://d.example)
"""
HOSTILE = (
    "# [red]题\x1b]0;owned\x07\n\n本报讯 今年，产量\u202e达52.1万吨，[bold]增长[/bold]1.7%。\n"
    "农业生产总体平稳，夏粮丰收，秋粮播种进展顺利，蔬菜和水果供应充足，畜牧业恢复较快，渔业平稳。\n"
)


def document(*arguments: str | Path) -> tuple[int, str, str]:
    done = gongbao_here("document", *map(str, arguments))
    return done.returncode, done.stdout, done.stderr


def test_articles_kinds_days_speech_names_and_numbers_are_shown(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(PAGE, "utf-8")
    (tmp_path / "a.meta.yaml").write_text("outlet: 甲川日报\npublished_on: 2023-07-19\n", "utf-8")
    code, out, err = document(tmp_path / "a.md", "--warehouse", tmp_path / "none", "--numbers")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert "── 1 news  金属加工业回暖" in lines
    assert "published  2023-07-19 (sidecar)" in lines
    assert "said       2023-07-19 (sidecar)" in lines
    assert any("⟦陈立新⟧" in line and "增长【8.1%】" in line for line in lines)
    assert any(line.startswith("people ") and "陈立新" in line and "speaker" in line for line in lines)
    assert any(line.startswith("8.1%  工业投资 · growth 8.1 %") for line in lines)
    assert "── 2 related  相关推荐" in lines
    assert "… and 2 more lines (--whole shows them)" in lines
    assert not any("丁" in line for line in lines)
    assert "丁" in document(tmp_path / "a.md", "--warehouse", tmp_path / "none", "--whole")[1]


def test_turns_of_a_transcript_say_who_speaks_as_what(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(samples.CONFERENCE, "utf-8")
    lines = document(tmp_path / "a.txt", "--warehouse", tmp_path)[1].splitlines()
    assert [line for line in lines if line.startswith("▌")] == ["▌ statement 沈砚秋", "▌ host 叶知远"]


def test_days_are_those_of_the_release_that_holds_the_page(tmp_path: Path) -> None:
    inbox = inbox_of(tmp_path / "inbox", {"dated.txt": samples.CONFERENCE, "undated.md": samples.DISPATCH})
    released(inbox, tmp_path / "warehouse")
    alone = document(inbox / "undated.md", "--warehouse", tmp_path / "none")[1]
    assert "said       (unknown)" in alone.splitlines()
    assert "Read alone" in alone
    shown = document(inbox / "undated.md", "--warehouse", tmp_path / "warehouse")[1]
    assert "said       2022-10-21 (inferred)" in shown.splitlines()
    assert "dated.txt" in shown
    assert "Days as in the release" in shown


def test_other_formats_are_shown_too(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(office.word_file([("Title", "甲川县简报"), ("", "今年，全县工业投资增长5.1%。")]))
    assert "【5.1%】" in document(tmp_path / "a.docx", "--warehouse", tmp_path)[1]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.txt", None, "There is no file"),
        ("a.doc", b"x", "Files with .doc are not read"),
        ("scan.pdf", office.pdf([[]]), "holds no text"),
        ("a.txt", b"English.", "holds no Chinese character"),
    ],
)
def test_what_cannot_be_shown_is_said_with_what_to_do(tmp_path: Path, name: str, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    code, out, err = document(tmp_path / name, "--warehouse", tmp_path)
    assert (code, out) == (2, "")
    assert said in err
    assert document(tmp_path, "--warehouse", tmp_path)[0] == 2


def test_nothing_of_a_page_acts_on_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(HOSTILE, "utf-8")
    _, out, _ = document(tmp_path / "a.txt", "--warehouse", tmp_path)
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "[bold]增长[/bold]" in out


def test_on_a_terminal_it_is_folded_and_coloured(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PRESS, "utf-8")
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "flows.cli", "document", str(tmp_path / "a.txt"), "--warehouse", str(tmp_path)]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "PYTHONPATH": str(PROJECT)}
    process = subprocess.Popen(command, stdin=follower, stdout=follower, stderr=subprocess.DEVNULL, env=environment, cwd=PROJECT)
    os.close(follower)
    shown = b""
    while True:
        try:
            piece = os.read(leader, 65_536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(leader)
    assert process.wait(60) == 0
    assert b"\x1b[1;33m" in shown
    lines = re.sub(r"\x1b\[[0-9;]*m", "", shown.decode()).splitlines()
    # A Chinese character takes two columns.
    assert 60 < max(cell_len(line) for line in lines) <= 80
    assert "【6.2%】".encode() in shown
