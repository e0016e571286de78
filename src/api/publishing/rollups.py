"""What is added up once, at publish, so that a question over a million observations reads some hundred rows.

For each cell and year a row of its twelve months; and the same for all parts of each dimension that partitions, added. Only
the years of series that a release touches are added up again, and of them only what differs becomes a row.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, insert, literal, or_, select

from api.codelists.dimensions import ALL, DIMENSIONS
from api.ingest.differences import keep_differences
from api.models import Rollup, RollupSource, in_release, observation, read, rollup, rollup_source, series
from api.models.series import MONTHS

_QUALIFIERS = {"at_least": "at-least", "about": "about", "more_than": "more-than"}
_MASKS = ("documented", *_QUALIFIERS, "believed")


def draft_rollups(connection: Connection, number: int) -> None:
    """Makes drafts of the sums that release `number` changes; its series and observations have their number already."""
    for declared in read(connection, select(series.c.series_id, series.c.dimensions).where(in_release(series, number))):
        years = _touched_years(connection, declared["series_id"], number)
        if not years:
            continue
        scope = {"series_id": declared["series_id"], "year": years}
        for fresh in _sums(declared, years, number):
            connection.execute(insert(rollup).from_select(["series_id", *DIMENSIONS, "year", *MONTHS, *_MASKS, "drops"], fresh))
        keep_differences(connection, Rollup, scope)
        for dimension in declared["dimensions"]:
            found = _sources(declared["series_id"], dimension["name"], years, number)
            names = ["series_id", "year", "dimension", "code", "url", "kind", "drops"]
            connection.execute(insert(rollup_source).from_select(names, found))
        keep_differences(connection, RollupSource, scope)


def _touched_years(connection: Connection, series_id: str, number: int) -> tuple[int, ...]:
    """The years with a changed cell; all of them where the series itself changed, since its parts may be others."""
    changed = select(literal(1)).where(series.c.series_id == series_id, series.c.first_release == number)
    mine = observation.c.series_id == series_id
    if connection.scalar(changed.limit(1)):
        years = select(observation.c.year).where(mine)
    else:
        years = select(observation.c.year).where(
            mine, or_(observation.c.first_release == number, observation.c.removed_in == number)
        )
    return tuple(sorted(connection.scalars(years.distinct())))


def _sums(declared: dict[str, Any], years: Sequence[int], number: int) -> Iterator[Select[Any]]:
    """A select for each set of partitions that is added over, none of them first."""
    parts = {part["name"]: len(part["codes"]) for part in declared["dimensions"] if part["values"] == "partition"}
    for size in range(len(parts) + 1):
        for added in combinations(parts, size):
            expected = 1
            for name in added:
                expected *= parts[name]
            yield _by_year(_by_month(declared["series_id"], years, number, added), expected)


def _by_month(series_id: str, years: Sequence[int], number: int, added: Sequence[str]) -> Select[Any]:
    kept = [observation.c[name] for name in DIMENSIONS if name not in added]
    known = observation.c.value.is_not(None)
    return (
        select(
            *kept,
            observation.c.year,
            observation.c.month,
            func.sum(observation.c.value).label("value"),
            func.count(observation.c.value).label("known"),
            *(_any(and_(known, observation.c.qualifier == word)).label(name) for name, word in _QUALIFIERS.items()),
            _any(and_(known, observation.c.attribution == "believed")).label("believed"),
            *(literal(ALL).label(name) for name in added),
        )
        .where(observation.c.series_id == series_id, observation.c.year.in_(years), in_release(observation, number))
        .group_by(*kept, observation.c.year, observation.c.month)
        .add_columns(literal(series_id).label("series_id"))
    )


def _by_year(monthly: Select[Any], expected: int) -> Select[Any]:
    by_month = monthly.subquery()
    cell = [by_month.c[name] for name in ("series_id", *DIMENSIONS, "year")]
    bit = case({month: 1 << (month - 1) for month in range(1, 13)}, value=by_month.c.month, else_=0)
    whole = case((by_month.c.known == expected, 1), else_=0)
    masks = [func.sum(whole * bit), *(func.sum(by_month.c[name] * bit) for name in _MASKS[1:])]
    values = [func.sum(case((by_month.c.month == month, by_month.c.value))) for month in range(1, 13)]
    return select(*cell, *values, *masks, literal(value=False)).group_by(*cell)


def _any(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.max(case((condition, 1), else_=0))


def _sources(series_id: str, dimension: str, years: Sequence[int], number: int) -> Select[Any]:
    table = observation
    return (
        select(
            table.c.series_id,
            table.c.year,
            literal(dimension),
            table.c[dimension],
            table.c.source_url,
            func.min(table.c.source_kind),
            literal(value=False),
        )
        .where(
            table.c.series_id == series_id,
            table.c.year.in_(years),
            table.c.value.is_not(None),
            table.c.source_url.is_not(None),
            in_release(table, number),
        )
        .group_by(table.c.series_id, table.c.year, table.c[dimension], table.c.source_url)
    )
