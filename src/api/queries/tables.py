"""The table that answers a question to a series: read from what was added up at publish, with all that is missing named."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any

import orjson
from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, bindparam, intersect, select

from api.codelists.dimensions import ALL, DIMENSIONS
from api.models import in_release, rollup, rollup_source
from api.models.series import NO_DIMENSION
from api.queries.reconciliation import Difference, reconcile
from api.queries.series import SeriesRow
from api.queries.snapshot import Snapshot
from api.queries.statistics import Question
from api.queries.sums import NOTHING, Bucket, Line, Sums, add_up, buckets, merge, month_names, month_number, part

_SETS = ("documented", "at_least", "about", "more_than", "believed")

Lines = dict[tuple[str, ...], Line]
Totals = dict[tuple[int, int, tuple[str, ...]], Mapping[str, Any]]


@dataclass(frozen=True)
class Table:
    """The answer to a question: a number for every span with every key.

    sums: for each key those over the spans. totals: what was printed, by first and last month and key.
    """

    series: SeriesRow
    question: Question
    spans: list[Bucket]
    keys: list[tuple[str, ...]]
    sums: list[Sums]
    totals: Totals
    missing: list[str]
    reconciliation: list[Difference]
    sources: list[tuple[str, str | None]]


def answer(series: SeriesRow, question: Question, snapshot: Snapshot) -> Table:
    """The table of a question: every period with every value that is asked for, or that occurs."""
    lines = _lines(series, question, snapshot)
    spans = buckets(question.start, question.end, question.unit)
    sums = {key: add_up(line, spans) for key, line in lines.items()}
    keys = list(product(*_shown(question, sums)))
    nothing = add_up(NOTHING, spans)
    return Table(
        series=series,
        question=question,
        spans=spans,
        keys=keys,
        sums=[sums.get(key, nothing) for key in keys],
        totals=_totals(series, question),
        missing=_missing(question, lines),
        reconciliation=reconcile(series.dimensions, question, lines, spans),
        sources=_sources(series, question, snapshot),
    )


def _lines(series: SeriesRow, question: Question, snapshot: Snapshot) -> Lines:
    """All months of every cell; cells that are added are one already."""
    asked = {name: question.codes.get(name, (NO_DIMENSION,)) for name in DIMENSIONS}
    statement = _cells(snapshot.release.number, question.grouped, _held_at_one(asked))
    size, origin = len(question.grouped), int(series.starts[:4]) * 12
    rows = snapshot.connection.execute(statement, {"series": series.id, **_given(asked)}).all()
    expected = prod(len(codes) for name, codes in question.codes.items() if name not in question.grouped)
    if expected == 1:
        return {row[:size]: _line(origin, *row[size:]) for row in rows}
    found: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for row in rows:
        found[row[:size]].append(_line(origin, *row[size:]))
    return {key: merge(lines, expected) for key, lines in found.items()}


def _line(origin: int, months: str, *sets: str) -> Line:
    # Most sets of words are empty, and there are very many of them.
    return Line(origin, orjson.loads(months), *[0 if each == "0" else int(each, 16) for each in sets])


# Statements of few shapes are put together once: that takes as long as the database takes to answer them.
@lru_cache(maxsize=512)
def _cells(number: int, grouped: tuple[str, ...], held: frozenset[str]) -> Select[Any]:
    """The cells of a release; a dimension that is held at one code is compared, the others have any of a list."""
    columns = [rollup.c[name] for name in (*grouped, "months", *_SETS)]
    among = [_among(rollup.c[name], name, held) for name in DIMENSIONS]
    return select(*columns).where(rollup.c.series_id == bindparam("series"), *among, in_release(rollup, number))


def _among(column: ColumnElement[str], name: str, held: frozenset[str]) -> ColumnElement[bool]:
    return column == bindparam(name) if name in held else column.in_(bindparam(name, expanding=True))


def _held_at_one(asked: Mapping[str, Sequence[str]]) -> frozenset[str]:
    return frozenset(name for name, codes in asked.items() if len(codes) == 1)


def _given(asked: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    return {name: codes[0] if len(codes) == 1 else codes for name, codes in asked.items()}


def _shown(question: Question, sums: Mapping[tuple[str, ...], Sums]) -> Iterator[list[str]]:
    """The values of each grouped dimension: those asked for, or else those that occur in these months, in the series' order."""
    occurring = [key for key, (values, _) in sums.items() if any(values) or 0 in values]
    for place, name in enumerate(question.grouped):
        if name in question.filtered:
            yield list(question.codes[name])
        else:
            codes = {key[place] for key in occurring}
            yield [code for code in question.codes[name] if code in codes]


def _missing(question: Question, lines: Lines) -> list[str]:
    """The months of which nothing at all is known."""
    (whole,) = buckets(question.start, question.end, None)
    known = 0
    for line in lines.values():
        known |= part(line.documented, line.origin, whole)
    return month_names(whole.start, ((1 << whole.expected) - 1) & ~known)


def _totals(series: SeriesRow, question: Question) -> Totals:
    """What was printed, by span and grouped codes, where every other dimension is held at one value."""
    held = {name: codes[0] for name, codes in question.codes.items() if name not in question.grouped and len(codes) == 1}
    if len(held) + len(question.grouped) < len(series.dimensions):
        return {}
    return {
        (
            month_number(total["start"]),
            month_number(total["end"]),
            tuple(total["codes"][name] for name in question.grouped),
        ): total
        for total in series.published_totals
        if all(total["codes"][name] == code for name, code in held.items())
    }


def _sources(series: SeriesRow, question: Question, snapshot: Snapshot) -> list[tuple[str, str | None]]:
    """The sources that have values under every code that is asked for, in the years that are asked for."""
    # A dimension of which everything is asked for leaves no source out.
    narrowing = {name: codes for name, codes in question.codes.items() if name in question.filtered and ALL not in codes}
    asked = narrowing or dict(list(question.codes.items())[:1])
    years = {"series": series.id, "first": question.start // 12, "last": question.end // 12}
    statement = _cited(snapshot.release.number, tuple(asked), _held_at_one(asked))
    return sorted(map(tuple, snapshot.connection.execute(statement, {**years, **_given(asked)}).all()))


@lru_cache(maxsize=512)
def _cited(number: int, names: tuple[str, ...], held: frozenset[str]) -> CompoundSelect[Any]:
    table = rollup_source
    years = table.c.year.between(bindparam("first"), bindparam("last"))
    mine = and_(table.c.series_id == bindparam("series"), years, in_release(table, number))
    cited = select(table.c.url, table.c.kind).distinct()
    return intersect(*[cited.where(mine, table.c.dimension == name, _among(table.c.code, name, held)) for name in names])
