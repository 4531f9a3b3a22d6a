"""Sidecars: what `NAME.meta.yaml` beside a document says of it.

Every field is optional and every fault is reported: a wrong field is left out and the rest is kept, a file that is no
plain mapping is left out whole, and the document is read either way.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import yaml

from transforms.issue_kinds import Kind
from transforms.model import Sidecar

SUFFIX = ".meta.yaml"
MAX_BYTES = 64 * 1024
MAX_VALUE_CHARACTERS = 2_000

KEYS = ("outlet", "url", "title", "published_on", "licence", "collected_at")

_TAG = "tag:yaml.org,2002:"
_NULL = _TAG + "null"

Finding = tuple[Kind, str]


@dataclass(frozen=True, slots=True)
class SidecarReading:
    """The fields that could be read, and what was wrong with the others: (kind, message)."""

    sidecar: Sidecar
    findings: tuple[Finding, ...] = ()


class _FieldError(ValueError):
    """One value that cannot be used; the text says why."""


def read_sidecar(data: bytes) -> SidecarReading:
    """The sidecar in these bytes. Never raises: what cannot be used is in the findings."""
    if len(data) > MAX_BYTES:
        return _unreadable(f"it has {len(data)} bytes; sidecars of up to {MAX_BYTES} are read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unreadable(f"it is not UTF-8 (byte {error.start})")
    try:
        # The tree of the safe loader is enough: nothing is built from it, so no tag, alias or giant number can do harm.
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        return _unreadable(f"it is no YAML: {_where(error)}")
    except RecursionError:
        return _unreadable("its values are nested too deep")
    if root is None or root.tag == _NULL:
        return SidecarReading(Sidecar())
    if not isinstance(root, yaml.MappingNode):
        return _unreadable(f"it holds a {_type_name(root)}, not `key: value` lines")
    return _fields(root)


def _fields(root: yaml.MappingNode) -> SidecarReading:
    fields: dict[str, Any] = {}
    findings: list[Finding] = []
    seen: set[str] = set()
    for key_node, value in root.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
        if key not in KEYS:
            name = repr(key[:60]) if key is not None else f"(a {_type_name(key_node)})"
            found = f"Unknown key {name} in line {key_node.start_mark.line + 1}"
            findings.append((Kind.SIDECAR_FIELD, f"{found}; the keys are {', '.join(KEYS)}."))
            continue
        if key in seen:
            findings.append((Kind.SIDECAR_FIELD, f"{key}: it stands twice (line {key_node.start_mark.line + 1}), so neither is used."))
            fields.pop(key, None)
            continue
        seen.add(key)
        try:
            fields[key] = _PARSERS[key](value)
        except _FieldError as error:
            findings.append((Kind.SIDECAR_FIELD, f"{key}: {error}."))
    return SidecarReading(Sidecar(**fields), tuple(findings))


def normalised(sidecar: Sidecar) -> str:
    """The same text for sidecars that say the same, whatever their layout: what the hash of an input is made of."""
    fields = {key: value for key in KEYS if (value := getattr(sidecar, key)) is not None}
    return json.dumps(fields, ensure_ascii=True, sort_keys=True, default=lambda value: value.isoformat())


def _unreadable(what: str) -> SidecarReading:
    return SidecarReading(Sidecar(), ((Kind.SIDECAR_UNREADABLE, f"The sidecar is left out: {what}."),))


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be parsed"
    return f"line {mark.line + 1}: {problem}" if mark is not None else str(problem)


def _type_name(node: yaml.Node) -> str:
    names = {
        "str": "text",
        "bool": "yes/no value",
        "int": "number",
        "float": "number",
        "seq": "list",
        "map": "mapping",
        "timestamp": "date",
    }
    kind = node.tag.removeprefix(_TAG)
    return names.get(kind, f"value of type {kind[:60]!r}")


def _shown(node: yaml.Node) -> str:
    """Type and, for a single value, its text: lists and mappings could be of any length."""
    return f"the {_type_name(node)}" + (f" {node.value[:60]!r}" if isinstance(node, yaml.ScalarNode) else "")


def _text(node: yaml.Node, also: tuple[str, ...] = ()) -> str | None:
    """The text of a value; `also` names the types, besides text, whose written form will do."""
    if node.tag == _NULL:
        return None
    if not isinstance(node, yaml.ScalarNode) or node.tag.removeprefix(_TAG) not in ("str", *also):
        raise _FieldError(f"a text is expected, found {_shown(node)}; put it in quotes")
    stripped: str = node.value.strip()
    if len(stripped) > MAX_VALUE_CHARACTERS:
        raise _FieldError(f"it has {len(stripped)} characters; up to {MAX_VALUE_CHARACTERS} are allowed")
    if not stripped.isprintable():
        raise _FieldError(f"it holds a line break or a control character: {stripped[:60]!r}")
    return stripped or None


def _url(node: yaml.Node) -> str | None:
    text = _text(node)
    if text is None:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in ("http", "https") or not parts.netloc or " " in text:
        raise _FieldError(f"an address that begins with http:// or https:// is expected, found {text[:60]!r}")
    return text


def _date(node: yaml.Node) -> dt.date | None:
    text = _text(node, also=("timestamp", "int"))
    if text is None:
        return None
    try:
        day = dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        raise _FieldError(f"a day like 2024-07-18 is expected, found {text[:60]!r}") from None
    return _plausible(day)


def _moment(node: yaml.Node) -> dt.datetime | None:
    """A moment in UTC; without a time zone it is taken to be in UTC, without a time to be midnight."""
    text = _text(node, also=("timestamp", "int"))
    if text is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise _FieldError(f"a moment like 2024-07-18T10:00:00+08:00 is expected, found {text[:60]!r}") from None
    _plausible(moment.date())
    return moment


def _plausible(day: dt.date) -> dt.date:
    if not 1900 <= day.year <= 2100:
        raise _FieldError(f"the year {day.year} is not between 1900 and 2100")
    return day


_PARSERS = {"outlet": _text, "url": _url, "title": _text, "published_on": _date, "licence": _text, "collected_at": _moment}
