"""The access log: a line of JSON for each request on standard output, in which nobody can be found.

A client's address becomes a word that is the same for a day and means nothing afterwards: its key is in no file. What was
searched for is not written at all; a search may endanger the one who makes it.
"""

import hashlib
import secrets
import sys
from datetime import UTC, date, datetime
from functools import lru_cache

import orjson
from starlette.types import Scope

_WORD_BYTES = 6


def log_access(scope: Scope, route: str, status: int, seconds: float) -> None:
    """Writes the line of an answered request."""
    now = datetime.now(UTC)
    peer = scope["client"][0] if scope.get("client") else ""
    line = {
        "time": now.replace(microsecond=0),
        "method": scope["method"],
        "route": route,
        "status": status,
        "milliseconds": round(seconds * 1000, 3),
        "client": hashlib.blake2s(peer.encode(), key=_key_of(now.date()), digest_size=_WORD_BYTES).hexdigest(),
    }
    sys.stdout.buffer.write(orjson.dumps(line, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()


@lru_cache(maxsize=1)
def _key_of(_: date) -> bytes:
    return secrets.token_bytes(hashlib.blake2s.MAX_KEY_SIZE)
