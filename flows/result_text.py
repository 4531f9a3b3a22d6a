"""Results of a query as text: a table for people, CSV and JSON for programs.

Values come from documents of strangers, so nothing in them may act on the terminal or the spreadsheet that shows
them: a table writes control characters and text-direction marks as visible escapes, CSV puts an apostrophe before
text that a spreadsheet would run as a formula, JSON writes such characters as \\u escapes, which read back unchanged.
"""

from __future__ import annotations

import csv
import datetime as dt
import decimal
import json
import math
import re
from collections.abc import Iterable, Sequence
from typing import IO, Any

from rich.cells import cell_len

_DANGEROUS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]")
_NUMBER = re.compile("[+-][0-9][0-9.,]*[%\uff05]?")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#|!~&])")
_LONGEST = 300
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def visible(text: str) -> str:
    r"""`text` with every character that a terminal would obey written as an escape: ESC becomes `\x1b`."""
    return _DANGEROUS.sub(lambda found: _escape(found.group()), text)


def _escape(character: str) -> str:
    code = ord(character)
    return {"\n": r"\n", "\r": r"\r", "\t": r"\t"}.get(character) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")


def quoted(value: object, longest: int = _LONGEST) -> str:
    """A value as harmless Markdown in one line, cut at `longest` characters."""
    text = visible("" if value is None else str(value))
    return _MARKUP.sub(r"\\\1", text if len(text) <= longest else text[:longest] + "…")


def cell(value: Any) -> str:
    """One value for a table: null is empty, lists and structs are JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple | dict):
        return visible(json.dumps(_plain(value), ensure_ascii=False))
    if isinstance(value, bytes | bytearray):
        return value.hex()
    return visible(str(value))


def write_table(out: IO[str], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Columns in lines of equal width, Chinese characters counted as two; numbers to the right."""
    grid = [[cell(value) for value in row] for row in rows]
    names = [visible(name) for name in columns]
    widths = [max([cell_len(name), *(cell_len(line[at]) for line in grid)]) for at, name in enumerate(names)]
    right = [
        any(row[at] is not None for row in rows) and all(_is_number(row[at]) or row[at] is None for row in rows) for at in range(len(names))
    ]

    def line(values: Sequence[str]) -> str:
        padded = [_pad(value, width, to_right) for value, width, to_right in zip(values, widths, right, strict=True)]
        return "  ".join(padded).rstrip() + "\n"

    out.write(line(names))
    out.write("  ".join("─" * width for width in widths) + "\n")
    for values in grid:
        out.write(line(values))


def write_csv(out: IO[str], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """RFC 4180 with a header; null is an empty field. Text that starts a formula gets an apostrophe before it."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_no_formula(name) for name in columns])
    for row in rows:
        writer.writerow([_csv_value(value) for value in row])


def write_json(out: IO[str], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A list of objects, one a line. Dates are ISO text; infinite numbers and NaN are null."""
    separator = "[\n"
    for row in rows:
        text = json.dumps(dict(zip(columns, map(_plain, row), strict=True)), ensure_ascii=False, allow_nan=False)
        out.write(separator + _DANGEROUS.sub(lambda found: f"\\u{ord(found.group()):04x}", text))
        separator = ",\n"
    out.write("[]\n" if separator == "[\n" else "\n]\n")


def _pad(value: str, width: int, to_right: bool) -> str:
    gap = " " * (width - cell_len(value))
    return gap + value if to_right else value + gap


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | decimal.Decimal) and not isinstance(value, bool)


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet would run the text; a signed number is none."""
    return text.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(text)


def _no_formula(text: str) -> str:
    return "'" + text if starts_formula(text) else text


def _csv_value(value: Any) -> Any:
    if isinstance(value, str):
        return _no_formula(value)
    if isinstance(value, list | tuple | dict):
        return json.dumps(_plain(value), ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes | bytearray):
        return value.hex()
    return _plain(value)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dt.date | dt.datetime | dt.time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, bytes | bytearray):
        return value.hex()
    return str(value)
