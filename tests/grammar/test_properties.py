"""What holds for any text: the ledger is complete, spans lie in the text, the script changes no fact, cost stays bounded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.clauses import sentences
from transforms.grammar import Grammar
from transforms.metrics import ArticleReader
from transforms.model import Reading
from transforms.numerals import scan
from transforms.places import CHINA
from transforms.repair import view_of

_PIECES = """
上半年 全市 规模以上工业增加值 同比 增长 下降 3.8% 1.2万家 0.8个百分点 ， 。 、 分别 为 达到 由 至 的 占 比重 第7位 5月份 截至6月底 力争
“ ” （ ） 《 》 | 12 一 是 连续 3个月 近 超 以上 5G 年均 比 去年 高于 全国 2024年 和 其中 -1 亿元 吨/日 两成 翻一番 三分之一 1—5月
"""
_WORDS = st.sampled_from([*_PIECES.split(), "\n", " "])
_TEXT = st.lists(_WORDS, max_size=40).map("".join)


def read(plain: str, grammar: Grammar) -> ArticleReader:
    reader = ArticleReader(plain, grammar, CHINA)
    reader.read()
    return reader


def facts(readings: list[Reading]) -> list[tuple[object, ...]]:
    return [(r.value, r.value_low, r.value_high, r.unit, r.measure, r.basis, r.indicator, r.period, r.status) for r in readings]


@given(_TEXT)
def test_every_numeral_is_in_the_ledger_once_and_every_fact_has_one(grammar: Grammar, text: str) -> None:
    reader = read(text, grammar)
    assert sorted((n.char_start, n.char_end) for n in reader.ledger) == [(n.start, n.end) for n in scan(text, grammar.lexicon)]
    assert {n.reading for n in reader.ledger if n.reading is not None} == set(range(len(reader.readings)))


@given(_TEXT)
def test_spans_of_facts_lie_in_their_sentence_and_never_overlap(grammar: Grammar, text: str) -> None:
    end = 0
    for reading in sorted(read(text, grammar).readings, key=lambda r: r.char_start):
        assert reading.sentence_start <= reading.char_start < reading.char_end <= len(text)
        assert reading.char_start >= end
        end = reading.char_end


@pytest.mark.parametrize("around", ["前面的话没有数字。\n", "第一段。\n\n"])
def test_text_without_numbers_around_changes_no_fact(grammar: Grammar, around: str) -> None:
    text = "上半年，全市工业投资同比增长62.1%，高于全国32.6个百分点；新增企业4家。"
    assert facts(read(around + text + "\n" + around, grammar).readings) == facts(read(text, grammar).readings)


@given(st.text(alphabet="增长5.3%，。；、\n 投资", max_size=200))
def test_a_view_maps_every_character_back(text: str) -> None:
    view = view_of(text, 0, len(text))
    assert all(text[view.raw(i)] == c for i, c in enumerate(view.text))


@pytest.mark.parametrize("unit", ["增长6.0%", "9", "1,234", "由2020年的5%提升至6%", "“", "上半年投资增长5.3%，", "一二三"])
def test_a_sentence_without_end_is_read_in_bounded_parts(grammar: Grammar, unit: str) -> None:
    text = unit * (6_000 // len(unit))
    parts = sentences(text, 0, len(text))
    assert max(end - start for start, end in parts) <= 1_000
    reader = read(text, grammar)
    assert len({n.char_start for n in reader.ledger}) == len(scan(text, grammar.lexicon))
