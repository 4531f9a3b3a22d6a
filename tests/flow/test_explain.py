"""`gongbao explain`: one metric with its sentence, its fields and the rules that read them, harmless whatever the document says."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from expectations import gate
from flows import steps
from flows.explain import NotExplained, metric
from tests.flow.made import CITY, CLOCK, HARVEST, PRESS, PROJECT, gongbao, gongbao_here, inbox_of, released, rows_of, staged
from transforms.rules import RULES
from warehouse.connect import connect

HOSTILE = """[red]今年[/red]，全市\x1b]0;owned\x07\u202e粮食总产量达52.1万吨，[bold]比上年增长[/bold]1.7%。
农业生产稳定，夏粮丰收，秋粮播种进展顺利，蔬菜和水果供应充足，畜牧业恢复较快，渔业平稳，林业加快。
"""
HONG_KONG = "本港2024年5月的零售業總銷貨價值為305億元，按年下跌11.5%。\n"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with two city pages, a transcript, a page of Hong Kong and one that is full of control characters."""
    folder = tmp_path_factory.mktemp("explain")
    inbox = inbox_of(
        folder / "inbox", {"city.txt": CITY, "press.txt": PRESS, "harvest.txt": HARVEST, "hostile.txt": HOSTILE, "hk.txt": HONG_KONG}
    )
    (inbox / "hostile.meta.yaml").write_text('title: "[link=http://example.org]看[/link]"\n', "utf-8")
    released(inbox, folder / "warehouse")
    return folder / "warehouse"


def explain(warehouse: Path, metric_id: str) -> tuple[int, str, str]:
    done = gongbao_here("explain", metric_id, "--warehouse", str(warehouse))
    return done.returncode, done.stdout, done.stderr


def id_of(warehouse: Path, value_text: str, file_name: str) -> str:
    query = f"select metric_id from facts where value_text = '{value_text}' and file_name = '{file_name}'"
    ((metric_id,),) = rows_of(warehouse, query)
    return str(metric_id)


def test_a_metric_is_shown_with_source_sentence_fact_and_rules(warehouse: Path) -> None:
    code, out, err = explain(warehouse, id_of(warehouse, "0.8个百分点", "city.txt"))
    assert (code, err) == (0, "")
    lines = out.splitlines()
    for label, said in [
        ("title", "上半年工业运行平稳"),
        ("outlet", "江宁日报"),
        ("authors", "张文"),
        ("published", "2023-07-20 (stated)"),
        ("file", "city.txt, characters 74 to 81"),
    ]:
        assert f"{label:<9}  {said}" in lines
    assert any("〖规模以上工业增加值〗同比增长3.8%，比一季度加快【0.8个百分点】。" in line and "〔2023年上半年〕" in line for line in lines)
    fact = "规模以上工业增加值增速 · difference 0.8 百分点 (vs_period 一季度) · 2023-01-01 to 2023-06-30 · (unknown place) · actual"
    assert f"Read as: {fact}" in lines
    table = {line.split()[0]: line for line in lines[lines.index("") :] if line}
    assert table["measure"].split(maxsplit=2)[1:] == ["difference", f"points: {RULES['measure.points']}"]
    assert table["basis"].endswith(f"against_period: {RULES['basis.against_period']}")


def test_every_field_of_every_metric_has_its_rule_explained(warehouse: Path) -> None:
    for metric_id, rules in rows_of(warehouse, "select metric_id, rules from metrics"):
        code, out, _ = explain(warehouse, metric_id)
        assert code == 0
        table = out[out.index("rule and what it says") :].splitlines()[1:]
        assert [line.split()[0] for line in table] == [
            "value",
            "bound",
            "unit",
            "measure",
            "basis",
            "indicator",
            "period",
            "region",
            "status",
        ]
        for rule in rules.split():
            assert any(line.endswith(f"  {rule.partition('.')[2]}: {RULES[rule]}") for line in table), rule


def test_a_word_within_another_is_marked_within_it_and_traditional_characters_as_they_stand(warehouse: Path) -> None:
    out = explain(warehouse, id_of(warehouse, "305億元", "hk.txt"))[1]
    assert "〔2024年5月〕" in out
    assert "【305億元】" in out
    assert "level 30,500,000,000 港元" in out


def test_words_that_stand_in_another_sentence_are_told_as_such(warehouse: Path) -> None:
    out = explain(warehouse, id_of(warehouse, "6.2%", "city.txt"))[1]
    assert "其中，〖高技术制造业增加值〗增长【6.2%】" in out
    assert "The words of its time stand in another sentence." in out
    assert "〔2023年上半年〕 its time" in out


