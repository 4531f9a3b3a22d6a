"""Kinds of damage to a good candidate, each of the sort that a faulty rule, a broken merge or a lost file causes.

Run as `python -m tests.expectations.corruptions` it prints the table of docs/quality.md.
"""

from __future__ import annotations

import datetime as dt
import math
import random
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from expectations import row_checks, setting
from expectations.setting import Setting
from flows.settings import PROJECT
from tests.expectations.bundles import Bundle, Row
from tests.expectations.direct import Broken, broken, with_history
from tests.flow.made import CLOCK, staged
from warehouse import arrow
from warehouse.folder import fact_file
from warehouse.parquet import write
from warehouse.tables import BY_NAME

SEED = 20260302
EACH = 28
"""Corruptions of each kind, or as many as there are rows that it fits."""

Fits = Callable[[Row], bool]
Spoil = Callable[[Row, random.Random, Bundle], object]


@dataclass(frozen=True)
class Kind:
    """One kind of damage to single rows: which rows of the table it fits, and what it does to one."""

    name: str
    spoil: Spoil
    fits: Fits = lambda _row: True
    table: str = "metrics"


def _set(**values: Any) -> Spoil:
    return lambda row, _chance, _tables: row.update(values)


def _digits_swapped(row: Row, chance: random.Random, _tables: Bundle) -> None:
    text = f"{abs(row['value']):.12g}"
    places = [i for i in range(len(text) - 1) if text[i].isdigit() and text[i + 1].isdigit() and text[i] != text[i + 1]]
    if places:
        at = chance.choice(places)
        text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    else:  # 3.8 becomes 8.3
        whole, _, part = text.partition(".")
        text = f"{part}.{whole}"
    row["value"] = math.copysign(float(text), row["value"])


def _has_two_digits(row: Row) -> bool:
    digits = [c for c in f"{abs(row['value'] or 0):.12g}" if c.isdigit()]
    return row["value"] is not None and len(set(digits)) > 1 and "e" not in f"{row['value']:.12g}"


