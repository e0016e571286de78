"""Publications of a list as their cards, which were shaped at publish: one query for a page, whatever hangs on a publication."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, select

from api.models import publication, publication_card, publication_text
from api.queries.paging import Cursor, Page
from api.queries.publications import PublicationRow, ReportQuery, find_rows, publications_of
from api.queries.snapshot import Snapshot
from api.text.languages import Language
from api.text.questions import Question

# To be raised whenever what lists show of a publication changes: cards of another version are not read.
CARD_VERSION = 2
_MARKED = ("title", "subtitle", "summary", "body")


class CardRow(NamedTuple):
    """A publication as its card. texts: by language what words are marked in, where words were asked for."""

    json: str
    question: Question | None = None
    texts: Mapping[Language, Mapping[str, Any]] = {}


def find_cards(
    snapshot: Snapshot, query: ReportQuery, cursor: Cursor | None = None, limit: int | None = None
) -> Page[PublicationRow | CardRow]:
    """A page of publications as their cards in the query's language; whole where a card is missing."""
    statement = snapshot.prepared(("cards", query.lang), lambda: _with_cards(snapshot, query.lang))
    page = find_rows(snapshot, query, statement, cursor, limit)
    question = page.found.question if page.found else None
    if question is None and all(row["card"] for row in page.rows):
        return replace(page, rows=[CardRow(row["card"]) for row in page.rows])
    return replace(page, rows=_completed(snapshot, page.rows, question))


def _completed(
    snapshot: Snapshot, rows: Sequence[Mapping[str, Any]], question: Question | None
) -> list[PublicationRow | CardRow]:
    """Cards with the texts that words are marked in; publications whose card is missing as they are."""
    ids = [row["public_id"] for row in rows]
    texts = _texts(snapshot, ids) if question else {}
    without = [row["public_id"] for row in rows if row["card"] is None]
    missing = publications_of(snapshot, without, whole=question is not None) if without else []
    whole = {row.public_id: replace(row, question=question) for row in missing}
    cards = {row["public_id"]: CardRow(row["card"], question, texts.get(row["public_id"], {})) for row in rows}
    return [whole.get(public_id) or cards[public_id] for public_id in ids]


def _with_cards(snapshot: Snapshot, language: Language) -> Select[Any]:
    """The publications of the release, each with its card, which is looked up for the rows of the page only."""
    mine = and_(publication_card.c.public_id == publication.c.public_id, publication_card.c.language == language)
    usable = and_(snapshot.has(publication_card), publication_card.c.version == CARD_VERSION)
    card = select(publication_card.c.record).where(mine, usable).scalar_subquery()
    return select(publication.c.public_id, card.label("card")).where(snapshot.has(publication))


def _texts(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, dict[Language, Mapping[str, Any]]]:
    """By publication and language."""
    found: dict[str, dict[Language, Mapping[str, Any]]] = {}
    for row in snapshot.rows(snapshot.prepared(("marked",), lambda: _marked(snapshot)), {"ids": ids}):
        found.setdefault(row["public_id"], {})[row["language"]] = row
    return found


def _marked(snapshot: Snapshot) -> Select[Any]:
    table = publication_text
    columns = (table.c[name] for name in ("public_id", "language", *_MARKED))
    return select(*columns).where(table.c.public_id.in_(bindparam("ids", expanding=True)), snapshot.has(table))
