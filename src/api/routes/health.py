"""Whether the service lives and can answer, and what it did. Outside /v1, never cached."""

import hmac
from ipaddress import ip_address

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.errors import NotFound, Unavailable
from api.http.metrics import Metrics
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
    # Without its shared storage the service still answers, and each worker counts on its own.
    degraded = ["rate-limit-storage"] if request.app.state.budgets.is_degraded else []
    status = "degraded" if reader.damaged else "ready"
    body = {"status": status, "release": release.id, "damaged": reader.damaged_ids(), "degraded": degraded}
    return Response(render_json(body), headers=_HEADERS, media_type="application/json")


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """What the service did, in Prometheus's text format: for this machine, or with the token."""
    if not _may_measure(request):
        raise NotFound()
    counted: Metrics = request.app.state.metrics
    return Response(counted.text(), headers=_HEADERS, media_type=CONTENT_TYPE_LATEST)


def _may_measure(request: Request) -> bool:
    """The token where there is one; else this machine itself, which a proxy on it is not: that one says whom it asks for."""
    token = request.app.state.settings.metrics_token
    if token:
        return hmac.compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {token}".encode())
    forwarded = any(name in request.headers for name in ("x-forwarded-for", "forwarded", "via"))
    return not forwarded and _is_loopback(request.client.host if request.client else "")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
