"""GET /v1/articles: walks that see one release, filters, and languages."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import date
from itertools import chain

import orjson
import pytest
from conftest import Serve
from factories import Desk, make_arabic, make_figure, make_page
from starlette.testclient import TestClient


def walk(client: TestClient, path: str) -> list[list[str]]:
    pages: list[list[str]] = []
    address: str | None = path
    while address:
        answer = client.get(address).json()
        pages.append([record["id"] for record in answer["data"]])
        address = answer["links"]["next"] and answer["links"]["next"].removeprefix("https://data.example.org")
    return pages


def ids(client: TestClient, path: str) -> set[str]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return {record["id"] for record in answer.json()["data"]}


def test_a_walk_gives_every_publication_once_and_in_order_while_a_publish_happens(database: str, serve: Serve) -> None:
    desk = Desk(database)
    dated = [(desk.take(make_page(number, published_on=date(2015, 6, 1 + number // 3))), number // 3) for number in range(23)]
    first = desk.publish()
    client = serve(database)
    expected = [public_id for public_id, _ in sorted(dated, key=lambda row: (-row[1], row[0]))]
    start = client.get("/v1/articles?limit=7").json()
    desk.take(make_page(3, title="Changed", published_on=date(2015, 7, 1)))
    newest = desk.take(make_page(90, published_on=date(2015, 6, 4)))
    desk.publish()
    client.app.metrics.reader._look()  # type: ignore[attr-defined]  # what the watch does within a second
    rest = walk(client, start["links"]["next"].removeprefix("https://data.example.org"))
    walked = [record["id"] for record in start["data"]] + list(chain(*rest))
    assert walked == expected
    assert [len(page) for page in rest] == [7, 7, 2]
    second = client.get(start["links"]["next"]).json()["meta"]
    assert (second["release"], second["total"]) == (first, 23)
    assert newest in chain(*walk(client, "/v1/articles?limit=7"))


def test_the_total_the_links_and_the_headers_say_the_same(desk: Desk, serve: Serve) -> None:
    for number in range(5):
        desk.take(make_page(number))
    desk.publish()
    answer = serve(desk.url).get("/v1/articles?limit=2&lang=ar")
    body = answer.json()
    assert (body["meta"]["total"], answer.headers["X-Total-Count"], body["meta"]["limit"]) == (5, "5", 2)
    assert f'<{body["links"]["next"]}>; rel="next"' in answer.headers["Link"]
    assert '<https://data.example.org/v1/articles?limit=2>; rel="alternate"; hreflang="en"' in answer.headers["Link"]
    assert body["links"]["self"] == body["links"]["first"] == "https://data.example.org/v1/articles?lang=ar&limit=2"
    assert answer.headers["Data-Release"] == body["meta"]["release"]
    assert answer.headers["Content-Language"] == "ar"


def test_a_cursor_belongs_to_its_filters_and_its_release(desk: Desk, serve: Serve) -> None:
    for number in range(5):
        desk.take(make_page(number))
    desk.publish()
    client = serve(desk.url)
    cursor = client.get("/v1/articles?limit=2").json()["links"]["next"].partition("cursor=")[2]
    assert client.get(f"/v1/articles?cursor={cursor}&limit=3").status_code == 200
    for other in (f"/v1/articles?cursor={cursor}&kind=report", f"/v1/reports?cursor={cursor}", f"/v1/articles?cursor={cursor}x"):
        problem = client.get(other)
        assert problem.status_code == 400
        assert [(mistake["parameter"], mistake["code"]) for mistake in problem.json()["errors"]] == [("cursor", "invalid-cursor")]


@pytest.mark.parametrize(
    "payload",
    [
        [1, "2020-01-01"],
        [1, 999, "2020-01-01", "pub_a"],
        ["1", "2020-01-01", "pub_a"],
        [[1], "2020-01-01", "pub_a"],
        [True, "2020-01-01", "pub_a"],
        [1.5, "2020-01-01", "pub_a"],
        [1, None, "pub_a"],
        [1, "no day", "pub_a"],
        [1, "2020-01-01", 7],
        [1, "2020-01-01", "pub_a\0"],
        [1, 5, "pub_a"],
        [1, True, "pub_a"],
        {"release": 1},
        7,
    ],
)
def test_a_cursor_that_somebody_made_up_is_refused(desk: Desk, serve: Serve, payload: object) -> None:
    """How cursors are bound is no secret."""
    desk.take(make_page(1))
    desk.publish()
    answer = serve(desk.url).get(f"/v1/articles?cursor={made_up(payload)}")
    assert answer.status_code == 400
    assert [mistake["code"] for mistake in answer.json()["errors"]] == ["invalid-cursor"]


@pytest.mark.parametrize(
    ("path", "filters", "value", "status"),
    [
        ("/v1/figures", {"sort": "value"}, 41, 200),
        ("/v1/figures", {"sort": "value"}, 41.5, 200),
        ("/v1/figures", {"sort": "value"}, 2**63, 200),
        ("/v1/figures", {"sort": "value"}, "2020-01-01", 400),
        ("/v1/figures", {"sort": "value"}, True, 400),
        ("/v1/figures", {"q": "civilians"}, 2**31 - 1, 200),
        ("/v1/figures", {"q": "civilians"}, 2**31, 400),
        ("/v1/figures", {"q": "civilians"}, 1.5, 400),
        ("/v1/articles", {"q": "account"}, "2020-01-01", 400),
        ("/v1/releases", {}, 2**63, 400),
        ("/v1/releases", {}, "2020-01-01", 400),
        ("/v1/releases", {}, 1, 200),
    ],
)
def test_a_walk_stands_only_where_its_order_has_such_a_value(
    desk: Desk, serve: Serve, path: str, filters: dict[str, str], value: object, status: int
) -> None:
    desk.take(make_page(1), make_figure())
    desk.publish()
    cursor = made_up([1, value, "fig_a"], path, filters)
    assert serve(desk.url).get(path, params={**filters, "cursor": cursor}).status_code == status


def test_no_cursor_says_how_many_there_are(desk: Desk, serve: Serve) -> None:
    for number in range(3):
        desk.take(make_page(number))
    desk.publish()
    client = serve(desk.url)
    walked = client.get(f"/v1/articles?cursor={made_up([1, '2030-01-01', 'pub_a'])}")
    assert (walked.json()["meta"]["total"], walked.headers["X-Total-Count"]) == (3, "3")
    assert client.get("/v1/articles?lang=ar").json()["meta"]["total"] == 3


def made_up(payload: object, path: str = "/v1/articles", filters: Mapping[str, str] | None = None) -> str:
    """A cursor for a list, as anybody could make it."""
    content = orjson.dumps(payload)
    binding = hashlib.blake2s(orjson.dumps([path, filters or {}]) + b"\0" + content, digest_size=8).digest()
    return base64.urlsafe_b64encode(binding + content).decode().rstrip("=")


def test_each_filter_finds_what_it_says(desk: Desk, serve: Serve) -> None:
    report = desk.take(make_page(1), make_figure(), arabic=make_arabic(1))
    other = desk.take(
        make_page(
            2,
            title="Another matter",
            places=[],
            sections=["arrest"],
            published_on=date(2016, 1, 1),
            period={"start": None, "end": None},
        )
    )
    statement = desk.take(make_page(3, kind="statement", sections=["statements/by-snhr"], places=["aleppo"]))
    desk.publish()
    client = serve(desk.url)
    for query, found in {
        "kind=statement": {statement},
        "kind=report,statement": {report, other, statement},
        "section=thematic-reports": {report},
        "section=statements,arrest": {other, statement},
        "place=none": {other},
        "place=hama,none": {report, other},
        "party=syrian-regime": {report},
        "party=isis": set(),
        "violation=killing": {report},
        "has_figures=true": {report},
        "has_figures=false": {other, statement},
        "available_in=ar": {report},
        "published_from=2015-12-31": {other},
        "published_to=2015-06-01": {report, statement},
        "period_from=2015-05-01&period_to=2015-05-31": {report, statement},
        "period_from=2015-05-02": set(),
        "q=another": {other},
        "q=التقرير": {report},
    }.items():
        assert ids(client, f"/v1/articles?{query}") == found, query
    assert ids(client, "/v1/reports") == {report, other}
    assert client.get(f"/v1/reports/{statement}").status_code == 404
    assert client.get(f"/v1/articles/{statement}").json()["data"]["kind"] == "statement"


def test_a_text_that_does_not_exist_in_the_wanted_language_falls_back_and_says_so(desk: Desk, serve: Serve) -> None:
    both, english = desk.take(make_page(1), arabic=make_arabic(1)), desk.take(make_page(2))
    desk.publish()
    answer = serve(desk.url).get("/v1/articles?lang=ar&fields=id,language,dir,available_languages,title").json()
    assert answer["meta"]["language"] == "ar"
    assert {record.pop("id"): record for record in answer["data"]} == {
        both: {"language": "ar", "dir": "rtl", "available_languages": ["ar", "en"], "title": "التقرير رقم 1"},
        english: {"language": "en", "dir": "ltr", "available_languages": ["en"], "title": "Account number 2"},
    }


def test_drafts_are_invisible(desk: Desk, serve: Serve) -> None:
    published = desk.take(make_page(1))
    desk.publish()
    draft = desk.take(make_page(2))
    client = serve(desk.url)
    assert ids(client, "/v1/articles") == {published}
    assert client.get(f"/v1/articles/{draft}").status_code == 404
