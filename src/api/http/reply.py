"""An answer on its way out: one object for all parts in front of the application, to which each of them adds its headers."""

from starlette.types import Message, Send

RawHeaders = list[tuple[bytes, bytes]]


class Reply:
    """ASGI send. status: as answered, 500 before. headers go with every answer, of_success with those below 300 alone.

    of_data: the header that an answer has unless it brings one of this name. headless: the body is left out, as HEAD asks for.
    """

    __slots__ = ("_ended", "_send", "headers", "headless", "of_data", "of_success", "status")

    def __init__(self, send: Send) -> None:
        self.status = 500
        self.headers: RawHeaders = []
        self.of_success: RawHeaders = []
        self.of_data: tuple[bytes, bytes] | None = None
        self.headless = False
        self._send = send
        self._ended = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = self._whole(message["headers"])
        elif self.headless:
            if self._ended:
                return
            self._ended = True
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self._send(message)

    def _whole(self, own: RawHeaders) -> RawHeaders:
        headers = [*own, *self.headers]
        if self.status < 300:
            headers += self.of_success
        if self.of_data and self.of_data[0] not in dict(own):
            headers.append(self.of_data)
        return headers


def reply_of(send: Send) -> Reply:
    """The reply that `send` is already, where a part further out made one."""
    return send if isinstance(send, Reply) else Reply(send)
