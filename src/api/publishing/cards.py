"""The cards of publications: what lists show, put together once at publish instead of at each request."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, FromClause, Select, exists, insert, or_, select, union, update

from api import models
from api.models import code, figure, is_current, publication, publication_card
from api.publishing.manifest import unsealed
from api.queries.cards import CARD_VERSION
from api.queries.publications import publications_of
from api.schemas.cards import make_card
from api.text.languages import LANGUAGES

_BLOCK = 500
# Where a change shows on a card: the table's column with the publication's id.
_SHOWN = (
    publication.c.public_id,
    models.publication_text.c.public_id,
    models.publication_section.c.public_id,
    models.publication_place.c.public_id,
    figure.c.publication_id,
)


def store_cards(connection: Connection, row: Mapping[str, Any]) -> None:
    """Makes the cards of each publication that a release touches, and closes those that it had."""
    number, snapshot = row["number"], unsealed(connection, row)
    touched = _touched(connection, number)
    old = publication_card.c.public_id.in_(touched)
    connection.execute(update(publication_card).where(old, is_current(publication_card)).values(removed_in=number))
    fixed = {"version": CARD_VERSION, "first_release": number, "drops": False}
    ids_of_all = sorted(connection.scalars(touched))
    for start in range(0, len(ids_of_all), _BLOCK):
        ids = ids_of_all[start : start + _BLOCK]
        cards = [
            {"public_id": one.public_id, "language": language, "record": make_card(one, language, snapshot.codelists), **fixed}
            for one in publications_of(snapshot, ids)
            for language in LANGUAGES
        ]
        if cards:
            connection.execute(insert(publication_card), cards)


def _comes_or_goes(table: FromClause, number: int) -> ColumnElement[bool]:
    return or_(table.c.first_release == number, table.c.removed_in == number)


def _touched(connection: Connection, number: int) -> CompoundSelect[str]:
    """The ids of publications whose cards a release changes: all of them where labels changed."""
    labels_changed = connection.scalar(select(exists(select(code.c.code).where(_comes_or_goes(code, number)))))
    changed = [select(column).where(_comes_or_goes(column.table, number)) for column in _SHOWN]
    everything: Select[tuple[str]] = select(publication.c.public_id).where(is_current(publication))
    return union(*changed, everything) if labels_changed else union(*changed)
