"""GET /v1/codelists: the closed lists of values of each dimension."""

from typing import Annotated

from fastapi import Query, Response

from api.http.answers import answer_table
from api.http.parameters import Ask, data_router
from api.queries.codelists import get_codelist as find_codelist
from api.queries.parameters import TableQuery
from api.schemas.codelists import CodelistRecord, CodeRecord, shape_code, shape_codelist
from api.schemas.common import ListAnswer

router = data_router("code lists")


@router.get("/codelists", response_model=ListAnswer[CodelistRecord], operation_id="listCodelists")
def list_codelists(query: Annotated[TableQuery, Query()], ask: Ask) -> Response:
    """Which code lists there are."""
    return answer_table(
        ask,
        query,
        CodelistRecord,
        lambda snapshot, view: [shape_codelist(name, view) for name in snapshot.codelists.lists],
    )


@router.get("/codelists/{name}", response_model=ListAnswer[CodeRecord], operation_id="getCodelist")
def get_codelist(name: str, query: Annotated[TableQuery, Query()], ask: Ask) -> Response:
    """All values of one code list, in the list's own order."""
    return answer_table(
        ask,
        query,
        CodeRecord,
        lambda snapshot, view: [shape_code(row, view) for row in find_codelist(snapshot.codelists, name)],
    )
