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
