"""Headlines, datelines, advertisements and the days beside them, on pages of our own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from flows import reference as tables
from tests.pages.reading import Read
from transforms import reconcile
from transforms.extract import extract
from transforms.model import RawDocument
from transforms.reference import Reference

BODY = "上半年，全市规模以上工业增加值同比增长5.2%，企业效益回升向好，订单和用电量持续增加，市场预期改善。"


@pytest.fixture(scope="module")
def whole(project_root: Path) -> Reference:
    return tables.load(project_root / "seeds" / "reference")[0]


def sources(text: str, reference: Reference) -> list[dict[str, Any]]:
    extraction = extract(RawDocument("page", "text/plain", text), reference)
    document = {"document_id": "page", "file_name": "page", "text": text}
    return reconcile.rows([document], {"page": extraction}, reference)["sources"]


@pytest.mark.parametrize("last", ["数据", "会议", "举行", "统计", "活动", "实施", "调查", "举办", "生效", "更新"])
@pytest.mark.parametrize("mark", ["", "# "])
@pytest.mark.parametrize("line", ["2024年1月17日", "2024年1月17日 来源：临江日报"])
def test_a_headline_is_no_label_of_the_day_below_it(read: Read, last: str, mark: str, line: str) -> None:
    (cited,) = read(f"{mark}临江市7月工业{last}\n\n{line}\n\n{BODY}\n").citations
    assert cited.published_on == dt.date(2024, 1, 17)


@pytest.mark.parametrize("label", ["报名时间", "活动日期：", "下次发布", "截止日期:"])
def test_a_line_that_is_nothing_but_a_label_says_whose_day_stands_below_it(read: Read, label: str) -> None:
    (cited,) = read(f"# 夏粮收购\n\n{label}\n2024年1月17日\n\n{BODY}\n").citations
    assert cited.published_on is None


@pytest.mark.parametrize("mark", ["", "# "])
@pytest.mark.parametrize(
    "sent",
    [
        "新华社北京1月17日电（记者温故之、乔望远）2023年末，",
        "本报临江1月17日讯（记者 温故之 通讯员 乔望远）2023年，",
        "本报记者 温故之\n\n",
    ],
)
def test_two_headlines_with_their_datelines_are_two_articles(read: Read, mark: str, sent: str) -> None:
    page = read(f"{mark}用电量增长\n\n{sent}{BODY}\n\n{mark}降水量偏多\n\n{sent}{BODY}\n")
    assert page.titles() == ["用电量增长", "降水量偏多"]
    assert all("温故之" in cited.authors for cited in page.citations)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("新华社北京2024年1月5日电（记者温故之）", dt.date(2024, 1, 5)),
        ("新华财经北京2023年12月29日电 ", dt.date(2023, 12, 29)),
        ("本报记者 温故之 2023年8月4日讯\n\n", dt.date(2023, 8, 4)),
        ("（根据2024年1月5日讲话录音整理）\n\n", dt.date(2024, 1, 5)),
        ("——临江市统计局局长温故之答记者问（2023年7月18日）\n\n", dt.date(2023, 7, 18)),
        ("记者从会上获悉，2023年7月18日电价调整。", None),
        ("（根据2024年1月5日通过的方案修订）\n\n", None),
    ],
)
def test_the_head_of_a_report_may_hold_its_whole_day(read: Read, line: str, day: dt.date | None) -> None:
    (cited,) = read(f"用电量平稳增长\n{line}{BODY}\n").citations
    assert (cited.stated_on, cited.published_on) == (day, None)


def test_a_link_to_the_source_leaves_the_day_of_its_line(read: Read) -> None:
    link = "(https://news.example/2023/07/10/a-long-address.html)"
    for line, day in (
        (f"2023-07-11 来源: 临江日报　|　[查看原文]{link}", dt.date(2023, 7, 11)),
        (f"2023-07-11 [夏粮收购进度比上年同期加快]{link}", None),
        (f"[2023-07-11]{link}", None),
    ):
        assert read(f"# 用电量平稳增长\n\n{line}\n\n{BODY}\n").citations[0].published_on == day


@pytest.mark.parametrize(
    ("text", "outlet", "day"),
    [
        (f"用电量平稳增长\n\n{BODY}\n\n2023年07月11日星期二\n经济参考报\n", "经济参考报", dt.date(2023, 7, 11)),
        (f"[经济日报] 2023-08-01 第06版\n\n用电量平稳增长\n\n{BODY}\n", "经济日报", dt.date(2023, 8, 1)),
        (f"用电量平稳增长\n\n南方+ 2024-07-26 08:00\n\n{BODY}\n", "南方+", dt.date(2024, 7, 26)),
    ],
)
def test_a_paper_beside_its_day_at_the_head_or_foot(read: Read, text: str, outlet: str, day: dt.date) -> None:
    page = read(text)
    (cited,) = [cited for article, cited in zip(page.articles, page.citations, strict=True) if article.kind == "news"]
    assert (page.titles(), cited.outlet, cited.published_on) == (["用电量平稳增长"], outlet, day)


NOTICE = "临江市供水公司关于停水的公告\n\n检修期间请各用户储水备用。\n\n临江市供水公司\n2021年3月2日"


def test_the_day_of_an_advertisement_dates_no_news(whole: Reference) -> None:
    advertisement, news = sources(f"广告\n\n{NOTICE}\n\n夏粮收购进度加快\n\n本报讯 {BODY}{BODY}\n", whole)
    assert (advertisement["kind"], advertisement["title"]) == ("ad", "临江市供水公司关于停水的公告")
    assert (news["kind"], news["title"], news["stated_on"], news["published_on"]) == ("news", "夏粮收购进度加快", None, None)


def test_an_empty_frame_for_advertisements_is_no_headline(whole: Reference) -> None:
    news = sources(f"广告\n\n夏粮收购进度加快\n\n2021年3月2日\n\n{BODY}{BODY}\n", whole)[-1]
    assert (news["kind"], news["title"], news["stated_on"]) == ("news", "夏粮收购进度加快", dt.date(2021, 3, 2))


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("□本报记者 马晓明 通讯员 高兴\n\n", ("马晓明", "高兴")),
        ("本报记者 白雪 黄河\n\n", ("白雪", "黄河")),
        ("本报讯 记者李晴从市工信局获悉，", ("李晴",)),
        ("记者 张文 江苏\n\n", ()),
        ("记者 张文 市工信局\n\n", ()),
    ],
)
def test_behind_the_label_of_a_byline_words_are_names(read: Read, line: str, authors: tuple[str, ...]) -> None:
    page = read(f"用电量平稳增长\n\n{line}{BODY}黄河流域水质好，大家很高兴。\n")
    assert page.citations[0].authors == authors
    assert not {"黄河", "高兴"} & page.names("person")


PHOTO = "工人在临江市的一处车间赶制订单。今年以来，企业产值同比增长8%。张文 摄"


@pytest.mark.parametrize("mark", ["", "# "])
def test_the_words_below_a_photo_of_the_news_are_a_caption(whole: Reference, mark: str) -> None:
    text = f"{mark}用电量增长\n\n{BODY}{BODY}\n\n{mark}图片新闻\n\n{PHOTO}\n"
    assert [source["kind"] for source in sources(text, whole)] == ["news", "caption"]
    assert [reading.value for reading in extract(RawDocument("page", "text/plain", text), whole).readings][-1] == 8
    assert [source["kind"] for source in sources(f"{mark}图片新闻\n\n{PHOTO * 12}\n", whole)] == ["news"]


def test_a_mark_amid_a_page_is_no_headline_and_its_advertisement_ends_before_the_next_report(whole: Reference) -> None:
    found = sources(f"用电量增长\n\n本报讯 {BODY}\n\n广告\n\n{NOTICE}\n\n夏粮收购进度加快\n\n本报讯 {BODY}\n", whole)
    assert [(source["kind"], source["title"], source["stated_on"]) for source in found] == [
        ("news", "用电量增长", None),
        ("ad", "临江市供水公司关于停水的公告", dt.date(2021, 3, 2)),
        ("news", "夏粮收购进度加快", None),
    ]
