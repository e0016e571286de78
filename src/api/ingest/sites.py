"""Posts of a site to drafts, and what was last seen of each: what is new, what has changed, what is gone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select, update

from api.errors import Refusal
from api.ingest.drafts import store_page
from api.ingest.identities import keys_of
from api.ingest.reading import read_figures
from api.ingest.records import PageRecord, PostRecord
from api.models import is_current, is_draft, publication, publication_text, read, source_post
from api.text.addresses import address_key
from api.text.languages import Language

State = Literal["new", "changed", "unchanged", "refused"]


@dataclass(frozen=True)
class Feed:
    """Where posts come from: a site, as its address is spelled for comparison, the language, and the table of categories."""

    site: str
    language: Language
    categories_sha256: str


@dataclass(frozen=True)
class Stored:
    """What became of a post. figures: how many its publication now has; title: the refusal where it was not taken."""

    post_id: int
    state: State
    public_id: str | None
    title: str
    figures: int = 0
    unknown_categories: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Gone:
    """A publication whose post is no longer on its site, in one of its languages. others: languages that still stand there."""

    public_id: str
    language: str
    gone_on: date
    title: str
    is_published: bool
    others: list[str]


def site_key(url: str) -> str:
    """A site's address without what may change: scheme, www, closing slash."""
    return address_key(url).removeprefix("url:")


def to_read(connection: Connection, feed: Feed, listed: Mapping[int, str]) -> list[int]:
    """The numbers of the listed posts that are new, or not as they were read last; ascending."""
    seen = {row["post_id"]: row for row in read(connection, select(source_post).where(source_post.c.site == feed.site))}
    return sorted(number for number, modified in listed.items() if not _is_as_read(seen.get(number), feed, modified))


def missing(connection: Connection, feed: Feed, listed: Iterable[int]) -> list[int]:
    """The numbers of the posts that were read from a site once, are not known to be gone, and are not listed any more."""
    mine = (source_post.c.site == feed.site, source_post.c.language == feed.language, source_post.c.gone_on.is_(None))
    known = set(connection.scalars(select(source_post.c.post_id).where(*mine)))
    return sorted(known - set(listed))


def store_post(connection: Connection, feed: Feed, post: PostRecord) -> Stored:
    """Makes drafts of a post and its figures, and remembers it as read. One that cannot be taken changes no draft."""
    row = _row(connection, feed, post.post_id)
    public_id, refusal, changed = row.get("public_id"), post.refusal, False
    if post.page:
        try:
            public_id, changed = store_page(connection, post.page)
        except Refusal as problem:
            refusal = str(problem)
    figures = read_figures(connection, public_id).found if public_id and changed else 0
    _remember(connection, feed, post, row, {"public_id": public_id, "refusal": refusal})
    if refusal or public_id is None:
        return Stored(post.post_id, "refused", None, refusal or "")
    state: State = ("changed" if row.get("public_id") else "new") if changed else "unchanged"
    return Stored(post.post_id, state, public_id, _title(post.page), figures, post.unknown_categories)


def note_gone(connection: Connection, feed: Feed, numbers: Sequence[int], today: date) -> list[Gone]:
    """Remembers that posts are gone. Nothing is withdrawn: gives the publications that somebody has to decide on."""
    if not numbers:
        return []
    mine = and_(source_post.c.site == feed.site, source_post.c.post_id.in_(numbers))
    connection.execute(update(source_post).where(mine, source_post.c.public_id.is_not(None)).values(gone_on=today))
    connection.execute(delete(source_post).where(mine, source_post.c.public_id.is_(None)))
    return gone_posts(connection, mine)


def gone_posts(connection: Connection, chosen: ColumnElement[bool] | None = None) -> list[Gone]:
    """The publications, published or waiting, of posts that are gone; the newest first."""
    statement = select(source_post).where(source_post.c.gone_on.is_not(None), *([] if chosen is None else [chosen]))
    found = []
    for post in read(connection, statement.order_by(source_post.c.gone_on.desc(), source_post.c.row_id)):
        titles = _standing_titles(connection, post["public_id"])
        if post["language"] in titles:
            mine = (publication.c.public_id == post["public_id"], is_current(publication))
            is_published = connection.scalar(select(publication.c.row_id).where(*mine)) is not None
            others = [language for language in titles if language != post["language"]]
            found.append(
                Gone(post["public_id"], post["language"], post["gone_on"], titles[post["language"]], is_published, others)
            )
    return found


def _is_as_read(seen: Mapping[str, Any] | None, feed: Feed, modified: str) -> bool:
    return (
        seen is not None
        and not seen["gone_on"]
        and (seen["modified"], seen["categories_sha256"]) == (modified, feed.categories_sha256)
    )


def _row(connection: Connection, feed: Feed, post_id: int) -> Mapping[str, Any]:
    rows = read(connection, select(source_post).where(source_post.c.site == feed.site, source_post.c.post_id == post_id))
    return rows[0] if rows else {}


def _remember(connection: Connection, feed: Feed, post: PostRecord, row: Mapping[str, Any], outcome: Mapping[str, Any]) -> None:
    """A post that was readable once and is not any more has left the public as much as one that was deleted."""
    hidden = post.page is None and bool(outcome["public_id"])
    values = {
        "site": feed.site,
        "post_id": post.post_id,
        "language": feed.language,
        "modified": post.modified,
        "categories_sha256": feed.categories_sha256,
        "alternates": [key for url in post.alternates for key in keys_of(feed.language, "", url, None)],
        "gone_on": datetime.now(UTC).date() if hidden else None,
        **outcome,
    }
    if row:
        connection.execute(update(source_post).where(source_post.c.row_id == row["row_id"]).values(values))
    else:
        connection.execute(insert(source_post).values(values))


def _standing_titles(connection: Connection, public_id: str) -> dict[str, str]:
    table = publication_text
    mine = (table.c.public_id == public_id, or_(is_current(table), is_draft(table)), ~table.c.drops)
    rows = connection.execute(select(table.c.language, table.c.title).where(*mine).order_by(table.c.row_id))
    return {row.language: row.title for row in rows}


def _title(page: PageRecord | None) -> str:
    return page.text.title if page else ""
