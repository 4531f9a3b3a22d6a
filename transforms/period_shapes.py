"""What kind of time a period is, as far as its words say."""

from __future__ import annotations

from transforms.model import Period

DECEMBER = 12
THIS_YEAR = Period("months", "", year_shift=0, first_month=1, last_month=DECEMBER)


def of_a_plan(period: Period | None) -> bool:
    """Whether it covers several years by name: 2021年至2025年, “十四五”."""
    return period is not None and period.shape == "years" and (period.last_year or 0) > (period.year or 0)


def of_this_year(period: Period) -> bool:
    """Whether it is a part of the year at hand, or of one that is not named."""
    return period.shape in ("months", "point") and not is_past(period)


def is_past(period: Period) -> bool:
    """Whether it is over by its own words: 去年, 五年来."""
    return period.shape == "back" or (period.year_shift or 0) < 0


def is_this_year(period: Period) -> bool:
    """Whether it is the whole year of the statement."""
    return period.shape == "months" and period.year_shift == 0 and (period.first_month, period.last_month) == (1, DECEMBER)


def is_one_year(period: Period) -> bool:
    """Whether it is one whole year."""
    return is_years(period) and not of_a_plan(period)


def is_years(period: Period) -> bool:
    """Whether it is made of whole years."""
    return period.shape == "years" or (period.shape == "months" and (period.first_month, period.last_month) == (1, DECEMBER))


def is_month(period: Period) -> bool:
    """Whether it is one month."""
    return period.shape == "months" and period.first_month == period.last_month


def within_month(period: Period) -> bool:
    """Whether it is one month, or the end of one."""
    return period.shape in ("months", "point") and period.first_month == period.last_month


def lies_ahead(period: Period) -> bool:
    """Whether it has not begun, by its own words: 明年, 未来三年."""
    return period.shape == "ahead" or (period.year_shift or 0) > 0


def is_part(period: Period, whole: Period) -> bool:
    """Whether a period is a month, or some months of the whole: 二季度 within 上半年."""
    if is_month(period):
        return True
    if period.shape != "months" or whole.shape != "months" or (period.year, period.year_shift) != (whole.year, whole.year_shift):
        return False
    first, last = whole.first_month or 1, whole.last_month or DECEMBER
    return first <= (period.first_month or 1) and (period.last_month or DECEMBER) <= last and period != whole
