"""Sidecars: what `NAME.meta.yaml` beside a document says of it.

Every field is optional and every fault is reported: a wrong field is left out and the rest is kept, a file that is no
plain mapping is left out whole, and the document is read either way.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Hashable
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

Finding = tuple[Kind, str]


@dataclass(frozen=True, slots=True)
class SidecarReading:
    """The fields that could be read, and what was wrong with the others: (kind, message)."""

    sidecar: Sidecar
    findings: tuple[Finding, ...] = ()


class _FieldError(ValueError):
    """One value that cannot be used; the text says why."""


class _SidecarLoader(yaml.SafeLoader):
    """SafeLoader without what a sidecar has no use for and a hostile one abuses: aliases, repeated keys, YAML's own dates."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.constructor.ConstructorError(None, None, "aliases (*name) are not allowed", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key must be a single word", key.start_mark)
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key.value[:60]!r} stands twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


# Dates are parsed below, from their text, so that an impossible one costs its field and not the file.
_SidecarLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_sidecar(data: bytes) -> SidecarReading:
    """The sidecar in these bytes. Never raises: what cannot be used is in the findings."""
    if len(data) > MAX_BYTES:
        return _unreadable(f"it has {len(data)} bytes; sidecars of up to {MAX_BYTES} are read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unreadable(f"it is not UTF-8 (byte {error.start})")
    try:
        # A subclass of SafeLoader: it makes plain values and nothing else.
        loaded = yaml.load(text, Loader=_SidecarLoader)
    except yaml.YAMLError as error:
        return _unreadable(f"it is not YAML as sidecars use it: {_where(error)}")
    except (RecursionError, ValueError) as error:
        return _unreadable(f"its values cannot be built ({type(error).__name__})")
    if loaded is None:
        return SidecarReading(Sidecar())
    if not isinstance(loaded, dict):
        return _unreadable(f"it holds a {_type_name(loaded)}, not `key: value` lines")
    fields: dict[str, Any] = {}
    findings: list[Finding] = []
    for key, value in loaded.items():
        if key not in KEYS:
            findings.append((Kind.SIDECAR_FIELD, f"Unknown key {_shown(key)}; the keys are {', '.join(KEYS)}."))
            continue
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


def _type_name(value: Any) -> str:
    names = {str: "text", bool: "yes/no value", int: "number", float: "number", list: "list", dict: "mapping"}
    return names.get(type(value), type(value).__name__)


def _shown(value: Any) -> str:
    # Lists and mappings are named, not shown: their text could be of any length.
    return (
        repr(value[:60]) if isinstance(value, str) else repr(value) if isinstance(value, int | float | None) else f"a {_type_name(value)}"
    )


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise _FieldError(f"a text is expected, found the {_type_name(value)} {_shown(value)}; put it in quotes")
    stripped = value.strip()
    if len(stripped) > MAX_VALUE_CHARACTERS:
        raise _FieldError(f"it has {len(stripped)} characters; up to {MAX_VALUE_CHARACTERS} are allowed")
    if not stripped.isprintable():
        raise _FieldError(f"it holds a line break or a control character: {_shown(stripped)}")
    return stripped or None


def _url(value: Any) -> str | None:
    text = _text(value)
    if text is None:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in ("http", "https") or not parts.netloc or " " in text:
        raise _FieldError(f"an address that begins with http:// or https:// is expected, found {_shown(text)}")
    return text


def _date(value: Any) -> dt.date | None:
    text = _text(str(value) if type(value) is int else value)
    if text is None:
        return None
    try:
        day = dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        raise _FieldError(f"a day like 2024-07-18 is expected, found {_shown(text)}") from None
    return _plausible(day)


def _moment(value: Any) -> dt.datetime | None:
    """A moment in UTC; without a time zone it is taken to be in UTC, without a time to be midnight."""
    text = _text(value)
    if text is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise _FieldError(f"a moment like 2024-07-18T10:00:00+08:00 is expected, found {_shown(text)}") from None
    _plausible(moment.date())
    return moment


def _plausible(day: dt.date) -> dt.date:
    if not 1900 <= day.year <= 2100:
        raise _FieldError(f"the year {day.year} is not between 1900 and 2100")
    return day


_PARSERS = {"outlet": _text, "url": _url, "title": _text, "published_on": _date, "licence": _text, "collected_at": _moment}
