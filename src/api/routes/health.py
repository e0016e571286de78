"""Whether the service lives and can answer. Outside /v1: never charged, never cached."""

from fastapi import APIRouter, Request, Response

from api.errors import Unavailable
from api.http.reading import Reader
from api.render.json import render_json

router = APIRouter(include_in_schema=False)
_HEADERS = {"Cache-Control": "no-store"}


@router.get("/livez")
async def livez() -> Response:
    """The process answers; nothing else is looked at."""
    return Response(render_json({"status": "alive"}), headers=_HEADERS, media_type="application/json")


@router.get("/readyz")
def readyz(request: Request) -> Response:
    """A release can be read now; else 503 and what to do. Degraded: a newer one, or an old one, is not what its manifest says."""
    reader: Reader = request.app.state.reader
    release = reader.releases()[-1]
    if not reader.is_answering():
        raise Unavailable(retry_after=1)
    body = {"status": "degraded" if reader.damaged else "ready", "release": release.id, "damaged": reader.damaged_ids()}
    return Response(render_json(body), headers=_HEADERS, media_type="application/json")
