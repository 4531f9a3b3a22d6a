"""Identifiers: hex of content hashes, the same for the same content on every machine."""

from __future__ import annotations

import hashlib


def content_id(*parts: object) -> str:
    """Sixteen hex digits of the SHA-256 of the parts, joined unambiguously."""
    digest = hashlib.sha256()
    for part in parts:
        data = str(part).encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()[:16]
