"""Pass 4: what a number is about: what was done, by whom, when and where, and which figure it is a part of."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import takewhile

from api.ingest.figures.attribution import take_party
from api.ingest.figures.deeds import complete, take_deed
from api.ingest.figures.inclusion import include
from api.ingest.figures.mentions import Mention, joins
from api.ingest.figures.parties import Owner, owners
from api.ingest.figures.parts import Draft
from api.ingest.figures.periods import month_of, span_for, spans
from api.ingest.figures.places import inherit_place, take_place
from api.ingest.figures.quantities import find_quantities
from api.ingest.figures.sentences import marker, sentences
from api.ingest.figures.shares import share_of
from api.ingest.figures.spots import BREAKS, CLAUSE, Heading, Spot, has
from api.ingest.figures.tags import Item
from api.ingest.figures.window import COMMAS, Quantity

_CAUSES = frozenset({"landmines", "improvised-explosive-devices"})
_LONG_LINE, _LONG_HEADING, _TITLE, _LAST_DAY = 14, 28, 10, 31


def attach(items: Sequence[Item], day: date | None) -> list[Draft]:
    """The figures of a text, in order; parent is the place of another one in the list."""
    reader = _Reader(items, day)
    for number, span in enumerate(sentences(items)):
        reader.read(number, span)
    _name_totals(reader.drafts)
    return reader.drafts


def _name_totals(drafts: Sequence[Draft]) -> None:
    """A figure that is divided by party is one over all parties, and so are those of its parts that name nobody."""
    shares: dict[int, set[str]] = {}
    for draft in drafts:
        if draft.parent is not None and draft.party:
            shares.setdefault(draft.parent, set()).add(draft.party)
    for place, draft in enumerate(drafts):
        whole = drafts[draft.parent].party if draft.parent is not None and draft.parent < place else None
        if draft.party is None and (len(shares.get(place, ())) > 1 or whole == "all-parties"):
            draft.party = "all-parties"


class _Reader:
    """Reads sentence by sentence, and remembers the figures so far and the heading above."""

    def __init__(self, items: Sequence[Item], day: date | None) -> None:
        self.items = items
        self.day = day
        self.drafts: list[Draft] = []
        self.values: set[float] = set()
        self.heading = Heading()

    def read(self, number: int, span: tuple[int, int]) -> None:
        """Takes in one sentence."""
        first, end = span
        opens, mark = self.items[end - 1].key == ":", marker(self.items, span)
        long = not opens and not mark and end - first > _LONG_LINE and not self.heading.title
        if long or (mark and mark == self.heading.marker):
            self.heading = Heading()
        quantities = find_quantities(self.items, first, end, self.values)
        if not quantities and not opens:
            self._take_title(span)
            return
        owned, named = owners(self.items, span, quantities, self.day)
        base = len(self.drafts)
        for quantity, spot in zip(quantities, self._spots(number, span, quantities, owned), strict=True):
            self.drafts.extend(_figures(quantity, spot))
        self.values.update(quantity.value for quantity in quantities)
        if opens and end - first <= _LONG_HEADING:
            self.heading = self._opened(named, base, mark)

    def _take_title(self, span: tuple[int, int]) -> None:
        """“Second: Government forces”, a short line of its own that says of nobody what they did."""
        first, end = span
        ordinal = end > first + 1 and self.items[first + 1].key == ":" and end - first <= _TITLE
        if ordinal and not any(item.means("violations") for item in self.items[first:end]):
            _, named = owners(self.items, span, [], self.day)
            if named and named[-1].codes:
                self.heading = Heading(Owner(tuple(named[-1].codes[-1:]), named[-1].believed, subject=True), title=True)

    def _spots(
        self, number: int, span: tuple[int, int], quantities: Sequence[Quantity], owned: Sequence[Owner | None]
    ) -> Iterator[Spot]:
        items, (first, end) = self.items, span
        if not quantities:
            return
        opening, starts = items[first : quantities[0].first], {quantity.first for quantity in quantities}
        times = spans(items, first, end)
        for index, quantity in enumerate(quantities):
            begin = quantities[index - 1].last + 1 if index else first
            is_last = index + 1 == len(quantities)
            after = items[quantity.last + 1 : end if is_last else quantities[index + 1].first]
            gap, heading = items[begin : quantity.first], self.heading
            yield Spot(
                items, self.drafts, heading, number, span, index, is_last, gap, after, owned[index], opening, starts, times
            )  # fmt: skip

    def _opened(self, named: Sequence[Mention], base: int, mark: str | None) -> Heading:
        """The heading that a line with a colon at its end is: its figure's party, or the one that it names."""
        if len(self.drafts) > base:
            head = self.drafts[base]
            return Heading(Owner((head.party,), head.believed, subject=True) if head.party else None, base, mark)
        if named and named[0].codes:
            return Heading(Owner(tuple(named[0].codes), named[0].believed, subject=True), None, mark)
        return Heading(marker=mark)


