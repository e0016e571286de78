"""GET /v1/changes: what was added, revised or withdrawn between two releases, or of the records that a site shows."""

from typing import Annotated

from fastapi import Query, Response

from api.http.answers import Listing, answer_feed, answer_list
from api.http.parameters import Ask, data_router
from api.queries.changes import ChangesQuery, find_changes
from api.schemas.changes import ChangeRecord, change_entry, shape_change
from api.schemas.common import ListAnswer

router = data_router("releases")
_LISTING = Listing(ChangeRecord, find_changes, shape_change)
_ENTRIES = Listing(ChangeRecord, find_changes, change_entry)


@router.get("/changes", response_model=ListAnswer[ChangeRecord], operation_id="listChanges")
def list_changes(query: Annotated[ChangesQuery, Query()], ask: Ask) -> Response:
    """What differs between two releases, in either direction, row by row and field by field, with the reason."""
    if query.format == "atom":
        return answer_feed(ask, query, _ENTRIES, "changes")
    return answer_list(ask, query, _LISTING)
