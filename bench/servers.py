"""The service and its rivals, each in a process of its own, in the same virtual environment and over the same database."""

import json
import os
import pickle
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_BIN = Path(sys.executable).parent
_ENOUGH = "100000000/minute;100000000/day"
_UVICORN = ("--no-access-log", "--no-server-header", "--loop", "uvloop", "--http", "httptools")


@dataclass(frozen=True)
class Server:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def pid(self) -> int:
        """Its process."""
        return self.process.pid

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=dict(headers or {}))
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read()

    def json(self, path: str) -> Any:
        """The body of an answer."""
        return json.loads(self.get(path)[2])

    def stop(self) -> None:
        """Ends it."""
        self.process.terminate()
        self.process.wait()


def service(database: str, **settings: str) -> Server:
    """The service, with a budget that nobody can spend unless told otherwise."""
    given = {"SNHR_DATABASE_URL": database, "SNHR_CLIENT_LIMITS": _ENOUGH, "SNHR_EXPORT_LIMIT": "100000/minute", **settings}
    return _started(["snhr-api", "serve"], given, "/readyz")


def bare(folder: Path, headers: list[tuple[bytes, bytes]], body: bytes) -> Server:
    """An ASGI application that sends these bytes."""
    answer = folder / f"answer-{len(headers)}.pickle"
    answer.write_bytes(pickle.dumps((headers, body)))
    return _started(["uvicorn", "bench.bare:app", *_UVICORN], {"BENCH_ANSWER": str(answer)}, "/")


def plain(database: str) -> Server:
    """FastAPI, SQLModel and a response_model."""
    return _started(["uvicorn", "bench.plain:app", *_UVICORN], {"BENCH_DATABASE": database}, "/articles")


def datasette(database: str) -> Server:
    """Datasette over the same file, with room for a page of the large one."""
    options = ["--setting", "sql_time_limit_ms", "10000", "--setting", "facet_time_limit_ms", "1"]
    return _started(["datasette", "serve", database.removeprefix("sqlite:///"), *options], {}, "/-/versions.json")


def _started(command: list[str], settings: Mapping[str, str], path: str) -> Server:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    whole = [str(_BIN / command[0]), *command[1:], "--port", str(port)]
    environment = {**os.environ, **settings}
    process = subprocess.Popen(whole, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = Server(process, port)
    until = time.monotonic() + 180
    while time.monotonic() < until:
        try:
            if server.get(path)[0] == 200:
                return server
        except OSError:
            time.sleep(0.05)
    server.stop()
    raise TimeoutError(f"{command[0]} did not start")
