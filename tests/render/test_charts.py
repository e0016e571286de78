"""Charts: everything that a printed chart needs, as text, in both languages; gaps stay gaps, what is incomplete is hollow."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from databases import only_sqlite
from playwright.sync_api import Page, sync_playwright
from starlette.testclient import TestClient

SVG = "{http://www.w3.org/2000/svg}"
DEATHS = "/v1/statistics/civilian-deaths-monthly?format=svg"
BLUE, PAPER = "#0072b2", "#ffffff"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_page(viewport={"width": 900, "height": 900})
        browser.close()


def drawn(client: TestClient, query: str) -> ElementTree.Element:
    answer = client.get(f"{DEATHS}&{query}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/svg+xml")
    return ElementTree.fromstring(answer.content)


def texts(root: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def test_a_chart_says_what_it_shows_and_where_it_comes_from(sample: TestClient) -> None:
    said = texts(drawn(sample, "group_by=year"))
    release = sample.get("/v1").json()["data"]["release"]
    for words in (
        "Civilian deaths documented by SNHR",
        "Killing · All parties · Civilians · 2016-01 – 2024-12",
        "Civilian deaths per year",
        "Year",
        "Published total",
        f"Source: Syrian Network for Human Rights. Release {release}.",
        "Hollow: some months are missing; there were at least this many.",
        "≥\u00a01,530",
        "1,271",
        *map(str, range(2016, 2025)),
    ):
        assert words in said, words


def test_a_picture_has_names_for_those_who_cannot_see_it_and_runs_nothing(sample: TestClient) -> None:
    answer = sample.get(f"{DEATHS}&group_by=year,party&party=isis,sdf")
    assert b"<script" not in answer.content
    assert b"http" not in re.sub(rb'xmlns(:\w+)?="[^"]*"', b"", answer.content)
    assert "style-src 'unsafe-inline'" in answer.headers["Content-Security-Policy"]
    root = ElementTree.fromstring(answer.content)
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "chart-title chart-description")
    assert [child.get("id") for child in root[:2]] == ["chart-title", "chart-description"]
    assert "Civilian deaths per year: ISIS, Syrian Democratic Forces. 2016-01 to 2024-12." in (root[1].text or "")


def test_years_that_are_incomplete_are_hollow(sample: TestClient) -> None:
    paths = [path.get("style", "") for path in drawn(sample, "group_by=year").iter(f"{SVG}path")]
    bars = [style for style in paths if f"stroke: {BLUE}" in style and "fill" in style]
    assert [f"fill: {BLUE}" in style for style in bars] == [False, False, True, False, False, True, True, True, True]


def test_a_line_breaks_where_nothing_is_known(sample: TestClient) -> None:
    lines = [path.get("d", "") for path in drawn(sample, "group_by=month").iter(f"{SVG}path") if path.get("clip-path") is None]
    (line,) = [path for path in lines if path.count("L") > 80]
    # Seven months are missing, two of them beside another: six gaps make seven pieces.
    assert (line.count("M"), line.count("M") + line.count("L")) == (7, 101)
    assert "Gaps: nothing is known; it is not zero." in texts(drawn(sample, "group_by=month"))


def test_parties_stand_side_by_side_each_with_its_own_colour_and_sign(sample: TestClient) -> None:
    root = drawn(sample, "group_by=month,party&party=syrian-regime,sdf,isis&period_from=2019&period_to=2019")
    said = texts(root)
    assert all(name in said for name in ("Assad regime forces", "Syrian Democratic Forces", "ISIS"))
    styles = " ".join(path.get("style", "") for path in root.iter())
    assert all(f"stroke: {colour}" in styles for colour in (BLUE, "#d55e00", "#009e73"))
    panels = texts(drawn(sample, "group_by=year,party"))
    assert {"Israeli forces", "All parties", "≥\u00a05,503"} <= set(panels)


@only_sqlite
def test_arabic_is_mirrored_and_its_texts_run_from_right_to_left(sample: TestClient, page: Page) -> None:
    answer = sample.get(f"{DEATHS}&group_by=year&lang=ar")
    page.set_content(answer.text)
    title = page.locator("text", has_text="الوفيات بين المدنيين التي وثّقتها الشبكة السورية لحقوق الإنسان")
    first, last, width = page.get_by_text("2016", exact=True), page.get_by_text("2024", exact=True), 864
    box, first_box, last_box = title.bounding_box(), first.bounding_box(), last.bounding_box()
    assert box
    assert first_box
    assert last_box
    assert box["x"] + box["width"] == pytest.approx(width - 24 + 8, abs=12)
    assert first_box["x"] > last_box["x"]
    assert title.evaluate("text => getComputedStyle(text).direction") == "rtl"
    assert page.evaluate("getSelection().selectAllChildren(document.querySelector('svg')), getSelection().toString()").count(
        "وفيات"
    )


@only_sqlite
def test_no_text_leaves_the_picture(sample: TestClient, page: Page) -> None:
    for query in ("group_by=year", "group_by=year,party", "group_by=party", "group_by=month,victim&victim=children,women"):
        for lang in ("en", "ar"):
            page.set_content(sample.get(f"{DEATHS}&{query}&lang={lang}").text)
            outside = page.evaluate(
                """() => { const frame = document.querySelector('svg').getBoundingClientRect();
                return [...document.querySelectorAll('svg text')].filter(text => { const box = text.getBoundingClientRect();
                return box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1; })
                .map(text => text.textContent) }"""
            )
            assert outside == [], (query, lang)


def test_too_many_lines_for_one_page_are_refused(sample: TestClient) -> None:
    answer = sample.get(f"{DEATHS}&group_by=year,party,victim")
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("/problems/too-many-cells")


def test_a_chart_without_time_has_a_bar_for_each_group(sample: TestClient) -> None:
    said = texts(drawn(sample, "group_by=party&period_from=2022&period_to=2022"))
    assert {"Other parties", "≥\u00a0410", "≥\u00a0998", "Civilian deaths"} <= set(said)
    assert {"Israeli forces", "Extremist Islamist groups (ISIS and HTS)"}.isdisjoint(said)


def test_a_chart_of_nothing_says_so(sample: TestClient) -> None:
    for query in (
        "party=israel&period_to=2016-12",
        "group_by=party&period_to=1999&period_from=1999",
        "group_by=year&party=turkey",
    ):
        assert "Civilian deaths documented by SNHR" in texts(drawn(sample, query))
    assert "Gaps: nothing is known; it is not zero." in texts(drawn(sample, "group_by=year&party=turkey"))


def test_the_same_question_gives_the_same_bytes(sample: TestClient) -> None:
    assert sample.get(f"{DEATHS}&group_by=year").content == sample.get(f"{DEATHS}&group_by=year").content
