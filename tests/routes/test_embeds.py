"""Frames: whole pages without a script, from the data alone, in one language, with hedges and corrections; and oEmbed for them."""

from datetime import UTC, datetime

import pytest
from conftest import Serve
from factories import Desk, make_arabic, make_figure, make_page, tell_story
from lxml import html
from starlette.testclient import TestClient

from api.text import dates

BAD = '<img src=x onerror="document.title=1">'
FRAMES = ("/embed/articles", "/embed/statistics/civilian-deaths-monthly?group_by=year")


def page(client: TestClient, path: str) -> html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    return html.fromstring(answer.content)


def said(client: TestClient, path: str) -> str:
    return " ".join(page(client, path).find("body").text_content().split())


@pytest.mark.parametrize("path", FRAMES)
def test_a_frame_may_stand_on_any_site_and_runs_and_fetches_nothing(sample: TestClient, path: str) -> None:
    answer = sample.get(path)
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert (policy["default-src"], policy["frame-ancestors"], policy["img-src"]) == ("'none'", "*", "'self' data:")
    assert "script-src" not in policy
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    root = html.fromstring(answer.content)
    assert root.xpath("//script | //@*[starts-with(name(), 'on')] | //@style") == []
    assert all(source.startswith(("/v1/", "data:")) for source in root.xpath("//img/@src | //link[@rel='icon']/@href"))


def test_a_frame_has_the_newest_of_its_language_in_its_direction(sample: TestClient) -> None:
    for lang, direction in (("en", "ltr"), ("ar", "rtl")):
        root = page(sample, f"/embed/articles?lang={lang}&limit=4&theme=dark")
        wanted = sample.get(f"/v1/articles?lang={lang}&available_in={lang}&limit=4").json()["data"]
        assert (root.get("lang"), root.get("dir"), root.get("data-theme")) == (lang, direction, "dark")
        assert [link.text for link in root.xpath("//li/a")] == [record["title"] for record in wanted]
        assert {item.get("dir") for item in root.xpath("//li")} == {direction}
        assert root.xpath("//img") == []


def test_a_section_narrows_a_frame_and_a_publication_can_stand_alone(sample: TestClient) -> None:
    wanted = sample.get("/v1/articles?section=thematic-reports&available_in=en&limit=3").json()["data"]
    titles = page(sample, "/embed/articles?section=thematic-reports&limit=3").xpath("//li/a/text()")
    assert titles == [record["title"] for record in wanted]
    one = said(sample, f"/embed/articles/{wanted[0]['id']}")
    assert wanted[0]["title"] in one
    assert wanted[0]["summary"] in one


def test_what_means_nothing_in_a_frame_is_ignored_and_what_is_wrong_is_refused(sample: TestClient) -> None:
    plain, marked = (sample.get(f"/embed/articles?{query}") for query in ("limit=2", "utm_source=x&limit=2&fields=y"))
    assert (plain.content, plain.headers["ETag"]) == (marked.content, marked.headers["ETag"])
    for query, parameter in (("limit=0", "limit"), ("theme=pink", "theme"), ("lang=fr", "lang"), ("section=nothing", "section")):
        answer = sample.get(f"/embed/articles?{query}")
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, parameter)
    assert sample.get("/embed/figures/fig_nothing").status_code == 404
    assert sample.get("/embed/nothing").status_code == 404


