"""GET /v1/oembed: what a site needs to show a page, a figure or a table that somebody pasted the address of."""

from typing import Annotated

from fastapi import Query, Response

from api.http.answers import headers_of
from api.http.parameters import Ask, data_router
from api.queries.oembed import OembedQuery, find_embedded
from api.render.json import render_json
from api.schemas.oembed import OembedRecord, shape_oembed

router = data_router("feeds")


@router.get("/oembed", response_model=OembedRecord, operation_id="getOembed")
def get_oembed(query: Annotated[OembedQuery, Query()], ask: Ask) -> Response:
    """A frame by oEmbed 1.0, for a page of the site, an address under /embed/, or the address of a record."""
    release = ask.release(query)
    with ask.reader.snapshot(release) as snapshot:
        embedded = find_embedded(snapshot, query, ask.settings.public_url)
        record = shape_oembed(embedded, query, ask.view(query, snapshot), ask.request.app.title)
    return Response(render_json(record), headers=headers_of(ask, release, query), media_type="application/json")
