"""Where it happened: the governorate that is named around a number, and the words for a part of it or for a wider region."""

from collections.abc import Sequence
from itertools import takewhile

from api.ingest.figures.parts import Draft
from api.ingest.figures.spots import Spot
from api.ingest.figures.tags import Item
from api.ingest.figures.window import COMMAS

_NEAR, _INSIDE = 5, 3


def take_place(spot: Spot, draft: Draft) -> None:
    """Sets the governorate named behind a number before the next comma, or else before it; and the words for a part of it."""
    first = draft.quantity.last + 1
    draft.detail = _detail(spot.items, first, first + len(spot.after))
    near = max(_NEAR, draft.detail[1] + _INSIDE - first) if draft.detail else _NEAR
    behind = takewhile(lambda item: item.key not in COMMAS, spot.after[:near])
    draft.place = next((place.code for item in (*behind, *reversed(spot.gap)) if (place := item.means("places"))), None)


def inherit_place(draft: Draft, head: Draft) -> None:
    """Those included in a number are where it is, unless they have a place of their own."""
    own = draft.detail is not None or draft.place not in (None, head.place)
    if draft.listed and head.sentence == draft.sentence and not own:
        draft.place, draft.detail = head.place, head.detail


def _detail(items: Sequence[Item], first: int, end: int) -> tuple[int, int] | None:
    """“eastern neighbourhoods”, الأحياء الشرقية, شمال سوريا, “the fourth de-escalation zone”: first item and last."""
    for step in range(first, end):
        roles, arabic = items[step].roles, not items[step].key.isascii()
        if not (roles & {"direction", "side"} or (arabic and "area" in roles)):
            continue
        # حي هنانو شرق حلب: the side is that of another place, and only an adjective goes with the noun before it.
        wanted = "direction" if "area" in roles else "area"
        for last in range(step + 1, min(end, step + 1 + _INSIDE)):
            item = items[last]
            if item.kind in ("number", "mark", "line") or item.form.conjunction or item.means("victims"):
                break
            if wanted in item.roles:
                return step, last
    return None
