"""The client's budget holds on every path alike: lists, records through included routers, and paths that do not exist."""

import itertools

import pytest
from conftest import Serve
from factories import Desk, make_page

PATHS = (
    "/v1/articles",
    "/v1/reports?lang=ar",
    "/v1/figures",
    "/v1/codelists/parties",
    "/v1/nothing",
    "/nothing",
    "/v1/articles/pub_x",
)
FREE = ("/livez", "/readyz")


@pytest.fixture(autouse=True)
def _still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The windows do not slide while a busy machine answers."""
    monkeypatch.setattr("api.http.counters.monotonic", lambda: 6000.0)


def test_the_121st_request_of_a_minute_is_refused_whatever_it_asks_for(desk: Desk, serve: Serve) -> None:
    desk.take(make_page())
    desk.publish()
    client = serve(desk.url, client_limits="120/minute;5000/day")
    paths = itertools.cycle(PATHS)
    statuses = [client.get(next(paths)).status_code for _ in range(120)]
    assert set(statuses) == {200, 404}
    for path in PATHS:
        refused = client.get(path)
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert refused.headers["RateLimit"].startswith('"client";r=0;t=')
        assert refused.headers["RateLimit-Policy"] == '"client";q=120;w=60, "client-day";q=5000;w=86400'
        assert refused.headers["Content-Type"] == "application/problem+json"
    for path in FREE:
        assert client.get(path).status_code == 200


def test_an_answer_says_what_is_left(desk: Desk, serve: Serve) -> None:
    desk.take(make_page())
    desk.publish()
    answer = serve(desk.url, client_limits="120/minute;5000/day").get("/v1")
    assert answer.headers["RateLimit"].startswith('"client";r=119;t=')
    assert "Retry-After" not in answer.headers


def test_exports_and_searches_have_budgets_of_their_own(desk: Desk, serve: Serve) -> None:
    desk.take(make_page())
    desk.publish()
    client = serve(desk.url, export_limit="2/minute", search_limit="1/minute")
    exports = [client.get(f"/v1/articles?format={kind}").status_code for kind in ("csv", "ndjson", "csv")]
    searches = [client.get("/v1/reports?q=account").status_code for _ in range(2)]
    assert (exports, searches) == ([200, 200, 429], [200, 429])
    assert client.get("/v1/articles").status_code == 200
