import json

import pytest
from conftest import Serve
from factories import Desk, make_page
from starlette.testclient import TestClient


@pytest.fixture
def client(desk: Desk, serve: Serve) -> TestClient:
    desk.take(make_page())
    desk.publish()
    return serve(desk.url, metrics_token="secret", client_limits="7/minute")


def lines_of(client: TestClient) -> list[str]:
    return client.get("/metrics", headers={"Authorization": "Bearer secret"}).text.splitlines()


def test_requests_are_counted_by_route_and_status(client: TestClient) -> None:
    listed = client.get("/v1/articles").json()
    client.get("/v1/articles")
    client.get(f"/v1/articles/{listed['data'][0]['id']}")
    client.get("/v1/articles?surprise=1")
    client.get("/nothing")
    client.post("/v1/articles")
    lines = lines_of(client)
    assert [line for line in lines if line.startswith("snhr_requests_total")] == [
        'snhr_requests_total{route="/v1/articles",status="200"} 2.0',
        'snhr_requests_total{route="/v1/articles/{article_id}",status="200"} 1.0',
        'snhr_requests_total{route="/v1/articles",status="400"} 1.0',
        'snhr_requests_total{route="none",status="404"} 1.0',
        'snhr_requests_total{route="none",status="405"} 1.0',
    ]
    release = listed["meta"]["release"]
    for line in ("snhr_cache_hits_total 1.0", f'snhr_release{{id="{release}"}} 1.0', "snhr_request_seconds_count 6.0"):
        assert line in lines


def test_refusals_are_counted_by_budget(client: TestClient) -> None:
    statuses = [client.get("/v1").status_code for _ in range(8)]
    assert (statuses.count(429), statuses[-1]) == (1, 429)
    counted = client.app.metrics.text().decode()  # type: ignore[attr-defined]  # the outermost part has them
    assert 'snhr_budget_refusals_total{budget="client"} 1.0' in counted


@pytest.mark.parametrize(
    ("token", "peer", "headers", "status"),
    [
        ("", "127.0.0.1", {}, 200),
        ("", "::1", {}, 200),
        ("", "203.0.113.7", {}, 404),
        ("", "127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}, 404),
        ("secret", "203.0.113.7", {"Authorization": "Bearer secret"}, 200),
        ("secret", "203.0.113.7", {"Authorization": "Bearer other"}, 404),
        ("secret", "127.0.0.1", {}, 404),
    ],
)
def test_metrics_are_for_this_machine_or_with_the_token(
    database: str, serve: Serve, token: str, peer: str, headers: dict[str, str], status: int
) -> None:
    app = serve(database, metrics_token=token).app
    assert TestClient(app, client=(peer, 4000)).get("/metrics", headers=headers).status_code == status


def test_the_access_log_names_no_address_and_no_search(
    database: str, serve: Serve, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    app = serve(database, access_log=True).app
    for peer in ("203.0.113.7", "203.0.113.7", "203.0.113.8"):
        TestClient(app, client=(peer, 4000)).head("/v1/reports?q=somebody")
    written = capfdbinary.readouterr().out
    lines = [json.loads(line) for line in written.splitlines()]
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [("HEAD", "/v1/reports", 503)] * 3
    assert (lines[0]["client"] == lines[1]["client"], lines[0]["client"] == lines[2]["client"]) == (True, False)
    assert b"203.0.113" not in written
    assert b"somebody" not in written


def test_nothing_is_logged_unless_wanted(database: str, serve: Serve, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    serve(database).get("/v1")
    assert capfdbinary.readouterr().out == b""
