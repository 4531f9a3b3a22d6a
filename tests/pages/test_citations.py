"""Who printed it, who wrote it, and when it was said."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.pages import samples
from tests.pages.reading import PageReading, Read
from transforms.model import Sidecar
from transforms.script import simplify
from transforms.stated_dates import full_dates


def test_a_transcript_states_source_day_of_publication_and_day_of_the_conference(read: Read) -> None:
    page = read(samples.TRANSCRIPT.replace("2024-07-12 15:00", "2024-07-13 09:00"))
    cited = next(citation for article, citation in zip(page.articles, page.citations, strict=True) if article.kind == "qa")
    assert cited.outlet == "中国网"
    assert (cited.published_on, cited.published_on_basis) == (dt.date(2024, 7, 13), "stated")
    assert (cited.stated_on, cited.stated_on_basis) == (dt.date(2024, 7, 12), "stated")


def test_a_report_was_said_on_the_day_in_its_subtitle(read: Read) -> None:
    cited = read(samples.REPORT).citations[1]
    assert (cited.published_on, cited.stated_on) == (dt.date(2025, 1, 22), dt.date(2025, 1, 16))
    assert cited.outlet == "云南日报"
    assert cited.authors == ("郑凯",)
    assert cited.date_evidence is not None
    assert "2025年1月16日" in cited.date_evidence


def test_the_date_of_a_broadcast_page_holds_for_all_its_articles(read: Read) -> None:
    page = read(samples.BROADCAST)
    news = [citation for article, citation in zip(page.articles, page.citations, strict=True) if article.kind == "news"]
    assert {(cited.published_on, cited.stated_on, cited.outlet) for cited in news} == {
        (dt.date(2024, 3, 5), dt.date(2024, 3, 5), "新闻联播")
    }


def test_dates_of_teasers_are_nobodys(read: Read) -> None:
    assert {citation.published_on for citation in read(samples.REPOST).citations} == {None}
    assert {citation.stated_on_basis for citation in read(samples.REPOST).citations} == {"unknown"}


def test_a_day_without_a_year_stays_unknown_unless_the_page_states_one_near_it(read: Read) -> None:
    body = "新华社北京7月18日电 上半年，产量增长4%，企业普遍看好后市，投资意愿上升，用工稳定，订单饱满，信心增强。\n"
    assert read(f"# 产量回升\n\n{body}").citations[0].stated_on is None
    dated = read(f"# 产量回升\n\n2024-07-20 来源：中国网\n\n{body}").citations[0]
    assert (dated.stated_on, dated.agency) == (dt.date(2024, 7, 18), "新华社")


def test_the_sidecar_gives_what_the_page_does_not_state(read: Read) -> None:
    cited = read("上半年产量增长4%。", Sidecar(outlet="某报", published_on=dt.date(2023, 7, 20))).citations[0]
    assert (cited.outlet, cited.published_on, cited.published_on_basis) == ("某报", dt.date(2023, 7, 20), "sidecar")
    assert (cited.stated_on, cited.stated_on_basis) == (dt.date(2023, 7, 20), "sidecar")


def test_the_outlet_of_a_sidecar_has_the_name_of_the_table_in_either_script(read: Read) -> None:
    for given in ("眾新聞", "众新闻"):
        assert read("上半年产量增长4%。", Sidecar(outlet=given)).citations[0].outlet == "众新闻"


def test_bylines_and_page_credits(read: Read) -> None:
    page = read(samples.BYLINES)
    assert [cited.authors for cited in page.citations] == [("林晓波",), ("许文静", "方海涛"), ("林晓波",)]
    assert read(samples.NEWSPAPER).citations[0].agency == "新华社"
    assert read(samples.INTERVIEW).citations[1].authors == ("沈可心",)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("中华民国104年10月9日", dt.date(2015, 10, 9)),
        ("民国 96 年 3 月 1 日", dt.date(2007, 3, 1)),
        ("二〇二六年一月二十七日", dt.date(2026, 1, 27)),
        ("二零二五年十二月三十一日", dt.date(2025, 12, 31)),
        ("2024/02/29", dt.date(2024, 2, 29)),
        ("(20240305)", dt.date(2024, 3, 5)),
    ],
)
def test_full_dates_in_every_notation(text: str, day: dt.date) -> None:
    assert [found.day for found in full_dates(text)] == [day]


@pytest.mark.parametrize("text", ["2023-02-30", "20241399", "7月18日", "18年7月2日", "电话13812345678", "2024.5.1.2"])
def test_what_is_no_full_date_is_none(text: str) -> None:
    found = [stated.day for stated in full_dates(text)]
    assert found == ([dt.date(2024, 5, 1)] if text.startswith("2024.5") else [])


BODY = "上半年，全市规模以上工业增加值同比增长3.8%，比一季度加快0.8个百分点，企业普遍看好后市，订单增加。"


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("晋川日报 2023年7月20日 星期四 第3版 要闻", "晋川日报"),
        ("2023年7月20日 星期四 晋川晚报 第A03版：要闻", "晋川晚报"),
        ("甲川电视台　2023-07-20", "甲川电视台"),
        ("甲川新闻网 | 2023年7月20日", "甲川新闻网"),
        ("《晚间联播》 (20230720)", "晚间联播"),
        ("《晚间联播》 20230720 21:00", "晚间联播"),
        ("《新闻联播》 (20230720)", "新闻联播"),
        ("云南日报 2023年7月20日 04版", "云南日报"),
    ],
)
def test_a_masthead_gives_outlet_and_day_and_is_no_headline(read: Read, line: str, outlet: str) -> None:
    page = read(f"{line}\n\n上半年工业运行平稳\n\n本报讯（记者 张文）{BODY}\n")
    (cited,) = [citation for article, citation in zip(page.articles, page.citations, strict=True) if article.kind == "news"]
    assert (cited.outlet, cited.published_on, cited.published_on_basis) == (outlet, dt.date(2023, 7, 20), "stated")
    assert page.titles() == ["上半年工业运行平稳"]


@pytest.mark.parametrize(
    "line",
    [
        "《晋川市供水条例》 (20230720)",
        "2023年7月20日 星期四 国内新闻",
        "2023年7月20日 物联网",
        "晋川日报 乙川晚报 2023年7月20日",
        "晋川日报于2023年7月20日改版",
    ],
)
def test_a_line_that_holds_anything_else_names_no_outlet(read: Read, line: str) -> None:
    assert {cited.outlet for cited in read(f"{line}\n\n上半年工业运行平稳\n\n{BODY}\n").citations} == {None}


@pytest.mark.parametrize(
    ("dateline", "agency"),
    [
        ("<p><strong>晋川网消息</strong>（晚间联播）：", "晋川网"),
        ("<p><strong>晋川网消息（晚间联播）：</strong>", "晋川网"),
        ("<p>晋川网甲镇7月18日电 ", "晋川网"),
        ("<p><strong>央视网消息</strong>（晚间联播）：", "央视网"),
        ("<p><strong>晋川日报消息</strong>（记者 张文）：", None),
        ("<p><strong>互联网消息</strong>（综合）：", None),
    ],
)
def test_a_dateline_names_its_site_though_no_table_holds_it(read: Read, dateline: str, agency: str | None) -> None:
    page = read(f"# 工业运行平稳\n\n{dateline}{BODY}</p><p>{BODY}</p>\n")
    assert [cited.agency for cited in page.citations] == [agency]


def test_datelines_of_outlets_that_no_table_holds_part_articles(read: Read) -> None:
    report = f"甲川电视台消息（记者 张文）：{BODY}\n{BODY}\n"
    assert read(f"工业运行平稳\n\n{report}\n夏粮丰收在望\n\n{report}").titles() == ["工业运行平稳", "夏粮丰收在望"]


@pytest.mark.parametrize(
    ("lead", "stated_on"),
    [
        ("在18日举行的国新办发布会上，有关负责人作了介绍。", dt.date(2023, 7, 18)),
        ("国新办7月18日（星期二）召开新闻发布会，介绍有关情况。", dt.date(2023, 7, 18)),
        ("国新办30日召开新闻发布会，介绍有关情况。", dt.date(2023, 6, 30)),
        ("国新办将于25日召开新闻发布会，介绍有关情况。", dt.date(2023, 7, 20)),
        ("去年7月18日召开的座谈会定下了目标。", dt.date(2023, 7, 20)),
        ("会议连开5日，代表们召开座谈会讨论。", dt.date(2023, 7, 20)),
    ],
)
def test_a_dated_page_completes_the_day_of_the_event_that_it_reports(read: Read, lead: str, stated_on: dt.date) -> None:
    page = read(f"晋川日报 2023年7月20日 星期四\n\n# 上半年工业运行平稳\n\n{lead}{BODY}\n")
    (cited,) = [citation for article, citation in zip(page.articles, page.citations, strict=True) if article.kind == "news"]
    assert (cited.stated_on, cited.stated_on_basis) == (stated_on, "stated")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("112年4月11日", dt.date(2023, 4, 11)),
        ("中華民國110年8月13日下午4時發布", dt.date(2021, 8, 13)),
        ("二零二一年二月二十四日（星期三）", dt.date(2021, 2, 24)),
        ("99年4月11日", None),
        ("151年4月11日", None),
        ("112年13月11日", None),
        ("112/04/11", None),
    ],
)
def test_three_digits_before_a_month_and_day_are_a_year_of_the_republic(text: str, day: dt.date | None) -> None:
    assert [found.day for found in full_dates(simplify(text))] == ([day] if day else [])


TRADITIONAL = "上半年全市商圈零售總額較上年同期增加3.8%，業者普遍看好下半年的景氣，訂單及用電量都持續回升。"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("發布日期：112年4月11日", dt.date(2023, 4, 11)),
        ("日期：108年2月19日", dt.date(2019, 2, 19)),
        ("發布日期：112-04-11", dt.date(2023, 4, 11)),
        ("出版：2022-08-11 19:30　更新：2022-08-12 08:05", dt.date(2022, 8, 11)),
        ("更新：2022-08-12 08:05　出版：2022-08-11 19:30", dt.date(2022, 8, 11)),
        ("最後更新：2022-08-12 08:05", dt.date(2022, 8, 12)),
        ("發佈於 2017/5/16 18:20", dt.date(2017, 5, 16)),
        ("刊登日期：2017.05.16", dt.date(2017, 5, 16)),
        ("上載時間：2017年5月16日 星期二", dt.date(2017, 5, 16)),
        ("發稿時間：2023/03/08 10:20（3/8 11:05 更新）", dt.date(2023, 3, 8)),
        ("建立時間：2023-03-08", dt.date(2023, 3, 8)),
        ("文章日期：2023年3月8日", dt.date(2023, 3, 8)),
        ("[2017-05-16]", dt.date(2017, 5, 16)),
        ("2017年5月16日 星期二", dt.date(2017, 5, 16)),
        ("下次發布日期：112年5月9日", None),
        ("截止日期：2023-03-31", None),
        ("活動時間：2023年3月8日", None),
        ("展期：2023/3/8 至 2023/3/31", None),
        ("日期：2023年3月8日至3月31日", None),
        ("本府公布112/04/11 版要點", None),
        ("日期：98年7月2日", None),
    ],
)
def test_labels_say_which_day_of_a_head_is_that_of_publication(read: Read, line: str, day: dt.date | None) -> None:
    cited = read(f"# 商圈零售持續回升\n\n{line}\n\n{TRADITIONAL}\n").citations[0]
    assert (cited.published_on, cited.stated_on) == (day, day)


def test_two_digits_are_a_year_of_the_republic_where_the_page_counts_by_it(read: Read) -> None:
    page = f"商圈零售持續回升\n\n日期：98年7月2日\n\n行政院主計總處說明，{TRADITIONAL}\n"
    assert read(page).citations[0].published_on == dt.date(2009, 7, 2)


def test_a_byline_of_links_hides_no_label_below_it(read: Read) -> None:
    byline = "[地方新聞](https://news.example/local)　撰文：[林曉波](https://news.example/author/lin)"
    picture = "![商圈一景。（資料圖片）](https://img.example/2022/08/11/a.jpg)"
    head = f"# 商圈零售持續回升\n\n{byline}\n\n"
    dated = read(f"{head}發布：2022-08-11 19:30\n\n{picture}\n\n{TRADITIONAL}\n").citations[0]
    assert dated.published_on == dt.date(2022, 8, 11)
    # Without a label it may be the day of one of the pages that are linked.
    bare = read(f"{head}2022-08-11\n\n{picture}\n\n{TRADITIONAL}\n").citations[0]
    assert bare.published_on is None


def test_a_long_headline_may_begin_with_the_day_and_does_not_end_the_head(read: Read) -> None:
    title = "商圈零售連續第三季回升，業者對下半年的景氣審慎樂觀，訂單與用電量同步增加（附圖表）"
    assert read(f"# 2017/5/16 {title}\n\n{TRADITIONAL}\n").citations[0].published_on == dt.date(2017, 5, 16)
    assert read(f"# {title}\n\n2017-05-16\n\n{TRADITIONAL}\n").citations[0].published_on == dt.date(2017, 5, 16)
    assert read(f"# 2017年5月16日起{title}\n\n{TRADITIONAL}\n").citations[0].published_on is None


def _of_story(page: PageReading) -> dt.date | None:
    """The day of publication of the page's one story, which stands below the name of its series."""
    (cited,) = [citation for article, citation in zip(page.articles, page.citations, strict=True) if article.kind == "news"]
    return cited.published_on


