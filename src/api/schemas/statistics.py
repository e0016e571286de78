"""Tables of series as published: numbers that say what is missing, how exact they are and where they come from."""

from collections.abc import Mapping
from itertools import product
from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from api.queries.sums import Extent, month_name, regular
from api.queries.tables import Table
from api.schemas.common import Coded, Meta, View
from api.schemas.series import Coverage, coded, named


class PublishedTotal(TypedDict):
    """What the organisation printed for the same span; other_values: what other sources print for it."""

    value: int
    qualifier: str
    url: str | None
    other_values: list[str]


class StatisticsRecord(TypedDict):
    """One number: the groups that were asked for, then the value and how far it goes.

    missing: months without a value, or without all of its parts. published_total: for exactly this span, if there is one.
    """

    year: NotRequired[int]
    quarter: NotRequired[str]
    month: NotRequired[str]
    violation: NotRequired[Coded]
    party: NotRequired[Coded]
    victim: NotRequired[Coded]
    place: NotRequired[Coded]
    weapon: NotRequired[Coded]
    facility: NotRequired[Coded]
    value: int | None
    qualifier: str | None
    attribution: Literal["stated", "believed"] | None
    periods: int
    periods_expected: int
    complete: bool
    missing: list[str]
    published_total: PublishedTotal | None


MEASURES = ("value", "qualifier", "attribution", "periods", "periods_expected", "complete", "missing", "published_total")


class Known(Coverage):
    """The months of an answer, and those of which nothing is known."""

    missing: list[str]


class Source(TypedDict):
    """A page that numbers were read from."""

    url: str
    kind: str | None


class StatisticsMeta(Meta):
    """What is true of a whole table. filters: what each dimension is held at, defaults included.

    reconciliation: parts minus total, over the months in which both are known.
    """

    series: str
    title: str
    counted: str
    unit: str
    date_basis: str
    group_by: list[str]
    filters: dict[str, str]
    filter_labels: dict[str, str]
    coverage: Known
    reconciliation: list[dict[str, Any]]
    caveats: list[str]
    sources: list[Source]


class StatisticsAnswer(TypedDict):
    """A table that always comes whole."""

    data: list[StatisticsRecord]
    meta: StatisticsMeta
    links: dict[str, str]


def shape_table(table: Table, view: View, meta: Meta) -> tuple[list[StatisticsRecord], StatisticsMeta]:
    """The rows of a table and what is true of all of them."""
    question = table.question
    codes = {name: {code: coded(name, code, view) for code in given} for name, given in question.codes.items()}
    whole = {
        **meta,
        **({"license": named(table.series.license, view)} if table.series.license else {}),
        "series": table.series.id,
        "title": table.series.title[view.language],
        "counted": table.series.counted[view.language],
        "unit": table.series.unit,
        "date_basis": table.series.date_basis,
        "group_by": list(question.group_by),
        "filters": question.filters,
        "filter_labels": _filter_labels(table, codes),
        "coverage": _coverage(table),
        "reconciliation": [
            {
                "period": difference.bucket.label or f"{month_name(difference.bucket.start)}/{month_name(difference.bucket.end)}",
                **difference.codes,
                "total": difference.total,
                "parts": difference.parts,
                "difference": difference.parts - difference.total,
            }
            for difference in table.reconciliation
        ],
        "caveats": table.series.caveats[view.language],
        "sources": [{"url": url, "kind": kind} for url, kind in table.sources],
    }
    return _records(table, codes), whole  # type: ignore[return-value]  # built from parts


def _records(table: Table, codes: Mapping[str, Mapping[str, Coded]]) -> list[StatisticsRecord]:
    """The rows, time first. Each is a copy of its key's blank row, which costs a fraction of putting one together."""
    units = [name for name in table.question.group_by if name not in table.question.grouped]
    blanks = {expected: _blanks(table, codes, expected) for expected in {span.expected for span in table.spans}}
    records: list[Any] = []
    for at, span in enumerate(table.spans):
        times = {unit: _time(span.start, unit) for unit in units}
        usual = regular(span.expected)
        for blank, (values, extents) in zip(blanks[span.expected], table.sums, strict=True):
            record = blank.copy()
            record.update(times)
            record["value"] = values[at]
            if extents[at] is not usual:
                _limit(record, extents[at])
            records.append(record)
    if table.totals:
        for record, (span, key) in zip(records, product(table.spans, table.keys), strict=True):
            published = table.totals.get((span.start, span.end, key))
            record["published_total"] = _published(published) if published else None
    return records


def _blanks(table: Table, codes: Mapping[str, Mapping[str, Coded]], expected: int) -> list[dict[str, Any]]:
    """A row for each key, as all are that have every one of so many months, without time and value."""
    units = [name for name in table.question.group_by if name not in table.question.grouped]
    measures = {**dict.fromkeys(MEASURES), "periods_expected": expected}
    _limit(measures, regular(expected))
    groups = [{name: codes[name][code] for name, code in zip(table.question.grouped, key, strict=True)} for key in table.keys]
    return [{**dict.fromkeys(units), **group, **measures} for group in groups]


def _limit(record: dict[str, Any], extent: Extent) -> None:
    qualifier, believed, periods, missing = extent
    record["qualifier"] = qualifier
    record["attribution"] = "believed" if believed else "stated" if qualifier else None
    record["periods"] = periods
    record["complete"] = not missing
    record["missing"] = missing


def _time(month: int, unit: str) -> int | str:
    """The year, quarter or month that a row starts with; a row by month may also show its year."""
    if unit == "year":
        return month // 12
    return f"{month // 12}-Q{month % 12 // 3 + 1}" if unit == "quarter" else month_name(month)


def _published(total: Mapping[str, Any]) -> PublishedTotal:
    others = total["other_values"].split(";") if total["other_values"] else []
    return {"value": total["value"], "qualifier": total["qualifier"], "url": total["url"], "other_values": others}


def _coverage(table: Table) -> Known:
    question = table.question
    return {"start": month_name(question.start), "end": month_name(question.end), "missing": table.missing}


def _filter_labels(table: Table, codes: Mapping[str, Mapping[str, Coded]]) -> dict[str, str]:
    filters = table.question.filters
    return {name: " · ".join(codes[name][code]["label"] for code in filters[name].split(",")) for name in filters}
