"""Documents that are there and cannot be read must not empty a warehouse that holds what they said."""

from __future__ import annotations

from pathlib import Path

from flows.inbox import MAX_BYTES, discover
from tests.flow.made import CITY, facts_of, gongbao, inbox_of
from tests.prefect_server import PrefectServer


def test_an_inbox_of_which_nothing_can_be_read_is_blocked_and_the_release_stays(prefect_server: PrefectServer, tmp_path: Path) -> None:
    inbox, root = inbox_of(tmp_path / "inbox", {"city.txt": CITY}), tmp_path / "warehouse"
    build = ("build", str(inbox), "--warehouse", str(root))
    assert gongbao(*build, env=prefect_server.env, timeout=300).returncode == 0
    before, release = facts_of(root), (root / "current").resolve()

    with (inbox / "city.txt").open("r+b") as file:
        file.truncate(MAX_BYTES + 1)
    assert discover(inbox).inputs == []
    done = gongbao(*build, env=prefect_server.env, timeout=300)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "Blocked by quality" in done.stdout.splitlines()[-1]
    assert "documents.row_count" in done.stdout.splitlines()[-1]
    assert f"{MAX_BYTES + 1} bytes" in done.stdout
    assert (facts_of(root), (root / "current").resolve()) == (before, release)
