"""How the commands end."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes. `done`: published, nothing new, or published with issues; the last line says which. `stopped`: by Ctrl-C."""

    done = 0
    fault = 1
    wrong_use = 2
    blocked = 3
    stopped = 130
