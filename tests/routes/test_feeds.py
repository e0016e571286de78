"""Feeds: parsed by a feed reader without a complaint, in one language, with ids that stay and corrections that show."""

import json
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from conftest import Serve
from factories import DATA, Desk, make_arabic, make_figure, make_page
from lxml import etree
from starlette.testclient import TestClient

KINDS = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}


def parsed(client: TestClient, query: str = "", kind: str = "atom") -> Any:
    answer = client.get(f"/v1/feeds/articles.{kind}{query}")
    assert answer.status_code == 200, answer.text
    feed = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["Content-Type"]})
    assert feed.bozo is False, feed.get("bozo_exception")
    return feed


@pytest.mark.parametrize("kind", ["atom", "rss"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_feed_reader_finds_the_newest_publications_of_a_language(sample: TestClient, kind: str, lang: str) -> None:
    feed = parsed(sample, f"?lang={lang}&limit=7", kind)
    wanted = sample.get(f"/v1/articles?lang={lang}&available_in={lang}&limit=7").json()["data"]
    assert [entry.title for entry in feed.entries] == [record["title"] for record in wanted]
    assert [entry.link for entry in feed.entries] == [record["url"] or record["links"]["self"] for record in wanted]
    assert [entry.summary for entry in feed.entries] == [record["summary"] for record in wanted]
    assert [entry.id for entry in feed.entries] == [f"tag:snhr.org,2026:{record['id']}:{lang}" for record in wanted]
    assert {record["language"] for record in wanted} == {lang}
    links = {link.rel: link.href for link in feed.feed.links}
    assert links["alternate"] == f"https://data.example.org/{'ar/' if lang == 'ar' else ''}"
    assert links["self"] == f"https://data.example.org/v1/feeds/articles.{kind}?{'lang=ar&' if lang == 'ar' else ''}limit=7"


@pytest.mark.parametrize("query", ["", "?lang=ar", "?limit=100", "?place=aleppo&limit=3", "?place=quneitra"])
def test_an_atom_feed_is_what_the_schema_says(sample: TestClient, query: str) -> None:
    schema = etree.RelaxNG(etree.parse(DATA / "atom.rng"))
    schema.assertValid(etree.fromstring(sample.get(f"/v1/feeds/articles.atom{query}").content))
    changes = sample.get("/v1/changes?format=atom&since=" + sample.get("/v1").json()["data"]["release"])
    schema.assertValid(etree.fromstring(changes.content))


def test_the_schema_refuses_what_is_no_feed() -> None:
    schema = etree.RelaxNG(etree.parse(DATA / "atom.rng"))
    for text in (
        "<feed xmlns='http://www.w3.org/2005/Atom'/>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><id>a</id><title>b</title><updated>yesterday</updated></feed>",
    ):
        assert not schema.validate(etree.fromstring(text))


def test_a_json_feed_keeps_its_rules(sample: TestClient) -> None:
    answer = sample.get("/v1/feeds/articles.json?lang=ar&limit=3")
    assert answer.headers["Content-Type"] == "application/feed+json"
    feed = answer.json()
    assert {name: value for name, value in feed.items() if name != "items"} == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "الشبكة السورية لحقوق الإنسان: أحدث المنشورات",
        "home_page_url": "https://data.example.org/ar/",
        "feed_url": "https://data.example.org/v1/feeds/articles.json?lang=ar&limit=3",
        "language": "ar",
        "authors": [{"name": "الشبكة السورية لحقوق الإنسان"}],
    }
    assert len({item["id"] for item in feed["items"]}) == 3
    for item in feed["items"]:
        assert set(item) == {"id", "url", "title", "content_text", "date_published", "date_modified", "language", "tags"}
        for name in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[name]).tzinfo == UTC


