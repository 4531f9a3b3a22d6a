"""The main text of a page: every paragraph with a figure is there or reported, and no page takes long."""

from __future__ import annotations

import re

import pytest

from tests.inbox.samples import PAGE
from transforms.issue_kinds import Kind, Refused
from transforms.main_text import main_text

TAIL = "，比上年同期有所加快，各项工作有序推进，市场预期总体平稳。"

GOVERNMENT_PAGE = f"""<!DOCTYPE html><html><head><meta charset="gb2312"><title>晋川市政府</title>
<script>var rate="增长99.9%";</script></head>
<body><form runat="server"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/zw">政务公开</a></li></ul>
<div class="main"><h1>上半年经济运行情况</h1><div class="TRS_Editor">
<p>　　全市生产总值<span>612</span><span>.4</span>亿元，同比增长<font color="red"><b>5.6%</b></font>{TAIL}</p>
<p>　　一是工业较快。</p><p>　　规上增加值增长7.2%。</p>
<ul><li>装备制造增长11.3%；</li><li>食品下降2.1%。</li></ul>
<table><tr><th>指标</th><th>总量</th><th>增速（%）</th></tr><tr><td>零售额（亿元）</td><td>231.5</td><td>4.8</td></tr></table>
<div>出口38.2亿元，增长2.4%。<br>进口18.1亿元，下降13.6%。</div>
<p>造林7.1万m<sup>2</sup>，据<a href="/tj">统计局</a>数据，<a href="/x">收入</a>增长6.1%{TAIL}</p>
<figure><img src="a.jpg"><figcaption>图为云台县果园，年产量1.3万吨。</figcaption></figure></div></div>
<noscript>隐藏8.8%</noscript></form></body></html>"""


def refusal(html: str) -> Refused:
    with pytest.raises(Refused) as refused:
        main_text(html)
    return refused.value


def test_all_paragraphs_lists_and_tables_of_a_government_page_are_kept() -> None:
    page = main_text(GOVERNMENT_PAGE)
    figures = "612.4 5.6 7.2 11.3 2.1 231.5 4.8 38.2 2.4 18.1 13.6 7.1 6.1 1.3"
    assert [figure for figure in figures.split() if figure not in re.findall(r"\d+\.\d+", page.text)] == []
    assert page.findings == ()


def test_words_that_are_styled_or_linked_stay_in_their_sentence() -> None:
    text = main_text(GOVERNMENT_PAGE).text
    assert "生产总值612.4亿元，同比增长5.6%，" in text
    assert "7.1万m2，据统计局数据，收入增长6.1%" in text


def test_scripts_are_not_run_and_what_is_never_shown_is_left_out() -> None:
    text = main_text(GOVERNMENT_PAGE).text
    assert "99.9" not in text
    assert "8.8" not in text
    assert "首页" not in text


def test_rows_of_a_table_stay_rows() -> None:
    assert re.search(r"\| 零售额（亿元） \| 231\.5 \| 4\.8 \|", main_text(GOVERNMENT_PAGE).text)


def test_the_same_page_gives_the_same_text() -> None:
    assert len({main_text(GOVERNMENT_PAGE).text for _ in range(3)}) == 1


def test_a_paragraph_with_figures_that_is_left_out_is_reported() -> None:
    page = main_text(PAGE.replace("</body>", "<footer><p>注：增速按可比价计算，基期为2020年。</p></footer></body>"))
    assert "2020" not in page.text
    assert [kind for kind, _ in page.findings] == [Kind.HTML_TEXT_LEFT_OUT]
    assert "注：增速按可比价" in page.findings[0][1]


@pytest.mark.parametrize(
    "html",
    [
        "<!DOCTYPE html><html><head><title>晋川</title></head><body><script>document.write('增长3.8%')</script></body></html>",
        "<html><body><img src='a.png'><iframe src='b.html'></iframe></body></html>",
        "<html></html>",
        "<!-- 增长3.8% -->",
    ],
)
def test_a_page_without_text_is_refused(html: str) -> None:
    assert refusal(html).kind == Kind.HTML_NO_TEXT


TOO_COMPLEX = {
    "long": "<html><body><p>" + "增长3.8%，" * 900_000 + "</p></body></html>",
    "deep": "<html><body>" + "<div>" * 5000 + "增长3.8%",
    "deep enough to be cut by the parser": "<html><body>" + "<div>" * 300 + "增长3.8%" + "</div>" * 300,
    "many": "<html><body>" + "<b>增</b>" * 60_000,
    "many attributes": "<html><body><p " + " ".join(f"a{i}=1" for i in range(100_000)) + ">增长</p>",
    "attributes behind a quote": '<html><body><!-- <a b=" --><p ' + " ".join(f"a{i}" for i in range(100_000)) + ">增长</p>",
    "attributes over many tags": "<html><body>" + ("<a " * 150 + ">") * 8_000,
    "lists in lists": "<html><body>" + "<ul><li>增1" * 50,
    "tables in tables": "<html><body>" + "<table><tr><td>" * 50 + "增1",
    "cells in a row": "<html><body><table><tr>" + "<td>1</td>" * 20_000,
    "spanned cells": "<html><body><table>" + "<tr><td rowspan=1000 colspan=1000>增1</td></tr>" * 500,
}


@pytest.mark.parametrize("name", TOO_COMPLEX)
def test_a_page_made_to_take_long_is_refused(name: str) -> None:
    assert refusal(TOO_COMPLEX[name]).kind == Kind.HTML_TOO_COMPLEX


WIDE = {
    "list items": "<ul>" + "<li>增1</li>" * 24_000 + "</ul>",
    "lists": ("<ul><li>增1" * 11 + "</li></ul>" * 11) * 1_000,
    "tables": ("<table><tr><td>" * 11 + "增1" + "</td></tr></table>" * 11) * 700,
    "nesting": ("<div>" * 90 + "增1" + "</div>" * 90) * 270,
    "links": "<p>" + "增<a>1</a>" * 24_000 + "</p>",
    "ampersands": "&" * 300_000 + "增长1%",
    "comments": "<p>增长1%</p>" + "<!-- " * 100_000,
    "one sentence": "".join(f"<footer>页脚里有数字{i}。</footer>" for i in range(5_000)) + "<p>" + "增长甲乙，" * 100_000 + "</p>",
}


@pytest.mark.parametrize("name", WIDE)
def test_the_largest_pages_that_are_read_give_their_text(name: str) -> None:
    assert "增" in main_text(f"<html><body>{WIDE[name]}</body></html>").text
