"""How runs fared over time: pass rate, volume, coverage, freshness; drawn as SVG that can be read aloud."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import vl_convert

from warehouse import runs
from warehouse.folder import WarehouseFolder

Row = dict[str, Any]

_CHECKED = ("published", "blocked")
"""Runs that looked at a candidate; the others have nothing to draw."""

MOST_RUNS = 60
"""Runs that are drawn: two months of daily builds."""

_COVERAGE = {
    "metrics.indicator_mostly_known": "指标 indicator",
    "metrics.period_mostly_known": "时期 period",
    "metrics.region_mostly_known": "地区 region",
    "numerals.mostly_read": "数字 numerals read",
}
_VOLUME = {"documents": "文件 documents", "metrics": "指标值 metrics", "numerals": "数字 numerals"}
_COLOURS = ["var(--c1)", "var(--c2)", "var(--c3)", "var(--c4)"]
_DASHES = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2]]
_VEGA_LITE = "5.21"


@dataclass(frozen=True, slots=True)
class Trend:
    """One chart: its titles in both languages, the drawing, and the same as a table (`columns`, `rows`, newest run first)."""

    name: str
    title_zh: str
    title_en: str
    svg: str
    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]


def of(folder: WarehouseFolder, results: Sequence[Row], run: Row) -> list[Trend]:
    """The trends over the last runs that checked something, this one (`run` and its `results`) being the newest."""
    checked = [row for row in runs.read(folder, "runs").to_pylist() if row["outcome"] in _CHECKED and row["run_id"] != run["run_id"]]
    checked.sort(key=lambda row: (row["started_at"], row["run_id"]))
    new = run["outcome"] in _CHECKED
    shown = [*checked[-(MOST_RUNS - 1) :], run] if new else checked[-MOST_RUNS:]
    by_run: dict[str, list[Row]] = {row["run_id"]: [] for row in shown}
    for row in runs.read_of(folder, "quality_results", [name for name in by_run if name != run["run_id"]]).to_pylist():
        by_run[row["run_id"]].append(row)
    if new:
        by_run[run["run_id"]] = list(results)
    points = [(f"{row['started_at']:%Y-%m-%d %H:%M}", row, by_run[row["run_id"]]) for row in shown]
    labels = _unlike([label for label, _, _ in points])
    series = [(label, row, found) for label, (_, row, found) in zip(labels, points, strict=True)]
    return [_pass_rate(series), _volume(series), _coverage(series), _freshness(series)]


def _unlike(labels: Sequence[str]) -> list[str]:
    """Two runs of one minute must not share a point of the axis."""
    seen: dict[str, int] = {}
    told = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        told.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return told


Series = Sequence[tuple[str, Row, Sequence[Row]]]


def _pass_rate(series: Series) -> Trend:
    values = []
    for label, _, results in series:
        suites = sorted({row["suite"] for row in results})
        for suite in suites:
            own = [row for row in results if row["suite"] == suite and row["severity"] != "info"]
            if not own:
                continue
            values.append(
                {"run": label, "suite": suite, "value": round(100 * sum(row["outcome"] == "passed" for row in own) / len(own), 2)}
            )
    low = min((value["value"] for value in values), default=100.0)
    encoding = {
        "facet": {
            "field": "suite",
            "type": "nominal",
            "columns": 4,
            "title": None,
            "header": {"labelColor": "currentColor", "labelFontSize": 12},
        },
        "x": _x(labels=False),
        "y": {"field": "value", "type": "quantitative", "title": "%", "scale": {"domain": [min(90, low - 1), 100]}},
    }
    spec = {"mark": _line(), "width": 225, "height": 80, "encoding": encoding}
    return _trend("pass-rate", "各表通过率（不含提示）", "Checks that hold, by suite (but for mere notes)", spec, values, "suite")


def _volume(series: Series) -> Trend:
    values = []
    for label, row, _ in series:
        counted = _json(row["counts"]).get("rows", {})
        values += [{"run": label, "table": name, "value": counted[key]} for key, name in _VOLUME.items() if key in counted]
    encoding = {
        "facet": {
            "field": "table",
            "type": "nominal",
            "columns": 3,
            "title": None,
            "header": {"labelColor": "currentColor", "labelFontSize": 12},
        },
        "x": _x(labels=False),
        "y": {"field": "value", "type": "quantitative", "title": None, "scale": {"zero": True}},
    }
    spec = {"mark": _line(), "width": 310, "height": 130, "encoding": encoding, "resolve": {"scale": {"y": "independent"}}}
    return _trend("volume", "数据量", "Volume", spec, values, "table")


def _coverage(series: Series) -> Trend:
    values = []
    for label, _, results in series:
        for row in results:
            if row["rule"] in _COVERAGE and row["evaluated"] and row["unexpected"] is not None:
                share = 100 * (1 - row["unexpected"] / row["evaluated"])
                values.append({"run": label, "field": _COVERAGE[row["rule"]], "value": round(share, 2)})
    low = min((value["value"] for value in values), default=100.0)
    encoding = {
        "x": _x(),
        "y": {"field": "value", "type": "quantitative", "title": "%", "scale": {"domain": [max(0, min(80, low - 5)), 100]}},
        "color": {"field": "field", "type": "nominal", "title": None, "scale": {"domain": list(_COVERAGE.values()), "range": _COLOURS}},
        "strokeDash": {"field": "field", "type": "nominal", "scale": {"domain": list(_COVERAGE.values()), "range": _DASHES}},
    }
    spec = {"mark": _line(colour=False), "width": 860, "height": 220, "encoding": encoding}
    return _trend("coverage", "覆盖率（有该字段的比例）", "Coverage: share of rows that have it", spec, values, "field")


def _freshness(series: Series) -> Trend:
    values = []
    for label, row, _ in series:
        newest = _json(row["counts"]).get("newest_published_on")
        if newest:
            started: datetime = row["started_at"]
            values.append({"run": label, "what": "天 days", "value": (started.date() - date.fromisoformat(newest)).days})
    encoding = {"x": _x(), "y": {"field": "value", "type": "quantitative", "title": "天 days", "scale": {"zero": True}}}
    spec = {"mark": _line(), "width": 1010, "height": 160, "encoding": encoding}
    return _trend(
        "freshness", "时效（构建日距最新发布日的天数）", "Freshness: days from the newest publication to the run", spec, values, "what"
    )


def _x(labels: bool = True) -> Row:
    axis: Row = {"labelAngle": -40, "labelOverlap": True, "title": None} if labels else {"labels": False, "ticks": False, "title": None}
    return {"field": "run", "type": "ordinal", "sort": None, "axis": axis}


def _line(colour: bool = True) -> Row:
    return {"type": "line", "point": {"size": 28}, **({"color": "var(--c1)"} if colour else {})}


_CONFIG = {
    "background": None,
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        **dict.fromkeys(("labelColor", "titleColor", "tickColor", "domainColor", "gridColor"), "currentColor"),
        "gridOpacity": 0.15,
        "labelFontSize": 11,
    },
    "legend": {"labelColor": "currentColor", "titleColor": "currentColor", "labelFontSize": 12, "symbolSize": 200},
}


def _trend(name: str, zh: str, en: str, spec: Mapping[str, Any], values: Sequence[Row], key: str) -> Trend:
    rows: list[tuple[object, ...]] = [(value["run"], value[key], value["value"]) for value in reversed(values)]
    svg = vl_convert.vegalite_to_svg({**spec, "config": _CONFIG, "data": {"values": list(values)}}, vl_version=_VEGA_LITE) if values else ""
    return Trend(name, zh, en, svg, ("run", key, "value"), rows)


def _json(text: str) -> Row:
    try:
        loaded = json.loads(text)
    except ValueError:
        return {}
    return loaded if isinstance(loaded, dict) else {}
