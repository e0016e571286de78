"""The reviewer's desk: what waits, what is flagged, and a person's yes or no to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, or_, select

from api.errors import Refusal
from api.ingest.checks import GONE, CheckRow, load_checks, store_checks, waits
from api.ingest.decisions import Decision, decide_all
from api.ingest.figure_drafts import load_figures, load_texts
from api.ingest.records import FigureRecord
from api.ingest.rejections import forget_rejections
from api.ingest.versions import Values, current
from api.models import VERSIONED, figure, is_current, is_draft, publication, table_of
from api.models.publications import Publication


@dataclass(frozen=True)
class DraftPublication:
    """A publication of which something waits: its titles by language, and how many figures it has, accepted and open.

    flagged, gaps: how many open ones contradict something, and in how many more something is unknown.
    """

    public_id: str
    is_new: bool
    titles: dict[str, str]
    figures: int
    accepted: int
    open: int
    flagged: int
    gaps: int


@dataclass(frozen=True)
class OnDesk:
    """A figure as a reviewer sees it. state: new, changed, words (found since), gone (from the text), accepted or published."""

    figure: FigureRecord
    state: str
    checks: Sequence[CheckRow]

    @property
    def is_open(self) -> bool:
        """Whether a person has something to decide."""
        return self.state not in ("accepted", "published")

    @property
    def flags(self) -> list[str]:
        """What there is to look at, by kind."""
        return list(dict.fromkeys(check.kind for check in self.checks if check.flags))

    @property
    def rank(self) -> int:
        """How soon it should be looked at: 0 flagged, 1 with something unknown, 2 open, 3 decided."""
        if not self.is_open:
            return 3
        return min((1 if check.is_gap else 0 for check in self.checks if check.flags), default=2)


def list_drafts(connection: Connection) -> list[DraftPublication]:
    """Publications with drafts, those with flagged figures first, then those with figures to decide."""
    ids: set[str] = set()
    for model in VERSIONED:
        table = table_of(model)
        column = table.c.get("publication_id", table.c.get("public_id"))
        if column is not None:
            ids.update(connection.scalars(select(column).where(is_draft(table))))
    drafts = [_draft(connection, public_id) for public_id in ids]
    return sorted(drafts, key=lambda draft: (not draft.flagged, not draft.gaps, not draft.open, draft.public_id))


def draft_texts(connection: Connection, public_id: str) -> list[Values]:
    """The newest texts of a publication, drafts before published ones; Refusal where there are none."""
    texts = load_texts(connection, public_id)
    if not texts:
        raise Refusal(f"there is no publication {public_id}; 'snhr-api review list' shows the drafts")
    return list(texts.values())


def figures_on_desk(connection: Connection, public_id: str) -> list[OnDesk]:
    """All figures of a publication, those that are flagged first, then the other open ones, each in the order of the text."""
    published = {known.key: known for known in load_figures(connection, public_id, current)}
    checks = load_checks(connection, public_id)
    found = [_on_desk(one, published, checks) for one in load_figures(connection, public_id)]
    return sorted(found, key=lambda one: one.rank)


def publication_of(connection: Connection, public_id: str) -> str:
    """The publication that an id means: itself, or that of a figure; Refusal where it means nothing that is there."""
    for table, column in ((figure, figure.c.publication_id), (publication, publication.c.public_id)):
        mine = (table.c.public_id == public_id, table.c.removed_in.is_(None))
        if found := connection.scalar(select(column).where(*mine).limit(1)):
            return str(found)
    raise Refusal(f"there is no publication or figure {public_id}; 'snhr-api review list' shows the drafts")


def accept(connection: Connection, ids: Sequence[str], today: date) -> int:
    """Accepts figures, or all figures of publications. Gives how many were open and are accepted now."""
    chosen = _chosen(connection, ids)
    decide_all(connection, {key: [Decision("accept", one) for one in keys] for key, keys in chosen.items()}, today)
    return sum(map(len, chosen.values()))


def reject(connection: Connection, ids: Sequence[str]) -> tuple[int, int]:
    """Rejects figures, and throws away what waits of whole publications. Gives the numbers of figures and of rows."""
    _refuse_unknown(connection, ids)
    whole = [public_id for public_id in ids if publication_of(connection, public_id) == public_id]
    gone = sum(_throw_away(connection, public_id) for public_id in whole)
    single = [public_id for public_id in ids if public_id not in whole]
    decisions: dict[str, list[Decision]] = {}
    for public_id in single:
        decisions.setdefault(publication_of(connection, public_id), []).append(Decision("reject", public_id))
    decide_all(connection, decisions, date.min)
    return len(single), gone


def _chosen(connection: Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    """The open figures among ids, by publication; of a publication all of them."""
    _refuse_unknown(connection, ids)
    chosen: dict[str, list[str]] = {}
    for public_id in ids:
        of = publication_of(connection, public_id)
        open_ones = [one.figure.key for one in figures_on_desk(connection, of) if one.is_open]
        chosen.setdefault(of, []).extend(key for key in open_ones if public_id in (of, key))
    return {of: list(dict.fromkeys(keys)) for of, keys in chosen.items()}


def _throw_away(connection: Connection, public_id: str) -> int:
    gone = 0
    for model in VERSIONED:
        table = table_of(model)
        columns = [table.c[name] for name in ("public_id", "publication_id") if name in table.c]
        if columns:
            chosen = or_(*(column == public_id for column in columns))
            gone += connection.execute(delete(table).where(is_draft(table), chosen)).rowcount
    if not current(connection, Publication, {"public_id": public_id}):
        forget_rejections(connection, public_id)
    store_checks(connection, public_id, load_figures(connection, public_id))
    return gone


def _draft(connection: Connection, public_id: str) -> DraftPublication:
    figures = figures_on_desk(connection, public_id)
    mine = (publication.c.public_id == public_id, is_current(publication))
    return DraftPublication(
        public_id=public_id,
        is_new=connection.scalar(select(publication.c.row_id).where(*mine).limit(1)) is None,
        titles={row["language"]: row["title"] for row in draft_texts(connection, public_id)},
        figures=len(figures),
        accepted=sum(not one.is_open for one in figures),
        open=sum(one.is_open for one in figures),
        flagged=sum(one.rank == 0 for one in figures),
        gaps=sum(one.rank == 1 for one in figures),
    )


def _on_desk(one: FigureRecord, published: Mapping[str, FigureRecord], checks: Sequence[CheckRow]) -> OnDesk:
    mine = [check for check in checks if one.key in check.figures]
    return OnDesk(one, _state(one, published.get(one.key), mine), mine)


def _state(one: FigureRecord, published: FigureRecord | None, checks: Sequence[CheckRow]) -> str:
    if any(check.kind == GONE for check in checks):
        return "gone"
    if one.reviewed_on is None:
        return "changed" if published else "new"
    if waits(one):
        return "words"
    return "published" if one == published else "accepted"


def _refuse_unknown(connection: Connection, ids: Sequence[str]) -> None:
    """Either all ids have a draft or nothing is done."""
    known: set[str] = set()
    for model in VERSIONED:
        table = table_of(model)
        for name in {"public_id", "publication_id", "figure_id"} & set(table.c.keys()):
            known.update(connection.scalars(select(table.c[name]).where(is_draft(table), table.c[name].in_(ids))))
    missing = [public_id for public_id in ids if public_id not in known]
    if missing:
        raise Refusal(f"no draft has the id {', '.join(missing)}; 'snhr-api review list' shows the drafts")
