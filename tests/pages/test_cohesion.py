"""Paragraphs that stand between two texts, and which of them they go on."""

from __future__ import annotations

from transforms.cohesion import goes_on

GRAIN = ["粮库改造仓房，仓管员在手机上看粮温曲线。", "储粮损耗率下降，仓管员的劳动强度小了。"]
COOLING = "粮库给仓房配了制冷机组，仓管员不用翻晒，粮温曲线平稳。"
RIVER = ["河长们巡河，发现垃圾随手清理，水质达标。", "河畔步道成了居民散步的去处，巡河的志愿者越来越多。"]


def test_a_paragraph_goes_on_the_text_whose_words_it_takes_up() -> None:
    assert goes_on(GRAIN, COOLING, RIVER)
    assert not goes_on(RIVER, COOLING, GRAIN)
    assert not goes_on(GRAIN, RIVER[0], RIVER[1:])


def test_where_no_text_follows_it_must_share_much() -> None:
    assert goes_on(GRAIN, COOLING, [])
    assert not goes_on(GRAIN, RIVER[0], [])


def test_words_that_both_have_tell_nothing() -> None:
    assert not goes_on(GRAIN, COOLING, [*GRAIN, *RIVER])
    assert not goes_on([], COOLING, [])
