"""Persons, organisations, places, documents and press conferences."""

from __future__ import annotations

import opencc
import pytest

from tests.pages import samples
from tests.pages.reading import Read


def test_a_person_has_the_title_and_the_organisation_stated_there(read: Read) -> None:
    person = read(samples.NEWSPAPER).mention("陈立新")
    assert (person.kind, person.function) == ("person", "speaker")
    assert (person.role, person.organization) == ("核算司司长", "国家统计局")


def test_spans_give_back_the_words(read: Read) -> None:
    page = read(samples.TRANSCRIPT)
    for mention in page.mentions:
        if mention.kind == "person":
            assert page.plain[mention.char_start : mention.char_end] == mention.name


def test_organisations_have_their_canonical_name(read: Read) -> None:
    page = read("国新办和工信部介绍情况，央行与国家统计局参加，联合国家开发银行支持企业。")
    assert page.names("organization") == {"国务院新闻办公室", "工业和信息化部", "中国人民银行", "国家统计局", "国家开发银行"}


def test_an_organisation_is_known_by_its_form(read: Read) -> None:
    names = read("原阳县自然资源局和河南宏远机械有限公司签约，高新区管委会到场。").names("organization")
    assert {"原阳县自然资源局", "河南宏远机械有限公司", "高新区管委会"} <= names


def test_the_nearest_place_of_a_chain_is_the_narrowest_and_has_its_code(read: Read) -> None:
    page = read("河北省乐亭县中堡镇的桃子熟了，河南省新乡市也在采摘。")
    places = {mention.name: mention.region_code for mention in page.mentions if mention.kind == "place"}
    assert places == {"河北省": "130000", "乐亭县": "130225", "中堡镇": None, "河南省": "410000", "新乡市": "410700"}


def test_a_name_that_several_places_share_is_settled_by_the_place_before_it(read: Read) -> None:
    mentions = read("北京市朝阳区投资增长。").mentions
    assert {mention.region_code for mention in mentions if mention.name == "朝阳区"} == {"110105"}
    alone = read("朝阳区投资增长。").mentions
    assert {mention.region_code for mention in alone if mention.name == "朝阳区"} == {None}


@pytest.mark.parametrize("text", ["朝阳产业增长8%。", "城区人口增加。", "各方来宾到场。", "长治久安。", "银价上涨，白银走强。"])
def test_ordinary_words_are_no_places(read: Read, text: str) -> None:
    assert read(text).names("place") == set()


def test_documents_stand_in_angle_marks_and_outlets_do_not(read: Read) -> None:
    page = read("九部门印发《关于支持小店经济的若干措施》（以下简称《措施》），《人民日报》刊文。《措施》共十条。")
    assert page.names("document") == {"《关于支持小店经济的若干措施》"}
    assert len([mention for mention in page.mentions if mention.kind == "document"]) == 3


def test_a_press_conference_is_an_event_of_its_host(read: Read) -> None:
    assert read("国新办今天举行新闻发布会，介绍上半年情况。").names("event") == {"国务院新闻办公室新闻发布会"}


def test_authors_are_authors(read: Read) -> None:
    assert read(samples.BYLINES).mention("许文静").function == "author"


@pytest.mark.parametrize("text", [samples.NEWSPAPER, samples.BYLINES, samples.BROADCAST, samples.INTERVIEW])
def test_traditional_print_gives_the_same_reading(read: Read, text: str) -> None:
    converted = opencc.OpenCC("s2t").convert(text)
    assert len(converted) == len(text)
    plain, traditional = read(text), read(converted)
    assert traditional.mentions == plain.mentions
    assert traditional.articles == plain.articles
    assert traditional.speech == plain.speech
    assert traditional.citations == plain.citations
