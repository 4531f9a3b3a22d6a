"""What pages are made of: articles, their headlines, and what is beside them."""

from __future__ import annotations

import pytest

from tests.pages import samples
from tests.pages.reading import Read, assert_covers

ALL = [
    samples.NEWSPAPER,
    samples.BYLINES,
    samples.REPOST,
    samples.TRANSCRIPT,
    samples.INTERVIEW,
    samples.BROADCAST,
    samples.REPORT,
    samples.TWO_TEXTS,
    samples.COLUMN,
]


@pytest.mark.parametrize("text", ALL)
def test_every_character_belongs_to_exactly_one_article(read: Read, text: str) -> None:
    assert_covers(read(text))


def test_a_newspaper_page_gives_story_caption_advertisement_and_credit(read: Read) -> None:
    page = read(samples.NEWSPAPER)
    assert page.kinds() == ["news", "caption", "ad", "news", "boilerplate"]
    story = page.articles[0]
    assert story.title == "制造业订单回暖 车间里又忙了起来"
    assert story.subtitle == "——省里几位负责人谈年中形势"
    assert page.articles[2].kicker == "■广告"
    assert (page.articles[3].kicker, page.articles[3].title) == ("检察机关", "公益诉讼办案量稳步上升")


def test_section_headlines_stay_inside_their_article(read: Read) -> None:
    page = read(samples.NEWSPAPER)
    story = page.text[page.articles[0].char_start : page.articles[0].char_end]
    assert "## 订单从哪里来" in story
    assert story.endswith("把服务送到车间。")


def test_text_after_a_byline_is_an_article_without_headline(read: Read) -> None:
    page = read(samples.BYLINES)
    assert page.titles() == ["园区引来新企业", None, "到苏州洽谈合作"]
    assert page.articles[2].kicker == "高新区管委会"


def test_a_headline_printed_after_its_text_is_the_texts(read: Read) -> None:
    page = read(
        "上半年订单增长7%，企业忙碌起来。\n\n### 车间\n\n新线投产，产量增加一成。\n\n新华社北京8月1日电\n\n"
        "# 年中看制造\n\n——一线走访\n\n新华社记者 林晓波 许文静\n\n## 另一件事\n\n本报讯 今天，大桥通车。\n"
    )
    assert page.titles() == ["年中看制造", "另一件事"]
    assert page.articles[0].subtitle == "——一线走访"
    assert page.citations[0].agency == "新华社"
    assert page.citations[0].authors == ("林晓波", "许文静")


def test_a_repost_keeps_links_and_notices_apart(read: Read) -> None:
    page = read(samples.REPOST)
    assert page.kinds() == ["news", "boilerplate", "related"]
    assert "小河小河" in page.text[page.articles[1].char_start : page.articles[1].char_end]
    assert "2000个" in page.text[page.articles[2].char_start : page.articles[2].char_end]


def test_a_transcript_is_one_article_between_page_bars(read: Read) -> None:
    page = read(samples.TRANSCRIPT)
    assert [kind for kind in page.kinds() if kind != "boilerplate"] == ["qa"]
    bars = "".join(page.text[start:end] for article in page.articles if article.kind == "boilerplate" for start, end in article.segments)
    assert "字號" in bars
    assert "責任編輯" in bars
    assert "4.8%" not in bars


def test_an_editors_note_and_a_double_headline(read: Read) -> None:
    page = read(samples.INTERVIEW)
    assert page.kinds() == ["notice", "qa"]
    assert (page.articles[1].kicker, page.articles[1].title) == ("商务部负责人答问", "稳外贸 扩服务")


def test_a_broadcast_page_gives_one_article_for_each_item_and_brief(read: Read) -> None:
    page = read(samples.BROADCAST)
    assert page.titles() == ["国产大船今日交付", "北方多地迎来春播", "贵州两座大桥合龙", "冷链物流提速"]
    assert page.titles("related") == ["新闻摘要"]


def test_a_work_report_is_one_article_and_its_bar_is_boilerplate(read: Read) -> None:
    page = read(samples.REPORT)
    assert page.kinds() == ["boilerplate", "news", "related"]
    assert page.articles[1].title == "2025年某市政府工作报告"
    assert page.articles[1].subtitle is not None


def test_numbering_that_starts_again_under_a_headline_begins_another_text(read: Read) -> None:
    assert read(samples.TWO_TEXTS).titles() == ["上半年全县经济情况", "前三季度县域经济稳中有进"]


def test_a_table_and_a_rule_stay_in_their_article(read: Read) -> None:
    text = "# 出勤\n\n下面是各组的出勤次数，统计到上月底为止，供参考。\n\n| 组 | 次 |\n| --- | --- |\n| 甲 | 44 |\n\n完。\n"
    page = read(text)
    assert page.kinds() == ["news"]


def test_a_lone_paragraph_is_one_news_article(read: Read) -> None:
    page = read("上半年，全市工业投资增长8.1%。")
    assert (page.kinds(), page.titles()) == (["news"], [None])


def test_an_empty_text_has_no_articles(read: Read) -> None:
    assert read(" \n\n\t").articles == ()


NOTICE = "上半年，全市规模以上工业增加值同比增长3.8%，比一季度加快0.8个百分点，企业普遍看好后市。"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("临江市统计局 临江市财政局\n上半年经济稳中向好", "上半年经济稳中向好"),
        ("临江市统计局　国家统计局临江调查队\n临江市2024年统计公报", "临江市2024年统计公报"),
        ("证券代码：600001　证券简称：甲川股份　公告编号：2024-015\n甲川股份有限公司\n业绩预告公告", "业绩预告公告"),
        ("索 引 号：014349/2024-00012\n发文机关：临江市人民政府\n成文日期：2024年7月20日\n关于促进消费的通知", "关于促进消费的通知"),
        ("临政发〔2024〕5号\n关于促进消费的通知", "关于促进消费的通知"),
        ("临江市统计局发布上半年数据\n工业回升", "临江市统计局发布上半年数据"),
        ("一季度外贸进出口实现良好开局\n2022-04-14 10:05 来源：临江财经网", "一季度外贸进出口实现良好开局"),
    ],
)
def test_who_publishes_and_under_which_number_is_no_headline(read: Read, head: str, title: str) -> None:
    assert read(f"{head}\n{NOTICE}\n").titles() == [title]


def test_a_headline_is_free_of_what_a_web_page_writes_for_a_blank(read: Read) -> None:
    brief = "<p><strong>夏粮&nbsp;收购进度快&nbsp;</strong></p><p>各地夏粮收购进度快于去年，优质小麦比例提高。</p>"
    page = read(f"# 《晚间联播》 (20240305)\n\n## 详细新闻\n\n### 国内快讯\n\n<p><strong>晋川网消息</strong>（晚间联播）：</p>{brief}\n")
    assert page.titles()[-1] == "夏粮 收购进度快"
