"""Number words and digits to values, in both languages: forty-six, two thousand and six, أربعة آلاف و671, مئة وثلاثة وعشرين."""

from collections.abc import Sequence

from api.ingest.figures.tags import Item
from api.ingest.figures.tokens import number_of

_MULTIPLIERS = (1_000, 1_000_000)
_AND = ("and", "و")
# In Arabic “by seven” and “for nine” are one word: بسبعة، لتسعة.
_PREPOSITIONS = ("", "ب", "ل")


def merge_numbers(items: Sequence[Item]) -> list[Item]:
    """The same items, each number one item of kind “number” with its value (None where it is no count)."""
    merged: list[Item] = []
    place = 0
    while place < len(items):
        length, value = _number_at(items, place)
        if length:
            first, last = items[place], items[place + length - 1]
            merged.append(Item("number", first.key, first.start, last.end, form=first.form, value=value))
            place += length
        else:
            merged.append(items[place])
            place += 1
    return merged


def _number_at(items: Sequence[Item], place: int) -> tuple[int, float | None]:
    first = _value(items[place])
    if first is None:
        return (1, None) if items[place].kind == "number" else (0, None)
    if items[place].form.stem == "الاف":
        return 0, None
    digits = items[place].kind == "number"
    total, current = (first, 0.0) if first in _MULTIPLIERS and not digits else (0.0, first)
    length = 1
    while True:
        step, joined = _next(items, place + length)
        if step is None:
            break
        value = _value(items[place + length + step - 1])
        if value is None:
            break
        grown = _grow(total, current, value, joined=joined, digits=digits)
        if grown is None:
            break
        total, current = grown
        length += step
        digits = items[place + length - 1].kind == "number"
    return length, total + current


def _next(items: Sequence[Item], place: int) -> tuple[int | None, bool]:
    """How many items on the next number stands, and whether an “and” joins it."""
    if place >= len(items):
        return None, False
    if items[place].key in _AND and place + 1 < len(items):
        return 2, True
    return 1, items[place].form.conjunction


def _value(item: Item) -> float | None:
    if item.kind == "number":
        return number_of(item.key)
    entry = item.means("number")
    return float(entry.code) if entry and item.form.preposition in _PREPOSITIONS else None


def _grow(total: float, current: float, value: float, *, joined: bool, digits: bool) -> tuple[float, float] | None:
    """The number with one part more, as (what is closed, what still grows); None where the part belongs to another number."""
    if value in _MULTIPLIERS:
        fits = not joined and current < value and (current or not total)
        return (total + (current or 1) * value, 0.0) if fits else None
    if current == 0:
        return (total, value) if total and value < 1_000 else None
    if value == 100:
        return (total, current * 100) if not joined and current < 10 else None
    if digits:
        return (total, current + value) if joined and current % 100 == 0 and value < 100 else None
    return (total, current + value) if _adds(current, value, joined=joined) else None


def _adds(current: float, value: float, *, joined: bool) -> bool:
    """A hundred and six; forty-six; ستة وأربعون, the unit first and always with “and”."""
    rest = current % 100
    if current >= 100 and rest == 0:
        return value < 100
    if joined:
        return 1 <= rest < 10 and value % 10 == 0 and 20 <= value < 100
    return rest >= 20 and rest % 10 == 0 and value < 10
