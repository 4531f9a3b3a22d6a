"""Writing so that a reader, or a machine that stops, sees the old file or the new one and nothing between."""

from __future__ import annotations

import os
import uuid
from pathlib import Path


def temporary_beside(path: Path, folder: Path | None = None) -> Path:
    """A name for an unfinished copy of `path`, in `folder` (same file system) or else beside it.

    The suffix `.tmp` is what `releases.recover` looks for after a killed run.
    """
    return (folder or path.parent) / f".{path.name}.{os.getpid()}-{uuid.uuid4().hex[:8]}.tmp"


def sync_file(path: Path) -> None:
    """Have the contents of a file reach the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Have the names in a folder reach the disk, so that a rename in it outlives a power cut."""
    sync_file(path)


def write_bytes(path: Path, data: bytes, *, temporary: Path | None = None, durable: bool = True) -> None:
    """Replace the file at `path` by `data` in one step.

    `durable` waits for the disk. Without it the file survives a killed process but perhaps not a power cut: for files that carry
    their own checksum and can be made again.
    """
    unfinished = temporary_beside(path, temporary)
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    if durable:
        sync_folder(path.parent)


def link(path: Path, target: str) -> None:
    """Make `path` a symbolic link to `target` in one step, replacing a link that is there."""
    unfinished = temporary_beside(path)
    os.symlink(target, unfinished)
    try:
        os.replace(unfinished, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def move_aside(path: Path, folder: Path) -> Path:
    """Move a file or folder into `folder` under a name that is free there, and return where it went."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / path.name
    number = 1
    while place.exists() or place.is_symlink():
        number += 1
        place = folder / f"{path.name}.{number}"
    os.rename(path, place)
    return place
