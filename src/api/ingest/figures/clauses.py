"""Who is named where in a sentence: parties as those who do a thing, before a number or behind it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from api.ingest.figures.quantities import Quantity
from api.ingest.figures.tags import Item

_JOINT = {
    frozenset({"syrian-regime", "russian-forces"}): "syrian-russian-alliance",
    frozenset({"isis", "hts"}): "extremist-islamist-groups",
    frozenset({"syrian-regime", "iranian-militias"}): "syrian-regime",
    frozenset({"syrian-regime", "syrian-russian-alliance"}): "syrian-russian-alliance",
    frozenset({"russian-forces", "syrian-russian-alliance"}): "syrian-russian-alliance",
}
_BREAKS = frozenset({";", "؛", ":"})


@dataclass(slots=True)
class Mention:
    """One or several parties named together, items first to last. agent: “by …”; apart: each of them for itself."""

    first: int
    last: int
    codes: list[str]
    agent: bool = False
    apart: bool = False
    believed: bool = False


@dataclass(slots=True)
class Attribution:
    """Who did what a number counts: none, one, or each of several."""

    codes: list[str] = field(default_factory=list)
    believed: bool = False


def mentions(items: Sequence[Item], first: int, end: int, quantities: Sequence[Quantity], day: date | None) -> list[Mention]:
    """The parties that a sentence names outside its counted nouns, those joined by “and” together."""
    taken = {place for quantity in quantities for place in range(quantity.first, quantity.last + 1) if quantity.has_noun}
    found: list[Mention] = []
    place = first
    while place < end:
        code = None if place in taken else party_of(items[place], day)
        if code is None:
            place += 1
            continue
        mention = Mention(place, place, [code])
        mention.agent = _is_agent(items, place, first)
        mention.believed = any("hedge" in item.roles for item in items[max(first, place - 4) : place])
        previous = found[-1] if found else None
        if previous and _joins(items, previous, place, quantities):
            previous.codes.append(code)
            previous.last = place
        else:
            found.append(mention)
        place += 1
    for mention in found:
        _settle(items, mention, first, end)
    return found


def party_of(item: Item, day: date | None) -> str | None:
    """The party that an item names on a day; without a day, the one with the longest past."""
    parties = item.parties
    if not parties:
        return None
    for entry in parties:
        if day and (not entry.valid_from or entry.valid_from <= day) and (not entry.valid_to or day <= entry.valid_to):
            return entry.code
    return next(
        (entry.code for entry in parties if not entry.valid_from),
        None if day is None and all(e.valid_from for e in parties) and len(parties) > 1 else parties[0].code,
    )


def _is_agent(items: Sequence[Item], place: int, first: int) -> bool:
    item = items[place]
    if item.form.preposition == "ل":
        return True
    for back in range(1, 7):
        if place - back < first:
            return False
        before = items[place - back]
        if "by" in before.roles:
            return True
        if before.kind in ("number", "mark") or before.parties or before.means("victims"):
            return False
    return False


def _joins(items: Sequence[Item], previous: Mention, place: int, quantities: Sequence[Quantity]) -> bool:
    between = items[previous.last + 1 : place]
    if any(previous.last < quantity.first < place for quantity in quantities):
        return False
    conjunction = items[place].form.conjunction or any(item.key in ("and", "و") or item.form.conjunction for item in between)
    if not conjunction and not (between and all(item.key in (",", "،") for item in between) and False):
        # “the regime's Russian ally”, “Russian Assad forces”
        return not between and False
    allowed = all(
        item.key in ("and", "و", "the", "its", "of", "/")
        or "agency" in item.roles
        or (item.kind == "word" and item.form.conjunction is False and len(between) <= 3)
        for item in between
    )
    if not allowed or len(between) > 4:
        return False
    after_comma = any(item.key in (",", "،") for item in between)
    return not after_comma


def _settle(items: Sequence[Item], mention: Mention, first: int, end: int) -> None:
    before = items[max(first, mention.first - 2) : mention.first]
    after = items[mention.last + 1 : min(end, mention.last + 9)]
    codes = list(dict.fromkeys(mention.codes))
    apart = any("each" in item.roles for item in before)
    for item in after:
        if item.kind == "mark":
            break
        apart = apart or item.key == "each"
    if len(codes) == 1 or apart:
        mention.codes, mention.apart = codes, len(codes) > 1
        return
    joint = _JOINT.get(frozenset(codes))
    mention.codes = [joint] if joint else []


def attribute(
    items: Sequence[Item], first: int, end: int, quantities: Sequence[Quantity], named: Sequence[Mention]
) -> list[Attribution | None]:
    """Who each quantity of a sentence is attributed to in that sentence; None where it says nothing."""
    own: list[Attribution | None] = [None] * len(quantities)
    subject: list[Attribution | None] = [None] * len(quantities)
    for index, mention in enumerate(named):
        start = _clause_start(items, mention.first, first)
        stop = named[index + 1].first if index + 1 < len(named) else end
        since = max(start, named[index - 1].last + 1) if index else start
        attribution = Attribution(mention.codes, mention.believed)
        behind = [place for place, quantity in enumerate(quantities) if since <= quantity.first and quantity.last < mention.first]
        if behind and _binds_back(items, mention, behind, quantities, stop):
            for place in _bound(items, mention, behind, quantities):
                own[place] = own[place] or attribution
        else:
            for place, quantity in enumerate(quantities):
                if mention.last < quantity.first and not _is_cut(items, mention.last + 1, quantity.first):
                    subject[place] = attribution
    return [mine or theirs for mine, theirs in zip(own, subject, strict=True)]


def _clause_start(items: Sequence[Item], place: int, first: int) -> int:
    while place > first:
        before = items[place - 1]
        if "contrast" in before.roles or before.key in _BREAKS:
            return place
        place -= 1
    return first


def _is_cut(items: Sequence[Item], place: int, end: int) -> bool:
    """Whether a subject no longer holds: a contrast, or the end of a main clause."""
    return any("contrast" in item.roles or item.key in (";", "؛") for item in items[place:end])


def _binds_back(
    items: Sequence[Item], mention: Mention, behind: Sequence[int], quantities: Sequence[Quantity], stop: int
) -> bool:
    last = quantities[behind[-1]]
    between = items[last.last + 1 : mention.first]
    follows = any(mention.last < quantity.first < stop for quantity in quantities)
    comma = any(item.key in (",", "،") for item in between)
    conjunction = (
        any(item.form.conjunction or item.key in ("and", "و") for item in between) or items[mention.first].form.conjunction
    )
    if mention.agent:
        return not (conjunction and follows and (comma or any(item.form.conjunction and "by" in item.roles for item in between)))
    if comma or conjunction:
        return not follows and not items[mention.first].form.conjunction and not comma
    return True


def _bound(items: Sequence[Item], mention: Mention, behind: Sequence[int], quantities: Sequence[Quantity]) -> list[int]:
    """The quantities that “by …” after them goes back to."""
    last = behind[-1]
    bound = [last]
    tail = items[quantities[last].last + 1 : mention.first]
    if any("relative" in item.roles for item in tail) or quantities[last].partitive or not quantities[last].has_noun:
        return bound
    for index in reversed(behind[:-1]):
        earlier, later = quantities[index], quantities[bound[-1]]
        between = items[earlier.last + 1 : later.first]
        listed = any("including" in item.roles for item in between)
        if listed:
            bound.append(index)
            continue
        if any(
            item.means("violations")
            and "by" not in item.roles
            or item.key in (":", "–", "(", ")")
            or "of" in item.roles
            or "relative" in item.roles
            for item in between
        ):
            break
        if (
            not any(item.key in ("and", "و", ",", "،") for item in between)
            and not items[later.first].form.conjunction
            and not any(item.form.conjunction for item in between)
        ):
            break
        if not earlier.has_noun:
            break
        bound.append(index)
    return bound
