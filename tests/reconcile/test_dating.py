"""Days that a page does not state: inferred from evidence that is named, or left unknown."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reconcile import samples
from tests.reconcile.conftest import Reconcile
from transforms.extract import extract
from transforms.model import RawDocument
from transforms.reference import Reference
from transforms.year_choice import choose

TEXTS = {
    "conference.txt": samples.CONFERENCE,
    "page.txt": samples.PAGE,
    "reprint.txt": samples.REPRINT,
    "topic.txt": samples.TOPIC,
    "training.txt": samples.MONTH_AND_DAY,
}
SAID = dt.date(2022, 10, 21)


def without(name: str) -> dict[str, str]:
    return {other: text for other, text in TEXTS.items() if other != name}


@pytest.mark.parametrize("name", ["page.txt", "reprint.txt"])
def test_an_undated_report_takes_the_day_of_the_dated_print_of_its_event(reconciled: Reconcile, name: str) -> None:
    source = reconciled(TEXTS).source(name)
    assert (source["stated_on"], source["stated_on_basis"]) == (SAID, "inferred")
    assert "conference.txt" in source["date_evidence"]
    assert "62.47万人" in source["date_evidence"]


def test_relative_periods_count_from_the_inferred_day(reconciled: Reconcile) -> None:
    found = reconciled(TEXTS)
    source = found.source("page.txt")
    metrics = {row["value_text"]: row for row in found.rows["metrics"] if row["source_id"] == source["source_id"]}
    assert (metrics["6.7%"]["period_start"], metrics["6.7%"]["period_end"]) == (dt.date(2022, 1, 1), dt.date(2022, 9, 30))


def test_other_articles_of_the_page_take_its_latest_day(reconciled: Reconcile) -> None:
    report, caption, notice = reconciled(TEXTS).sources("page.txt")
    assert [row["stated_on"] for row in (report, caption, notice)] == [SAID] * 3
    assert notice["stated_on_basis"] == notice["published_on_basis"] == "inferred"
    assert notice["date_evidence"].startswith("latest day of its page")


def test_without_the_dated_print_nothing_cites_it_and_no_day_is_made_up(reconciled: Reconcile) -> None:
    found = reconciled(without("conference.txt"))
    assert not any("conference.txt" in (row["date_evidence"] or "") for row in found.sources())
    for name in ("page.txt", "reprint.txt", "topic.txt"):
        assert {(row["stated_on"], row["stated_on_basis"]) for row in found.sources(name)} == {(None, "unknown")}


@pytest.mark.parametrize("year", [2019, 2021, 2023])
def test_another_year_in_the_dated_print_moves_the_days_of_its_siblings(reconciled: Reconcile, year: int) -> None:
    moved = samples.CONFERENCE.replace("2022", str(year))
    found = reconciled({**TEXTS, "conference.txt": moved})
    assert found.source("page.txt")["stated_on"] == found.source("reprint.txt")["stated_on"] == SAID.replace(year=year)


def test_a_day_in_the_text_that_contradicts_the_dated_print_leaves_the_day_unknown(reconciled: Reconcile) -> None:
    moved = samples.CONFERENCE.replace("10月21日", "10月24日").replace("10-21", "10-24")
    assert reconciled({"conference.txt": moved, "page.txt": samples.DISPATCH}).source("page.txt")["stated_on"] is None


def test_an_article_that_tells_of_a_later_time_is_not_of_the_day_of_the_dated_print(reconciled: Reconcile) -> None:
    later = samples.PAGE.replace("工业跑得更快。", "2023年3月，新的产业园投入使用。工业跑得更快。")
    assert reconciled({**TEXTS, "page.txt": later}).source("page.txt")["stated_on"] != SAID


def test_a_few_shared_figures_are_no_evidence(reconciled: Reconcile) -> None:
    assert reconciled(TEXTS).source("topic.txt")["stated_on_basis"] == "unknown"


def test_days_of_related_links_are_never_an_articles(reconciled: Reconcile) -> None:
    found = reconciled({"reprint.txt": samples.REPRINT})
    assert {row["stated_on"] for row in found.rows["sources"]} == {None}


def test_the_year_of_a_month_and_day_comes_from_what_is_told_as_past(reconciled: Reconcile) -> None:
    first, second = reconciled({"training.txt": samples.MONTH_AND_DAY}).sources()
    assert (first["stated_on"], first["stated_on_basis"]) == (dt.date(2021, 5, 16), "inferred")
    assert "2020年9月" in first["date_evidence"]
    assert second["stated_on"] == dt.date(2021, 5, 16)


@pytest.mark.parametrize(
    "words",
    [
        "自2016年9月以来，培训从未间断。",
        "2016年，学校成立。",
        "力争到2027年，培训工人2000人。",
        "《培训规划（2021—2025年）》已经印发。",
        "今年5月的培训与2021年5月的一样受欢迎。",
    ],
)
def test_where_several_years_fit_the_day_stays_unknown(reconciled: Reconcile, words: str) -> None:
    text = samples.ONLY_DAY.replace("学校负责人说，", f"{words}\n\n学校负责人说，")
    assert reconciled({"a.txt": text}).source("a.txt")["stated_on"] is None


def test_a_stated_day_is_never_replaced(reconciled: Reconcile) -> None:
    dated = f"甲川日报 2022年10月25日 星期二 第2版 要闻\n\n{samples.PAGE}"
    found = reconciled({**TEXTS, "page.txt": dated})
    assert {row["stated_on_basis"] for row in found.sources("page.txt")} == {"stated"}
    assert found.sources("page.txt")[-1]["stated_on"] == dt.date(2022, 10, 25)


@settings(max_examples=15)
@given(st.permutations(sorted(TEXTS)))
def test_the_order_of_documents_changes_nothing(reconciled: Reconcile, order: list[str]) -> None:
    assert reconciled(TEXTS, order).rows == reconciled(TEXTS).rows


@settings(max_examples=15)
@given(st.sets(st.sampled_from(sorted(TEXTS)), min_size=1))
def test_evidence_names_only_documents_that_are_there(reconciled: Reconcile, names: set[str]) -> None:
    for row in reconciled({name: TEXTS[name] for name in sorted(names)}).sources():
        assert not any(name in (row["date_evidence"] or "") for name in TEXTS.keys() - names)
        assert (row["stated_on_basis"] == "inferred") <= bool(row["date_evidence"])
        assert (row["stated_on"] is None) == (row["stated_on_basis"] == "unknown")


@pytest.fixture(scope="module")
def real_texts(real_documents: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().decode("utf-8") for path in sorted((real_documents / "seeds").glob("*.txt"))}


def named(texts: dict[str, str], number: str) -> str:
    return next(name for name in texts if name.startswith(number))


def test_real_prints_of_a_press_conference_get_the_day_of_its_transcript(reconciled: Reconcile, real_texts: dict[str, str]) -> None:
    found, transcript = reconciled(real_texts), named(real_texts, "004")
    for number in ("000", "001"):
        source = found.source(named(real_texts, number))
        assert (source["stated_on"], source["stated_on_basis"]) == (dt.date(2023, 7, 19), "inferred")
        assert transcript in source["date_evidence"]
    alone = reconciled({name: text for name, text in real_texts.items() if name != transcript})
    assert not any(transcript in (row["date_evidence"] or "") for row in alone.sources())


@pytest.mark.parametrize("year", [2021, 2022, 2024])
def test_real_prints_move_with_the_transcript(reconciled: Reconcile, real_texts: dict[str, str], year: int) -> None:
    transcript = named(real_texts, "004")
    text = real_texts[transcript].replace("2023年7月19日", f"{year}年7月19日").replace("2023-07-19", f"{year}-07-19")
    found = reconciled({**real_texts, transcript: text})
    assert {found.source(named(real_texts, number))["stated_on"] for number in ("000", "001")} == {dt.date(year, 7, 19)}


def test_the_year_chosen_for_real_dated_pages_is_the_right_one_or_left_open(reference: Reference, real_documents: Path) -> None:
    right = 0
    for path in sorted((real_documents / "bulk").glob("*.txt")):
        extraction = extract(RawDocument(path.stem, "text/plain", path.read_bytes().decode("utf-8")), reference)
        printed = next((cited.published_on for cited in extraction.citations if cited.published_on), None)
        chosen = choose(printed.month, printed.day, None, extraction.year_clues) if printed else None
        assert chosen is None or chosen.day == printed, f"{path.name}: {chosen} for {printed}"
        right += chosen is not None
    assert right >= 15


def test_a_real_page_without_a_year_gets_it_from_its_own_words(reconciled: Reconcile, real_texts: dict[str, str]) -> None:
    sources = reconciled(real_texts).sources(named(real_texts, "002"))
    assert {row["stated_on"] for row in sources} == {dt.date(2025, 7, 18)}
    assert all("2024年9月" in row["date_evidence"] for row in sources)


def test_the_day_beside_today_takes_its_year_from_the_words_of_its_page(reconciled: Reconcile) -> None:
    text = """商圈零售繼續回升

