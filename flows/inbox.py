"""The inbox: which documents lie in it, and the text of each.

Whatever lies there is one of three: an input, an issue that says what was found and what to do, or ignored by a rule
stated here (`_is_ignored`). Nothing in the folder can stop the build, block it, or be read from outside of it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from flows import sidecar as sidecars
from flows.converting import CONVERTED, converted
from transforms.decode import decode, findings_of
from transforms.issue_kinds import FORMATS, WHAT_TO_DO, Kind, Refused
from transforms.main_text import main_text
from transforms.model import RawDocument, Sidecar

MAX_BYTES = 20 * 1024 * 1024
"""Largest document that is read. The longest real ones, yearbooks saved as text, have a tenth of it."""

_MEDIA_TYPES = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_MAGIC = {_MEDIA_TYPES[".pdf"]: b"%PDF-", _MEDIA_TYPES[".docx"]: b"PK\x03\x04"}
"""What such files begin with, within their first kilobyte for PDF."""
_CHUNK = 1024 * 1024

Issue = dict[str, str | None]
"""A row of the table `issues` without its run_id."""


class InboxError(Exception):
    """The inbox cannot be used at all. The text says what was found and what to do."""


@dataclass(frozen=True, slots=True)
class Input:
    """One document of the inbox: one content, under all the paths that hold it.

    `path` is the first of `paths`, both relative to the inbox and escaped; `absolute` is that file as the system names it.
    `input_key` is the hash of content and sidecar: the same key, the same reading.
    """

    path: str
    paths: tuple[str, ...]
    absolute: Path
    size: int
    sha256: str
    document_id: str
    media_type: str
    sidecar: Sidecar
    input_key: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """What lies in the inbox. Both lists are sorted, and the same for the same files."""

    inputs: list[Input]
    issues: list[Issue]


@dataclass(frozen=True, slots=True)
class Opened:
    """One input, read: its document, or, where that is None, the issue that says why not.

    `data` is the raw content, empty where it could not be had; `encoding` is the one it was read in, None for files that tell their own.
    """

    document: RawDocument | None
    encoding: str | None = None
    data: bytes = b""
    issues: list[Issue] = field(default_factory=list)


def discover(inbox: Path, exclude: Iterable[Path] = ()) -> Discovery:
    """All documents below `inbox`, in the order of their paths, and what could not be taken for one.

    `exclude` names folders inside it that are not part of it, such as a warehouse. Every content is hashed, so that a
    change is seen whatever the file's time says. Raises InboxError when the inbox does not exist, is no folder, cannot be
    read, or holds no document. Where a folder in it cannot be looked into, there may be documents: the list is then
    empty, which the checks of the build refuse to publish.
    """
    walk = _Walk(_root(inbox), exclude)
    walk.run()
    if not walk.documents and all(issue["kind"] != Kind.UNREADABLE for issue in walk.issues):
        raise InboxError(_nothing_found(inbox, walk.issues))
    by_content: dict[str, list[Input]] = {}
    for document in walk.documents:
        found = _as_input(walk, document)
        if found is not None:
            by_content.setdefault(found.sha256, []).append(found)
    inputs = [_merged(walk, copies) for copies in by_content.values()]
    walk.report_orphans()
    inputs.sort(key=lambda item: item.path)
    # Two documents can share a sidecar, and so its issues: each is told once.
    issues = {(issue["path"] or "", issue["kind"] or "", issue["message"] or ""): issue for issue in walk.issues}
    return Discovery(inputs, [issues[key] for key in sorted(issues)])


def single(path: Path) -> Discovery:
    """One file with its sidecar, wherever it lies. Raises InboxError when there is no such file."""
    shown = escaped(str(path))
    if not path.exists():
        raise InboxError(f"There is no file {shown}. Name one that is there.")
    if path.is_dir():
        raise InboxError(f"{shown} is a folder. Name one file; `gongbao build` reads a folder.")
    target = path.resolve()
    walk = _Walk(target.parent, ())
    if _suffix(target.name) not in FORMATS:
        ending = escaped(_suffix(target.name)) or "no ending"
        walk.report(target.name, Kind.UNSUPPORTED_FORMAT, f"Files with {ending} are not read; the formats are {', '.join(FORMATS)}.")
        return Discovery([], walk.issues)
    for name in _sidecar_names(target.name):
        beside = target.with_name(name)
        if beside.is_file():
            walk.sidecars[name] = _Found(name, beside)
    found = _as_input(walk, _Found(target.name, target))
    return Discovery([found] if found else [], walk.issues)


def open_document(item: Input) -> Opened:
    """The text of one input. Never raises for what the file holds: that is in the issues."""
    data = b""
    try:
        content = _read_file(item.absolute, MAX_BYTES)
        if hashlib.sha256(content).hexdigest() != item.sha256:
            raise Refused(Kind.CHANGED_WHILE_READING, "The file changed after the inbox was listed.")
        data = content
        text, encoding, findings = _text_of(data, item.media_type)
    except Refused as refused:
        return Opened(None, data=data, issues=[_issue(item.path, refused.kind, refused.message, item.document_id)])
    issues = [_issue(item.path, kind, message, item.document_id) for kind, message in findings]
    document = RawDocument(document_id=item.document_id, media_type=item.media_type, text=text, sidecar=item.sidecar)
    return Opened(document, encoding, data, issues)


def _text_of(data: bytes, media_type: str) -> tuple[str, str | None, tuple[tuple[Kind, str], ...]]:
    """Text, encoding and what to report of them. Raises Refused."""
    if media_type in CONVERTED:
        if not data:
            raise Refused(Kind.EMPTY, "The file is empty (0 bytes).")
        if _MAGIC[media_type] not in data[:1024]:
            raise Refused(Kind.WRONG_EXTENSION, f"The file is named as a {CONVERTED[media_type]}, but is none.")
        text, findings = converted(data, media_type)
        return text, None, findings + findings_of(text, media_type)
    decoded = decode(data, media_type)
    if media_type != "text/html":
        return decoded.text, decoded.encoding, decoded.findings
    page = main_text(decoded.text)
    return page.text, decoded.encoding, decoded.findings + page.findings


def escaped(path: str) -> str:
    """A path as it is stored and shown: printable, one line, without quotes, and different for different paths.

    Control characters, quotes, backslashes, invisible characters and bytes that are not UTF-8 become escapes: `\\n`, `\\'`,
    `\\xff`, `\\u202e`.
    """
    return "".join(_escape(character) for character in path)


def _escape(character: str) -> str:
    if "\udc80" <= character <= "\udcff":
        # A byte of the name that is not UTF-8, as Python carries it in a str.
        return f"\\x{ord(character) - 0xDC00:02x}"
    if character in "\"'\\":
        return "\\" + character
    if not character.isprintable() or unicodedata.category(character) == "Cf":
        return character.encode("unicode_escape", "backslashreplace").decode("ascii")
    return character


@dataclass(frozen=True, slots=True)
class _Found:
    """A file with a document's name. `relative` is its path in the inbox, `target` the file itself where it is a link."""

    relative: str
    target: Path


