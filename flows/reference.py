"""Loading seeds/reference into the tables that the transforms use, strictly: a fault names file, line and value."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import yaml

from expectations import setting
from transforms.reference import UNIT_KINDS, Holiday, Indicator, Organization, Outlet, Reference, Region, Sum, Unit
from transforms.word_classes import NUMBER_CLASSES, PAGE_CLASSES, PAIR_CLASSES

Made = TypeVar("Made")

WORD_FILES = {"words.yaml": NUMBER_CLASSES, "page_words.yaml": PAGE_CLASSES}
_WORD_TABLE = "not_names"
"""The class of words with so many members that each has a line, and a reason, of its own."""

_COLUMNS = {
    "indicators.csv": ("indicator_id", "name", "name_en", "kind", "unit_family", "synonyms"),
    "units.csv": ("form", "unit", "kind", "multiplier"),
    "regions.csv": ("name", "code", "level", "short_names", "parent_code"),
    "organizations.csv": ("name", "kind", "aliases"),
    "outlets.csv": ("name", "kind", "aliases", "region"),
    "titles.csv": ("title",),
    "surnames.csv": ("surname",),
    "lexical_numerals.csv": ("word", "reason"),
    "script_terms.csv": ("converted", "term"),
    "holidays.csv": ("name", "first_day", "last_day"),
    "sums.csv": ("whole", "parts", "words", "reason"),
    f"{_WORD_TABLE}.csv": ("word", "reason"),
}
_MAY_BE_EMPTY = {"words", "synonyms", "code", "short_names", "parent_code", "aliases", "region"}
_UNIQUE = {
    "indicators.csv": "indicator_id",
    "units.csv": "form",
    "organizations.csv": "name",
    "outlets.csv": "name",
    "titles.csv": "title",
    "surnames.csv": "surname",
    "lexical_numerals.csv": "word",
    "script_terms.csv": "converted",
    f"{_WORD_TABLE}.csv": "word",
}
_KINDS = {"stock", "flow", "rate", "index"}
_LEVELS = {"world", "country", "area", "province", "foreign", "prefecture", "county"}

# Columns whose names share one space: a name that stands for two things would be read as whichever comes first.
_NAMES = {"indicators.csv": ("name", "synonyms"), "organizations.csv": ("name", "aliases"), "outlets.csv": ("name", "aliases")}
# Files of the folder that are no tables of the transforms.
_OTHERS = ("thresholds.yaml", "corrections.yaml", *setting.OWN_FILES)

# The words are read at every start, eight times as fast by libyaml, which a PyYAML built without it lacks.
_Yaml: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Row = dict[str, str]
Tables = dict[str, list[tuple[int, Row]]]


class ReferenceError(ValueError):
    """A reference table breaks its rules. The message names file, line, value and what to do."""


def load(folder: Path) -> tuple[Reference, str]:
    """The reference tables of a folder, and the SHA-256 over their names and bytes."""
    digest = hashlib.sha256()
    _refuse_unknown(folder)
    tables = {name: _rows(folder, name, digest) for name in _COLUMNS}
    words = _words(folder, digest)
    words[_WORD_TABLE] = _made(tables, f"{_WORD_TABLE}.csv", lambda r: r["word"])
    _check_regions(tables)
    _check_sums(tables)
    for name, columns in _NAMES.items():
        _check_names(name, columns, tables[name])
    reference = Reference(
        indicators=_made(tables, "indicators.csv", _indicator),
        units=_made(tables, "units.csv", _unit),
        regions=_made(tables, "regions.csv", _region),
        organizations=_made(tables, "organizations.csv", lambda r: Organization(r["name"], r["kind"], _list(r["aliases"]))),
        outlets=_made(tables, "outlets.csv", lambda r: Outlet(r["name"], r["kind"], _list(r["aliases"]), r["region"] or None)),
        titles=_made(tables, "titles.csv", lambda r: r["title"]),
        surnames=_made(tables, "surnames.csv", lambda r: r["surname"]),
        lexical_numerals=_made(tables, "lexical_numerals.csv", lambda r: r["word"]),
        script_terms=_made(tables, "script_terms.csv", _script_term),
        holidays=_made(tables, "holidays.csv", _holiday),
        sums=_made(tables, "sums.csv", _sum),
        words=words,
    )
    return reference, digest.hexdigest()


def _refuse_unknown(folder: Path) -> None:
    """A misspelt file name must not leave a table unread without a word."""
    known = {*_COLUMNS, *WORD_FILES, *_OTHERS}
    for path in sorted(folder.glob("*")):
        if path.suffix in (".csv", ".yaml", ".yml") and path.name not in known:
            raise ReferenceError(f"{path.name}: is no reference table; rename it to one of {', '.join(sorted(known))}, or remove it")


def _check_regions(tables: Tables) -> None:
    regions = tables["regions.csv"]
    codes: dict[str, int] = {}
    names: dict[str, int] = {}
    for line, row in regions:
        place = f"{row['name']} below {row['parent_code'] or 'no other'}"
        for key, seen in ((row["code"], codes), (place, names)):
            if key and key in seen:
                raise ReferenceError(f"regions.csv: line {line}: {key!r} stands already on line {seen[key]}; remove one")
            seen[key] = line
    for line, row in regions:
        if row["parent_code"] and row["parent_code"] not in codes:
            raise ReferenceError(f"regions.csv: line {line}: parent_code {row['parent_code']!r} is no code of a region; add that region")
    places = {row["name"] for _, row in regions}
    for line, row in tables["outlets.csv"]:
        if row["region"] and row["region"] not in places:
            raise ReferenceError(f"outlets.csv: line {line}: region {row['region']!r} is not in regions.csv; use the full name there")


def _check_sums(tables: Tables) -> None:
    known = {row["indicator_id"] for _, row in tables["indicators.csv"]}
    for line, row in tables["sums.csv"]:
        for indicator_id in (row["whole"], *row["parts"].split("|")):
            if indicator_id not in known:
                raise ReferenceError(f"sums.csv: line {line}: {indicator_id!r} is no indicator_id of indicators.csv; correct it")


def _check_names(table: str, columns: tuple[str, ...], rows: list[tuple[int, Row]]) -> None:
    seen: dict[str, int] = {}
    for line, row in rows:
        for name in (part for column in columns for part in row[column].split("|") if part):
            if name in seen:
                raise ReferenceError(f"{table}: line {line}: the name {name!r} stands already on line {seen[name]}; keep it in one place")
            seen[name] = line


def _read(folder: Path, name: str, digest: Any) -> str:
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        raise ReferenceError(f"{name}: cannot be read ({error.strerror}); restore seeds/reference from the project") from error
    digest.update(f"{name}\0{len(data)}\0".encode())
    digest.update(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ReferenceError(f"{name}: byte {error.start} is not UTF-8; save the file as UTF-8") from error


def _rows(folder: Path, name: str, digest: Any) -> list[tuple[int, Row]]:
    reader = csv.DictReader(io.StringIO(_read(folder, name, digest)), strict=True)
    if tuple(reader.fieldnames or ()) != _COLUMNS[name]:
        raise ReferenceError(f"{name}: line 1: columns are {reader.fieldnames}; they must be {','.join(_COLUMNS[name])}")
    rows: list[tuple[int, Row]] = []
    seen: dict[str, int] = {}
    while (row := _next_row(reader, name)) is not None:
        line = reader.line_num
        if None in row or None in row.values():
            raise ReferenceError(f"{name}: line {line}: {len(_COLUMNS[name])} cells expected; quote a cell that holds a comma")
        for column, cell in row.items():
            if cell != cell.strip():
                raise ReferenceError(f"{name}: line {line}: {column} is {cell!r}; remove the white space around it")
            if not cell and column not in _MAY_BE_EMPTY:
                raise ReferenceError(f"{name}: line {line}: {column} is empty; fill it or remove the line")
        if (key := _UNIQUE.get(name)) is not None:
            if row[key] in seen:
                raise ReferenceError(f"{name}: line {line}: {key} {row[key]!r} stands already on line {seen[row[key]]}; remove one")
            seen[row[key]] = line
        rows.append((line, row))
    if not rows:
        raise ReferenceError(f"{name}: holds no rows; restore seeds/reference from the project")
    return rows


def _next_row(reader: csv.DictReader[str], name: str) -> Row | None:
    try:
        return next(reader, None)
    except csv.Error as error:
        raise ReferenceError(f"{name}: line {reader.line_num}: is no CSV ({error}); check its quotes") from error


def _made(tables: Tables, name: str, make: Callable[[Row], Made]) -> tuple[Made, ...]:
    made: list[Made] = []
    for line, row in tables[name]:
        try:
            made.append(make(row))
        except ValueError as error:
            raise ReferenceError(f"{name}: line {line}: {error}") from error
    return tuple(made)


def _list(cell: str) -> tuple[str, ...]:
    parts = tuple(cell.split("|")) if cell else ()
    if any(not part or part != part.strip() for part in parts):
        raise ValueError(f"{cell!r} has an empty or padded part; separate names by | alone")
    return parts


def _indicator(row: Row) -> Indicator:
    if row["kind"] not in _KINDS:
        raise ValueError(f"kind {row['kind']!r} is unknown; use one of {', '.join(sorted(_KINDS))}")
    return Indicator(row["indicator_id"], (row["name"], *_list(row["synonyms"])), row["name_en"], row["kind"], row["unit_family"])


def _unit(row: Row) -> Unit:
    if row["kind"] not in UNIT_KINDS:
        raise ValueError(f"kind {row['kind']!r} is unknown; use one of {', '.join(sorted(UNIT_KINDS))}")
    multiplier = float(row["multiplier"])
    if not 0 < multiplier < float("inf"):
        raise ValueError(f"multiplier {row['multiplier']!r} is no positive number")
    return Unit(row["form"], row["unit"], row["kind"], multiplier)


def _region(row: Row) -> Region:
    if row["level"] not in _LEVELS:
        raise ValueError(f"level {row['level']!r} is unknown; use one of {', '.join(sorted(_LEVELS))}")
    code = row["code"]
    if code and not (len(code) == 6 and code.isascii() and code.isdigit()):
        raise ValueError(f"code {code!r} is not six digits of GB/T 2260; leave it empty where there is none")
    return Region(row["name"], code or None, row["level"], _list(row["short_names"]), row["parent_code"] or None)


def _holiday(row: Row) -> Holiday:
    first, last = (_day(row[column]) for column in ("first_day", "last_day"))
    if not first <= last:
        raise ValueError(f"first_day {first} is after last_day {last}")
    return Holiday(row["name"], first, last)


def _sum(row: Row) -> Sum:
    parts, words = _list(row["parts"]), _list(row["words"])
    if words and len(words) != len(parts):
        raise ValueError(f"words {row['words']!r} must be as many as the parts, in their order, or none")
    return Sum(row["whole"], parts, words)


def _day(cell: str) -> dt.date:
    try:
        return dt.date.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"{cell!r} is no day; write it as 2024-09-15") from None


def _script_term(row: Row) -> tuple[str, str]:
    if len(row["converted"]) != len(row["term"]):
        raise ValueError(f"{row['converted']!r} and {row['term']!r} differ in length; offsets would move")
    return row["converted"], row["term"]


def _words(folder: Path, digest: Any) -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for name, classes in WORD_FILES.items():
        try:
            loaded = _classes(name, _read(folder, name, digest))
        except yaml.YAMLError as error:
            raise ReferenceError(f"{name}: is no YAML: {error}") from error
        if not isinstance(loaded, dict):
            raise ReferenceError(f"{name}: must hold classes of words, `class: [word, word]`")
        for word_class, listed in loaded.items():
            if word_class in words:
                raise ReferenceError(f"{name}: the class {word_class!r} stands in another file already; rename one")
            if not isinstance(word_class, str):
                raise ReferenceError(f"{name}: the class {word_class!r} is no name; put it in quotes")
            if not isinstance(listed, list) or not all(isinstance(word, str) and word for word in listed):
                raise ReferenceError(f"{name}: {word_class}: must be a list of words; quote what YAML takes for a number or a date")
            if repeated := sorted(word for word, times in Counter(listed).items() if times > 1):
                raise ReferenceError(f"{name}: {word_class}: {repeated[0]!r} stands twice; remove one")
            if word_class not in classes:
                raise ReferenceError(f"{name}: {word_class}: is no class that the reading asks for; correct its name, or remove it")
            _check_pairs(name, word_class, listed)
            words[word_class] = tuple(listed)
        if missing := sorted(classes - words.keys()):
            raise ReferenceError(f"{name}: the class {missing[0]!r} is missing; add `{missing[0]}: [word, word]`")
    return words


def _check_pairs(name: str, word_class: str, entries: list[str]) -> None:
    if word_class not in PAIR_CLASSES:
        return
    seen: set[str] = set()
    for entry in entries:
        key, mark, value = entry.partition("=")
        if not (key and mark and value):
            raise ReferenceError(f"{name}: {word_class}: {entry!r} is no pair; write `word=what it stands for`")
        if key in seen:
            raise ReferenceError(f"{name}: {word_class}: {key!r} stands twice; join the two entries")
        seen.add(key)


def _classes(name: str, text: str) -> object:
    """What the YAML holds. YAML itself keeps the last of two lists under one name, and drops the first without a word."""
    loader = _Yaml(text)
    try:
        root = loader.get_single_node()
        seen: set[str] = set()
        for key, _ in root.value if isinstance(root, yaml.MappingNode) else ():
            if key.value in seen:
                raise ReferenceError(f"{name}: line {key.start_mark.line + 1}: the class {key.value!r} stands twice; join the two lists")
            seen.add(str(key.value))
        return None if root is None else loader.construct_document(root)
    finally:
        loader.dispose()
