"""A figure while it is being understood, and which figures may hold it: what is included in them, or taken out of them."""

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
MEMBERS = {
    "syrian-russian-alliance": {"syrian-regime", "russian-forces"},
    "extremist-islamist-groups": {"isis", "hts"},
}
DEMOGRAPHIC = frozenset({"children", "women", "children-and-women"})
LOOK_BACK = 60


@dataclass(slots=True)
class Draft:
    """A figure while it is being understood. sentence: number of its sentence; within: that sentence's first item and its end.

    parent: place of its whole; listed: it stands in a list of parts. month: named without a year; cause: an explosion, say.
    detail: first and last item of the words for a part of its place.
    orphan: one “including” with nothing before it. compared: another time's figure, beside which this time's is set.
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
    detail: tuple[int, int] | None = None
    cause: str | None = None
    span: Span | None = None
    orphan: bool = False
    compared: bool = False


def narrower(part: str, whole: str) -> bool:
    """Whether one group of victims lies within another."""
    return part != whole and (whole == "any" or part in _NARROWER.get(whole, ()))


def is_member(party: str, whole: str | None) -> bool:
    """Whether a party is one of those that another code sums up."""
    return party in MEMBERS.get(whole or "", ())


def container(
    drafts: Sequence[Draft], draft: Draft, *, party: str | None = None, stated: str | None = None, near: bool = False
) -> int | None:
    """The earlier figure that “of them” or “including” points to.

    The nearest of its own sentence; else, unless it must be near, a whole of the sentences before. party: “of those the regime
    killed” points to a figure of that party.
    """
    places = range(len(drafts) - 1, max(-1, len(drafts) - 1 - LOOK_BACK), -1)
    beside = [place for place in places if drafts[place].sentence == draft.sentence]
    # A part above its whole is the author's slip, and is for the checks to show: another sentence's greater number would hide it.
    above = [place for place in beside if may_hold(drafts[place], draft, above=True)]
    fitting = [place for place in (beside if near else places) if may_hold(drafts[place], draft)]
    holders = above if above and not set(beside) & set(fitting) else fitting
    if stated:
        fits = [
            place
            for place in holders
            if drafts[place].party in (None, "all-parties", stated) or is_member(stated, drafts[place].party)
        ]
        holders = fits or holders
    if draft.quantity.of_all:
        holders.sort(key=lambda place: -drafts[place].quantity.value)
    elif party:
        holders.sort(key=lambda place: drafts[place].party != party)
    elif holders and drafts[holders[0]].sentence != draft.sentence:
        holders.sort(key=lambda place: (drafts[place].parent is not None, drafts[place].additive))
    return holders[0] if holders else None


def may_hold(head: Draft, draft: Draft, *, above: bool = False) -> bool:
    """Whether one figure can be a part of another by what they count; above: even if it is the greater one."""
    quantity = draft.quantity
    if head.compared or "percent" in (head.unit, quantity.unit):
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