class _Walk:
    """One walk over the folder: its documents, sidecars and issues."""

    def __init__(self, root: Path, exclude: Iterable[Path]) -> None:
        self.root = root
        self.excluded = {path.resolve() for path in exclude}
        self.documents: list[_Found] = []
        self.sidecars: dict[str, _Found] = {}
        self.issues: list[Issue] = []

    def run(self) -> None:
        pending = [self.root]
        while pending:
            folder = pending.pop()
            below = [entry for entry in self._entries(folder) if not _is_ignored(entry.name)]
            # Folders are put on the stack in reverse, so that they are taken in order.
            pending.extend(path for entry in reversed(below) if (path := self._take(entry)) is not None)

    def relative(self, path: str | Path) -> str:
        return os.path.relpath(path, self.root)

    def report(self, relative: str, kind: Kind, message: str) -> None:
        self.issues.append(_issue(escaped(relative), kind, message))

    def report_orphans(self) -> None:
        described = {name for document in self.documents for name in _sidecar_names(document.relative)}
        for relative in self.sidecars.keys() - described:
            self.report(relative, Kind.SIDECAR_ORPHAN, "There is no document beside this sidecar.")

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                return sorted(entries, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            if folder == self.root:
                raise InboxError(
                    f"The inbox {folder} cannot be read: {_reason(error)}. Give the user that runs the build that right."
                ) from None
            self.report(self.relative(folder), Kind.UNREADABLE, f"The folder cannot be read: {_reason(error)}.")
            return []

    def _take(self, entry: os.DirEntry[str]) -> Path | None:
        """Note one entry; for a folder to walk, its path."""
        relative = self.relative(entry.path)
        try:
            target = self._followed(entry, relative) if entry.is_symlink() else Path(entry.path)
            if target is None or self._is_excluded(target):
                return None
            mode = os.stat(target, follow_symlinks=False).st_mode
        except (OSError, RuntimeError) as error:
            self.report(relative, Kind.UNREADABLE, f"It cannot be looked at: {_reason(error)}.")
            return None
        if stat.S_ISDIR(mode):
            # What a link to a folder of the inbox shows is read at its own place; so no loop of links can be walked.
            return None if entry.is_symlink() else target
        if not stat.S_ISREG(mode):
            self.report(relative, Kind.NOT_A_FILE, f"It is {_special(mode)}, not a file.")
        elif entry.name.lower().endswith(sidecars.SUFFIX):
            self.sidecars[relative] = _Found(relative, target)
        elif _suffix(entry.name) in FORMATS:
            self.documents.append(_Found(relative, target))
        else:
            ending = escaped(_suffix(entry.name)) or "no ending"
            self.report(relative, Kind.UNSUPPORTED_FORMAT, f"Files with {ending} are not read; the formats are {', '.join(FORMATS)}.")
        return None

    def _followed(self, entry: os.DirEntry[str], relative: str) -> Path | None:
        """What a link leads to, if that lies in the inbox."""
        try:
            target = Path(entry.path).resolve(strict=True)
        except FileNotFoundError:
            self.report(relative, Kind.LINK_DANGLING, f"It is a link to {escaped(os.readlink(entry.path))}, which does not exist.")
            return None
        except (OSError, RuntimeError) as error:
            looped = isinstance(error, RuntimeError) or error.errno == errno.ELOOP
            self.report(relative, Kind.LINK_DANGLING, "It is a link that leads to itself." if looped else f"Its target: {_reason(error)}.")
            return None
        if not target.is_relative_to(self.root):
            self.report(relative, Kind.LINK_OUTSIDE, "It is a link to a place outside the inbox.")
            return None
        return target

    def _is_excluded(self, target: Path) -> bool:
        return bool(self.excluded) and any(target.is_relative_to(folder) for folder in self.excluded)


def _root(inbox: Path) -> Path:
    shown = escaped(str(inbox))
    try:
        root = inbox.resolve(strict=True)
    except FileNotFoundError:
        raise InboxError(f"There is no inbox {shown}. Create the folder and put documents into it, or name another.") from None
    except (OSError, RuntimeError) as error:
        raise InboxError(f"The inbox {shown} cannot be used: {_reason(error)}.") from None
    if not root.is_dir():
        raise InboxError(f"The inbox {shown} is a file. Name the folder that holds the documents.")
    return root


def _nothing_found(inbox: Path, issues: list[Issue]) -> str:
    shown, advice = escaped(str(inbox)), f"Put documents ({', '.join(FORMATS)}) into it, or name another folder."
    if not issues:
        return f"The inbox {shown} is empty. {advice}"
    first = min(issues, key=lambda issue: issue["path"] or "")
    found = f"Other entries found there: {len(issues)}, the first of them {first['path']}: {first['message']}"
    return f"The inbox {shown} holds no document. {advice} {found}"


def _is_ignored(name: str) -> bool:
    """Hidden files, and what editors and desktops leave behind: never meant as documents, so not reported either."""
    lower = name.lower()
    return (
        name.startswith((".", "~$"))
        or name.endswith("~")
        or (name.startswith("#") and name.endswith("#"))
        or lower.endswith((".swp", ".bak"))
        or lower in ("thumbs.db", "desktop.ini", "__macosx")
    )


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()


def _special(mode: int) -> str:
    kinds = ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"))
    return next((name for is_kind, name in kinds if is_kind(mode)), "a special entry")


def _as_input(walk: _Walk, document: _Found) -> Input | None:
    path = escaped(document.relative)
    try:
        data_hash, size = _hash_file(document.target)
    except Refused as refused:
        walk.report(document.relative, refused.kind, refused.message)
        return None
    document_id = data_hash[:16]
    if path != document.relative:
        message = "The name holds quotes, backslashes, control characters or bytes that are not UTF-8; it is shown with escapes."
        walk.issues.append(_issue(path, Kind.UNUSUAL_NAME, message, document_id))
    sidecar = _sidecar_of(walk, document.relative, document_id)
    return Input(
        path=path,
        paths=(path,),
        absolute=document.target,
        size=size,
        sha256=data_hash,
        document_id=document_id,
        media_type=_MEDIA_TYPES[_suffix(document.relative)],
        sidecar=sidecar,
        input_key=_input_key(data_hash, _MEDIA_TYPES[_suffix(document.relative)], sidecar),
    )


def _input_key(data_hash: str, media_type: str, sidecar: Sidecar) -> str:
    return hashlib.sha256(f"{data_hash}\n{media_type}\n{sidecars.normalised(sidecar)}".encode("ascii")).hexdigest()


def _sidecar_names(relative: str) -> tuple[str, str]:
    """The two names that a document's sidecar may have: with the document's ending and without."""
    return relative + sidecars.SUFFIX, os.path.splitext(relative)[0] + sidecars.SUFFIX


def _sidecar_of(walk: _Walk, relative: str, document_id: str) -> Sidecar:
    exact, stem = (walk.sidecars.get(name) for name in _sidecar_names(relative))
    if exact is not None and stem is not None:
        message = f"The document {escaped(os.path.basename(relative))} has another sidecar, named with its ending."
        walk.issues.append(_issue(escaped(stem.relative), Kind.SIDECAR_TWICE, message, document_id))
    chosen = exact or stem
    if chosen is None:
        return Sidecar()
    path = escaped(chosen.relative)
    try:
        reading = sidecars.read_sidecar(_read_file(chosen.target, sidecars.MAX_BYTES))
    except Refused as refused:
        # What is wrong with the file is a matter of the sidecar: the document itself is read.
        walk.issues.append(_issue(path, Kind.SIDECAR_UNREADABLE, f"The sidecar is left out: {refused.message}", document_id))
        return Sidecar()
    walk.issues.extend(_issue(path, kind, message, document_id) for kind, message in reading.findings)
    return reading.sidecar


def _merged(walk: _Walk, copies: list[Input]) -> Input:
    """One input for all the paths that hold the same bytes; the first sidecar in the order of paths wins."""
    copies.sort(key=lambda copy: copy.path)
    first = copies[0]
    if len(copies) == 1:
        return first
    described = [copy for copy in copies if copy.sidecar != Sidecar()]
    chosen = described[0] if described else first
    for copy in described[1:]:
        if copy.sidecar != chosen.sidecar:
            message = f"The same content lies under {chosen.path}, with another sidecar, and that one was used."
            walk.issues.append(_issue(copy.path, Kind.SIDECARS_DIFFER, message, copy.document_id))
    key = _input_key(first.sha256, first.media_type, chosen.sidecar)
    return replace(first, paths=tuple(copy.path for copy in copies), sidecar=chosen.sidecar, input_key=key)


def _chunks(path: Path, limit: int) -> Iterator[bytes]:
    """The content of an ordinary file in pieces. Raises Refused when it is none, too large, or changes meanwhile."""
    # O_NONBLOCK: a pipe put in the file's place must not block the build. O_NOFOLLOW: nor may a link lead it elsewhere.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb", buffering=0) as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise Refused(Kind.NOT_A_FILE, f"It is {_special(before.st_mode)}, not a file.")
            if before.st_size > limit:
                raise Refused(Kind.TOO_LARGE, f"The file has {before.st_size} bytes; files of up to {limit} bytes are read.")
            total = 0
            while chunk := file.read(_CHUNK):
                total += len(chunk)
                if total > limit:
                    raise Refused(Kind.TOO_LARGE, f"The file grew beyond {limit} bytes while it was read.")
                yield chunk
            after = os.fstat(file.fileno())
            if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns) or total != after.st_size:
                raise Refused(Kind.CHANGED_WHILE_READING, "The file was written to while it was read.")
    except FileNotFoundError:
        raise Refused(Kind.CHANGED_WHILE_READING, "The file vanished after the inbox was listed.") from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Refused(Kind.CHANGED_WHILE_READING, "A link took the file's place after the inbox was listed.") from None
        raise Refused(Kind.UNREADABLE, f"The file cannot be read: {_reason(error)}.") from None


def _hash_file(path: Path) -> tuple[str, int]:
    hasher, size = hashlib.sha256(), 0
    for chunk in _chunks(path, MAX_BYTES):
        hasher.update(chunk)
        size += len(chunk)
    return hasher.hexdigest(), size


def _read_file(path: Path, limit: int) -> bytes:
    return b"".join(_chunks(path, limit))


def _reason(error: OSError | RuntimeError) -> str:
    return (error.strerror if isinstance(error, OSError) and error.strerror else str(error)).lower()


def _issue(path: str, kind: Kind, message: str, document_id: str | None = None) -> Issue:
    return {"path": path, "document_id": document_id, "kind": kind.value, "message": message, "what_to_do": WHAT_TO_DO[kind]}
