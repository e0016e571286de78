"""What stands between the budgets and the routes: what was answered before is answered again from memory, or with a 304.

An answer under /v1, a frame or the landing page follows from release, path, canonical query and build. So its ETag is known
before any query, and nothing that is kept is ever wrong: a new release only asks for other keys. What fails is never kept.
"""

import asyncio
import re
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from api.build import build_id
from api.errors import ApiError
from api.http.encodings import chosen
from api.http.entries import Entries, Entry, Form, Given, Key, Marks
from api.http.outgoing import Outgoing, send_not_modified
from api.http.questions import Question, is_of_release, question_of
from api.http.reading import Reader
from api.queries.snapshot import ReleaseRow

_CURRENT = b"public, max-age=60, s-maxage=300, stale-while-revalidate=600, stale-if-error=604800"
_PINNED = b"public, max-age=86400"
_CHECK = re.compile(r"/v1/figures/[^/]+/check\Z")
# An answer of this size or more is encoded in a thread: it would hold up everybody else.
_LARGE = 64 * 1024


class Cached:
    """ASGI: answers that follow from a release from what is kept, and keeps what the application answers."""

    def __init__(self, app: ASGIApp, reader: Reader, entries: Entries) -> None:
        self.app = app
        self.reader = reader
        self.entries = entries
        self._being_made: dict[Key, asyncio.Future[Entry | None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_of_release(scope["path"]):
            await self.app(scope, receive, send)
            return
        question = question_of(scope["path"], scope["query_string"])
        try:
            release = await self._release(question)
        except ApiError:
            # The route meets the same error, and it is answered there.
            await self.app(scope, receive, send)
            return
        # A redaction changes answers of old releases: what was kept of them before must not be given again.
        key = (release.number, release.redactions, scope["path"], scope["query_string"])
        given = dict(scope["headers"])
        entry = self.entries.get(key)
        if entry is None:
            marks = marks_of(scope, question, release)
            if marks.are_named(given):
                await send_not_modified(send, marks)
                return
            entry = await self._made(key, scope, receive, Outgoing(send, marks, given, self.entries.largest))
        if entry is not None:
            scope["route"] = entry.route
            await self._give(key, entry, given, send)

    async def _release(self, question: Question) -> ReleaseRow:
        if question.number is not None and not self.reader.knows(question.number):
            return await run_in_threadpool(self.reader.release, question.release, question.number)
        return self.reader.release(question.release, question.number)

    async def _made(self, key: Key, scope: Scope, receive: Receive, answer: Outgoing) -> Entry | None:
        """What the application answers; None where it has gone out already. Of several at once the first makes it."""
        first = self._being_made.get(key)
        if first is not None and (entry := await asyncio.shield(first)) is not None:
            return entry
        if first is None:
            self._being_made[key] = answer.made
        try:
            await self.app(scope, receive, answer)
            answer.end(scope)
        finally:
            if self._being_made.get(key) is answer.made:
                del self._being_made[key]
            answer.give_up()
        if answer.kept is not None:
            self.entries.put(key, answer.kept)
        return answer.made.result()

    async def _give(self, key: Key, entry: Entry, given: Given, send: Send) -> None:
        if entry.marks.match(given):
            await send_not_modified(send, entry.marks)
            return
        encoding = chosen(given.get(b"accept-encoding", b""))
        form = entry.forms.get(encoding) or await self._formed(key, entry, encoding)
        await send({"type": "http.response.start", "status": 200, "headers": [*form.headers, *self._age()]})
        await send({"type": "http.response.body", "body": form.body})

    def _age(self) -> list[tuple[bytes, bytes]]:
        """While no database answers there may be a newer release that nobody here has seen: for how long, caches are told."""
        silent = self.reader.silent_seconds
        return [(b"age", b"%d" % silent)] if silent else []

    async def _formed(self, key: Key, entry: Entry, encoding: str) -> Form:
        form = entry.form(encoding) if len(entry.body) < _LARGE else await run_in_threadpool(entry.form, encoding)
        self.entries.put(key, entry)
        return form


def marks_of(scope: Scope, question: Question, release: ReleaseRow) -> Marks:
    """The validators and common headers of an answer, from release, question and build alone."""
    redacted = f"{release.redactions:x}" if release.redactions else ""
    etag = f'W/"{release.id}-{question.digest}-{build_id()[:4]}{redacted}"'.encode()
    modified = _http_time(release.released_at)
    headers = [
        (b"etag", etag),
        (b"last-modified", modified),
        (b"cache-control", b"no-cache" if _CHECK.match(scope["path"]) else _PINNED if question.is_pinned else _CURRENT),
        (b"vary", b"Accept-Encoding"),
        (b"content-language", question.language.encode()),
        (b"data-release", release.id.encode()),
    ]
    return Marks(etag, modified, headers)


@lru_cache(maxsize=64)
def _http_time(moment: datetime) -> bytes:
    return format_datetime(moment.replace(microsecond=0), usegmt=True).encode()
