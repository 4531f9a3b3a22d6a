"""docs/accuracy.md is written from what the scorer says: every figure, the held-out documents apart, and nothing without documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import accuracy
from tests.annotated import HELD_OUT, TOGETHER

FIGURES = dict.fromkeys((*accuracy.FINDING, *accuracy.FIELDS), 0.5) | dict.fromkeys((*accuracy.COUNTS, *accuracy.NOT_SHOWN), 7)
SCORER = f"""
import argparse, json, pathlib
import pyarrow.parquet as pq
ask = argparse.ArgumentParser()
for name in ("metrics", "documents", "--gold", "--json"):
    ask.add_argument(name)
ask.add_argument("--only", nargs="*")
given = ask.parse_args()
assert sorted(pq.read_table(given.documents).column("file_name").to_pylist()) == ["{HELD_OUT[0]}.txt", "page.txt"]
assert pq.read_table(given.metrics).num_rows == 2
pathlib.Path(given.json).write_text(json.dumps(dict.fromkeys([*given.only, "all"], {FIGURES!r})))
"""


def test_the_held_out_documents_stand_apart_and_every_figure_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, gold, place = tmp_path / "real", tmp_path / "gold", tmp_path / "accuracy.md"
    for name in ("page", HELD_OUT[0]):
        _write(real / "a" / f"{name}.txt", f"消息一则\n\n2024年，全市工业投资增长5.1%。{name}\n")
        _write(gold / f"{name}.metrics.jsonl", "")
    _write(gold / "score.py", SCORER)
    monkeypatch.setenv("GONGBAO_REAL_DOCUMENTS", str(real))
    monkeypatch.setenv("GONGBAO_GOLD", str(gold))
    assert accuracy.main(["--output", str(place)]) == 0
    told = place.read_text("utf-8")
    seen, held_out, together = (part.split("\n## ")[0] for part in told.split("\n## ")[1:4])
    assert ("`page.txt`" in seen, "`page.txt`" in held_out) == (True, False)
    assert (f"`{HELD_OUT[0]}.txt`" in seen, f"`{HELD_OUT[0]}.txt`" in held_out) == (False, True)
    assert "**together** | 7 | 7 | 7 | 50.0" in together
    assert all(told.count(f"| {name} |") >= 2 for name in FIGURES.keys() - accuracy.NOT_SHOWN)


def test_documents_can_be_left_out_and_the_page_says_so() -> None:
    told = accuracy.page({"seen": {"page": FIGURES, TOGETHER: FIGURES}, TOGETHER: {}}, {"page": "page.txt"}, ["other"])
    assert "Left out of this page: other." in told
    assert "held out" not in told


@pytest.mark.parametrize("changed", [FIGURES | {"new": 1.0}, {name: 0.5 for name in FIGURES if name != "period"}])
def test_a_figure_of_the_scorer_that_is_new_or_missing_is_refused(changed: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"new|period"):
        accuracy.page({"seen": {"page": changed, TOGETHER: changed}}, {"page": "page.txt"})


@pytest.mark.parametrize(
    ("real", "gold", "why"),
    [
        (None, {}, "GONGBAO_REAL_DOCUMENTS is not set"),
        ({}, None, "GONGBAO_GOLD is not set"),
        ({}, {}, "There is no score.py"),
        ({}, {"score.py": ""}, "There is no annotation"),
        ({}, {"score.py": "", "a.metrics.jsonl": ""}, "The annotated document a is not"),
        ({"a.txt": "一", "b/a.txt": "二"}, {"score.py": "", "a.metrics.jsonl": ""}, "2 contents"),
    ],
)
def test_without_documents_or_annotation_it_ends_with_2_and_says_why(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    real: dict[str, str] | None,
    gold: dict[str, str] | None,
    why: str,
) -> None:
    for variable, files in (("GONGBAO_REAL_DOCUMENTS", real), ("GONGBAO_GOLD", gold)):
        monkeypatch.delenv(variable, raising=False)
        if files is not None:
            folder = tmp_path / variable
            folder.mkdir()
            for name, text in files.items():
                _write(folder / name, text)
            monkeypatch.setenv(variable, str(folder))
    assert accuracy.main([]) == 2
    assert why in capsys.readouterr().err


def test_the_page_of_the_project_names_no_document_but_by_its_file_name() -> None:
    """Documents are not part of the project, so no sentence of theirs may be."""
    told = accuracy.PLACE.read_text("utf-8")
    explained = json.dumps([accuracy.FIELDS, accuracy.FINDING], ensure_ascii=False)
    assert {c for c in told if "\u4e00" <= c <= "\u9fff"} <= set(explained)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
