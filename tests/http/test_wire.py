import asyncio
import logging
from collections.abc import Iterable, Mapping
from typing import Any, cast

import pytest
from uvicorn.protocols.http.flow_control import FlowControl

from api.http.wire import Cycle

HEADERS = [(b"content-type", b"text/plain"), (b"content-length", b"2")]


class Transport:
    """What a cycle needs of one: it remembers each write, and whether it was closed."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.is_closed = False

    def write(self, data: bytes) -> None:
        self.writes.append(data)

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed


def sent(messages: Iterable[Mapping[str, Any]], method: str = "GET", *, keep_alive: bool = True) -> Transport:
    """What goes out for these messages."""

    async def send() -> Transport:
        transport = Transport()
        cycle = Cycle(
            scope=cast("Any", {"type": "http", "method": method}),
            transport=cast("asyncio.Transport", transport),
            flow=FlowControl(cast("asyncio.Transport", transport)),
            logger=logging.getLogger(),
            access_logger=logging.getLogger(),
            access_log=False,
            default_headers=[],
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=keep_alive,
            on_response=lambda: None,
        )
        for message in messages:
            await cycle.send(message)
        return transport

    return asyncio.run(send())


def start(headers: Iterable[tuple[bytes, bytes]] = HEADERS, status: int = 200) -> dict[str, Any]:
    return {"type": "http.response.start", "status": status, "headers": list(headers)}


def body(data: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": data, "more_body": more}


def test_a_whole_answer_is_one_write() -> None:
    out = sent([start(), body(b"ok")])
    assert out.writes == [b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok"]
    assert not out.is_closed


def test_the_last_answer_of_a_connection_says_so_and_closes_it() -> None:
    out = sent([start(), body(b"ok")], keep_alive=False)
    assert out.writes[0].endswith(b"content-length: 2\r\nconnection: close\r\n\r\nok")
    assert out.is_closed


def test_a_304_has_no_body_and_says_no_length() -> None:
    assert sent([start([(b"etag", b'"a"')], 304), body(b"")]).writes == [b'HTTP/1.1 304 Not Modified\r\netag: "a"\r\n\r\n']


def test_the_answer_to_head_is_its_head() -> None:
    assert b"".join(sent([start(), body(b"")], "HEAD").writes).endswith(b"content-length: 2\r\n\r\n")


def test_a_stream_goes_out_block_by_block() -> None:
    out = sent([start([]), body(b"one", more=True), body(b"two")])
    assert out.writes == [
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
        b"3\r\none\r\n",
        b"3\r\ntwo\r\n0\r\n\r\n",
    ]


def test_a_body_in_blocks_whose_length_was_said_is_counted() -> None:
    out = sent([start(), body(b"o", more=True), body(b"k")])
    assert b"".join(out.writes) == b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok"
    with pytest.raises(RuntimeError, match="longer"):
        sent([start(), body(b"o", more=True), body(b"kay")])


@pytest.mark.parametrize("data", [b"", b"o", b"okay"])
def test_a_body_of_another_length_than_was_said_does_not_go_out(data: bytes) -> None:
    with pytest.raises(RuntimeError, match="not of the length that was said"):
        sent([start(), body(data)])


@pytest.mark.parametrize(
    "header",
    [
        (b"x-a", b"one\r\nx-b: two"),
        (b"x a", b"one"),
        (b"x-a", b"\x00"),
        (b"connection", b"close"),
        (b"transfer-encoding", b"chunked"),
    ],
)
def test_a_header_that_would_end_early_or_is_the_connections_own_does_not_go_out(header: tuple[bytes, bytes]) -> None:
    with pytest.raises(RuntimeError):
        sent([start([header])])
