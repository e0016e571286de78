"""A question to a series: what may be asked of it, what a question means, and whether it may be added."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Literal

from pydantic import Field

from api.codelists.dimensions import ALL, DIMENSIONS
from api.errors import BadRequest, Mistake, NotAdditive, TooManyCells
from api.queries.additivity import why_not_added
from api.queries.parameters import Month, TableQuery, Values, check_range, values
from api.queries.series import SeriesRow
from api.queries.snapshot import Snapshot
from api.queries.sums import buckets, month_name, month_number

UNITS = ("year", "quarter", "month")
MAX_CELLS = 50_000


class StatisticsQuery(TableQuery):
    """How a series is grouped and filtered. A dimension that is neither takes the series' default."""

    group_by: Values | None = Field(None, description="Dimensions of the series, and year, quarter or month. Default: one row.")
    violation: Values | None = None
    party: Values | None = None
    victim: Values | None = None
    place: Values | None = None
    weapon: Values | None = None
    facility: Values | None = None
    period_from: Month | None = Field(None, description="YYYY or YYYY-MM, inclusive.")
    period_to: Month | None = Field(None, description="YYYY or YYYY-MM, inclusive.")
    format: Literal["json", "csv", "ndjson", "jsonstat", "xlsx", "svg"] = Field(  # type: ignore[assignment]  # more than others
        "json", description="The whole table; svg is a chart."
    )


@dataclass(frozen=True)
class Question:
    """A question that may be answered. codes: of each dimension what is asked for; start and end count months from year 0."""

    group_by: tuple[str, ...]
    grouped: tuple[str, ...]
    unit: str | None
    codes: Mapping[str, tuple[str, ...]]
    filtered: frozenset[str]
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        """First and last month."""
        return self.start, self.end

    @property
    def filters(self) -> dict[str, str]:
        """What each dimension is held at, defaults included; those that are only grouped by are left out."""
        return {name: ",".join(codes) for name, codes in self.codes.items() if name in self.filtered}


def understand(series: SeriesRow, query: StatisticsQuery, snapshot: Snapshot) -> Question:
    """What a query means for a series. Raises BadRequest, NotAdditive (with an address that is right) or TooManyCells."""
    group_by = _group_by(series, query)
    units = [name for name in group_by if name in UNITS]
    start, end = _span(series, query)
    codes, unnamed = _codes(series, query, group_by, snapshot)
    wrong = [Mistake(name, "choose-a-value", series.dimensions[name].choices) for name in unnamed]
    wrong += _not_added(series, codes, group_by, (start, end))
    if wrong:
        raise NotAdditive(*wrong, instead=_instead(query, group_by, [mistake.parameter for mistake in wrong]))
    unit = UNITS[max(UNITS.index(name) for name in units)] if units else None
    grouped = tuple(name for name in group_by if name not in UNITS)
    filtered = frozenset(name for name in codes if name not in grouped or getattr(query, name))
    question = Question(group_by, grouped, unit, codes, filtered, start, end)
    if prod(len(codes[name]) for name in grouped) * len(buckets(start, end, unit)) > MAX_CELLS:
        raise TooManyCells()
    return question


def _group_by(series: SeriesRow, query: StatisticsQuery) -> tuple[str, ...]:
    group_by = values(query.group_by)
    allowed = [*series.dimensions, *UNITS]
    if any(name not in allowed for name in group_by):
        raise BadRequest(Mistake("group_by", "invalid-value", allowed))
    if len(set(group_by)) < len(group_by):
        raise BadRequest(Mistake("group_by", "twice"))
    return group_by


def _span(series: SeriesRow, query: StatisticsQuery) -> tuple[int, int]:
    """First and last month; without a filter those of the series, or the whole years around them where years are asked for."""
    start = query.period_from or series.starts
    end = query.period_to or series.ends
    if {"year", "quarter"} & set(values(query.group_by)):
        start, end = query.period_from or series.starts[:4], query.period_to or series.ends[:4]
    first = month_number(start if start[4:] else f"{start}-01")
    last = month_number(end if end[4:] else f"{end}-12")
    if query.period_from and query.period_to:
        check_range(("period_from", first), ("period_to", last))
    elif last < first:
        name = "period_from" if query.period_from else "period_to"
        raise BadRequest(Mistake(name, "outside-series", [series.starts, series.ends]))
    return first, last


def _codes(
    series: SeriesRow, query: StatisticsQuery, group_by: Sequence[str], snapshot: Snapshot
) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """The codes asked for by dimension, and the dimensions for which there is neither filter nor group nor default."""
    codes: dict[str, tuple[str, ...]] = {}
    unnamed = []
    for name, codelist in DIMENSIONS.items():
        given = values(getattr(query, name))
        dimension = series.dimensions.get(name)
        if dimension is None:
            if given:
                raise BadRequest(Mistake(name, "not-a-dimension", list(series.dimensions)))
            continue
        known = [*snapshot.codelists.lists[codelist], *((ALL,) if dimension.partitions else ())]
        if any(code not in known for code in given):
            raise BadRequest(Mistake(name, "unknown-code", known))
        if len(set(given)) < len(given):
            raise BadRequest(Mistake(name, "twice"))
        if not given and name not in group_by and dimension.default is None:
            unnamed.append(name)
        codes[name] = given or (dimension.codes if name in group_by else (dimension.default or "",))
    return codes, unnamed


def _not_added(
    series: SeriesRow, codes: Mapping[str, tuple[str, ...]], group_by: Sequence[str], span: tuple[int, int]
) -> Iterator[Mistake]:
    """What must not become one number: several values of a dimension that is not grouped by."""
    start, end = (month_name(month) for month in span)
    for name, dimension in series.dimensions.items():
        mistake = None if name in group_by else why_not_added(dimension, codes[name], start, end)
        if mistake:
            yield mistake


def _instead(query: StatisticsQuery, group_by: Sequence[str], colliding: Sequence[str]) -> dict[str, str]:
    """The same question with the dimensions in the way shown side by side."""
    asked = query.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    return {**asked, "group_by": ",".join([*group_by, *colliding])}