def test_what_a_document_says_is_shown_and_never_obeyed(warehouse: Path) -> None:
    out = explain(warehouse, id_of(warehouse, "52.1万吨", "hostile.txt"))[1]
    assert not any(character in out for character in "\x1b\x07\u202e")
    assert r"全市\x1b]0;〖owned\x07\u202e粮食总产量〗达【52.1万吨】" in out
    assert "[link=http://example.org]看[/link]" in out
    assert "[bold]比上年增长[/bold]" in out


def test_the_beginning_of_an_id_is_enough_where_no_other_begins_so(warehouse: Path) -> None:
    whole = id_of(warehouse, "52.1万吨", "harvest.txt")
    ids = [row[0] for row in rows_of(warehouse, "select metric_id from metrics")]
    length = next(n for n in range(1, 17) if sum(one.startswith(whole[:n]) for one in ids) == 1)
    assert explain(warehouse, whole[:length].upper()) == explain(warehouse, whole)


def test_a_beginning_of_several_ids_names_them(warehouse: Path) -> None:
    ids = sorted(str(row[0]) for row in rows_of(warehouse, "select metric_id from metrics"))
    shared = next(one[0] for one, other in pairwise(ids) if one[0] == other[0])
    code, out, err = explain(warehouse, shared)
    assert (code, out) == (2, "")
    assert "give more of it" in err
    assert all(one in err for one in [one for one in ids if one[0] == shared][:5])


@pytest.mark.parametrize("wanted", ["0123456789abcdef", "规模", "", "' or 1=1 --", "0123456789abcdef0"])
def test_an_id_that_is_not_there_is_wrong_use_and_says_where_ids_are(warehouse: Path, wanted: str) -> None:
    code, out, err = explain(warehouse, wanted)
    assert (code, out) == (2, "")
    assert "gongbao sql" in err
    assert "Traceback" not in err


def test_a_metric_of_a_former_release_is_told_as_gone(tmp_path: Path) -> None:
    inbox = inbox_of(tmp_path / "inbox", {"harvest.txt": HARVEST, "press.txt": PRESS})
    released(inbox, tmp_path / "w")
    gone = id_of(tmp_path / "w", "52.1万吨", "harvest.txt")
    (inbox / "harvest.txt").unlink()
    steps.publish(staged(inbox, tmp_path / "w", CLOCK + timedelta(days=3)), gate.Verdict("publish", []))
    code, out, err = explain(tmp_path / "w", gone)
    assert (code, out) == (2, "")
    assert "left on 2026-03-05" in err
    query = err[err.index('"') + 1 : err.rindex('"')]
    with connect(tmp_path / "w") as connection:
        assert len(connection.execute(query).fetchall()) == 1


def test_without_a_warehouse_it_says_how_to_make_one(tmp_path: Path) -> None:
    code, out, err = explain(tmp_path / "none", "ab")
    assert (code, out) == (2, "")
    assert "gongbao build" in err


def test_a_release_of_a_version_that_kept_no_rules_is_told_as_such() -> None:
    with duckdb.connect() as connection:
        connection.execute("create table metrics as select 'ab' as metric_id, 'x' as indicator, '1' as value_text")
        with pytest.raises(NotExplained, match="Build again"):
            metric(connection, "ab")


def test_on_a_terminal_it_has_colours_and_elsewhere_none(warehouse: Path) -> None:
    """In a process of its own, as a person uses it, whatever the locale."""
    metric_id = id_of(warehouse, "0.8个百分点", "city.txt")
    plain = gongbao("explain", metric_id, "--warehouse", str(warehouse), env={**os.environ, "LC_ALL": "C", "FORCE_COLOR": "1"})
    assert (plain.returncode, plain.stdout) == (0, explain(warehouse, metric_id)[1])
    main, side = pty.openpty()
    environment = {name: said for name, said in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm", "COLUMNS": "72"}
    command = [sys.executable, "-m", "flows.cli", "explain", metric_id, "--warehouse", str(warehouse)]
    process = subprocess.Popen(command, cwd=PROJECT, stdin=side, stdout=side, stderr=side, env=environment)
    os.close(side)
    said = b""
    try:
        while piece := os.read(main, 65536):
            said += piece
    except OSError:
        pass  # Linux ends a terminal that nobody holds with an error
    os.close(main)
    assert process.wait(timeout=60) == 0
    text = said.decode("utf-8")
    assert "\x1b[1;33m【" in text
    assert "【\x1b[0m\x1b[1;33m0.8个百分点" in text
