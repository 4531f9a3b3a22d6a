"""What a process inherits that reads files and texts of strangers: the environment without secrets."""

from __future__ import annotations

from collections.abc import Mapping

SECRETS = (
    "GONGBAO_AUTH",
    "GONGBAO_WEBHOOK_URL",
    "PREFECT_API_AUTH_STRING",
    "PREFECT_API_DATABASE_CONNECTION_URL",
    "PREFECT_API_KEY",
    "PREFECT_SERVER_API_AUTH_STRING",
    "PREFECT_SERVER_DATABASE_CONNECTION_URL",
)
"""Variables that hold a password, a token or an address with one."""


def without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without SECRETS."""
    return {name: value for name, value in environment.items() if name not in SECRETS}
