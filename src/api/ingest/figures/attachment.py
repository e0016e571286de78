"""Pass 4: what a number is about: violation, party, and the figure that it is a part of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.ingest.figures.clauses import Attribution, attribute, mentions
from api.ingest.figures.quantities import Quantity, find_quantities, sentences
from api.ingest.figures.tags import Item

_BROADER = {
    "civilians": {
        "children",
        "women",
        "children-and-women",
        "medical-personnel",
        "media-workers",
        "civil-defence",
        "medical-and-civil-defence",
        "refugees",
    },
    "children-and-women": {"children", "women"},
    "medical-and-civil-defence": {"medical-personnel", "civil-defence", "women", "children"},
    "medical-personnel": {"women", "children"},
    "media-workers": {"women", "children"},
    "civil-defence": {"women"},
    "combatants": {"children", "women"},
    "refugees": {"children", "women", "children-and-women"},
    "children": set(),
    "women": set(),
}
_UMBRELLA = {
    "syrian-russian-alliance": {"syrian-regime", "russian-forces"},
    "extremist-islamist-groups": {"isis", "hts"},
}
_SUB_VIOLATIONS = {
    ("killing", "death-by-torture"),
    ("arbitrary-arrest", "enforced-disappearance"),
    ("detained-or-disappeared", "enforced-disappearance"),
    ("detained-or-disappeared", "arbitrary-arrest"),
}
_LOOK_BACK = 60


@dataclass(slots=True)
class Draft:
    """A figure while it is being understood. sentence: its number; place: its first item."""

    quantity: Quantity
    sentence: int
    violation: str | None = None
    victim: str = "any"
    unit: str | None = None
    party: str | None = None
    believed: bool = False
    parent: int | None = None
    to_date: bool = False
    listed: bool = False
    additive: bool = False
    place: str | None = None


def broader(whole: str, part: str) -> bool:
    """Whether one victim group holds another that is narrower."""
    return part != whole and (whole == "any" or part in _BROADER.get(whole, set()))


def attach(items: Sequence[Item], day: date | None) -> list[Draft]:
    """The figures of a text, in order."""
    reader = _Reader(items, day)
    for number, (first, end) in enumerate(sentences(items)):
        reader.read(number, first, end)
    return reader.drafts


class _Reader:
    def __init__(self, items: Sequence[Item], day: date | None) -> None:
        self.items = items
        self.day = day
        self.drafts: list[Draft] = []
        self.heading: Attribution | None = None
        self.heading_head: int | None = None

    def read(self, number: int, first: int, end: int) -> None:
        items = self.items
        quantities = find_quantities(items, first, end)
        named = mentions(items, first, end, quantities, self.day)
        opens = items[end - 1].key == ":" and items[end].kind == "line" if end < len(items) else False
        if not quantities:
            if named and opens:
                self.heading, self.heading_head = Attribution(named[0].codes, named[0].believed), None
            return
        owners = attribute(items, first, end, quantities, named)
        base = len(self.drafts)
        same = any("same" in item.roles for item in items[first : quantities[0].first])
        previous_end = first
        for index, quantity in enumerate(quantities):
            gap = range(previous_end, quantity.first)
            after_end = quantities[index + 1].first if index + 1 < len(quantities) else end
            draft = Draft(quantity, number, unit=quantity.unit, violation=quantity.violation, victim=quantity.victim or "any")
            previous = self.drafts[-1] if index else None
            self._relate(draft, gap, index, base, first)
            self._violation(draft, gap, range(quantity.last + 1, after_end), previous)
            owner = owners[index]
            self._owner(draft, owner, same=same)
            self._scope(draft, first, quantity, previous, gap)
            if draft.parent is None and not draft.additive:
                self._distribute(draft)
            self._fill(draft)
            if owner and len(owner.codes) > 1:
                self._apart(draft, owner.codes)
            else:
                self._each_place(draft, quantity, after_end)
            previous_end = quantity.last + 1
        self._heading(named, opens, base, first)

    def _heading(self, named, opens, base, first) -> None:  # type: ignore[no-untyped-def]
        if opens and len(self.drafts) > base:
            head = self.drafts[base]
            self.heading, self.heading_head = Attribution([head.party] if head.party else [], head.believed), base

    # Relations inside a sentence

    def _relate(self, draft: Draft, gap: range, index: int, base: int, first: int) -> None:
        items, quantity = self.items, draft.quantity
        before = [items[place] for place in gap]
        after = items[quantity.last + 1] if quantity.last + 1 < len(items) else None
        draft.additive = any("additive" in item.roles for item in before)
        if draft.additive:
            return
        if quantity.reference is not None:
            draft.parent = next(
                (
                    place
                    for place in range(len(self.drafts) - 1, -1, -1)
                    if self.drafts[place].quantity.value == quantity.reference
                ),
                None,
            )
            if draft.parent is not None:
                draft.listed = True
                return
        listed = any("including" in item.roles for item in before)
        partitive = (
            quantity.partitive or any("of" in item.roles for item in before) or (after is not None and "of" in after.roles)
        )
        opened = (
            bool(index)
            and any(item.key in (":", "–", "(", "-") for item in before)
            and not any("contrast" in item.roles for item in before)
        )
        if listed or partitive or opened:
            draft.parent = self._container(draft, base, needs_narrower=opened and not (listed or partitive))
            draft.listed = draft.parent is not None
            if draft.listed:
                return
        if index and after and after.key == "among":
            self._close_list(draft, base)
        if index and draft.parent is None and self.drafts[-1].listed and self._continues(draft, before):
            draft.parent, draft.listed = self.drafts[-1].parent, True

    def _continues(self, draft: Draft, between: Sequence[Item]) -> bool:
        previous = self.drafts[-1]
        if any("contrast" in item.roles or item.key in (";", "؛", ")") for item in between):
            return False
        if previous.parent is None:
            return False
        head = self.drafts[previous.parent]
        if draft.quantity.unit is None and not draft.quantity.has_noun:
            return head.quantity.value >= draft.quantity.value
        if head.quantity.value < draft.quantity.value:
            return False
        if any(item.means("violations") for item in between) and head.unit == "persons":
            return False
        if draft.unit == "persons":
            return head.unit == "persons" and (
                broader(head.victim, draft.victim) or draft.victim == previous.victim or (draft.violation == "death-by-torture")
            )
        return head.unit == draft.unit and draft.quantity.violation in (None, head.violation)

    def _close_list(self, draft: Draft, base: int) -> None:
        """“two children and two women among them”: those before it are in the list too."""
        index = len(self.drafts) - 1
        later = draft
        while index >= base:
            earlier = self.drafts[index]
            between = self.items[earlier.quantity.last + 1 : later.quantity.first]
            if any(item.key not in ("and", "و") and not item.roles & {"article"} for item in between) or not broader(
                "civilians", earlier.victim
            ):
                break
            earlier.parent = draft.parent
            earlier.listed = True
            if draft.parent is not None:
                earlier.party = earlier.party or self.drafts[draft.parent].party
            later = earlier
            index -= 1

    def _container(self, draft: Draft, base: int, *, needs_narrower: bool) -> int | None:
        """The nearest earlier figure that may hold this one."""
        quantity = draft.quantity
        best: int | None = None
        for place in range(len(self.drafts) - 1, max(-1, len(self.drafts) - _LOOK_BACK), -1):
            head = self.drafts[place]
            if head.quantity.value < quantity.value or head.unit == "percent" or quantity.unit == "percent":
                continue
            if needs_narrower and place < base:
                break
            if not self._may_hold(head, draft):
                continue
            if best is None:
                best = place
        return best

    def _may_hold(self, head: Draft, draft: Draft) -> bool:
        quantity = draft.quantity
        if quantity.has_noun and quantity.unit == "persons" or draft.victim != "any":
            if head.unit != "persons":
                return False
            if head.listed and head.victim == draft.victim and head.victim in ("children", "women"):
                return False
            return (
                head.victim == draft.victim
                or broader(head.victim, draft.victim)
                or (draft.victim == "any" and not (head.listed and head.victim in ("children", "women")))
            )
        if quantity.has_noun:
            return (
                head.unit == quantity.unit
                and quantity.violation in (None, head.violation)
                or (
                    head.unit in ("incidents", "facilities")
                    and quantity.unit == "facilities"
                    and head.violation == "attack-on-vital-facility"
                )
            )
        return not (head.listed and head.victim in ("children", "women", "children-and-women"))

    # Violation

    def _violation(self, draft: Draft, gap: range, following: range, previous: Draft | None) -> None:
        if draft.violation:
            if draft.violation != "killing" or draft.unit != "persons":
                return
        behind = self._behind(draft, gap)
        ahead = self._ahead(draft, following)
        head = self.drafts[draft.parent] if draft.parent is not None else None
        for found in (
            ahead
            if ahead and (ahead == "death-by-torture" or head is None or draft.quantity.partitive or not draft.quantity.has_noun)
            else None,
            behind,
            draft.violation,
        ):
            if found:
                draft.violation = found
                return
        if head and head.violation:
            draft.violation = head.violation
        elif previous and previous.violation:
            draft.violation = previous.violation if previous.unit == draft.unit or draft.unit in (None, "percent") else None
            if draft.violation is None and draft.unit == "persons":
                draft.violation = ahead or "killing" if draft.victim != "any" else ahead
        else:
            draft.violation = self._far_ahead(following)

    def _behind(self, draft: Draft, gap: range) -> str | None:
        """The last thing done that is named before a number, torture above all."""
        found: str | None = None
        for place in gap:
            item = self.items[place]
            entry = item.means("violations")
            if entry and not (entry.unit == "facilities" and draft.unit == "persons"):
                if entry.code == "massacre" and draft.unit == "persons":
                    continue
                found = (
                    "death-by-torture"
                    if "death-by-torture" in (entry.code, found) and entry.code in ("killing", "death-by-torture")
                    else entry.code
                )
            elif entry is None and draft.unit in ("incidents", "munitions", None):
                pass
        return found

    def _ahead(self, draft: Draft, following: range) -> str | None:
        """What is said right after: “who died due to torture”, “were arrested”."""
        found: str | None = None
        steps = 0
        for place in following:
            item = self.items[place]
            if (
                item.key in (",", "،", ";", "؛", ":", "(", ")", "–")
                or item.roles & {"contrast", "including", "additive"}
                or item.form.conjunction
                or item.key in ("and", "و")
            ):
                break
            entry = item.means("violations")
            if entry and entry.unit != "facilities":
                if found == "death-by-torture" and entry.code == "killing":
                    continue
                if found is None or entry.code == "death-by-torture" or "turn" in self._roles(following.start, place):
                    found = entry.code
            steps += 1
            if steps > 12:
                break
        return found

    def _roles(self, first: int, last: int) -> set[str]:
        return {role for item in self.items[first:last] for role in item.roles}

    def _far_ahead(self, following: range) -> str | None:
        for place in range(following.start, len(self.items)):
            item = self.items[place]
            if item.kind == "line":
                return None
            entry = item.means("violations")
            if entry and entry.unit != "facilities":
                return entry.code
        return None

    # Party

    def _owner(self, draft: Draft, owner: Attribution | None, *, same: bool) -> None:
        head = self.drafts[draft.parent] if draft.parent is not None else None
        if owner and owner.codes:
            if not (
                head
                and draft.listed
                and head.party
                and draft.quantity.has_noun
                and head.sentence == draft.sentence
                and broader(head.victim, draft.victim)
                and owner.codes[0] != head.party
                and not draft.quantity.partitive
                and False
            ):
                draft.party = owner.codes[0] if len(owner.codes) == 1 else None
                draft.believed = owner.believed
        if (
            head
            and draft.listed
            and head.sentence == draft.sentence
            and broader(head.victim, draft.victim)
            and head.unit == "persons"
        ):
            draft.party, draft.believed = head.party, head.believed
        elif draft.party is None and head:
            draft.party, draft.believed = head.party, head.believed
        elif draft.party is None and owner is None and self.heading and self.heading.codes:
            draft.party, draft.believed = self.heading.codes[0], self.heading.believed
        elif draft.party is None and owner is None and same:
            topic = self._topic(draft)
            if topic:
                draft.party, draft.believed = topic.party, topic.believed

    def _topic(self, draft: Draft) -> Draft | None:
        tops = [other for other in self.drafts if other.parent is None]
        alike = [other for other in tops if other.violation == draft.violation]
        return alike[0] if alike else (tops[-1] if tops else None)

    # Scope and distribution

    def _scope(self, draft: Draft, first: int, quantity: Quantity, previous: Draft | None, gap: range) -> None:
        roles = self._roles(first, quantity.first)
        draft.to_date = "since" in roles
        for place in range(quantity.last + 1, min(len(self.items), quantity.last + 6)):
            item = self.items[place]
            if item.kind in ("line", "number") or item.key in (",", "،", "."):
                break
            entry = item.means("places")
            if entry:
                draft.place = entry.code
                break
        if draft.place is None:
            for place in gap:
                entry = self.items[place].means("places")
                if entry:
                    draft.place = entry.code

    def _distribute(self, draft: Draft) -> None:
        """A number by party, place or kind after a total of the same violation and time is a part of that total."""
        if draft.unit == "percent" or draft.quantity.unit == "percent":
            return
        for place in range(len(self.drafts) - 1, max(-1, len(self.drafts) - _LOOK_BACK), -1):
            whole = self.drafts[place]
            if whole.violation != draft.violation or whole.parent is not None or whole.unit == "percent":
                continue
            if whole.quantity.value < draft.quantity.value or whole.to_date != draft.to_date:
                continue
            unit = draft.unit or whole.unit
            if unit != whole.unit and not (unit == "facilities" and whole.unit == "incidents"):
                continue
            if not (draft.victim == whole.victim or broader(whole.victim, draft.victim) or not draft.quantity.has_noun):
                continue
            by_party = (
                draft.party is not None
                and draft.party != "all-parties"
                and (whole.party in (None, "all-parties") or draft.party in _UMBRELLA.get(whole.party or "", ()))
            )
            by_kind = (
                draft.party is None
                and (draft.place is not None or draft.quantity.facility is not None or broader(whole.victim, draft.victim))
                and whole.sentence != draft.sentence
            )
            if by_party or by_kind:
                draft.parent = place
                if draft.party is None:
                    draft.party = whole.party
                return

    def _fill(self, draft: Draft) -> None:
        """What an ellipsis leaves out stands with the figure that it is a part of, or else with the one before."""
        source = self.drafts[draft.parent] if draft.parent is not None else (self.drafts[-1] if self.drafts else None)
        if draft.unit is None and source:
            draft.unit = source.unit if source.unit != "percent" else "persons"
        if draft.victim == "any" and not draft.quantity.has_noun and source and source.violation == draft.violation:
            draft.victim = source.victim
        if draft.violation is None and source:
            draft.violation = source.violation
        draft.unit = draft.unit or "persons"
        if draft.violation is None:
            return
        self.drafts.append(draft)

    def _apart(self, draft: Draft, codes: Sequence[str]) -> None:
        from dataclasses import replace

        if self.drafts and self.drafts[-1] is draft:
            draft.party = codes[0]
            self._distribute(draft) if draft.parent is None else None
            for code in codes[1:]:
                self.drafts.append(replace(draft, party=code))

    def _each_place(self, draft: Draft, quantity: Quantity, end: int) -> None:
        from dataclasses import replace

        if not (self.drafts and self.drafts[-1] is draft):
            return
        each = [place for place in range(quantity.last + 1, min(end, quantity.last + 4)) if "each" in self.items[place].roles]
        if not each:
            return
        codes: list[str] = []
        for place in range(each[0] + 1, end):
            item = self.items[place]
            entry = item.means("places")
            if entry:
                if codes and not item.form.conjunction and self.items[place - 1].key not in ("and", "،", ","):
                    break
                codes.append(entry.code)
            elif item.kind == "number":
                break
        if codes:
            draft.place = codes[0]
        for code in codes[1:]:
            self.drafts.append(replace(draft, place=code))