統計處今日（十一月三十日）發表最新的零售數字，商圈的人流與銷貨都較去年同期為高，餐飲業的增幅最大。

2023年10月的零售總額為52.7億元，較上年同月上升6.4%。2023年9月的修訂數字，較上年同月上升11.8%。
"""
    source = reconciled({"retail.txt": text}).source("retail.txt")
    assert (source["stated_on"], source["stated_on_basis"]) == (dt.date(2023, 11, 30), "inferred")
    undated = text.replace("2023年10月", "十月").replace("2023年9月", "九月")
    assert reconciled({"retail.txt": undated}).source("retail.txt")["stated_on"] is None


def test_a_page_of_a_printed_paper_is_of_the_morning_after(reconciled: Reconcile) -> None:
    found = reconciled({**TEXTS, "page.txt": f"{samples.PAGE}\n\n本版图文据新华社\n"})
    sources = [row for row in found.rows["sources"] if found.names[row["document_id"]] == "page.txt"]
    assert {row["stated_on"] for row in sources if row["kind"] != "boilerplate"} == {SAID}
    assert {(row["published_on"], row["published_on_basis"]) for row in sources} == {(SAID + dt.timedelta(days=1), "inferred")}
    assert all("printed the morning after" in row["date_evidence"] for row in sources if row["kind"] != "boilerplate")
    undated = reconciled({"page.txt": f"{samples.DISPATCH}\n\n本版图文据新华社\n"})
    assert {row["published_on"] for row in undated.rows["sources"]} == {None}


@settings(max_examples=20)
@given(st.dates(dt.date(2012, 1, 1), dt.date(2035, 12, 31)))
def test_whatever_the_year_of_the_dated_print_its_siblings_follow(reconciled: Reconcile, day: dt.date) -> None:
    moved = samples.CONFERENCE.replace("2022", str(day.year))
    found = reconciled({**TEXTS, "conference.txt": moved})
    said = {found.source(name)["stated_on"] for name in ("conference.txt", "page.txt", "reprint.txt")}
    assert said == {SAID.replace(year=day.year)}
