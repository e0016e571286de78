"""The reviewer's desk: what waits as a draft, and a person's yes or no to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, exists, func, literal, or_, select, update

from api.errors import Refusal
from api.models import VERSIONED, figure, figure_evidence, is_draft, publication, publication_text, read, table_of


@dataclass(frozen=True)
class DraftPublication:
    """A publication of which something waits: its titles by language, figures in all drafts, and how many are accepted."""

    public_id: str
    is_new: bool
    titles: dict[str, str]
    figures: int
    accepted: int


def list_drafts(connection: Connection) -> list[DraftPublication]:
    """Publications with drafts, those with figures to decide first."""
    ids: set[str] = set()
    for model in VERSIONED:
        table = table_of(model)
        column = table.c.get("publication_id", table.c.get("public_id"))
        if column is not None:
            ids.update(connection.scalars(select(column).where(is_draft(table))))
    drafts = [_draft(connection, public_id) for public_id in sorted(ids)]
    return sorted(drafts, key=lambda draft: (draft.accepted == draft.figures, draft.public_id))


def draft_texts(connection: Connection, public_id: str) -> list[dict[str, Any]]:
    """The newest texts of a publication, drafts before published ones; Refusal where there are none."""
    statement = (
        select(publication_text)
        .where(publication_text.c.public_id == public_id, publication_text.c.removed_in.is_(None))
        .order_by(publication_text.c.language, publication_text.c.row_id.desc())
    )
    newest: dict[str, dict[str, Any]] = {}
    for row in read(connection, statement):
        newest.setdefault(row["language"], row)
    if not newest:
        raise Refusal(f"there is no publication {public_id}; 'snhr-api review list' shows the drafts")
    return list(newest.values())


def draft_figures(connection: Connection, public_id: str) -> list[dict[str, Any]]:
    """The drafts among a publication's figures with the words that they were read from."""
    evidence = figure_evidence.c
    words = select(func.min(evidence.quote)).where(evidence.figure_id == figure.c.public_id, evidence.removed_in.is_(None))
    statement = (
        select(figure, words.scalar_subquery().label("quote"))
        .where(figure.c.publication_id == public_id, is_draft(figure))
        .order_by(figure.c.ordinal)
    )
    return read(connection, statement)


def accept(connection: Connection, ids: Sequence[str], today: date) -> int:
    """Accepts figures, or all figures of publications. Gives how many figures were waiting and are accepted now."""
    _refuse_unknown(connection, ids)
    chosen = or_(figure.c.public_id.in_(ids), figure.c.publication_id.in_(ids))
    waiting = (is_draft(figure), figure.c.reviewed_on.is_(None), chosen)
    return connection.execute(update(figure).where(*waiting).values(reviewed_on=today)).rowcount


def reject(connection: Connection, ids: Sequence[str]) -> int:
    """Throws drafts away: figures, or whole publications with all that waits of them. Gives how many rows went."""
    _refuse_unknown(connection, ids)
    gone = 0
    for model in VERSIONED:
        table = table_of(model)
        columns = [table.c[name] for name in ("public_id", "publication_id", "figure_id") if name in table.c]
        if columns:
            chosen = or_(*(column.in_(ids) for column in columns))
            gone += connection.execute(delete(table).where(is_draft(table), chosen)).rowcount
    return gone


def _draft(connection: Connection, public_id: str) -> DraftPublication:
    texts = draft_texts(connection, public_id)
    published = select(exists(select(literal(1)).where(publication.c.public_id == public_id, ~is_draft(publication))))
    figures = draft_figures(connection, public_id)
    return DraftPublication(
        public_id=public_id,
        is_new=not connection.scalar(published),
        titles={row["language"]: row["title"] for row in texts},
        figures=len(figures),
        accepted=sum(row["reviewed_on"] is not None for row in figures),
    )


def _refuse_unknown(connection: Connection, ids: Sequence[str]) -> None:
    """Either all ids have a draft or nothing is done."""
    known: set[str] = set()
    for model in VERSIONED:
        table = table_of(model)
        for name in {"public_id", "publication_id"} & set(table.c.keys()):
            known.update(connection.scalars(select(table.c[name]).where(is_draft(table), table.c[name].in_(ids))))
    missing = [public_id for public_id in ids if public_id not in known]
    if missing:
        raise Refusal(f"no draft has the id {', '.join(missing)}; 'snhr-api review list' shows the drafts")
