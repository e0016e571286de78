"""The outermost part: refuses what is malformed or too large, answers HEAD and OPTIONS, and puts on the common headers."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import ApiError, BadHost, BodyTooLarge, HeadersTooLarge, MethodNotAllowed, NotFound, UriTooLong
from api.http.outgoing import route_of
from api.http.problems import problem_response
from api.http.questions import is_of_release, question_of
from api.http.reply import reply_of

MAX_URL_BYTES = 4096
MAX_HEAD_BYTES = 32 * 1024
MAX_BODY_BYTES = 1024
METHODS = "GET, HEAD, OPTIONS"

_HOST = re.compile(rb"([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:\d{1,5})?\Z")
_OF_BODIES = frozenset((b"content-length", b"transfer-encoding"))
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_EXPOSED = (
    "ETag, Link, X-Total-Count, Data-Release, Content-Language, RateLimit, RateLimit-Policy, Retry-After, Repr-Digest, Allow, "
    "Accept-Ranges, Content-Range, Content-Disposition"
)
_COMMON = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", _EXPOSED.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"cross-origin"),
)
_ASKED = "Accept, Accept-Language, Content-Language, If-None-Match, If-Modified-Since, Range, If-Range"
_DATA_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")


class Guard:
    """ASGI: lets through only GET requests of sane size (HEAD as GET without its body)."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self.app = app
        self.public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        reply = reply_of(send)
        reply.headers += _COMMON
        reply.of_data = _DATA_POLICY
        reply.headless = scope["method"] == "HEAD"
        try:
            _refuse(scope)
            if scope["method"] == "OPTIONS":
                await _preflight()(scope, receive, reply)
                return
            scope["query_string"] = _canonical(scope)
        except ApiError as error:
            response = problem_response(error, scope, self.public_url)
            if isinstance(error, MethodNotAllowed):
                response.headers["Allow"] = METHODS
            await response(scope, receive, reply)
            return
        if not reply.headless:
            await self.app(scope, receive, reply)
            return
        # `headless` spares a file from being read where nobody gets it.
        inner = {**scope, "method": "GET", "headless": True}
        await self.app(inner, receive, reply)
        # Which route answered is known only to the inner one, and counted by whoever stands in front.
        scope["route"] = route_of(inner)


def announces_body(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a request says that it has a body, which means nothing here."""
    given = dict(headers)
    return not _OF_BODIES.isdisjoint(given) and (b"transfer-encoding" in given or given[b"content-length"] != b"0")


def _refuse(scope: Scope) -> None:
    if "refused" in scope:
        raise scope["refused"]
    if scope["method"] not in ("GET", "HEAD", "OPTIONS"):
        raise MethodNotAllowed()
    if len(scope["raw_path"]) + len(scope["query_string"]) + 1 > MAX_URL_BYTES:
        raise UriTooLong()
    _refuse_head(scope["headers"])
    if _CONTROL.search(scope["path"]):
        # PostgreSQL would not take it as a text, and no address has one.
        raise NotFound()


def _refuse_head(headers: Sequence[tuple[bytes, bytes]]) -> None:
    if sum(map(len, chain.from_iterable(headers))) + 4 * len(headers) > MAX_HEAD_BYTES:
        raise HeadersTooLarge()
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) != 1 or not _HOST.match(hosts[0]):
        raise BadHost()
    if announces_body(headers) and not _is_small(headers):
        raise BodyTooLarge()


def _is_small(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a body's length is given, and is one that may be ignored."""
    given = dict(headers)
    return b"transfer-encoding" not in given and int(given[b"content-length"]) <= MAX_BODY_BYTES


def _canonical(scope: Scope) -> bytes:
    """The query in its one form where an answer follows from it; elsewhere it means nothing."""
    query: bytes = scope["query_string"]
    return question_of(scope["path"], query).query if query and is_of_release(scope["path"]) else query


def _preflight() -> Response:
    return Response(
        status_code=204,
        headers={
            "Allow": METHODS,
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": _ASKED,
            "Access-Control-Max-Age": "86400",
        },
    )
