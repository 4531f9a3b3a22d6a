"""What a build keeps between runs: raw contents by hash, and the readings of single documents.

Both are laid out as state/KIND/first two characters/KEY, so that no folder grows too long to list.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse.atomic import write_bytes
from warehouse.folder import WarehouseFolder

_KEY = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{1,199}")
_EXTRACTION = ".json.gz"
_GZIP_LEVEL = 3


def keep_raw(folder: WarehouseFolder, data: bytes, seen_at: datetime) -> datetime:
    """Keep the bytes under their SHA-256 and return when they were first seen (UTC): `seen_at` if that is now.

    Raises ValueError for a time without a zone.
    """
    if seen_at.tzinfo is None:
        raise ValueError(f"seen_at must know its time zone, not {seen_at!r}")
    sha256 = hashlib.sha256(data).hexdigest()
    content = _raw_path(folder, sha256)
    content.parent.mkdir(parents=True, exist_ok=True)
    folder.temporary.mkdir(parents=True, exist_ok=True)
    # A file that a power cut shortened is written again; equal size with other bytes is left to read_raw, which hashes.
    if not content.exists() or content.stat().st_size != len(data):
        write_bytes(content, data, temporary=folder.temporary, durable=False)
    first_seen = _first_seen_path(content)
    try:
        known = datetime.fromisoformat(first_seen.read_text("ascii").strip())
        if known.tzinfo is not None:
            return known.astimezone(UTC)
    except (OSError, ValueError):
        pass
    now = seen_at.astimezone(UTC)
    write_bytes(first_seen, now.isoformat().encode("ascii") + b"\n", temporary=folder.temporary, durable=False)
    return now


def read_raw(folder: WarehouseFolder, sha256: str) -> bytes | None:
    """The kept bytes with that SHA-256; None when they are not there or no longer give that hash."""
    try:
        data = _raw_path(folder, sha256).read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None


def save_extraction(folder: WarehouseFolder, key: str, payload: dict[str, Any]) -> None:
    """Keep the reading of one document under a key of letters, digits, `_` and `-`.

    Raises ValueError for another key, or for a payload that JSON cannot hold (NaN among others).
    """
    path = _extraction_path(folder, key)
    path.parent.mkdir(parents=True, exist_ok=True)
    folder.temporary.mkdir(parents=True, exist_ok=True)
    text = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    packed = gzip.compress(text.encode("utf-8", "surrogatepass"), _GZIP_LEVEL, mtime=0)
    write_bytes(path, packed, temporary=folder.temporary, durable=False)


def load_extraction(folder: WarehouseFolder, key: str) -> dict[str, Any] | None:
    """The reading kept under `key`; None when there is none or its file is damaged, so that the document is read again."""
    try:
        text = gzip.decompress(_extraction_path(folder, key).read_bytes())
        payload = json.loads(text.decode("utf-8", "surrogatepass"))
    except (OSError, EOFError, zlib.error, ValueError, RecursionError):
        return None
    return payload if isinstance(payload, dict) else None


def extraction_keys(folder: WarehouseFolder) -> Iterator[str]:
    """The keys of all readings that are kept."""
    for path in _extractions(folder).glob(f"??/*{_EXTRACTION}"):
        yield path.name.removesuffix(_EXTRACTION)


def prune(folder: WarehouseFolder, keep_keys: Collection[str]) -> int:
    """Remove the readings whose key is not in `keep_keys`; how many were removed."""
    keep = frozenset(keep_keys)
    unused = [key for key in extraction_keys(folder) if key not in keep]
    for key in unused:
        _extraction_path(folder, key).unlink(missing_ok=True)
    return len(unused)


def _extractions(folder: WarehouseFolder) -> Path:
    return folder.state / "extractions"


def _extraction_path(folder: WarehouseFolder, key: str) -> Path:
    if not _KEY.fullmatch(key):
        raise ValueError(f"a key of an extraction has letters, digits, _ and - alone, two at least, not {key!r}")
    return _extractions(folder) / key[:2] / (key + _EXTRACTION)


def _raw_path(folder: WarehouseFolder, sha256: str) -> Path:
    if not _KEY.fullmatch(sha256):
        raise ValueError(f"not a SHA-256 in hex: {sha256!r}")
    return folder.state / "raw" / sha256[:2] / sha256


def _first_seen_path(content: Path) -> Path:
    return content.with_name(content.name + ".first_seen")
