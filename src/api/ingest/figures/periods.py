"""When a figure's acts were documented, as far as the words around it say: a month, a half, a year, a span, or since a day."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.ingest.figures.tags import Item

_YEARS = range(2000, 2101)
_BEFORE_YEARS = frozenset({"on", "since", "until", "year", "aux", "beginning"})
_SMALL = frozenset({"on", "year", "aux", "beginning", "article"})
_OPENERS = ("from", "between", "من", "بين")
_CLOSERS = ("to", "and", "الي", "و")
_REACH = 7


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time that items first to last name. since: it opens a count that goes on to `end`, or to an unnamed day."""

    first: int
    last: int
    start: date | None
    end: date | None
    since: bool = False


def month_of(item: Item) -> int | None:
    """The month that an item names."""
    if not item.roles:
        return None
    return next((int(role.removeprefix("month-")) for role in item.roles if role.startswith("month-")), None)


def latest_day(items: Sequence[Item]) -> date | None:
    """The latest day, month or year that a text names: it decides which government is meant by “government forces”."""
    ends = [span.end or span.start for span in spans(items, 0, len(items))]
    return max((day for day in ends if day), default=None)


def spans(items: Sequence[Item], first: int, end: int) -> list[Span]:
    """The stretches of time that a sentence names with their year, in order; two that “from … to …” joins are one."""
    found: list[Span] = []
    place = first
    while place < end:
        span = _date_at(items, place, first, end)
        if span is None:
            place += 1
            continue
        place = span.last + 1
        before = found[-1] if found else None
        if before and _joined(items, before, span, first):
            if before.start and span.end and before.start <= span.end:
                found[-1] = Span(before.first, span.last, before.start, span.end, before.since and before.start.day == 1)
            continue
        found.append(_opened(items, span, first))
    return found


def _joined(items: Sequence[Item], before: Span, span: Span, first: int) -> bool:
    """Whether two times are the ends of one: from … to …, between … and …, since … until …."""
    between = items[before.last + 1 : span.first]
    if len(between) > _REACH:
        return False
    if any("until" in item.roles for item in between):
        return True
    opener = any(item.key in _OPENERS for item in items[max(first, before.first - 2) : before.first])
    return (
        opener
        and len(between) <= 2
        and any(item.key in _CLOSERS or item.form.conjunction for item in (*between, items[span.first]))
    )


def _opened(items: Sequence[Item], span: Span, first: int) -> Span:
    for item in reversed(items[max(first, span.first - _REACH) : span.first]):
        if "since" in item.roles or (item.key == "from" and span.first - first <= _REACH):
            return Span(span.first, span.last, span.start, None, since=True)
        if item.kind in ("mark", "line", "number"):
            break
    return span


def _date_at(items: Sequence[Item], place: int, first: int, end: int) -> Span | None:
    if items[place].kind not in ("number", "phrase"):
        return None
    month = month_of(items[place])
    if month:
        return _month_at(items, place, month, (first, end))
    half = next((role for role in items[place].roles if role.startswith("half-")), None)
    year = _year(items[place])
    if half:
        step = next((step for step in range(place + 1, min(end, place + 4)) if _year(items[step])), None)
        year = _year(items[step]) if step else None
        if step is None or year is None:
            return None
        return Span(place, step, date(year, 1 if half == "half-1" else 7, 1), _month_end(year, 6 if half == "half-1" else 12))
    if year and place > first and items[place - 1].roles & _BEFORE_YEARS:
        return Span(place, place, date(year, 1, 1), date(year, 12, 31))
    return None


def _month_at(items: Sequence[Item], place: int, month: int, span: tuple[int, int]) -> Span | None:
    """A month with the year behind it, and the day before or behind it: 14 October 2016, October 14, 2016, آب/أغسطس 2024."""
    first, end = span
    last, day, year = place, None, None
    if place > first and items[place - 1].kind == "number" and (items[place - 1].value or 99) <= 31:
        day = int(items[place - 1].value or 0)
    for step in range(place + 1, min(end, place + 5)):
        item = items[step]
        found = _year(item)
        if found:
            last, year = step, found
            break
        if item.kind == "number" and (item.value or 99) <= 31 and day is None:
            day = int(item.value or 0)
        elif not (item.key in (",", "/", "(", ")", "of") or month_of(item) == month or item.roles & {"year", "aux"}):
            break
    if year is None:
        return None
    try:
        start = date(year, month, day or 1)
    except ValueError:
        return None
    return Span(
        place - (day is not None and items[place - 1].kind == "number"), last, start, start if day else _month_end(year, month)
    )


def _year(item: Item) -> int | None:
    if item.kind != "number" or len(item.key) != 4 or not item.key.isdigit():
        return None
    return int(item.value) if item.value and item.value in _YEARS else None


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def span_for(found: Sequence[Span], number: int, near: range) -> Span | None:
    """The stretch that a number at an item's place falls into: the last one before it, else one right behind it."""
    before = [span for span in found if span.last < number]
    behind = [span for span in found if span.first in near]
    if behind and (not before or behind[0].since):
        return behind[0]
    return before[-1] if before else None
