"""How connections are read and written: within limits of time and size, whatever a client does. uvicorn's protocol sets none.

What is refused before there is a request is answered by the application all the same, so that it is a problem like any other: the
guard finds the error in the scope, as `refused`.
"""

import asyncio
import socket
from collections.abc import Iterable
from functools import lru_cache
from itertools import starmap
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import (
    HEADER_RE,
    HEADER_VALUE_RE,
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from api.errors import ApiError, HeadersTooLarge, Malformed, SlowHead, UriTooLong
from api.http.guard import MAX_HEAD_BYTES, MAX_URL_BYTES, announces_body

# What the kernel holds of an answer that is not sent yet. It would hold megabytes, and a client that reads nothing stay unseen.
_UNSENT_BYTES = 64 * 1024
# A client that takes less than this in `write_seconds` is not reading.
_PROGRESS_BYTES = 32 * 1024
# How long what still comes is thrown away: closing at once would reset the connection, and the answer with it.
_LINGER_SECONDS = 1.0
# How long a connection that was opened just before the end may take to say what it wants.
_LAST_SECONDS = 0.5
_BODILESS = (204, 304)
_CONNECTIONS_OWN = (b"connection", b"transfer-encoding")


class Wire(HttpToolsProtocol):
    """One connection."""

    head_seconds = 10.0
    write_seconds = 30.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # a stream, as always
        super().connection_made(transport)
        # Of the head that has begun and not ended, as far as it is known.
        self._size = 0
        self._has_ended = False
        self._is_refused = False
        self._unsent = 0
        self._writing: asyncio.TimerHandle | None = None
        self._deadline: asyncio.TimerHandle | None = self.loop.call_later(self.head_seconds, self._refuse, SlowHead())
        if hasattr(socket, "TCP_NOTSENT_LOWAT"):
            connection = transport.get_extra_info("socket")
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT_BYTES)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._stop_watching()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            return
        self._has_ended = False
        super().data_received(data)
        if self._has_ended:
            self._size = 0
            return
        self._size += len(data)
        if self._size > MAX_URL_BYTES + MAX_HEAD_BYTES:
            self._refuse(HeadersTooLarge() if self.headers else UriTooLong())
        elif self._deadline is None and not self._is_answering():
            self._deadline = self.loop.call_later(self.head_seconds, self._refuse, SlowHead())

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._has_ended = True
        self._stop_waiting()
        if announces_body(self.headers) or self.parser.should_upgrade():
            # What follows is never read as a body or in another protocol, so it must not be read as the next request either.
            self.cycle.keep_alive = False

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        # uvicorn makes its own kind of cycle, and has nothing to choose it by. The task that is made here has not begun.
        cycle.__class__ = Cycle
        super()._start_asgi_task(cycle, app)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  (as uvicorn calls it)
        self._refuse(Malformed())

    def _unsupported_upgrade_warning(self) -> None:
        """What asks for another protocol is answered in this one, as HTTP lets a server do, and is nothing to warn of."""

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._is_answering():
            self._stop_watching()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._watch()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._watch()

    def shutdown(self) -> None:
        """The server ends. A request that is on its way over a new connection is still answered."""
        if self.cycle is None:
            self.loop.call_later(_LAST_SECONDS, super().shutdown)
        else:
            super().shutdown()

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _refuse(self, error: ApiError) -> None:
        """Answers with an error and closes. An answer that is on its way is not spoilt: it is the connection's last."""
        self._stop_waiting()
        if self._is_refused or self.transport.is_closing():
            return
        self._is_refused = True
        self.pipeline.clear()
        if self._is_answering():
            self.cycle.keep_alive = False
            return
        self._unset_keepalive_if_required()
        self.on_message_begin()
        self.scope.update({"method": "GET", "path": "/", "raw_path": b"/", "query_string": b""})
        cast("dict[str, Any]", self.scope)["refused"] = error
        self.cycle = Cycle(
            scope=self.scope,
            transport=cast("asyncio.Transport", _Lingering(self.transport, self.loop)),
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=False,
            on_response=lambda: None,
        )
        self._start_asgi_task(self.cycle, self.app)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _watch(self) -> None:
        """Looks from time to time whether the client takes what is sent, until it has all of it."""
        if self._writing is None:
            self._unsent = self.transport.get_write_buffer_size()
            self._writing = self.loop.call_later(self.write_seconds, self._look)

    def _look(self) -> None:
        self._writing = None
        unsent = self.transport.get_write_buffer_size()
        if unsent and self._unsent - unsent < _PROGRESS_BYTES:
            self.transport.abort()
        elif unsent:
            self._watch()

    def _stop_watching(self) -> None:
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None


class Cycle(RequestResponseCycle):
    """One request and its answer: as uvicorn's, but head and body go out in one write, and a header that was sent before is not
    looked at again. Both together are a third of what an answer from the cache costs.
    """

    _head = b""

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start" and not self.response_started:
            self._begin(message["status"], message["headers"])
        elif self._is_whole(message):
            self._end(message.get("body", b""))
        else:
            if self._head:
                self.transport.write(self._head)
                self._head = b""
            await super().send(message)

    def _is_whole(self, message: Any) -> bool:
        """Whether a block is all of a body whose length was said, and can go now."""
        waits = self.chunked_encoding or self.flow.write_paused or self.disconnected or self.scope["method"] == "HEAD"
        return bool(self._head) and not waits and not message.get("more_body", False)

    def _begin(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
        self.response_started, self.waiting_for_100_continue = True, False
        lines = [STATUS_LINE[status], *starmap(_line, headers)]
        length = dict(headers).get(b"content-length")
        if length is not None:
            self.expected_content_length, self.chunked_encoding = int(length), False
        if not self.keep_alive:
            lines.append(b"connection: close\r\n")
        if self.chunked_encoding is None and status not in _BODILESS and self.scope["method"] != "HEAD":
            self.chunked_encoding = True
            lines.append(b"transfer-encoding: chunked\r\n")
        lines.append(b"\r\n")
        self._head = b"".join(lines)

    def _end(self, body: bytes) -> None:
        if len(body) != self.expected_content_length:
            raise RuntimeError("not of the length that was said")
        self.transport.write(self._head + body)
        self.response_complete = True
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()


@lru_cache(maxsize=4096)
def _line(name: bytes, value: bytes) -> bytes:
    """A header as it goes out. Raises RuntimeError for what would end it early, and for those that are the connection's own."""
    if HEADER_RE.search(name) or HEADER_VALUE_RE.search(value):
        raise RuntimeError("no header")
    if name in _CONNECTIONS_OWN:
        raise RuntimeError("not for an application to say")
    return b"%b: %b\r\n" % (name, value)


class _Lingering:
    """A transport that ends its side when it is closed, and the whole connection a moment later."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self.write = transport.write
        self.is_closing = transport.is_closing
        self._transport = transport
        self._loop = loop

    def close(self) -> None:
        """Ends this side."""
        if not self._transport.is_closing():
            self._transport.write_eof()
            self._loop.call_later(_LINGER_SECONDS, self._transport.close)
