"""GET /v1: what there is; and the description of the API for programs."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.http.answers import answer_record
from api.http.parameters import Ask
from api.queries.parameters import RecordQuery
from api.render.json import render_json
from api.schemas.common import RecordAnswer
from api.schemas.root import RootRecord, shape_root

router = APIRouter(tags=["entrance"])


@router.get("/v1", response_model=RecordAnswer[RootRecord], operation_id="getRoot")
def get_root(query: Annotated[RecordQuery, Query()], ask: Ask) -> Response:
    """Links to every collection, the current release, licence, contact and limits."""
    return answer_record(ask, query, RootRecord, lambda snapshot, view: shape_root(ask.settings, snapshot.release, view))


@router.get("/v1/openapi.json", include_in_schema=False)
def get_openapi(ask: Ask) -> Response:
    """The OpenAPI 3.1 description."""
    return Response(render_json(ask.request.app.openapi()), media_type="application/json")
