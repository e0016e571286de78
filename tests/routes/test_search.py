"""q, facets and resolve as a client sees them."""

from itertools import chain
from typing import Any

import pytest
from conftest import Serve
from factories import BODY, Desk, make_arabic, make_figure, make_page
from sqlalchemy import update
from starlette.testclient import TestClient

from api.ingest.records import TextRecord
from api.models import search_version
from api.publishing.indexing import reindex
from api.queries.facets import FACETS

# The filter that finds what a facet counts; a year and a language are filtered under other names.
FILTERS = {"section": "section={}", "place": "place={}", "party": "party={}", "violation": "violation={}",
           "language": "available_in={}", "year": "published_from={}-01-01&published_to={}-12-31"}  # fmt: skip


def total(client: TestClient, path: str) -> int:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["meta"]["total"])


@pytest.mark.parametrize("asked", ["", "q=killed&", "has_figures=true&", "q=قصف&"])
def test_a_facet_counts_what_its_filter_finds(sample: TestClient, asked: str) -> None:
    meta = sample.get(f"/v1/articles?{asked}facets={','.join(FACETS)}").json()["meta"]
    assert set(meta["facets"]) == set(FACETS)
    for name, counts in meta["facets"].items():
        assert counts == sorted(counts, key=lambda count: (-count["count"], count["code"]))
        for count in [one for one in counts if one["code"] != "none" or name not in ("year", "section")][:5]:
            path = f"/v1/articles?{asked}{FILTERS[name].replace('{}', count['code'])}"
            assert total(sample, path) == count["count"], (name, count)


@pytest.mark.parametrize("asked", ["", "q=killed&", "q=nothingatall&"])
def test_a_facet_counts_the_same_alone_as_beside_others(sample: TestClient, asked: str) -> None:
    together = sample.get(f"/v1/articles?{asked}facets={','.join(FACETS)}").json()["meta"]
    for name in FACETS:
        alone = sample.get(f"/v1/articles?{asked}facets={name}").json()["meta"]
        assert (alone["total"], alone["facets"]) == (together["total"], {name: together["facets"][name]})


def test_facets_of_figures(sample: TestClient) -> None:
    meta = sample.get("/v1/figures?facets=place,party,violation&unit=persons").json()["meta"]
    for name, counts in meta["facets"].items():
        assert sum(count["count"] for count in counts) == meta["total"]
        for count in counts[:3]:
            assert total(sample, f"/v1/figures?unit=persons&{name}={count['code']}") == count["count"]


def test_facets_are_labelled_in_the_wanted_language(sample: TestClient) -> None:
    facets = sample.get("/v1/articles?facets=language,section,place&lang=ar").json()["meta"]["facets"]
    labels = {count["code"]: count["label"] for count in chain.from_iterable(facets.values())}
    assert (labels["en"], labels["ar"], labels["none"]) == ("الإنكليزية", "العربية", "غير مذكور")
    assert labels["thematic-reports/others"].count("›") == 1


@pytest.fixture
def places(desk: Desk) -> Desk:
    arabic = {"language": "ar", "title": "تقرير", "body": "قُتل ثلاثة مدنيين في حَلَب."}
    desk.take(make_page(1, **arabic))
    desk.take(make_page(2, title="Hearing", body="A hearing on Idlib."))
    desk.take(make_page(3), make_figure(arabic="41 مدنياً"), arabic=make_arabic(3))
    desk.publish()
    return desk


def test_a_name_in_one_language_finds_texts_of_the_other_and_the_answer_says_how_it_was_read(places: Desk, serve: Serve) -> None:
    answer = serve(places.url).get('/v1/articles?q=Aleppo "civilian" -xyz&lang=ar').json()
    assert answer["data"] == []
    assert answer["meta"]["query"]["matched"] == [
        {"words": "Aleppo", "kind": "name", "excluded": False, "list": "places", "code": "aleppo", "label": "حلب"},
        {"words": "civilian", "kind": "phrase", "excluded": False, "list": None, "code": None, "label": None},
        {"words": "xyz", "kind": "stem", "excluded": True, "list": None, "code": None, "label": None},
    ]
    (record,) = serve(places.url).get("/v1/articles?q=Aleppo").json()["data"]
    assert (record["language"], record["highlights"]) == ("ar", [{"field": "body", "start": 21, "end": 26}])


def test_marks_are_ranges_of_the_stored_text(places: Desk, serve: Serve) -> None:
    client = serve(places.url)
    (record,) = client.get("/v1/articles?q=أطفال&lang=ar").json()["data"]
    body = client.get(f"/v1/articles/{record['id']}?lang=ar").json()["data"]["body"]
    assert [(mark["field"], body[mark["start"] : mark["end"]]) for mark in record["highlights"]] == [("body", "طفلاً")]
    (figure,) = client.get("/v1/figures?q=مدنيين").json()["data"]
    sentences = {said["language"]: said["sentence"] for said in figure["evidence"]}
    marks = [(mark["language"], sentences[mark["language"]][mark["start"] : mark["end"]]) for mark in figure["highlights"]]
    assert marks == [("ar", "مدنياً")]
    assert "highlights" not in client.get("/v1/articles").json()["data"][0]
    assert "highlights" not in client.get("/v1/articles?q=أطفال&format=csv").text


