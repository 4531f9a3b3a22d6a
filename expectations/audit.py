"""The audit of a candidate release: every suite through Great Expectations, in a process of its own.

    python -m expectations.audit --database FILE --out FOLDER --run-id ID --ran-at TIME --setting FILE

It opens the candidate for reading only and writes the files that audit_files names.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from expectations.setting import Setting


def _die_with(parent: int) -> None:
    """Ends this process when the one that started it ends, killed or not; on Linux only, elsewhere it does nothing."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes
    import signal

    death_signal = 1  # PR_SET_PDEATHSIG
    ctypes.CDLL(None, use_errno=True).prctl(death_signal, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before the request was made
        os._exit(1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the audit; exit code 0 when all results were written, whatever they say."""
    parser = argparse.ArgumentParser(prog="python -m expectations.audit", description="Check a candidate release.")
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--run-id", required=True)
    parser.add_argument("--ran-at", type=dt.datetime.fromisoformat, required=True)
    parser.add_argument("--setting", type=Path, required=True, help="what setting.Setting.to_json wrote")
    parser.add_argument("--parent", type=int, help="end when this process ends")
    given = parser.parse_args(arguments)
    if given.parent is not None:
        _die_with(given.parent)
    setting = Setting.from_json(given.setting.read_text(encoding="utf-8"))
    from expectations.validate import audit  # seconds long; a wrong argument or setting should not wait for it

    audit(given.database, given.out, given.run_id, given.ran_at, setting)
    return 0


if __name__ == "__main__":
    sys.exit(main())
