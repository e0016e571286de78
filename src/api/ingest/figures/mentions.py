"""The parties that a sentence names: which words do, which of them together, and which name nobody who did anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.ingest.figures.parts import is_member
from api.ingest.figures.tags import Item
from api.ingest.figures.window import Quantity

# What two parties named in one breath are together; other pairs have no code of their own.
_JOINT = {
    frozenset({"syrian-regime", "russian-forces"}): "syrian-russian-alliance",
    frozenset({"syrian-regime", "syrian-russian-alliance"}): "syrian-russian-alliance",
    frozenset({"russian-forces", "syrian-russian-alliance"}): "syrian-russian-alliance",
    frozenset({"isis", "hts"}): "extremist-islamist-groups",
    frozenset({"syrian-regime", "iranian-militias"}): "syrian-regime",
}
# Small words between fighters and the party that they are of.
_OF = frozenset({"of", "from", "the", "في", "من"})
_HOLDING = frozenset({"held", "controlled", "run"})
_AGENT_REACH, _JOIN_REACH, _EACH_REACH, _HEDGE_REACH, _CONTROL_REACH, _DATE_REACH = 7, 4, 9, 4, 4, 3


@dataclass(slots=True)
class Mention:
    """Parties named together, items first to last. agent: “by …”; several codes: each of them for itself."""

    first: int
    last: int
    codes: list[str]
    agent: bool
    believed: bool


def joins(item: Item) -> bool:
    """Whether an item is “and”, or has it written with it."""
    return item.key in ("and", "و") or item.form.conjunction


def party_of(item: Item, day: date | None) -> str | None:
    """The party that an item names on a day; without a day, the one that it has always meant, if there is one."""
    for entry in item.parties:
        if day is None and entry.valid_from and len(item.parties) > 1:
            continue
        if day and ((entry.valid_from and day < entry.valid_from) or (entry.valid_to and entry.valid_to < day)):
            continue
        return entry.code
    return item.parties[0].code if len({entry.code for entry in item.parties}) == 1 else None


def mentions(items: Sequence[Item], span: tuple[int, int], quantities: Sequence[Quantity], day: date | None) -> list[Mention]:
    """The parties named in a sentence as having done something, in order."""
    taken = {place for quantity in quantities if quantity.has_noun for place in range(quantity.first, quantity.last + 1)}
    starts = {quantity.first for quantity in quantities}
    found: list[Mention] = []
    for place in range(*span):
        code = None if place in taken else party_of(items[place], day)
        if code is None or _is_no_doer(items, place, quantities):
            continue
        if found and (_is_aside(items[found[-1].last + 1 : place]) or _is_member_named(items, found[-1], place, code)):
            continue
        if found and _is_named_by(items[found[-1].last + 1 : place], found[-1]):
            found[-1].codes, found[-1].last = [code], place
        elif found and _is_joined(items, found[-1].last, place, starts):
            found[-1].codes.append(code)
            found[-1].last = place
        else:
            believed = any("hedge" in item.roles for item in items[max(span[0], place - _HEDGE_REACH) : place])
            found.append(Mention(place, place, [code], _is_agent(items, place, span[0]), believed))
    for mention in found:
        mention.codes = _together(items, mention, span)
    return found


def _is_no_doer(items: Sequence[Item], place: int, quantities: Sequence[Quantity]) -> bool:
    """The party that is fought (“the coalition against ISIS”), or of those counted (“60 fighters of the SDF”): not who did it."""
    fought = place and ("against" in items[place - 1].roles or items[place - 1].key == "anti")
    if fought or _is_in_a_date(items, place) or _is_in_control(items, place) or _is_of_another_time(items, place):
        return True
    before = next((q for q in reversed(quantities) if q.last < place), None)
    if before is None or before.unit != "persons":
        return False
    between = items[before.last + 1 : place]
    if len(between) > _JOIN_REACH or any(item.kind in ("number", "mark", "line") or "by" in item.roles for item in between):
        return False
    if any("belonging" in item.roles for item in between):
        return True
    fighters = before.victim == "combatants" and bool(between) and between[-1].key in _OF
    return fighters and not any(item.means("violations") or "agency" in item.roles for item in between)


def _is_in_a_date(items: Sequence[Item], place: int) -> bool:
    """“since the start of a government offensive”: the party dates the count."""
    for back in range(place - 1, max(-1, place - 1 - _DATE_REACH), -1):
        item = items[back]
        if item.key == "amid":
            return True
        if "beginning" in item.roles:
            return any("since" in other.roles for other in items[max(0, back - 2) : back])
        if item.kind not in ("word", "phrase") or item.roles & {"by", "commit"} or item.parties or item.means("violations"):
            return False
    return False


def _is_in_control(items: Sequence[Item], place: int) -> bool:
    """“a village controlled by the regime”, “ISIS-held areas”: who holds a place is not said to have done anything there."""
    before = items[max(0, place - _CONTROL_REACH) : place]
    near = next((item for item in reversed(before) if "control" in item.roles or item.key not in _OF | {"by"}), None)
    after = items[place + 1] if place + 1 < len(items) else None
    return (near is not None and "control" in near.roles) or (after is not None and after.tied and after.key in _HOLDING)


def _is_of_another_time(items: Sequence[Item], place: int) -> bool:
    """“children when they were arrested by the regime”: that deed is not the one that is counted."""
    for back in range(place - 1, max(-1, place - 1 - _AGENT_REACH), -1):
        if "when" in items[back].roles:
            between = items[back + 1 : place]
            return any("by" in item.roles for item in between) and any(item.means("violations") for item in between)
        if items[back].kind in ("number", "mark", "line"):
            return False
    return False


def _is_aside(between: Sequence[Item]) -> bool:
    """“government forces (army, security and foreign militias)”: the brackets explain the party before them."""
    if not between:
        return False
    if any("namely" in item.roles for item in between[:2]):
        return not any(item.kind in ("number", "line") or "by" in item.roles or item.means("violations") for item in between)
    return between[0].key == "(" and not any(item.key == ")" or item.kind == "number" for item in between)


def _is_named_by(between: Sequence[Item], group: Mention) -> bool:
    """“the armed factions affiliated to ISIS”: they are of whom they are said to be, not of the opposition."""
    return group.codes == ["armed-opposition-sna"] and any("belonging" in item.roles for item in between[:2])


def _is_member_named(items: Sequence[Item], group: Mention, place: int, code: str) -> bool:
    """“the extremist groups, ISIS and HTS”: who belongs to a group explains it, unless it has a number of its own."""
    if not is_member(code, group.codes[0]):
        return False
    ends = next((item for item in items[place + 1 :] if item.key != ")" and not item.parties and not joins(item)), None)
    between = items[group.last + 1 : place]
    plain = all(item.key in ("(", ",", "،", "and", "و") or item.parties for item in between)
    told = ends is not None and (ends.key == ":" or (bool(between) and ends.means("violations") is not None))
    return plain and not told


def _is_agent(items: Sequence[Item], place: int, first: int) -> bool:
    if items[place].form.preposition == "ل":
        near = items[max(first, place - 2) : place]
        return not any("agency" in item.roles for item in near) or any({"by", "agency"} <= item.roles for item in near)
    if _is_in_strikes(items, place):
        return True
    for before in reversed(items[max(first, place - _AGENT_REACH) : place]):
        if "by" in before.roles:
            return True
        if before.kind in ("number", "mark") or before.parties or before.means("victims"):
            return False
    return False


def _is_in_strikes(items: Sequence[Item], place: int) -> bool:
    """“killed in suspected Russian airstrikes”: the strikes are theirs."""
    flown = any("agency" in item.roles for item in items[place + 1 : place + 3])
    opener = next((item for item in reversed(items[max(0, place - 3) : place]) if "hedge" not in item.roles), None)
    adjective = any(entry.adjective for entry in items[place].entries)
    return flown and adjective and opener is not None and opener.key == "in"


def _is_joined(items: Sequence[Item], last: int, place: int, starts: set[int]) -> bool:
    """“the regime and its Russian ally”, النظام وروسيا: nothing but small words between, and an “and”."""
    between = items[last + 1 : place]
    if len(between) > _JOIN_REACH or any(step in starts for step in range(last + 1, place)):
        return False
    if any(
        "by" in item.roles or item.kind in ("mark", "line", "number") or item.means("violations", "victims") for item in between
    ):
        return False
    return items[place].form.conjunction or any(joins(item) for item in between)


def _together(items: Sequence[Item], mention: Mention, span: tuple[int, int]) -> list[str]:
    codes = list(dict.fromkeys(mention.codes))
    if len(codes) == 1 or _is_each(items, mention, span):
        return codes
    joint = _JOINT.get(frozenset(codes))
    return [joint] if joint else []


def _is_each(items: Sequence[Item], mention: Mention, span: tuple[int, int]) -> bool:
    if any("each" in item.roles for item in items[max(span[0], mention.first - 2) : mention.first]):
        return True
    for item in items[mention.last + 1 : min(span[1], mention.last + _EACH_REACH)]:
        if item.kind == "mark":
            return False
        if "each" in item.roles:
            return True
    return False