RELEASE = f"新聞公報\n二零二三年十月商圈零售\n\n　　{TRADITIONAL}\n\n"


@pytest.mark.parametrize(
    ("foot", "day"),
    [
        ("完\n\n2023年11月30日（星期四）\n香港時間16時30分", dt.date(2023, 11, 30)),
        ("完 2023年11月30日（星期四） 香港時間16時30分", dt.date(2023, 11, 30)),
        ("二零二三年十一月三十日（星期四）\n\n完", dt.date(2023, 11, 30)),
        ("（2023年11月30日）", dt.date(2023, 11, 30)),
        ("2023年11月29日\n完\n2023年11月30日", None),
        ("完\n下一份報告在2023年12月30日發表", None),
        ("延伸閱讀\n（2023年11月30日）", None),
        ("2023年11月30日", dt.date(2023, 11, 30)),
        ("2023年11月30日發布會場", None),
    ],
)
def test_a_press_release_may_state_its_day_at_its_end(read: Read, foot: str, day: dt.date | None) -> None:
    assert _of_story(read(f"{RELEASE}{foot}\n")) == day


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("临江市统计局 2024年7月22日", dt.date(2024, 7, 22)),
        ("临江市统计局　国家统计局临江调查队　　2024年7月22日", dt.date(2024, 7, 22)),
        ("临江市统计局（2024年7月22日）", dt.date(2024, 7, 22)),
        ("临江化工股份有限公司董事会 二〇二四年七月二十二日", dt.date(2024, 7, 22)),
        ("中国人民银行 2024-07-22", dt.date(2024, 7, 22)),
        ("临江市统计局 2024年7月22日起执行", None),
        ("夏粮收购价格 2024年7月22日", None),
        ("临江市统计局 2024年7月22日 2024年7月23日", None),
    ],
)
def test_a_body_and_the_day_in_one_line_state_the_day(read: Read, line: str, day: dt.date | None) -> None:
    for text in (
        f"# 全市经济运行情况\n\n{line}\n\n{BODY}\n",
        f"全市经济运行情况\n{line}\n{BODY}\n",
        f"# 全市经济运行情况\n\n{BODY}\n\n{line}\n",
    ):
        (cited,) = read(text).citations
        assert (cited.published_on, cited.stated_on) == (day, day)


