"""The headers that every answer has, HEAD, conditional requests, and links that no request can bend."""

import pytest
from conftest import Serve
from factories import Desk, make_page
from starlette.testclient import TestClient

PATHS = (
    "/v1",
    "/v1/reports",
    "/v1/articles?lang=ar",
    "/v1/codelists/parties?format=csv",
    "/v1/nothing",
    "/livez",
    "/v1/openapi.json",
)


@pytest.fixture(scope="module")
def published(shared: Desk) -> str:
    shared.take(make_page())
    shared.publish()
    return shared.url


@pytest.fixture
def client(published: str, serve: Serve) -> TestClient:
    return serve(published)


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_may_be_read_by_every_page_and_guessed_at_by_no_browser(client: TestClient, path: str) -> None:
    for headers in ({}, {"Origin": "https://partner.example"}):
        answer = client.get(path, headers=headers)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "RateLimit-Policy" in answer.headers["Access-Control-Expose-Headers"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert "Set-Cookie" not in answer.headers
        assert answer.headers.get("Vary") in (None, "Accept-Encoding")


@pytest.mark.parametrize("path", PATHS)
def test_head_answers_like_get_without_a_body(client: TestClient, path: str) -> None:
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    for name in ("Content-Type", "ETag", "Link", "Cache-Control", "Content-Language"):
        assert head.headers.get(name) == whole.headers.get(name)


def test_what_a_client_has_is_not_sent_again(client: TestClient) -> None:
    whole = client.get("/v1/articles?limit=5&lang=en")
    for headers in (
        {"If-None-Match": whole.headers["ETag"]},
        {"If-None-Match": '"other", ' + whole.headers["ETag"]},
        {"If-None-Match": "*"},
        {"If-Modified-Since": whole.headers["Last-Modified"]},
    ):
        answer = client.get("/v1/articles?lang=en&limit=5", headers=headers)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == whole.headers["ETag"]
    assert client.get("/v1/articles?limit=6&lang=en", headers={"If-None-Match": whole.headers["ETag"]}).status_code == 200
    assert client.get("/v1/articles?limit=5&lang=en", headers={"If-None-Match": '"x"'}).status_code == 200
    earlier = {"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}
    assert client.get("/v1/articles?limit=5&lang=en", headers=earlier).status_code == 200


def test_an_exact_release_may_be_kept_for_a_day_and_the_current_one_for_a_minute(client: TestClient) -> None:
    current = client.get("/v1/articles")
    release = current.json()["meta"]["release"]
    assert current.headers["Cache-Control"].startswith("public, max-age=60, s-maxage=300")
    assert client.get(f"/v1/articles?release={release}").headers["Cache-Control"] == "public, max-age=86400"
    assert client.get(f"/v1/articles?release={release[:10]}").headers["Cache-Control"].startswith("public, max-age=60")


def test_no_link_repeats_the_host_that_was_asked(client: TestClient) -> None:
    answer = client.get("/v1/articles", headers={"Host": "evil.example"})
    assert answer.status_code == 200
    assert "evil.example" not in answer.text + str(answer.headers)
    assert client.get("/v1/articles/", headers={"Host": "evil.example"}, follow_redirects=False).status_code == 404


@pytest.mark.parametrize("host", ["", "a b", "x/y", 'evil.example"', "[::1"])
def test_a_malformed_host_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/v1", headers={"Host": host})
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (400, "bad-host")


def test_an_address_and_a_head_have_their_limits(client: TestClient) -> None:
    room = 4096 - len("/v1/articles?q=")
    assert client.get("/v1/articles?q=" + "a" * (room + 1)).status_code == 414
    assert client.get("/v1/articles?q=" + "a" * room).status_code == 400
    assert client.get("/v1", headers={"X-Long": "a" * 33_000}).status_code == 431
