"""The inbox: which documents are there, by content and never by time stamp, and opening one of them.

Names and bytes come from outside and are trusted with nothing: links are not followed out of the inbox, what is no
ordinary file is not opened, a file over the limit is never loaded, and a name is stored with its odd characters escaped.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flows import sidecar as sidecars
from transforms.decode import decode
from transforms.issue_kinds import FORMATS, WHAT_TO_DO, Kind, Refused
from transforms.main_text import main_text
from transforms.model import RawDocument, Sidecar

MAX_BYTES = 20 * 1024 * 1024
"""Larger files are refused unread: no official text comes near it, and reading one would take gigabytes."""

_CHUNK = 1024 * 1024
_MEDIA_TYPES = {".txt": "text/plain", ".md": "text/markdown", ".html": "text/html", ".htm": "text/html"}
_LEFTOVERS = ("~", ".swp", ".tmp", ".part", ".crdownload")
_SYSTEM_FILES = {"thumbs.db", "desktop.ini"}
_QUOTES = "\"'`\\"

Issue = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Input:
    """One content of the inbox. `paths` are all that hold it, relative and escaped, the first one first."""

    paths: tuple[str, ...]
    absolute: Path
    sha256: str
    size: int
    media_type: str
    sidecar: Sidecar
    input_key: str
    """Hash of the content and of what the sidecar says: the reading is repeated when it changes."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """What the inbox holds, in the order of the paths, and what about it has to be reported."""

    inputs: tuple[Input, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """One document opened. `document` is None when it was refused; `issues` then says why."""

    document: RawDocument | None
    encoding: str
    data: bytes
    issues: tuple[Issue, ...]


def escaped(path: str) -> str:
    """A path as it can be stored and shown: control characters, direction marks and undecodable bytes as escapes."""
    return "".join(_escape(c) for c in path)


def _escape(c: str) -> str:
    code = ord(c)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code < 32 or code == 127:
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(c, f"\\x{code:02x}")
    return c if c.isprintable() or c == "\u3000" else f"\\u{code:04x}"


def discover(inbox: Path, excluded: Iterable[Path] = ()) -> Discovery:
    """All documents below `inbox`, but for the `excluded` folders. Never fails on a file; raises OSError for the inbox itself."""
    issues: list[Issue] = []
    root = inbox.resolve(strict=True)
    files = list(_walk(root, root, {path.resolve() for path in excluded}, issues))
    names = {path for path, _ in files}
    beside: dict[str, Sidecar] = {}
    for path, absolute in files:
        if path.endswith(sidecars.SUFFIX):
            beside[path] = _read_sidecar(path, absolute, names, issues)
    found: dict[str, Input] = {}
    for path, absolute in files:
        if path.endswith(sidecars.SUFFIX):
            continue
        extension = os.path.splitext(path)[1].lower()
        if extension not in FORMATS:
            issues.append(_issue(path, Kind.UNSUPPORTED_FORMAT, f"{extension or 'A name without an ending'} is not read."))
            continue
        item = _input(path, absolute, _MEDIA_TYPES[extension], _sidecar_of(path, beside, issues), issues)
        if item is None:
            continue
        first = found.get(item.sha256)
        if first is None:
            found[item.sha256] = item
            continue
        found[item.sha256] = replace(first, paths=(*first.paths, *item.paths))
        if item.sidecar != first.sidecar:
            issues.append(_issue(path, Kind.SIDECARS_DIFFER, f"Its content is that of {first.paths[0]}, with another sidecar."))
    return Discovery(tuple(found.values()), tuple(issues))


def open_document(item: Input) -> Opened:
    """Read and decode one document. A file that changed since it was found is refused."""
    path = item.paths[0]
    try:
        data = _read(item.absolute)
    except (OSError, Refused) as error:
        kind, message = (error.kind, error.message) if isinstance(error, Refused) else (Kind.UNREADABLE, _reason(error))
        return Opened(None, "", b"", (_issue(path, kind, message),))
    if hashlib.sha256(data).hexdigest() != item.sha256:
        return Opened(None, "", b"", (_issue(path, Kind.CHANGED_WHILE_READING, "The file changed while the build was reading it."),))
    document_id = item.sha256[:16]
    try:
        decoded = decode(data, item.media_type)
        text, findings = decoded.text, decoded.findings
        if item.media_type == "text/html":
            page = main_text(text)
            text, findings = page.text, (*findings, *page.findings)
    except Refused as error:
        return Opened(None, "", data, ({**_issue(path, error.kind, error.message), "document_id": document_id},))
    issues = tuple({**_issue(path, kind, message), "document_id": document_id} for kind, message in findings)
    return Opened(RawDocument(document_id, item.media_type, text, item.sidecar), decoded.encoding, data, issues)


def _walk(folder: Path, root: Path, excluded: set[Path], issues: list[Issue]) -> Iterator[tuple[str, Path]]:
    """(escaped relative path, absolute path) of every ordinary file, sorted by path."""
    shown = escaped(os.path.relpath(folder, root))
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        issues.append(_issue(shown, Kind.UNREADABLE, _reason(error)))
        return
    for entry in entries:
        if _is_leftover(entry.name):
            continue
        absolute = Path(entry.path)
        path = escaped(os.path.relpath(absolute, root))
        if entry.is_symlink():
            if (target := _inside(absolute, root, path, issues)) is None:
                continue
            if target.is_dir():
                # Its files are found at their own place; following would find them twice, or for ever.
                continue
        try:
            mode = absolute.stat().st_mode
        except OSError as error:
            issues.append(_issue(path, Kind.UNREADABLE, _reason(error)))
            continue
        if stat.S_ISDIR(mode):
            if absolute.resolve() not in excluded:
                yield from _walk(absolute, root, excluded, issues)
            continue
        if not stat.S_ISREG(mode):
            issues.append(_issue(path, Kind.NOT_A_FILE, f"It is {_sort_of(mode)}, not an ordinary file."))
            continue
        if escaped(entry.name) != entry.name or any(c in entry.name for c in _QUOTES):
            issues.append(_issue(path, Kind.UNUSUAL_NAME, f"The name holds {_odd_characters(entry.name)}."))
        yield path, absolute


def _inside(link: Path, root: Path, path: str, issues: list[Issue]) -> Path | None:
    """The target of a link when it lies in the inbox; else None, and the issue is noted."""
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        issues.append(_issue(path, Kind.LINK_DANGLING, "It is a link to something that is not there."))
        return None
    if root not in target.parents:
        issues.append(_issue(path, Kind.LINK_OUTSIDE, "It is a link that leads out of the inbox."))
        return None
    return target


def _is_leftover(name: str) -> bool:
    """Hidden files and what editors, browsers and systems leave beside documents."""
    return name.startswith((".", "~$", "#")) or name.lower().endswith(_LEFTOVERS) or name.lower() in _SYSTEM_FILES


def _odd_characters(name: str) -> str:
    if any(0xDC80 <= ord(c) <= 0xDCFF for c in name):
        return "bytes that are no UTF-8"
    return "characters that cannot be seen" if escaped(name) != name else "quotation marks or backslashes"


def _sort_of(mode: int) -> str:
    sorts = ((stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"))
    return next((name for test, name in sorts if test(mode)), "something else")


def _read(path: Path) -> bytes:
    """The bytes of a file of up to MAX_BYTES. Not blocked by a pipe put in its place meanwhile."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise Refused(Kind.NOT_A_FILE, f"It is {_sort_of(status.st_mode)}, not an ordinary file.")
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        size = max(status.st_size, len(data))
        raise Refused(Kind.TOO_LARGE, f"The file has {size:,} bytes; up to {MAX_BYTES:,} are read.")
    return data


