"""Publications as the public may ask for them: by words, section, place, time, and by what their figures are about."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, ClassVar, Literal

from pydantic import Field
from sqlalchemy import ColumnElement, Select, Table, and_, exists, func, literal, or_, select

from api import models
from api.errors import BadRequest, Mistake, NotFound
from api.models import figure, publication, publication_place, publication_section, publication_text
from api.models.base import known_day
from api.queries.paging import DEFAULT_LIMIT, Cursor, Order, Page, Walk, take_page
from api.queries.parameters import RELEVANCE, Claim, Day, SearchQuery, Values, check_range, values
from api.queries.ranking import Searchable, by_age, search, take_searched
from api.queries.removals import Withdrawal, redacted_days, withdrawal_of
from api.queries.snapshot import Snapshot
from api.text.languages import LANGUAGES, Language
from api.text.questions import Question

DAY = known_day("publication.published_on")
Kind = Literal["report", "statement", "news"]
_RELATED = 6
_OWN = ("public_id", "kind", "published_on", "modified_on", "period_start", "period_end")
_LISTED = ("language", "title", "title_origin", "subtitle", "summary", "url", "documents")


class ReportQuery(SearchQuery):
    """The filters of reports: each record matches all of them, and any of the values of one."""

    sorts: ClassVar[tuple[str, ...]] = ("-published_on", "published_on", "-relevance")

    section: Values | None = Field(None, description="Section codes; includes what lies under them.")
    place: Values | None = Field(None, description="Place codes, or none.")
    party: Values | None = Field(None, description="Has a figure of this party, or none.")
    violation: Values | None = Field(None, description="Has a figure of this violation.")
    published_from: Day | None = None
    published_to: Day | None = None
    period_from: Day | None = Field(None, description="The period covered starts on this day or later.")
    period_to: Day | None = Field(None, description="The period covered ends on this day or earlier.")
    available_in: Values | None = Field(None, description="Has a text in this language.")
    has_figures: Claim | None = None


class ArticleQuery(ReportQuery):
    """The filters of articles: those of reports, and the kind."""

    kind: Values | None = Field(None, description="report, statement, news.")


@dataclass(frozen=True)
class PublicationRow:
    """A publication with what hangs on it. texts: by language; sections: (code, is primary)."""

    public_id: str
    kind: Kind
    published_on: date | None
    modified_on: date | None
    period_start: date | None
    period_end: date | None
    texts: Mapping[Language, Mapping[str, Any]]
    sections: Sequence[tuple[str, bool]]
    places: Sequence[str]
    figure_count: int
    redacted_on: date | None
    question: Question | None = None


def find_publications(
    snapshot: Snapshot, query: ReportQuery, cursor: Cursor | None = None, limit: int | None = None
) -> Page[PublicationRow]:
    """Newest first unless sorted otherwise, the best first where words are asked for. A ReportQuery finds reports only."""
    page = find_rows(snapshot, query, _publications(snapshot), cursor, limit)
    question = page.found.question if page.found else None
    rows = _complete(snapshot, page.rows, (*_LISTED, "body") if question else _LISTED)
    return replace(page, rows=[replace(row, question=question) for row in rows])


def find_rows(
    snapshot: Snapshot, query: ReportQuery, statement: Select[Any], cursor: Cursor | None, limit: int | None
) -> Page[Any]:
    """A page of a select over publications, as far as a query goes."""
    most = limit or query.limit or DEFAULT_LIMIT
    if query.q is None and query.facets is None:
        walk = snapshot.prepared((statement, type(query), *query.filters.items()), lambda: _walk(snapshot, query, statement))
        return take_page(snapshot, walk, most, cursor)
    within = Searchable(publication, models.search_publication, _conditions(snapshot, query), partial(_kinds, query))
    searched = search(snapshot, statement, within, query)
    column, descending = query.order()
    order = None
    if column != RELEVANCE:
        by_entry = by_age(searched.entry, newest_first=descending)
        order = by_entry if searched.question else Order(DAY, publication.c.public_id, descending)
    return take_searched(snapshot, searched, order, most, cursor)


def _walk(snapshot: Snapshot, query: ReportQuery, statement: Select[Any]) -> Walk:
    matching = statement.where(*_conditions(snapshot, query), *_kinds(query, publication))
    return Walk(matching, Order(DAY, publication.c.public_id, descending=query.order()[1]))


def get_publication(snapshot: Snapshot, public_id: str, *, report: bool) -> PublicationRow:
    """One publication with its whole texts, or NotFound; with `report`, only if it is one."""
    statement = _publications(snapshot).where(publication.c.public_id == public_id)
    if report:
        statement = statement.where(publication.c.kind == "report")
    rows = _complete(snapshot, snapshot.rows(statement), (*_LISTED, "body", "quotes", "related"))
    if not rows:
        raise NotFound()
    return rows[0]


def withdrawn_publication(snapshot: Snapshot, public_id: str) -> Withdrawal | None:
    """How a publication left, if it was published once and is not in the release asked for."""
    return withdrawal_of(snapshot, publication, public_id)


def publications_of(snapshot: Snapshot, ids: Sequence[str], *, whole: bool = False) -> list[PublicationRow]:
    """These publications as lists show them, read from the tables themselves; with `whole`, with their bodies."""
    statement = _publications(snapshot).where(publication.c.public_id.in_(ids))
    return _complete(snapshot, snapshot.rows(statement), (*_LISTED, "body") if whole else _LISTED)


def find_related(snapshot: Snapshot, row: PublicationRow) -> list[PublicationRow]:
    """What the page itself links to; where nothing of that is known, the same section and place, nearest in time."""
    linked = {key for text in row.texts.values() for key in text["related"]}
    known = select(models.source_identity.c.public_id).where(models.source_identity.c.key.in_(linked))
    statement = _publications(snapshot).where(publication.c.public_id.in_(known), publication.c.public_id != row.public_id)
    found = snapshot.rows(statement.limit(_RELATED)) if linked else []
    return _complete(snapshot, found or _nearest(snapshot, row), _LISTED)


def _publications(snapshot: Snapshot) -> Select[tuple[object, ...]]:
    columns = (publication.c[name] for name in _OWN)
    return snapshot.prepared(("publications",), lambda: select(*columns).where(snapshot.has(publication)))


def _nearest(snapshot: Snapshot, row: PublicationRow) -> list[dict[str, Any]]:
    if row.published_on is None:
        return []
    alike = _publications(snapshot).where(
        publication.c.public_id != row.public_id,
        _has(snapshot, publication_section, _of_each(publication_section.c.section).in_([code for code, _ in row.sections])),
        _in_places(snapshot, row.places or [None]),
    )
    day = publication.c.published_on
    before = alike.where(day <= row.published_on).order_by(day.desc(), publication.c.public_id).limit(_RELATED)
    after = alike.where(day > row.published_on).order_by(day, publication.c.public_id).limit(_RELATED)
    found = [candidate for part in (before, after) for candidate in snapshot.rows(part)]
    return sorted(found, key=lambda other: abs((other["published_on"] - row.published_on).days))[:_RELATED]


def _conditions(snapshot: Snapshot, query: ReportQuery) -> list[ColumnElement[bool]]:
    check_range(("published_from", query.published_from), ("published_to", query.published_to))
    check_range(("period_from", query.period_from), ("period_to", query.period_to))
    return [
        *_dates(query),
        *_classified(snapshot, query),
        *_figures(snapshot, query),
    ]


def _kinds(query: ReportQuery, table: Table) -> list[ColumnElement[bool]]:
    """What is asked of the kind, which publications and their search entries both have."""
    if not isinstance(query, ArticleQuery):
        return [table.c.kind == "report"]
    return [table.c.kind.in_(_allowed("kind", query.kind, ("report", "statement", "news")))] if query.kind else []


def _dates(query: ReportQuery) -> list[ColumnElement[bool]]:
    start, end = publication.c.period_start, publication.c.period_end
    found: list[ColumnElement[bool]] = []
    if query.published_from:
        found.append(query.published_from <= DAY)
    if query.published_to:
        found.append(and_(query.published_to >= DAY, publication.c.published_on.is_not(None)))
    if query.period_from:
        found.append(and_(start >= query.period_from, end.is_not(None)))
    if query.period_to:
        found.append(and_(end <= query.period_to, start.is_not(None)))
    return found


def _classified(snapshot: Snapshot, query: ReportQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.section:
        sections = snapshot.codelists.asked("section", query.section, "sections", under=True)
        found.append(_in_set(snapshot, publication_section, "section", sections))
    if query.place:
        found.append(_in_places(snapshot, snapshot.codelists.asked("place", query.place, "places", under=True)))
    if query.available_in:
        languages = _allowed("available_in", query.available_in, LANGUAGES)
        found.append(_has(snapshot, publication_text, _of_each(publication_text.c.language).in_(languages)))
    return found


def _figures(snapshot: Snapshot, query: ReportQuery) -> list[ColumnElement[bool]]:
    """Party and violation are asked of one and the same figure."""
    about: list[ColumnElement[bool]] = []
    for name, given, codelist in (("party", query.party, "parties"), ("violation", query.violation, "violations")):
        if given:
            about.append(any_of(_of_each(figure.c[name]), snapshot.codelists.asked(name, given, codelist)))
    found = [_has_figure(snapshot, *about)] if about else []
    if query.has_figures is not None:
        found.append(_has_figure(snapshot) if query.has_figures else ~_has_figure(snapshot))
    return found


def any_of(column: ColumnElement[str | None], codes: Sequence[str | None]) -> ColumnElement[bool]:
    """The condition that a column has one of the codes; None among them finds null."""
    named = column.in_([code for code in codes if code is not None])
    return or_(named, column.is_(None)) if None in codes else named


def _allowed(parameter: str, given: str, allowed: Sequence[str]) -> tuple[str, ...]:
    if any(value not in allowed for value in values(given)):
        raise BadRequest(Mistake(parameter, "invalid-value", allowed))
    return values(given)


def _of_each(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A code that is asked of each publication's own rows.

    Not by an index of codes, which SQLite would take for a single one: it leads to all rows of that code, for each publication.
    """
    return column.concat("")


