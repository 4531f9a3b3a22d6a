"""What `gongbao up` refuses, before it has started anything; what its page of reports shows and does not."""

from __future__ import annotations

import socket
from pathlib import Path

import httpx
import pytest

from flows import report_server
from flows.run import WrongUse
from flows.up import require_safe
from tests.flow.made import CITY, gongbao, inbox_of
from tests.operating.running import environment


@pytest.mark.parametrize(
    ("host", "auth"), [("127.0.0.1", ""), ("::1", ""), ("localhost", ""), ("127.0.0.2", ""), ("0.0.0.0", "a:b"), ("::", "a:b: %c$")]
)
def test_a_server_for_this_machine_or_with_a_password_is_fine(host: str, auth: str) -> None:
    require_safe(host, auth)


@pytest.mark.parametrize(
    ("host", "auth"),
    [
        ("0.0.0.0", ""),
        ("::", ""),
        ("192.168.1.5", ""),
        ("server", ""),
        ("127.0.0.1", "word"),
        ("127.0.0.1", ":b"),
        ("127.0.0.1", "林:密码"),
        ("::1", "a:b\nc"),
    ],
)
def test_a_server_for_others_without_a_password_is_refused(host: str, auth: str) -> None:
    with pytest.raises(WrongUse, match="GONGBAO_AUTH"):
        require_safe(host, auth)


def test_an_inbox_that_is_not_there_an_open_server_and_a_port_that_is_taken_are_wrong_use(tmp_path: Path) -> None:
    inbox = inbox_of(tmp_path / "inbox", {"city.txt": CITY})
    env = environment(tmp_path)
    nowhere = gongbao("up", str(tmp_path / "nowhere"), "-w", str(tmp_path / "w"), env=env)
    assert (nowhere.returncode, "There is no inbox" in nowhere.stderr) == (2, True)
    opened = gongbao("up", str(inbox), "-w", str(tmp_path / "w"), "--host", "0.0.0.0", env=env)
    assert (opened.returncode, "without a password" in opened.stderr) == (2, True)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = gongbao("up", str(inbox), "-w", str(tmp_path / "w"), "--port", port, env=env)
    assert (done.returncode, f"port {port}" in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_register_without_a_server_says_so(tmp_path: Path) -> None:
    done = gongbao("register", env=environment(tmp_path))
    assert done.returncode == 1
    assert "PREFECT_API_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_reports_are_shown_without_running_what_they_quote_and_nothing_else_is_served(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    (reports / "r1").mkdir(parents=True)
    (reports / "r1" / "report.md").write_text("# 已发布\n\n<script>alert(1)</script>\n", "utf-8")
    (reports / "r2").mkdir()
    (reports / "r2" / "index.html").write_text("<!doctype html><h1>已发布</h1>", "utf-8")
    (reports / "reader.html").write_text("<!doctype html><script>1</script>", "utf-8")
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    (reports / "link.txt").symlink_to(tmp_path / "secret.txt")
    server, address = report_server.serve(reports, 0)
    try:
        with httpx.Client(base_url=address, trust_env=False) as client:
            listed = client.get("/").text
            assert listed.index('href="/r2/index.html"') < listed.index('href="/r1/report.md"')
            assert 'href="/reader.html"' in listed
            page = client.get("/r2/index.html")
            assert "已发布" in page.text
            assert "default-src 'none'" in page.headers["Content-Security-Policy"]
            assert "script-src" not in page.headers["Content-Security-Policy"]
            assert client.get("/r1/report.md").headers["Content-Type"] == "text/plain; charset=utf-8"
            assert "script-src" in client.get("/reader.html").headers["Content-Security-Policy"]
            for path in ("/link.txt", "/../secret.txt", "/%2e%2e/secret.txt", "/nothing", "/r1/"):
                assert client.get(path).status_code == 404
            assert client.get("/", headers={"Host": "evil.example"}).status_code == 403
    finally:
        server.shutdown()
        server.server_close()