def _input(path: str, absolute: Path, media_type: str, sidecar: Sidecar, issues: list[Issue]) -> Input | None:
    try:
        if (size := absolute.stat().st_size) > MAX_BYTES:
            raise Refused(Kind.TOO_LARGE, f"The file has {size:,} bytes; up to {MAX_BYTES:,} are read.")
        sha256 = hashlib.sha256(_read(absolute)).hexdigest()
    except (OSError, Refused) as error:
        kind, message = (error.kind, error.message) if isinstance(error, Refused) else (Kind.UNREADABLE, _reason(error))
        issues.append(_issue(path, kind, message))
        return None
    key = hashlib.sha256(f"{sha256}\0{media_type}\0{sidecar!r}".encode("utf-8", "surrogatepass")).hexdigest()
    return Input((path,), absolute, sha256, size, media_type, sidecar, key)


def _read_sidecar(path: str, absolute: Path, names: set[str], issues: list[Issue]) -> Sidecar:
    stem = path.removesuffix(sidecars.SUFFIX)
    if stem not in names and not any(name != path and os.path.splitext(name)[0] == stem for name in names):
        issues.append(_issue(path, Kind.SIDECAR_ORPHAN, f"There is no document {stem} beside it."))
        return Sidecar()
    try:
        parsed, findings = sidecars.parse(_read(absolute))
    except (OSError, Refused) as error:
        parsed, findings = Sidecar(), [(Kind.SIDECAR_UNREADABLE, error.message if isinstance(error, Refused) else _reason(error))]
    issues.extend(_issue(path, kind, message) for kind, message in findings)
    return parsed


def _sidecar_of(path: str, beside: dict[str, Sidecar], issues: list[Issue]) -> Sidecar:
    """The sidecar of a document: NAME.txt.meta.yaml, else NAME.meta.yaml."""
    exact, short = path + sidecars.SUFFIX, os.path.splitext(path)[0] + sidecars.SUFFIX
    if exact in beside and short in beside:
        issues.append(_issue(path, Kind.SIDECAR_TWICE, f"Both {exact} and {short} stand beside it."))
    return beside.get(exact) or beside.get(short) or Sidecar()


def _reason(error: OSError) -> str:
    return f"It cannot be read: {error.strerror or type(error).__name__}."


def _issue(path: str, kind: Kind, message: str) -> Issue:
    return {"path": path, "document_id": None, "kind": kind.value, "message": message, "what_to_do": WHAT_TO_DO[kind]}
