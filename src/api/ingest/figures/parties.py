"""Who did it: which of its numbers each party belongs to that a sentence names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.ingest.figures.mentions import Mention, joins, mentions
from api.ingest.figures.tags import Item
from api.ingest.figures.window import COMMAS, Quantity

_BROAD = frozenset({"civilians", "any", None})
_HARD = frozenset({";", "؛", ":", "–", "("})
_LIST_REACH = 20


@dataclass(frozen=True, slots=True)
class Owner:
    """Who did what a number counts. subject: named before it, and so for all that follows; else bound to this number alone."""

    codes: tuple[str, ...]
    believed: bool
    subject: bool
    place: int = 0


def owners(
    items: Sequence[Item], span: tuple[int, int], quantities: Sequence[Quantity], day: date | None
) -> tuple[list[Owner | None], list[Mention]]:
    """For each quantity of a sentence, who it is attributed to there (None where nobody is named); and the mentions."""
    first, end = span
    named = mentions(items, span, quantities, day)
    found: list[Owner | None] = [None] * len(quantities)
    bound: set[int] = set()
    for index, mention in enumerate(named):
        since = max(_clause_start(items, mention.first, first), named[index - 1].last + 1 if index else first)
        stop = named[index + 1].first if index + 1 < len(named) else end
        behind = [
            place for place, q in enumerate(quantities) if since <= q.first and q.last < mention.first and place not in bound
        ]
        behind = _outside_brackets(items, mention, behind, quantities)
        ahead = [place for place, q in enumerate(quantities) if mention.last < q.first]
        codes = tuple(mention.codes)
        if behind and _is_of_most(items[quantities[behind[-1]].last + 1 : mention.first]):
            continue
        if behind and _binds_back(
            items, mention, quantities[behind[-1]], follows=any(quantities[place].first < stop for place in ahead)
        ):
            for place in _coordinated(items, mention, behind, quantities):
                subject = found[place]
                beside = subject and not any(subject.place < quantities[other].first for other in range(place))
                if beside and place != behind[-1]:
                    continue
                found[place] = Owner(codes, mention.believed, subject=False, place=mention.first)
                bound.add(place)
        else:
            for place in ahead:
                if _is_cut(items[mention.last + 1 : quantities[place].first]):
                    break
                found[place] = Owner(codes, mention.believed, subject=True, place=mention.first)
    return found, named


def _outside_brackets(
    items: Sequence[Item], mention: Mention, behind: Sequence[int], quantities: Sequence[Quantity]
) -> list[int]:
    """“106 (among them a child) by P”: the party behind the brackets belongs to the number before them."""
    if not behind:
        return []
    last = quantities[behind[-1]].last
    closes = next((step for step in range(last + 1, mention.first) if items[step].key == ")"), None)
    opens = next((step for step in range(last, -1, -1) if items[step].key == "("), None) if closes else None
    outside = [place for place in behind if opens is None or quantities[place].last < opens]
    return outside or list(behind)


def _is_of_most(between: Sequence[Item]) -> bool:
    """“most of them by X” binds nothing; “most of them children, by X” does."""
    most = next((step for step, item in enumerate(between) if "most" in item.roles), None)
    return most is not None and not any(item.kind == "mark" for item in between[most:])


def _clause_start(items: Sequence[Item], place: int, first: int) -> int:
    step = place - 1
    while step >= first:
        if items[step].key == ")":
            opened = next((back for back in range(step, first - 1, -1) if items[back].key == "("), step)
            step = opened
        elif "contrast" in items[step].roles or items[step].key in _HARD:
            return step + 1
        step -= 1
    return first


def _is_cut(between: Sequence[Item]) -> bool:
    """A subject holds until a contrast or the end of a main clause."""
    return any(
        (item.roles & {"contrast", "cut", "those"} and "in-turn" not in item.roles) or item.key in (";", "؛") for item in between
    )


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
    relative = next((step for step, item in enumerate(tail) if "relative" in item.roles), None)
    closed = relative is not None and any(item.key in COMMAS for item in tail[relative:])
    # “…, including 16 children and 10 women, who were killed by X”: said of all of them.
    closed = closed or (relative == 1 and tail[0].key in COMMAS and _is_listed(items, last))
    bare = last.partitive or (not last.has_noun and not any(item.means("violations") for item in tail))
    if not closed and (relative is not None or bare):
        return bound
    for index in reversed(behind[:-1]):
        earlier, later = quantities[index], quantities[bound[-1]]
        headed = any(_is_broad(quantities[place]) for place in behind if place < index) or not _is_listed(items, earlier)
        if not _goes_back(items, earlier, later, headed=headed, closed=closed):
            break
        bound.append(index)
    return bound


def _is_listed(items: Sequence[Item], quantity: Quantity) -> bool:
    """Whether a number stands in a list of those included."""
    for item in reversed(items[max(0, quantity.first - _LIST_REACH) : quantity.first]):
        if item.kind == "line" or item.key in _HARD or item.roles & {"contrast", "cut"}:
            return False
        if "including" in item.roles:
            return True
    return False


def _is_broad(quantity: Quantity) -> bool:
    return quantity.unit != "persons" or quantity.victim in _BROAD


def _goes_back(items: Sequence[Item], earlier: Quantity, later: Quantity, *, headed: bool, closed: bool) -> bool:
    between = items[earlier.last + 1 : later.first]
    if any(item.parties or item.key in _HARD or item.roles & {"relative", "contrast"} for item in between):
        return False
    inverted = any(item.key == "among" for item in between) and not _is_broad(earlier)
    # جراء 40 غارة: those whom the attacks killed are of the party that flew them.
    flown = later.unit in ("incidents", "munitions") and any("by" in item.roles for item in between)
    if inverted or flown or (earlier.unit == "percent" and all(item.key in ("of", "the") for item in between)):
        return True
    # منهم 95 طفلاً lists as بينهم does; “13 of them by …” divides.
    divides = any("of" in item.roles for item in between)
    if divides or any("including" in item.roles for item in between):
        return not _is_broad(later) or (later.unit != "persons" and not divides)
    if any("additive" in item.roles for item in between):
        return closed
    # The end of the list of another party: “… by P, including 3 women, and 54 cases by …”
    if not _is_broad(earlier) and _is_broad(later) and (not headed or _is_listed(items, earlier)):
        return False
    return earlier.has_noun and _is_coordinated(items, between, later)


def _is_coordinated(items: Sequence[Item], between: Sequence[Item], later: Quantity) -> bool:
    if any(item.means("violations") for item in between):
        joined = joins(between[0]) or between[-1].key == "and"
        return joined and not any(item.kind == "mark" for item in between)
    if items[later.first].form.conjunction:
        return True
    return bool(between) and (between[-1].key in ("and", "و") or (between[-1].key == "," and len(between) == 1))