@pytest.mark.parametrize(
    ("foot", "day"),
    [
        ("临江市统计局\n2024年7月22日", dt.date(2024, 7, 22)),
        ("特此通报。\n　　　　临江市人民政府办公室\n　　　　二〇二四年七月二十二日\n（此件公开发布）", dt.date(2024, 7, 22)),
        ("2024年7月22日", dt.date(2024, 7, 22)),
        ("责任编辑：李晓\n2024年7月22日", dt.date(2024, 7, 22)),
        ("《临江日报》（2024年7月22日 03版）", dt.date(2024, 7, 22)),
        ("下一次普查的标准时点\n2024年7月22日", None),
        ("2024年7月20日至2024年7月22日", None),
    ],
)
def test_a_text_is_of_the_day_that_closes_it(read: Read, foot: str, day: dt.date | None) -> None:
    page = read(f"全市经济运行情况\n\n{BODY}\n{foot}\n")
    assert [cited.published_on for article, cited in zip(page.articles, page.citations, strict=True) if article.kind == "news"] == [day]


def test_of_several_articles_each_is_of_the_day_under_its_own_signature(read: Read) -> None:
    first, second = (
        f"# {title}\n\n本报讯 {BODY}\n\n{foot}\n\n"
        for title, foot in (("夏粮收购", "临江市粮食局\n2024年7月22日"), ("秋粮备耕", "2024年7月25日"))
    )
    assert [cited.published_on for cited in read(first + second).citations] == [dt.date(2024, 7, 22), None]


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("新华社记者张文、人民日报记者李晓", ("张文", "李晓")),
        ("本报记者 张文 通讯员 李晓", ("张文", "李晓")),
        ("新华社记者张文、临江日报记者李晓", ("张文", "李晓")),
        ("2024-07-22 06:30 记者／张文／台北報導", ("张文",)),
        ("作者：张文　来源：临江日报　2024-07-22", ("张文",)),
        ("记者：张文 编辑：王立", ("张文",)),
        ("来源：临江日报 作者：张文 李晓", ("张文", "李晓")),
        ("作者：综合科 来源：临江日报", ()),
    ],
)
def test_a_byline_names_its_authors_whatever_stands_beside_them(read: Read, line: str, authors: tuple[str, ...]) -> None:
    assert read(f"# 夏粮收购进度快\n\n{line}\n\n{BODY}\n").citations[0].authors == authors


