"""`gongbao explain`: one metric of the published release, where it stands, and the rules that read each of its fields.

Everything comes from the warehouse, nothing is read anew: the rules are those that read the number when it was read.
Text of documents is shown, never obeyed: no markup, no control characters.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass
from typing import IO, Any

import duckdb
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from flows import evidence
from flows.result_text import visible
from transforms.rules import meaning_of
from transforms.script import simplify

Row = dict[str, Any]

_ID = re.compile("[0-9a-f]{1,16}")
_LISTED = 5
"""So many of the metrics that a short prefix means are named."""
_UNFOLDED = 100_000
"""Where no terminal sets a width nothing is folded, so that every search finds whole lines."""
_NEARBY = 30
"""So many characters either side show where words of another sentence stand."""

_QUERY = """
    SELECT
        m.*, m.rules, s.title, s.kind, s.outlet, s.agency, s.authors, s.published_on, s.published_on_basis, s.stated_on, s.stated_on_basis,
        s.date_evidence, s.url, d.paths, d.text
    FROM metrics AS m
    LEFT JOIN sources AS s ON s.source_id = m.source_id
    LEFT JOIN documents AS d ON d.document_id = m.document_id
    WHERE m.metric_id = ?
"""


class NotExplained(LookupError):  # noqa: N818 - an answer, not a fault
    """There is no metric of that id to explain, or several; the message says what was found and what to do."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """Words to be marked: a span of the text that is shown, the brackets around it and its looks."""

    start: int
    end: int
    brackets: str
    style: str


_NUMBER = ("【】", "bold yellow")
_INDICATOR = ("〖〗", "cyan")
_PERIOD = ("〔〕", "green")


def metric(connection: duckdb.DuckDBPyConnection, wanted: str) -> Row:
    """The metric with this id, or the one whose id begins so, with its source and its document. Raises NotExplained."""
    prefix = wanted.strip().lower()
    if not _ID.fullmatch(prefix):
        raise NotExplained(f"{wanted}: no id of a metric, which is 16 hex digits, or the first of them. {_WHERE}")
    try:
        return _row(connection, prefix)
    except duckdb.Error as error:
        # A release of a version that kept no rules, or a damaged file.
        first = str(error).splitlines()[0]
        raise NotExplained(f"The published release does not answer: {first}. Build again.") from None


def _row(connection: duckdb.DuckDBPyConnection, prefix: str) -> Row:
    found = connection.execute(
        "SELECT metric_id, indicator, value_text FROM metrics WHERE starts_with(metric_id, ?) ORDER BY metric_id", [prefix]
    ).fetchall()
    if not found:
        raise NotExplained(_gone(connection, prefix) or f"No metric of the published release has an id that begins with {prefix}. {_WHERE}")
    if len(found) > 1:
        named = [f"  {metric_id}  {indicator or ''} {value}" for metric_id, indicator, value in found[:_LISTED]]
        left = [f"  and {len(found) - _LISTED} more"] if len(found) > _LISTED else []
        # Line ends within what is named must not become lines of the message.
        lines = map(visible, [f"{len(found)} metrics have an id that begins with {prefix}; give more of it:", *named, *left])
        raise NotExplained("\n".join(lines))
    cursor = connection.execute(_QUERY, [found[0][0]])
    columns = [str(entry[0]) for entry in cursor.description or ()]
    row = cursor.fetchone()
    assert row is not None
    return {**dict(zip(columns, row, strict=True)), "evidence": evidence.lines(connection, found[0][0])}


_WHERE = 'Ids stand in the column metric_id: gongbao sql "select metric_id, indicator, value_text from facts limit 20"'


def _gone(connection: duckdb.DuckDBPyConnection, prefix: str) -> str | None:
    """What to say of a metric that a former release held."""
    row = connection.execute(
        "SELECT metric_id, recorded_to, reason FROM metrics_history WHERE starts_with(metric_id, ?) AND recorded_to IS NOT NULL "
        "ORDER BY recorded_to DESC LIMIT 1",
        [prefix],
    ).fetchone()
    if row is None:
        return None
    return (
        f"The published release does not hold the metric {row[0]}; it left on {row[1]:%Y-%m-%d} ({row[2]}). "
        f"What it said: gongbao sql \"select * from metrics_history where metric_id = '{row[0]}'\""
    )


def write(found: Row, out: IO[str]) -> None:
    """Writes what there is to say of a metric: folded and in colours on a terminal, else as plain lines."""
    if out.isatty():
        console = Console(file=out, force_terminal=True, highlight=False, markup=False, emoji=False)
        _print(console, found)
        return
    plain = io.StringIO()
    _print(Console(file=plain, force_terminal=False, width=_UNFOLDED, highlight=False, markup=False, emoji=False), found)
    out.writelines(f"{line.rstrip()}\n" for line in plain.getvalue().split("\n")[:-1])


def _print(console: Console, found: Row) -> None:
    console.print(Text(f"Metric {found['metric_id']}", "bold"))
    console.print(_grid(_source(found)))
    console.print()
    for line in _sentence(found):
        console.print(line)
    console.print()
    console.print(Text.assemble("Read as: ", (visible(fact(found)), "bold")))
    if found["evidence"]:
        console.print(_grid(found["evidence"]))
    console.print()
    console.print(_rules(found))


def _grid(lines: list[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for label, said in lines:
        grid.add_row(Text(label), Text(visible(said)))
    return grid


def _source(found: Row) -> list[tuple[str, str]]:
    """Label and text of what is known of the article."""
    lines = [
        ("title", found["title"] or "(without a title)"),
        ("outlet", found["outlet"] or "(unknown)"),
        ("agency", found["agency"]),
        ("authors", ", ".join(found["authors"] or ())),
        ("published", _day(found["published_on"], found["published_on_basis"])),
        ("said", _day(found["stated_on"], found["stated_on_basis"])),
        ("dated by", found["date_evidence"]),
        ("speaker", found["speaker"]),
        ("data of", found["attributed_to"]),
        ("address", found["url"]),
        ("file", f"{', '.join(found['paths'] or ())}, characters {found['char_start']} to {found['char_end']}"),
    ]
    return [(label, said) for label, said in lines if said]


def _day(day: dt.date | None, basis: str | None) -> str:
    return f"{day} ({basis})" if day else "(unknown)"


def _sentence(found: Row) -> list[RenderableType]:
    """The sentence with its marks, then what the marks mean, and where words stand that are in no mark of it."""
    sentence, value = found["sentence"], found["value_text"]
    text = found["text"] or sentence
    at = text.find(sentence, max(0, found["char_end"] - len(sentence)), found["char_start"] + len(sentence))
    at = max(at, 0)
    number = (found["char_start"] - at, found["char_end"] - at)
    marks = [_Mark(*number, *_NUMBER)]
    told = [_legend("the number", value, _NUMBER)]
    apart: list[Text] = []
    if found["indicator_start"] is not None:
        words = (found["indicator_start"] - at, found["indicator_end"] - at)
        told.append(_legend("what it measures", found["indicator_text"], _INDICATOR))
        if words[0] >= 0 and words[1] <= len(sentence):
            marks.append(_Mark(*words, *_INDICATOR))
        else:
            apart.append(_elsewhere(text, found["indicator_start"], found["indicator_end"]))
    if found["period_text"]:
        told.append(_legend("its time", found["period_text"], _PERIOD))
        time = _nearest(sentence, found["period_text"], number[0])
        if time is None:
            apart.append(Text("The words of its time stand in another sentence.", "dim"))
        else:
            marks.append(_Mark(*time, *_PERIOD))
    return [_marked(sentence, marks), Text("  ").join(told), *apart]


def _legend(label: str, words: str, look: tuple[str, str]) -> Text:
    return Text.assemble((f"{look[0][0]}{visible(words)}{look[0][1]}", look[1]), (f" {label}", "dim"))


def _elsewhere(text: str, start: int, end: int) -> Text:
    line_end = text.find("\n", end)
    begin = max(text.rfind("\n", 0, start) + 1, start - _NEARBY)
    near = text[begin : min(len(text) if line_end < 0 else line_end, end + _NEARBY)]
    shown = _marked(near, [_Mark(start - begin, end - begin, *_INDICATOR)])
    return Text.assemble(("What it measures stands in another sentence: ", "dim"), "…", shown, "…")


def _nearest(sentence: str, words: str, number: int) -> tuple[int, int] | None:
    """Where the words stand: before the number the last time, else the first time after it. A line may break within them."""
    pattern = re.compile(r"\s*".join(map(re.escape, words)))
    places = [m.span() for m in pattern.finditer(simplify(sentence))]
    before = [place for place in places if place[0] < number]
    return before[-1] if before else places[0] if places else None


def _marked(text: str, marks: list[_Mark]) -> Text:
    """The text with brackets around what is marked. Marks may lie within each other: 〖本港〔5月〕出口〗."""
    shown = Text(overflow="fold")
    edges = sorted({0, len(text), *(edge for mark in marks for edge in (mark.start, mark.end))})
    for i, edge in enumerate(edges):
        for mark in sorted((m for m in marks if m.end == edge), key=lambda m: -m.start):
            shown.append(mark.brackets[1], mark.style)
        for mark in sorted((m for m in marks if m.start == edge), key=lambda m: -m.end):
            shown.append(mark.brackets[0], mark.style)
        inmost = min((m for m in marks if m.start <= edge < m.end), key=lambda m: m.end - m.start, default=None)
        shown.append(visible(text[edge : edges[min(i + 1, len(edges) - 1)]]), inmost.style if inmost else None)
    return shown


def fact(found: Row) -> str:
    """The fact in one line: 规模以上工业增加值 · growth 3.8 % (yoy) · 2023-01-01 to 2023-06-30 · 河南省 · actual."""
    bound = "" if found["approximation"] == "exact" else f"{found['approximation'].replace('_', ' ')} "
    basis = f" ({_basis(found)})" if found["basis"] != "none" else ""
    amount = f"{found['measure']} {bound}{_value(found)} {found['unit']}".rstrip() + basis
    parts = [found["indicator"] or "(unnamed)", amount, _period(found), found["region"] or "(unknown place)", found["status"]]
    return " · ".join(parts)


def _value(found: Row) -> str:
    if found["value"] is not None:
        return _number(found["value"])
    if found["value_low"] is None:
        return "(no one value)"
    # 两位数 has only a lower end.
    return _number(found["value_low"]) + (f" to {_number(found['value_high'])}" if found["value_high"] is not None else " or more")


def _number(value: float) -> str:
    return f"{value:,.15g}"


def _basis(found: Row) -> str:
    return found["basis"] + (f" {found['base']}" if found["base"] else "")


def _period(found: Row) -> str:
    start, end = found["period_start"], found["period_end"]
    if start is None:
        return "(unknown time)"
    return f"{start}" if start == end else f"{start} to {end}"


def _rules(found: Row) -> Table:
    """One line a field: what was read, by which rule, and what that rule says."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    table.add_column("field", no_wrap=True)
    table.add_column("read", overflow="fold")
    table.add_column("rule and what it says", overflow="fold")
    read = {
        "value": _value(found),
        "bound": found["approximation"],
        "unit": found["unit"],
        "measure": found["measure"],
        "basis": _basis(found),
        "indicator": " ".join(filter(None, (found["indicator"], found["indicator_id"] and f"({found['indicator_id']})"))),
        "period": f"{_period(found)}, {found['period_type']}, {found['period_basis']}",
        "region": " ".join(filter(None, (found["region"], found["region_code"]))),
        "status": found["status"],
    }
    rules = dict(name.split(".", 1) for name in found["rules"].split())
    for field, said in read.items():
        name = rules.get(field, "")
        says = meaning_of(f"{field}.{name}") or "Not known to this version of gongbao: build again."
        table.add_row(Text(field), Text(visible(said) or "—"), Text.assemble((f"{visible(name)}: ", "bold"), says))
    return table