def _has(snapshot: Snapshot, table: Table, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(literal(1)).where(table.c.public_id == publication.c.public_id, snapshot.has(table), condition))


def _has_figure(snapshot: Snapshot, *about: ColumnElement[bool]) -> ColumnElement[bool]:
    mine = figure.c.publication_id == publication.c.public_id
    return exists(select(literal(1)).where(mine, snapshot.has(figure), *about))


def _in_places(snapshot: Snapshot, codes: Sequence[str | None]) -> ColumnElement[bool]:
    return _in_set(snapshot, publication_place, "place", codes)


def _in_set(snapshot: Snapshot, table: Table, column: str, codes: Sequence[str | None]) -> ColumnElement[bool]:
    """A publication has one of the codes in a table of its own; None finds one that has none."""
    named = _has(snapshot, table, _of_each(table.c[column]).in_([code for code in codes if code is not None]))
    return or_(named, ~_has(snapshot, table, table.c[column].is_not(None))) if None in codes else named


def _complete(snapshot: Snapshot, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> list[PublicationRow]:
    """Rows with their texts (of these columns), sections, places and number of figures: one query for each, whatever the page."""
    ids = [row["public_id"] for row in rows]
    texts = _children(snapshot, publication_text, columns, ids)
    sections = _children(snapshot, publication_section, ("section", "is_primary"), ids)
    places = _children(snapshot, publication_place, ("place",), ids)
    counts = _figure_counts(snapshot, ids)
    redacted = redacted_days(snapshot, ids)
    return [
        PublicationRow(
            **{name: row[name] for name in _OWN},
            texts={text["language"]: text for text in texts[row["public_id"]]},
            sections=[(section["section"], section["is_primary"]) for section in sections[row["public_id"]]],
            places=[place["place"] for place in places[row["public_id"]]],
            figure_count=counts.get(row["public_id"], 0),
            redacted_on=redacted.get(row["public_id"]),
        )
        for row in rows
    ]


def _children(snapshot: Snapshot, table: Table, columns: Sequence[str], ids: Sequence[str]) -> dict[str, list[Mapping[str, Any]]]:
    statement = (
        select(table.c.public_id, *(table.c[name] for name in columns))
        .where(table.c.public_id.in_(ids), snapshot.has(table))
        .order_by(table.c.public_id, *(table.c[name] for name in columns[:1]))
    )
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in snapshot.rows(statement):
        found[row["public_id"]].append(row)
    return found


def _figure_counts(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, int]:
    statement = (
        select(figure.c.publication_id, func.count().label("figures"))
        .where(figure.c.publication_id.in_(ids), snapshot.has(figure))
        .group_by(figure.c.publication_id)
    )
    return {row["publication_id"]: row["figures"] for row in snapshot.rows(statement)}
