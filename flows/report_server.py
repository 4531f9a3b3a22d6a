"""Serves the reports of a warehouse to the browser of this machine, read-only.

It has a port of its own, so that nothing that a report may quote runs beside Prefect's pages, and a policy by which no script runs at all.
Great Expectations' pages have some, from the internet, for their looks alone.
"""

from __future__ import annotations

import html
import threading
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline' https:; img-src 'self' data: https:; font-src https:; "
    "base-uri 'none'; form-action 'none'"
)
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#1f2937}"
    "table{border-collapse:collapse;display:block;overflow-x:auto}td,th{border:1px solid #d1d5db;padding:.25rem .6rem;text-align:left;"
    "vertical-align:top}th{background:#f3f4f6}code{background:#f3f4f6;padding:0 .2rem}"
)


def serve(reports: Path, port: int) -> tuple[ThreadingHTTPServer, str]:
    """Serves the folder on 127.0.0.1, at `port` or, where that is taken, at one that is free; the server and its address."""
    handler = partial(_Handler, directory=str(reports))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}"


class _Handler(SimpleHTTPRequestHandler):
    """Files below one folder; Markdown as a page, a folder as a list of its reports, newest first."""

    def do_GET(self) -> None:
        """Answers one request."""
        if not self._for_this_machine():
            return
        path = Path(self.translate_path(self.path))
        if not path.resolve().is_relative_to(Path(self.directory).resolve()):
            self.send_error(HTTPStatus.NOT_FOUND)
        elif path.is_dir() and path.resolve() == Path(self.directory).resolve():
            self._send_page("Reports", self._list(path))
        elif path.suffix == ".md" and path.is_file():
            # No markup of the text itself: the report quotes documents of strangers.
            body = MarkdownIt("commonmark", {"html": False}).enable("table").render(path.read_text("utf-8", errors="replace"))
            self._send_page(path.parent.name, body)
        elif path.is_dir() and not unquote(urlsplit(self.path).path).endswith("/data_docs/"):
            self._send_page(path.name, self._files(path))
        else:
            super().do_GET()

    def do_HEAD(self) -> None:
        """Answers as to a GET, without the content."""
        if self._for_this_machine():
            super().do_HEAD()

    def end_headers(self) -> None:
        """Adds what keeps a browser from running what a report holds."""
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the terminal is for the builds."""

    def _for_this_machine(self) -> bool:
        """Refuses names that a page of somebody else has pointed at this machine."""
        host = self.headers.get("Host", "").rsplit(":", 1)[0]
        if host in ("127.0.0.1", "localhost"):
            return True
        self.send_error(HTTPStatus.FORBIDDEN)
        return False

    def _list(self, folder: Path) -> str:
        names = sorted((path.name for path in folder.iterdir() if (path / "report.md").is_file()), reverse=True)
        items = "".join(f'<li><a href="/{html.escape(name)}/report.md">{html.escape(name)}</a></li>' for name in names)
        return f"<h1>Reports</h1><ul>{items}</ul>" if names else "<h1>Reports</h1><p>None yet.</p>"

    def _files(self, folder: Path) -> str:
        below = folder.relative_to(self.directory).as_posix()
        names = sorted(path.name + ("/" if path.is_dir() else "") for path in folder.iterdir())
        items = "".join(f'<li><a href="/{html.escape(below)}/{html.escape(name)}">{html.escape(name)}</a></li>' for name in names)
        return f"<h1>{html.escape(below)}</h1><ul>{items}</ul>"

    def _send_page(self, title: str, body: str) -> None:
        page = (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title><style>{_STYLE}</style>{body}</html>'
        )
        data = page.encode("utf-8")
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
