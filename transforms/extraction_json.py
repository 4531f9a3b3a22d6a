"""Extractions as plain JSON values, to be kept between builds."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, fields
from typing import Any, TypeVar

from transforms.model import Article, Citation, DayClue, EntityMention, Extraction, Numeral, Period, Reading, YearClue

Row = TypeVar("Row", Article, Citation, DayClue, EntityMention, Numeral, Period, Reading, YearClue)


def to_json(extraction: Extraction) -> dict[str, Any]:
    """Values of JSON alone: dates as ISO text, rows as lists in the order of the fields."""
    return {
        "document_id": extraction.document_id,
        "script": extraction.script,
        "articles": [_values(row) for row in extraction.articles],
        "citations": [_values(row) for row in extraction.citations],
        "readings": [_values(row) for row in extraction.readings],
        "numerals": [_values(row) for row in extraction.numerals],
        "mentions": [_values(row) for row in extraction.mentions],
        "day_clues": [_values(row) for row in extraction.day_clues],
        "year_clues": [_values(row) for row in extraction.year_clues],
        "of_paper": extraction.of_paper,
    }


def from_json(payload: dict[str, Any]) -> Extraction:
    """The extraction again. Raises KeyError, TypeError or ValueError when the payload is of another shape."""
    return Extraction(
        document_id=payload["document_id"],
        script=payload["script"],
        articles=tuple(_row(Article, row) for row in payload["articles"]),
        citations=tuple(_row(Citation, row) for row in payload["citations"]),
        readings=tuple(_row(Reading, row) for row in payload["readings"]),
        numerals=tuple(_row(Numeral, row) for row in payload["numerals"]),
        mentions=tuple(_row(EntityMention, row) for row in payload["mentions"]),
        day_clues=tuple(_row(DayClue, row) for row in payload["day_clues"]),
        year_clues=tuple(_row(YearClue, row) for row in payload["year_clues"]),
        of_paper=payload["of_paper"],
    )


def _values(row: Article | Citation | DayClue | EntityMention | Numeral | Reading | YearClue) -> list[Any]:
    return [_value(getattr(row, field.name)) for field in fields(row)]


def _value(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Period):
        return asdict(value)
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    return value


_DATES = {"published_on", "stated_on", "first_day", "last_day"}


def _row(kind: type[Row], values: list[Any]) -> Row:
    names = [field.name for field in fields(kind)]
    if len(names) != len(values):
        raise ValueError(f"{kind.__name__} has {len(names)} fields, not {len(values)}")
    return kind(**{name: _back(name, value) for name, value in zip(names, values, strict=True)})


def _back(name: str, value: Any) -> Any:
    if name in _DATES and value is not None:
        return dt.date.fromisoformat(value)
    if name == "period" and value is not None:
        return Period(**value)
    if isinstance(value, list):
        return tuple(tuple(item) if isinstance(item, list) else item for item in value)
    return value
