"""GET /v1: what there is; and the description of the API for programs."""

from typing import Annotated

from fastapi import Query, Response

from api.errors import NotReady
from api.http.answers import answer_record
from api.http.parameters import Ask, data_router
from api.queries.parameters import FileQuery, RecordQuery
from api.render.json import render_json
from api.render.openapi import with_examples
from api.schemas.common import RecordAnswer
from api.schemas.root import RootRecord, shape_root

router = data_router("entrance")
# What a release id looks like, where nothing has been published yet.
_NO_RELEASE = "2026-11-23.1"


@router.get("", response_model=RecordAnswer[RootRecord], operation_id="getRoot")
def get_root(query: Annotated[RecordQuery, Query()], ask: Ask) -> Response:
    """Links to every collection, the current release, licence, contact and limits."""
    return answer_record(ask, query, RootRecord, lambda snapshot, view: shape_root(ask.settings, snapshot.release, view))


@router.get("/openapi.json", include_in_schema=False)
def get_openapi(query: Annotated[FileQuery, Query()], ask: Ask) -> Response:
    """The OpenAPI 3.1 description, with worked examples of a release (of none before there is one)."""
    try:
        release = ask.release(query).id
    except NotReady:
        release = _NO_RELEASE
    described = with_examples(ask.request.app.openapi(), ask.settings.public_url, release)
    return Response(render_json(described), media_type="application/json")
