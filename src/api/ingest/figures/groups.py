"""Who a number counts where a group follows its noun: persons of the medical staff, medics and rescuers, fighters of a party."""

from api.ingest.figures.tags import Item
from api.ingest.figures.window import ANDS, COMMAS, Quantity, Window

# Groups that one number counts together; other pairs have no code of their own.
_JOINT = {frozenset({"medical-personnel", "civil-defence"}): "medical-and-civil-defence"}
_TRADES = frozenset({"medical-personnel", "civil-defence", "medical-and-civil-defence", "media-workers"})
_PEOPLE = frozenset({"any", "combatants", None})
_FROM = frozenset({"of", "from", "من"})
_OF = _FROM | {"في"}
_MEMBERS = frozenset({"member", "members", "عنصر", "عناصر", "عنصران", "عنصرين", "فرد", "افراد"})
_ROUND, _COUNTED_SINGLY = 100, 10


def take_group(window: Window, quantity: Quantity) -> None:
    """Takes in what is said of those counted right behind their noun."""
    _take_children_and_women(window, quantity)
    _take_members(window, quantity)
    _take_of(window, quantity)
    _take_same(window, quantity)
    _take_joined(window, quantity)
    if quantity.victim in ("any", "civilians") and "under-age" in window.roles(quantity.last + 1):
        quantity.victim, quantity.last = "children", quantity.last + 1


def _take_children_and_women(window: Window, quantity: Quantity) -> None:
    """500 طفل وامرأة counts both in one number."""
    joined = window.item(quantity.last + 1)
    entry = joined.means("victims") if joined and joined.form.conjunction else None
    rounded = quantity.value % _ROUND == 0 and quantity.victim == "children"
    if rounded and entry and (entry.code, entry.number) == ("women", 1):
        quantity.victim, quantity.last = "children-and-women", quantity.last + 1


def _take_members(window: Window, quantity: Quantity) -> None:
    """16 عنصراً من القوات: members of an armed party are fighters."""
    noun = window.items[quantity.last]
    of = window.key(quantity.last + 1) in _OF or "belonging" in window.roles(quantity.last + 1)
    party = any((item := window.item(quantity.last + step)) is not None and item.parties for step in (2, 3))
    if quantity.victim == "any" and _spelt(noun) & _MEMBERS and of and party:
        quantity.victim = "combatants"


def _spelt(item: Item) -> set[str]:
    return {item.key, item.form.stem}


def _take_of(window: Window, quantity: Quantity) -> None:
    """ثمانية أشخاص من الكوادر الطبية, “one person from the medical staff”: the group says who the persons are."""
    described = window.item(quantity.last + 1)
    glued = described.means("victims") if described and described.form.preposition == "ب" else None
    if glued and glued.code in _TRADES and quantity.victim in _PEOPLE:
        quantity.victim, quantity.last = glued.code, quantity.last + 1
        return
    passed = described is not None and (described.key in COMMAS or (described.kind == "word" and described.key not in _FROM))
    step = quantity.last + 1 + passed
    inside = window.key(step) == "في"
    if quantity.victim not in _PEOPLE or not (inside or window.key(step) in _FROM):
        return
    step += 2 if "article" in window.roles(step + 1) else 1
    group = window.item(step)
    entry = group.means("victims") if group else None
    if entry and (not inside or entry.code in _TRADES):
        quantity.victim, quantity.last = entry.code, step


def _take_same(window: Window, quantity: Quantity) -> None:
    """366 إعلامياً وناشطاً: after a number above ten, a second noun for the same people counts nobody more."""
    joined = window.item(quantity.last + 1)
    entry = joined.means("victims") if joined and joined.form.conjunction else None
    again = entry is not None and entry.number == 1 and entry.code in (quantity.victim, "any")
    if again and quantity.value > _COUNTED_SINGLY and "by" not in window.roles(quantity.last + 2):
        quantity.last += 1


def _take_joined(window: Window, quantity: Quantity) -> None:
    """“81 medics and civil defense personnel”: one number over trades; three of them have no code but that of anybody."""
    while quantity.victim in _TRADES and (found := _joined_trade(window, quantity.last + 1)):
        code, last = found
        if code != quantity.victim:
            quantity.victim = _JOINT.get(frozenset({quantity.victim, code}), "any")
        quantity.last = last


def _joined_trade(window: Window, place: int) -> tuple[str, int] | None:
    step = place + 1 if window.key(place) in ANDS else place
    item = window.item(step)
    if item is None or (step == place and not item.form.conjunction):
        return None
    entry = item.means("victims")
    return (entry.code, step) if entry and entry.number is None and entry.code in _TRADES else None
