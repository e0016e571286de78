"""The web component and the frames on a site of another origin, in a real browser: right titles, right direction, nothing runs."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Watch, chromium, needs_browser, partner, served
from databases import only_sqlite
from factories import Desk, make_arabic, make_figure, make_page
from playwright.sync_api import Browser

from api.render.pages import COMPONENT, COMPONENT_HASH, COMPONENT_VERSION

BAD = "<img src=x onerror=\"document.title='ran'\">"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>partner</title><link rel="icon" href="data:,">
<script src="{api}/embed/snhr-{version}.js" integrity="{hash}" crossorigin="anonymous"></script></head><body>
<snhr-latest limit="3"></snhr-latest><snhr-latest lang="ar" limit="3"></snhr-latest>
<snhr-figure id="{figure}"></snhr-figure><snhr-figure id="{figure}" lang="ar"></snhr-figure>
<iframe src="{api}/embed/articles?limit=3" title="en" sandbox="allow-popups"></iframe>
<iframe src="{api}/embed/articles?limit=3&lang=ar" title="ar" sandbox="allow-popups"></iframe>
</body></html>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def shown(desk: Desk, tmp_path: Path) -> Iterator[tuple[str, str, str]]:
    """The addresses of a service and of a partner's site, and a figure's id. What a browser shows depends on no database."""
    first = desk.take(make_page(1, title=BAD), make_figure(), arabic=make_arabic(1))
    desk.take(make_page(2, published_on="2015-05-01"))
    desk.publish()
    (figure,) = desk.figure_ids(first)
    desk.take(make_page(1, title=BAD), make_figure(value=45))
    desk.publish(**{figure: "correction"})
    site = tmp_path / "site"
    site.mkdir()
    with served(desk.url, tmp_path / "data") as api, partner(site) as address:
        given = {"api": api, "version": COMPONENT_VERSION, "hash": COMPONENT_HASH, "figure": figure}
        (site / "index.html").write_text(PAGE.format(**given), encoding="utf-8")
        yield api, f"{address}/index.html", figure


def test_the_file_is_small_and_its_version_names_its_bytes() -> None:
    assert len(gzip.compress(COMPONENT)) < 6000
    assert b"innerHTML" not in COMPONENT
    for name in ("partners.md", "partners.ar.md"):
        guide = Path(__file__).parents[2] / "docs" / "guides" / name
        assert f"snhr-{COMPONENT_VERSION}.js" in guide.read_text(encoding="utf-8")
        assert COMPONENT_HASH in guide.read_text(encoding="utf-8")


@only_sqlite
@needs_browser
def test_a_partner_shows_titles_as_text_in_their_direction(browser: Browser, shown: tuple[str, str, str]) -> None:
    api, address, _ = shown
    page = browser.new_page()
    watch = Watch(page)
    page.goto(address)
    page.wait_for_function(
        "[...document.querySelectorAll('snhr-latest, snhr-figure')].every(e => e.shadowRoot.querySelector('.source'))"
    )
    latest = page.locator("snhr-latest")
    assert latest.nth(0).locator("li a").all_inner_texts() == [BAD, "Account number 2"]
    assert latest.nth(1).locator("li a, li span").all_inner_texts() == ["التقرير رقم 1"]
    assert [latest.nth(at).locator("ol").evaluate("e => getComputedStyle(e).direction") for at in (0, 1)] == ["ltr", "rtl"]
    figures = page.locator("snhr-figure")
    assert "45 civilians" in " ".join(figures.nth(0).locator("p").all_inner_texts())
    assert "Corrected on " in " ".join(figures.nth(0).locator("p").all_inner_texts())
    assert "45 مدنياً" in " ".join(figures.nth(1).locator("p").all_inner_texts())
    assert "صُحّح في " in " ".join(figures.nth(1).locator("p").all_inner_texts())
    frames = [page.frame_locator(f"iframe[title={lang}]") for lang in ("en", "ar")]
    assert frames[0].locator("li a").all_inner_texts() == [f"Corrected: {BAD}", "Account number 2"]
    assert frames[1].locator("li a").all_inner_texts() == ["مصحّح: التقرير رقم 1"]
    assert [frame.locator("html").get_attribute("dir") for frame in frames] == ["ltr", "rtl"]
    assert watch.hosts() == {api, address.rpartition("/")[0]}
    assert (watch.complaints, page.title()) == ([], "partner")
    assert page.context.cookies() == []
    page.close()


@only_sqlite
@needs_browser
def test_the_last_good_answer_stays_while_the_service_is_down_and_a_link_stands_where_there_is_none(
    browser: Browser, shown: tuple[str, str, str]
) -> None:
    api, address, _ = shown
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.wait_for_function("document.querySelector('snhr-latest').shadowRoot.querySelector('.source')")
    page.route(f"{api}/v1/**", lambda route: route.abort())
    page.goto(address)
    assert page.locator("snhr-latest").nth(0).locator("li a").all_inner_texts() == [BAD, "Account number 2"]
    page.evaluate("localStorage.clear()")
    page.goto(address)
    link = page.locator("snhr-latest").nth(1).locator("a")
    assert (link.inner_text(), link.get_attribute("href")) == ("صفحة الناشر", f"{api}/ar/")
    context.close()


@only_sqlite
@needs_browser
def test_a_bad_address_is_no_link(browser: Browser, shown: tuple[str, str, str]) -> None:
    api, address, _ = shown
    page = browser.new_page()
    record = {
        "title": "t",
        "url": "javascript:alert(1)",
        "language": "en",
        "dir": "ltr",
        "published_on": None,
        "links": {"self": ""},
    }
    body = json.dumps({"data": [record], "meta": {"attribution": "a"}})
    headers = {"Access-Control-Allow-Origin": "*"}
    page.route(f"{api}/v1/articles*", lambda route: route.fulfill(body=body, content_type="application/json", headers=headers))
    page.goto(address)
    page.wait_for_function("document.querySelector('snhr-latest').shadowRoot.querySelector('li')")
    assert page.locator("snhr-latest").nth(0).locator("li a").count() == 0
    page.close()
