"""Releases: which there are, which one a question means, and the list of them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar

from sqlalchemy import Connection, select

from api.errors import BadRequest, Mistake, NotFound, NotReady, UnknownRelease
from api.models import read, release
from api.queries.paging import DEFAULT_LIMIT, Cursor, Order, Page, take_page
from api.queries.parameters import ListQuery
from api.queries.snapshot import ReleaseRow, Snapshot

_ID = re.compile(r"\d{4}-\d{2}-\d{2}\.\d{1,6}\Z", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?Z\Z", re.ASCII)


class ReleaseQuery(ListQuery):
    """The list of releases."""

    sorts: ClassVar[tuple[str, ...]] = ("-number", "number")


def list_releases(connection: Connection) -> tuple[ReleaseRow, ...]:
    """Every release, oldest first."""
    return tuple(ReleaseRow(**row) for row in read(connection, select(release).order_by(release.c.number)))


def newest_number(connection: Connection) -> int:
    """The number of the current release; 0 before the first."""
    statement = select(release.c.number).order_by(release.c.number.desc()).limit(1)
    return connection.scalar(statement) or 0


def find_release(releases: tuple[ReleaseRow, ...], asked: str | None) -> ReleaseRow:
    """The release that a `release` parameter means: an id, or the newest at a day's end or a time; the current one without."""
    if not releases:
        raise NotReady()
    if asked is None:
        return releases[-1]
    if _ID.match(asked):
        found = [one for one in releases if one.id == asked]
    else:
        moment = _moment(asked)
        found = [one for one in releases if one.released_at <= moment]
    if not found:
        raise UnknownRelease()
    return found[-1]


def find_releases(
    snapshot: Snapshot, query: ReleaseQuery, cursor: Cursor | None = None, limit: int | None = None
) -> Page[ReleaseRow]:
    """Releases up to the one asked for, newest first."""
    _, descending = query.order()
    columns = [release.c[name] for name in ReleaseRow.__dataclass_fields__]
    matching = select(*columns, release.c.id.label("public_id")).where(release.c.number <= snapshot.release.number)
    order = Order(release.c.number, release.c.id, descending)
    page = take_page(snapshot, matching, order, limit or query.limit or DEFAULT_LIMIT, cursor)
    rows = [ReleaseRow(**{name: row[name] for name in ReleaseRow.__dataclass_fields__}) for row in page.rows]
    return Page(rows, page.total, page.next)


def get_release(snapshot: Snapshot, release_id: str) -> ReleaseRow:
    """One release up to the one asked for, or NotFound."""
    columns = [release.c[name] for name in ReleaseRow.__dataclass_fields__]
    statement = select(*columns).where(release.c.id == release_id, release.c.number <= snapshot.release.number)
    found = snapshot.rows(statement)
    if not found:
        raise NotFound()
    return ReleaseRow(**found[0])


def _moment(asked: str) -> datetime:
    """The end of a day, or a time; UnknownRelease where it has not come yet."""
    try:
        if _DAY.match(asked):
            start, length = datetime.combine(date.fromisoformat(asked), time(), UTC), timedelta(days=1)
        elif _TIME.match(asked):
            start, length = datetime.fromisoformat(asked), timedelta()
        else:
            raise ValueError("neither a day nor a time")
    except ValueError:
        raise BadRequest(Mistake("release", "not-a-release")) from None
    if start > datetime.now(UTC):
        raise UnknownRelease()
    return start + length
