"""Tables in the text: Markdown rows between bars, and rows of cells between tabs.

The heading of a column says measure, unit and period, the first cell of a row says what is measured. A cell whose
headings do not say what it is stays unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from transforms.grammar import Grammar
from transforms.model import Period
from transforms.numerals import value_of
from transforms.periods import find

Span = tuple[int, int]

_RULE_ROW = re.compile(r"\|?[\s|:-]*-[\s|:-]*")
_NUMBER = re.compile(r"(?P<sign>[-−－▲]?)\s?(?P<number>\d[\d,，]*(?:\.\d+)?)\s?(?P<percent>[%％]?)")
_UNIT_NOTE = re.compile(r"单位\s?[:：]\s?(?P<unit>[^\s）)，,。]{1,12})")
_IN_BRACKETS = re.compile(r"[（(](?P<inner>[^（）()]{1,12})[）)]")
_UNIT_HEADING = re.compile(r"(?:计量)?单位")
_GROWTH = re.compile(r"增长|增速|同比|比上年|增幅|涨幅|上涨|升降")
_MONTH_ON_MONTH = re.compile(r"环比|比上月|比上季")
_SHARE = re.compile(r"比重|占比|构成|份额")
_GENERIC = re.compile(r"(?:绝对[数量值]|数值|指标值|总量|实绩|数据|本期|累计|合计|指标|数量)?")
_PLACES_HEADING = re.compile(r"(?:县|市|区|省|地区|城市|省份|省市|区县|市州|县区|国家|国别|地市)(?:[（(、][^|]{0,8})?(?:名称)?")
_GROWTH_END = re.compile(r"(?:同比|比上年)?(?:增长率?|增速|增幅|涨幅)$")
_SUBSET = re.compile(r"^[\s　]*(?:其中|#)?[:：]?[\s　]*")


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table with what its headings say. `value` is None where they do not say enough."""

    span: Span
    row: Span
    label: Span
    value: float | None
    unit: str
    measure: str
    basis: str
    name: str
    period: Period | None
    place: str | None = None
    """The place that the row is about, in a table of places."""


def row_like(plain: str, first: Span) -> Callable[[str], bool] | None:
    """What tells whether a line is a row of the table that begins with the `first`; None when that line begins none."""
    line = plain[slice(*first)]
    if "|" not in line and "\t" not in line:
        return None
    if line.lstrip().startswith("|"):
        is_row = _is_barred
    elif "\t" in line.strip():
        is_row = _is_tabbed
    else:
        return None
    return is_row if is_row(line) else None


def cells(plain: str, lines: list[Span], before: Span | None, grammar: Grammar) -> list[Cell]:
    """The numbers of the table that these lines are, in order; `before` is the line above it, which may state the unit."""
    grid = [_split(plain, line) for line in lines if not _RULE_ROW.fullmatch(plain[slice(*line)].strip())]
    if len(grid) < 2 or not any(plain[slice(*cell)].strip() for cell in grid[0]):
        return []
    heading = [_printed(plain, cell) for cell in grid[0]]
    note = _UNIT_NOTE.search(plain, *before) if before is not None else None
    unit_column = next((i for i, text in enumerate(heading) if _UNIT_HEADING.fullmatch(text)), None)
    of_places = _PLACES_HEADING.fullmatch(heading[0]) is not None
    quantity = next((t for i, text in enumerate(heading) if i and i != unit_column and (t := _quantity(text))), "")
    found: list[Cell] = []
    for row in grid[1:]:
        if not row:
            continue
        label = _SUBSET.sub("", _printed(plain, row[0])).strip()
        stated = _printed(plain, row[unit_column]) if unit_column is not None and unit_column < len(row) else ""
        period: Period | None = None
        noun = ""
        for i, cell in enumerate(row[1:], start=1):
            m = _NUMBER.fullmatch(_printed(plain, cell))
            if m is None or i == unit_column or not label or i >= len(heading):
                continue
            begin = cell[0] + plain[slice(*cell)].index(m.group())
            span = (begin, begin + len(m.group()))
            unit_text = stated or _bracketed(label) or (note["unit"] if note else "")
            made = _cell(m, span, (row[0][0], row[-1][1]), row[0], heading[i], label, unit_text, quantity, grammar)
            if of_places:
                noun = _measured(heading[i]) or noun
                place = grammar.places.whole(label)
                made = replace(made, name=noun, place=place.region if place is not None and place.region else label)
            # A column of growth says no year of its own: it is that of the amounts before it.
            period = made.period or period
            found.append(replace(made, period=period))
    return found


