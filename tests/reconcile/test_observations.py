"""Mentions of one fact are one row, whoever prints it; what may be another fact stays apart."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reconcile import samples
from tests.reconcile.conftest import Reconcile, Reconciled
from transforms.compared import compared
from transforms.reference import Reference

Rows = dict[str, list[dict[str, Any]]]


def _page(day: str, *sentences: str) -> str:
    return f"临江市统计局\n\n{day}\n\n临江市经济运行情况\n\n" + "\n\n".join(sentences) + "\n"


@pytest.fixture
def compare(reconciled: Reconcile, reference: Reference) -> Any:
    def make(**texts: str) -> Rows:
        return compared(reconciled({f"{name}.txt": text for name, text in texts.items()}).rows, reference)

    return make


def _of(rows: Rows, indicator: str, **wanted: Any) -> list[dict[str, Any]]:
    return [
        row
        for row in rows["observations"]
        if indicator in (row["indicator"] or "") and all(row[name] == value for name, value in wanted.items())
    ]


def test_a_number_told_three_times_in_a_document_is_one_fact_with_three_mentions(compare: Any) -> None:
    told = "截至6月底，全国5G基站总数达293.7万个。"
    rows = compare(a=_page("2023年7月19日", f"一是网络更好。{told}", f"二是用户更多。{told}", f"三是应用更广。{told}"))
    (fact,) = _of(rows, "5G基站")
    assert (fact["value"], fact["n_metrics"], fact["n_sources"], fact["n_stories"], fact["agreement"]) == (2_937_000, 3, 1, 1, "single")
    assert {row["observation_id"] for row in rows["metrics"]} == {fact["observation_id"]}


def test_reprints_are_one_story_and_stories_that_say_the_same_agree(reconciled: Reconcile, reference: Reference) -> None:
    texts = {"a.txt": samples.CONFERENCE, "b.md": samples.DISPATCH, "c.txt": samples.REPRINT}
    rows = compared(reconciled({name: text.replace("全省", "全国") for name, text in texts.items()}).rows, reference)
    (fact,) = _of(rows, "工业投资", measure="growth")
    assert (fact["value"], fact["n_metrics"], fact["n_sources"], fact["n_stories"], fact["agreement"]) == (17.8, 3, 3, 2, "agree")


def test_rounding_bounds_units_scripts_and_synonyms_meet_and_the_sharper_number_gives_the_value(compare: Any) -> None:
    rows = compare(
        a=_page("2024年7月22日", "2023年，全市粮食产量52.13万吨，建成高新技术企业近8000家。2023年，全市GDP增长5.4%。"),
        b=_page("2024年7月25日", "2023年，全市糧食總產量521300噸，建成高新技術企業7986家。2023年，全市地區生產總值增長5.43%。"),
    )
    for indicator, value in (("粮食总产量", 521_300.0), ("高新技术企业", 7986.0), ("地区生产总值", 5.43)):
        (fact,) = _of(rows, indicator)
        assert (fact["value"], fact["n_stories"], fact["agreement"]) == (value, 2, "agree"), indicator


def test_a_value_known_by_bounds_alone_keeps_the_narrowest(compare: Any) -> None:
    rows = compare(
        a=_page("2024年7月22日", "截至2023年底，全市高新技术企业超过1.2万家。"),
        b=_page("2024年7月25日", "截至2023年底，全市高新技术企业近1.3万家。"),
    )
    (fact,) = _of(rows, "高新技术企业")
    assert (fact["value_low"], fact["value_high"]) == (12_000.0, 13_000.0)


def test_one_name_for_two_things_stays_apart_where_the_catalogue_does_not_know_it(compare: Any) -> None:
    rows = compare(a=_page("2024年7月22日", "上半年，全市组织考察团12批。", "上半年，全市组织考察团30批。"))
    assert sorted(row["value"] for row in _of(rows, "考察团")) == [12, 30]
    assert rows["conflicts"] == []


def test_a_fact_with_two_values_is_a_conflict_and_the_value_of_more_stories_is_given(compare: Any) -> None:
    growth = "2024年上半年，全市规模以上工业增加值同比增长{}%。"
    rows = compare(
        a=_page("2024年7月22日", growth.format("6.2")),
        b=_page("2024年7月23日", "工业稳步向好。" + growth.format("6.2") + "外贸也在回升。"),
        c=_page("2024年7月23日", "数据一览。" + growth.format("6.8")),
    )
    (fact,) = _of(rows, "规模以上工业增加值")
    assert (fact["value"], fact["agreement"], fact["n_metrics"]) == (6.2, "conflict", 3)
    (conflict,) = rows["conflicts"]
    assert (conflict["kind"], conflict["subject"], conflict["likely_cause"]) == ("value", fact["observation_id"], "a digit differs")
    assert (conflict["left_text"], conflict["right_text"]) == ("6.2%", "6.8%")


def test_what_a_much_later_text_says_is_a_revision_and_gives_the_value(compare: Any) -> None:
    rows = compare(
        a=_page("2024年1月22日", "2023年，全市地区生产总值8420.5亿元。"),
        b=_page("2024年12月20日", "2023年，全市地区生产总值修订为8533.9亿元。"),
    )
    (fact,) = _of(rows, "地区生产总值")
    assert (fact["value"], fact["first_stated_on"], fact["last_stated_on"]) == (853.39e9, dt.date(2024, 1, 22), dt.date(2024, 12, 20))
    (conflict,) = rows["conflicts"]
    assert (conflict["likely_cause"], conflict["weight"]) == ("revised later", 0.2)


def test_a_real_growth_and_a_seasonally_adjusted_one_are_other_facts(compare: Any) -> None:
    rows = compare(
        a=_page("2024年7月22日", "上半年，全市居民人均可支配收入增长6.3%，扣除价格因素，实际增长6.1%。"),
        b=_page("2024年7月23日", "上半年，全市居民人均可支配收入增长6.3%。6月，居民消费价格环比上涨0.2%，季节调整后上涨0.4%。"),
    )
    assert sorted((row["value"], row["agreement"]) for row in _of(rows, "可支配收入")) == [(6.1, "single"), (6.3, "agree")]
    assert rows["conflicts"] == []


def test_places_that_are_not_known_are_not_one_place(compare: Any) -> None:
    told = "全市统计局\n\n2024年7月22日\n\n{}\n\n上半年，全市实现地区生产总值{}亿元，同比增长5.6%。\n"
    rows = compare(a=told.format("稳步向好", "1286.4"), b=told.format("再上台阶", "932.1"))
    assert {row["region"] for row in rows["metrics"]} == {None}
    assert [row["n_metrics"] for row in rows["observations"]] == [1, 1, 1, 1]
    assert rows["conflicts"] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("7月20日，一工厂火灾造成3人死亡。", "7月20日，一工地坍塌造成3人死亡。"),
        ("加沙地带36所医院中只有10所在运营。", ""),
        ("建成高标准农田8.9万亩、累计达到120.5万亩。", ""),
        ("全市新签约项目126个。", "全市新签约项目128个。"),
        ("全市规模以上工业增加值增速居全省第3位。", "全市规模以上工业增加值增速居全国第30位。"),
    ],
)
def test_what_only_looks_alike_is_neither_one_fact_nor_a_conflict(compare: Any, one: str, other: str) -> None:
    rows = compare(a=_page("2024年7月22日", one), b=_page("2024年7月23日", other or "天气晴好。"))
    assert {row["n_metrics"] for row in rows["observations"]} == {1}
    assert rows["conflicts"] == []


def test_growth_without_a_basis_is_year_on_year_but_for_a_month(compare: Any) -> None:
    rows = compare(
        a=_page("2024年7月22日", "上半年，全市规模以上工业增加值同比增长7.2%。6月，全市居民消费价格同比上涨0.2%。"),
        b=_page("2024年7月23日", "上半年，全市规模以上工业增加值增长7.8%。6月，全市居民消费价格上涨0.4%。"),
    )
    assert [row["left_text"] for row in rows["conflicts"]] in (["7.2%"], ["7.8%"])


def test_a_late_misprint_is_no_revision_and_an_old_value_quoted_again_no_news(compare: Any) -> None:
    told = "2023年，全市地区生产总值{}亿元。"
    first = compare(
        a=_page("2024年1月22日", told.format("8420.5")),
        b=_page("2024年1月23日", "经济回升。" + told.format("8420.5") + "运行平稳。"),
        c=_page("2024年7月20日", "回顾。" + told.format("8240.5")),
    )
    assert [row["value"] for row in _of(first, "地区生产总值")] == [842.05e9]
    second = compare(
        a=_page("2024年1月22日", told.format("8420.5")),
        b=_page("2024年12月20日", "核实。" + told.format("8533.9")),
        c=_page("2025年3月20日", "另一篇文章里的回顾。" + told.format("8420.5")),
    )
    assert [row["value"] for row in _of(second, "地区生产总值")] == [853.39e9]


def test_numbers_without_a_name_or_a_time_are_not_merged_over_documents(compare: Any) -> None:
    rows = compare(a="增长3.8%。\n", b="同比增长3.8%。\n")
    assert [row["n_metrics"] for row in rows["observations"]] == [1] * len(rows["metrics"])


_PAGES = {
    "a.txt": _page("2024年7月22日", "上半年，全市规模以上工业增加值同比增长6.2%，粮食产量52.1万吨。截至6月底，高新技术企业近8000家。"),
    "b.txt": _page("2024年7月23日", "上半年，全市规模以上工业增加值同比增长6.7%。截至6月底，高新技术企业7986家，其中300家上市。"),
    "c.md": samples.DISPATCH,
    "d.txt": samples.REPRINT.replace("17.8%", "17.3%"),
}


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(sorted(_PAGES)), flipped=st.booleans())
def test_the_order_of_documents_and_of_rows_changes_nothing(
    reconciled: Reconcile, reference: Reference, order: list[str], flipped: bool
) -> None:
    def told(made: Reconciled) -> dict[str, list[str]]:
        rows = compared({name: list(reversed(listed)) if flipped else listed for name, listed in made.rows.items()}, reference)
        return {name: sorted(map(str, rows[name])) for name in ("observations", "conflicts", "relations")}

    expected = compared(reconciled(_PAGES, sorted(_PAGES)).rows, reference)
    assert told(reconciled(_PAGES, order)) == {
        name: sorted(map(str, expected[name])) for name in ("observations", "conflicts", "relations")
    }
    assert expected["conflicts"]
