"""Whether one number reads like another misprinted or misread: a digit, the sign, the scale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SCALES = (10.0, 100.0, 1000.0, 10_000.0, 1e8)
_NEAR = 1e-6
_SHORTEST = 4
"""Digits of the shortest number of which one differing digit says something: 126 and 128 are two numbers, 12,345 and 12,845 may be one."""


def likely_misprint(left: Mapping[str, Any], right: Mapping[str, Any]) -> str | None:
    """What would turn the one value into the other; None where it takes more than one slip, or where one is a range."""
    one, other = left["value"], right["value"]
    if not one or not other:
        return None
    if abs(one + other) <= _NEAR * abs(one):
        return "the sign differs"
    ratio = max(abs(one / other), abs(other / one))
    if any(abs(ratio / scale - 1) <= _NEAR for scale in _SCALES):
        return "another scale"
    if _one_slip(digits(one), digits(other)):
        return "a digit differs"
    return None


def are_long(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    """Whether both have so many digits that say something that one slip between them is no chance."""
    return all(metric["value"] and len(digits(metric["value"])) >= _SHORTEST for metric in (left, right))


def written_digits(value: float) -> int:
    """How many digits a number has, without point, sign and leading noughts: 2 of 50 and of 0.87."""
    return len(f"{abs(value):.12g}".replace(".", "").lstrip("0"))


def digits(value: float) -> str:
    """The digits that say something, without point, sign and outer noughts: 12.3 and 1,230 alike are 123."""
    return f"{abs(value):.12g}".replace(".", "").strip("0")


def _one_slip(one: str, other: str) -> bool:
    """Whether two numbers differ by one digit: another one, one too many, or two neighbours in the other order."""
    if len(one) == len(other):
        differing = [i for i in range(len(one)) if one[i] != other[i]]
        if len(differing) == 2:
            first, second = differing
            return second == first + 1 and one[first] == other[second] and one[second] == other[first]
        return len(differing) == 1
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return len(longer) == len(shorter) + 1 and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
