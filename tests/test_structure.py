"""The scorer of articles and entities: what is right counts, and every kind of mistake is seen."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from tests import annotated, structure
from tests.structure_match import Tally, score_articles, score_entities

TEXT = "题目一\n正文一二三四五六七八九十。\n\n题目二\n正文甲乙丙丁戊己庚辛壬癸。"
GOLD = [
    {"number": 1, "start": 0, "end": 16, "title": "题目一", "kind": "news", "date": "2023-07-20", "date_known": "stated", "note": ""},
    {"number": 2, "start": 18, "end": 34, "title": "“题目二”", "kind": "caption", "date": None, "date_known": None, "note": ""},
]


def source(start: int, end: int, **changed: Any) -> dict[str, Any]:
    row = {
        "kind": "news",
        "title": "题目一",
        "subtitle": None,
        "published_on": dt.date(2023, 7, 20),
        "published_on_basis": "stated",
        "stated_on": dt.date(2023, 7, 19),
        "stated_on_basis": "stated",
        "char_start": start,
        "segments": [{"char_start": start, "char_end": end}],
    }
    return row | changed


UNDATED = {"published_on": None, "published_on_basis": "unknown", "stated_on": None, "stated_on_basis": "unknown"}
RIGHT = [source(0, 16), source(18, 34, kind="caption", title="题目二", **UNDATED)]


def shares(sources: list[dict[str, Any]]) -> dict[str, float]:
    return {name: round(tally.share, 3) for name, tally in score_articles(GOLD, sources, TEXT).items()}


def test_all_right_is_one_everywhere() -> None:
    assert set(shares(RIGHT).values()) == {1.0}


@pytest.mark.parametrize(
    ("figure", "sources"),
    [
        ("articles", [source(0, 16)]),
        ("articles", [*RIGHT, source(34, 35)]),
        ("articles", [source(0, 12), RIGHT[1]]),
        ("articles", [source(0, 34)]),
        ("kinds", [source(0, 16, kind="ad"), RIGHT[1]]),
        ("titles", [source(0, 16, title="题目"), RIGHT[1]]),
        ("dates", [source(0, 16, published_on=dt.date(2023, 7, 21)), RIGHT[1]]),
        ("dates", [source(0, 16, published_on_basis="inferred"), RIGHT[1]]),
        ("dates", [RIGHT[0], RIGHT[1] | {"stated_on": dt.date(2023, 7, 19)}]),
    ],
)
def test_each_mistake_in_articles_is_seen(figure: str, sources: list[dict[str, Any]]) -> None:
    assert shares(sources)[figure] < 1
    assert score_articles(GOLD, sources, TEXT)[figure].errors


PEOPLE = [
    {"type": "person", "name": "甲乙", "aliases": [], "role": "党委书记", "organization": "工业部党委", "note": ""},
    {"type": "person", "name": "丙丁", "aliases": [], "role": None, "organization": None, "note": "optional"},
    {"type": "organization", "name": "工业部党委", "aliases": ["党委"], "note": ""},
    {"type": "place", "name": "站北", "aliases": [], "note": "may be typed organization"},
]


def entity_figures(named: list[tuple[str, str]], role: str = "书记", held: str | None = "organization:工业部党委") -> dict[str, float]:
    entities = [{"entity_id": f"{kind}:{name}", "kind": kind, "name": name} for kind, name in named]
    mentions = [
        {"entity_id": row["entity_id"], "role": role if row["kind"] == "person" else None, "organization_id": held} for row in entities
    ]
    return {name: round(tally.share, 3) for name, tally in score_entities(PEOPLE, mentions, entities).items()}


ALL = [("person", "甲乙"), ("organization", "工业部党委")]


def test_entities_all_right_and_optional_ones_either_way() -> None:
    for named in (ALL, [*ALL, ("person", "丙丁")], [*ALL, ("organization", "站北")], [*ALL, ("place", "站北")]):
        assert set(entity_figures(named).values()) == {1.0}


@pytest.mark.parametrize(
    ("figure", "named", "role"),
    [
        ("person", [*ALL, ("person", "高新区")], "书记"),
        ("person", ALL[1:], "书记"),
        ("organization", [ALL[0], ("organization", "党委")], "书记"),
        ("place", [*ALL, ("place", "某地")], "书记"),
        ("roles", ALL, "副书记"),
    ],
)
def test_each_mistake_in_entities_is_seen(figure: str, named: list[tuple[str, str]], role: str) -> None:
    assert entity_figures(named, role)[figure] < 1


def test_what_is_below_its_bar_is_said() -> None:
    figures = {name: Tally(1, 1, 1) for name in structure.BARS} | {"person": Tally(1, 2, 1), "dates": Tally(9, 10)}
    assert [line.split(":")[0] for line in structure.below({annotated.TOGETHER: figures})] == ["dates", "person"]


def test_real_documents_hold_the_bars(real_documents: Path, gold: Path) -> None:
    figures = structure.measured(real_documents, gold)
    assert len(figures) > 2
    assert structure.below(figures) == []


def test_it_needs_an_annotation_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("GONGBAO_REAL_DOCUMENTS", str(tmp_path))
    monkeypatch.setenv("GONGBAO_GOLD", str(tmp_path))
    assert structure.main([]) == 2
    assert "no annotation of articles" in capsys.readouterr().err


def test_a_whole_scoring_of_documents_of_our_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "晋川日报 2023年7月20日 星期四\n\n# 工业投资增长\n\n本报讯 上半年，全市工业投资增长8.1%，企业信心增强。\n"
    (tmp_path / "page.txt").write_text(text, "utf-8")
    start = text.index("#")
    rows = [
        {"number": 1, "start": 0, "end": start - 2, "title": None, "kind": "boilerplate", "date": None, "date_known": None, "note": ""},
        {
            "number": 2,
            "start": start,
            "end": len(text) - 1,
            "title": "工业投资增长",
            "kind": "news",
            "date": "2023-07-20",
            "date_known": "stated",
            "note": "",
        },
    ]
    (tmp_path / "page.articles.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    monkeypatch.setenv("GONGBAO_REAL_DOCUMENTS", str(tmp_path))
    monkeypatch.setenv("GONGBAO_GOLD", str(tmp_path))
    assert structure.main(["--errors"]) == 0
    assert "Every figure of all together holds its bar." in capsys.readouterr().out
    rows[1]["kind"] = "ad"
    (tmp_path / "page.articles.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    assert structure.main([]) == 1
    assert "kinds: 50.0 is below its bar of 95" in capsys.readouterr().out


def test_every_figure_is_whole_where_no_terminal_sets_a_width(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {name: Tally(1234, 1300, 1400) for name in structure.MEANINGS}
    monkeypatch.setattr(structure, "measured", lambda *_: {"a-name-of-a-document-of-some-length": whole, annotated.TOGETHER: whole})
    monkeypatch.setattr(annotated, "folder_named_by", lambda _: Path())
    structure.main([])
    shown = capsys.readouterr().out
    assert "a-name-of-a-document-of-some-length" in shown
    assert "…" not in shown
    assert shown.count("91.4 (88/95)") == 2 * len(structure.MEANINGS)
