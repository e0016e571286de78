"""Who did it: the parties that a sentence names, and which of its numbers each of them belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.ingest.figures.tags import Item
from api.ingest.figures.window import COMMAS, Quantity

# What two parties named in one breath are together; other pairs have no code of their own.
_JOINT = {
    frozenset({"syrian-regime", "russian-forces"}): "syrian-russian-alliance",
    frozenset({"syrian-regime", "syrian-russian-alliance"}): "syrian-russian-alliance",
    frozenset({"russian-forces", "syrian-russian-alliance"}): "syrian-russian-alliance",
    frozenset({"isis", "hts"}): "extremist-islamist-groups",
    frozenset({"syrian-regime", "iranian-militias"}): "syrian-regime",
}
_BROAD = frozenset({"civilians", "any", None})
_HARD = frozenset({";", "؛", ":", "–", "("})
_AGENT_REACH, _JOIN_REACH, _EACH_REACH, _HEDGE_REACH = 7, 4, 9, 4


@dataclass(slots=True)
class Mention:
    """Parties named together, items first to last. agent: “by …”; several codes: each of them for itself."""

    first: int
    last: int
    codes: list[str]
    agent: bool
    believed: bool


@dataclass(frozen=True, slots=True)
class Owner:
    """Who did what a number counts. subject: named before it, and so for all that follows; else bound to this number alone."""

    codes: tuple[str, ...]
    believed: bool
    subject: bool
    place: int = 0


def joins(item: Item) -> bool:
    """Whether an item is “and”, or has it written with it."""
    return item.key in ("and", "و") or item.form.conjunction


def party_of(item: Item, day: date | None) -> str | None:
    """The party that an item names on a day; without a day, the one with the longest past."""
    for entry in item.parties:
        if day is None and entry.valid_from and entry.valid_to is None and len(item.parties) > 1:
            continue
        if day and ((entry.valid_from and day < entry.valid_from) or (entry.valid_to and entry.valid_to < day)):
            continue
        return entry.code
    return item.parties[0].code if len({entry.code for entry in item.parties}) == 1 else None


def owners(
    items: Sequence[Item], span: tuple[int, int], quantities: Sequence[Quantity], day: date | None
) -> tuple[list[Owner | None], list[Mention]]:
    """For each quantity of a sentence, who it is attributed to there (None where nobody is named); and the mentions."""
    first, end = span
    named = _mentions(items, span, quantities, day)
    found: list[Owner | None] = [None] * len(quantities)
    bound: set[int] = set()
    for index, mention in enumerate(named):
        since = max(_clause_start(items, mention.first, first), named[index - 1].last + 1 if index else first)
        stop = named[index + 1].first if index + 1 < len(named) else end
        behind = [
            place for place, q in enumerate(quantities) if since <= q.first and q.last < mention.first and place not in bound
        ]
        ahead = [place for place, q in enumerate(quantities) if mention.last < q.first]
        codes = tuple(mention.codes)
        if behind and any("most" in item.roles for item in items[quantities[behind[-1]].last + 1 : mention.first]):
            continue
        if behind and _binds_back(
            items, mention, quantities[behind[-1]], follows=any(quantities[place].first < stop for place in ahead)
        ):
            for place in _coordinated(items, mention, behind, quantities):
                if found[place] and place != behind[-1]:
                    continue
                found[place] = Owner(codes, mention.believed, subject=False, place=mention.first)
                bound.add(place)
        else:
            for place in ahead:
                if _is_cut(items[mention.last + 1 : quantities[place].first]):
                    break
                found[place] = Owner(codes, mention.believed, subject=True, place=mention.first)
    return found, named


def _mentions(items: Sequence[Item], span: tuple[int, int], quantities: Sequence[Quantity], day: date | None) -> list[Mention]:
    taken = {place for quantity in quantities if quantity.has_noun for place in range(quantity.first, quantity.last + 1)}
    starts = {quantity.first for quantity in quantities}
    found: list[Mention] = []
    for place in range(*span):
        code = None if place in taken else party_of(items[place], day)
        if code is None or (found and _is_aside(items[found[-1].last + 1 : place])):
            continue
        if found and _is_joined(items, found[-1].last, place, starts):
            found[-1].codes.append(code)
            found[-1].last = place
        else:
            believed = any("hedge" in item.roles for item in items[max(span[0], place - _HEDGE_REACH) : place])
            found.append(Mention(place, place, [code], _is_agent(items, place, span[0]), believed))
    for mention in found:
        mention.codes = _together(items, mention, span)
    return found


def _is_aside(between: Sequence[Item]) -> bool:
    """“government forces (army, security and foreign militias)”: the brackets explain the party before them."""
    return bool(between) and between[0].key == "(" and not any(item.key == ")" or item.kind == "number" for item in between)


def _is_agent(items: Sequence[Item], place: int, first: int) -> bool:
    if items[place].form.preposition == "ل":
        return not any("agency" in item.roles for item in items[max(first, place - 2) : place])
    for before in reversed(items[max(first, place - _AGENT_REACH) : place]):
        if "by" in before.roles:
            return True
        if before.kind in ("number", "mark") or before.parties or before.means("victims"):
            return False
    return False


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


def _clause_start(items: Sequence[Item], place: int, first: int) -> int:
    for step in range(place - 1, first - 1, -1):
        if "contrast" in items[step].roles or items[step].key in _HARD:
            return step + 1
    return first


def _is_cut(between: Sequence[Item]) -> bool:
    """A subject holds until a contrast or the end of a main clause."""
    return any(item.roles & {"contrast", "cut", "those"} or item.key in (";", "؛") for item in between)


def _binds_back(items: Sequence[Item], mention: Mention, last: Quantity, *, follows: bool) -> bool:
    """Whether a party stands behind the number that it belongs to, rather than before the next one."""
    between = items[last.last + 1 : mention.first]
    comma = any(item.key in COMMAS for item in between)
    if not mention.agent:
        return not comma and not joins(items[mention.first]) and not any(joins(item) for item in between)
    by = next((step for step in range(mention.first - 1, last.last, -1) if "by" in items[step].roles), mention.first)
    before = items[last.last + 1 : by]
    opens = next(
        (step for step, item in enumerate(before) if item.key in COMMAS or (joins(item) and not item.means("violations"))), None
    )
    if follows and opens is not None and any("toll" in item.roles or item.means("victims") for item in before[opens:]):
        return False
    if follows and (joins(items[by]) or (before and before[-1].key in ("and", "و"))):
        return False
    return not (follows and len(before) > 1 and "agency" in before[-1].roles and (before[-2].key in COMMAS or joins(before[-2])))


def _coordinated(items: Sequence[Item], mention: Mention, behind: Sequence[int], quantities: Sequence[Quantity]) -> list[int]:
    """The numbers that “by …” goes back to: one, or those joined to it, or the head of the list that they stand in."""
    bound = [behind[-1]]
    last = quantities[bound[0]]
    tail = items[last.last + 1 : mention.first]
    if last.partitive or not last.has_noun or any("relative" in item.roles for item in tail):
        return bound
    for index in reversed(behind[:-1]):
        earlier, later = quantities[index], quantities[bound[-1]]
        headed = any(_is_broad(quantities[place]) for place in behind if place < index)
        if not _goes_back(items, earlier, later, headed=headed):
            break
        bound.append(index)
    return bound


def _is_broad(quantity: Quantity) -> bool:
    return quantity.unit != "persons" or quantity.victim in _BROAD


def _goes_back(items: Sequence[Item], earlier: Quantity, later: Quantity, *, headed: bool) -> bool:
    between = items[earlier.last + 1 : later.first]
    if any(item.parties or item.key in _HARD or item.roles & {"of", "relative", "contrast"} for item in between):
        return False
    if any("including" in item.roles for item in between):
        return not _is_broad(later) or later.unit != "persons"
    if earlier.unit == "percent" and all(item.key in ("of", "the") for item in between):
        return True
    # The end of the list of another party: “… by P, including 3 women, and 54 cases by …”
    if not _is_broad(earlier) and _is_broad(later) and not headed:
        return False
    return earlier.has_noun and _is_coordinated(items, between, later)


def _is_coordinated(items: Sequence[Item], between: Sequence[Item], later: Quantity) -> bool:
    if any(item.means("violations") for item in between):
        return joins(between[0]) and not any(item.kind == "mark" for item in between)
    if items[later.first].form.conjunction:
        return True
    return bool(between) and (between[-1].key in ("and", "و") or (between[-1].key == "," and len(between) == 1))
