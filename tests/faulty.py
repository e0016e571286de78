"""A small web server on loopback that answers as it is told: for what a real site does only when it is ill."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


class Faulty:
    """The server: `answers` are given one after the other, the last one for ever; `asked` are the addresses that it was asked for."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.answers: list[Answer] = []
        self.asked: list[str] = []

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.path)
        step = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        step(handler)


@contextmanager
def faulty() -> Iterator[Faulty]:
    """The server while it runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.answer(self)

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Faulty(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield site
    server.shutdown()
    server.server_close()
    thread.join()


def says(status: int, body: bytes = b"[]", **headers: str) -> Answer:
    """An answer with a body; a header's name is given with _ for -."""

    def step(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return step


def half(body: bytes) -> Answer:
    """An answer that ends before it is whole."""
    return says(200, body, Content_Length=str(2 * len(body)))


def slow(handler: BaseHTTPRequestHandler) -> None:
    """A head that never ends, a byte at a time: no single read takes long."""
    try:
        while True:
            handler.wfile.write(b"H")
            handler.wfile.flush()
            time.sleep(0.01)  # this is the slowness that is tested
    except OSError:
        return
