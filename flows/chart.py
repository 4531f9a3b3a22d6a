"""`gongbao chart`: one series of the published release, drawn with its sources beneath, as SVG, PNG or HTML.

Vega draws it (vl-convert): nothing is fetched, and text of documents becomes text of the drawing. A PNG holds its letters as dots, so the
machine must have a font with Chinese characters; an SVG names fonts and takes what its reader has.
"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import vl_convert

from flows.labels import CHINESE
from flows.result_text import visible

Row = dict[str, Any]

FORMATS = (".svg", ".png", ".html")
_VEGA_LITE = "5.21"
_FONTS = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, WenQuanYi Zen Hei, sans-serif"
_SOURCES = 8
_LONGEST = 60
_BOUNDS = {"at_least": "≥", "over": ">", "at_most": "≤", "under": "<", "about": "约", "nearly": "近"}
"""What stands before a target, as its words bound it."""
_LOOSE = (_BOUNDS["about"], _BOUNDS["nearly"])
_LARGE = ((1e8, "亿"), (1e4, "万"))

_LOOKS = {
    "实际": ("#0b5cad", "circle"),
    "目标": ("#1b6b3a", "diamond"),
    "预计": ("#8a5a00", "square"),
    "其他说法": ("#a61b1b", "cross"),
}
"""Colour and shape of each kind of mark."""

_SERIES = """
    SELECT s.measure::VARCHAR, s.basis::VARCHAR, s.base, s.unit, count(*) AS points
    FROM series_of($1, $2) AS s
    WHERE ($3 IS NULL OR s.measure = $3) AND ($4 IS NULL OR s.basis = $4) AND ($5 IS NULL OR s.unit = $5)
    GROUP BY ALL ORDER BY points DESC, 1, 2, 4, 3
"""
_POINTS = """
    SELECT s.indicator, s.region, s.status::VARCHAR AS status, s.period_type::VARCHAR AS period_type, s.period_start, s.period_end, s.value,
        s.value_low, s.value_high, s.standing, s.observation_id, s.metric_ids,
        (SELECT any_value(t.bound)::VARCHAR FROM targets AS t WHERE t.observation_id = s.observation_id) AS bound
    FROM series_of($1, $2) AS s
    WHERE s.measure = $3 AND s.basis = $4 AND s.base IS NOT DISTINCT FROM $5 AND s.unit = $6
    ORDER BY s.period_end, s.period_start, s.status
"""
_PRINTS = """
    SELECT DISTINCT m.period_end, m.value, s.stated_on, coalesce(s.outlet, s.agency, d.file_name) AS outlet, s.title
    FROM metrics AS m JOIN sources AS s ON s.source_id = m.source_id JOIN documents AS d ON d.document_id = m.document_id
    WHERE list_contains($1, m.metric_id)
    ORDER BY s.stated_on NULLS LAST, outlet, m.period_end, m.value
"""


class NotDrawn(LookupError):  # noqa: N818 - an answer, not a fault
    """There is nothing to draw, or not in that form; the message says what was found and what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which series: the full names, and where there are several of it, which measure, basis and unit."""

    indicator: str
    region: str
    measure: str | None = None
    basis: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A series and all that is said of it. `others` are the series of the same indicator and region that were not drawn."""

    title: str
    unit: str
    points: list[Row]
    prints: list[Row]
    others: list[str]

    def sources(self) -> list[str]:
        """One line for each article, the earliest first."""
        found = dict.fromkeys((row["stated_on"], row["outlet"], row["title"]) for row in self.prints)
        return [
            " ".join(visible(str(part)) for part in (day or "", outlet, f"《{title}》" if title else "")) for day, outlet, title in found
        ]


