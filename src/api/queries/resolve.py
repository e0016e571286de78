"""From the address of a page of the site to the publication that it shows."""

from pydantic import Field
from sqlalchemy import select

from api.errors import BadRequest, Mistake, NotFound
from api.models import source_identity
from api.queries.parameters import RecordQuery
from api.queries.publications import PublicationRow, get_publication
from api.queries.snapshot import Snapshot
from api.text.addresses import keys_of_address

_MAX_ADDRESS = 2048


class ResolveQuery(RecordQuery):
    """The address of a page."""

    url: str = Field(max_length=_MAX_ADDRESS, description="Any address of the page: old or new, in either language.")


def resolve_address(snapshot: Snapshot, query: ResolveQuery) -> PublicationRow:
    """The publication of an address, or NotFound; BadRequest for what is no address."""
    try:
        keys = keys_of_address(query.url)
    except ValueError:
        raise BadRequest(Mistake("url", "not-an-address")) from None
    rows = snapshot.rows(select(source_identity).where(source_identity.c.key.in_(keys)))
    known = {row["key"]: row["public_id"] for row in rows}
    for key in keys:
        if key in known:
            return get_publication(snapshot, known[key], report=False)
    raise NotFound()
