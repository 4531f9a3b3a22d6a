"""What a running build tells a person: lines, and how far it has come.

The steps call `say` and `count`; whoever runs the build (the command line, a Prefect flow, a test) sets where that
goes with `listening`. Kept apart from Prefect so that the steps are plain functions.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Literal, Protocol

Level = Literal["info", "warning", "error"]


class Listener(Protocol):
    """Receives what a build tells."""

    def line(self, level: Level, message: str) -> None:
        """One thing that happened."""

    def progress(self, state: str, done: int, total: int) -> None:
        """`done` of `total` documents (or steps) of that state of the build are finished."""


_listeners: list[Listener] = []


@contextlib.contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Passes everything said during the block to `listener`, beside those that already listen."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def say(message: str, level: Level = "info") -> None:
    """Tells one line."""
    for listener in _listeners:
        listener.line(level, message)


def count(state: str, done: int, total: int) -> None:
    """Tells how far a state of the build has come."""
    for listener in _listeners:
        listener.progress(state, done, total)
