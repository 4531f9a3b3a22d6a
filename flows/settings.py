"""Where things are unless a command says otherwise."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
REFERENCE = PROJECT / "seeds" / "reference"


def default_warehouse() -> Path:
    """The folder that GONGBAO_WAREHOUSE names, else warehouse/data of the project."""
    named = os.environ.get("GONGBAO_WAREHOUSE")
    return Path(named) if named else PROJECT / "warehouse" / "data"


def named_inbox() -> str:
    """The folder that GONGBAO_INBOX names, else that of the sample documents, seen from the project's root."""
    return os.environ.get("GONGBAO_INBOX") or "seeds/documents"


def named_warehouse() -> str:
    """As `default_warehouse`, but seen from the project's root, so that it means the same in every checkout."""
    return os.environ.get("GONGBAO_WAREHOUSE") or "warehouse/data"
