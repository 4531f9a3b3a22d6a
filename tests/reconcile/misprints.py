"""Misprints planted into redundant figures of the sample documents: a digit, a unit or a time of one of several prints."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_UNITS = {
    "%": "‰",
    "百分点": "百分比",
    "亿": "万",
    "億": "萬",
    "万": "亿",
    "萬": "億",
    "个": "家",
    "個": "家",
    "家": "个",
    "户": "个",
    "戶": "個",
}
_TIMES = {
    "上半年": "一季度",
    "前6个月": "前5个月",
    "前6個月": "前5個月",
    "1—6月": "1—5月",
    "6月底": "5月底",
    "6月末": "5月末",
    "5月、6月": "4月、6月",
    "一季度": "二季度",
    "到2025年": "到2026年",
    "年内": "2025年",
    "今年": "去年",
}
_BOUNDS = ("part_within_whole", "running_total", "rank_order")
_STOPS = "。！？\n"


@dataclass(frozen=True)
class Misprint:
    """One changed print: the document's name, its text with the misprint, and what was changed."""

    name: str
    text: str
    kind: str
    told: str


def redundant(rows: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Metrics that others determine: of a fact with several mentions, or in a relation that holds and does not only bound them."""
    several = {row["observation_id"] for row in rows["observations"] if row["n_metrics"] > 1}
    related = {metric_id for row in rows["relations"] if row["holds"] and row["kind"] not in _BOUNDS for metric_id in row["metric_ids"]}
    found = [row for row in rows["metrics"] if row["observation_id"] in several or row["metric_id"] in related]
    return sorted(found, key=lambda row: str(row["metric_id"]))


def plant(metric: Mapping[str, Any], name: str, text: str, kind: str, chance: random.Random) -> Misprint | None:
    """The document of a metric with a misprint of that kind in or before its number; None where there is nothing to change."""
    start, end = metric["char_start"], metric["char_end"]
    if kind == "period":
        begin = max(text.rfind(stop, 0, start) for stop in _STOPS) + 1
        times = [(begin + m.start(), begin + m.end()) for word in _TIMES for m in re.finditer(word, text[begin:start])]
        if metric["period_basis"] != "explicit" or not times:
            return None
        start, end = max(times)
        other = _TIMES[text[start:end]]
    elif kind == "unit":
        words = [(m.start(), m.end()) for word in _UNITS for m in re.finditer(word, text[start:end])]
        if not words:
            return None
        start, end = (start + edge for edge in chance.choice(sorted(words)))
        other = _UNITS[text[start:end]]
    else:
        digits = [i for i in range(start, end) if text[i].isascii() and text[i].isdigit()]
        if not digits:
            return None
        start = chance.choice(digits)
        end = start + 1
        other = chance.choice([digit for digit in "123456789" if digit != text[start]])
    told = f"{name}: {text[max(0, start - 20) : start]}[{text[start:end]} -> {other}]{text[end : end + 10]}".replace("\n", " ")
    return Misprint(name, text[:start] + other + text[end:], kind, told)
