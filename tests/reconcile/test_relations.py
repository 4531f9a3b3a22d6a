"""Every kind of arithmetic between facts: found and holding, failing where a figure is wrong, and silent where it must not be asked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reconcile.conftest import Reconcile
from transforms.compared import compared
from transforms.reference import Reference
from transforms.relations import KINDS
from warehouse.closed_sets import CONFLICT_CAUSES, RELATION_KINDS

_HEAD = "临江市统计局\n\n{day}\n\n临江市经济运行情况\n\n"


@pytest.fixture
def relate(reconciled: Reconcile, reference: Reference) -> Any:
    def make(*told: str, day: str = "2024年7月22日") -> list[dict[str, Any]]:
        texts = {f"{place}.txt": _HEAD.format(day=day) + text + "\n" for place, text in enumerate(told)}
        return compared(reconciled(texts).rows, reference)["relations"]

    return make


HOLDING = {
    "growth_of_another_period": (
        "一季度，全市规模以上工业增加值同比增长3.0%。上半年，全市规模以上工业增加值同比增长3.8%，增速比一季度高出0.8个百分点。",
        3.0,
    ),
    "ratio_of_another_period": (
        "2023年上半年，全市高新技术产业产值占比53.6%。2024年上半年，全市高新技术产业产值占比55.7%，比上年同期提高2.1个百分点。",
        53.6,
    ),
    "growth_of_another_group": (
        "上半年，全市规模以上工业增加值同比增长8.4%。上半年，全市装备制造业增加值同比增长11.3%，高于全市2.9个百分点。",
        8.4,
    ),
    "cumulative_growth": (
        "1—5月，全市规模以上工业增加值同比增长6.2%。6月份，全市规模以上工业增加值同比增长7.0%。1—6月，全市规模以上工业增加值同比增长6.4%。",
        6.4,
    ),
    "growth_of_levels": ("2022年，全市粮食产量51.2万吨。2023年，全市粮食产量52.1万吨，比上年增长1.8%。", 1.8),
    "difference_of_levels": ("2022年末，全市常住人口507.3万人。2023年末，全市常住人口512.3万人，比上年末增加5.0万人。", 50_000.0),
    "running_total": ("截至2022年底，全市累计建成充电桩数量1.2万个。截至2023年底，全市累计建成充电桩数量1.9万个。", 19_000.0),
    "share_of_parts": ("全市共有重点实验室153座，其中62座在高新区，占比超过40%。", 40.0),
    "sum_of_parts": ("上半年，全市进出口总值520亿元，其中，出口310亿元，进口210亿元。", 52e9),
    "part_within_whole": ("上半年，全市新设经营主体2.4万户，其中新设民营经营主体2.1万户。", 21_000.0),
    "rank_order": (
        "上半年，新乡市规模以上工业增加值同比增长8.4%，居全省第2位。上半年，洛阳市规模以上工业增加值同比增长6.2%，居全省第5位。",
        8.4,
    ),
}
"""Kind -> a text in which it holds, and what is stated."""

FAILING = {
    "growth_of_another_period": ("3.0%", "5.0%"),
    "ratio_of_another_period": ("53.6%", "35.6%"),
    "cumulative_growth": ("6.4%", "4.6%"),
    "growth_of_levels": ("52.1万吨", "25.1万吨"),
    "difference_of_levels": ("5.0万人", "3.0万人"),
    "running_total": ("1.9万个", "0.9万个"),
    "share_of_parts": ("62座", "26座"),
    "sum_of_parts": ("310亿元", "130亿元"),
    "part_within_whole": ("2.1万户", "21万户"),
    "rank_order": ("8.4%", "4.8%"),
}
"""Kind -> what is misprinted in that text, and as what. One of another group is looked for by its value, so that it cannot fail by it."""


def test_every_kind_is_defined_once_and_has_a_text() -> None:
    assert set(KINDS) == set(RELATION_KINDS) == set(HOLDING) == set(FAILING) | {"growth_of_another_group"}


@pytest.mark.parametrize("kind", HOLDING)
def test_what_follows_from_other_facts_is_found_and_holds(relate: Any, kind: str) -> None:
    text, stated = HOLDING[kind]
    (found,) = [row for row in relate(text) if row["kind"] == kind and row["holds"] is not None]
    assert (found["stated"], found["holds"]) == (stated, True)
    assert abs(found["expected"] - found["stated"]) <= found["tolerance"] or kind == "share_of_parts"


@pytest.mark.parametrize("kind", FAILING)
def test_a_misprinted_figure_fails_the_relation(relate: Any, kind: str) -> None:
    printed, misprinted = FAILING[kind]
    text = HOLDING[kind][0]
    assert printed in text
    assert [row["holds"] for row in relate(text.replace(printed, misprinted)) if row["kind"] == kind] == [False]


def test_the_growth_of_a_named_place_is_tested_and_not_looked_for(relate: Any) -> None:
    text = "上半年，全国规模以上工业增加值同比增长{}%。上半年，全市规模以上工业增加值同比增长8.4%，高于全国2.4个百分点。"
    holds = [[row["holds"] for row in relate(text.format(nation)) if row["kind"] == "growth_of_another_group"] for nation in ("6.0", "9.0")]
    assert holds == [[True], [False]]


def test_what_is_stated_nowhere_is_derived_and_says_so(relate: Any) -> None:
    (found,) = relate("上半年，全市规模以上工业增加值同比增长3.8%，增速比一季度高出0.8个百分点。")
    assert (found["expected"], found["stated"], found["holds"]) == (3.0, None, None)
    assert found["explanation"].endswith("(derived)")


def test_of_a_fall_that_narrows_the_earlier_fall_was_larger(relate: Any) -> None:
    (found,) = relate("上半年，全市中直经济增加值同比下降1.2%，降幅比上年同期收窄2.2个百分点。")
    assert found["expected"] == -3.4


def test_money_not_on_a_comparable_base_does_not_fail(relate: Any) -> None:
    found = relate("2022年，全市地区生产总值8420.5亿元。2023年，全市地区生产总值8533.9亿元，比上年增长5.4%。")
    (row,) = [row for row in found if row["kind"] == "growth_of_levels"]
    assert row["holds"] is None
    assert "comparable base" in row["explanation"]


def test_bounds_and_promises_are_no_ground_for_arithmetic(relate: Any) -> None:
    assert relate("2022年末，全市常住人口超507万人。2023年末，全市常住人口近512万人，比上年末增加3万人。") == []
    assert relate("到2025年，全市进出口总值力争达到520亿元，其中，出口310亿元，进口110亿元。") == []


def test_facts_of_several_documents_are_related(relate: Any) -> None:
    found = relate("2022年，全市粮食产量51.2万吨。", "2023年，全市粮食产量52.1万吨，比上年增长1.8%。")
    assert [(row["kind"], row["holds"]) for row in found] == [("growth_of_levels", True)]


@pytest.mark.parametrize(
    "text",
    [
        "上半年，全市固定资产投资同比下降5.2%，比一季度收窄1.3个百分点。一季度，全市固定资产投资同比下降6.5%。",
        "上半年，全市固定资产投资同比下降5.2%，降幅比一季度扩大1.3个百分点。一季度，全市固定资产投资同比下降3.9%。",
        "全市共有重点实验室153座，其中62座在高新区，26座在开发区，占比分别为40.5%、17.0%。",
        "上半年，全市新增人民币贷款200亿元，其中企业贷款230亿元，住户贷款减少30亿元。",
        "上半年，全市新设经营主体2.4万户，其中民营经济增长快，年末存量经营主体3.1万户。",
        "上半年，全市社会消费品零售总额400亿元。限额以上单位消费品零售额150亿元，其中，商品零售额130亿元，餐饮收入20亿元。",
        "1—5月，全市规模以上工业企业利润下降6.2%。6月，全市规模以上工业企业利润增长2.0%。1—6月，全市规模以上工业企业利润下降7.0%。",
        "2022年，全市规模以上工业发电量120亿千瓦时。2023年，全市规模以上工业发电量115亿千瓦时，同比增长3.1%。",
        "上半年，新乡市居民消费价格同比上涨0.2%，居全省第2位。上半年，洛阳市居民消费价格同比上涨0.9%，居全省第5位。",
        "上半年，新乡市单位GDP能耗同比下降3.4%，居全省第1位。上半年，洛阳市单位GDP能耗同比下降1.2%，居全省第5位。",
        "上半年，全市规模以上工业增加值同比增长6.0%，服务业增加值同比增长8.4%，高技术产业增加值同比增长8.9%，高于全市2.9个百分点。",
    ],
)
def test_right_figures_raise_no_alarm(relate: Any, text: str) -> None:
    assert [row["explanation"] for row in relate(text) if row["holds"] is False] == []


def test_a_group_that_is_named_or_the_whole_of_a_part_is_tested_and_not_looked_for(relate: Any) -> None:
    text = "上半年，全市规模以上工业增加值同比增长6.0%，全市服务业增加值同比增长8.4%，高技术产业增加值同比增长11.3%，高于{}2.9个百分点。"
    for group in ("全市", "全市规模以上工业"):
        (row,) = [row for row in relate(text.format(group)) if row["kind"] == "growth_of_another_group"]
        assert (row["expected"], row["stated"], row["holds"]) == (8.4, 6.0, False), group


def test_the_month_before_is_found(relate: Any) -> None:
    (row,) = relate("6月，全市规模以上工业增加值同比增长6.3%，增速比上月加快0.5个百分点。5月，全市规模以上工业增加值同比增长5.8%。")
    assert (row["expected"], row["stated"], row["holds"]) == (5.8, 5.8, True)


def test_what_so_few_digits_leave_open_is_not_said_to_hold(relate: Any) -> None:
    found = relate("2022年末，全市设有工作站5个。2023年末，全市设有工作站8个，比上年末增加3个。")
    assert [row["holds"] for row in found if row["kind"] == "growth_of_levels"] == []
    (row,) = relate("2022年，全市粮食产量5万吨。2023年，全市粮食产量5.2万吨，比上年增长3%。")
    assert row["holds"] is None


def test_ranks_that_are_shared_or_of_different_rankings_are_not_compared(relate: Any) -> None:
    text = HOLDING["rank_order"][0]
    assert relate(text.replace("居全省第2位", "并列居全省第2位")) == []
    assert relate(text.replace("居全省第2位", "居全国第2位")) == []


def test_the_causes_of_conflicts_are_defined_once() -> None:
    from transforms.conflicts import WEIGHTS

    assert set(WEIGHTS) == set(CONFLICT_CAUSES)
