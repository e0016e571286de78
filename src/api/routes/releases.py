"""GET /v1/releases: the states that were published, each of which can still be read."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.answers import Listing, answer_list, answer_record
from api.http.parameters import Ask, data_router
from api.http.reading import Reader
from api.queries.parameters import RecordQuery
from api.queries.releases import ReleaseQuery, find_releases
from api.queries.releases import get_key as find_key
from api.queries.releases import get_manifest as find_manifest
from api.queries.releases import get_release as find_one
from api.schemas.common import ListAnswer, RecordAnswer
from api.schemas.releases import ReleaseRecord, shape_release

router = data_router("releases")
outside = APIRouter(include_in_schema=False)
_LISTING = Listing(ReleaseRecord, find_releases, shape_release)


@router.get("/releases", response_model=ListAnswer[ReleaseRecord], operation_id="listReleases")
def list_releases(query: Annotated[ReleaseQuery, Query()], ask: Ask) -> Response:
    """Releases up to the one asked for, newest first."""
    return answer_list(ask, query, _LISTING)


@router.get("/releases/{release_id}", response_model=RecordAnswer[ReleaseRecord], operation_id="getRelease")
def get_release(release_id: str, query: Annotated[RecordQuery, Query()], ask: Ask) -> Response:
    """One release."""
    return answer_record(ask, query, ReleaseRecord, lambda snapshot, view: shape_release(find_one(snapshot, release_id), view))


@router.get("/releases/{release_id}/manifest.json", operation_id="getManifest")
def get_manifest(release_id: str, query: Annotated[RecordQuery, Query()], ask: Ask) -> Response:
    """The manifest of a release, byte for byte as it was signed: its hash and signature are in the release's own record."""
    release = ask.release(query)
    with ask.reader.snapshot(release) as snapshot:
        content = find_manifest(snapshot, release_id)
    return Response(content, headers={"Data-Release": release.id}, media_type="application/json")


@outside.get("/.well-known/snhr-release-key")
def get_key(request: Request) -> Response:
    """The public key that the current release is signed with, in base64; it is worth only as much as where else it is printed."""
    reader: Reader = request.app.state.reader
    release = reader.release(None)
    with reader.snapshot(release) as snapshot:
        key = find_key(snapshot, release.id)
    return Response(f"{key}\n", headers={"Cache-Control": "public, max-age=300"}, media_type="text/plain; charset=utf-8")
