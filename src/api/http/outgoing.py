"""An answer on its way out of the application: a whole one stops here to be kept, a stream goes on, encoded block by block."""

import asyncio

from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Scope, Send

from api.http.encodings import IDENTITY, Encoder, chosen, encoder, is_text
from api.http.entries import Entry, Given, Marks
from api.http.reply import RawHeaders


class Outgoing:
    """ASGI send. Answers other than 200, and those that have validators of their own, pass as they are.

    made: the entry of a whole answer, which has yet to go out; None where the answer has gone out already.
    kept: what is worth keeping of either.
    """

    def __init__(self, send: Send, marks: Marks, given: Given, room: int) -> None:
        self.made: asyncio.Future[Entry | None] = asyncio.get_running_loop().create_future()
        self.kept: Entry | None = None
        self._send = send
        self._marks = marks
        self._given = given
        self._room = room
        self._headers: RawHeaders = []
        self._blocks: list[bytes] | None = None
        self._encoder: Encoder | None = None
        self._is_complete = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._start(message)
        elif self._headers:
            await self._body(message.get("body", b""), more=message.get("more_body", False))
        else:
            await self._send(message)

    def end(self, scope: Scope) -> None:
        """To be called when the application has answered."""
        if self._is_complete and self._blocks is not None:
            self.kept = Entry(self._marks, self._headers, b"".join(self._blocks), route_of(scope))
            if not self.made.done():
                self.made.set_result(self.kept)

    def give_up(self) -> None:
        """Lets go whoever waits for the entry."""
        if not self.made.done():
            self.made.set_result(None)

    async def _start(self, message: Message) -> None:
        names = {name for name, _ in message["headers"]}
        if message["status"] != 200 or names & {b"etag", b"content-encoding"}:
            self.give_up()
            await self._send(message)
            return
        self._headers = _marked(message["headers"], self._marks)
        self._blocks = []
        if b"content-length" in names:
            return
        self.give_up()
        if self._marks.match(self._given):
            await send_not_modified(self._send, self._marks)
            self._send = _nowhere
        else:
            await self._start_stream()

    async def _start_stream(self) -> None:
        encoding = chosen(self._given.get(b"accept-encoding", b"")) if is_text(self._headers) else IDENTITY
        headers = self._headers
        if encoding != IDENTITY:
            self._encoder = encoder(encoding)
            headers = [*headers, (b"content-encoding", encoding.encode())]
        await self._send({"type": "http.response.start", "status": 200, "headers": headers})

    async def _body(self, block: bytes, *, more: bool) -> None:
        if self._blocks is not None:
            self._blocks.append(block)
            self._room -= len(block)
            if self.made.done() and self._room < 0:
                self._blocks = None
        self._is_complete = not more
        if self.made.done():
            await self._send({"type": "http.response.body", "body": await self._encoded(block, more), "more_body": more})

    async def _encoded(self, block: bytes, more: bool) -> bytes:
        if self._encoder is None:
            return block
        data = await run_in_threadpool(self._encoder.block, block) if block else b""
        return data if more else data + self._encoder.end()


async def send_not_modified(send: Send, marks: Marks) -> None:
    """A 304."""
    await send({"type": "http.response.start", "status": 304, "headers": marks.headers})
    await send({"type": "http.response.body", "body": b""})


async def _nowhere(_: Message) -> None:
    """Where the blocks go of an answer that the client has already."""


def route_of(scope: Scope) -> str:
    """The template of the route that answered, such as /v1/reports/{report_id}; `none` where there was none."""
    route = scope.get("route")
    return route if isinstance(route, str) else str(getattr(route, "path", "none"))


def _marked(headers: RawHeaders, marks: Marks) -> RawHeaders:
    """An answer's own headers and its marks; how long it may be cached, a route may say for itself."""
    own = {name for name, _ in headers}
    marked = [(name, value) for name, value in marks.headers if name != b"cache-control" or name not in own]
    replaced = {name for name, _ in marked} | {b"content-length"}
    return [*((name, value) for name, value in headers if name not in replaced), *marked]
