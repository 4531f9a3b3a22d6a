"""Loading seeds/reference/corrections.yaml, strictly: a fault names the entry, the value and what to do."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import re
from collections.abc import Container
from pathlib import Path
from typing import Any

import yaml

from expectations.thresholds import StrictLoader
from transforms.corrections import FIELDS, Correction
from transforms.reference import Reference
from warehouse.tables import METRICS, Column

FILE = "corrections.yaml"
_TEXTS = ("name", "metric_id", "file", "value_text", "because", "said_by")
_KEYS = {*_TEXTS, "was", "becomes", "not_a_fact", "decided_on"}
_KINDS = {"text": "text; quote it", "double": "number; write it out, without quotes", "date": "day, such as 2026-03-02"}
_WITH_ID = {"indicator": "indicator_id", "region": "region_code", "speaker": "speaker_id"}
_ID = re.compile("[0-9a-f]{16}")
_TYPES: dict[str, tuple[type, ...]] = {"text": (str,), "double": (int, float), "date": (dt.date,)}


class CorrectionsError(ValueError):
    """The file of corrections cannot be used. The message names the entry, what was found and what to do."""


def load(folder: Path, reference: Reference) -> tuple[tuple[Correction, ...], str]:
    """The corrections of a folder of reference tables, and the SHA-256 of their file; none where there is no such file.

    Raises CorrectionsError for what is no list of corrections, and for an indicator that `reference` does not know.
    """
    path = folder / FILE
    if not path.exists():
        return (), ""
    try:
        data = path.read_bytes()
        loaded = yaml.load(data.decode("utf-8"), StrictLoader)
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise CorrectionsError(f"{FILE}: cannot be read: {error}; write it as UTF-8 YAML") from None
    entries = loaded.get("corrections") if isinstance(loaded, dict) and set(loaded) == {"corrections"} else None
    if not isinstance(entries, list):
        raise CorrectionsError(f"{FILE}: must hold one list, `corrections:`; `corrections: []` for none")
    known = {indicator.indicator_id for indicator in reference.indicators}
    made = tuple(_correction(number, entry, known) for number, entry in enumerate(entries, 1))
    for key in ("name", "metric_id"):
        seen: set[str] = set()
        for one in made:
            if (value := getattr(one, key)) in seen:
                raise CorrectionsError(f"{FILE}: {key} {value!r} stands twice; join the two entries")
            seen.add(value)
    return made, hashlib.sha256(data).hexdigest()


def _correction(number: int, entry: Any, known: Container[str]) -> Correction:
    where = f"{FILE}: entry {number}"
    if not isinstance(entry, dict):
        raise CorrectionsError(f"{where}: must hold keys and values; it is {entry!r}")
    if unknown := sorted(map(str, set(entry) - _KEYS)):
        raise CorrectionsError(f"{where}: the key {unknown[0]!r} is unknown; use {', '.join(sorted(_KEYS))}")
    for key in _TEXTS:
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise CorrectionsError(f"{where}: {key} must be a text, not {entry.get(key)!r}; quote it")
    if not isinstance(entry.get("decided_on"), dt.date) or isinstance(entry.get("decided_on"), dt.datetime):
        raise CorrectionsError(f"{where}: decided_on must be a day, such as 2026-03-02, not {entry.get('decided_on')!r}")
    if (entry.get("not_a_fact") is True) == bool(entry.get("becomes")):
        raise CorrectionsError(f"{where}: give either `becomes` with the right values, or `not_a_fact: true`")
    if not entry.get("was"):
        raise CorrectionsError(f"{where}: `was` must say what the metric reads as without the correction: it guards against changes")
    if not _ID.fullmatch(entry["metric_id"]):
        raise CorrectionsError(f"{where}: metric_id must be all 16 hex digits, not {entry['metric_id']!r}; gongbao explain shows them")
    was, becomes = (_values(f"{where}: {key}", entry.get(key) or {}) for key in ("was", "becomes"))
    if (indicator_id := becomes.get("indicator_id")) is not None and indicator_id not in known:
        raise CorrectionsError(f"{where}: becomes: indicator_id: {indicator_id!r} is not in indicators.csv; correct it")
    # A name or a place that changes takes its id with it.
    for name, its_id in _WITH_ID.items():
        if name in becomes:
            becomes.setdefault(its_id, None)
    texts = {key: entry[key] for key in _TEXTS}
    return Correction(**texts, was=was, becomes=becomes, decided_on=entry["decided_on"])


def _values(where: str, values: Any) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise CorrectionsError(f"{where}: must hold columns of metrics and their values; it is {values!r}")
    checked: dict[str, Any] = {}
    for name, value in values.items():
        if name not in FIELDS:
            raise CorrectionsError(f"{where}: {name!r} cannot be corrected; use {', '.join(FIELDS)}")
        checked[name] = _value(f"{where}: {name}", METRICS.column(name), value)
    return checked


def _value(where: str, column: Column, value: Any) -> Any:
    if value is None:
        if not column.nullable:
            raise CorrectionsError(f"{where}: must have a value")
        return None
    if isinstance(value, bool) or not isinstance(value, _TYPES[column.type]):
        raise CorrectionsError(f"{where}: {value!r} is no {_KINDS[column.type]}")
    if column.values and value not in column.values:
        raise CorrectionsError(f"{where}: {value!r} is unknown; use one of {', '.join(column.values)}")
    if column.type != "double":
        return value
    number = float(str(value))
    if not math.isfinite(number):
        raise CorrectionsError(f"{where}: {value!r} is no number")
    return number
