"""What is added up once, at publish, so that a question over a million observations reads some hundred rows.

For each cell one row with all of its months; and the same for all parts of each dimension that partitions, added. Only the
cells that a release touches are added up again, and of them only what differs becomes a row.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, groupby, islice
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, insert, literal, or_, select, tuple_

from api.codelists.dimensions import ALL, DIMENSIONS
from api.ingest.differences import Scope, keep_differences
from api.models import Rollup, RollupSource, in_release, observation, read, rollup, rollup_source, series

_QUALIFIERS = {"at_least": "at-least", "about": "about", "more_than": "more-than"}
_SETS = ("documented", *_QUALIFIERS, "believed")
_BATCH = 5000


def draft_rollups(connection: Connection, number: int) -> None:
    """Makes drafts of the sums that release `number` changes; its series and observations have their number already."""
    columns = [series.c[name] for name in ("series_id", "starts", "dimensions", "first_release")]
    for declared in read(connection, select(*columns).where(in_release(series, number))):
        mine = observation.c.series_id == declared["series_id"]
        touched = and_(mine, or_(observation.c.first_release == number, observation.c.removed_in == number))
        # Where the declaration itself is new, its parts and its first year may be others.
        everything = declared["first_release"] == number
        if not everything and connection.scalar(select(literal(1)).where(touched).limit(1)) is None:
            continue
        for added in _partitions(declared):
            scope = _scope(declared, added, None if everything else touched)
            _draft_sums(connection, declared, added, (number, scope))
            keep_differences(connection, Rollup, scope)
        _draft_sources(connection, declared, mine if everything else touched, number)


def _partitions(declared: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Each set of partitions that can be added over, none of them first."""
    names = [part["name"] for part in declared["dimensions"] if part["values"] == "partition"]
    for size in range(len(names) + 1):
        yield from combinations(names, size)


def _scope(declared: Mapping[str, Any], added: Sequence[str], touched: ColumnElement[bool] | None) -> Scope:
    """The rows of rollup (or of observation) that stand at the touched codes, with some dimensions added over."""
    kept = [part["name"] for part in declared["dimensions"] if part["name"] not in added]

    def scope(table: Any) -> ColumnElement[bool]:
        held = [table.c.series_id == declared["series_id"]]
        if "months" in table.c:
            held += [(table.c[name] == ALL) == (name in added) for name in DIMENSIONS]
        if touched is not None and kept:
            there = select(*(observation.c[name] for name in kept)).where(touched).distinct()
            held.append(tuple_(*(table.c[name] for name in kept)).in_(there))
        return and_(*held)

    return scope


def _draft_sums(connection: Connection, declared: Mapping[str, Any], added: Sequence[str], what: tuple[int, Scope]) -> None:
    number, scope = what
    expected = 1
    for part in declared["dimensions"]:
        expected *= len(part["codes"]) if part["name"] in added else 1
    cells = connection.execute(_by_month(added, number, scope).execution_options(yield_per=_BATCH))
    given = {"series_id": declared["series_id"], **dict.fromkeys(added, ALL), "drops": False}
    origin = int(declared["starts"][:4]) * 12
    names = [name for name in DIMENSIONS if name not in added]
    size = len(names)
    rows = (
        {**given, **dict(zip(names, key, strict=True)), **_months(list(months), size, origin, expected)}
        for key, months in groupby(cells, key=lambda row: row[:size])
    )
    while batch := list(islice(rows, _BATCH)):
        connection.execute(insert(rollup), batch)


def _by_month(added: Sequence[str], number: int, scope: Scope) -> Select[Any]:
    """Per cell and month: the sum, how many values are known, and which words go with any of them."""
    source: Any = observation.alias()
    cell = [source.c[name] for name in DIMENSIONS if name not in added]
    known = source.c.value.is_not(None)
    words = [_any(and_(known, source.c.qualifier == word)) for word in _QUALIFIERS.values()]
    return (
        select(
            *cell,
            (source.c.year * 12 + source.c.month - 1).label("at"),
            func.sum(source.c.value),
            func.count(source.c.value),
            *words,
            _any(and_(known, source.c.attribution == "believed")),
        )
        .where(scope(source), in_release(source, number))
        .group_by(*cell, source.c.year, source.c.month)
        .order_by(*cell, source.c.year, source.c.month)
    )


def _months(rows: Sequence[Row[Any]], size: int, origin: int, expected: int) -> dict[str, str]:
    """The months of one cell as a row of rollup holds them."""
    values: list[int | None] = [None] * (rows[-1][size] - origin + 1)
    sets = dict.fromkeys(_SETS, 0)
    for row in rows:
        at, value, known, *words = row[size:]
        bit = 1 << (at - origin)
        values[at - origin] = None if value is None else int(value)
        for name, holds in zip(_SETS, (known == expected, *words), strict=True):
            if holds:
                sets[name] |= bit
    return {"months": orjson.dumps(values).decode(), **{name: f"{months:x}" for name, months in sets.items()}}


def _any(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.max(case((condition, 1), else_=0))


def _draft_sources(connection: Connection, declared: Mapping[str, Any], touched: ColumnElement[bool], number: int) -> None:
    """Which sources stand behind each code in the touched years."""
    years = tuple(connection.scalars(select(observation.c.year).where(touched).distinct()))

    def scope(table: Any) -> ColumnElement[bool]:
        return and_(table.c.series_id == declared["series_id"], table.c.year.in_(years))

    names = ["series_id", "year", "dimension", "code", "url", "kind", "drops"]
    for part in declared["dimensions"]:
        connection.execute(insert(rollup_source).from_select(names, _sources(part["name"], scope, number)))
    keep_differences(connection, RollupSource, scope)


def _sources(dimension: str, scope: Scope, number: int) -> Select[Any]:
    table = observation
    cell: Iterable[ColumnElement[Any]] = (table.c.series_id, table.c.year, table.c[dimension], table.c.source_url)
    series_id, year, code, url = cell
    found = select(series_id, year, literal(dimension), code, url, func.min(table.c.source_kind), literal(value=False))
    known = and_(table.c.value.is_not(None), url.is_not(None))
    return found.where(scope(table), known, in_release(table, number)).group_by(series_id, year, code, url)
