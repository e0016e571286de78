"""What a feed of articles shows: publications, and when each was last changed as a reader of its language sees it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import func, select

from api.models import figure, publication, publication_text, removal
from api.queries.publications import ArticleQuery, PublicationRow, find_publications
from api.queries.releases import list_releases
from api.queries.snapshot import Snapshot
from api.text.languages import Language, other


@dataclass(frozen=True)
class Item:
    """A publication of a feed. is_corrected: its text, or a number that it states, is another one than was published first."""

    row: PublicationRow
    updated: datetime
    is_corrected: bool


def find_items(snapshot: Snapshot, query: ArticleQuery) -> list[Item]:
    """The newest publications that match, of those with a text in the query's language unless it asks for another."""
    asked = query.model_copy(update={"available_in": query.available_in or query.lang, "sort": "-published_on"})
    return items_of(snapshot, find_publications(snapshot, asked).rows, query.lang)


def items_of(snapshot: Snapshot, rows: Sequence[PublicationRow], wanted: Language) -> list[Item]:
    """These publications with what was changed in them, in the wanted language where they have it."""
    ids = [row.public_id for row in rows]
    made, changed, corrected = _texts(snapshot, ids), _changed(snapshot, ids), _corrected(snapshot, ids)
    times = {release.number: release.released_at for release in list_releases(snapshot.connection)}
    items = []
    for row in rows:
        language = wanted if wanted in row.texts else other(wanted)
        first, last = made[row.public_id, language]
        wrong = max(last, corrected[row.public_id])
        newest = max(wrong, changed[row.public_id])
        moments = [times[newest]]
        if row.redacted_on:
            moments.append(datetime.combine(row.redacted_on, time(), UTC))
        items.append(Item(row, max(moments), wrong > first))
    return items


def _texts(snapshot: Snapshot, ids: Sequence[str]) -> dict[tuple[str, str], tuple[int, int]]:
    """The first release and the last that brought a text, by publication and language."""
    own = publication_text.c
    statement = (
        select(own.public_id, own.language, func.min(own.first_release).label("first"), func.max(own.first_release).label("last"))
        .where(own.public_id.in_(ids), own.first_release <= snapshot.release.number)
        .group_by(own.public_id, own.language)
    )
    return {(row["public_id"], row["language"]): (row["first"], row["last"]) for row in snapshot.rows(statement)}


def _changed(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, int]:
    """The release that brought a publication's date, kind and period as they are now."""
    statement = select(publication.c.public_id, publication.c.first_release)
    rows = snapshot.rows(statement.where(publication.c.public_id.in_(ids), snapshot.has(publication)))
    return {row["public_id"]: row["first_release"] for row in rows}


def _corrected(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, int]:
    """The last release that revised or withdrew a figure, by publication; 0 where none did."""
    number = snapshot.release.number
    of = figure.c.publication_id
    revised = select(of, func.max(figure.c.first_release).label("last")).where(
        figure.c.revision_reason.is_not(None), figure.c.first_release <= number
    )
    withdrawn = (
        select(of, func.max(removal.c.release_number).label("last"))
        .join(removal, removal.c.public_id == figure.c.public_id)
        .where(removal.c.release_number <= number)
    )
    found: dict[str, int] = defaultdict(int)
    for statement in (revised, withdrawn):
        for row in snapshot.rows(statement.where(of.in_(ids)).group_by(of)):
            found[row["publication_id"]] = max(found[row["publication_id"]], row["last"])
    return found
