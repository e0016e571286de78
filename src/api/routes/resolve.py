"""GET /v1/resolve: the record of a page of the site, by any of its addresses."""

from typing import Annotated

from fastapi import Query, Response

from api.http.answers import answer_record
from api.http.parameters import Ask, data_router
from api.queries.resolve import ResolveQuery, resolve_address
from api.queries.snapshot import Snapshot
from api.schemas.common import RecordAnswer, View
from api.schemas.publications import PublicationRecord, shape_publication

router = data_router("resolve")


@router.get("/resolve", response_model=RecordAnswer[PublicationRecord], operation_id="resolveAddress")
def resolve(query: Annotated[ResolveQuery, Query()], ask: Ask) -> Response:
    """The publication that an address of the site shows: old (?p=, numeric) or new, with or without www and closing slash."""

    def make(snapshot: Snapshot, view: View) -> PublicationRecord:
        row = resolve_address(snapshot, query)
        return shape_publication(row, view, "reports" if row.kind == "report" else "articles")

    return answer_record(ask, query, PublicationRecord, make)
