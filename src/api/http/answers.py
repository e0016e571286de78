"""Answers under /v1, all of one shape: a record, a table that comes whole, or a walk in pages; as JSON, CSV or NDJSON."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Generic, TypeVar

from fastapi import Response
from fastapi.responses import StreamingResponse
from typing_extensions import get_type_hints

from api.errors import BadRequest, Mistake
from api.http.parameters import Asking
from api.http.questions import canonical
from api.queries.paging import DEFAULT_LIMIT, Cursor, Page, decode_cursor, encode_cursor, walked
from api.queries.parameters import FileQuery, ListQuery, RecordQuery, TableQuery, values
from api.queries.snapshot import ReleaseRow, Snapshot
from api.render.feeds import ATOM, render_atom
from api.render.formats import Rendering
from api.render.json import render_json
from api.render.tables import render_csv, render_ndjson
from api.schemas.common import Meta, View
from api.schemas.feeds import Feed
from api.schemas.search import shape_search
from api.text.languages import other
from api.text.sentences import words

_BLOCK = 500
# So that the first byte comes soon, however much follows.
_FIRST_BLOCK = 50
_WALKING = ("limit", "cursor", "facets")

Row = TypeVar("Row")
Asked = TypeVar("Asked", bound=ListQuery)


@dataclass(frozen=True)
class Listing(Generic[Asked, Row]):
    """A collection that is read in pages: the type of its records, how rows are found and how one is shaped."""

    record: type
    find: Callable[[Snapshot, Asked, Cursor | None, int | None], Page[Row]]
    shape: Callable[[Row, View], Any]


def answer_record(
    asking: Asking, query: RecordQuery, record: type, make: Callable[[Snapshot, View], Mapping[str, Any]]
) -> Response:
    """One record."""
    chosen = _fields(query, record)
    release = asking.release(query)
    with asking.reader.snapshot(release) as snapshot:
        data = _kept(make(snapshot, asking.view(query, snapshot)), chosen)
    body = {"data": data, "meta": meta_of(asking, query, release), "links": {"self": address(asking)}}
    return Response(render_json(body), headers=headers_of(asking, release, query), media_type="application/json")


def answer_table(asking: Asking, query: TableQuery, record: type, make: Callable[[Snapshot, View], list[Any]]) -> Response:
    """A list that always comes whole."""
    chosen = _fields(query, record)
    release = asking.release(query)
    with asking.reader.snapshot(release) as snapshot:
        records = [_kept(item, chosen) for item in make(snapshot, asking.view(query, snapshot))]
    if query.format != "json":
        return _stream(asking, query, record, iter([records]), release)
    meta = {"total": len(records), "limit": len(records), **meta_of(asking, query, release)}
    links = {"self": address(asking), "next": None, "first": address(asking)}
    headers = {**headers_of(asking, release, query), "X-Total-Count": str(len(records))}
    return Response(render_json({"data": records, "meta": meta, "links": links}), headers=headers, media_type="application/json")


def answer_whole(
    asking: Asking,
    query: TableQuery,
    record: type,
    make: Callable[[Snapshot, View, Meta], tuple[list[Any], Meta]],
    renderings: Mapping[str, Rendering],
) -> Response:
    """A table that comes whole with a meta of its own, in each of its own formats."""
    chosen = _fields(query, record)
    release = asking.release(query)
    with asking.reader.snapshot(release) as snapshot:
        records, meta = make(snapshot, asking.view(query, snapshot), meta_of(asking, query, release))
    links = {"self": address(asking)}
    for name, offered in renderings.items():
        fields = asking.asked.get("fields") if offered.keeps_fields else None
        links[name] = address(asking, format=name, bom=None, fields=fields)
    rendering = renderings[query.format]
    if chosen and not rendering.keeps_fields:
        raise BadRequest(Mistake("fields", "not-with-format"))
    body = {"data": [_kept(item, chosen) for item in records] if chosen else records, "meta": meta, "links": links}
    headers = {**headers_of(asking, release, query), **rendering.headers}
    return Response(rendering.render(body, query), headers=headers, media_type=rendering.media_type)


def answer_list(asking: Asking, query: Asked, listing: Listing[Asked, Row]) -> Response:
    """A page of a walk, or all of it as a table."""
    chosen = _fields(query, listing.record)
    walk = walked(asking.request.scope["path"], query)
    cursor = decode_cursor(query.cursor, walk) if query.cursor else None
    release = asking.release(query, cursor.release if cursor else None)
    if query.format != "json":
        _no_walking(asking)
        blocks = _blocks(asking, query, listing, release)
        # The first block is made before the answer starts, so that a mistake still gets its 400.
        first = next(blocks)
        return _stream(asking, query, listing.record, _kept_blocks(first, blocks, chosen), release)
    question = (release.number, walk)
    with asking.reader.snapshot(release, question) as snapshot:
        page = listing.find(snapshot, query, cursor, query.limit)
        view = asking.view(query, snapshot)
        records = [listing.shape(row, view) for row in page.rows]
    asking.reader.totals[question] = page.total
    if chosen:
        records = [_kept(record, chosen) for record in records]
    here = address(asking)
    start = address(asking, cursor=None) if query.cursor else here
    # The cursor is the last parameter of the canonical form, and needs no quoting.
    following = f"{start}{'&' if '?' in start else '?'}cursor={encode_cursor(page.next, walk)}" if page.next else None
    meta = {
        "total": page.total,
        "limit": query.limit or DEFAULT_LIMIT,
        **meta_of(asking, query, release),
        **shape_search(page.found, view),
    }
    links = {"self": here, "next": following, "first": start}
    headers = {**headers_of(asking, release, query, following), "X-Total-Count": str(page.total)}
    return Response(render_json({"data": records, "meta": meta, "links": links}), headers=headers, media_type="application/json")


def answer_feed(asking: Asking, query: Asked, entries: Listing[Asked, Row], name: str) -> Response:
    """All records of a query as an Atom feed; `entries` shapes a record into an entry, `name` is the feed's in words.toml."""
    _no_walking(asking, "fields")
    release = asking.release(query)
    blocks = _blocks(asking, query, entries, release)
    first = next(blocks)
    title, author = words(name, "title", query.lang), asking.settings.publisher_name(query.lang)
    feed = Feed(address(asking), title, author, query.lang, release.released_at, f"{asking.settings.public_url}/")
    headers = headers_of(asking, release, query)
    return StreamingResponse(render_atom(feed, chain([first], blocks)), headers=headers, media_type=ATOM)


