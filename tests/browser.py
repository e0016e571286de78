"""A real Chromium, a service on a real socket, and pages of another origin that show what it serves."""

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from raw import listening
from starlette.types import ASGIApp

from api.app import create_app
from api.settings import Settings

CHROMIUM = shutil.which("chromium") or ""
needs_browser = pytest.mark.skipif(
    not CHROMIUM and not os.environ.get("CI"),
    reason="needs Debian's chromium; continuous integration installs it and skips nothing",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, which asks no host of its own."""
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


@contextmanager
def served(database_url: str, folder: Path) -> Iterator[str]:
    """A service over a database; gives its address."""

    def app_at(address: str) -> ASGIApp:
        return create_app(Settings(database_url=database_url, data_dir=folder, public_url=address, client_limits=""))

    with listening(app_at) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def partner(folder: Path) -> Iterator[str]:
    """A site of another origin, whose pages lie in a folder; gives its address."""
    handler = functools.partial(_Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        thread.join()


class Watch:
    """What a page asked for, and what it complained about."""

    def __init__(self, page: Page) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def hosts(self) -> set[str]:
        """The origins that were asked."""
        return {"/".join(url.split("/")[:3]) for url in self.asked if not url.startswith("data:")}


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""
