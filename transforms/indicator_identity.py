"""By what two numbers are of one indicator: its id in the catalogue, else its name without what does not tell indicators apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_LEFT_OUT = re.compile(r"^.*为代表的|^(?:我国|全国|中国|各地)|[\s“”\"「」『』、，,·]")
OF_SPEED = re.compile("(?:增速|增幅|涨幅|增长率|(?P<fall>降幅|跌幅))$")
"""Ends the name of what a difference of growths compares: 工业增加值增速."""
_OF_PLACES = {"gdp": "grp"}
"""What is called by the nation's name in a place with a code of its own: 全市GDP is its 地区生产总值."""
_SHORT, _FULL = "规上", "规模以上"


def full_name(indicator: str | None) -> str:
    """The name with 规上 written out; empty for none."""
    return (indicator or "").replace(_SHORT, _FULL)


def identity(metric: Mapping[str, Any]) -> str:
    """The id or the name; empty where the number has no indicator."""
    known: str | None = metric["indicator_id"]
    if known is not None and metric["region_code"]:
        return _OF_PLACES.get(known, known)
    return known or _LEFT_OUT.sub("", full_name(metric["indicator"]))
