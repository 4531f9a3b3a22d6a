"""Which names are one entity over all documents, and which are left to their document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flows import reference as tables
from transforms import reconcile
from transforms.extract import extract
from transforms.model import RawDocument
from transforms.reference import Reference


@pytest.fixture(scope="module")
def whole(project_root: Path) -> Reference:
    return tables.load(project_root / "seeds" / "reference")[0]


def entities(texts: list[str], reference: Reference, kind: str) -> list[dict[str, Any]]:
    documents = [{"document_id": f"d{number}", "file_name": f"d{number}", "text": text} for number, text in enumerate(texts)]
    read = {row["document_id"]: extract(RawDocument(row["document_id"], "text/plain", row["text"]), reference) for row in documents}
    return [row for row in reconcile.rows(documents, read, reference)["entities"] if row["kind"] == kind]


@pytest.mark.parametrize("name", ["长三角", "粤港澳大湾区", "西部地区", "京津冀", "雄安新区", "日本", "莫斯科"])
def test_an_area_of_the_table_is_one_over_all_documents(name: str, whole: Reference) -> None:
    (place,) = entities([f"上半年，{name}进出口增长4%。", f"去年，{name}进出口增长3%。"], whole, "place")
    assert (place["name"], place["ambiguous"]) == (name, False)


@pytest.mark.parametrize("name", ["朝阳区", "鼓楼区"])
def test_a_district_of_several_cities_is_of_its_document(name: str, whole: Reference) -> None:
    places = entities([f"上半年，{name}投资增长4%。", f"去年，{name}投资增长3%。"], whole, "place")
    assert [(place["name"], place["ambiguous"]) for place in places] == [(name, True), (name, True)]
