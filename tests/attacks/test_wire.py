"""What is sent over a connection that is not one sane request: answered with a problem where HTTP can answer at all, and closed."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import only_sqlite
from edge import Service, serving
from raw import Client, listening
from starlette.types import ASGIApp

from api.app import create_app
from api.http.wire import Wire
from api.settings import Settings

# No database changes what stands in front of it.
pytestmark = only_sqlite

HOST = b"Host: data.example.org\r\n"
ALIVE = b"GET /livez HTTP/1.1\r\n" + HOST + b"\r\n"
LAST = b"GET /livez HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"


class Hasty(Wire):
    """A connection that waits for little."""

    head_seconds = 0.5
    write_seconds = 1.0


class Patient(Hasty):
    """One whose heads may take their time, as on a busy machine they do."""

    head_seconds = 60.0


@pytest.fixture(scope="module")
def port(sample_url: str) -> Iterator[int]:
    with listening(lambda _: service(sample_url), Patient) as found:
        yield found


@pytest.fixture(scope="module")
def hasty(sample_url: str) -> Iterator[int]:
    with listening(lambda _: service(sample_url), Hasty) as found:
        yield found


def service(url: str) -> ASGIApp:
    return create_app(Settings(database_url=url, public_url="https://data.example.org", client_limits=""))


def request(*lines: bytes, target: bytes = b"/livez", rest: bytes = b"") -> bytes:
    return b"\r\n".join([b"GET " + target + b" HTTP/1.1", HOST.strip(), *lines, b"", rest])


SMUGGLED = b"0\r\n\r\n" + ALIVE
REFUSED = {
    "a length and chunks": (request(b"Content-Length: 5", b"Transfer-Encoding: chunked", rest=SMUGGLED), 400, "malformed-request"),
    "chunks and a length": (request(b"Transfer-Encoding: chunked", b"Content-Length: 5", rest=SMUGGLED), 400, "malformed-request"),
    "two lengths": (request(b"Content-Length: 0", b"Content-Length: 44", rest=ALIVE), 400, "malformed-request"),
    "a negative length": (request(b"Content-Length: -1"), 400, "malformed-request"),
    "a length beyond all numbers": (request(b"Content-Length: " + b"9" * 40), 400, "malformed-request"),
    "a name with a space": (request(b"Transfer-Encoding : chunked", rest=SMUGGLED), 400, "malformed-request"),
    "a folded header": (request(b"X-A: a", b" b"), 400, "malformed-request"),
    "a zero byte in a header": (request(b"X-A: a\x00b"), 400, "malformed-request"),
    "bare line feeds": (ALIVE.replace(b"\r\n", b"\n"), 400, "malformed-request"),
    "bytes above ASCII in the address": (request(target=b"/v1/\xff"), 400, "malformed-request"),
    "a control byte in the address": (request(target=b"/v1/\x1b[31m"), 400, "malformed-request"),
    "an address that is none": (request(target=b"livez"), 400, "malformed-request"),
    "a tunnel": (b"CONNECT data.example.org:443 HTTP/1.1\r\n" + HOST + b"\r\n", 400, "malformed-request"),
    "a greeting of TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "malformed-request"),
    "a greeting of HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "malformed-request"),
    "no host": (b"GET /livez HTTP/1.1\r\n\r\n", 400, "bad-host"),
    "no host in HTTP/1.0": (b"GET /livez HTTP/1.0\r\n\r\n", 400, "bad-host"),
    "two hosts": (request(HOST.strip()), 400, "bad-host"),
    "a host with a path": (ALIVE.replace(b".org", b".org/x"), 400, "bad-host"),
    "an unknown method": (ALIVE.replace(b"GET", b"PROPFIND"), 405, "method-not-allowed"),
    "a long body": (request(b"Content-Length: 1025", rest=b"a" * 1025), 413, "body-too-large"),
    "a body of unknown length": (request(b"Transfer-Encoding: chunked", rest=b"5\r\nhello\r\n0\r\n\r\n"), 413, "body-too-large"),
    "a body in broken chunks": (request(b"Transfer-Encoding: chunked", rest=b"zz\r\n"), 413, "body-too-large"),
    "a long address": (request(target=b"/" + b"a" * 4096), 414, "uri-too-long"),
    "an address without an end": (b"GET /" + b"a" * 100_000, 414, "uri-too-long"),
    "a large head": (request(b"X-A: " + b"a" * 33_000), 431, "headers-too-large"),
    "many headers": (request(*[b"X-%d: a" % number for number in range(4000)]), 431, "headers-too-large"),
    "a head without an end": (request(b"X-A: " + b"a" * 3_000_000)[:-4], 431, "headers-too-large"),
    "a zero byte in the path": (request(target=b"/v1/reports/%00"), 404, "not-found"),
    "a line break in the path": (request(target=b"/v1/reports/a%0d%0aSet-Cookie:%20a=b"), 404, "not-found"),
    "a path that climbs": (request(target=b"/guides/images/..%2f..%2f..%2fetc/passwd"), 404, "not-found"),
    "a path that is not UTF-8": (request(target=b"/v1/reports/%ff%fe"), 404, "not-found"),
    "a query that is not UTF-8": (request(target=b"/v1/reports?q=%ff"), 400, "invalid-parameter"),
    "2,000 parameters": (request(target=b"/v1/reports?" + b"a&" * 2000), 400, "invalid-parameter"),
}  # fmt: skip


@pytest.mark.parametrize(("sent", "status", "problem"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_answered_once_with_a_problem(port: int, sent: bytes, status: int, problem: str) -> None:
    with Client(port) as client:
        client.send(sent)
        answer = client.answer()
        assert answer
        assert (answer.status, answer.problem) == (status, problem)
        assert answer.headers["x-content-type-options"] == "nosniff"
        if problem in ("malformed-request", "body-too-large") or b"\r\n\r\n" not in sent:
            assert answer.headers["connection"] == "close"
            assert client.answers() == []


@pytest.mark.parametrize(
    "parts", [[], [b"GET"], [b"GET /livez HTTP/1.1\r\n"], [b"GET /", *[b"a"] * 9], [b"GET / HTTP/1.1\r\nX: ", *[b"a"] * 9]]
)
def test_a_head_that_does_not_end_in_time_is_answered_and_closed(hasty: int, parts: list[bytes]) -> None:
    started = time.monotonic()
    with Client(hasty) as client:
        client.send(*parts, pause=0.04)  # a byte now and then buys no time
        (answer,) = client.answers()
        assert (answer.status, answer.problem) == (408, "request-timeout")
        assert time.monotonic() - started >= 0.5


def test_a_connection_that_is_used_again_has_the_same_time_for_each_head(hasty: int) -> None:
    with Client(hasty) as client:
        for _ in range(6):
            client.send(ALIVE[:20], ALIVE[20:], pause=0.05)  # the deadline passes while the connection is open
            answer = client.answer()
            assert answer
            assert answer.status == 200
        client.send(ALIVE[:20])
        (last,) = client.answers()
        assert (last.status, last.problem) == (408, "request-timeout")


def test_requests_that_follow_one_another_at_once_are_answered_in_order(port: int) -> None:
    with Client(port) as client:
        client.send(ALIVE * 400 + request(target=b"/v1/nothing") + LAST)
        assert [answer.status for answer in client.answers()] == [200] * 400 + [404, 200]


def test_what_is_broken_behind_a_request_does_not_spoil_its_answer(port: int) -> None:
    with Client(port) as client:
        client.send(request(target=b"/v1/reports") + b"\x00\x01\x02\r\n\r\n")
        answer, *more = client.answers()
        assert (answer.status, more) == (200, [])
        assert answer.body.endswith(b"}")


@pytest.mark.parametrize("body", [b"a", ALIVE, b"a" * 1024], ids=["short", "a request", "the longest"])
def test_a_small_body_is_ignored_and_never_read_as_a_request(port: int, body: bytes) -> None:
    with Client(port) as client:
        client.send(request(b"Content-Length: %d" % len(body), rest=body))
        assert [answer.status for answer in client.answers()] == [200]


def test_another_protocol_is_not_taken_up(port: int) -> None:
    for offered in (b"websocket", b"h2c"):
        with Client(port) as client:
            client.send(
                request(b"Connection: Upgrade", b"Upgrade: " + offered, b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="), LAST
            )
            assert [answer.status for answer in client.answers()] == [200]


def test_a_host_in_the_address_counts_for_nothing(port: int) -> None:
    with Client(port) as client:
        client.send(request(b"X-Forwarded-Host: evil.example", target=b"http://evil.example/v1/reports?limit=1"))
        answer = client.answer()
        assert answer
        assert answer.status == 200
        assert b"evil.example" not in answer.body
        assert "evil.example" not in str(answer.headers)


def test_a_client_that_reads_nothing_is_let_go(port: int) -> None:
    reports = request(target=b"/v1/reports?limit=100", rest=b"")
    with Client(port, window=4096) as client:
        client.send(reports * 200)
        time.sleep(2.5)  # so that the server looks at it twice
        assert len(client.answers()) < 200


def test_a_client_that_reads_slowly_gets_everything(port: int) -> None:
    reports = request(target=b"/v1/reports?limit=100")
    with Client(port, window=1 << 16) as client:
        client.send(reports * 20 + LAST)
        answers = 0
        while client.answer():
            time.sleep(0.1)  # which in all is longer than the server waits for somebody who reads nothing
            answers += 1
        assert answers == 21


def test_many_silent_connections_keep_nobody_out(hasty: int) -> None:
    silent = [Client(hasty) for _ in range(300)]
    try:
        with Client(hasty) as client:
            client.send(LAST)
            assert [answer.status for answer in client.answers()] == [200]
        assert [answer.status for one in silent for answer in one.answers()] == [408] * 300
    finally:
        for one in silent:
            one.socket.close()


def test_the_command_serves_over_such_connections(sample_url: str, tmp_path: Path) -> None:
    with serving(Service(sample_url, tmp_path)) as started, Client(started.port) as client:
        client.send(b"GET /" + b"a" * 100_000)
        assert [(answer.status, answer.problem) for answer in client.answers()] == [(414, "uri-too-long")]