def _shifted(months: int) -> Spoil:
    def spoil(row: Row, _chance: random.Random, _tables: Bundle) -> None:
        for name in ("period_start", "period_end"):
            day: dt.date = row[name]
            number = day.year * 12 + day.month - 1 + months
            last = (dt.date(number // 12 + (number % 12 == 11), (number % 12 + 1) % 12 + 1, 1) - dt.timedelta(1)).day
            row[name] = dt.date(number // 12, number % 12 + 1, last if name == "period_end" and day.day > 27 else min(day.day, last))

    return spoil


def _of_another(*columns: str) -> Spoil:
    def spoil(row: Row, chance: random.Random, tables: Bundle) -> None:
        others = [other for other in tables["metrics"] if other[columns[0]] not in (None, row[columns[0]])]
        row.update({name: chance.choice(others)[name] for name in columns})

    return spoil


def _moved(*columns: str) -> Spoil:
    def spoil(row: Row, chance: random.Random, _tables: Bundle) -> None:
        step = chance.choice((-1, 1))
        for name in columns:
            row[name] += step

    return spoil


def _again(**values: Any) -> Spoil:
    def spoil(row: Row, _chance: random.Random, tables: Bundle) -> None:
        tables["metrics"].append({**row, **values, **({"metric_id": f"{row['metric_id']}-again"} if values else {})})

    return spoil


def _in_another_article(row: Row, chance: random.Random, tables: Bundle) -> None:
    others = [other["source_id"] for other in tables["sources"] if other["source_id"] != row["source_id"]]
    tables["metrics"].append({**row, "source_id": chance.choice(others), "metric_id": f"{row['metric_id']}-again"})


def _periods_swapped(row: Row, _chance: random.Random, tables: Bundle) -> None:
    """The former value gets the period of the current one and the other way round, dates alone."""
    names = ("period_start", "period_end")
    for other in tables["metrics"]:
        same = other["document_id"] == row["document_id"] and other["sentence"] == row["sentence"]
        if same and other["period_type"] == row["period_type"] and _PERIOD(other) and other["period_end"] != row["period_end"]:
            mine = {name: row[name] for name in names}
            row.update({name: other[name] for name in names})
            other.update(mine)
            return
    _shifted(-12)(row, _chance, tables)  # no other period in its sentence: that of the year before


def _misprinted(value: float) -> Spoil:
    """The page itself says so: text, sentence and value agree."""

    def spoil(row: Row, _chance: random.Random, tables: Bundle) -> None:
        document = next(one for one in tables["documents"] if one["document_id"] == row["document_id"])
        text, length = f"{value:g}%", row["char_end"] - row["char_start"]
        if len(text) != length:
            text = f"{value:g}".rjust(length - 1, "0")[: length - 1] + "%"
        document["text"] = document["text"][: row["char_start"]] + text + document["text"][row["char_end"] :]
        row["sentence"] = row["sentence"].replace(row["value_text"], text)
        row.update(value_text=text, value=float(text[:-1]))

    return spoil


def _given(*names: str) -> Fits:
    return lambda row: all(row[name] is not None for name in names)


def _of(**values: Any) -> Fits:
    return lambda row: row["value"] is not None and all(row[name] == value for name, value in values.items())


_PERIOD = _given("period_start", "period_end")
_NAMED_PERIOD: Fits = lambda row: _PERIOD(row) and row["period_type"] in ("month", "quarter", "half_year", "year", "year_to_date")  # noqa: E731
_CHANGE: Fits = lambda row: row["measure"] == "growth" and bool(row["value"])  # noqa: E731

KINDS: tuple[Kind, ...] = (
    Kind("a share of 460 %", _set(value=460.0), _of(measure="ratio", unit="%")),
    Kind(
        "a share above 100 % in the page itself",
        _misprinted(460.0),
        lambda row: _of(measure="ratio", unit="%")(row) and len(row["value_text"]) > 3,
    ),
    Kind("百分点 turned into %", _set(unit="%"), _of(unit="百分点")),
    Kind("% turned into 百分点", _set(unit="百分点"), _of(unit="%")),
    Kind("digits swapped", _digits_swapped, _has_two_digits),
    Kind(
        "decimal point moved",
        lambda row, chance, _: row.update(value=row["value"] * chance.choice((0.1, 10, 100))),
        lambda row: bool(row["value"]),
    ),
    Kind("scale lost", lambda row, *_: row.update(value=row["value"] / 1e4), lambda row: (row["value"] or 0) >= 1e5),
    Kind("亿 read as 万", lambda row, *_: row.update(value=row["value"] / 1e4), lambda row: "亿" in row["value_text"] and row["value"]),
    Kind("sign flipped", lambda row, *_: row.update(value=-row["value"]), _CHANGE),
    Kind(
        "sign of an amount flipped",
        lambda row, *_: row.update(value=-row["value"]),
        lambda row: row["measure"] == "level" and bool(row["value"]),
    ),
    Kind(
        "unit wrong",
        lambda row, chance, _: row.update(unit=chance.choice(["吨", "公里", "元", "美元", "千瓦时", "人"])),
        lambda row: row["unit"] in ("个", "家", "%", "平方米"),
    ),
    Kind("unit lost", _set(unit=""), lambda row: row["unit"] != ""),
    Kind("value lost", _set(value=None), _given("value")),
    Kind("value not a number", _set(value=math.nan), _given("value")),
    Kind("value infinite", _set(value=math.inf), _given("value")),
    Kind("bounds reversed", _set(value=None, value_low=9.0, value_high=3.0)),
    Kind(
        "period reversed",
        lambda row, *_: row.update(period_start=row["period_end"], period_end=row["period_start"]),
        lambda row: _PERIOD(row) and row["period_start"] != row["period_end"],
    ),
    Kind("period a month later", _shifted(1), _NAMED_PERIOD),
    Kind("period a quarter earlier", _shifted(-3), _NAMED_PERIOD),
    Kind("a year too late", _shifted(12), lambda row: _NAMED_PERIOD(row) and row["status"] == "actual"),
    Kind("a year too early", _shifted(-12), lambda row: _NAMED_PERIOD(row) and row["period_basis"] == "explicit"),
    Kind("ten years too early", _shifted(-120), _NAMED_PERIOD),
    Kind(
        "year of the Han",
        lambda row, *_: row.update(period_start=dt.date(202, 1, 1), period_end=dt.date(202, 12, 31), period_type="year"),
        _PERIOD,
    ),
    Kind("period type wrong", lambda row, *_: row.update(period_type="month" if row["period_type"] != "month" else "year"), _PERIOD),
    Kind(
        "period lost",
        _set(period_start=None, period_end=None, period_type="unknown"),
        lambda row: _PERIOD(row) and row["period_basis"] != "none",
    ),
    Kind("half a period", _set(period_end=None), _PERIOD),
    Kind(
        "target taken for a fact",
        _set(status="actual"),
        lambda row: row["status"] == "target" and row["period_end"] and row["period_end"] > dt.date(2024, 12, 31),
    ),
    Kind("fact taken for a target", _set(status="target"), lambda row: row["status"] == "actual" and _PERIOD(row)),
    Kind("estimate taken for a fact", _set(status="actual"), lambda row: row["status"] == "estimate"),
    Kind("periods of one sentence swapped", _periods_swapped, lambda row: _PERIOD(row) and row["period_basis"] == "explicit"),
    Kind("bound lost", _set(approximation="exact"), lambda row: row["approximation"] in ("over", "at_least", "at_most", "under", "nearly")),
    Kind("over taken for under", _set(approximation="under"), lambda row: row["approximation"] == "over"),
    Kind("basis wrong", _set(basis="mom"), lambda row: row["basis"] == "yoy"),
    Kind("difference taken for a contribution", _set(measure="contribution", basis="none", base=None), _of(measure="difference")),
    Kind("region lost", _set(region=None, region_code=None), _given("region")),
    Kind("region of another", _of_another("region", "region_code"), _given("region")),
    Kind("indicator lost", _set(indicator=None, indicator_id=None), _given("indicator")),
    Kind("indicator under another id", _of_another("indicator"), _given("indicator_id")),
    Kind("growth taken for a level", _set(measure="level"), _CHANGE),
    Kind(
        "level taken for a growth",
        _set(measure="growth", basis="yoy"),
        lambda row: row["measure"] == "level" and row["unit"] not in ("", "%", "倍"),
    ),
    Kind("level taken for a rank", _set(measure="rank"), _of(measure="level")),
    Kind("basis on an amount", _set(basis="yoy"), _of(measure="level")),
    Kind("unknown word in a closed set", _set(measure="growht")),
    Kind("span off by one", _moved("char_start", "char_end")),
    Kind("end of span off by one", _moved("char_end")),
    Kind("span of the indicator off by one", _moved("indicator_start", "indicator_end"), lambda row: (row["indicator_start"] or 0) > 0),
    Kind("sentence of another", _of_another("sentence", "value_text"), lambda row: len(row["value_text"]) > 2),
    Kind("row doubled", _again()),
    Kind("row doubled under another id", _again(rule="again")),
    Kind("row in another article too", _in_another_article),
    Kind("article of another", _of_another("source_id")),
    Kind("article gone", _set(source_id="nowhere")),
    Kind("document gone", _set(document_id="nowhere")),
    Kind("speaker gone", _set(speaker_id="nowhere"), _given("speaker_id")),
    Kind("speaker of another", _of_another("speaker_id"), _given("speaker_id")),
    Kind("speaker lost", _set(speaker_id=None), _given("speaker_id")),
    Kind(
        "numeral lost from the ledger",
        lambda row, _, tables: tables["numerals"].remove(row),
        lambda row: row["disposition"] == "metric",
        "numerals",
    ),
    Kind("numeral moved", _moved("char_start", "char_end"), table="numerals"),
    Kind("numeral of no metric", _set(metric_id=None), lambda row: row["disposition"] == "metric", "numerals"),
    Kind("mention moved", _moved("char_start", "char_end"), table="mentions"),
    Kind("entity without a name", _set(name=" "), table="entities"),
    Kind(
        "published in a year to come",
        lambda row, *_: row.update(published_on=row["published_on"].replace(year=2033)),
        _given("published_on"),
        "sources",
    ),
    Kind(
        "said a year later",
        lambda row, *_: row.update(stated_on=row["stated_on"] + dt.timedelta(366)),
        _given("stated_on"),
        "sources",
    ),
    Kind(
        "said a year earlier",
        lambda row, *_: row.update(stated_on=row["stated_on"] - dt.timedelta(366)),
        _given("stated_on"),
        "sources",
    ),
    Kind("article taken for an advertisement", _set(kind="ad"), lambda row: row["kind"] in ("news", "qa"), "sources"),
)


def candidate(folder: Path) -> Bundle:
    """The rows of the sample documents, as a build makes them."""
    run = staged(PROJECT / "seeds" / "documents", folder)
    assert run.quarantine == [], [(row["rule"], row["sentence"]) for row in run.quarantine]
    return {name: list(rows) for name, rows in run.rows.items()}


def beside(folder: Path, tables: Bundle) -> Setting:
    """The project's setting with a former release that held the same."""
    for name, rows in tables.items():
        path = fact_file(folder, name)
        path.parent.mkdir(parents=True)
        write(arrow.table_of(BY_NAME[name], rows), path)
    return setting.load(today=CLOCK.date()).with_former(folder)


def tried(kind: Kind, good: Bundle, before: Broken, beside: Setting) -> tuple[int, int]:
    """How many corruptions of a kind were made, and how many of them a check stopped, kept out or marked.

    All are in one candidate, each in a row of its own, and count as noticed only where a rule names that row (or what hangs on it).
    """
    chance = random.Random(f"{SEED} {kind.name}")
    tables = {name: [dict(row) for row in rows] for name, rows in good.items()}
    rows = [row for row in tables[kind.table] if kind.fits(row)]
    chosen = _apart(chance.sample(rows, len(rows)), kind)[:EACH]
    marks = [_ids(row, tables) for row in chosen]
    for row in chosen:
        kind.spoil(row, chance, tables)
    named = {row for rule, row in broken(with_history(tables), beside) - before if row}
    return len(chosen), sum(any(_hits(mark, row) for row in named for mark in ids) for ids in marks)


def _hits(mark: str, row: str) -> bool:
    return mark in row.split("/") or row == f"{mark}-again"


def _apart(rows: Iterable[Row], kind: Kind) -> list[Row]:
    """Rows of which none is near another, so that what is found of one is not taken for the other."""
    if kind.table == "sources":
        return list(rows)
    seen: set[object] = set()
    kept = []
    for row in rows:
        place = (row.get("document_id"), row["char_start"] // 40) if "char_start" in row else row[BY_NAME[kind.table].key[0]]
        if place not in seen:
            seen.add(place)
            kept.append(row)
    return kept


def _ids(row: Row, tables: Bundle) -> list[str]:
    """The ids by which a rule may name the damage: the row's own, and those of what states or holds it."""
    ids = [str(row[name]) for name in BY_NAME[_table_of(row)].key[:1]]
    if "disposition" in row:
        ids += [row["metric_id"]] if row["metric_id"] else []
    elif "article_no" in row:
        ids += [metric["metric_id"] for metric in tables["metrics"] if metric["source_id"] == row["source_id"]]
    elif "value_text" in row:
        ids += [numeral["numeral_id"] for numeral in tables["numerals"] if numeral["metric_id"] == row["metric_id"]]
    elif "aliases" not in row:
        ids += [f"{row['entity_id']}/{row['document_id']}"]
    return ids


def _table_of(row: Row) -> str:
    return next(
        name
        for name, column in (
            ("numerals", "disposition"),
            ("sources", "article_no"),
            ("metrics", "value_text"),
            ("entities", "aliases"),
            ("mentions", "function"),
        )
        if column in row
    )


def _emptied(name: str) -> Callable[[Bundle], object]:
    return lambda tables: tables[name].clear()


WHOLE: dict[str, Callable[[Bundle], object]] = {
    **{f"table {name} empty": _emptied(name) for name in ("documents", "sources", "metrics", "numerals", "entities", "mentions")},
    "half the metrics missing": lambda tables: tables.update(metrics=tables["metrics"][::2]),
    "half the documents missing": lambda tables: tables.update(documents=tables["documents"][::2]),
    "half the numerals missing": lambda tables: tables.update(numerals=tables["numerals"][::2]),
    "half the entities missing": lambda tables: tables.update(entities=tables["entities"][::2]),
    "half the mentions missing": lambda tables: tables.update(mentions=tables["mentions"][::2]),
    "all regions lost": lambda tables: [row.update(region=None, region_code=None) for row in tables["metrics"]],
    "all periods a year too early": lambda tables: [
        _shifted(-12)(row, random.Random(), tables) for row in tables["metrics"] if _PERIOD(row)
    ],
    "a stale release": lambda tables: [
        row.update(published_on=row["published_on"] - dt.timedelta(400)) for row in tables["sources"] if row["published_on"]
    ],
}
"""Damage to whole tables. Empty tables and lost rows are found against each other or against the former release."""

TYPES: dict[str, object] = {"value": "viele", "char_start": "1.5 Zeichen", "period_start": "voriges Jahr", "sentence": 7, "metric_id": None}
"""Values that their columns cannot hold: kept out, whole, before anything is built on them."""


def table(folder: Path) -> list[tuple[str, int, int]]:
    """Kind, corruptions made, corruptions noticed."""
    good = candidate(folder / "warehouse")
    wide = beside(folder / "former", good)
    before = broken(with_history(good), wide)
    rows = [(kind.name, *tried(kind, good, before, wide)) for kind in KINDS]
    for name, spoil in WHOLE.items():
        tables = {table: [dict(row) for row in found] for table, found in good.items()}
        spoil(tables)
        rows.append((name, 1, int(bool(broken(with_history(tables), wide) - before))))
    for column, value in TYPES.items():
        tables = {table: list(found) for table, found in good.items()}
        at = len(tables["metrics"]) // 2
        tables["metrics"][at] = {**tables["metrics"][at], column: value}
        kept, quarantine = row_checks.check(tables, "run", wide)
        rows.append((f"wrong type in {column}", 1, int(bool(quarantine) and len(kept["metrics"]) < len(tables["metrics"]))))
    return rows


def markdown(rows: list[tuple[str, int, int]]) -> str:
    """The table, with its sum."""
    made, noticed = sum(row[1] for row in rows), sum(row[2] for row in rows)
    lines = ["| kind | made | noticed |", "| --- | ---: | ---: |"]
    lines += [f"| {name} | {number} | {found} |" for name, number, found in rows]
    return "\n".join([*lines, f"| **all** | **{made}** | **{noticed}** ({noticed / made:.1%}) |"])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        sys.stdout.write(markdown(table(Path(place))) + "\n")
