"""Which figure another is said to be a part of: by “including”, “of them”, brackets, a heading, or a list that goes on."""

from api.ingest.figures import predicates
from api.ingest.figures.parts import Draft, container, is_member, may_hold, narrower
from api.ingest.figures.sentences import marker
from api.ingest.figures.spots import RECENT, Spot, has, is_cut, last_part, lists_only, opens_list, points_ahead, points_back
from api.ingest.figures.window import COMMAS

_THAT = frozenset({"that", "this", "ذلك", "هذا"})


def include(spot: Spot, draft: Draft) -> None:
    """Sets the figure that a draft is a part of, where the words say so; “in addition to” says that it is none."""
    draft.additive = has(spot.gap, "additive") and not _is_connective(spot) and not _goes_on_by_place(spot, draft)
    if draft.additive:
        return
    draft.parent = _pointed(spot, draft)
    if draft.parent is None and has((*spot.gap, *spot.after[:3]), "alone"):
        draft.parent = container(spot.drafts, draft)
    if draft.parent is None and has((*spot.gap, *spot.after[:4]), "turn"):
        draft.parent = _turned(spot, draft)
    draft.listed = draft.parent is not None
    draft.orphan = not draft.listed and points_ahead(spot) == "including"
    if draft.listed and spot.index and spot.after and spot.after[0].key == "among":
        _list_before(spot, draft)
    elif not draft.listed and spot.index:
        draft.parent = _continued(spot, draft)
        draft.listed = draft.parent is not None


def _is_connective(spot: Spot) -> bool:
    """“Additionally, 13 were killed by …”, إضافة إلى ذلك: it opens a sentence, and says nothing about a total."""
    if spot.index or not spot.gap or "additive" not in spot.gap[0].roles or spot.gap[0].key == "besides":
        return False
    after = spot.gap[1] if len(spot.gap) > 1 else None
    return after is not None and (after.key in COMMAS or "demonstrative" in after.roles or after.key in _THAT)


def _goes_on_by_place(spot: Spot, draft: Draft) -> bool:
    """“30 in Aleppo, 8 in Homs, in addition to 16 in Hama”: a list by place goes on, and so does one of facilities."""
    previous = spot.previous
    if previous is None:
        return False
    facilities = previous.unit == draft.unit == "facilities"
    return facilities or bool(previous.place and draft.place and not draft.quantity.has_noun)


def _pointed(spot: Spot, draft: Draft) -> int | None:
    quantity = draft.quantity
    if quantity.reference is not None:
        places = _places(spot)
        found = next((place for place in places if spot.drafts[place].quantity.value == quantity.reference), None)
        if found is not None:
            return found
    points = points_ahead(spot)
    if points or quantity.partitive or points_back(spot.after, last=spot.is_last):
        named = spot.party if points == "of" and spot.stated is None else None
        return container(spot.drafts, draft, party=named, stated=spot.stated)
    if spot.index and opens_list(spot.gap):
        return container(spot.drafts, draft, near=True)
    return _under_heading(spot, draft) if not spot.index else None


def _places(spot: Spot) -> range:
    return range(len(spot.drafts) - 1, max(-1, len(spot.drafts) - 1 - RECENT), -1)


def _under_heading(spot: Spot, draft: Draft) -> int | None:
    place = spot.heading.head
    begins = draft.quantity.first == spot.span[0]
    if place is None or not (marker(spot.items, spot.span) or begins):
        return None
    head = spot.drafts[place]
    if spot.party and head.party and spot.party != head.party:
        return None
    return place if may_hold(head, draft) else None


def _turned(spot: Spot, draft: Draft) -> int | None:
    """Arrests that became disappearances are a part of the arrests."""
    for place in _places(spot):
        head = spot.drafts[place]
        if head.violation == "arbitrary-arrest" and head.parent is None and may_hold(head, draft):
            return place
    return None


def _list_before(spot: Spot, draft: Draft) -> None:
    """“two children and two women among them”: those before it stand in the list too."""
    later = draft
    for place in _places(spot):
        earlier = spot.drafts[place]
        between = spot.items[earlier.quantity.last + 1 : later.quantity.first]
        if earlier.sentence != draft.sentence or place == draft.parent or not lists_only(between):
            return
        earlier.parent, earlier.listed = draft.parent, draft.listed
        if head := spot.head(draft):
            earlier.party, earlier.believed, earlier.violation = head.party, head.believed, head.violation
        later = earlier


def _continued(spot: Spot, draft: Draft) -> int | None:
    """The head of the list with which a number goes on: that of the one before it, or one above."""
    previous = spot.previous
    if previous is None or not previous.listed or is_cut(spot.gap) or has(spot.gap, "cut"):
        return None
    # In Arabic an “and” joins the items of a list: without one, a bare number divides the item before it.
    if spot.stated and not draft.quantity.has_noun and [item.key for item in spot.gap] == ["،"]:
        return len(spot.drafts) - 1
    place = previous.parent
    while place is not None:
        head = spot.drafts[place]
        fits = not spot.stated or head.party in (None, spot.stated) or is_member(spot.stated, head.party)
        if fits and head.quantity.value >= draft.quantity.value and _goes_on(spot, draft, head):
            return place
        place = head.parent
    return None


def _goes_on(spot: Spot, draft: Draft, head: Draft) -> bool:
    if draft.unit not in ("persons", None):
        return head.unit in (draft.unit, "incidents") and draft.violation in (None, head.violation)
    if any(item.means("violations") for item in last_part(spot.gap)):
        return False
    if draft.unit is None or not draft.quantity.has_noun:
        return True
    if head.unit != "persons":
        return False
    generic = (
        draft.victim in ("any", head.victim)
        and lists_only(spot.gap)
        and bool(spot.gap or spot.items[draft.quantity.first].form.conjunction)
    )
    said = (
        generic or draft.quantity.others or has(spot.after[:2], "relative") or predicates.ahead(spot.after) == "death-by-torture"
    )
    listed = [other for other in spot.recent() if other.sentence == spot.sentence and spot.head(other) is head]
    alike = any(draft.victim == other.victim for other in (*listed, spot.previous) if other is not None)
    return narrower(draft.victim, head.victim) or alike or (said and draft.victim in ("any", head.victim))
