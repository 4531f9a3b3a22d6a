"""Arithmetic between amounts: two of them against the growth or the change between them, and what only ever adds up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from transforms.compared_period import days_of, effective_basis, year_before
from transforms.indicator_identity import full_name
from transforms.printed import interval
from transforms.related_facts import PERCENT, POINTS, Facts, Metric, Row, half, relation, shown

_MONEY = "元"
_STOPS = "，,。；;！？\n"
_LONGEST_CLAUSE = 40


def of_growth(growth: Metric, facts: Facts, scopes: Sequence[str]) -> Iterator[Row]:
    """Two amounts a year apart and the growth between them.

    Of money it is often told at constant prices, and of a scope whose members change (`scopes`, 规模以上 and the like) for the members
    that stayed: nothing fails there.
    """
    if growth["measure"] != "growth" or growth["unit"] != PERCENT or effective_basis(growth) != "yoy" or growth["status"] != "actual":
        return
    pair = _a_year_apart(growth, facts)
    if pair is None:
        return
    now, then = pair
    if then["value"] <= 0 or now["value"] <= 0:
        return
    expected = (now["value"] / then["value"] - 1) * 100
    slack = now["value"] / then["value"] * (half(now) / now["value"] + half(then) / then["value"]) * 100
    words = f"{shown(now['value'])} / {shown(then['value'])} − 1 = {shown(expected)} %: {growth['indicator']}"
    row = relation("growth_of_levels", [now, then, growth], expected, growth, slack, words)
    name = full_name(growth["indicator"])
    if row["holds"] is False and (now["unit"].endswith(_MONEY) or any(scope in name for scope in scopes)):
        row["holds"], row["explanation"] = None, f"{words}, perhaps not on a comparable base"
    yield row


def of_difference(difference: Metric, facts: Facts) -> Iterator[Row]:
    """年末168万人，比上年末增加5万人: with the amount of the year before."""
    if difference["measure"] != "difference" or difference["unit"] in (POINTS, PERCENT) or difference["basis"] != "yoy":
        return
    pair = _a_year_apart(difference, facts)
    if difference["status"] != "actual" or pair is None or pair[0]["unit"] != difference["unit"]:
        return
    now, then = pair
    expected = now["value"] - then["value"]
    words = f"{shown(now['value'])} − {shown(then['value'])} = {shown(expected)} {now['unit']}: {difference['indicator']}"
    yield relation("difference_of_levels", [now, then, difference], expected, difference, half(now) + half(then), words)


def _a_year_apart(metric: Metric, facts: Facts) -> tuple[Metric, Metric] | None:
    days = days_of(metric)
    if days is None:
        return None
    levels = facts.of("level", metric, metric["region"])
    now, then = levels.at(days, metric), levels.at(year_before(days), metric)
    return None if now is None or then is None or now["unit"] != then["unit"] else (now, then)


def of_running_totals(levels: Sequence[Metric], marks: Sequence[str], facts: Facts) -> Iterator[Row]:
    """What is counted 累计 never falls: each amount against the one before it. `levels` are of one indicator and one region.

    `marks` are the words in the clause of a number that say so.
    """
    told = [row for row in levels if row["period_end"] is not None and _is_total(row, marks, facts)]
    told.sort(key=lambda row: (row["unit"], row["period_start"], row["period_end"], row["metric_id"]))
    for earlier, later in pairwise(told):
        if earlier["unit"] == later["unit"] and earlier["period_end"] < later["period_end"] and _counted_from_one_day(earlier, later):
            words = f"not below {shown(earlier['value'])} {earlier['unit']} of {earlier['period_end']}: {later['indicator']}"
            expected = max(later["value"], interval(earlier).low)
            yield relation("running_total", [earlier, later], expected, later, half(earlier), words)


def _is_total(row: Metric, marks: Sequence[str], facts: Facts) -> bool:
    text = facts.texts[row["document_id"]]
    clause = text[max(0, row["char_start"] - _LONGEST_CLAUSE) : row["char_start"]]
    clause = clause[max(clause.rfind(stop) for stop in _STOPS) + 1 :]
    return any(mark in clause for mark in marks)


def _counted_from_one_day(earlier: Metric, later: Metric) -> bool:
    """Whether both amounts count from the same day on, or both stand on a day."""
    if earlier["period_start"] == earlier["period_end"]:
        return bool(later["period_start"] == later["period_end"])
    return bool(earlier["period_start"] == later["period_start"])
