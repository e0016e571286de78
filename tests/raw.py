"""A service on a socket of its own, and a client that sends bytes, whatever they mean."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from api.http.wire import Wire


@contextmanager
def listening(app_at: Callable[[str], ASGIApp], wire: type[Wire] = Wire) -> Iterator[int]:
    """A service over one kind of connection, as `serve` starts it, made for the address that it gets; gives its port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(512)
        port = int(listener.getsockname()[1])
        app = app_at(f"http://127.0.0.1:{port}")
        config = uvicorn.Config(
            app, http=wire, ws="none", loop="uvloop", log_level="critical", access_log=False, server_header=False
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the service did not start"
            time.sleep(0.01)  # the server has no event to wait for
        yield port
        server.should_exit = True
        thread.join()


@dataclass(frozen=True)
class Raw:
    """An answer as it came over the connection."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def problem(self) -> str:
        """The code of the problem that it is; empty where it is none."""
        if self.headers.get("content-type") != "application/problem+json":
            return ""
        said: dict[str, Any] = json.loads(self.body)
        assert said["status"] == self.status
        return str(said["type"]).rpartition("/")[2]


class Client:
    """One connection."""

    def __init__(self, port: int, *, window: int = 0, seconds: float = 5) -> None:
        self.socket = socket.socket()
        if window:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        self.socket.settimeout(seconds)
        self.socket.connect(("127.0.0.1", port))
        self._rest = b""

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, *parts: bytes, pause: float = 0) -> None:
        """Sends bytes, some at a time. What the other side has closed cannot be sent, and need not be."""
        for part in parts:
            try:
                self.socket.sendall(part)
            except ConnectionError:
                return
            time.sleep(pause)  # as slowly as the test wants a client to be

    def answer(self) -> Raw | None:
        """The next answer; None where the connection has ended."""
        while b"\r\n\r\n" not in self._rest:
            if not self._more():
                return None
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        lines = head.decode("ascii").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:])
        length = int(headers.get("content-length", 0))
        while len(self._rest) < length and self._more():
            pass
        body, self._rest = self._rest[:length], self._rest[length:]
        return Raw(int(lines[0].split()[1]), headers, body)

    def answers(self) -> list[Raw]:
        """Everything that is answered until the connection ends."""
        return list(iter(self.answer, None))

    def _more(self) -> bool:
        try:
            block = self.socket.recv(1 << 16)
        except ConnectionError:
            block = b""
        self._rest += block
        return bool(block)