def _figures(quantity: Quantity, spot: Spot) -> list[Draft]:
    """A quantity as a figure, or as several where each of several parties or places has it; none where no deed is known."""
    draft = Draft(quantity, spot.sentence, spot.span, quantity.unit, quantity.violation, quantity.victim or "any")
    _take_time(spot, draft)
    take_place(spot, draft)
    _take_cause(spot, draft)
    draft.compared = has(spot.gap, "compare")
    include(spot, draft)
    take_deed(spot, draft)
    complete(spot, draft)
    if draft.violation is None:
        return []
    take_party(spot, draft)
    if draft.parent is None and not draft.additive:
        draft.parent = share_of(spot.drafts, draft, contrast=has(spot.gap, "contrast"))
    if head := spot.head(draft):
        draft.party = draft.party or head.party
        inherit_place(draft, head)
        draft.span = draft.span or (head.span if draft.month is None else None)
    return [draft, *_repeated(spot, draft)]


def _take_time(spot: Spot, draft: Draft) -> None:
    start = max((step for step, item in enumerate(spot.gap) if item.key in BREAKS), default=0)
    clause = list(takewhile(lambda item: item.key not in BREAKS and not joins(item), spot.after))
    draft.to_date = _is_to_date(spot.opening) or _is_to_date([*spot.gap[start:], *clause])
    if not has((*spot.gap, *spot.after), "scope"):
        near = range(draft.quantity.last + 1, draft.quantity.last + 1 + len(clause))
        draft.span = span_for(spot.spans, draft.quantity.first, near)
    draft.month = _month_before(spot, draft.quantity.first)


def _month_before(spot: Spot, place: int) -> Item | None:
    """The month last named in the sentence before a number; a day of a month is when something was said."""
    first = spot.span[0]
    places: list[int] = [*range(first, first + len(spot.opening)), *range(place - len(spot.gap), place)]
    for step in reversed(places):
        item, before = spot.items[step], spot.items[step - 1] if step else None
        if month_of(item) and not (before and before.kind == "number" and (before.value or 0) <= _LAST_DAY):
            return item
    return None


def _is_to_date(items: Sequence[Item]) -> bool:
    return has(items, "since") and not has(items, "until")


def _take_cause(spot: Spot, draft: Draft) -> None:
    """Mines and other explosions are what killed, whoever laid them."""
    clause = spot.items[draft.quantity.first : min(spot.span[1], draft.quantity.first + CLAUSE)]
    codes = (weapon.code for item in clause if (weapon := item.means("weapons")))
    draft.cause = next((code for code in codes if code in _CAUSES), None)


def _repeated(spot: Spot, draft: Draft) -> list[Draft]:
    """“two massacres each”, كل من: one more figure for each further party or place."""
    if spot.owner and len(spot.owner.codes) > 1:
        return [replace(draft, party=code) for code in spot.owner.codes[1:]]
    each = next((step for step, item in enumerate(spot.after[:3]) if "each" in item.roles), None)
    if each is None:
        return []
    listed = takewhile(lambda item: item.means("places") or joins(item) or item.key in (*COMMAS, "the"), spot.after[each + 1 :])
    codes = [place.code for item in listed if (place := item.means("places"))]
    draft.place = codes[0] if codes else draft.place
    return [replace(draft, place=code) for code in codes[1:]]
