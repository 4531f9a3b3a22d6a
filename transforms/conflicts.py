"""Statements that cannot both be right: one fact with two values. How prints of one story differ in words is told by wordings.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from transforms.compared_period import effective_basis
from transforms.ids import content_id
from transforms.indicator_identity import OF_SPEED, identity
from transforms.misprints import digits, likely_misprint, written_digits
from transforms.observations import ONE_EVENT, Mention, Observed, revised

REVISED, ROUNDED, OTHERWISE = "revised later", "rounded", "another scope or an error"
WEIGHTS = {
    "a digit differs": 0.9,
    "another scale": 0.8,
    "another unit": 0.8,
    "the sign differs": 0.8,
    "another period": 0.7,
    "a character differs": 0.7,
    "read differently": 0.6,
    OTHERWISE: 0.4,
    REVISED: 0.2,
    ROUNDED: 0.1,
}
"""How likely each cause makes an error of printing or of reading, by judgement; of these the reports rank conflicts."""
_ONE_STORY = 0.1
"""By so much a conflict within one story weighs more: its prints tell of one statement."""
_UNKNOWN_NAME = 0.2
"""By so much it weighs less where the name alone says that two numbers are of one indicator."""
_LEAST, _MOST = 0.05, 1.0
_TWIN_DIGITS = 2
"""Digits of the shortest number of which it is no chance that it stands for one indicator twice."""
_CONVERTED = {("%", "倍"): 100.0, ("%", "‰"): 0.1}
"""Units that one number may be told in, and how many of the first one of the second is: 增长1.5倍 is 增长150%."""
_OTHER_TIME = 0.3
"""By so much a twin of another time weighs less: a growth may well be the same in two times."""
_NEIGHBOURS = 5

Row = dict[str, Any]


def of_values(observed: Iterable[Observed]) -> list[Row]:
    """One row for each value that contradicts the one that its observation gives, in the order of their ids."""
    found = [
        _between(one.row["observation_id"], one.groups[0][0], group[0], is_revised=revised(one.groups[0], group))
        for one in observed
        for group in one.groups[1:]
    ]
    return sorted(found, key=lambda row: row["conflict_id"])


def _between(subject: str, left: Mention, right: Mention, *, is_revised: bool) -> Row:
    cause = REVISED if is_revised else likely_misprint(left.metric, right.metric) or (ROUNDED if _rounded(left, right) else OTHERWISE)
    weight = WEIGHTS[cause] + (_ONE_STORY if left.story == right.story else 0.0) - (0.0 if left.metric["indicator_id"] else _UNKNOWN_NAME)
    return row("value", subject, left.metric["value_text"], left.metric, right.metric["value_text"], right.metric, cause, weight)


def _rounded(one: Mention, other: Mention) -> bool:
    """Whether one is the other to fewer digits, with no word that says so: 8000 and 7986."""
    values = one.metric["value"], other.metric["value"]
    if not values[0] or not values[1]:
        return False
    coarse, fine = sorted(values, key=lambda value: len(digits(value)))
    return bool(float(f"{fine:.{len(digits(coarse))}g}") == coarse)


def of_twins(observed: Iterable[Observed]) -> list[Row]:
    """One number of one indicator told by different stories with another unit, or in the same days of another time: 8.9% and 8.9个百分点.

    A misprinted unit or time makes another fact of it, which contradicts nothing by itself. In the order of their ids.
    """
    groups: dict[tuple[Any, ...], list[Observed]] = defaultdict(list)
    for one in observed:
        metric = one.groups[0][0].metric
        if metric["value"] and metric["period_end"] is not None and written_digits(metric["value"]) >= _TWIN_DIGITS:
            key = (OF_SPEED.sub("", identity(metric)), metric["region"], metric["status"], digits(metric["value"]), metric["value"] < 0)
            groups[key].append(one)
    found = [row for alike in groups.values() for row in _of_alike(alike)]
    return sorted(found, key=lambda row: str(row["conflict_id"]))


def _of_alike(alike: list[Observed]) -> Iterator[Row]:
    """Neighbours in the order of their statements; those without a day come last."""
    alike.sort(key=lambda one: (one.row["first_stated_on"] is None, one.row["first_stated_on"] or date.min, one.row["observation_id"]))
    for place, one in enumerate(alike):
        for other in alike[place + 1 : place + 1 + _NEIGHBOURS]:
            left, right = one.groups[0][0], other.groups[0][0]
            cause = _twin_cause(left.metric, right.metric, _days_between(one.row, other.row))
            stories = [{m.story for group in o.groups for m in group} for o in (one, other)]
            if cause is None or stories[0] & stories[1]:
                continue
            weight = (
                WEIGHTS[cause]
                - (0.0 if left.metric["indicator_id"] else _UNKNOWN_NAME)
                - (_OTHER_TIME if cause == "another period" else 0.0)
            )
            texts = left.metric["value_text"], right.metric["value_text"]
            yield row("value", one.row["observation_id"], texts[0], left.metric, texts[1], right.metric, cause, weight)


def _twin_cause(one: Mapping[str, Any], other: Mapping[str, Any], days: int | None) -> str | None:
    same_time = (one["period_start"], one["period_end"]) == (other["period_start"], other["period_end"])
    if one["unit"] != other["unit"]:
        return "another unit" if same_time and not _is_converted(one, other) else None
    if any(one[name] != other[name] for name in ("value", "measure", "base")) or effective_basis(one) != effective_basis(other):
        return None
    named = one["period_basis"] == other["period_basis"] == "explicit"
    on_days = all(metric["period_start"] == metric["period_end"] for metric in (one, other))
    of_one_event = days is not None and days <= ONE_EVENT
    return "another period" if named and of_one_event and not same_time and not on_days else None


def _is_converted(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    for left, right in ((one, other), (other, one)):
        factor = _CONVERTED.get((left["unit"], right["unit"]))
        if factor is not None and abs(left["value"] - factor * right["value"]) <= 1e-9 * abs(left["value"]):
            return True
    return False


def _days_between(one: Row, other: Row) -> int | None:
    first, second = one["first_stated_on"], other["first_stated_on"]
    return None if first is None or second is None else abs((first - second).days)


def row(
    kind: str,
    subject: str,
    left_text: str,
    left: Mapping[str, Any],
    right_text: str,
    right: Mapping[str, Any],
    cause: str,
    weight: float,
) -> Row:
    """A row of the table conflicts; `left` and `right` give the source and the span of each side, `weight` is held within 0.05 and 1."""
    sides = [(left_text, left), (right_text, right)]
    return {
        "conflict_id": content_id(
            "conflict", kind, *(part for text, side in sides for part in (side["source_id"], side["char_start"], text))
        ),
        "kind": kind,
        "subject": subject,
        **_side("left", *sides[0]),
        **_side("right", *sides[1]),
        "likely_cause": cause,
        "weight": round(min(_MOST, max(_LEAST, weight)), 3),
    }


def _side(side: str, text: str, row: Mapping[str, Any]) -> Row:
    return {
        f"{side}_text": text,
        f"{side}_source_id": row["source_id"],
        f"{side}_start": row["char_start"],
        f"{side}_end": row["char_end"],
    }
