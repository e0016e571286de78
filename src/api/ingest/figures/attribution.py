"""Who did it, where the words beside a number do not say: as in its whole, in the heading above, or in the acts gone on about."""

from api.ingest.figures.parts import Draft
from api.ingest.figures.spots import Spot, has, points_at_acts

_WEAK_CAUSES = frozenset({"which", "that", "with"})


def take_party(spot: Spot, draft: Draft) -> None:
    """Sets the party of a draft, and whether it is only believed; None where nobody is named."""
    source = _source(spot, draft)
    if source:
        draft.party, draft.believed = source.party, source.believed
    elif spot.party and spot.owner:
        draft.party, draft.believed = spot.party, spot.owner.believed
    elif spot.owner is None and spot.heading.owner and draft.parent is None:
        draft.party, draft.believed = spot.heading.owner.codes[0], spot.heading.owner.believed
    elif spot.owner is None and draft.parent is None and (only := _only_actor(spot, draft)):
        draft.party, draft.believed = only.party, only.believed


def _only_actor(spot: Spot, draft: Draft) -> Draft | None:
    """The last figure, where all those of the text so far are of one party: what it goes on to count is of it too."""
    last = spot.drafts[-1] if spot.drafts else None
    if last is None or last.party in (None, "all-parties") or draft.cause or draft.to_date != last.to_date:
        return None
    # A time of its own, or another incident, opens a new count.
    if spot.spans or draft.month or has(spot.opening, "scope", "contrast"):
        return None
    # One of them “including 20 by …”, out of a total that is yet to come, does not speak for it.
    if any(other.party != last.party or other.orphan or _is_passed(other, draft) for other in spot.recent()):
        return None
    return last


def _is_passed(other: Draft, draft: Draft) -> bool:
    """As many as before of the same, or more, are a new total: perhaps over all."""
    alike = (other.violation, other.unit) == (draft.violation, draft.unit)
    return alike and other.parent is None and other.quantity.value <= draft.quantity.value


def _source(spot: Spot, draft: Draft) -> Draft | None:
    """The figure whose party this one shares, unless its sentence names one for it."""
    head = spot.head(draft)
    if head and _is_of_head(spot, draft, head):
        return head
    if spot.party or head:
        return None if spot.party else head
    if spot.owner is None and spot.heading.owner:
        return None
    if draft.unit == "percent":
        return next((other for other in reversed(spot.recent()) if other.sentence == draft.sentence), None)
    return _same_acts(spot, draft) if spot.owner is None else None


def _is_of_head(spot: Spot, draft: Draft, head: Draft) -> bool:
    """A party that only runs on from before gives way to that of the list's head, and to “of the total”."""
    if spot.owner and not spot.owner.subject:
        return False
    if spot.owner and has(spot.items[draft.quantity.number + 1 : draft.quantity.number + 2], "of-total"):
        return True
    runs_on = spot.owner is None or spot.owner.place < head.quantity.first
    return bool(head.party) and draft.listed and head.sentence == draft.sentence and runs_on


def _same_acts(spot: Spot, draft: Draft) -> Draft | None:
    """Words that go on about the same acts keep their party."""
    if spot.previous and (draft.quantity.others or has(spot.gap, "same", "cause", "count")):
        return spot.previous
    around = spot.gap if spot.previous else spot.items[slice(*spot.span)]
    opening = spot.items[spot.span[0] : spot.span[0] + 3]
    anew = any("cause" in item.roles and item.key not in _WEAK_CAUSES for item in opening)
    if anew or has(around, "same", "those") or has(spot.gap, "count") or points_at_acts(around):
        return _counted_before(spot, draft)
    return None


def _counted_before(spot: Spot, draft: Draft) -> Draft | None:
    """The whole that is counted on; for another deed, the last whole, if nobody else did the like."""
    wholes = [other for other in spot.recent() if other.parent is None and other.unit != "percent"]
    alike = [other for other in wholes if other.violation == draft.violation and other.unit == draft.unit]
    if alike or not wholes or wholes[0].sentence == draft.sentence:
        return alike[0] if alike else None
    others = {other.party for other in wholes if other.violation == wholes[0].violation}
    return wholes[0] if len(others) == 1 else None
