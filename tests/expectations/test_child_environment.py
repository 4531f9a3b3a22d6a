"""What processes that read texts of strangers inherit."""

from __future__ import annotations

import os

import pytest

from expectations.child_environment import SECRETS, without_secrets
from flows import converting
from flows.converting import Refused


def test_secrets_are_left_out_and_all_else_stays() -> None:
    secrets = dict.fromkeys(SECRETS, "secret")
    assert without_secrets({**secrets, "PATH": "/bin", "GONGBAO_INBOX": "inbox"}) == {"PATH": "/bin", "GONGBAO_INBOX": "inbox"}


def test_the_reader_of_a_pdf_gets_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, str]] = []
    run = converting.subprocess.run

    def seen(*arguments: object, **keywords: object) -> object:
        given.append(dict(keywords["env"]))  # type: ignore[call-overload]
        return run(*arguments, **keywords)  # type: ignore[call-overload]

    monkeypatch.setattr(converting.subprocess, "run", seen)
    monkeypatch.setenv("GONGBAO_AUTH", "lin:a long password")
    with pytest.raises(Refused):
        converting.converted(b"no pdf", "application/pdf")
    assert given
    assert not {"GONGBAO_AUTH"} & given[0].keys()
    assert "GONGBAO_AUTH" in os.environ
