"""The caching proxy of deploy/, run for real: what it keeps, what it does not, and what it answers when the service is gone."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import brotli
import httpx2 as httpx
import pytest
from databases import only_sqlite
from edge import CONFIGURATION, Service, nginx, serving
from raw import Client

from api.queries.embeds import meant_at

KEPT = (
    "/v1/reports?limit=5",
    "/v1/reports?limit=5&lang=ar",
    "/v1/feeds/articles.atom",
    "/embed/articles?limit=3",
    "/embed/statistics/civilian-deaths-monthly?group_by=year",
    "/",
    "/ar/",
    "/guides/partners",
)


@pytest.fixture(scope="module")
def service(sample_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("service")
    with serving(Service(sample_url, folder, SNHR_METRICS_TOKEN="secret", SNHR_TRUSTED_PROXIES="127.0.0.1/32")) as one:
        yield one


@pytest.fixture
def edge(service: Service, tmp_path: Path) -> Iterator[httpx.Client]:
    if service.process is None:
        service.start()
    with nginx(tmp_path, service.port) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        yield client


def kept(folder: Path) -> int:
    return sum(path.is_file() for path in (folder / "answers").rglob("*"))


def status(answer: httpx.Response) -> str:
    return answer.headers["Cache-Status"].removeprefix("edge; detail=")


@only_sqlite
def test_what_was_asked_before_is_answered_without_the_service_and_when_it_is_gone(edge: httpx.Client, service: Service) -> None:
    first = {address: edge.get(address) for address in KEPT}
    assert {(one.status_code, status(one)) for one in first.values()} == {(200, "MISS")}
    assert {status(edge.get(address)) for address in KEPT} == {"HIT"}
    service.stop()
    for address, before in first.items():
        answer = edge.get(address)
        assert (answer.status_code, answer.content) == (200, before.content)
    gone = edge.get("/v1/figures")
    assert (gone.status_code, gone.headers["Content-Type"]) == (503, "application/problem+json")
    assert (gone.json()["type"], gone.headers["Retry-After"]) == ("/problems/unavailable", "5")


@only_sqlite
def test_two_languages_and_two_encodings_do_not_mix(edge: httpx.Client) -> None:
    for _ in range(2):
        for language, title in (("en", "ltr"), ("ar", "rtl")):
            for accepted, encoding in (("br, gzip", "br"), ("gzip", "gzip"), ("identity", None), ("br;q=0, gzip;q=0", None)):
                answer = edge.get(f"/v1/reports?limit=5&lang={language}", headers={"Accept-Encoding": accepted})
                assert answer.headers.get("Content-Encoding") == encoding
                assert answer.headers["Content-Language"] == language
                assert answer.headers["Vary"] == "Accept-Encoding"
                assert answer.json()["meta"]["language"] == language
                assert answer.json()["data"][0]["dir"] == title


@only_sqlite
def test_no_query_and_no_header_can_fill_the_cache(edge: httpx.Client, tmp_path: Path) -> None:
    for address in ("/v1/reports", "/embed/articles?limit=3", "/", "/guides/partners"):
        edge.get(address)
    before = kept(tmp_path)
    for number in range(20):
        assert edge.get(f"/v1/reports?x={number}").status_code == 400
        assert edge.get(f"/v1/nothing/{number}").status_code == 404
        for address in ("/embed/articles?limit=3&x={}", "/?x={}", "/guides/partners?x={}"):
            answer = edge.get(address.format(number), headers={"Accept-Encoding": f"br, x{number}", "Cookie": f"a={number}"})
            assert answer.status_code == 200
    assert before == 4
    # httpx offers other encodings by itself than the 20 requests did.
    assert kept(tmp_path) - before <= 3


def test_the_parameters_of_frames_that_make_a_key_are_those_that_mean_something() -> None:
    (line,) = [line for line in CONFIGURATION.read_text(encoding="utf-8").splitlines() if "~^/embed/" in line]
    named = {word.strip('";') for word in line.split() if "$arg_" in word}
    paths = ("/embed/articles", "/embed/articles/x", "/embed/figures/x", "/embed/statistics/x")
    assert {name.removeprefix("$arg_") for name in named} == set().union(*map(meant_at, paths))


@only_sqlite
def test_what_a_client_has_is_not_sent_again(edge: httpx.Client) -> None:
    whole = edge.get("/v1/reports")
    again = edge.get("/v1/reports", headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status_code, again.content, status(again)) == (304, b"", "HIT")


@only_sqlite
def test_what_may_not_be_kept_is_not(edge: httpx.Client) -> None:
    for address in ("/livez", "/readyz"):
        assert {status(edge.get(address)) for _ in range(2)} == {"MISS"}


@only_sqlite
def test_many_who_ask_for_the_same_at_once_cost_one_request(edge: httpx.Client, service: Service) -> None:
    asked = "/v1/figures?limit=37"

    def counted() -> float:
        text = httpx.get(f"{service.url}/metrics", headers={"Authorization": "Bearer secret"}).text
        lines = [line for line in text.splitlines() if line.startswith('snhr_requests_total{route="/v1/figures",status="200"}')]
        return float(lines[0].split()[-1]) if lines else 0.0

    before = counted()
    threads = [threading.Thread(target=edge.get, args=(asked,)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted() - before == 1


@pytest.mark.parametrize(
    ("sent", "expected", "problem"),
    [
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414, "uri-too-long"),
        (b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414, "uri-too-long"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X-A: " + b"a" * 40_000 + b"\r\n\r\n", 431, "headers-too-large"),
        (b"GET / HTTP/1.1\r\n\r\n", 400, "malformed-request"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "malformed-request"),
        (b"GET /v1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4000\r\n\r\n" + b"a" * 4000, 413, "body-too-large"),
        (b"POST /v1 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", 405, "method-not-allowed"),
    ],
)
@only_sqlite
def test_what_nginx_refuses_itself_is_a_problem_too(edge: httpx.Client, sent: bytes, expected: int, problem: str) -> None:
    port = edge.base_url.port
    assert port
    with Client(port) as client:
        client.send(sent)
        answer = client.answer()
        assert answer
        assert (answer.status, answer.problem) == (expected, problem)


@only_sqlite
def test_clients_have_budgets_of_their_own_behind_it_and_cannot_choose_another(sample_url: str, tmp_path: Path) -> None:
    limited = Service(sample_url, tmp_path, SNHR_CLIENT_LIMITS="3/minute", SNHR_TRUSTED_PROXIES="127.0.0.1/32")
    with serving(limited) as one, nginx(tmp_path, one.port) as port:
        address = f"http://127.0.0.1:{port}/v1/articles"
        sent = [
            httpx.get(f"{address}?limit={number}", headers={"X-Forwarded-For": f"203.0.113.{number}"}) for number in range(1, 6)
        ]
        assert [answer.status_code for answer in sent] == [200, 200, 200, 429, 429]
        assert "RateLimit" not in sent[0].headers
        # What is kept costs nobody anything.
        assert httpx.get(f"{address}?limit=1").status_code == 200
        assert json.loads(sent[3].content)["type"].endswith("/problems/too-many-requests")


@only_sqlite
def test_the_answer_in_another_encoding_is_the_same(edge: httpx.Client) -> None:
    plain = edge.get("/v1/reports?limit=7", headers={"Accept-Encoding": "identity"})
    with edge.stream("GET", "/v1/reports?limit=7", headers={"Accept-Encoding": "br"}) as answer:
        assert brotli.decompress(b"".join(answer.iter_raw())) == plain.content
