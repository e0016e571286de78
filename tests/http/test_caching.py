import asyncio
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from conftest import Serve
from factories import Desk, make_page
from sqlalchemy import event
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from api.http.caching import Cached
from api.http.entries import Entries, Entry, Marks
from api.http.metrics import Metrics
from api.http.reading import Reader

MARKS = Marks(b'W/"1"', b"then", [(b"etag", b'W/"1"')])


def metrics_of(client: TestClient) -> Metrics:
    metrics: Metrics = client.app.metrics  # type: ignore[attr-defined]  # the outermost part has them
    return metrics


@contextmanager
def queries(client: TestClient) -> Iterator[list[str]]:
    """The statements of requests; looking for a new release is not one of them."""
    seen: list[str] = []
    engines = metrics_of(client).reader.engines

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "max(release.number)" not in statement and "alembic_version" not in statement:
            seen.append(statement)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def client(desk: Desk, serve: Serve) -> TestClient:
    for number in range(5):
        desk.take(make_page(number))
    desk.publish()
    return serve(desk.url)


def test_a_look_for_a_new_release_is_not_counted_as_a_request_here(client: TestClient) -> None:
    client.get("/v1")
    with queries(client) as seen:
        metrics_of(client).reader._look()
    assert seen == []


@pytest.mark.parametrize(
    "path", ["/v1/articles", "/v1/articles?format=csv", "/v1/reports?format=ndjson", "/v1", "/v1/openapi.json"]
)
def test_a_repeated_question_is_answered_without_a_query(client: TestClient, path: str) -> None:
    first = client.get(path)
    with queries(client) as seen:
        again = client.get(path)
    assert (again.status_code, again.content, seen) == (200, first.content, [])
    named = {"content-length", "transfer-encoding", "date"}
    assert {k: v for k, v in again.headers.items() if k not in named} == {
        k: v for k, v in first.headers.items() if k not in named
    }


def test_one_question_in_other_words_is_one_answer(client: TestClient) -> None:
    first = client.get("/v1/articles?limit=2&kind=report&lang=en")
    with queries(client) as seen:
        again = client.get("/v1/articles?kind=repor%74&limit=2")
    assert (again.content, again.headers["ETag"], seen) == (first.content, first.headers["ETag"], [])


@pytest.mark.parametrize("path", ["/v1/articles?limit=3", "/v1/articles?format=csv"])
def test_every_encoding_has_the_same_etag_and_its_own_bytes(client: TestClient, path: str) -> None:
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    for _ in range(2):
        packed = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert (packed.content, packed.headers["ETag"], packed.headers["Vary"]) == (
            plain.content,
            plain.headers["ETag"],
            "Accept-Encoding",
        )
    assert "Content-Encoding" not in plain.headers


