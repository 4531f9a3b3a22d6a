"""Serves the reports of a warehouse to the browser of this machine, read-only.

It has a port of its own, so that nothing that a report may quote runs beside Prefect's pages, and a policy by which a page runs no script
but those that its own policy names: only the reader (flows/reader) names one. Great Expectations' pages have some, from the internet, for
their looks alone.
"""

from __future__ import annotations

import html
import os
import threading
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from flows.reader.command import FILE as READER
from flows.report.site import INDEX
from flows.report_page import FILE as TEXT

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline' https:; img-src 'self' data: https:; font-src https:; "
    "base-uri 'none'; form-action 'none'"
)
_STYLE = "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}:root{color-scheme:light dark}"


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
    """Files below one folder, and for that folder itself a list of its reports, newest first."""

    def do_GET(self) -> None:
        """Answers one request."""
        if not self._may_be_answered():
            return
        if self._asked() == self._root():
            self._send_list()
        elif self.path == "/favicon.ico":
            # Browsers ask for it unasked.
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()
        else:
            super().do_GET()

    def do_HEAD(self) -> None:
        """Answers as to a GET, without the content."""
        if self._may_be_answered():
            super().do_HEAD()

    def end_headers(self) -> None:
        """Adds what keeps a browser from running what a report holds."""
        # The reader's own policy names its script by its hash, and both policies must allow it.
        scripts = "; script-src 'unsafe-inline'" if self._asked() == self._root() / READER else ""
        self.send_header("Content-Security-Policy", _POLICY + scripts)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        super().end_headers()

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """The type of a file: a report in words is text, which no browser takes for a page."""
        return "text/plain; charset=utf-8" if Path(path).suffix in (".md", ".txt") else super().guess_type(path)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the terminal is for the builds."""

    def list_directory(self, path: object) -> None:  # noqa: ARG002 - the parent's signature
        """Lists no folder but that of all reports, and that by `_send_list`."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def _root(self) -> Path:
        return Path(self.directory).resolve()

    def _asked(self) -> Path:
        return Path(self.translate_path(getattr(self, "path", "/"))).resolve()

    def _may_be_answered(self) -> bool:
        """Refuses names that a page of somebody else has pointed at this machine, and what lies elsewhere."""
        if self.headers.get("Host", "").rsplit(":", 1)[0] not in ("127.0.0.1", "localhost"):
            self.send_error(HTTPStatus.FORBIDDEN)
            return False
        if not self._asked().is_relative_to(self._root()):
            self.send_error(HTTPStatus.NOT_FOUND)
            return False
        return True

    def _send_list(self) -> None:
        reports = (
            (folder.name, next((name for name in (INDEX, TEXT) if (folder / name).is_file()), None)) for folder in self._root().iterdir()
        )
        items = "".join(
            f'<li><a href="/{html.escape(run)}/{page}">{html.escape(run)}</a></li>' for run, page in sorted(reports, reverse=True) if page
        )
        reader = f'<p><a href="/{READER}">读本 Reader</a></p>' if (self._root() / READER).is_file() else ""
        data = (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>报告 Reports</title>'
            f"<style>{_STYLE}</style><h1>报告 Reports</h1>{reader}{f'<ul>{items}</ul>' if items else '<p>None yet.</p>'}</html>"
        ).encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