def test_the_head_of_a_page_goes_before_its_foot_and_its_foot_before_an_update(read: Read) -> None:
    foot = "完\n\n2023年11月30日（星期四）\n"
    assert _of_story(read(f"發布日期：2023-12-01\n\n{RELEASE}{foot}")) == dt.date(2023, 12, 1)
    assert _of_story(read(f"最後更新：2024-01-05\n\n{RELEASE}{foot}")) == dt.date(2023, 11, 30)


@pytest.mark.parametrize(
    ("lead", "stated_on"),
    [
        ("統計處今日（十一月三十日）發表最新數字。", dt.date(2023, 11, 30)),
        ("統計處今（30）日召開會議，審議預測。", dt.date(2023, 11, 30)),
        ("統計處今天（29日）公布最新數字。", dt.date(2023, 11, 29)),
        ("統計處昨（29）日公布最新數字。", dt.date(2023, 11, 29)),
        ("統計處昨日（二十九日）舉行記者會說明。", dt.date(2023, 11, 29)),
        ("昨（29）日股市下跌，統計處今（30）日公布最新數字。", dt.date(2023, 11, 30)),
        ("昨（29）日清晨下過一場雨。", dt.date(2023, 12, 1)),
        ("昨天（29日）起展出的照片引起回響，主辦單位發表感想。", dt.date(2023, 12, 1)),
        ("今日（3）公布最新數字。", dt.date(2023, 12, 1)),
        ("今年（30）家業者公布數字。", dt.date(2023, 12, 1)),
    ],
)
def test_the_day_beside_today_or_yesterday_is_completed_by_the_page(read: Read, lead: str, stated_on: dt.date) -> None:
    cited = read(f"# 商圈零售持續回升\n\n發布日期：2023-12-01\n\n{lead}{TRADITIONAL}\n").citations[0]
    assert (cited.stated_on, cited.published_on) == (stated_on, dt.date(2023, 12, 1))


