"""Pass 3: numbers and what they count, number words, duals and implied ones included."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from api.ingest.figures.ellipses import take_ellipsis, take_label
from api.ingest.figures.groups import take_group
from api.ingest.figures.lexicon import Entry
from api.ingest.figures.mentions import joins
from api.ingest.figures.nouns import Run, countable, describe, noun_run, take_noun, take_tail
from api.ingest.figures.refusals import is_change, is_measure, is_numbering, is_rate, is_year
from api.ingest.figures.tags import Item
from api.ingest.figures.window import ANDS, COMMAS, Quantity, Window

_QUALIFIERS = ("at-least", "more-than", "about")
# لا تقل الحصيلة عن: the verb and its preposition, with words between them.
_SPLIT_QUALIFIERS = {
    "at-least": (("عن",), ("يقل", "تقل", "لايقل", "لاتقل")),
    "more-than": (("عن", "علي"), ("يزيد", "تزيد")),
}
_BULLETS = frozenset({"-", "–", "•"})
# وأصيب آخر: one more, of the same people or not.
_ANOTHER = "اخر"
_REACH = 3


def find_quantities(items: Sequence[Item], first: int, end: int, values: AbstractSet[float] = frozenset()) -> list[Quantity]:
    """The quantities of one sentence, in order. values: those that the text has stated before."""
    window = Window(items, first, end, values)
    place = first
    while place < end:
        quantity = _quantity_at(window, place)
        if quantity:
            window.found.append(quantity)
        place = quantity.last + 1 if quantity else place + 1
    return window.found


def _quantity_at(window: Window, place: int) -> Quantity | None:
    item = window.items[place]
    if item.kind == "number":
        return _counted(window, place)
    entry = countable(item) if item.entries else None
    return _noun_alone(window, place, entry) if entry else None


def _counted(window: Window, place: int) -> Quantity | None:
    """A number in digits or words; “the five”, الخمسة, only refers to one."""
    item = window.items[place]
    if item.value is None or item.form.article or _is_adjective(window, place):
        return None
    if is_numbering(window, place) or is_measure(window, place):
        return None
    first, qualifier = _qualifier(window, place)
    quantity = Quantity(item.value, qualifier, first, place, place)
    after = window.item(place + 1)
    if after and ("percent" in after.roles or after.key in ("%", "٪")):
        quantity.unit, quantity.last, quantity.has_noun = "percent", place + 1, True
        return None if is_change(window, place) else quantity
    if item.value != int(item.value) or not (take_noun(window, quantity) or take_ellipsis(window, quantity)):
        return None
    if _names_again(window, quantity):
        window.reference = quantity.value
        return None
    if window.reference is not None and quantity.reference is None:
        quantity.reference, quantity.partitive, window.reference = window.reference, True, None
    take_label(window, quantity)
    _take_qualifier_after(window, quantity)
    return None if is_year(window, quantity) or is_rate(window, quantity) else quantity


def _names_again(window: Window, quantity: Quantity) -> bool:
    """“Of the 124 detentions recorded”: a number stated before, only pointed at."""
    pointed = window.key(quantity.first - 1) == "the" and (
        window.key(quantity.first - 2) == "of" or "out-of" in window.roles(quantity.first - 2)
    )
    return pointed and quantity.has_noun and quantity.value in window.values


def _is_adjective(window: Window, place: int) -> bool:
    """عائلة واحدة: one family, of which nothing is counted."""
    item, before = window.items[place], window.item(place - 1)
    spelt = item.value == 1 and not item.key.isascii() and not item.key.isdigit()
    return spelt and not item.form.conjunction and before is not None and before.kind == "word"


def _qualifier(window: Window, place: int) -> tuple[int, str]:
    """Where a number with its qualifying words begins, and what they say."""
    for back in range(1, _REACH + 1):
        item = window.item(place - back)
        if item is None or item.kind in ("number", "mark", "line"):
            break
        found = next((name for name in _QUALIFIERS if name in item.roles), None)
        if found:
            return place - back, found
        if (item.kind == "phrase" and not item.roles & {"article", "aux", "on"}) or item.key in ("and", "في"):
            break
    for name, (prepositions, verbs) in _SPLIT_QUALIFIERS.items():
        if window.key(place - 1) in prepositions and any(window.key(place - back) in verbs for back in range(2, 7)):
            return place, name
    return place, "exact"


def _take_qualifier_after(window: Window, quantity: Quantity) -> None:
    """94 facilities at least; مجزرتين على الأقل."""
    item = window.item(quantity.last + 1)
    if item and "at-least" in item.roles and item.key in ("at", "علي") and quantity.qualifier == "exact":
        quantity.qualifier, quantity.last = "at-least", quantity.last + 1


def _noun_alone(window: Window, place: int, entry: Entry) -> Quantity | None:
    """طفلان is two, سيدة واحدة one, مدنيين اثنين two; a bare singular counts one only where its surroundings count."""
    item = window.items[place]
    if item.key.isascii() and entry.number is None:
        return None
    run, last, _ = noun_run(window, place)
    counted = window.item(last + 1)
    told = counted and counted.kind == "number" and not (counted.form.conjunction or counted.form.preposition)
    if told and counted and not item.key.isascii() and (counted.value, entry.number) in ((1, 1), (2, 2), (2, None)):
        return _alone(window, (place, last + 1), run, counted.value or 0)
    if entry.number == 2 and not item.form.article:
        return _alone(window, (place, last), run, 2.0)
    if entry.number == 1 and not (item.form.article or item.form.preposition):
        start = place if not item.key.isascii() else _article_before(window, place)
        if start is not None and _counts_one(window, place, start, entry):
            return _alone(window, (start, last), run, 1.0)
    return None


def _alone(window: Window, span: tuple[int, int], run: Run, value: float) -> Quantity:
    first, qualifier = _qualifier(window, span[0])
    quantity = Quantity(value, qualifier, first, span[1], span[0])
    describe(quantity, run)
    take_group(window, quantity)
    take_tail(window, quantity, run)
    _take_qualifier_after(window, quantity)
    return quantity


def _article_before(window: Window, place: int) -> int | None:
    """Where “a” or “an” stands before an English noun, words like “media” or “female” between them."""
    for step in range(place - 1, place - 1 - _REACH, -1):
        if "article" in window.roles(step):
            return None if window.key(step) == "the" else step
        item = window.item(step)
        if item is None or item.kind != "word":
            return None
    return None


def _counts_one(window: Window, place: int, start: int, entry: Entry) -> bool:
    """A bare singular counts one in a list of those included, beside another count, or right after what was done to it."""
    before = window.item(start - 1)
    if before is None or before.key in _BULLETS:
        return entry.kind == "victims" and (window.items[place].key.isascii() or before is not None)
    if "adverb" in before.roles:
        before = window.item(start - 2) or before
    listed = before.roles & {"including", "of"} or ("additive" in before.roles and window.before)
    return bool(listed) or _is_beside(window, place, start) or _is_done_to(window, place, start, entry)


def _is_done_to(window: Window, place: int, start: int, entry: Entry) -> bool:
    """مقتل إعلامي; أصيب آخر; ألقى النظام برميلاً; “committed a massacre”."""
    back = 2 if "adverb" in window.roles(start - 1) else 1
    before, arabic = window.items[start - back], not window.items[place].key.isascii()
    deed, named = before.means("violations") is not None, arabic and bool(before.parties)
    if window.items[place].form.stem == _ANOTHER:
        return window.before is not None and joins(before) and deed
    if entry.kind == "victims" and entry.code != "any":
        told = "aux" in window.roles(place + 1) and (said := window.item(place + 2)) is not None and said.means("violations")
        return deed or named or (not arabic and bool(told))
    if named and entry.kind == "weapons":
        return any("drop" in window.roles(start - step) for step in (2, 3))
    return "commit" in before.roles or (named and entry.kind == "violations")


def _is_beside(window: Window, place: int, start: int) -> bool:
    counted = window.before
    named = window.items[place].form.conjunction and "by" in window.roles(place + 1)
    if counted is None or (counted.last < start - _REACH and not named):
        return False
    if named:
        return True
    if any(item.means("violations") for item in window.items[counted.last + 1 : start]):
        return False
    key = window.key(start - 1)
    return window.items[place].form.conjunction or key in ANDS or key in COMMAS