def _printed(plain: str, cell: Span) -> str:
    """The words of a cell without the marks of bold print."""
    return plain[slice(*cell)].replace("*", "").strip()


def _cell(
    m: re.Match[str], span: Span, row: Span, label_span: Span, heading: str, label: str, unit_text: str, quantity: str, grammar: Grammar
) -> Cell:
    own_unit = _bracketed(heading)
    growth, share = _GROWTH.search(heading) is not None or _MONTH_ON_MONTH.search(heading) is not None, _SHARE.search(heading) is not None
    percent = m["percent"] or own_unit in ("%", "％") or growth or share
    scale, unit = (1.0, "%") if percent else _unit(own_unit or unit_text, grammar)
    number = value_of(m["number"])
    known = bool(percent or unit) and number is not None
    value = float(number) * scale * (-1 if m["sign"] else 1) if known and number is not None else None
    name = _IN_BRACKETS.sub("", label)
    noun = quantity if growth or share else _quantity(heading)
    if noun and not name.endswith(noun) and not (noun.endswith("量") and grammar.quantities.ending(name).endswith("量")):
        # 发电量 under 产量 has its quantity already.
        name += noun
    measure = "growth" if growth else "ratio" if percent else "level"
    basis = ("mom" if _MONTH_ON_MONTH.search(heading) else "yoy") if growth else "none"
    times = find(heading, 0, len(heading))
    stated = [t.periods[0] for t in times if not heading[: t.start].endswith(("比", "较"))]
    return Cell(span, row, label_span, value, unit, measure, basis, name, stated[0] if stated else None)


def _unit(text: str, grammar: Grammar) -> tuple[float, str]:
    """(multiplier, unit) of a written unit such as 万吨; (1, "") when it is none."""
    longest = len(text) - len(text.lstrip("十百千万亿"))
    for length in range(longest, -1, -1):
        match = grammar.units.match(text, length)
        if match is not None and match.end == len(text):
            scale = float(value_of("1" + text[:length]) or 1) if length else 1.0
            return scale * match.unit.multiplier, match.unit.unit
    return 1.0, ""


def _measured(heading: str) -> str:
    """What a column of a table of places measures: 规上工业增加值 of 规上工业增加值增速（%）; empty for 增速（%） alone."""
    text = _GROWTH_END.sub("", _IN_BRACKETS.sub("", heading)).strip()
    return "" if _GENERIC.fullmatch(text) or _GROWTH.fullmatch(text) else text


def _quantity(heading: str) -> str:
    """The noun of a column that says what of its rows is measured: 产量; empty for 绝对数 and for growth or shares."""
    text = _IN_BRACKETS.sub("", heading)
    for time in reversed(find(text, 0, len(text))):
        text = text[: time.start] + text[time.end :]
    if _GROWTH.search(text) or _SHARE.search(text) or _GENERIC.fullmatch(text) or re.search(r"\d", text):
        return ""
    return text.strip()


def _bracketed(text: str) -> str:
    m = _IN_BRACKETS.search(text)
    return m["inner"].strip() if m else ""


def _is_barred(line: str) -> bool:
    return line.lstrip().startswith("|") and line.count("|") > 1


def _is_tabbed(line: str) -> bool:
    return "\t" in line.strip()


def _split(plain: str, line: Span) -> list[Span]:
    """The cells of a row, without the white space around them."""
    separator = "|" if plain[slice(*line)].lstrip().startswith("|") else "\t"
    found: list[Span] = []
    start = line[0]
    for i in [*(i for i in range(*line) if plain[i] == separator), line[1]]:
        found.append((start, i))
        start = i + 1
    if separator == "|":
        found = found[1:-1] if not plain[found[-1][0] : found[-1][1]].strip() else found[1:]
    return found
