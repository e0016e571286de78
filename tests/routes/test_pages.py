"""The pages for people, in a real browser: the reference shows every path, and asks no host but the service's own."""

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from conftest import Serve
from factories import Desk, make_page
from playwright.sync_api import sync_playwright

from api.app import create_app
from api.settings import Settings
from api.text import messages

CHROMIUM = shutil.which("chromium") or ""
needs_browser = pytest.mark.skipif(
    not CHROMIUM and not os.environ.get("CI"),
    reason="needs Debian's chromium; continuous integration installs it and skips nothing",
)


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """A service of the test's own, over a real socket."""
    desk.take(make_page())
    desk.publish()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = Settings(database_url=desk.url, public_url=address, client_limits="")
        server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield address
        server.should_exit = True
        thread.join()


@needs_browser
def test_the_reference_shows_every_path_and_asks_no_other_host(address: str, tmp_path: Path) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(f"{address}/docs")
        page.wait_for_selector(".opblock")
        shown = page.locator(".opblock-summary-path").all_inner_texts()
        browser.close()
    assert {path.replace("\u200b", "") for path in shown} >= {
        "/v1",
        "/v1/reports",
        "/v1/figures/{figure_id}",
        "/v1/codelists/{name}",
    }
    assert {url.partition("/docs")[0].partition("/v1")[0] for url in asked if not url.startswith("data:")} == {address}
    assert complaints == []


@pytest.mark.parametrize("code", messages.PROBLEM_CODES)
def test_every_problem_has_a_page_in_both_languages(serve: Serve, database: str, code: str) -> None:
    page = serve(database).get(f"/problems/{code}")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    for language in ("en", "ar"):
        assert messages.problem(code, language)[0] in page.text.replace("&#x27;", "'")
    assert '<section lang="ar" dir="rtl">' in page.text


def test_an_unknown_problem_has_none(serve: Serve, database: str) -> None:
    assert serve(database).get("/problems/nothing").status_code == 404
