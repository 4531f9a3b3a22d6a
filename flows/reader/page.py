"""The page of the reader: one HTML file with its style, its script and its data in it.

Text of documents is data and never markup: it stands as JSON in a script element that no browser runs, with every `<` escaped, and the
script writes it as text alone. The content security policy names the one script and the one style that may act, and allows no request.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_SCRIPTS = ("base.js", "list.js", "document.js", "fact.js", "checks.js", "chart.js", "corrections.js", "moving.js")
"""One script in this order: each uses what those before it name, and the last one starts it."""


def page(data: dict[str, Any]) -> str:
    """The whole file, for the data of `flows.reader.data.contents`."""
    script = "\n".join((_HERE / "scripts" / name).read_text("utf-8") for name in _SCRIPTS)
    style = (_HERE / "reader.css").read_text("utf-8")
    policy = f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; base-uri 'none'; form-action 'none'"
    parts = {"{policy}": policy, "{style}": style, "{script}": script, "{data}": _json(data)}
    text = (_HERE / "reader.html").read_text("utf-8")
    # The data last: what stands in documents must not be taken for a place to fill in.
    for place, part in parts.items():
        before, after = text.split(place)
        text = before + part + after
    return text


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _json(data: dict[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