def test_a_correction_shows_in_the_entry_that_it_is_about_and_keeps_its_id(desk: Desk, serve: Serve) -> None:
    one = desk.take(make_page(1, published_on="2015-06-02"), make_figure(), arabic=make_arabic(1))
    desk.take(make_page(2, published_on="2015-06-01"))
    desk.publish()
    before = parsed(serve(desk.url))
    desk.take(make_page(1, published_on="2015-06-02"), make_figure(value=45))
    (raised,) = desk.figure_ids(one)
    desk.publish(**{raised: "correction"})
    client = serve(desk.url)
    after, arabic = parsed(client), parsed(client, "?lang=ar")
    assert [entry.title for entry in before.entries] == ["Account number 1", "Account number 2"]
    assert [entry.title for entry in after.entries] == ["Corrected: Account number 1", "Account number 2"]
    assert [entry.title for entry in arabic.entries] == ["مصحّح: التقرير رقم 1"]
    assert [entry.id for entry in after.entries] == [entry.id for entry in before.entries]
    assert after.entries[0].updated > before.entries[0].updated
    assert after.entries[1].updated == before.entries[1].updated
    assert after.feed.updated == after.entries[0].updated


def test_a_changed_text_is_a_correction_and_a_translation_that_comes_later_is_none(desk: Desk, serve: Serve) -> None:
    desk.take(make_page(1))
    desk.publish()
    desk.take(make_page(1), arabic=make_arabic(1))
    desk.publish()
    client = serve(desk.url)
    titles = [[entry.title for entry in parsed(client, query).entries] for query in ("", "?lang=ar")]
    assert titles == [["Account number 1"], ["التقرير رقم 1"]]
    desk.take(make_page(1, title="Account number one"))
    desk.publish()
    client = serve(desk.url)
    titles = [[entry.title for entry in parsed(client, query).entries] for query in ("", "?lang=ar")]
    assert titles == [["Corrected: Account number one"], ["التقرير رقم 1"]]


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_reader_gets_a_304_until_a_publish(desk: Desk, serve: Serve, kind: str) -> None:
    desk.take(make_page(1))
    desk.publish()
    client = serve(desk.url)
    first = client.get(f"/v1/feeds/articles.{kind}")
    assert first.headers["Content-Type"].startswith(KINDS[kind])
    mine = {"If-None-Match": first.headers["ETag"]}
    assert client.get(f"/v1/feeds/articles.{kind}", headers=mine).status_code == 304
    desk.take(make_page(2))
    desk.publish()
    again = serve(desk.url).get(f"/v1/feeds/articles.{kind}", headers=mine)
    assert (again.status_code, "Account number 2" in again.text) == (200, True)


@pytest.mark.parametrize("kind", KINDS)
def test_markup_in_a_title_stays_text(desk: Desk, serve: Serve, kind: str) -> None:
    title = '<img src=x onerror=alert(1)> & "more" ]]>'
    desk.take(make_page(1, title=title, summary="a < b & c"))
    desk.publish()
    client = serve(desk.url)
    if kind == "json":
        (item,) = json.loads(client.get("/v1/feeds/articles.json").content)["items"]
        assert (item["title"], item["content_text"]) == (title, "a < b & c")
        return
    tree = etree.fromstring(client.get(f"/v1/feeds/articles.{kind}").content)
    assert tree.xpath("string((//*[local-name()='entry' or local-name()='item'])[1]/*[local-name()='title'])") == title


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("cursor=a", "cursor", "not-in-feeds"),
        ("sort=published_on", "sort", "not-in-feeds"),
        ("format=csv", "format", "not-in-feeds"),
        ("limit=101", "limit", "out-of-range"),
        ("page=2", "page", "unknown-parameter"),
        ("section=nothing", "section", "unknown-code"),
    ],
)
def test_a_feed_refuses_what_it_cannot_take(sample: TestClient, query: str, parameter: str, code: str) -> None:
    answer = sample.get(f"/v1/feeds/articles.rss?{query}")
    assert answer.status_code == 400
    assert [(mistake["parameter"], mistake["code"]) for mistake in answer.json()["errors"]] == [(parameter, code)]


def test_a_format_that_there_is_not_is_no_address(sample: TestClient) -> None:
    assert sample.get("/v1/feeds/articles.xml").status_code == 404