def test_a_frame_is_kept_and_answered_with_a_304(sample: TestClient) -> None:
    whole = sample.get("/embed/articles?lang=ar")
    assert whole.headers["Cache-Control"].startswith("public, max-age=60, s-maxage=300")
    assert whole.headers["Content-Language"] == "ar"
    assert sample.get("/embed/articles?lang=ar", headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304


def test_a_corrected_figure_says_when_and_a_withdrawn_one_that_it_is(desk: Desk, serve: Serve) -> None:
    story = tell_story(desk)
    client = serve(desk.url)
    today = datetime.now(UTC).date()
    english, arabic = said(client, f"/embed/figures/{story.raised}"), said(client, f"/embed/figures/{story.raised}?lang=ar")
    assert "44 civilians" in english
    assert f"Corrected on {dates.day(today, 'en')}." in english
    assert f"صُحّح في {dates.day(today, 'ar')}." in arabic
    before = said(client, f"/embed/figures/{story.raised}?release={story.releases[0]}")
    assert "41 civilians" in before
    assert "Corrected" not in before
    gone = said(client, f"/embed/figures/{story.withdrawn}")
    assert f"This was withdrawn on {dates.day(today, 'en')}. It should no longer be cited." in gone
    assert "Counted in another report." in gone
    assert "مذكور في تقرير آخر." in said(client, f"/embed/figures/{story.withdrawn}?lang=ar")


def test_a_hedged_figure_keeps_its_hedge(desk: Desk, serve: Serve) -> None:
    public_id = desk.take(make_page(), make_figure(attribution="believed"), arabic=make_arabic())
    desk.publish()
    (figure_id,) = desk.figure_ids(public_id)
    client = serve(desk.url)
    assert "The report says that these forces are believed to be responsible." in said(client, f"/embed/figures/{figure_id}")
    assert "يُعتقد أنها المسؤولة" in said(client, f"/embed/figures/{figure_id}?lang=ar")


def test_markup_in_a_title_is_shown_and_is_no_markup(desk: Desk, serve: Serve) -> None:
    public_id = desk.take(make_page(title=BAD), make_figure())
    desk.publish()
    client = serve(desk.url)
    for path in ("/embed/articles", f"/embed/articles/{public_id}", f"/embed/figures/{desk.figure_ids(public_id)[0]}"):
        root = page(client, path)
        assert BAD in root.text_content()
        assert root.xpath("//img") == []
    record = client.get(f"/v1/oembed?url=https://data.example.org/embed/articles/{public_id}").json()
    (frame,) = html.fragments_fromstring(record["html"])
    assert (frame.tag, frame.get("title"), record["title"]) == ("iframe", BAD, BAD)


def test_a_table_says_what_is_not_exact_and_has_a_chart(sample: TestClient) -> None:
    root = page(sample, "/embed/statistics/civilian-deaths-monthly?group_by=year&lang=en")
    rows = [" ".join(row.text_content().split()) for row in root.xpath("//tbody/tr")]
    wanted = sample.get("/v1/statistics/civilian-deaths-monthly?group_by=year").json()
    assert len(rows) == len(wanted["data"])
    assert rows[0].startswith("2016")
    assert any("at least 1,530" in row for row in rows)
    assert "0" not in {row.split()[-1] for row, record in zip(rows, wanted["data"], strict=True) if record["value"] is None}
    assert [caveat in root.text_content() for caveat in wanted["meta"]["caveats"]] == [True] * len(wanted["meta"]["caveats"])
    (chart,) = root.xpath("//img/@src")
    assert chart == "/v1/statistics/civilian-deaths-monthly?format=svg&group_by=year"
    assert sample.get(chart).headers["Content-Type"] == "image/svg+xml"
    refused = sample.get("/embed/statistics/civilian-deaths-monthly?victim=children,women")
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("asked", "frame"),
    [
        ("/embed/articles?lang=ar&limit=3&utm_source=x", "/embed/articles?lang=ar&limit=3"),
        (
            "/v1/statistics/civilian-deaths-monthly?group_by=year,party",
            "/embed/statistics/civilian-deaths-monthly?group_by=year,party",
        ),
        ("/v1/articles", "/embed/articles"),
    ],
)
def test_oembed_gives_a_frame_for_an_address_of_the_service(sample: TestClient, asked: str, frame: str) -> None:
    answer = sample.get("/v1/oembed", params={"url": f"https://data.example.org{asked}", "maxwidth": "300", "maxheight": "200"})
    assert answer.status_code == 200, answer.text
    record = answer.json()
    (element,) = html.fragments_fromstring(record["html"])
    assert element.get("src") == f"https://data.example.org{frame}"
    assert (record["version"], record["type"], record["width"], record["height"]) == ("1.0", "rich", 300, 200)
    assert (element.get("width"), element.get("height"), element.get("title")) == ("300", "200", record["title"])
    assert "allow-scripts" not in element.get("sandbox")
    assert sample.get(frame).status_code == 200


def test_oembed_knows_pages_of_the_site_and_figures(sample: TestClient) -> None:
    record = sample.get("/v1/figures?lang=ar&limit=1").json()["data"][0]
    figure = sample.get("/v1/oembed", params={"url": record["links"]["self"]}).json()
    assert figure["title"] == record["sentence"]
    assert figure["author_name"] == "الشبكة السورية لحقوق الإنسان"
    report = next(report for report in sample.get("/v1/reports").json()["data"] if report["url"])
    page_of = sample.get("/v1/oembed", params={"url": report["url"]}).json()
    assert (page_of["title"], page_of["provider_name"]) == (report["title"], "SNHR Public Data API")
    assert f"https://data.example.org/embed/articles/{report['id']}" in page_of["html"]


def test_a_frame_leads_to_its_oembed(sample: TestClient) -> None:
    (link,) = page(sample, "/embed/articles?lang=ar&limit=2").xpath("//link[@type='application/json+oembed']/@href")
    record = sample.get(link.removeprefix("https://data.example.org")).json()
    assert "https://data.example.org/embed/articles?lang=ar&amp;limit=2" in record["html"]


@pytest.mark.parametrize(
    ("query", "status", "parameter"),
    [
        ("", 400, "url"),
        ("url=https://data.example.org/embed/articles&format=xml", 400, "format"),
        ("url=https://data.example.org/embed/articles?limit=0", 400, "url"),
        ("url=https://data.example.org/embed/articles&maxwidth=0", 400, "maxwidth"),
        ("url=https://data.example.org/embed/articles&theme=dark", 400, "theme"),
        ("url=javascript:alert(1)", 400, "url"),
        ("url=https://data.example.org/docs", 404, None),
        ("url=https://data.example.org/embed/figures/fig_nothing", 404, None),
        ("url=https://elsewhere.example/page", 404, None),
    ],
)
def test_oembed_refuses_what_it_has_no_frame_for(sample: TestClient, query: str, status: int, parameter: str | None) -> None:
    answer = sample.get(f"/v1/oembed?{query}")
    assert answer.status_code == status, answer.text
    assert [mistake["parameter"] for mistake in answer.json().get("errors", [])] == ([parameter] if parameter else [])
