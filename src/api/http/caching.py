"""Conditional answers: an ETag from release, question and build, so that a repeated question is answered without a query."""

import hashlib
import re
from email.utils import format_datetime
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.build import build_id
from api.errors import ApiError
from api.http.problems import asked_language
from api.http.reading import Reader
from api.queries.paging import release_of
from api.queries.snapshot import ReleaseRow

_CURRENT = "public, max-age=60, s-maxage=300, stale-while-revalidate=600, stale-if-error=604800"
_PINNED = "public, max-age=86400"
_RELEASE_ID = re.compile(r"\d{4}-\d{2}-\d{2}\.\d+\Z", re.ASCII)
_CHECK = re.compile(r"/v1/figures/[^/]+/check\Z")
_TAG = re.compile(r'(?:W/)?"([^"]*)"')


class Conditional:
    """ASGI: marks answers under /v1 with ETag, Last-Modified and Cache-Control, and answers 304 where nothing changed."""

    def __init__(self, app: ASGIApp, reader: Reader) -> None:
        self.app = app
        self.reader = reader

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not (scope["path"] == "/v1" or scope["path"].startswith("/v1/")):
            await self.app(scope, receive, send)
            return
        asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        try:
            release = _release_asked(self.reader, dict(asked))
        except ApiError:
            await self.app(scope, receive, send)
            return
        headers = _validators(scope, asked, release)
        given = Headers(scope=scope)
        if _matches(given.get("if-none-match"), headers["ETag"]):
            await Response(status_code=304, headers=headers)(scope, receive, send)
            return
        await self.app(scope, receive, _Marked(send, headers, given))


class _Marked:
    """An answer on its way out: if it is data, it gets the validators, or becomes 304 where the client has it already."""

    def __init__(self, send: Send, headers: dict[str, str], given: Headers) -> None:
        self.send = send
        self.headers = headers
        anything = given.get("if-none-match") == "*"
        same_time = "if-none-match" not in given and given.get("if-modified-since") == headers["Last-Modified"]
        self.has_it = anything or same_time
        self.unchanged = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.unchanged = self.has_it and message["status"] == 200
            if self.unchanged:
                message = {**message, "status": 304, "headers": []}
            if message["status"] in (200, 304):
                MutableHeaders(scope=message).update(self.headers)
        elif self.unchanged:
            message = {**message, "body": b""}
        await self.send(message)


def _release_asked(reader: Reader, asked: dict[str, str]) -> ReleaseRow:
    number = release_of(asked["cursor"]) if "cursor" in asked else None
    return reader.release(asked.get("release"), number)


def _validators(scope: Scope, asked: list[tuple[str, str]], release: ReleaseRow) -> dict[str, str]:
    # A redaction changes answers of old releases: what was kept of them before must not be given again.
    question = "\0".join([scope["path"], str(release.redactions), *(f"{name}={value}" for name, value in sorted(asked))])
    digest = hashlib.blake2s(question.encode("utf-8", "surrogateescape"), digest_size=4).hexdigest()
    pinned = _RELEASE_ID.match(dict(asked).get("release", ""))
    lasting = _PINNED if pinned else _CURRENT
    return {
        "ETag": f'W/"{release.id}-{digest}-{build_id()[:4]}"',
        "Last-Modified": format_datetime(release.released_at.replace(microsecond=0), usegmt=True),
        "Cache-Control": "no-cache" if _CHECK.match(scope["path"]) else lasting,
        "Vary": "Accept-Encoding",
        "Content-Language": asked_language(scope),
        "Data-Release": release.id,
    }


def _matches(given: str | None, etag: str) -> bool:
    """Weak comparison, as If-None-Match asks for."""
    return given is not None and etag.removeprefix("W/").strip('"') in _TAG.findall(given)
