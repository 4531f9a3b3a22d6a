"""Whole pages of many shapes, each with what it is to be taken to pieces into. Texts, persons and figures are made up.

A page says in `shortfalls` which of its parts are known to be read wrongly; such a part must stay wrong, or leave that list.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import opencc
import pytest
import yaml

from flows import reference as tables
from transforms import citations, layout, reconcile, speech
from transforms.extract import extract
from transforms.model import RawDocument
from transforms.page import read_page
from transforms.people import people
from transforms.reference import Reference
from transforms.script import simplify

FOLDER = Path(__file__).parent / "golden"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
PARTS = ("articles", "persons", "organizations", "places", "documents", "events", "turns", "speakers")
KINDS = {"organizations": "organization", "places": "place", "documents": "document", "events": "event"}


@pytest.fixture(scope="module")
def reference(project_root: Path) -> Reference:
    return tables.load(project_root / "seeds" / "reference")[0]


@functools.cache
def golden(name: str) -> dict[str, Any]:
    page: dict[str, Any] = yaml.load((FOLDER / f"{name}.yaml").read_text("utf-8"), yaml.BaseLoader)
    assert set(page) <= {"shape", "text", "shortfalls", *PARTS}
    return page


_read: dict[str, dict[str, Any]] = {}


def read(name: str, reference: Reference) -> dict[str, Any]:
    """The parts of a page as they are read, in the form in which its file says what they should be."""
    if name not in _read:
        _read[name] = _parts(golden(name)["text"], reference)
    return _read[name]


def _parts(text: str, reference: Reference) -> dict[str, Any]:
    raw = RawDocument("golden", "text/plain", text)
    extraction = extract(raw, reference)
    rows = reconcile.rows([{"document_id": "golden", "file_name": "golden", "text": text}], {"golden": extraction}, reference)
    plain = simplify(text, reference.script_terms)
    page = read_page(plain, reference)
    articles = layout.articles(page, reference)
    cited = citations.cite_all(articles, plain, raw.sidecar, reference)
    entities = {row["entity_id"]: row for row in rows["entities"]}
    named = {kind: sorted({e["name"] for e in entities.values() if e["kind"] == kind}) for kind in KINDS.values()}
    return {
        "articles": [_article(source, plain) for source in rows["sources"]],
        "persons": _persons(rows["mentions"], entities),
        **{part: named[kind] for part, kind in KINDS.items()},
        "turns": [f"{turn.kind} {turn.speaker or turn.label}" for turn in page.turns],
        "speakers": [span.speaker for span in speech.spans(page, articles, people(page, cited, reference), reference)],
    }


def _article(source: dict[str, Any], plain: str) -> dict[str, Any]:
    body = "".join(plain[piece["char_start"] : piece["char_end"]] for piece in source["segments"])
    return {
        **{name: source[name] or "null" for name in ("kind", "title", "kicker", "subtitle", "outlet", "agency")},
        "authors": source["authors"],
        "published": f"{source['published_on']} {source['published_on_basis']}",
        "said": f"{source['stated_on']} {source['stated_on_basis']}",
        "body": body,
    }


def _persons(mentions: list[dict[str, Any]], entities: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Each person with the most that is said of him or her anywhere: organisation and office in one."""
    found: dict[str, str] = {}
    for mention in mentions:
        entity = entities[mention["entity_id"]]
        if entity["kind"] == "person":
            held = entities[mention["organization_id"]]["name"] if mention["organization_id"] else ""
            said = f"{held}{mention['role'] or ''}"
            found[entity["name"]] = max(found.get(entity["name"], ""), said, key=len)
    return found


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_taken_to_pieces_as_it_should_be(name: str, part: str, reference: Reference) -> None:
    page = golden(name)
    if part not in page:
        pytest.skip("the page says nothing of it")
    wrong = _differences(part, page[part], read(name, reference)[part])
    if part in page.get("shortfalls", ()):
        assert wrong, f"{name}: {part} is read rightly now; take it out of the shortfalls"
    else:
        assert not wrong


