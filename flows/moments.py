"""The time of a build as a person writes it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

_EXAMPLE = "write it like 2026-03-02T08:00:00, in UTC or with a zone (+08:00)"


def moment(value: Any) -> Any:
    """ISO text as a moment that knows its zone, UTC where none is named; None and datetimes as they are. Raises ValueError for all else.

    Numbers are refused: whether they mean seconds, a date or a year would be a guess.
    """
    if value is None or isinstance(value, datetime):
        return value
    if not isinstance(value, str) or "-" not in value[:5]:
        raise ValueError(f"{value!r} is not a moment: {_EXAMPLE}")
    try:
        found = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"{value!r} is not a moment ({error}): {_EXAMPLE}") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
