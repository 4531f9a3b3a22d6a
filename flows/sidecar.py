"""Sidecars: what NAME.meta.yaml beside a document says of it, read strictly.

A sidecar that cannot be read, or a key that cannot be used, never keeps the document out: it is reported and left aside.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import yaml

from transforms.issue_kinds import Kind
from transforms.model import Sidecar

SUFFIX = ".meta.yaml"
MAX_BYTES = 64 * 1024
_LONGEST_TEXT = 2000

Finding = tuple[Kind, str]


def parse(data: bytes) -> tuple[Sidecar, list[Finding]]:
    """The sidecar in these bytes, and what is wrong with it: (kind, message). Unusable keys are left out of the sidecar."""
    if len(data) > MAX_BYTES:
        return Sidecar(), [(Kind.SIDECAR_UNREADABLE, f"The sidecar has {len(data)} bytes; up to {MAX_BYTES} are read.")]
    try:
        text = data.decode("utf-8-sig")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        # Anchors are refused before anything is built: a few lines of them can expand to gigabytes.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            return Sidecar(), [(Kind.SIDECAR_UNREADABLE, "The sidecar uses YAML aliases.")]
        loaded = yaml.safe_load(text)
    except UnicodeDecodeError as error:
        return Sidecar(), [(Kind.SIDECAR_UNREADABLE, f"Byte {error.start} of the sidecar is not UTF-8.")]
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        return Sidecar(), [(Kind.SIDECAR_UNREADABLE, f"The sidecar is no YAML: {_one_line(str(error))}")]
    if not isinstance(loaded, dict):
        return Sidecar(), [(Kind.SIDECAR_UNREADABLE, f"The sidecar holds {_kind_of(loaded)}, not `key: value` lines.")]
    findings = [(Kind.SIDECAR_FIELD, f"The key {key!r} stands twice; neither is used.") for key in _doubled(root)]
    doubled = set(_doubled(root))
    fields: dict[str, Any] = {}
    for key, value in loaded.items():
        if key in doubled:
            continue
        if key not in _READERS:
            known = ", ".join(_READERS)
            findings.append((Kind.SIDECAR_FIELD, f"The key {_shown(key)} is unknown; the keys are {known}."))
        elif value is not None:
            try:
                fields[key] = _READERS[key](value)
            except ValueError as error:
                findings.append((Kind.SIDECAR_FIELD, f"{key} is {_shown(value)}: {error}."))
    return Sidecar(**fields), findings


def _doubled(root: yaml.Node | None) -> list[str]:
    keys = [key.value for key, _ in root.value] if isinstance(root, yaml.MappingNode) else []
    return sorted({key for key in keys if isinstance(key, str) and keys.count(key) > 1})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a text is needed, this is {_kind_of(value)}; put it in quotes")
    text = value.strip()
    if not text or len(text) > _LONGEST_TEXT or any(ord(c) < 32 or 0xD800 <= ord(c) < 0xE000 for c in text):
        raise ValueError(f"a text of one line and up to {_LONGEST_TEXT} characters is needed")
    return text


def _url(value: object) -> str:
    url = _text(value)
    if not url.startswith(("http://", "https://")) or any(c.isspace() for c in url):
        raise ValueError("an address that begins with http:// or https:// is needed")
    return url


def _day(value: object) -> dt.date:
    if isinstance(value, str):
        value = dt.date.fromisoformat(value)
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime) or not 1900 <= value.year <= 2100:
        raise ValueError("a day such as 2024-07-15 is needed")
    return value


def _moment(value: object) -> dt.datetime:
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
    if not isinstance(value, dt.datetime) or not 1900 <= value.year <= 2100:
        raise ValueError("a moment such as 2024-07-15T08:00:00+08:00 is needed")
    return value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)


_READERS: dict[str, Callable[[object], Any]] = {
    "outlet": _text,
    "url": _url,
    "title": _text,
    "published_on": _day,
    "licence": _text,
    "collected_at": _moment,
}


def _kind_of(value: object) -> str:
    names: dict[type, str] = {dict: "a mapping", list: "a list", str: "a text", int: "a number", float: "a number", bool: "true or false"}
    return "nothing" if value is None else names.get(type(value), f"a {type(value).__name__}")


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else shown[:77] + "..."


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]
