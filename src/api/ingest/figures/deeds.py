"""What was done to those whom a number counts, and what a number without a noun takes up from the figures before it."""

from collections.abc import Sequence
from itertools import takewhile

from api.ingest.figures import predicates
from api.ingest.figures.nouns import WEAPON_VIOLATIONS
from api.ingest.figures.parts import DEMOGRAPHIC, Draft, narrower
from api.ingest.figures.spots import BREAKS, CLAUSE, HARD_BREAKS, Spot, has, last_part
from api.ingest.figures.tags import Item
from api.ingest.figures.window import ANDS, COMMAS

_THINGS = frozenset({"incidents", "facilities", "munitions"})
_TORTURE = "death-by-torture"
_DONE_TO_DETAINEES = frozenset({"release", "killing", _TORTURE})
_ATTACK = "attack-on-vital-facility"
_NEAR = 6


def take_deed(spot: Spot, draft: Draft) -> None:
    """Sets the violation of a draft, and its unit where its own words leave that open."""
    head = spot.head(draft)
    if draft.unit is None and (source := head or _taken_from(spot)):
        draft.unit = source.unit if source.unit != "percent" else None
    if draft.unit in _THINGS:
        given = head.violation if head and not draft.quantity.has_noun else None
        draft.violation = draft.violation or given or _of_incident(spot, draft)
        return
    before, behind = predicates.behind(last_part(spot.gap), draft.unit), predicates.ahead(spot.after)
    if draft.violation is None:
        draft.violation = _of_persons(spot, draft, before, behind)
    elif draft.violation == "killing" and _TORTURE in (before, behind):
        draft.violation = _TORTURE
    elif draft.violation == "arbitrary-arrest" and (done := _done_to_detainees(spot, before, behind)):
        draft.violation = done
    source = head or (spot.previous if not draft.quantity.has_noun else None)
    inherits = source is not None and source.violation == _TORTURE and not _says_killing(draft)
    if draft.violation == "killing" and (inherits or _goes_on_about_torture(spot, draft)):
        draft.violation = _TORTURE


def _done_to_detainees(spot: Spot, before: str | None, behind: str | None) -> str | None:
    """“released 12 detainees”, “12 detainees who died due to torture”, أفرج حتى الآن عن 12 معتقلاً."""
    far = predicates.behind(spot.gap, "persons") if before is None else None
    return next((done for done in (before, behind, far) if done in _DONE_TO_DETAINEES), None)


def _goes_on_about_torture(spot: Spot, draft: Draft) -> bool:
    """After a toll of torture, and of nothing else, “18 were killed by X” divides that toll."""
    before = [other for other in spot.recent() if other.unit == "persons"]
    wholes = [other for other in before if other.parent is None and other.party in (None, "all-parties")]
    if not wholes or spot.party is None or any(other.violation != _TORTURE for other in before):
        return False
    return draft.quantity.value < wholes[-1].quantity.value and draft.victim in ("any", "children", "women")


def _says_killing(draft: Draft) -> bool:
    return draft.quantity.violation == "killing"


def _of_persons(spot: Spot, draft: Draft, before: str | None, behind: str | None) -> str | None:
    head = spot.head(draft)
    if head is None and before is None and (state := _state(spot, draft)):
        return state
    bare = draft.quantity.partitive or not draft.quantity.has_noun or draft.unit == "percent"
    if behind and (bare or has(spot.after[:2], "relative") or (head is None and behind == _TORTURE)):
        return behind
    if head and draft.listed and not bare and narrower(draft.victim, head.victim):
        return predicates.on_persons(head.violation)
    return before or behind or _taken_up(spot, draft, head)


def _state(spot: Spot, draft: Draft) -> str | None:
    """“of those whom they arrested, … are still forcibly disappeared”: what they still are, not how it began."""
    end = min(spot.span[1], draft.quantity.last + CLAUSE)
    whom = False
    for place in range(draft.quantity.last + 1, end):
        item = spot.items[place]
        whom = whom or "relative" in item.roles
        done = not whom and predicates.deed(item) and place not in spot.starts
        if "contrast" in item.roles or item.key in HARD_BREAKS or done:
            return None
        if "remain" in item.roles:
            return predicates.ahead(spot.items[place + 1 : end])
    return None


def _taken_up(spot: Spot, draft: Draft, head: Draft | None) -> str | None:
    """No deed beside the number: what the whole sentence says, or the figure before it, or the one that it is a part of."""
    inherited = predicates.on_persons(head.violation) if head else None
    if head and draft.listed and not draft.quantity.has_noun and not draft.quantity.partitive:
        return inherited
    # “… were killed and 27 others, including 11 nurses, were injured”
    lists = head is None and has(spot.after[:2], "including") and spot.gap and spot.gap[-1].key in ANDS
    if lists and (said := _behind_list(spot, draft)):
        return said
    if said := predicates.behind(spot.gap, draft.unit):
        return said
    if head is None and spot.previous and spot.previous.unit == "persons":
        return spot.previous.violation
    return _behind_list(spot, draft) or inherited


