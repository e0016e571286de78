"""GET /v1: what there is; and the description of the API for programs."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api import __version__
from api.http.answers import answer_record
from api.http.parameters import Ask
from api.queries.parameters import MAX_LIMIT, RecordQuery
from api.queries.snapshot import Snapshot
from api.render.json import render_json
from api.schemas.common import RecordAnswer, View
from api.schemas.root import RootRecord, root_links
from api.text.languages import LANGUAGES

router = APIRouter(tags=["entrance"])


@router.get("/v1", response_model=RecordAnswer[RootRecord], operation_id="getRoot")
def get_root(query: Annotated[RecordQuery, Query()], ask: Ask) -> Response:
    """Links to every collection, the current release, licence, contact and limits."""
    settings, lang = ask.settings, query.lang

    def make(snapshot: Snapshot, view: View) -> RootRecord:
        release = snapshot.release
        return {
            "name": "SNHR Public Data API",
            "version": __version__,
            "publisher": settings.publisher_name(lang),
            "release": release.id,
            "license": {"name": settings.license_name(lang), "url": settings.license_url or None},
            "contact": settings.contact,
            "notice": release.notice_ar if lang == "ar" else release.notice_en,
            "languages": list(LANGUAGES),
            "limits": {
                "client": settings.client_limits,
                "search": settings.search_limit,
                "export": settings.export_limit,
                "page": MAX_LIMIT,
            },
            "links": root_links(view),
        }

    return answer_record(ask, query, RootRecord, make)


@router.get("/v1/openapi.json", include_in_schema=False)
def get_openapi(ask: Ask) -> Response:
    """The OpenAPI 3.1 description."""
    return Response(render_json(ask.request.app.openapi()), media_type="application/json")
