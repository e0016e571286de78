"""Figures as the public may ask for them: by every dimension, by report, by value and time, with their evidence."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from pydantic import Field
from sqlalchemy import ColumnElement, Select, and_, func, select

from api import models
from api.errors import BadRequest, Mistake, NotFound
from api.models import figure, figure_evidence, publication, publication_text
from api.models.base import BOOKKEEPING, known_day
from api.queries.paging import DEFAULT_LIMIT, Cursor, Order, Page, Walk, take_page
from api.queries.parameters import RELEVANCE, Day, Number, SearchQuery, Values, check_range, values
from api.queries.publications import DAY, any_of
from api.queries.ranking import Searchable, search, take_searched
from api.queries.removals import redacted_days
from api.queries.snapshot import Snapshot
from api.text.languages import Language
from api.text.questions import Question

ATTRIBUTIONS = ("stated", "believed")
# Filters that take codes: the parameter (and column), and its code list.
_CODED = {
    "violation": "violations",
    "victim": "victims",
    "party": "parties",
    "place": "places",
    "weapon": "weapons",
    "facility": "facilities",
    "qualifier": "qualifiers",
    "unit": "units",
}


class FigureQuery(SearchQuery):
    """The filters of figures: each record matches all of them, and any of the values of one; none finds null."""

    sorts: ClassVar[tuple[str, ...]] = (
        "-published_on",
        "published_on",
        "-value",
        "value",
        "-period_end",
        "period_end",
        "-relevance",
    )

    report: Values | None = Field(None, description="Ids of publications.")
    violation: Values | None = None
    victim: Values | None = None
    party: Values | None = None
    attribution: Values | None = Field(None, description="stated, believed.")
    place: Values | None = Field(None, description="Place codes; includes what lies under them.")
    weapon: Values | None = None
    facility: Values | None = None
    qualifier: Values | None = None
    unit: Values | None = None
    value_min: Number | None = None
    value_max: Number | None = None
    period_from: Day | None = Field(None, description="The figure's period starts on this day or later.")
    period_to: Day | None = Field(None, description="The figure's period ends on this day or earlier.")
    published_from: Day | None = None
    published_to: Day | None = None


@dataclass(frozen=True)
class FigureRow:
    """A figure with its evidence by language, and the titles and addresses of its publication by language."""

    columns: Mapping[str, Any]
    evidence: Mapping[Language, Mapping[str, Any]]
    titles: Mapping[Language, Mapping[str, Any]]
    revision: int
    redacted_on: date | None
    question: Question | None = None


def find_figures(
    snapshot: Snapshot, query: FigureQuery, cursor: Cursor | None = None, limit: int | None = None
) -> Page[FigureRow]:
    """Of the newest publications first unless sorted otherwise, the best first where words are asked for; ties by id."""
    page = _find_rows(snapshot, query, cursor, limit or query.limit or DEFAULT_LIMIT)
    question = page.found.question if page.found else None
    return replace(page, rows=[replace(row, question=question) for row in _complete(snapshot, page.rows)])


def _find_rows(snapshot: Snapshot, query: FigureQuery, cursor: Cursor | None, limit: int) -> Page[Any]:
    if query.q is None and query.facets is None:
        walk = snapshot.prepared((FigureQuery, *query.filters.items()), lambda: _walk(snapshot, query))
        return take_page(snapshot, walk, limit, cursor)
    within = Searchable(figure, models.search_figure, _conditions(snapshot, query))
    searched = search(snapshot, _figures(snapshot), within, query)
    column, descending = query.order()
    order = None if column == RELEVANCE else _by(column, descending)
    return take_searched(snapshot, searched, order, limit, cursor)


def _walk(snapshot: Snapshot, query: FigureQuery) -> Walk:
    return Walk(_figures(snapshot).where(*_conditions(snapshot, query)), _by(*query.order()))


def _by(column: str, descending: bool) -> Order:
    sortable: dict[str, ColumnElement[Any]] = {
        "published_on": DAY,
        "period_end": known_day("figure.period_end"),
        "value": figure.c.value,
    }
    return Order(sortable[column], figure.c.public_id, descending)


def figures_of(snapshot: Snapshot, public_id: str) -> list[FigureRow]:
    """All figures of a publication, in the order of the text."""
    statement = _figures(snapshot).where(figure.c.publication_id == public_id).order_by(figure.c.ordinal, figure.c.public_id)
    return _complete(snapshot, snapshot.rows(statement))


def get_figure(snapshot: Snapshot, public_id: str) -> FigureRow:
    """One figure, or NotFound."""
    statement = _figures(snapshot).where(figure.c.public_id == public_id)
    rows = _complete(snapshot, snapshot.rows(statement))
    if not rows:
        raise NotFound()
    return rows[0]


def _figures(snapshot: Snapshot) -> Select[tuple[object, ...]]:
    return snapshot.prepared(("figures",), lambda: _of_release(snapshot))


def _of_release(snapshot: Snapshot) -> Select[tuple[object, ...]]:
    names = [name for name in figure.c.keys() if name not in BOOKKEEPING]  # noqa: SIM118  (a column collection)
    return (
        select(*(figure.c[name] for name in names), publication.c.published_on)
        .join(publication, and_(publication.c.public_id == figure.c.publication_id, snapshot.has(publication)))
        .where(snapshot.has(figure))
    )


def _conditions(snapshot: Snapshot, query: FigureQuery) -> list[ColumnElement[bool]]:
    check_range(("value_min", query.value_min), ("value_max", query.value_max))
    check_range(("period_from", query.period_from), ("period_to", query.period_to))
    check_range(("published_from", query.published_from), ("published_to", query.published_to))
    return [*_codes(snapshot, query), *_values(query), *_dates(query)]


def _codes(snapshot: Snapshot, query: FigureQuery) -> list[ColumnElement[bool]]:
    found = []
    for name, codelist in _CODED.items():
        if given := getattr(query, name):
            codes = snapshot.codelists.asked(name, given, codelist, under=name == "place")
            found.append(any_of(figure.c[name], codes))
    return found


def _values(query: FigureQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.report:
        found.append(figure.c.publication_id.in_(values(query.report)))
    if query.attribution:
        if any(value not in ATTRIBUTIONS for value in values(query.attribution)):
            raise BadRequest(Mistake("attribution", "invalid-value", ATTRIBUTIONS))
        found.append(figure.c.attribution.in_(values(query.attribution)))
    if query.value_min is not None:
        found.append(figure.c.value >= query.value_min)
    if query.value_max is not None:
        found.append(figure.c.value <= query.value_max)
    return found


def _dates(query: FigureQuery) -> list[ColumnElement[bool]]:
    """A figure without a whole period, or one that counts up to a day, never lies inside a period."""
    start, end = figure.c.period_start, figure.c.period_end
    inside = and_(start.is_not(None), end.is_not(None), figure.c.period_kind != "to-date")
    found: list[ColumnElement[bool]] = []
    if query.period_from:
        found.append(and_(inside, start >= query.period_from))
    if query.period_to:
        found.append(and_(inside, end <= query.period_to))
    if query.published_from:
        found.append(query.published_from <= DAY)
    if query.published_to:
        found.append(and_(query.published_to >= DAY, publication.c.published_on.is_not(None)))
    return found


def _complete(snapshot: Snapshot, rows: Sequence[Mapping[str, Any]]) -> list[FigureRow]:
    ids = [row["public_id"] for row in rows]
    evidence = _by_language(snapshot, select(figure_evidence).where(figure_evidence.c.figure_id.in_(ids)), "figure_id")
    columns = (publication_text.c[name] for name in ("public_id", "language", "title", "url"))
    texts = select(*columns).where(publication_text.c.public_id.in_({row["publication_id"] for row in rows}))
    titles = _by_language(snapshot, texts, "public_id")
    revisions = _revision_numbers(snapshot, ids)
    redacted = redacted_days(snapshot, ids)
    rows = _with_published_wholes(snapshot, rows)
    return [
        FigureRow(row, evidence[key], titles[row["publication_id"]], revisions[key], redacted.get(key))
        for key, row in ((row["public_id"], row) for row in rows)
    ]


def _with_published_wholes(snapshot: Snapshot, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The same rows, a whole that is not in the release named by none of its parts: its id would lead nowhere."""
    here = {row["public_id"] for row in rows}
    asked = {row["subset_of"] for row in rows if row["subset_of"]} - here
    if asked:
        found = select(figure.c.public_id).where(figure.c.public_id.in_(asked), snapshot.has(figure))
        here |= {row["public_id"] for row in snapshot.rows(found)}
    return [row if row["subset_of"] in here else {**row, "subset_of": None} for row in rows]


def _by_language(
    snapshot: Snapshot, statement: Select[tuple[object, ...]], key: str
) -> dict[str, dict[Language, Mapping[str, Any]]]:
    table = figure_evidence if key == "figure_id" else publication_text
    found: dict[str, dict[Language, Mapping[str, Any]]] = defaultdict(dict)
    for row in snapshot.rows(statement.where(snapshot.has(table))):
        found[row[key]][row["language"]] = row
    return found


def _revision_numbers(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, int]:
    statement = (
        select(figure.c.public_id, func.count().label("revisions"))
        .where(figure.c.public_id.in_(ids), figure.c.first_release <= snapshot.release.number)
        .group_by(figure.c.public_id)
    )
    return {row["public_id"]: row["revisions"] for row in snapshot.rows(statement)}
