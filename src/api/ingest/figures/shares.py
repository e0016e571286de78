"""The totals that are divided by party, by place or by kind, and which of them a number goes into as a share."""

from collections.abc import Iterator, Sequence

from api.ingest.figures.parts import LOOK_BACK, MEMBERS, Draft, is_member, narrower

_NOBODY = (None, "all-parties")


def share_of(drafts: Sequence[Draft], draft: Draft, *, contrast: bool = False) -> int | None:
    """The total that a number by party, place or kind goes into: same violation, same time, nothing in its way.

    contrast: its sentence sets it against what was counted before it there.
    """
    if draft.unit == "percent":
        return None
    found = _divided(drafts, draft, contrast=contrast, timeless=False)
    return found if found is not None else _beside(drafts, draft)


def _divided(drafts: Sequence[Draft], draft: Draft, *, contrast: bool, timeless: bool) -> int | None:
    for place in _places(drafts):
        whole = drafts[place]
        if not _is_whole(drafts, whole, draft) or not _is_comparable(whole, draft, timeless=timeless):
            continue
        if contrast and _is_set_against(drafts, place, draft):
            continue
        if _is_by_party(whole, draft):
            return place
        if _is_by_kind(whole, draft):
            return place if whole.party in (None, draft.party) or _is_only_party(drafts, whole) else None
        if whole.party is None and whole.sentence == draft.sentence:
            return None
    has_time = draft.month or draft.span or draft.to_date
    if timeless or has_time or not _only_to_date(drafts, draft):
        return None
    return _divided(drafts, draft, contrast=contrast, timeless=True)


def _places(drafts: Sequence[Draft]) -> range:
    return range(len(drafts) - 1, max(-1, len(drafts) - 1 - LOOK_BACK), -1)


def _only_to_date(drafts: Sequence[Draft], draft: Draft) -> bool:
    """“28,000 since 2011 … The regime killed 22,000”: with no total of a shorter time, the share is of the one to date."""
    return all(whole.to_date for whole in _alike(drafts, draft))


def _alike(drafts: Sequence[Draft], draft: Draft) -> Iterator[Draft]:
    return (whole for whole in drafts if whole.parent is None and (whole.violation, whole.unit) == (draft.violation, draft.unit))


def _is_set_against(drafts: Sequence[Draft], place: int, draft: Draft) -> bool:
    """“56 arrests, while the SDF arrested 49”: no total, unless it has been divided by party already."""
    if drafts[place].sentence != draft.sentence:
        return False
    return not any(part.parent == place and part.party not in _NOBODY for part in drafts)


def _is_whole(drafts: Sequence[Draft], whole: Draft, draft: Draft) -> bool:
    """Whether a figure may be divided: a total, a total of a shorter time within it, or one party's share of a total."""
    if whole.compared:
        return False
    if whole.parent is None or (whole.party in MEMBERS and is_member(draft.party or "", whole.party)):
        return True
    total = drafts[whole.parent].party
    if whole.party and whole.party == draft.party and (total in _NOBODY or is_member(whole.party, total)):
        placed = whole.unit != "persons" and draft.place is not None and whole.place is None
        kind = draft.quantity.has_noun and narrower(draft.victim, whole.victim) and whole.sentence != draft.sentence
        return placed or (kind and drafts[whole.parent].victim == whole.victim)
    if whole.place is not None:
        return False
    return whole.listed and whole.party is None and whole.victim == drafts[whole.parent].victim and whole.unit != "percent"


def _is_comparable(whole: Draft, draft: Draft, *, timeless: bool) -> bool:
    if whole.violation != draft.violation or whole.quantity.value < draft.quantity.value:
        return False
    if whole.to_date != draft.to_date and not timeless:
        return False
    if draft.month and whole.sentence != draft.sentence and (whole.month is None or whole.month.roles != draft.month.roles):
        return False
    unit = draft.unit or whole.unit
    if unit != whole.unit and (unit, whole.unit) != ("facilities", "incidents"):
        return False
    # “912 civilians … government forces killed 498 people”: whom one party killed are those counted.
    people = draft.victim == "any" and (draft.quantity.others or draft.party not in _NOBODY)
    same = not draft.quantity.has_noun or people or draft.victim == whole.victim
    return same or narrower(draft.victim, whole.victim)


def _is_by_party(whole: Draft, draft: Draft) -> bool:
    if draft.party in _NOBODY or _is_restated(whole, draft):
        return False
    return whole.party in _NOBODY or is_member(draft.party or "", whole.party)


def _is_restated(whole: Draft, draft: Draft) -> bool:
    """The same number again, in a sentence of its own."""
    again = whole.quantity.value == draft.quantity.value and whole.victim == draft.victim
    return again and whole.sentence != draft.sentence


def _is_by_kind(whole: Draft, draft: Draft) -> bool:
    if _is_restated(whole, draft) or draft.party not in (None, whole.party):
        return False
    placed = draft.place is not None and draft.place != whole.place
    if whole.sentence == draft.sentence:
        return placed and bool(whole.party) and whole.place is None and whole.unit == draft.unit != "persons"
    if placed or draft.cause:
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


def _beside(drafts: Sequence[Draft], draft: Draft) -> int | None:
    """Facilities listed one after the other are shares of the same total, known kinds and others alike."""
    last = drafts[-1] if drafts else None
    if last is None or last.sentence != draft.sentence or last.parent is None or draft.unit != "facilities":
        return None
    whole = drafts[last.parent]
    alike = (last.unit, last.violation, last.party) == (draft.unit, draft.violation, draft.party)
    return last.parent if alike and whole.quantity.value >= draft.quantity.value else None
