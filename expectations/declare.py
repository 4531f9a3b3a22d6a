"""A short way to declare expectations of one table."""

from __future__ import annotations

from functools import partial

from expectations.model import Builtin, Expectation, RowRule, Severity


def expect(
    rule: str,
    severity: Severity,
    zh: str,
    en: str,
    reason: str,
    check: RowRule | Builtin,
    column: str | None = None,
    quarantine: bool = False,
) -> Expectation:
    """An expectation whose id is `rule`, TABLE.NAME."""
    return Expectation(
        id=rule,
        table=rule.partition(".")[0],
        severity=severity,
        description_zh=zh,
        description_en=en,
        reason=reason,
        check=check,
        column=column,
        quarantine=quarantine,
    )


doubtful = partial(expect, severity="warning")
"""A warning: published with a mark."""

impossible = partial(expect, severity="critical", quarantine=True)
"""Keeps single rows out before anything is built on them, and blocks what still holds one."""
