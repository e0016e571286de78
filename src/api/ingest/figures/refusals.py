"""Which numbers are no figures: years, dates, pages, articles, list numbers, ages, rates, changes, ranges, populations."""

from api.ingest.figures.nouns import countable
from api.ingest.figures.periods import month_of
from api.ingest.figures.window import ANDS, COMMAS, Quantity, Window

_BEFORE = frozenset({"number-of", "age", "year"})
_AFTER = frozenset({"time", "measure", "rate", "age"})
_GLUED = frozenset({"st", "nd", "rd", "th", "m", "km"})
_OPEN_YEAR = frozenset({"since", "on", "aux"})
_QUALIFIERS = frozenset({"at-least", "more-than", "about"})
_RATE_REACH = 4
_FIRST_YEAR, _LAST_YEAR, _LAST_DAY = 1900, 2100, 31


def is_numbering(window: Window, place: int) -> bool:
    """A list number, a code (R190804), or what follows an article, a resolution, an age, a month."""
    if place == window.begin and window.key(place + 1) in ("-", "–", ")", ".", "/"):
        return True
    item, before = window.items[place], window.item(place - 1)
    if before is None:
        return False
    if _is_counted_off(window, place) or _is_day_or_year(window, place):
        return True
    if before.kind == "word" and before.end == item.start and before.key.isascii():
        return True
    chained = before.key in ANDS or before.key in COMMAS
    earlier = window.item(place - 2)
    return bool(chained and earlier and earlier.kind == "number" and "number-of" in window.roles(place - 3))


def _is_counted_off(window: Window, place: int) -> bool:
    """Article 8, resolution 2139, the year 2016; but خلال عام 50 مركزاً counts."""
    roles, after = window.roles(place - 1), window.item(place + 1)
    counts = (window.items[place].value or 0) < _FIRST_YEAR and after is not None and countable(after) is not None
    return bool(roles & _BEFORE) and not (roles & _BEFORE == {"year"} and counts)


def _is_day_or_year(window: Window, place: int) -> bool:
    """The number after a month, unless it is neither a day nor a year and something counted follows."""
    before, value = window.item(place - 1), window.items[place].value or 0
    if before is None or not month_of(before) or value > _LAST_YEAR:
        return False
    after = window.item(place + 1)
    # “the August 16 airstrikes” were on one day.
    named = window.key(place - 2) == "the" and value <= _LAST_DAY
    return value >= _FIRST_YEAR or named or not (after and countable(after))


def is_measure(window: Window, place: int) -> bool:
    """25 days, 41-page, 27th, 14 October, 12-year-old."""
    item, after = window.items[place], window.item(place + 1)
    if after is None:
        return False
    if after.tied or after.roles & _AFTER or month_of(after):
        return True
    return after.start == item.end and after.key in _GLUED


def is_change(window: Window, place: int) -> bool:
    """A 69 % decline; rose by 40 %; a share of weapons that fail to explode; between 12 and 35 %."""
    by = window.key(place - 1) in ("by", "بنسبه")
    around = range(place - 8 if by else place - 3, place + 5)
    if any("change" in window.roles(step) or window.key(step) in ("fail", "failure", "dud") for step in around):
        return True
    before = window.item(place - 2)
    ranged = window.key(place - 1) in ("and", "to", "و", "الي", "-", "–")
    return before is not None and before.kind == "number" and ranged


def is_rate(window: Window, quantity: Quantity) -> bool:
    """Nine a day; people who live somewhere."""
    if _is_definition(window, quantity):
        return True
    if "rate" in window.roles(quantity.first - 1) or "population" in window.roles(quantity.last + 1):
        return True
    for step in range(quantity.last + 1, quantity.last + 1 + _RATE_REACH):
        if window.closes(step):
            return False
        # In Arabic “at a rate of” leads to the next number: طفلاً، أي بمعدل 10 أطفال.
        if "rate" in window.roles(step) and (step == quantity.last + 1 or window.key(step).isascii()):
            return True
    return False


def _is_definition(window: Window, quantity: Quantity) -> bool:
    """A massacre is an event in which five people are killed: الحدث الذي يُقتل فيه خمسة أشخاص."""
    place = quantity.first
    return window.key(place - 1) in ("فيه", "فيها", "which") and (
        window.key(place - 2) in ("يقتل", "تقتل") or "are" in (window.key(quantity.last + 1), window.key(quantity.last + 2))
    )


def is_year(window: Window, quantity: Quantity) -> bool:
    """Four digits that count nothing, or that stand where a year does, as in “in 2015 civilians were”."""
    key = window.key(quantity.number)
    if not (len(key) == 4 and key.isdigit() and _FIRST_YEAR <= quantity.value <= _LAST_YEAR):
        return False
    listed = window.joins_before(quantity.number) or window.key(quantity.number - 1) in COMMAS
    if listed and window.roles(quantity.number + 1) & {"by", "of"}:
        return False
    before = window.item(quantity.number - 1)
    dated = before and before.roles & _OPEN_YEAR and not before.roles & _QUALIFIERS and before.key not in ("of", "by")
    return not quantity.has_noun or bool(dated)
