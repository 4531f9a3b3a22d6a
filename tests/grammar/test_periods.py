"""Expressions of time, made absolute by the day of the statement."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms import periods
from transforms.model import Period
from transforms.period_days import UNKNOWN, Resolved, resolve
from transforms.periods import find

DAY = dt.date(2023, 7, 19)


@pytest.mark.parametrize(
    ("text", "start", "end", "kind"),
    [
        ("上半年", "2023-01-01", "2023-06-30", "half_year"),
        ("1—5月", "2023-01-01", "2023-05-31", "year_to_date"),
        ("1至5月份", "2023-01-01", "2023-05-31", "year_to_date"),
        ("1月份-5月份", "2023-01-01", "2023-05-31", "year_to_date"),
        ("前5个月", "2023-01-01", "2023-05-31", "year_to_date"),
        ("1到6月", "2023-01-01", "2023-06-30", "half_year"),
        ("5月份", "2023-05-01", "2023-05-31", "month"),
        ("12月份", "2022-12-01", "2022-12-31", "month"),
        ("二季度", "2023-04-01", "2023-06-30", "quarter"),
        ("前三季度", "2022-01-01", "2022-09-30", "year_to_date"),
        ("截至6月底", "2023-06-30", "2023-06-30", "point"),
        ("截至去年年底", "2022-12-31", "2022-12-31", "point"),
        ("2018年至2022年", "2018-01-01", "2022-12-31", "multi_year"),
        ("“十四五”前两年", "2021-01-01", "2022-12-31", "multi_year"),
        ("到2027年", "2027-12-31", "2027-12-31", "point"),
        ("去年上半年", "2022-01-01", "2022-06-30", "half_year"),
        ("今年以来", "2023-01-01", "2023-07-19", "year_to_date"),
        ("目前", "2023-07-19", "2023-07-19", "point"),
        ("全年", "2022-01-01", "2022-12-31", "year"),
        ("中華民國104年10月10日".replace("華", "华").replace("國", "国"), "2015-10-10", "2015-10-10", "point"),
        ("五年来", "2018-07-19", "2023-07-19", "multi_year"),
    ],
)
def test_an_expression_of_time_has_its_days(text: str, start: str, end: str, kind: str) -> None:
    (found,) = find(text, 0, len(text))
    when = resolve(found.periods[0], DAY)
    assert (str(when.start), str(when.end), when.period_type) == (start, end, kind)
    assert (found.start, found.end) == (0, len(text))


@pytest.mark.parametrize("text", ["上半年", "5月份", "今年以来", "目前", "去年", "截至6月底"])
def test_without_a_day_a_relative_expression_stays_unknown(text: str) -> None:
    (found,) = find(text, 0, len(text))
    assert resolve(found.periods[0], None) == UNKNOWN


def test_without_a_day_an_absolute_expression_still_resolves() -> None:
    (found,) = find("2023年上半年", 0, 8)
    assert resolve(found.periods[0], None).end == dt.date(2023, 6, 30)


def test_in_january_a_report_looks_back_on_whole_years() -> None:
    (found,) = find("五年来", 0, 3)
    assert resolve(found.periods[0], dt.date(2026, 1, 27)).start == dt.date(2021, 1, 1)


def test_what_there_is_in_a_year_that_still_runs_is_so_on_the_day_of_the_statement() -> None:
    year = Period("months", "今年", year_shift=0, first_month=1, last_month=12, part="end")
    assert resolve(year, DAY) == Resolved(DAY, DAY, "point")
    assert resolve(year, DAY, target=True).end == dt.date(2023, 12, 31)


def test_the_year_that_a_text_tells_of_dates_its_months_and_nothing_relative() -> None:
    (months,), (last_year,) = find("一季度", 0, 3), find("去年", 0, 2)
    assert resolve(months.periods[0], None, told_year=2017).end == dt.date(2017, 3, 31)
    assert resolve(last_year.periods[0], None, told_year=2017) == UNKNOWN
    since = Period("since", "年初以来", year_shift=0, last_month=3)
    assert resolve(since, None, told_year=2017) == Resolved(dt.date(2017, 1, 1), dt.date(2017, 3, 31), "year_to_date")
    assert resolve(since, DAY).end == DAY


def test_a_list_of_months_stands_for_each_of_them() -> None:
    (found,) = find("5、6月当月", 0, 6)
    assert [resolve(p, DAY).start for p in found.periods] == [dt.date(2023, 5, 1), dt.date(2023, 6, 1)]


def test_every_expression_begins_with_a_character_that_the_search_leaps_to(project_root: Path) -> None:
    begins, leaps = re.compile(periods._BEGINS), re.compile(f"[{periods._FIRST}]")
    texts = [*(project_root / "seeds" / "documents").glob("*.*"), *(project_root / "tests" / "grammar" / "cases").glob("*.yaml")]
    for text in texts:
        for line in text.read_text("utf-8").splitlines():
            assert all(leaps.match(line, begin.start()) for begin in begins.finditer(line)), line


@given(
    st.text(alphabet="0123456789年月日一二三四五前上下半季度至-—底末到今去截第十“”五规划同期来", max_size=40),
    st.dates(dt.date(1950, 1, 1), dt.date(2090, 1, 1)),
)
def test_no_text_breaks_the_reading_of_time(text: str, day: dt.date) -> None:
    for found in find(text, 0, len(text)):
        assert found.start < found.end
        for period in found.periods:
            when = resolve(period, day)
            assert (when.start is None) == (when.end is None) == (when.period_type == "unknown")
            assert when.start is None or when.end is None or when.start <= when.end
