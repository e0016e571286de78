"""GET /v1/releases: the states that were published, each of which can still be read."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.http.answers import Listing, answer_list, answer_record
from api.http.parameters import Ask
from api.queries.parameters import RecordQuery
from api.queries.releases import ReleaseQuery, find_releases
from api.queries.releases import get_release as find_one
from api.schemas.common import ListAnswer, RecordAnswer
from api.schemas.releases import ReleaseRecord, shape_release

router = APIRouter(tags=["releases"])
_LISTING = Listing(ReleaseRecord, find_releases, shape_release)


@router.get("/releases", response_model=ListAnswer[ReleaseRecord], operation_id="listReleases")
def list_releases(query: Annotated[ReleaseQuery, Query()], ask: Ask) -> Response:
    """Releases up to the one asked for, newest first."""
    return answer_list(ask, query, _LISTING)


@router.get("/releases/{release_id}", response_model=RecordAnswer[ReleaseRecord], operation_id="getRelease")
def get_release(release_id: str, query: Annotated[RecordQuery, Query()], ask: Ask) -> Response:
    """One release."""
    return answer_record(ask, query, ReleaseRecord, lambda snapshot, view: shape_release(find_one(snapshot, release_id), view))