def test_what_cannot_be_searched_is_refused(sample: TestClient) -> None:
    for query, parameter, code in (
        ("q=?!", "q", "no-words"),
        ("sort=-relevance", "sort", "only-with-q"),
        ("sort=relevance&q=a", "sort", "invalid-value"),
        ("facets=kind", "facets", "invalid-value"),
        ("facets=place&format=csv", "facets", "not-with-format"),
        ("q=" + "ق" * 201, "q", "too-long"),
    ):
        for path in ("articles", "reports", "figures"):
            answer = sample.get(f"/v1/{path}?{query}")
            assert answer.status_code == 400, query
            assert [(mistake["parameter"], mistake["code"]) for mistake in answer.json()["errors"]] == [(parameter, code)]


def test_an_index_made_by_other_rules_is_not_searched(places: Desk, serve: Serve) -> None:
    client = serve(places.url)
    with places.engine.begin() as connection:
        connection.execute(update(search_version).values(version="older"))
    for path in ("/v1/articles?q=aleppo", "/v1/figures?q=aleppo", "/v1/reports?facets=place"):
        refused = client.get(path)
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (503, "search-outdated")
        assert "snhr-api reindex" in refused.json()["detail"]
    assert total(client, "/v1/articles") == 3
    with places.engine.begin() as connection:
        assert reindex(connection) == 3
    assert total(client, "/v1/articles?q=aleppo") == 1


def test_a_publish_brings_an_older_index_up_to_date(places: Desk, serve: Serve) -> None:
    with places.engine.begin() as connection:
        connection.execute(update(search_version).values(version="older"))
    places.take(make_page(4, title="Aleppo"))
    places.publish()
    assert total(serve(places.url), "/v1/articles?q=aleppo") == 2


HOSTILE = (
    '"', '""""', '"a', "a OR b", "a AND", "NOT a", "NEAR(a b)", "title:a", "{title}:a", "a*", "^a", "(a", "a)", "'", "a' OR '1'='1", "\\",
    "%", "_", "\x00", "a\x00b", "\u202eabc", "\u2066حلب\u2069", "\ufeff", "a" * 200, '"' * 200, "- " * 100, "-a " * 66, "ق " * 100,
    "\u064b" * 200, "<->", "a & b | !c", ":*", "😀", "a:b:c", "$1", "{}", "٪", "\u0000\u0001", "=1+1", "¤places¤aleppo", "1,2,3",
)  # fmt: skip


@pytest.mark.parametrize("q", HOSTILE)
def test_no_sign_of_a_query_reaches_the_database_as_language(both_samples: list[str], serve: Serve, q: str) -> None:
    answers = [client.get("/v1/articles", params={"q": q, "limit": 100}) for client in map(serve, both_samples)]
    assert {answer.status_code for answer in answers} <= {200, 400}
    assert len({answer.status_code for answer in answers}) == 1
    found: list[Any] = [[record["id"] for record in answer.json().get("data", [])] for answer in answers]
    assert found[0] == found[1]


def test_bytes_that_are_no_text_are_not_an_error_of_the_service(sample: TestClient) -> None:
    for raw in ("%ED%A0%80", "%ff%fe", "%00", "a%C0%AF", "%E2%80%AE%D8%AD%D9%84%D8%A8"):
        assert sample.get(f"/v1/articles?q={raw}").status_code in (200, 400)


ADDRESSES = (
    "https://snhr.org/blog/2015/06/01/7001/",
    "http://www.snhr.org/blog/2015/06/01/7001",
    "https://sn4hr.org/blog/2015/06/01/7001/?utm_source=x#top",
    "https://snhr.org/?p=7001",
    "snhr.org/blog/2015/06/01/7001",
    "https://snhr.org/arabic/2015/06/02/812/",
    "https://snhr.org/arabic/?p=812",
)


def test_every_address_of_a_page_leads_to_its_publication(desk: Desk, serve: Serve) -> None:
    public_id = desk.take(make_page(1, url="https://snhr.org/blog/2015/06/01/7001/"))
    arabic = TextRecord(language="ar", title="تقرير", summary="ملخص", body="متن", url="https://snhr.org/arabic/2015/06/02/812/")
    desk.take(make_page(1, **arabic.model_dump()), pair=public_id)
    desk.publish()
    desk.take(make_page(9, url="https://snhr.org/blog/2020/01/01/9999/", body=BODY))
    client = serve(desk.url)
    for address in ADDRESSES:
        answer = client.get("/v1/resolve", params={"url": address, "lang": "ar"})
        assert (answer.status_code, answer.json()["data"]["id"]) == (200, public_id), address
        assert answer.json()["data"]["title"] == "تقرير"
    unknown = (
        "https://snhr.org/blog/2015/06/01/7002/",
        "https://snhr.org/?p=812",
        "https://snhr.org/",
        "https://snhr.org/?p=9999",
    )
    for address in unknown:
        assert client.get("/v1/resolve", params={"url": address}).status_code == 404, address
    for address in ("ftp://snhr.org/x", "https://", "http://[", "javascript:alert(1)"):
        answer = client.get("/v1/resolve", params={"url": address})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "not-an-address"), address
    assert client.get("/v1/resolve").status_code == 400
