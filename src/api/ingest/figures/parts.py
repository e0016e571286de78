"""Which figure another is a part of: included in it, taken out of it, or one of the shares into which it was divided."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.ingest.figures.periods import Span
from api.ingest.figures.tags import Item
from api.ingest.figures.window import Quantity

_NARROWER = {
    "civilians": {
        "children", "women", "children-and-women", "medical-personnel", "media-workers", "civil-defence",
        "medical-and-civil-defence", "refugees",
    },
    "children-and-women": {"children", "women"},
    "medical-and-civil-defence": {"medical-personnel", "civil-defence", "women", "children"},
    "medical-personnel": {"women", "children"},
    "media-workers": {"women", "children"},
    "civil-defence": {"women"},
    "combatants": {"children", "women"},
    "refugees": {"children", "women", "children-and-women"},
}  # fmt: skip
_MEMBERS = {
    "syrian-russian-alliance": {"syrian-regime", "russian-forces"},
    "extremist-islamist-groups": {"isis", "hts"},
}
DEMOGRAPHIC = frozenset({"children", "women", "children-and-women"})
_LOOK_BACK = 60


@dataclass(slots=True)
class Draft:
    """A figure while it is being understood. sentence: number of its sentence; within: that sentence's first item and its end.

    parent: place of its whole; listed: it stands in a list of parts. month: named without a year; cause: an explosion, say.
    """

    quantity: Quantity
    sentence: int
    within: tuple[int, int]
    unit: str | None
    violation: str | None
    victim: str
    party: str | None = None
    believed: bool = False
    parent: int | None = None
    listed: bool = False
    additive: bool = False
    to_date: bool = False
    month: Item | None = None
    place: str | None = None
    cause: str | None = None
    span: Span | None = None


def narrower(part: str, whole: str) -> bool:
    """Whether one group of victims lies within another."""
    return part != whole and (whole == "any" or part in _NARROWER.get(whole, ()))


def is_member(party: str, whole: str | None) -> bool:
    """Whether a party is one of those that another code sums up."""
    return party in _MEMBERS.get(whole or "", ())


def container(
    drafts: Sequence[Draft], draft: Draft, *, party: str | None = None, stated: str | None = None, near: bool = False
) -> int | None:
    """The earlier figure that “of them” or “including” points to.

    The nearest of its own sentence; else, unless it must be near, a whole of the sentences before. party: “of those the regime
    killed” points to a figure of that party.
    """
    places = range(len(drafts) - 1, max(-1, len(drafts) - 1 - _LOOK_BACK), -1)
    beside = [place for place in places if drafts[place].sentence == draft.sentence]
    holders = [place for place in (beside if near else places) if may_hold(drafts[place], draft)]
    # A part above its whole is the author's slip, and is for the checks to show.
    holders = holders or [place for place in beside if may_hold(drafts[place], draft, above=True)]
    if stated:
        fits = [place for place in holders if drafts[place].party in (None, stated) or is_member(stated, drafts[place].party)]
        holders = fits or holders
    if party:
        holders.sort(key=lambda place: drafts[place].party != party)
    elif holders and drafts[holders[0]].sentence != draft.sentence:
        holders.sort(key=lambda place: drafts[place].parent is not None)
    return holders[0] if holders else None


def may_hold(head: Draft, draft: Draft, *, above: bool = False) -> bool:
    """Whether one figure can be a part of another by what they count; above: even if it is the greater one."""
    quantity = draft.quantity
    if "percent" in (head.unit, quantity.unit):
        return False
    if head.quantity.value < quantity.value and not (above and quantity.has_noun and narrower(draft.victim, head.victim)):
        return False
    other = not quantity.has_noun or draft.victim in {head.victim, "any"}
    return not (head.listed and head.victim in DEMOGRAPHIC and other) and _counts_alike(head, draft)


def _counts_alike(head: Draft, draft: Draft) -> bool:
    if draft.unit is None:
        return True
    if draft.unit == "persons":
        return head.unit == "persons" and (draft.victim in {head.victim, "any"} or narrower(draft.victim, head.victim))
    if (draft.unit, head.unit) == ("facilities", "incidents"):
        return head.violation == "attack-on-vital-facility"
    return head.unit == draft.unit and draft.violation in (None, head.violation)


def share_of(drafts: Sequence[Draft], draft: Draft) -> int | None:
    """The total that a number by party, place or kind goes into: same violation, same time, nothing in its way."""
    if draft.unit == "percent":
        return None
    for place in range(len(drafts) - 1, max(-1, len(drafts) - 1 - _LOOK_BACK), -1):
        whole = drafts[place]
        if not _is_whole(drafts, whole, draft) or not _is_comparable(whole, draft):
            continue
        if _is_by_party(whole, draft):
            return place
        if _is_by_kind(whole, draft):
            return place if whole.party in (None, draft.party) or _is_only_party(drafts, whole) else None
        if whole.party is None and whole.sentence == draft.sentence:
            return None
    return None


def _is_whole(drafts: Sequence[Draft], whole: Draft, draft: Draft) -> bool:
    """Whether a figure may be divided: a total, or a total of a shorter time within it, over all parties."""
    if whole.parent is None:
        return True
    if whole.unit != "persons" and draft.place and whole.place is None and whole.party and whole.party == draft.party:
        return True
    return whole.listed and whole.party is None and whole.victim == drafts[whole.parent].victim and whole.unit != "percent"


def _is_comparable(whole: Draft, draft: Draft) -> bool:
    if whole.violation != draft.violation or whole.to_date != draft.to_date or whole.quantity.value < draft.quantity.value:
        return False
    if draft.month and (whole.month is None or whole.month.roles != draft.month.roles):
        return False
    unit = draft.unit or whole.unit
    if unit != whole.unit and (unit, whole.unit) != ("facilities", "incidents"):
        return False
    return not draft.quantity.has_noun or draft.victim == whole.victim or narrower(draft.victim, whole.victim)


def _is_by_party(whole: Draft, draft: Draft) -> bool:
    if draft.party in (None, "all-parties"):
        return False
    return whole.party in (None, "all-parties") or is_member(draft.party or "", whole.party)


def _is_by_kind(whole: Draft, draft: Draft) -> bool:
    if draft.party not in (None, whole.party) or whole.sentence == draft.sentence:
        return False
    if (draft.place is not None and draft.place != whole.place) or draft.cause:
        return True
    if draft.quantity.facility is not None and whole.quantity.facility is None:
        return True
    return narrower(draft.victim, whole.victim)


def _is_only_party(drafts: Sequence[Draft], whole: Draft) -> bool:
    """A total by one party is a topic only while no other party has a total of its own beside it."""
    return all(
        other.party in (None, whole.party)
        for other in drafts
        if other.parent is None and other.violation == whole.violation and other.unit == whole.unit
    )
