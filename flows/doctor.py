"""`gongbao doctor`: looks at the machine, the installation and the warehouse, and says what to do about what is wrong.

It changes nothing but for a test file that it writes and removes in each folder that must be writable.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.settings import PROJECT
from warehouse import damage, lock, releases
from warehouse.connect import missing
from warehouse.folder import WarehouseFolder

NEEDED_BYTES = 1_000_000_000
"""Free disk below which a build of a few thousand documents may not end: candidate, former releases and state together."""

_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)\s*(;[^\\]*)?")
_SERVER_CODE = "import prefect.server.api.server as server; server.create_app()"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `what_to_do` is empty where it is in order."""

    subject: str
    found: str
    what_to_do: str = ""

    @property
    def ok(self) -> bool:
        """Whether it is in order."""
        return not self.what_to_do


def examine(root: Path, inbox: Path | None) -> list[Finding]:
    """Looks at everything; `inbox` only where one is named."""
    folder = WarehouseFolder(root)
    findings = [_python(), _machine(), _packages(), _prefect(), _writable("warehouse", root)]
    if root.is_dir():
        findings += [_writable(name, path) for name, path in (("state", folder.state), ("reports", folder.reports)) if path.exists()]
    findings.append(_disk(root))
    if root.is_dir() or not root.exists():
        free = _lock(folder)
        findings += [free, _leftovers(folder) if free.ok else Finding("leftovers", "not looked for while the lock is not free")]
        findings += check_release(folder)
    if inbox is not None:
        findings.append(_inbox(inbox))
    return findings


def _python() -> Finding:
    found = f"{platform.python_version()} at {sys.executable}"
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        return Finding("Python", found)
    return Finding("Python", found, "Install Python 3.11, 3.12 or 3.13 and set up .venv again: make clean, then make run.")


def _machine() -> Finding:
    return Finding("machine", f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors")


def _packages() -> Finding:
    pins = PROJECT / "requirements.lock"
    if not pins.is_file():
        return Finding("packages", "requirements.lock is not there, so the versions were not compared")
    wrong = []
    checked = 0
    for name, wanted in _pins(pins):
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found = "missing"
        checked += 1
        if found != wanted:
            wrong.append(f"{name} {found} instead of {wanted}")
    if wrong:
        more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        return Finding("packages", f"{', '.join(wrong[:5])}{more}", "Install what is locked: remove .venv and run make run again.")
    return Finding("packages", f"{checked} as locked")


def _pins(path: Path) -> Iterator[tuple[str, str]]:
    """Name and version of each package that the lock file holds for this machine."""
    from packaging.markers import Marker

    for line in path.read_text("utf-8").splitlines():
        pin = _PIN.match(line)
        if pin and (pin[3] is None or Marker(pin[3].lstrip("; ").strip()).evaluate()):
            yield pin[1], pin[2]


def _prefect() -> Finding:
    """A server that does not import with the fastapi that is installed is seen by nothing but an import."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "PREFECT_HOME": home, "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
        try:
            done = subprocess.run(
                [sys.executable, "-c", _SERVER_CODE], env=environment, capture_output=True, text=True, timeout=180, check=False
            )
        except subprocess.TimeoutExpired:
            return Finding("Prefect's server", "does not import within 180 s", "Look at the load of the machine and try again.")
    versions = f"prefect {_version('prefect')} with fastapi {_version('fastapi')}"
    if done.returncode == 0:
        return Finding("Prefect's server", f"imports ({versions})")
    last = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"exit code {done.returncode}"
    return Finding(
        "Prefect's server", f"does not import ({versions}): {last}", "Install what is locked: remove .venv and run make run again."
    )


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def _writable(name: str, path: Path) -> Finding:
    subject = f"{name} folder"
    there = path
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir():
        return Finding(subject, f"{there} is not a folder", f"Move it away, or name another warehouse than {path}.")
    try:
        with tempfile.TemporaryFile(dir=there) as probe:
            probe.write(b"gongbao")
    except OSError as error:
        return Finding(
            subject, f"{there} cannot be written: {error.strerror}", "Give the user that builds the right to write, or name another folder."
        )
    return Finding(subject, f"{path} is writable" if there == path else f"{path} is not there yet and can be made")


def _disk(root: Path) -> Finding:
    there = root.absolute()
    while not there.exists():
        there = there.parent
    free = shutil.disk_usage(there).free
    found = f"{free / 1e9:.1f} GB free"
    return Finding("disk", found, "" if free >= NEEDED_BYTES else f"Make room: a build needs {NEEDED_BYTES / 1e9:.0f} GB to be safe.")


def _lock(folder: WarehouseFolder) -> Finding:
    try:
        holder = lock.holder(folder)
    except OSError as error:
        return Finding(
            "lock", f"{folder.lock_file} cannot be opened: {error.strerror}", "Give the user that builds the right to read and write it."
        )
    if holder is None:
        return Finding("lock", "free")
    return Finding("lock", f"held by {holder}", "Wait until that has ended; if it hangs, end that process. The lock goes with it.")


def _leftovers(folder: WarehouseFolder) -> Finding:
    found = [path for place in (folder.staging, folder.temporary) if place.is_dir() for path in place.iterdir()]
    if not found:
        return Finding("leftovers", "none")
    names = ", ".join(path.name for path in found[:5])
    return Finding("leftovers", f"of a run that was killed: {names}", "Nothing is lost: the next build removes them.")


def check_release(folder: WarehouseFolder) -> Iterator[Finding]:
    """Whether the published release opens, and its Parquet files, database and manifest hold the same numbers of rows."""
    release = releases.current(folder)
    if release is None:
        wrong = missing(folder)
        if wrong is None:
            yield Finding("release", "nothing is published yet")
        else:
            yield Finding("release", wrong, "Build again, or go back to a former release with gongbao rollback.")
    elif problems := damage.found(release.database, release.facts, release.manifest):
        yield Finding("release", f"{release.release_id}: {'; '.join(problems[:5])}", "Go back with gongbao rollback, or build again.")
    else:
        yield Finding("release", f"{release.release_id} opens, and its Parquet files match the database")


def _inbox(path: Path) -> Finding:
    if not path.is_dir():
        return Finding("inbox", f"there is no folder {path}", "Name the folder that holds the documents.")
    files = unreadable = 0
    for place, _, names in os.walk(path):
        for name in names:
            files += 1
            unreadable += not os.access(os.path.join(place, name), os.R_OK)
    if unreadable:
        return Finding("inbox", f"{unreadable} of {files} files cannot be read", "Give the user that builds the right to read them.")
    if not files:
        return Finding("inbox", f"{path} is empty", "Put documents (.txt, .md, .html, .pdf, .docx) into it.")
    return Finding("inbox", f"{files} files, all readable")
