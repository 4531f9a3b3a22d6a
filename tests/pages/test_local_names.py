"""Names that only a page about one place makes whole, and events."""

from __future__ import annotations

import pytest

from tests.pages.reading import Read

XINXIANG = "近日，卫辉市、原阳县和封丘县举行签约仪式。"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("市工信局负责人到场。", "新乡市工业和信息化局"),
        ("经省政府批准，工程开工。", "河南省人民政府"),
        ("省委办公厅印发通知。", "中共河南省委办公厅"),
        ("市纪委通报案例。", "中共新乡市纪律检查委员会"),
        ("卫辉市疾控中心开展培训。", "卫辉市疾病预防控制中心"),
        ("高新区管委会到场。", "新乡市高新区管委会"),
        ("据市邮政管理局统计，快件增加。", "新乡市邮政管理局"),
        ("永宁镇党委组织学习。", "永宁镇党委"),
    ],
)
def test_a_local_body_is_that_of_the_pages_place(read: Read, text: str, name: str) -> None:
    assert name in read(XINXIANG + text).names("organization")


def test_without_a_place_the_name_stays_as_printed(read: Read) -> None:
    assert read("近日，市工信局召开会议，省委、省政府高度重视。").names("organization") == {"市工信局", "省委", "省政府"}


def test_of_two_cities_that_are_named_alike_none_is_home(read: Read) -> None:
    text = "卫辉市、原阳县、长葛市和鄢陵县参加。市工信局负责人到场。"
    assert "市工信局" in read(text).names("organization")


def test_the_place_of_the_outlet_goes_first(read: Read) -> None:
    page = read("河南日报 2023年7月20日 星期四\n\n# 题目\n\n本报讯 近日，省发改委召开会议，部署下半年的重点项目建设。\n")
    assert "河南省发展和改革委员会" in page.names("organization")


@pytest.mark.parametrize(
    "text", ["市场监管很严。", "全市政府工作。", "城市政府应当负责。", "本市委托企业办理。", "市委托两家公司。", "三个县政策不同。"]
)
def test_what_only_sounds_like_a_body_is_none(read: Read, text: str) -> None:
    assert read(text).names("organization") == set()


def test_bodies_of_states_and_branches_keep_their_names(read: Read) -> None:
    assert read("德国政府表示欢迎，杭州海关统计进出口。").names("organization") == {"德国政府", "杭州海关"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("高新区的企业忙着生产。", "新乡市高新区"),
        ("郑州高新区的企业忙着生产。", "郑州市高新区"),
        ("原阳县汽车零部件产业园开工。", "原阳县汽车零部件产业园"),
        ("大会在京举行。", "北京市"),
    ],
)
def test_areas_and_cities_by_one_character_are_places(read: Read, text: str, name: str) -> None:
    assert name in read(XINXIANG + text).names("place")


@pytest.mark.parametrize("text", ["发展中国家增长较快。", "在京津冀举行。", "农村面貌一新，推行农村改革。", "桃园迎来采摘季。"])
def test_what_only_sounds_like_a_place_is_none(read: Read, text: str) -> None:
    assert read(text).names("place") <= {"京津冀"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("第七届中国国际进口博览会在上海开幕。", {"第七届中国国际进口博览会"}),
        ("全国重点企业家研讨班开班式举行。", {"全国重点企业家研讨班开班式"}),
        ("全国中小企业服务月活动启动。", {"全国中小企业服务月"}),
        ("全国人民代表大会审议报告。", set()),
        ("工业和信息化部召开新闻发布会。", {"工业和信息化部新闻发布会"}),
    ],
)
def test_events_are_known_by_the_form_of_their_names(read: Read, text: str, names: set[str]) -> None:
    assert read(text).names("event") == names


@pytest.mark.parametrize(
    ("text", "name", "role", "organization"),
    [
        ("习近平总书记作出指示。", "习近平", "总书记", None),
        ("新华社记者 林晓波 许文静", "许文静", "记者", "新华通讯社"),
        ("工业和信息化部总工程师顾闻川、运行监测协调局负责人黎若桐到场。", "黎若桐", "运行监测协调局负责人", "工业和信息化部"),
        ("市统计局局长陈立新、财政厅厅长何建明出席。", "何建明", "厅长", None),
        ("国家统计局城市司首席统计师柳文昭介绍，价格平稳。", "柳文昭", "城市司首席统计师", "国家统计局"),
    ],
)
def test_offices_are_read_around_names_and_along_lists(read: Read, text: str, name: str, role: str, organization: str | None) -> None:
    person = read(text).mention(name)
    assert (person.role, person.organization) == (role, organization)


def test_an_address_is_no_office(read: Read) -> None:
    assert read("局长陈立新说，好。陈立新先生补充说，很好。").mentions[-1].role is None


@pytest.mark.parametrize("text", ["实事求是，各民主党派献计献策。", "中国银行业运行平稳。"])
def test_words_that_begin_as_an_organisation_does_name_none(read: Read, text: str) -> None:
    assert read(text).names("organization") == set()
