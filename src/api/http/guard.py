"""The outermost part: refuses what is malformed or too large, answers HEAD and OPTIONS, and puts on the common headers."""

import re

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ApiError, BadHost, HeadersTooLarge, MethodNotAllowed, UriTooLong
from api.http.problems import problem_response

MAX_URL_BYTES = 4096
MAX_HEAD_BYTES = 32 * 1024
METHODS = "GET, HEAD, OPTIONS"

_HOST = re.compile(rb"([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:\d{1,5})?\Z")
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
        guarded = _Answer(send, headless=scope["method"] == "HEAD")
        error = _refused(scope)
        if error:
            response = problem_response(error, scope, self.public_url)
            if isinstance(error, MethodNotAllowed):
                response.headers["Allow"] = METHODS
            await response(scope, receive, guarded)
        elif scope["method"] == "OPTIONS":
            await _preflight()(scope, receive, guarded)
        else:
            # `headless` spares a file from being read where nobody gets it.
            await self.app({**scope, "method": "GET", "headless": guarded.headless}, receive, guarded)


class _Answer:
    """An answer on its way out: with the common headers, and without a body where it answers HEAD."""

    def __init__(self, send: Send, *, headless: bool) -> None:
        self.send = send
        self.headless = headless
        self.ended = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            names = {name.lower() for name, _ in message["headers"]}
            policy = () if _DATA_POLICY[0] in names else (_DATA_POLICY,)
            message = {**message, "headers": [*message["headers"], *_COMMON, *policy]}
        elif self.headless:
            if self.ended:
                return
            self.ended = True
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self.send(message)


def _refused(scope: Scope) -> ApiError | None:
    if scope["method"] not in ("GET", "HEAD", "OPTIONS"):
        return MethodNotAllowed()
    if len(scope["raw_path"]) + len(scope["query_string"]) + 1 > MAX_URL_BYTES:
        return UriTooLong()
    if sum(len(name) + len(value) + 4 for name, value in scope["headers"]) > MAX_HEAD_BYTES:
        return HeadersTooLarge()
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    return None if len(hosts) == 1 and _HOST.match(hosts[0]) else BadHost()


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
