"""The floor: an ASGI application that sends ready bytes and nothing else. BENCH_ANSWER names a file with headers and body."""

import os
import pickle
from pathlib import Path

from starlette.types import Receive, Scope, Send

HEADERS, BODY = pickle.loads(Path(os.environ["BENCH_ANSWER"]).read_bytes())  # noqa: S301  (written by this run)


async def app(scope: Scope, _receive: Receive, send: Send) -> None:
    """The same answer to everything."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": BODY})
