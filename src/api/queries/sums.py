"""Sums over months that never look more exact than they are: what is missing, in which months, and which word goes with it.

Months are numbered from year 0: 12 times the year, plus the month from 0. A set of months is a number with a bit for each.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple


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


_NONE: list[str] = []
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


class Sum(NamedTuple):
    """What some months add up to; value is None where nothing is known. believed: an attribution among them is hedged."""

    value: int | None
    qualifier: str | None
    believed: bool
    periods: int
    missing: list[str]


def month_name(month: int) -> str:
    """YYYY-MM."""
    return f"{month // 12}-{month % 12 + 1:02}"


def month_number(name: str) -> int:
    """The number of YYYY-MM."""
    return int(name[:4]) * 12 + int(name[5:]) - 1


@lru_cache(maxsize=10_000)
def month_names(start: int, months: int) -> list[str]:
    """The months of a set whose bit 0 is `start`. The list is kept and shared: it is only read."""
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


def add_up(line: Line, spans: Sequence[Bucket]) -> list[Sum]:
    """The sums of a line over buckets: at-least where a month is missing or says so."""
    if len(spans) == spans[-1].end - spans[0].start + 1:
        return _each_month(line, spans)
    return [_sum(line, bucket) for bucket in spans]


def _sum(line: Line, bucket: Bucket) -> Sum:
    known = [value for value in line.between(bucket.start, bucket.end) if value is not None]
    whole = (1 << bucket.expected) - 1
    documented = part(line.documented, line.origin, bucket)
    missing = month_names(bucket.start, whole & ~documented) if documented != whole else _NONE
    if not known:
        return Sum(None, None, False, documented.bit_count(), missing)
    qualifier = "at-least" if missing else _qualifier(line, bucket)
    believed = line.believed and part(line.believed, line.origin, bucket)
    return Sum(sum(known), qualifier, bool(believed), documented.bit_count(), missing)


def _each_month(line: Line, spans: Sequence[Bucket]) -> list[Sum]:
    """The same for a table by month, which has very many of them."""
    found = []
    origin, values, documented, at_least, about, more_than, believed = line
    for at in range(spans[0].start - origin, spans[-1].end - origin + 1):
        value = values[at] if 0 <= at < len(values) else None
        if value is None:
            found.append(Sum(None, None, False, 0, month_names(origin + at, 1)))
            continue
        bit = 1 << at
        whole = documented & bit
        if not whole or at_least & bit:
            word = "at-least"
        else:
            word = "more-than" if more_than & bit else "about" if about & bit else "exact"
        missing = _NONE if whole else month_names(origin + at, 1)
        found.append(Sum(value, word, believed & bit != 0, 1 if whole else 0, missing))
    return found


def _qualifier(line: Line, bucket: Bucket) -> str:
    """Where nothing is missing: a sum with a lower bound in it is a lower bound."""
    if part(line.at_least | line.more_than, line.origin, bucket):
        return "at-least"
    return "about" if line.about and part(line.about, line.origin, bucket) else "exact"


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
