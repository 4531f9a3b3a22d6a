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


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("东坪湖以西的搬迁安置工作完成，棚改回迁安置开始。", set()),
        ("作为黄河源头，当地创新乡村治理，新增城市绿地，适应城市发展。", set()),
        ("阳春三月，大巴山南麓的茶园开采，发扬伟大理想。", set()),
        (
            "广东河源举办灯会，浙江海宁、湖南岳阳、甘肃兰州同时开市。",
            {"广东省", "河源市", "浙江省", "海宁市", "湖南省", "岳阳市", "甘肃省", "兰州市"},
        ),
        ("美国佛罗里达州和内华达州遭遇飓风，乌克兰苏梅州停电。", {"美国", "佛罗里达州", "内华达州", "乌克兰", "苏梅州"}),
        ("加沙地带局势紧张，特拉维夫举行集会。", {"加沙地带", "特拉维夫"}),
        ("京津冀和粤港澳大湾区的贷款增长较快。", {"京津冀", "粤港澳大湾区"}),
    ],
)
def test_a_short_name_is_a_place_only_where_it_is_a_word(read: Read, text: str, places: set[str]) -> None:
    assert read(text).names("place") == places


@pytest.mark.parametrize(
    ("text", "organizations"),
    [
        ("各级轮流集中办公，这是工作的总要求是什么的回答。", set()),
        ("主席国办好论坛，其中石油产量增长。", set()),
        ("中办、国办印发意见。", {"中共中央办公厅", "国务院办公厅"}),
        ("伊朗外交部发表声明，德国央行下调预期，俄国防部回应。", {"伊朗外交部", "德国央行", "俄罗斯国防部"}),
        ("外交部发表声明，财政部下达资金。", {"外交部", "财政部"}),
        ("德国呼吁组建管理委员会，美国多地主要机场关闭，西藏各级医院接诊，法国申请法院裁决。", set()),
        ("记者走进临江市学院路街道。", set()),
        ("文件名5G7Xs.html由G7发布。", {"七国集团"}),
    ],
)
def test_an_organisation_is_neither_a_clause_nor_the_ends_of_words(read: Read, text: str, organizations: set[str]) -> None:
    assert read(text).names("organization") == organizations


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("德国总理默茨13日表示，将加大投入。", {"默茨": ("总理", None)}),
        ("美国总统特别代表到访。", {}),
        ("德国副总理兼财政部长克林贝尔说，数据好转。", {"克林贝尔": ("财政部长", "德国财政部")}),
        ("伊朗外交部发言人巴加埃表示，愿意谈判。", {"巴加埃": ("发言人", "伊朗外交部")}),
        ("法国负责外贸的部长级代表洛朗·圣-马丁说，谈判继续。", {"洛朗·圣-马丁": ("代表", None)}),
        ("白宫与乌克兰总统泽连斯基通话。", {"泽连斯基": ("总统", None)}),
        ("临江省政协原党组成员、副主席何文勇严重违纪违法。临江省政协原副主席何文勇严重违纪违法被查。", {"何文勇": ("副主席", None)}),
        ("记者从水利部长江水利委员会了解到，来水偏少。", {}),
        ("福州长乐国际机场启用新跑道。", {}),
        ("民建联郑文朗表示，影响有限。自由党方面表示支持，民建联党员到场。", {"郑文朗": (None, None)}),
        ("海军总司令莫伊谢耶夫表示，演习结束。", {"莫伊谢耶夫": ("总司令", None)}),
    ],
)
def test_persons_of_other_states_and_names_beside_other_words(
    read: Read, text: str, persons: dict[str, tuple[str | None, str | None]]
) -> None:
    page = read(text)
    assert page.names("person") == set(persons)
    assert {name: ((one := page.mention(name)).role, one.organization) for name in persons} == persons


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("电影《江城夏夜》上映，话剧《老街》《渡口》热演。", set()),
        ("《渡口人家》今晚播出，《江城时报》刊文。", set()),
        ("系列报道《江城巡礼》介绍了《江城市供水条例》。", {"《江城市供水条例》"}),
        ("总台播出节目《江城市发展规划纲要》解读。", {"《江城市发展规划纲要》"}),
        ("两部门印发《工作方案》《实施细则（试行）》。", {"《工作方案》", "《实施细则（试行）》"}),
        ("会议审议《关于促进消费的若干措施》。", {"《关于促进消费的若干措施》"}),
    ],
)
def test_works_and_programmes_are_no_documents(read: Read, text: str, documents: set[str]) -> None:
    assert read(text).names("document") == documents


@pytest.mark.parametrize("text", ["这是全球大型运动会首次夜间开幕。", "国际人士期待天津峰会。", "《新闻联播》在现场召开首场新闻发布会。"])
def test_what_is_no_event_of_its_own_names_none(read: Read, text: str) -> None:
    assert read(text).names("event") == set()