def _differences(part: str, wanted: Any, found: Any) -> list[str]:
    if part == "articles":
        return _article_differences(wanted, found)
    if part in KINDS:
        wanted = sorted(wanted)
    return [] if wanted == found else [f"wanted {wanted}, found {found}"]


def _article_differences(wanted: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[str]:
    kinds = [[one["kind"] for one in side] for side in (wanted, found)]
    if kinds[0] != kinds[1]:
        shown = [f"{one['kind']} {one['body'][:12]!r}" for one in found]
        return [f"wanted {kinds[0]}, found {shown}"]
    wrong = []
    for number, (one, other) in enumerate(zip(wanted, found, strict=True), start=1):
        for name, value in one.items():
            if name == "starts":
                right = other["body"].lstrip().startswith(value)
            elif name == "ends":
                right = other["body"].rstrip().endswith(value)
            else:
                right = other[name] == value
            if not right:
                wrong.append(f"article {number}: {name} should be {value!r}, is {other.get(name, other['body'])!r}")
    return wrong


def test_there_are_many_shapes_and_few_shortfalls() -> None:
    shapes = {golden(name)["shape"] for name in NAMES}
    assert len(shapes) == len(NAMES) >= 25
    parts = sum(part in golden(name) for name in NAMES for part in PARTS)
    assert sum(len(golden(name).get("shortfalls", ())) for name in NAMES) * 20 <= parts


@pytest.mark.parametrize(("part", "wanted"), [("persons", {}), ("turns", ["host 甲"]), ("articles", [{"kind": "ad"}])])
def test_a_wrong_part_is_found(part: str, wanted: Any, reference: Reference) -> None:
    assert _differences(part, wanted, read("transcript-host", reference)[part])


@pytest.mark.parametrize("name", NAMES)
def test_both_scripts_are_read_alike(name: str, reference: Reference) -> None:
    """The page in simplified characters and the same in traditional ones have the same articles, speakers and entities."""
    simplified = simplify(golden(name)["text"], reference.script_terms)
    traditional = opencc.OpenCC("s2t").convert(simplified)
    if simplify(traditional, reference.script_terms) != simplified:
        # 于 and 於 are two characters in the one script: the conversion there and back is not always the same text.
        lost = {one for one, two in zip(simplified, simplify(traditional, reference.script_terms), strict=True) if one != two}
        pytest.skip(f"the conversion itself changes {''.join(sorted(lost))}")
    assert _parts(traditional, reference) == _parts(simplified, reference)


@pytest.mark.parametrize("name", NAMES)
def test_every_span_gives_back_its_words(name: str, reference: Reference) -> None:
    text = golden(name)["text"]
    extraction = extract(RawDocument("golden", "text/plain", text), reference)
    rows = reconcile.rows([{"document_id": "golden", "file_name": "golden", "text": text}], {"golden": extraction}, reference)
    for table in ("mentions", "numerals"):
        assert all(row["text"] == text[row["char_start"] : row["char_end"]] for row in rows[table])
    for metric in rows["metrics"]:
        assert metric["value_text"] == text[metric["char_start"] : metric["char_end"]]
    names = {row["entity_id"]: row for row in rows["entities"]}
    for mention in rows["mentions"]:
        printed = simplify(mention["text"], reference.script_terms)
        assert printed == names[mention["entity_id"]]["name"] or printed in names[mention["entity_id"]]["aliases"]
    held = [False] * len(text)
    for source in rows["sources"]:
        for piece in source["segments"]:
            assert not any(held[piece["char_start"] : piece["char_end"]])
            held[piece["char_start"] : piece["char_end"]] = [True] * (piece["char_end"] - piece["char_start"])
    assert not "".join(character for character, inside in zip(text, held, strict=True) if not inside).strip()