def test_a_stream_is_encoded_as_it_comes(client: TestClient) -> None:
    with client.stream("GET", "/v1/articles?format=csv", headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert gzip.decompress(raw) == client.get("/v1/articles?format=csv").content


def test_an_answer_that_the_client_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/v1/articles")
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    for headers in (
        {"If-None-Match": etag},
        {"If-None-Match": f'"x", {etag}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": modified},
    ):
        answer = client.get("/v1/articles", headers=headers)
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", etag)
    other = {"If-None-Match": '"x"', "If-Modified-Since": modified}
    assert client.get("/v1/articles", headers=other).status_code == 200


def test_the_etag_alone_gives_a_304_without_a_query(desk: Desk, serve: Serve, client: TestClient) -> None:
    etag = client.get("/v1/articles").headers["ETag"]
    another_worker = serve(desk.url)
    with queries(another_worker) as seen:
        answer = another_worker.get("/v1/articles", headers={"If-None-Match": etag})
    assert (answer.status_code, seen, len(metrics_of(another_worker).entries)) == (304, [], 0)


@pytest.mark.parametrize("path", ["/v1/articles", "/v1/articles?format=csv"])
def test_a_first_stream_or_page_may_be_unchanged_too(client: TestClient, path: str) -> None:
    modified = client.get("/v1").headers["Last-Modified"]
    answer = client.get(path, headers={"If-Modified-Since": modified})
    assert (answer.status_code, answer.content) == (304, b"")


def test_head_says_what_get_says(client: TestClient) -> None:
    got = client.get("/v1/articles")
    with queries(client) as seen:
        head = client.head("/v1/articles")
    assert (head.content, seen) == (b"", [])
    assert head.headers == got.headers


@pytest.mark.parametrize(
    "query", ["surprise={}", "published_from=2015-13-{}", "limit=1{}00", "cursor=abc{}", "sort=x{}", "q=%00{}", "place=nowhere{}"]
)
def test_what_is_refused_never_reaches_the_database_nor_the_cache(client: TestClient, query: str) -> None:
    entries = metrics_of(client).entries
    client.get("/v1/articles")
    before = (len(entries), entries.size)
    with queries(client) as seen:
        answers = [client.get(f"/v1/articles?{query.format(number)}") for number in range(5)]
    assert {answer.status_code for answer in answers} == {400}
    assert (seen, len(entries), entries.size) == ([], *before)


@pytest.mark.parametrize("path", ["/v1/articles/pub_00000000", "/v1/nothing?x=1", "/v1/codelists/nothing"])
def test_what_is_not_found_is_not_kept(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert len(metrics_of(client).entries) == 0


def test_a_new_release_is_another_answer(desk: Desk, client: TestClient) -> None:
    first = client.get("/v1/articles")
    desk.take(make_page(9))
    desk.publish()
    metrics_of(client).reader._look()  # what the watch does within a second
    second = client.get("/v1/articles")
    assert (first.json()["meta"]["total"], second.json()["meta"]["total"]) == (5, 6)
    assert first.headers["ETag"] != second.headers["ETag"]
    old = first.json()["meta"]["release"]
    assert client.get(f"/v1/articles?release={old}").json()["meta"]["total"] == 5


def test_a_total_is_counted_once_for_a_question_of_a_release(desk: Desk, serve: Serve, client: TestClient) -> None:
    small = serve(desk.url, cache_bytes=0)
    small.get("/v1/articles?limit=2")
    with queries(small) as seen:
        assert small.get("/v1/articles?limit=3&lang=ar").json()["meta"]["total"] == 5
    assert [statement for statement in seen if "count(" in statement] == []
    assert len(seen) == 1


def test_the_cache_is_bounded_by_bytes_and_drops_what_is_unused() -> None:
    entries = Entries(100_000)
    for number in range(50):
        entries.get((1, 0, "/v1", b"0"))
        entries.put((1, 0, "/v1", b"%d" % number), Entry(MARKS, [], b"x" * 5000, "r"))
        assert entries.size <= 100_000
    assert entries.get((1, 0, "/v1", b"0")) is not None
    assert entries.get((1, 0, "/v1", b"1")) is None
    entries.put((1, 0, "/v1", b"large"), Entry(MARKS, [], b"x" * 50_000, "r"))
    assert entries.get((1, 0, "/v1", b"large")) is None


def test_no_cache_keeps_nothing(desk: Desk, serve: Serve, client: TestClient) -> None:
    none = serve(desk.url, cache_bytes=0)
    assert none.get("/v1/articles").content == none.get("/v1/articles").content
    assert (len(metrics_of(none).entries), metrics_of(none).entries.size) == (0, 0)


def test_several_that_ask_at_once_make_one_answer(desk: Desk, client: TestClient) -> None:
    calls = 0

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal calls
        calls += 1
        await asyncio.sleep(0.01)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    async def ask_at_once() -> list[Message]:
        reader = Reader(desk.url)
        cached = Cached(slow, reader, Entries(100_000))
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request"}

        scopes: list[Scope] = [{"type": "http", "path": "/v1/x", "query_string": b"", "headers": []} for _ in range(20)]
        await asyncio.gather(*(cached(scope, receive, send) for scope in scopes))
        reader.close()
        return [message for message in sent if message["type"] == "http.response.body"]

    assert [message["body"] for message in asyncio.run(ask_at_once())] == [b"ok"] * 20
    assert calls == 1
