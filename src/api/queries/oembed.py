"""From an address that somebody pasted to the frame that shows what is there (oEmbed 1.0)."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from pydantic import Field, ValidationError

from api.errors import BadRequest, Mistake, NotFound
from api.queries.embeds import embed_query, meant_at
from api.queries.figures import FigureRow, get_figure
from api.queries.parameters import FileQuery, Whole
from api.queries.publications import PublicationRow, get_publication
from api.queries.resolve import ResolveQuery, resolve_address
from api.queries.series import SeriesRow, get_series
from api.queries.snapshot import Snapshot

MAX_ADDRESS = 2048
MAX_SIDE = 10_000
_OURS = re.compile(r"/(?:v1|embed)/(?:(articles|reports)|(articles|reports|figures|statistics)/([A-Za-z0-9_.-]+))\Z")


class OembedQuery(FileQuery):
    """An address, and how large its frame may be. The address's own lang goes before this one."""

    url: str = Field(max_length=MAX_ADDRESS, description="A page of the site, an address under /embed/, or one of a record.")
    format: Literal["json"] = "json"
    maxwidth: Whole | None = Field(None, ge=1, le=MAX_SIDE, description="Pixels.")
    maxheight: Whole | None = Field(None, ge=1, le=MAX_SIDE, description="Pixels.")


@dataclass(frozen=True)
class Embedded:
    """A frame: its path, its parameters, and what it shows (None: the newest publications)."""

    path: str
    parameters: tuple[tuple[str, str], ...]
    shown: PublicationRow | FigureRow | SeriesRow | None


def find_embedded(snapshot: Snapshot, query: OembedQuery, public_url: str) -> Embedded:
    """The frame of an address. NotFound for what has none; BadRequest for parameters that the frame does not take."""
    if not query.url.startswith(f"{public_url}/"):
        row = resolve_address(snapshot, ResolveQuery(lang=query.lang, url=query.url))
        return Embedded(f"/embed/articles/{row.public_id}", _spoken(query), row)
    parts = urlsplit(query.url.removeprefix(public_url))
    match = _OURS.match(parts.path)
    if match is None:
        raise NotFound()
    kind, public_id = match[2] or match[1], match[3]
    kind = "articles" if kind == "reports" else kind
    path = f"/embed/{kind}/{public_id}" if public_id else f"/embed/{kind}"
    return Embedded(path, _parameters(path, parts.query, query), _shown(snapshot, kind, public_id))


def _shown(snapshot: Snapshot, kind: str, public_id: str | None) -> PublicationRow | FigureRow | SeriesRow | None:
    if public_id is None:
        return None
    if kind == "figures":
        return get_figure(snapshot, public_id)
    return get_series(snapshot, public_id) if kind == "statistics" else get_publication(snapshot, public_id, report=False)


def _parameters(path: str, asked: str, query: OembedQuery) -> tuple[tuple[str, str], ...]:
    """What means something to the frame, in one order."""
    given = {**dict(_spoken(query)), **{name: value for name, value in parse_qsl(asked) if name in meant_at(path)}}
    model = embed_query(path)
    try:
        if model:
            model(**given)
    except ValidationError:
        raise BadRequest(Mistake("url", "not-a-frame")) from None
    return tuple(sorted(given.items()))


def _spoken(query: OembedQuery) -> tuple[tuple[str, str], ...]:
    return () if query.lang == "en" else (("lang", query.lang),)
