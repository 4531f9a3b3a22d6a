"""Any text at all: no crash, everything covered, also at sizes that only linear work can reach."""

from __future__ import annotations

from pathlib import Path

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pages.reading import assert_covers, read_page
from transforms.model import Sidecar
from transforms.reference import Reference
from transforms.script import simplify

PIECES = [
    *("# 标题\n", "## 小标题\n\n", "### 口号\n", "\n\n", "本报讯 ", "新华社北京7月1日电", "■广告\n"),
    *("相关推荐\n", "编者按\n", "——副题\n", "记者:", "李明明:", "\n李明明:\n", "局长陈立新说，", "他表示，"),
    *("“", "”", "（林晓波）\n", "1.标题\n", "（1）", "<p>", "</p>", "<strong>题</strong>", "《", "》", "·"),
    *("河南省新乡市", "高新区", "2024-07-12", "民国104年", "[链](http://a.b)\n", "---\n", "大\n", "下载\n"),
    *(">", "|", "一、", "二、", "\r\n", "　", "上半年增长3.8%。", "标题", "Ａ", "\x00", "𠮷", "é", "国新办发布会"),
]

HOSTILE = [
    *("标题\n", "## 标题\n", "### 口号\n## 标题\n\n", "主任李明明", "“他说，”", "（(", "李明明:\n\n记者:\n", "<p>", "<"),
    *("相关推荐\n", "[a](b)\n", "增", "李", "·", "阿·", "部长", "河南省新乡市", "2023-", "《〈", "新华社", "下载\n"),
    *(
        "（李明）\n",
        "临江市统计局\n2024年7月22日\n",
        "记者张文、",
        "德国总理默茨",
        "《题》、",
        "1.标题\n",
        "一、\n二、\n题题题题题\n",
        "高新区",
        "\n",
    ),
]


_MANY = 100_000


@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_mixture_of_page_parts_is_read_and_covered(page_reference: Reference, text: str) -> None:
    assert_covers(read_page(text, page_reference, Sidecar()))


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_is_read_and_covered(page_reference: Reference, text: str) -> None:
    if len(simplify(text)) == len(text):
        assert_covers(read_page(text, page_reference, Sidecar()))


NAMED = [
    *(
        "国家统计局新闻发言人陈立新表示，",
        "工信部总工程师李明明说，",
        "德国总理默茨13日称，",
        "伊朗外交部发表声明。",
        "欧盟委员会主席冯德莱恩指出，",
    ),
    *("在河北省乐亭县，", "广东河源和浙江海宁开市，", "加沙地带局势紧张，", "京津冀贷款增长3.8%，", "搬迁安置完成。", "创新乡村治理，"),
    *(
        "国新办举行新闻发布会，",
        "《关于促进消费的意见》印发。",
        "电影《江城夏夜》上映。",
        "市工信局负责人介绍，",
        "第七届中国国际进口博览会开幕。",
    ),
    *("\n\n", "（记者张文）", "临江市统计局 2024年7月22日\n", "# 工业回升\n\n"),
]


@settings(max_examples=80)
@given(st.lists(st.sampled_from(NAMED), max_size=14).map("".join))
def test_entities_of_any_text_are_the_same_in_both_scripts(page_reference: Reference, text: str) -> None:
    traditional = opencc.OpenCC("s2t").convert(text)
    assert simplify(traditional, page_reference.script_terms) == text
    one, two = (read_page(version, page_reference, Sidecar()) for version in (text, traditional))
    assert two.mentions == one.mentions
    assert all(two.plain[mention.char_start : mention.char_end] for mention in two.mentions)
    assert (two.articles, two.citations) == (one.articles, one.citations)


@pytest.mark.parametrize("unit", HOSTILE)
def test_many_thousand_repetitions_of_a_part_are_read_and_covered(page_reference: Reference, unit: str) -> None:
    # Quadratic work would run into the suite's time limit at this size.
    text = (unit * (_MANY // len(unit) + 1))[:_MANY]
    assert_covers(read_page(text, page_reference, Sidecar()))


def test_real_documents_are_covered(page_reference: Reference, real_documents: Path) -> None:
    files = sorted(path for folder in ("seeds", "corpus", "bulk") for path in (real_documents / folder).glob("*.txt"))
    assert files, f"no .txt files below {real_documents}"
    for path in files:
        text = path.read_bytes().decode("utf-8")
        try:
            assert_covers(read_page(text, page_reference, Sidecar()))
        except AssertionError as error:
            raise AssertionError(f"{path.name}: {error}") from error
