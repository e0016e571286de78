"""Releases: which there are, which one a question means, and the list of them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar

import orjson
from sqlalchemy import ColumnElement, Connection, ScalarSelect, func, select

from api.errors import BadRequest, Mistake, NotFound, NotReady, UnknownRelease
from api.models import read, redaction, release
from api.queries.paging import DEFAULT_LIMIT, Cursor, Order, Page, Walk, take_page
from api.queries.parameters import ListQuery
from api.queries.snapshot import ReleaseRow, Snapshot

_ID = re.compile(r"\d{4}-\d{2}-\d{2}\.\d{1,6}\Z", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?Z\Z", re.ASCII)


class ReleaseQuery(ListQuery):
    """The list of releases."""

    sorts: ClassVar[tuple[str, ...]] = ("-number", "number")


def list_releases(connection: Connection) -> tuple[ReleaseRow, ...]:
    """Every sealed release, oldest first: until its manifest is written nobody sees one."""
    statement = select(*_columns()).where(release.c.manifest.is_not(None)).order_by(release.c.number)
    return tuple(ReleaseRow(**row) for row in read(connection, statement))


def newest_number(connection: Connection) -> int:
    """The number of the current release; 0 before the first."""
    return newest_state(connection)[0]


def newest_state(connection: Connection) -> tuple[int, int]:
    """The number of the current release, and how many redactions there have been: a change of either is news to a reader."""
    newest = select(func.max(release.c.number)).where(release.c.manifest.is_not(None)).scalar_subquery()
    number, count = connection.execute(select(newest, _redactions())).one()
    return number or 0, count or 0


def find_release(releases: tuple[ReleaseRow, ...], asked: str | None, parameter: str = "release") -> ReleaseRow:
    """The release that a parameter means: an id, or the newest at a day's end or a time; the current one without.

    Raises UnknownRelease, which names the nearest one, where there is none, or the time has not come yet.
    """
    if not releases:
        raise NotReady()
    if asked is None:
        return releases[-1]
    if _ID.match(asked):
        found = [one for one in releases if one.id == asked]
        before = [one for one in releases if one.id[:10] <= asked[:10]]
    else:
        start, end = _moment(asked, parameter)
        before = [one for one in releases if one.released_at <= end]
        found = before if start <= datetime.now(UTC) else []
    if not found:
        raise UnknownRelease(parameter, before[-1].id if before else releases[0].id)
    return found[-1]


def find_releases(
    snapshot: Snapshot, query: ReleaseQuery, cursor: Cursor | None = None, limit: int | None = None
) -> Page[ReleaseRow]:
    """Releases up to the one asked for, newest first."""
    _, descending = query.order()
    matching = select(*_columns(), release.c.id.label("public_id")).where(release.c.number <= snapshot.release.number)
    order = Order(release.c.number, release.c.id, descending)
    page = take_page(snapshot, Walk(matching, order), limit or query.limit or DEFAULT_LIMIT, cursor)
    rows = [ReleaseRow(**{name: row[name] for name in ReleaseRow.__dataclass_fields__}) for row in page.rows]
    return Page(rows, page.total, page.next)


def get_release(snapshot: Snapshot, release_id: str) -> ReleaseRow:
    """One release up to the one asked for, or NotFound."""
    statement = select(*_columns()).where(release.c.id == release_id, release.c.number <= snapshot.release.number)
    found = snapshot.rows(statement)
    if not found:
        raise NotFound()
    return ReleaseRow(**found[0])


def get_manifest(snapshot: Snapshot, release_id: str) -> bytes:
    """The manifest of a release up to the one asked for, byte for byte as it was signed; or NotFound."""
    mine = (release.c.id == release_id, release.c.number <= snapshot.release.number)
    content = snapshot.connection.scalar(select(release.c.manifest).where(*mine))
    if content is None:
        raise NotFound()
    return str(content).encode()


def get_key(snapshot: Snapshot, release_id: str) -> str:
    """The public key that a release is signed with; NotFound where it is not signed."""
    key = orjson.loads(get_manifest(snapshot, release_id))["public_key"]
    if key is None:
        raise NotFound()
    return str(key)


def _columns() -> list[ColumnElement[Any]]:
    names = [name for name in ReleaseRow.__dataclass_fields__ if name != "redactions"]
    return [*(release.c[name] for name in names), _redactions().label("redactions")]


def _redactions() -> ScalarSelect[int]:
    return select(func.count()).select_from(redaction).scalar_subquery()


def _moment(asked: str, parameter: str) -> tuple[datetime, datetime]:
    """The start and end of a day, or a time twice."""
    try:
        if _DAY.match(asked):
            start, length = datetime.combine(date.fromisoformat(asked), time(), UTC), timedelta(days=1)
        elif _TIME.match(asked):
            start, length = datetime.fromisoformat(asked), timedelta()
        else:
            raise ValueError("neither a day nor a time")
        return start, start + length
    except (ValueError, OverflowError):
        raise BadRequest(Mistake(parameter, "not-a-release")) from None
