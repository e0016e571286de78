"""The cards of publications: what lists show, put together once at publish instead of at each request."""

from collections.abc import Iterator

from sqlalchemy import Connection, delete, insert, or_, select, union, update

from api import models
from api.models import figure, is_current, publication_card
from api.queries.codelists import Codelists
from api.queries.publications import card_of, publications_of
from api.queries.releases import list_releases
from api.queries.snapshot import Snapshot

_BLOCK = 500
# Where a change shows on a card: the table, and its column with the publication's id.
_SHOWN = (
    models.publication.c.public_id,
    models.publication_text.c.public_id,
    models.publication_section.c.public_id,
    models.publication_place.c.public_id,
    figure.c.publication_id,
)


def store_cards(connection: Connection, number: int) -> None:
    """Makes the card of each publication that a release touches, and closes the one that it had."""
    snapshot = Snapshot(connection, list_releases(connection)[number - 1], Codelists({}))
    for ids in _touched(connection, number):
        mine = publication_card.c.public_id.in_(ids)
        connection.execute(update(publication_card).where(mine, is_current(publication_card)).values(removed_in=number))
        cards = [
            {"public_id": row.public_id, "content": card_of(row), "first_release": number, "drops": False}
            for row in publications_of(snapshot, ids)
        ]
        if cards:
            connection.execute(insert(publication_card), cards)


def forget_cards(connection: Connection, public_id: str) -> None:
    """Takes away the cards of a publication in every release, for what was changed in place; lists then read the tables."""
    connection.execute(delete(publication_card).where(publication_card.c.public_id == public_id))


def _touched(connection: Connection, number: int) -> Iterator[list[str]]:
    """The ids of publications of which a release adds, replaces or removes anything, some hundred at a time."""
    changed = (
        select(column).where(or_(column.table.c.first_release == number, column.table.c.removed_in == number))
        for column in _SHOWN
    )
    ids = sorted(connection.scalars(union(*changed)))
    for start in range(0, len(ids), _BLOCK):
        yield ids[start : start + _BLOCK]