def test_a_day_beside_today_stays_unknown_without_a_month_and_year(read: Read) -> None:
    assert read(f"# 商圈零售持續回升\n\n統計處今（30）日公布最新數字。{TRADITIONAL}\n").citations[0].stated_on is None
    full = read(f"# 商圈零售持續回升\n\n統計處今日（2023年11月30日）公布最新數字。{TRADITIONAL}\n").citations[0]
    assert (full.stated_on, full.published_on) == (dt.date(2023, 11, 30), None)


@pytest.mark.parametrize(
    ("sent", "agency", "stated_on"),
    [
        ("（中央社記者林曉波台北8日電）", "中央通讯社", dt.date(2023, 3, 8)),
        ("（中央社台北3月8日綜合報導）", "中央通讯社", dt.date(2023, 3, 8)),
        ("（中央社記者林曉波台北28日電）", "中央通讯社", dt.date(2023, 2, 28)),
        ("（某某商圈8日電）", None, dt.date(2023, 3, 9)),
    ],
)
def test_a_dateline_in_brackets_names_agency_and_day(read: Read, sent: str, agency: str | None, stated_on: dt.date) -> None:
    cited = read(f"# 商圈零售持續回升\n\n2023/03/09 10:20\n\n{sent}{TRADITIONAL}\n").citations[0]
    assert (cited.agency, cited.stated_on) == (agency, stated_on)
