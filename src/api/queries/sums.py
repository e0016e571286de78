"""Sums over months that never look more exact than they are: what is missing, in which months, and which word goes with it.

Months are numbered from year 0: 12 times the year, plus the month from 0. A set of months is a number with a bit for each.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple


class Line(NamedTuple):
    """All months of a cell: their values from month `origin` on (None: not known), and sets of months, bit 0 for `origin`.

    documented: all that belongs to the month is known. The others: months with such a value.
    """

    origin: int
    values: Sequence[int | None]
    documented: int
    at_least: int
    about: int
    more_than: int
    believed: int

    def between(self, start: int, end: int) -> Sequence[int | None]:
        """The values of some months, as far as the line goes."""
        first = start - self.origin
        return self.values[max(first, 0) : max(end + 1 - self.origin, 0)]


NOTHING = Line(0, (), 0, 0, 0, 0, 0)


class Bucket(NamedTuple):
    """Months that make one row, first and last; `label` names them where they are a month, quarter or year."""

    label: str | int | None
    start: int
    end: int

    @property
    def expected(self) -> int:
        """How many months it has."""
        return self.end - self.start + 1


class Extent(NamedTuple):
    """How far a sum goes; qualifier is None where nothing is known. believed: an attribution among its parts is hedged."""

    qualifier: str | None
    believed: bool
    periods: int
    missing: list[str]


class Sums(NamedTuple):
    """What a line adds up to over buckets: for each a value (None: nothing is known), and how far it goes."""

    values: Sequence[int | None]
    extents: Sequence[Extent]


def month_name(month: int) -> str:
    """YYYY-MM."""
    return f"{month // 12}-{month % 12 + 1:02}"


def month_number(name: str) -> int:
    """The number of YYYY-MM."""
    return int(name[:4]) * 12 + int(name[5:]) - 1


def month_names(start: int, months: int) -> list[str]:
    """The months of a set whose bit 0 is `start`."""
    return [month_name(start + at) for at in bits(months)]


def bits(months: int) -> Iterator[int]:
    """The places of the bits of a set."""
    while months:
        lowest = months & -months
        yield lowest.bit_length() - 1
        months ^= lowest


def part(months: int, origin: int, bucket: Bucket) -> int:
    """Those months of a set (bit 0 for `origin`) that lie in a bucket, bit 0 now for its first."""
    by = bucket.start - origin
    return (months >> by if by >= 0 else months << -by) & ((1 << bucket.expected) - 1)


# Those of a table by month are costly to name. The list is kept and shared: it is only read.
@lru_cache(maxsize=64)
def buckets(start: int, end: int, unit: str | None) -> list[Bucket]:
    """The rows that the months from start to end make: each month, quarter or year, or (None) all in one."""
    if unit is None:
        return [Bucket(None, start, end)]
    size = {"month": 1, "quarter": 3, "year": 12}[unit]
    firsts = range(start - start % size, end + 1, size)
    return [Bucket(_label(first, unit), max(first, start), min(first + size - 1, end)) for first in firsts]


def _label(month: int, unit: str) -> str | int:
    if unit == "year":
        return month // 12
    return f"{month // 12}-Q{month % 12 // 3 + 1}" if unit == "quarter" else month_name(month)


def add_up(line: Line, spans: Sequence[Bucket]) -> Sums:
    """The sums of a line over buckets that follow each other: at-least where a month is missing or says so."""
    start, end = spans[0].start, spans[-1].end
    expected = end - start + 1
    cut = line if line.origin == start and len(line.values) == expected else _cut(line, Bucket(None, start, end))
    return _each_month(cut, expected) if len(spans) == expected else _each_bucket(cut, spans)


def _cut(line: Line, whole: Bucket) -> Line:
    """Just those months of a line that lie in a bucket, and all of them."""
    known = line.between(whole.start, whole.end)
    before = min(max(line.origin - whole.start, 0), whole.expected)
    values = [*[None] * before, *known, *[None] * (whole.expected - before - len(known))]
    return Line(whole.start, values, *[months and part(months, line.origin, whole) for months in line[2:]])


def _each_bucket(line: Line, spans: Sequence[Bucket]) -> Sums:
    """Where nothing is missing, a sum with a lower bound in it is a lower bound."""
    origin, months, documented, at_least, about, more_than, believed = line
    bounded = at_least | more_than
    doubtful = ~documented | bounded | about | believed
    values: list[int | None] = []
    extents = []
    for _, start, end in spans:
        at, expected = start - origin, end - start + 1
        every = (1 << expected) - 1
        known: Any = months[at : at + expected]
        if not doubtful >> at & every:
            values.append(sum(known))
            extents.append(regular(expected))
            continue
        missing = ~documented >> at & every
        qualifier = "at-least" if missing or bounded >> at & every else "about" if about >> at & every else "exact"
        total = sum(filter(None, known))
        is_known = total > 0 or known.count(None) < expected
        values.append(total if is_known else None)
        extents.append(_extent(start, expected, missing, qualifier if is_known else None, believed >> at & every != 0))
    return Sums(values, extents)


def _each_month(line: Line, expected: int) -> Sums:
    """The same for a table by month, which has very many sums: only those are looked at that are not regular."""
    origin, values, documented, at_least, about, more_than, believed = line
    missing = ~documented & (1 << expected) - 1
    bounded = missing | at_least
    extents = [regular(1)] * expected
    for at in bits(bounded | about | more_than | believed):
        bit = 1 << at
        if bounded & bit:
            qualifier = None if values[at] is None else "at-least"
        else:
            qualifier = "more-than" if more_than & bit else "about" if about & bit else "exact"
        extents[at] = _extent(origin + at, 1, missing >> at & 1, qualifier, believed & bit != 0)
    return Sums(values, extents)


# Few extents are told of very many sums. They are kept and shared, with their lists of months: they are only read.
@lru_cache(maxsize=1000)
def regular(periods: int) -> Extent:
    """The extent of a sum of which every month is there and says just what it is: the same one for all of them."""
    return Extent("exact", False, periods, [])


@lru_cache(maxsize=10_000)
def _extent(start: int, expected: int, missing: int, qualifier: str | None, believed: bool) -> Extent:
    return Extent(qualifier, believed, expected - missing.bit_count(), month_names(start, missing))


def merge(lines: Sequence[Line], expected: int) -> Line:
    """Several cells as one: a month is documented where all that are expected have it."""
    longest = max(len(line.values) for line in lines)
    padded = [[*line.values, *[None] * (longest - len(line.values))] for line in lines]
    known = [[value for value in month if value is not None] for month in zip(*padded, strict=True)]
    documented = ~0 if len(lines) == expected else 0
    at_least = about = believed = 0
    for line in lines:
        documented &= line.documented
        at_least |= line.at_least | line.more_than
        about |= line.about
        believed |= line.believed
    return Line(lines[0].origin, [sum(month) if month else None for month in known], documented, at_least, about, 0, believed)