def drawing(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> Drawing:
    """The series with the most points that fits. Raises NotDrawn when there is none."""
    given = [wanted.indicator, wanted.region, wanted.measure, wanted.basis, wanted.unit]
    try:
        found = connection.execute(_SERIES, given).fetchall()
        if not found:
            raise NotDrawn(_nothing(connection, wanted))
        measure, basis, base, unit, _ = found[0]
        points = _rows(connection, _POINTS, [wanted.indicator, wanted.region, measure, basis, base, unit])
        prints = _rows(connection, _PRINTS, [[key for point in points for key in point["metric_ids"]]])
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise NotDrawn(f"The published release does not answer: {first}. Build again.") from None
    told = [CHINESE["measure"][measure], CHINESE["basis"][basis] + (f"（{base}）" if base else "")]
    title = f"{points[0]['region'] or ''}{points[0]['indicator']} {' '.join(filter(None, told))}"
    others = [f"--measure {m} --basis {b} --unit '{u}'{f' (base {s})' if s else ''}: {n} points" for m, b, s, u, n in found[1:]]
    return Drawing(visible(title), unit, points, prints, others)


def _nothing(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> str:
    said = f"No series of {wanted.indicator} in {wanted.region} is published that fits."
    regions = connection.execute(
        "SELECT DISTINCT region FROM series WHERE indicator IN ($1, folded($1)) AND region IS NOT NULL ORDER BY 1 LIMIT 8",
        [wanted.indicator],
    ).fetchall()
    if regions:
        return f"{said} It is stated of: {', '.join(region for (region,) in regions)}; name one with --region."
    alike = connection.execute(
        "SELECT indicator, count(*) FROM series WHERE contains(indicator, folded($1)) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 8",
        [wanted.indicator],
    ).fetchall()
    if alike:
        return f"{said} Names that hold these words: {', '.join(name for name, _ in alike)}."
    return f'{said} What there is: gongbao sql "select indicator, region, metrics from coverage order by metrics desc limit 20"'


def write(drawn: Drawing, path: Path) -> None:
    """Writes the drawing in the form that the file's ending says. Raises NotDrawn for another ending, OSError."""
    form = path.suffix.lower()
    if form not in FORMATS:
        raise NotDrawn(f"{path}: a chart is written as {', '.join(FORMATS)}; give the file one of these endings.")
    if form == ".png":
        path.write_bytes(vl_convert.vegalite_to_png(json.dumps(_spec(drawn)), vl_version=_VEGA_LITE, scale=2))
        return
    svg = vl_convert.vegalite_to_svg(json.dumps(_spec(drawn)), vl_version=_VEGA_LITE)
    path.write_text(svg if form == ".svg" else _page(drawn, svg), "utf-8")


def _spec(drawn: Drawing) -> Row:
    scale, word = _scale(drawn.points)
    unit = f"{word}{drawn.unit}"
    points = [
        {
            "day": point["period_end"].isoformat(),
            "value": _divided(point["value"], scale),
            "low": _divided(point["value_low"], scale),
            "high": _divided(point["value_high"], scale),
            "kind": CHINESE["status"][point["status"]],
            "period": CHINESE["period_type"][point["period_type"]],
            "said": f"{_BOUNDS.get(point['bound'], '')}{point['value'] / scale:,.12g}"
            if point["bound"] and point["value"] is not None
            else "",
        }
        for point in drawn.points
    ]
    best = {(point["period_end"], point["value"]) for point in drawn.points}
    revised = [
        {"day": row["period_end"].isoformat(), "value": _divided(row["value"], scale), "kind": "其他说法"}
        for row in drawn.prints
        if row["value"] is not None and (row["period_end"], row["value"]) not in best
    ]
    bounds = [
        {**point, "low": _first(point["low"], point["value"], point["high"]), "high": _first(point["high"], point["value"], point["low"])}
        for point in points
        # 约6 names no bounds: how far it reaches is a judgement of ours.
        if (point["low"] is not None or point["high"] is not None) and not point["said"].startswith(_LOOSE)
    ]
    x = {
        "field": "day",
        "type": "temporal",
        "title": None,
        # Marks at the ends of the periods that are there: a figure of 2023 stands at 2023-12, and must not seem to be of 2024-01.
        "axis": {"labelExpr": "utcFormat(datum.value, '%Y-%m')", "labelAngle": 0, "labelOverlap": "greedy", "values": _days(drawn)},
        "scale": {"type": "utc", "padding": 14},
    }
    y = {"field": "value", "type": "quantitative", "title": unit, "scale": {"zero": False, "padding": 10}}
    there = {point["kind"] for point in [*points, *revised]}
    looks = {kind: look for kind, look in _LOOKS.items() if kind in there}
    colour, shape = (
        {"field": "kind", "type": "nominal", "title": None, "scale": {"domain": [*looks], "range": [look[i] for look in looks.values()]}}
        for i in (0, 1)
    )
    layers: list[Row] = [
        {
            "data": {"values": [point for point in points if point["kind"] == "实际" and point["value"] is not None]},
            "mark": {"type": "line", "strokeWidth": 1.5, "color": "#0b5cad"},
            # Months and years so far are no one line.
            "encoding": {"x": x, "y": y, "strokeDash": {"field": "period", "type": "nominal", "title": None}},
        },
        {
            "data": {"values": bounds},
            "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.5},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "color": colour},
        },
        {
            "data": {"values": [point for point in points if point["value"] is not None] + revised},
            "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
            "encoding": {"x": x, "y": y, "color": colour, "shape": shape},
        },
        {
            "data": {"values": [point for point in points if point["said"]]},
            "mark": {"type": "text", "align": "right", "dx": -8, "fontSize": 11},
            "encoding": {"x": x, "y": y, "color": colour, "text": {"field": "said", "type": "nominal"}},
        },
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "padding": 16,
        "title": {"text": drawn.title, "anchor": "start", "fontSize": 16, "offset": 12},
        "config": {"font": _FONTS, "legend": {"orient": "top", "labelFontSize": 12}, "axis": {"labelFontSize": 11, "titleFontSize": 12}},
        # A layer without data has scales without an end, and so has the drawing.
        "vconcat": [{"width": 640, "height": 300, "layer": [layer for layer in layers if layer["data"]["values"]]}, _beneath(drawn)],
    }


def _days(drawn: Drawing) -> list[Row]:
    days = sorted({point["period_end"] for point in drawn.points})
    return [{"year": day.year, "month": day.month, "date": day.day, "utc": True} for day in days]


def _beneath(drawn: Drawing) -> Row:
    """The sources, a line each, as a drawing of text alone."""
    sources = drawn.sources()
    left = len(sources) - _SOURCES
    lines = ["来源：", *(_short(line) for line in sources[:_SOURCES]), *([f"以及另外 {left} 篇"] if left > 0 else [])]
    return {
        "width": 640,
        "height": 17 * len(lines),
        "data": {"values": [{"line": line, "place": place} for place, line in enumerate(lines)]},
        "mark": {"type": "text", "align": "left", "baseline": "top", "fontSize": 11.5, "color": "#5b6670"},
        "encoding": {
            "x": {"value": 0},
            "y": {"field": "place", "type": "quantitative", "axis": None, "scale": {"domain": [0, len(lines)], "reverse": True}},
            "text": {"field": "line", "type": "nominal"},
        },
        "view": {"stroke": None},
    }


def _page(drawn: Drawing, svg: str) -> str:
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{html.escape(visible('' if value is None else str(value)))}</td>" for value in cells) + "</tr>"
        for cells in (
            (
                point["period_start"],
                point["period_end"],
                CHINESE["status"][point["status"]],
                point["value"],
                point["value_low"],
                point["value_high"],
                drawn.unit,
                point["standing"],
            )
            for point in drawn.points
        )
    )
    sources = "\n".join(f"<li>{html.escape(line)}</li>" for line in drawn.sources())
    title = html.escape(drawn.title)
    return f"""<!doctype html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>body {{ font: 15px/1.5 {_FONTS}; max-width: 60em; margin: 2em auto; padding: 0 1em }} svg {{ max-width: 100%; height: auto }}
table {{ border-collapse: collapse }} td, th {{ border-bottom: 1px solid #d5dbe1; padding: .2em .8em .2em 0; text-align: left }}</style>
</head>
<body>
{svg}
<table><thead><tr><th>从</th><th>至</th><th>状态</th><th>数值</th><th>下限</th><th>上限</th><th>单位</th><th>standing</th></tr></thead>
<tbody>
{rows}
</tbody></table>
<h2>来源</h2>
<ol>
{sources}
</ol>
</body>
</html>
"""


def _scale(points: Sequence[Row]) -> tuple[float, str]:
    """What the axis counts in: 亿 and 万 as a Chinese reader would."""
    largest = max(
        (abs(value) for point in points for value in (point["value"], point["value_low"], point["value_high"]) if value), default=0.0
    )
    return next(((size, word) for size, word in _LARGE if largest >= size), (1.0, ""))


def _divided(value: float | None, scale: float) -> float | None:
    return None if value is None else float(f"{value / scale:.12g}")


def _first(*values: float | None) -> float | None:
    return next((value for value in values if value is not None), None)


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST else line[:_LONGEST] + "…"


def _rows(connection: duckdb.DuckDBPyConnection, query: str, given: list[Any]) -> list[Row]:
    cursor = connection.execute(query, given)
    columns = [str(column[0]) for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
