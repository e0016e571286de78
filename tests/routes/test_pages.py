"""The pages for people, in a real browser: no violation that axe finds, no other host, light, and whole without a script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import Watch, chromium, needs_browser, served
from conftest import Serve
from databases import Sqlite, sample_of
from playwright.sync_api import Browser, Response
from starlette.testclient import TestClient

from api.text import messages

SERIES = "/embed/statistics/civilian-deaths-monthly?group_by=year"
ACCESSIBLE = (
    "/",
    "/ar/",
    "/guides/",
    "/guides/partners",
    "/ar/guides/researchers",
    "/ar/guides/statistics",
    "/problems/",
    "/problems/not-additive",
    "/embed/articles",
    "/embed/articles?lang=ar",
    "/embed/figures/fig_b3etqy9eef",
    "/embed/figures/fig_b3etqy9eef?lang=ar",
    SERIES,
    f"{SERIES},party&lang=ar",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def address(sqlite: Sqlite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What a browser shows are the bytes that other tests take from both databases."""
    with served(sample_of(sqlite, tmp_path_factory.mktemp("sample")), tmp_path_factory.mktemp("pages")) as found:
        yield found


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ACCESSIBLE)
def test_axe_finds_nothing_and_no_other_host_is_asked(browser: Browser, address: str, path: str, scheme: str) -> None:
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light", viewport={"width": 360, "height": 740})
    watch = Watch(page)
    page.goto(address + path)
    found = Axe().run(page)
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found.response["violations"]] == []
    assert watch.hosts() == {address}
    assert watch.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("document.documentElement.dir") == (
        "rtl" if "ar/" in path or "lang=ar" in path else page.evaluate("document.dir")
    )
    page.close()


@needs_browser
def test_axe_would_find_what_is_wrong(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<p style='color:#aaa;background:#fff'>pale</p><img src='data:,'>")
    found = {violation["id"] for violation in Axe().run(page).response["violations"]}
    assert {"color-contrast", "image-alt", "html-has-lang"} <= found
    page.close()


@needs_browser
@pytest.mark.parametrize("path", ["/embed/articles?theme=dark&lang=ar", "/embed/figures/fig_b3etqy9eef?theme=light", SERIES])
def test_a_frame_can_be_240_pixels_wide(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page(viewport={"width": 240, "height": 400})
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 240
    page.close()


@needs_browser
@pytest.mark.parametrize("path", ["/", "/ar/"])
def test_the_landing_page_is_light_quick_and_whole_without_a_script(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + path)
    assert page.locator("h1").count() == 1
    assert page.locator("#try").is_hidden()
    assert page.locator("#examples a").count() == 3
    context.close()
    page = browser.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  (playwright wants a function of its own)
    page.goto(address + path, wait_until="networkidle")
    page.locator("img").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    asked = [answer.request for answer in answers if not answer.url.startswith("data:")]
    sizes = [request.sizes()["responseBodySize"] + request.sizes()["responseHeadersSize"] for request in asked]
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    page.close()
    assert len(sizes) == 3
    assert 0 < sum(sizes) < 60_000
    assert painted < 500


@needs_browser
def test_the_box_shows_an_address_and_its_answer(browser: Browser, address: str) -> None:
    page = browser.new_page()
    watch = Watch(page)
    page.goto(f"{address}/ar/")
    page.locator("#examples a").nth(1).click()
    page.locator("#answer", has_text='"value": 82').wait_for()
    assert "200 application/json" in page.locator("#answer").inner_text()
    assert "lang=ar" in page.locator("#address").input_value()
    page.locator("#address").fill("https://elsewhere.example/v1")
    page.locator("#try button").click()
    assert watch.hosts() == {address}
    page.close()


@needs_browser
def test_the_reference_shows_every_path_and_asks_no_other_host(browser: Browser, address: str) -> None:
    page = browser.new_page()
    watch = Watch(page)
    page.goto(f"{address}/docs")
    page.wait_for_selector(".opblock")
    shown = page.locator(".opblock-summary-path").all_inner_texts()
    page.wait_for_selector("#servers[aria-label]")
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
    page.close()
    assert {path.replace("\u200b", "") for path in shown} >= {"/v1", "/v1/reports", "/v1/figures/{figure_id}", "/v1/oembed"}
    assert watch.hosts() == {address}
    assert watch.complaints == []


def test_the_landing_page_says_what_is_here_and_leads_to_it(sample: TestClient) -> None:
    root = sample.get("/v1").json()["data"]
    for path, lang in (("/", "en"), ("/ar/", "ar")):
        answer = sample.get(path)
        assert (answer.headers["Content-Language"], answer.headers["Data-Release"]) == (lang, root["release"])
        assert "Set-Cookie" not in answer.headers
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        for name in ("reports", "articles", "figures"):
            assert f"<dd>{sample.get(f'/v1/{name}').json()['meta']['total']}</dd>" in answer.text
        for kind in ("atom", "rss", "json"):
            assert f"https://data.example.org/v1/feeds/articles.{kind}{'?lang=ar' if lang == 'ar' else ''}" in answer.text
        assert sample.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
        assert sample.get(f"{path}?utm_source=x").headers["ETag"] == answer.headers["ETag"]


@pytest.mark.parametrize("code", messages.PROBLEM_CODES)
def test_every_problem_has_a_page_in_both_languages(serve: Serve, database: str, code: str) -> None:
    page = serve(database).get(f"/problems/{code}")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    for language in ("en", "ar"):
        assert messages.problem(code, language)[0] in page.text.replace("&#39;", "'")
    assert '<section lang="ar" dir="rtl">' in page.text


def test_an_unknown_problem_or_guide_has_none(serve: Serve, database: str) -> None:
    client = serve(database)
    for path in ("/problems/nothing", "/guides/nothing", "/ar/guides/nothing", "/guides/..%2Fsettings"):
        assert client.get(path).status_code == 404
    assert client.get("/ar/guides/nothing").headers["Content-Language"] == "ar"


def test_the_page_of_a_picture_is_there(sample: TestClient) -> None:
    text = sample.get("/guides/statistics").text
    assert '<img src="/guides/images/deaths-years.en.png" alt="Civilian deaths by year"' in text
    assert sample.get("/guides/images/deaths-years.en.png").headers["Content-Type"] == "image/png"
    assert Path(__file__).parents[2].joinpath("docs/images/deaths-years.en.png").is_file()
