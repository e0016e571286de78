"""Files that never change under their address: a strong ETag, ranges that resume, and bytes that nobody on the way may alter."""

import base64
import re
from email.utils import format_datetime

from fastapi import Response
from fastapi.responses import FileResponse, RedirectResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Receive, Scope, Send

from api.errors import Damaged, RangeNotSatisfiable
from api.http.parameters import Asking
from api.queries.datasets import FileRow
from api.queries.snapshot import ReleaseRow

_CURRENT = "public, max-age=60"
_FOREVER = "public, max-age=31536000, immutable, no-transform"
# One range; lists of ranges are answered with the whole file, as RFC 9110 allows.
_RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))", re.ASCII | re.IGNORECASE)
_TAG = re.compile(r'(?:W/)?("[^"]*")|\*')
_RETRY_SECONDS = 3600


class FileAnswer(FileResponse):
    """A file in large blocks. A range that is not understood counts as none."""

    chunk_size = 1024 * 1024

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = MutableHeaders(raw=list(scope["headers"]))
        if not _is_usable(headers.get("range", "")):
            del headers["range"]
        method = "HEAD" if scope.get("headless") else scope["method"]
        await super().__call__({**scope, "method": method, "headers": headers.raw}, receive, send)


def answer_file(asking: Asking, release: ReleaseRow, path: str, file: FileRow, media_type: str) -> Response:
    """A dataset's file at DATASET/NAME under its release's exact id; any other way of naming the release leads there."""
    if asking.asked.get("release") != release.id:
        address = f"{asking.settings.public_url}/v1/datasets/{path}?release={release.id}"
        return RedirectResponse(address, 302, {"Cache-Control": _CURRENT, "Data-Release": release.id})
    headers = _headers(release, path, file)
    given = asking.request.headers
    if _has_it(given, headers):
        return Response(status_code=304, headers=headers)
    stored = asking.settings.data_dir / release.id / path
    try:
        found = stored.stat()
    except FileNotFoundError:
        raise Damaged(retry_after=_RETRY_SECONDS) from None
    # A range is only asked of the file that the client began with.
    if given.get("if-range", headers["ETag"]) in (headers["ETag"], headers["Last-Modified"]):
        _refuse_beyond(given.get("range", ""), file.bytes)
    return FileAnswer(stored, headers=headers, media_type=media_type, stat_result=found)


def _headers(release: ReleaseRow, path: str, file: FileRow) -> dict[str, str]:
    headers = {
        "ETag": f'"{file.sha256[:32]}"',
        "Last-Modified": format_datetime(release.released_at.replace(microsecond=0), usegmt=True),
        "Cache-Control": _FOREVER,
        "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(file.sha256)).decode()}:",
        "Content-Disposition": f'attachment; filename="{path.replace("/", ".")}"',
        "Data-Release": release.id,
    }
    spoken = re.fullmatch(r"README\.(en|ar)\.md", file.name)
    return {**headers, "Content-Language": spoken[1]} if spoken else headers


def _has_it(given: Headers, headers: dict[str, str]) -> bool:
    if "if-none-match" in given:
        return any(match[1] in (None, headers["ETag"]) for match in _TAG.finditer(given["if-none-match"]))
    return given.get("if-modified-since") == headers["Last-Modified"]


def _is_usable(asked: str) -> bool:
    match = _RANGE.fullmatch(asked.strip())
    return match is not None and not (match[2] and int(match[2]) < int(match[1]))


def _refuse_beyond(asked: str, size: int) -> None:
    """Raises RangeNotSatisfiable where a range has no byte of the file in it."""
    match = _RANGE.fullmatch(asked.strip())
    if match and _is_usable(asked) and (int(match[1]) >= size if match[1] else int(match[3]) == 0):
        raise RangeNotSatisfiable(size)