def _blocks(asking: Asking, query: Asked, listing: Listing[Asked, Row], release: ReleaseRow) -> Iterator[list[Any]]:
    """All records of a query, some hundred at a time, no connection held between blocks."""
    cursor: Cursor | None = None
    # A table does not say how many there are, and counting many takes longer than the first rows. A search goes by it.
    known = None if "q" in query.filters else 0
    while True:
        with asking.reader.snapshot(release) as snapshot:
            page = listing.find(replace(snapshot, known_total=known), query, cursor, _BLOCK if cursor else _FIRST_BLOCK)
            view = asking.view(query, snapshot)
            records = [listing.shape(row, view) for row in page.rows]
        yield records
        cursor, known = page.next, page.total
        if cursor is None:
            return


def _kept_blocks(
    first: list[Mapping[str, Any]], rest: Iterator[list[Mapping[str, Any]]], chosen: Sequence[str] | None
) -> Iterator[list[Mapping[str, Any]]]:
    yield [_kept(record, chosen) for record in first]
    for block in rest:
        yield [_kept(record, chosen) for record in block]


def _stream(
    asking: Asking, query: TableQuery, record: type, blocks: Iterator[list[Mapping[str, Any]]], release: ReleaseRow
) -> Response:
    headers = headers_of(asking, release, query)
    if query.format == "ndjson":
        return StreamingResponse(render_ndjson(blocks), headers=headers, media_type="application/x-ndjson")
    body = render_csv(record, blocks, _fields(query, record), bom=query.bom == "1")
    return StreamingResponse(body, headers=headers, media_type="text/csv; charset=utf-8; header=present")


def _no_walking(asking: Asking, *others: str) -> None:
    given = [Mistake(name, "not-with-format") for name in (*_WALKING, *others) if name in asking.asked]
    if given:
        raise BadRequest(*given)


def _fields(query: RecordQuery, record: type) -> tuple[str, ...] | None:
    """The fields asked for, None for all; BadRequest for one that the record does not have."""
    if isinstance(query, TableQuery) and query.bom and query.format != "csv":
        raise BadRequest(Mistake("bom", "only-with-csv"))
    if query.fields is None:
        return None
    known = list(get_type_hints(record))
    if any(name not in known for name in values(query.fields)):
        raise BadRequest(Mistake("fields", "unknown-field", known))
    return values(query.fields)


def _kept(record: Mapping[str, Any], chosen: Sequence[str] | None) -> Mapping[str, Any]:
    return record if chosen is None else {name: record[name] for name in record if name in chosen}


def meta_of(asking: Asking, query: FileQuery, release: ReleaseRow) -> Meta:
    """What is true of every answer of a release."""
    settings = asking.settings
    meta: Meta = {
        "language": query.lang,
        "release": release.id,
        "license": {"name": settings.license_name(query.lang), "url": settings.license_url or None},
        "attribution": settings.publisher_name(query.lang),
    }
    notice = release.notice_ar if query.lang == "ar" else release.notice_en
    if notice:
        meta["notice"] = notice
    return meta


def address(asking: Asking, **changed: str | None) -> str:
    """The public address of this request, with some parameters changed or (None) left out."""
    # In front of the application the query was brought to its one form.
    query = asking.request.scope["query_string"].decode()
    if changed:
        asked = {**asking.asked, **changed}
        query = canonical((name, value) for name, value in asked.items() if value is not None)
    return f"{asking.settings.public_url}{asking.request.scope['path']}{'?' + query if query else ''}"


def headers_of(asking: Asking, release: ReleaseRow, query: FileQuery, next_address: str | None = None) -> dict[str, str]:
    """The headers of an answer: its release and language, and where the other language and the next page are."""
    elsewhere = other(query.lang)
    links = [f'<{address(asking, lang=elsewhere, cursor=None)}>; rel="alternate"; hreflang="{elsewhere}"']
    if next_address:
        links.insert(0, f'<{next_address}>; rel="next"')
    return {"Data-Release": release.id, "Content-Language": query.lang, "Link": ", ".join(links)}
