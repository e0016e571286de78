"""Facets: how many of the records found have each code, counted in one pass over their search entries."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, Table, func

from api.errors import BadRequest, Mistake
from api.queries.parameters import values
from api.queries.search import counts_in_groups
from api.queries.snapshot import Snapshot

FACETS = ("section", "year", "place", "party", "violation", "language")
# Codes that have others above them are counted for those too, as the filter of that name finds them.
_NESTED = {"section": "sections", "place": "places"}
_BETWEEN = "\n"


def asked_facets(given: str | None) -> tuple[str, ...]:
    """The facets that the parameter asks for, or BadRequest."""
    if any(name not in FACETS for name in values(given)):
        raise BadRequest(Mistake("facets", "invalid-value", FACETS))
    return tuple(dict.fromkeys(values(given)))


def count_facets(
    snapshot: Snapshot, matching: Select[Any], entry: Table, names: Sequence[str]
) -> tuple[int, dict[str, dict[str, int]]]:
    """How many records a select over entries finds, and for each facet its codes with their numbers, the greatest first."""
    # Of several facets at once there would be as many groups as records.
    if len(names) == 1 and counts_in_groups(snapshot.connection):
        column = entry.c[names[0]]
        grouped = matching.with_only_columns(column, func.count(), maintain_column_froms=True).group_by(column)
        numbers = dict(map(tuple, snapshot.connection.execute(grouped)))
        return sum(numbers.values()), {names[0]: _counts(snapshot, names[0], numbers)}
    columns = [func.aggregate_strings(entry.c[name], _BETWEEN) for name in names]
    total, *joined = snapshot.connection.execute(
        matching.with_only_columns(func.count(), *columns, maintain_column_froms=True)
    ).one()
    each = zip(names, joined, strict=True)
    return total, {name: _counts(snapshot, name, Counter((text or "").split(_BETWEEN))) for name, text in each}


def _counts(snapshot: Snapshot, name: str, numbers: Mapping[str, int]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for codes, number in numbers.items():
        for above in {above for code in codes.split() for above in _with_above(snapshot, name, code)}:
            counts[above] += number
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _with_above(snapshot: Snapshot, name: str, code: str) -> Iterator[str]:
    known = snapshot.codelists.lists[_NESTED[name]] if name in _NESTED else {}
    while code:
        yield code
        code = (known[code].parent if code in known else None) or ""
