"""What is added up once, at publish, so that a question over a million observations reads some hundred rows.

For each cell one row with all of its months; and the same for all parts of each dimension that partitions, added. Only where a
release touches something is it added up again, and of that only what differs becomes a row.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import combinations, groupby, islice, zip_longest
from math import prod
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    String,
    Table,
    and_,
    cast,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
)

from api.codelists.dimensions import ALL, DIMENSIONS
from api.ingest.differences import Scope, keep_differences
from api.models import Rollup, RollupSource, in_release, is_current, is_draft, observation, read, rollup, rollup_source, series

# The words of an observation that put its month into a set.
_WORDS = {"at-least": "at_least", "about": "about", "more-than": "more_than", "believed": "believed"}
_SETS = ("documented", *_WORDS.values())
_BATCH = 500
_LINE_END = "\n"


def draft_rollups(connection: Connection, number: int) -> None:
    """Makes drafts of the sums that release `number` changes; its series and observations have their number already."""
    # Not series by series: SQLite would go through all observations of one to find those of a release.
    touched = or_(observation.c.first_release == number, observation.c.removed_in == number)
    years: dict[str, set[int]] = defaultdict(set)
    for series_id, year in connection.execute(select(observation.c.series_id, observation.c.year).where(touched).distinct()):
        years[series_id].add(year)
    columns = [series.c[name] for name in ("series_id", "starts", "dimensions", "first_release")]
    for declared in read(connection, select(*columns).where(in_release(series, number))):
        # Where the declaration itself is new, its parts and its first year may be others.
        everything = declared["first_release"] == number
        if everything or declared["series_id"] in years:
            _draft_sums(connection, declared, None if everything else touched)
            _draft_sources(connection, declared, None if everything else years[declared["series_id"]])


def _draft_sums(connection: Connection, declared: Mapping[str, Any], touched: ColumnElement[bool] | None) -> None:
    partitions = [part["name"] for part in declared["dimensions"] if part["values"] == "partition"]
    kept = ["series_id", *(part["name"] for part in declared["dimensions"] if part["name"] not in partitions)]

    def scope(table: Any) -> ColumnElement[bool]:
        """All that is added up into the same rows as what is touched, and these rows."""
        mine: ColumnElement[bool] = table.c.series_id == declared["series_id"]
        if touched is None:
            return mine
        there = select(*(observation.c[name] for name in kept)).where(touched).distinct()
        return and_(mine, tuple_(*(table.c[name] for name in kept)).in_(there))

    _insert(connection, rollup, _cells(connection, declared, scope))
    for size in range(1, len(partitions) + 1):
        for added in combinations(partitions, size):
            # All of them before the first is stored: they are read from the same table.
            _insert(connection, rollup, list(_sums(connection, declared, added)))
    keep_differences(connection, Rollup, scope)


def _cells(connection: Connection, declared: Mapping[str, Any], scope: Scope) -> Iterator[dict[str, Any]]:
    """A row for each cell."""
    table = observation
    month, value = table.c.year * 12 + table.c.month - 1, func.coalesce(cast(table.c.value, String), "null")
    said = _joined("[", cast(month, String), ",", value, ',"', table.c.qualifier, '","', table.c.attribution, '"]')
    origin = int(declared["starts"][:4]) * 12
    for row in _by_cell(connection, said, ",", scope(table)):
        given = {"series_id": declared["series_id"], **dict(zip(DIMENSIONS, row[:-1], strict=True)), "drops": False}
        yield {**given, **_months(orjson.loads(f"[{row[-1]}]"), origin)}


def _by_cell(connection: Connection, said: ColumnElement[str], between: str, *where: ColumnElement[bool]) -> Iterable[Row[Any]]:
    """The codes of each cell, and what its observations say, joined: read one by one a million rows would take much longer."""
    cell = [observation.c[name] for name in DIMENSIONS]
    found = select(*cell, func.aggregate_strings(said, between)).where(is_current(observation), *where)
    return connection.execute(found.group_by(*cell).order_by(*cell).execution_options(yield_per=_BATCH))


def _months(said: Sequence[tuple[int, int | None, str, str]], origin: int) -> dict[str, str]:
    """The months of one cell, in any order, as a row of rollup holds them."""
    values: list[int | None] = [None] * (max(said)[0] - origin + 1)
    sets = dict.fromkeys(_SETS, 0)
    for month, value, qualifier, attribution in said:
        if value is not None:
            at = month - origin
            values[at] = value
            sets["documented"] |= 1 << at
            for word in (qualifier, attribution):
                if word in _WORDS:
                    sets[_WORDS[word]] |= 1 << at
    return _packed(values, sets)


def _packed(values: Sequence[int | None], sets: Mapping[str, int]) -> dict[str, str]:
    return {"months": orjson.dumps(values).decode(), **{name: f"{months:x}" for name, months in sets.items()}}


def _sums(connection: Connection, declared: Mapping[str, Any], added: Sequence[str]) -> Iterator[dict[str, Any]]:
    """A row for the cells of the drafts with some dimensions added over."""
    kept = [name for name in DIMENSIONS if name not in added]
    size = len(kept)
    expected = prod(len(part["codes"]) for part in declared["dimensions"] if part["name"] in added)
    columns = [rollup.c[name] for name in (*kept, "months", *_SETS)]
    are_cells = and_(*(rollup.c[name] != ALL for name in DIMENSIONS))
    found = select(*columns).where(rollup.c.series_id == declared["series_id"], is_draft(rollup), are_cells)
    given = {"series_id": declared["series_id"], **dict.fromkeys(added, ALL), "drops": False}
    for key, cells in groupby(connection.execute(found.order_by(*columns[:size])), key=lambda row: row[:size]):
        yield {**given, **dict(zip(kept, key, strict=True)), **_added([row[size:] for row in cells], expected)}


def _added(cells: Sequence[Sequence[str]], expected: int) -> dict[str, str]:
    """Cells added. A month is documented where each of the expected ones is."""
    values: list[int | None] = []
    for months, *_ in cells:
        both = zip_longest(values, orjson.loads(months))
        values = [more if so_far is None else so_far if more is None else so_far + more for so_far, more in both]
    documented, *words = ([int(months, 16) for months in column] for column in list(zip(*cells, strict=True))[1:])
    whole = reduce(int.__and__, documented) if len(cells) == expected else 0
    return _packed(values, dict(zip(_SETS, (whole, *(reduce(int.__or__, sets) for sets in words)), strict=True)))


def _draft_sources(connection: Connection, declared: Mapping[str, Any], years: Collection[int] | None) -> None:
    """Which sources stand behind each code, in the touched years or in all."""

    def scope(table: Any) -> ColumnElement[bool]:
        mine: ColumnElement[bool] = table.c.series_id == declared["series_id"]
        return mine if years is None else and_(mine, table.c.year.in_(years))

    _insert(connection, rollup_source, _sources(connection, declared, scope))
    keep_differences(connection, RollupSource, scope)


def _sources(connection: Connection, declared: Mapping[str, Any], scope: Scope) -> Iterator[dict[str, Any]]:
    table = observation
    # An address with a line end in it leads to where it leads without.
    address = func.replace(table.c.source_url, _LINE_END, "")
    said = _joined("", cast(table.c.year, String), " ", table.c.source_kind, " ", address)
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in _by_cell(connection, said, _LINE_END, scope(table), table.c.value.is_not(None), said.is_not(None)):
        lines = set(row[-1].split(_LINE_END))
        for part in declared["dimensions"]:
            found[part["name"], getattr(row, part["name"])] |= lines
    for (dimension, code), lines in found.items():
        kinds: dict[tuple[str, str], str] = {}
        for year, kind, url in (line.split(" ", 2) for line in sorted(lines)):
            kinds.setdefault((year, url), kind)
        given = {"series_id": declared["series_id"], "dimension": dimension, "code": code, "drops": False}
        yield from ({**given, "year": int(year), "url": url, "kind": kind} for (year, url), kind in kinds.items())


def _joined(*parts: Any) -> ColumnElement[str]:
    first, *rest = parts
    return reduce(lambda joined, part: joined.concat(part), rest, literal(first))


def _insert(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    left = iter(rows)
    while batch := list(islice(left, _BATCH)):
        connection.execute(insert(table), batch)
