"""What a number counts: the noun behind it, what describes that noun, and what a case or an attack is of."""

from collections.abc import Sequence

from api.ingest.figures.groups import take_group
from api.ingest.figures.lexicon import Entry
from api.ingest.figures.tags import Item
from api.ingest.figures.window import Quantity, Window

WEAPON_VIOLATIONS = {
    "barrel-bombs": "barrel-bomb",
    "cluster-munitions": "cluster-munition-attack",
    "incendiary-weapons": "incendiary-attack",
    "chemical-weapons": "chemical-attack",
}
OTHERS = frozenset({"others", "other", "اخر", "اخرين", "اخرون", "اخران"})
_COUNTABLE = ("victims", "violations", "weapons", "facilities", "units")
_DESCRIBING = ("violations", "weapons", "facilities", "victims")
_STOPS = frozenset({",", "،", ".", ";", "؛", ":", "(", "and"})
_STOP_ROLES = frozenset({"including", "contrast", "by", "additive"})
_SMALL_ROLES = frozenset({"by", "on", "aux", "of", "including"})
_SMALL_WORDS = frozenset({"and", "or", "not", "of", "the"})
_ADJECTIVES = ("ي", "يا", "يه", "يين", "يون")
_MODIFIERS, _ARABIC_RUN, _TAIL = 3, 3, 10

Run = list[tuple[Item, Entry]]


def countable(item: Item) -> Entry | None:
    """What may be counted; persons first where a word means two things."""
    entries = [entry for entry in item.entries if entry.kind in _COUNTABLE and entry.unit]
    return min(entries, key=lambda entry: _COUNTABLE.index(entry.kind), default=None)


def take_noun(window: Window, quantity: Quantity) -> bool:
    """Takes the noun behind a number into the quantity, with what describes it; False where there is none."""
    run, last, passed = noun_run(window, quantity.last + 1)
    if not run:
        return False
    quantity.last = last
    describe(quantity, run)
    take_group(window, quantity)
    for item in passed:
        entry = item.means("weapons", "facilities")
        if entry:
            _add(quantity, entry)
    take_tail(window, quantity, run)
    return True


def noun_run(window: Window, place: int) -> tuple[Run, int, list[Item]]:
    """The nouns from a place on, where they end, and the modifiers passed over before them: 19 *forcibly deported* refugees."""
    run: Run = []
    last = place - 1
    passed: list[Item] = []
    while (item := window.item(place)) is not None and len(run) < _ARABIC_RUN:
        entry = countable(item)
        if entry and _stands_in_run(item, run):
            run.append((item, entry))
            last = place
        elif entry and item.form.preposition:
            break
        elif not (run and _is_arabic_adjective(item)):
            if run or len(passed) == _MODIFIERS or not _is_modifier(window, item, place):
                break
            passed.append(item)
        place += 1
    return run, last, passed


def _stands_in_run(item: Item, run: Run) -> bool:
    if run:
        return not (item.form.conjunction or item.form.preposition)
    return item.form.preposition in ("", "ل")


def _is_arabic_adjective(item: Item) -> bool:
    return item.kind == "word" and not item.key.isascii() and item.key.endswith(_ADJECTIVES)


def _is_modifier(window: Window, item: Item, place: int) -> bool:
    if not item.key.isascii():
        return item.key == "من" and _is_group(window.item(place + 1))
    if item.key == "and":
        before, after = window.item(place - 1), window.item(place + 1)
        return bool(before and after and before.means("violations") and after.means("violations"))
    if item.kind == "word":
        return item.key not in _SMALL_WORDS
    if item.kind != "phrase" or item.roles & _SMALL_ROLES or item.means("number"):
        return False
    return not (item.entries or item.roles) or bool(
        item.means("violations", "weapons", "parties") or item.roles & {"another", "article", "agency"}
    )


def _is_group(item: Item | None) -> bool:
    return item is not None and item.means("victims", "facilities") is not None


def describe(quantity: Quantity, run: Run) -> None:
    """What the nouns say; the unit is that of the main one: the last in English, the first in Arabic."""
    ordered = run[::-1] if run[0][0].key.isascii() else run
    quantity.has_noun = True
    quantity.others = any(item.form.stem in OTHERS for item, _ in run)
    quantity.unit = ordered[0][1].unit
    for _, entry in ordered:
        _add(quantity, entry)


def _add(quantity: Quantity, entry: Entry) -> None:
    if entry.kind == "victims" and quantity.victim in (None, "any"):
        quantity.victim = entry.code
    elif entry.kind == "violations":
        # “two cases of dying due to torture”
        torture = quantity.violation == "killing" and entry.code == "death-by-torture"
        quantity.violation = entry.code if torture else quantity.violation or entry.code
    elif entry.kind == "weapons" and quantity.weapon is None:
        quantity.weapon = entry.code
        quantity.violation = quantity.violation or WEAPON_VIOLATIONS.get(entry.code)
    elif entry.kind == "facilities" and quantity.facility is None:
        quantity.facility = entry.code
        quantity.violation = quantity.violation or "attack-on-vital-facility"


def take_tail(window: Window, quantity: Quantity, run: Sequence[tuple[Item, Entry]]) -> None:
    """What follows a case, an attack or an incident says which: of arrest, on schools, with incendiary weapons."""
    if not any(entry.kind == "units" for _, entry in run) or (quantity.violation and quantity.unit != "persons"):
        return
    for place in range(quantity.last + 1, min(window.end, quantity.last + 1 + _TAIL)):
        item = window.items[place]
        if item.kind in ("number", "line") or item.key in _STOPS or item.roles & _STOP_ROLES or item.form.conjunction:
            return
        entry = item.means(*(_DESCRIBING if quantity.unit == "persons" else _DESCRIBING[:3]))
        unit = item.means("units")
        if entry:
            _add(quantity, entry)
            quantity.last = place if place - quantity.last <= _MODIFIERS else quantity.last
        elif unit and unit.code == "facilities":
            quantity.violation = quantity.violation or "attack-on-vital-facility"
