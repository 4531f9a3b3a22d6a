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


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("山东舰编队和湛江舰参加演练，出动飞机40架次。", []),
        ("海南号货轮运来粮食4万吨。", []),
        ("江苏舰队出港，载货增长4%。", ["江苏省"]),
        ("马里亚纳海沟科考下潜20次。", ["马里亚纳海沟"]),
        ("赴马里的官兵有300名。", ["马里"]),
    ],
)
def test_ships_and_longer_names_are_not_the_places_that_they_begin_with(text: str, names: list[str], whole: Reference) -> None:
    assert [place["name"] for place in entities([text], whole, "place")] == names


def test_a_figure_of_a_ship_is_not_told_of_its_province(whole: Reference) -> None:
    read = extract(RawDocument("page", "text/plain", "上半年，山东舰航行里程增长4%，山东省投资增长5%。"), whole)
    assert [reading.region for reading in read.readings] == ["中国", "山东省"]


def test_a_mayor_who_bears_the_premiers_name_is_left_to_his_document(whole: Reference) -> None:
    premier = "国务院总理李强表示，全年经济增长5%。"
    mayor = "新乡市市长李强说，投资增长8%。\n\n李强表示，消费增长5%。"
    both = "国务院总理李强考察新乡。\n\n新乡市委副书记、市长李强说，投资增长8%。"
    persons = entities([premier, mayor, both], whole, "person")
    assert sorted((person["name"], person["ambiguous"]) for person in persons) == [("李强", False), ("李强", True), ("李强", True)]
    documents = [{"document_id": f"d{number}", "file_name": "d", "text": text} for number, text in enumerate((premier, mayor))]
    read = {row["document_id"]: extract(RawDocument(row["document_id"], "text/plain", row["text"]), whole) for row in documents}
    tables_made = reconcile.rows(documents, read, whole)
    speakers = {metric["document_id"]: metric["speaker_id"] for metric in tables_made["metrics"]}
    assert speakers["d0"] != speakers["d1"]
    assert {metric["speaker_id"] for metric in tables_made["metrics"] if metric["document_id"] == "d1"} == {
        mention["entity_id"] for mention in tables_made["mentions"] if mention["document_id"] == "d1" and mention["text"] == "李强"
    }


@pytest.mark.parametrize(
    "text", ["在新乡市考察的国务院总理李强说，投资增长8%。", "上海市委书记李强说，投资增长8%。", "李强表示，投资增长8%。"]
)
def test_a_prominent_person_with_another_office_or_none_is_one(text: str, whole: Reference) -> None:
    assert [(person["name"], person["ambiguous"]) for person in entities([text], whole, "person")] == [("李强", False)]