def _behind_list(spot: Spot, draft: Draft) -> str | None:
    """“51 persons, among them a child, were killed under torture”: what is said behind the list, in the same sentence."""
    found: str | None = None
    listed, added, told = True, False, False
    for place in range(draft.quantity.last + 1, min(spot.span[1], draft.quantity.last + CLAUSE)):
        item = spot.items[place]
        if item.roles & {"contrast", "when"} or item.key in HARD_BREAKS or item.key == ":":
            break
        if item.key in COMMAS or "additive" in item.roles:
            listed, added, told = item.key not in COMMAS, item.key not in COMMAS, False
        if place in spot.starts and found:
            break
        told = told or "relative" in item.roles
        told = told and not (item.key.endswith("وا") or "turn" in item.roles)
        if place in spot.starts or told:
            listed = True
        elif not added and (item.key in ("were", "was") or item.key.endswith("وا") or "by" in item.roles):
            listed = False
        entry = predicates.deed(item)
        if entry and not listed and entry.unit not in _THINGS:
            found = predicates.stronger(found, entry.code)
    return found


def _of_incident(spot: Spot, draft: Draft) -> str | None:
    """An attack is what its sentence says before it (“used incendiary weapons in six attacks”), or the same as the last one."""
    for item in reversed(spot.gap):
        weapon = item.means("weapons")
        if weapon and weapon.code in WEAPON_VIOLATIONS:
            draft.quantity.weapon = weapon.code
            return WEAPON_VIOLATIONS[weapon.code]
        if item.means("facilities") or any(entry.code == _ATTACK for entry in item.entries):
            return _ATTACK
    for item in takewhile(lambda item: item.key not in BREAKS, spot.after):
        weapon = item.means("weapons")
        if weapon and weapon.code in WEAPON_VIOLATIONS and draft.unit == "incidents":
            draft.quantity.weapon = weapon.code
            return WEAPON_VIOLATIONS[weapon.code]
    noun = _noun(spot, draft)
    like = [other for other in spot.recent() if other.unit == draft.unit and _noun(spot, other) == noun]
    like += [other for other in spot.recent() if other.unit in _THINGS and other.parent is None]
    if like:
        return like[0].violation
    return None if draft.unit == "munitions" else _ATTACK


def _noun(spot: Spot, draft: Draft) -> str:
    return spot.items[min(draft.quantity.number + 1, len(spot.items) - 1)].key


def complete(spot: Spot, draft: Draft) -> None:
    """Fills in what a draft leaves out: violation, unit and victim of its whole, or of the figure before it."""
    source = spot.head(draft) or _taken_from(spot)
    if draft.quantity.unit == "percent":
        draft.victim = _share_victim(spot) or draft.victim
    if draft.violation is None:
        persons = draft.unit == "persons"
        given = source.violation if source else _later(spot, draft)
        draft.violation = predicates.on_persons(given) if persons else given
    if source and not draft.quantity.has_noun:
        draft.unit = draft.unit or (source.unit if source.unit != "percent" else None)
        dead = draft.listed and {source.violation, draft.violation} == {"killing", _TORTURE}
        plain = source.violation == draft.violation or dead or (draft.quantity.partitive and draft.parent is not None)
        if draft.victim == "any" and draft.unit == "persons" and plain and not draft.quantity.of_victims:
            draft.victim = source.victim
        if draft.victim == "any" and draft.unit == "persons" and source is spot.previous and _is_same_people(spot, draft, source):
            draft.victim = source.victim
    draft.unit = draft.unit or "persons"


def _is_same_people(spot: Spot, draft: Draft, before: Draft) -> bool:
    """“17 journalists were killed and 29 injured”: the second number leaves out the same noun."""
    bare = not (draft.quantity.partitive or draft.quantity.of_victims or draft.quantity.others or has(spot.gap, "another"))
    trade = before.victim not in ("any", "civilians") and before.quantity.has_noun
    return bare and trade and len(spot.gap) <= _NEAR and not has(spot.gap, "contrast", "including")


def _taken_from(spot: Spot) -> Draft | None:
    """What a number without a noun takes up: the last one in its sentence that stands in no list, else the last whole."""
    beside = [other for other in spot.recent() if other.sentence == spot.sentence]
    if beside:
        return next((other for other in beside if not other.listed), beside[0])
    wholes = [other for other in spot.recent() if other.parent is None]
    return next((other for other in wholes if not other.additive), wholes[0] if wholes else None)


def _later(spot: Spot, draft: Draft) -> str | None:
    """The first deed that the text names after its first numbers."""
    for item in spot.items[draft.quantity.last + 1 : draft.quantity.last + CLAUSE]:
        entry = item.means("violations") if item.entries else None
        if entry and entry.unit not in _THINGS:
            return entry.code
    return None


def _share_victim(spot: Spot) -> str | None:
    """Of whom a percentage is a share: نسبة الأطفال والنساء, “were children and women”."""
    start = max((step for step, item in enumerate(spot.gap) if "share" in item.roles or item.key in BREAKS), default=0)
    linked: list[Item] = [*spot.gap[start:]]
    if has(spot.after[:6], "aux", "reach") or any(item.key in ("هم", "من") for item in spot.after[:6]):
        linked += spot.after[:8]
    return _children_and_women(linked)


def _children_and_women(items: Sequence[Item]) -> str | None:
    codes = {entry.code for item in items if (entry := item.means("victims")) and entry.code in DEMOGRAPHIC}
    return "children-and-women" if len(codes) > 1 else next(iter(codes), None)
