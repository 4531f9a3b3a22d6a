"""Who printed it, who wrote it, and when it was said."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.pages import samples
from tests.pages.reading import Read
from transforms.model import Sidecar
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
