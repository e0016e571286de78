"""Sums over months that never look more exact than they are: what is missing, in which months, and which word goes with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

YEAR = 4095


@dataclass(frozen=True, slots=True)
class YearRow:
    """Twelve months of one cell: values (None: not known), and sets of months, bit 0 for January.

    documented: all that belongs to the month is known. The others: months with such a value.
    """

    months: Sequence[int | None]
    documented: int
    at_least: int
    about: int
    more_than: int
    believed: int


NOTHING = YearRow((None,) * 12, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Months that make one row: its label in the unit it is of, and per year the set of months."""

    label: str | int | None
    start: str
    end: str
    years: tuple[tuple[int, int], ...]
    expected: int


@dataclass(frozen=True, slots=True)
class Sum:
    """What some months add up to; value is None where nothing is known. believed: an attribution among them is hedged."""

    value: int | None
    qualifier: str | None
    believed: bool
    periods: int
    missing: list[str]


@cache
def months_in(mask: int) -> tuple[int, ...]:
    """The months of a set, from 1."""
    return tuple(month for month in range(1, 13) if mask >> (month - 1) & 1)


def month_name(year: int, month: int) -> str:
    """YYYY-MM."""
    return f"{year}-{month:02}"


def buckets(start: int, end: int, unit: str | None) -> list[Bucket]:
    """The rows that the months from start to end make: each month, quarter or year, or (None) all in one.

    Months are numbered from year 0: 12 times the year, plus the month from 0.
    """
    size = {None: end - start + 1, "month": 1, "quarter": 3, "year": 12}[unit]
    first = start if unit is None else start - start % size
    return [_bucket(max(at, start), min(at + size - 1, end), unit) for at in range(first, end + 1, size)]


def _bucket(start: int, end: int, unit: str | None) -> Bucket:
    year, month = divmod(start, 12)
    first = month_name(year, month + 1)
    labels = {None: None, "month": first, "quarter": f"{year}-Q{month // 3 + 1}", "year": year}
    last = month_name(end // 12, end % 12 + 1)
    return Bucket(labels[unit], first, last, tuple(_years(start, end)), end - start + 1)


def _years(start: int, end: int) -> Iterator[tuple[int, int]]:
    for year in range(start // 12, end // 12 + 1):
        first, last = max(start, year * 12) % 12, min(end, year * 12 + 11) % 12
        yield year, (1 << (last + 1)) - (1 << first)


def add_up(cell: dict[int, YearRow], bucket: Bucket) -> Sum:
    """The sum of a cell over a bucket: at-least where a month is missing or says so."""
    value: int | None = None
    periods = 0
    words = 0
    believed = False
    missing: list[str] = []
    for year, mask in bucket.years:
        row = cell.get(year, NOTHING)
        for month in months_in(mask):
            known = row.months[month - 1]
            if known is not None:
                value = known if value is None else value + known
        periods += (row.documented & mask).bit_count()
        if lacking := mask & ~row.documented:
            missing.extend(month_name(year, month) for month in months_in(lacking))
        words |= bool(row.at_least & mask) | bool(row.about & mask) << 1 | bool(row.more_than & mask) << 2
        believed = believed or bool(row.believed & mask)
    return Sum(value, None if value is None else _qualifier(words, bucket, missing), believed, periods, missing)


def _qualifier(words: int, bucket: Bucket, missing: list[str]) -> str:
    """One month keeps its own word; a sum with a lower bound in it, or with a gap, is a lower bound."""
    if bucket.expected == 1 and words == 4 and not missing:
        return "more-than"
    if missing or words & 5:
        return "at-least"
    return "about" if words else "exact"


def merge(rows: Sequence[YearRow], expected: int) -> YearRow:
    """Several cells of one year as one: a month is documented where all that are expected have it."""
    documented = YEAR if len(rows) == expected else 0
    at_least = about = more_than = believed = 0
    months: list[int | None] = [None] * 12
    for row in rows:
        documented &= row.documented
        at_least, about = at_least | row.at_least, about | row.about
        more_than, believed = more_than | row.more_than, believed | row.believed
        months = [new if old is None else old + (new or 0) for old, new in zip(months, row.months, strict=True)]
    return YearRow(months, documented, at_least | more_than, about, 0, believed)
