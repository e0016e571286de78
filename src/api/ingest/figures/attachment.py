"""Pass 4: what a number is about: what was done, by whom, and which figure it is a part of."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import takewhile

from api.ingest.figures import predicates
from api.ingest.figures.parties import Mention, Owner, joins, owners
from api.ingest.figures.parts import DEMOGRAPHIC, Draft, container, is_member, may_hold, narrower, share_of
from api.ingest.figures.periods import Span, month_of, span_for, spans
from api.ingest.figures.quantities import WEAPON_VIOLATIONS, Quantity, find_quantities, sentences
from api.ingest.figures.tags import Item

_LISTS = frozenset({":", "–", "(", "-"})
_BREAKS = frozenset({",", "،", ";", "؛", "."})
_RECENT = 100
_CLAUSE = 50
_THINGS = frozenset({"incidents", "facilities", "munitions"})
_LONG_LINE = 14
_CAUSES = frozenset({"landmines", "improvised-explosive-devices"})
_SMALL = frozenset({"aux", "reach", "article", "at-least", "about", "more-than"})


def attach(items: Sequence[Item], day: date | None) -> list[Draft]:
    """The figures of a text, in order; parent is the place of another one in the list."""
    reader = _Reader(items, day)
    for number, span in enumerate(sentences(items)):
        reader.read(number, span)
    return reader.drafts


class _Reader:
    """Reads sentence by sentence, and remembers the figures so far and the heading above."""

    def __init__(self, items: Sequence[Item], day: date | None) -> None:
        self.items = items
        self.day = day
        self.drafts: list[Draft] = []
        self.values: set[float] = set()
        self.first_number = 0
        self.starts: set[int] = set()
        self.spans: list[Span] = []
        self.heading: Owner | None = None
        self.heading_head: int | None = None
        self.heading_marker: str | None = None

    def read(self, number: int, span: tuple[int, int]) -> None:
        """Takes in one sentence."""
        first, end = span
        items = self.items
        quantities = find_quantities(items, first, end, self.values)
        opens = items[end - 1].key == ":"
        marker = _marker(items, span)
        if (not opens and not marker and end - first > _LONG_LINE) or (marker and marker == self.heading_marker):
            self.heading = self.heading_head = self.heading_marker = None
        owned, named = owners(items, span, quantities, self.day)
        base = len(self.drafts)
        self.first_number = quantities[0].first if quantities else end
        self.starts = {quantity.first for quantity in quantities}
        self.spans = spans(items, first, end) if quantities else []
        self.values.update(quantity.value for quantity in quantities)
        for index, quantity in enumerate(quantities):
            gap = items[quantities[index - 1].last + 1 if index else first : quantity.first]
            after = items[quantity.last + 1 : quantities[index + 1].first if index + 1 < len(quantities) else end]
            _Figure(self, span, number, index, len(quantities)).read(quantity, owned[index], gap, after)
        if opens and end - first <= _LONG_LINE * 2:
            self._open(named, base)
            self.heading_marker = marker

    def _open(self, named: Sequence[Mention], base: int) -> None:
        head = self.drafts[base] if len(self.drafts) > base else None
        self.heading_head = base if head else None
        if head:
            self.heading = Owner((head.party,), head.believed, subject=True) if head.party else None
        elif named:
            self.heading = Owner(tuple(named[0].codes), named[0].believed, subject=True)


def _marker(items: Sequence[Item], span: tuple[int, int]) -> str | None:
    """What kind of mark a list line begins with: a bullet, a number or a letter."""
    start = items[span[0] : span[0] + 2]
    if start[0].key in ("-", "–", "•", "*", "·"):
        return "bullet"
    if len(start) > 1 and start[1].key in ("-", "–", ")", "."):
        return "number" if start[0].kind == "number" else "letter"
    return None


def _points_ahead(gap: Sequence[Item], *, first: bool) -> str | None:
    """Whether what stands before a number makes it a part: "of" for “of them”, else "including"."""
    start = next(
        (step + 1 for step in range(len(gap) - 1, -1, -1) if gap[step].key in (";", "؛") or "contrast" in gap[step].roles), 0
    )
    if _closes_list(gap):
        start = max(start, max(step for step, item in enumerate(gap) if item.key == ")"))
    for step in range(len(gap) - 1, start - 1, -1):
        if gap[step].key in _BREAKS and any(item.means("victims", "facilities") for item in gap[start:step]):
            return None
        if "including" in gap[step].roles:
            return "including"
        if "of" in gap[step].roles and not (step == 0 and not first and _points_back(gap, last=False)):
            return "of"
    return None


def _points_back(after: Sequence[Item], *, last: bool) -> bool:
    """“nine massacres of which fell last month”: the words after a number say what it is a part of, not what follows."""
    if not after or "of" not in after[0].roles:
        return False
    return last or not all(item.roles & _SMALL for item in after[1:])


def _last_part(gap: Sequence[Item]) -> Sequence[Item]:
    """What stands between the last “and” or comma and a number; an Arabic “and” is written with its word."""
    for step in range(len(gap) - 1, -1, -1):
        if gap[step].key in _BREAKS or gap[step].key in ("and", "و"):
            return gap[step + 1 :]
        if gap[step].form.conjunction:
            return gap[step:]
    return gap


def _is_to_date(items: Sequence[Item]) -> bool:
    return any("since" in item.roles for item in items) and not any("until" in item.roles for item in items)


def _closes_list(gap: Sequence[Item]) -> bool:
    return sum(item.key == ")" for item in gap) > sum(item.key == "(" for item in gap)


def _points_at(gap: Sequence[Item]) -> bool:
    """“these barrel bombs”, تلك المجازر."""
    pairs = zip(gap, gap[1:], strict=False)
    return any("demonstrative" in item.roles and following.means("weapons", "violations", "units") for item, following in pairs)


def _opens_list(gap: Sequence[Item]) -> bool:
    return any(item.key in _LISTS for item in gap) and not any(
        "contrast" in item.roles or item.key in (";", "؛", ")") for item in gap
    )


class _Figure:
    """One quantity on its way to a draft."""

    def __init__(self, reader: _Reader, span: tuple[int, int], sentence: int, index: int, count: int) -> None:
        self.reader = reader
        self.items = reader.items
        self.drafts = reader.drafts
        self.span = span
        self.sentence = sentence
        self.index = index
        self.count = count

    def read(self, quantity: Quantity, owner: Owner | None, gap: Sequence[Item], after: Sequence[Item]) -> None:
        draft = Draft(quantity, self.sentence, self.span, quantity.unit, quantity.violation, quantity.victim or "any")
        self._scope(draft, gap, after)
        self._include(draft, owner, gap, after)
        self._deed(draft, gap, after)
        self._complete(draft, gap, after)
        if draft.span is None and draft.parent is not None and draft.month is None:
            draft.span = self.drafts[draft.parent].span
        if draft.violation is None:
            return
        self._party(draft, owner, gap)
        if draft.parent is None and not draft.additive:
            draft.parent = share_of(self.drafts, draft)
            if draft.parent is not None and draft.party is None:
                draft.party = self.drafts[draft.parent].party
        self.drafts.append(draft)
        self._repeat(draft, owner, after)

    # Which figure it is a part of

    def _include(self, draft: Draft, owner: Owner | None, gap: Sequence[Item], after: Sequence[Item]) -> None:
        quantity = draft.quantity
        draft.additive = any("additive" in item.roles for item in gap) or (
            self.index == 0 and any("additive" in item.roles for item in self.items[self.span[0] : quantity.first])
        )
        if draft.additive:
            return
        if quantity.reference is not None:
            draft.parent = self._with_value(quantity.reference)
        if draft.parent is None and (
            points := _points_ahead(gap, first=self.index == 0)
            or quantity.partitive
            or _points_back(after, last=self.index == self.count - 1)
        ):
            party = owner.codes[0] if owner and owner.codes and points == "of" else None
            stated = owner.codes[0] if owner and owner.codes and not owner.subject else None
            draft.parent = container(self.drafts, draft, party=party, stated=stated)
        elif draft.parent is None and self.index and _opens_list(gap):
            draft.parent = container(self.drafts, draft, near=True)
        elif draft.parent is None and self.index == 0 and self.reader.heading_head is not None:
            draft.parent = self._under_heading(draft, owner)
        if draft.parent is None and any("alone" in item.roles for item in (*gap, *after[:3])):
            draft.parent = container(self.drafts, draft)
        if draft.parent is None and any("turn" in item.roles for item in (*gap, *after[:4])):
            draft.parent = self._turned(draft)
        draft.listed = draft.parent is not None
        if draft.listed and self.index and after and after[0].key == "among":
            self._list_before(draft)
        elif not draft.listed and self.index:
            draft.parent = self._continued(draft, owner, gap, after)
            draft.listed = draft.parent is not None

    def _under_heading(self, draft: Draft, owner: Owner | None) -> int | None:
        place = self.reader.heading_head
        if place is None or not _marker(self.items, self.span):
            return None
        head = self.drafts[place].party
        if owner and owner.codes and head and owner.codes[0] != head:
            return None
        return place if may_hold(self.drafts[place], draft) else None

    def _turned(self, draft: Draft) -> int | None:
        """Arrests that became disappearances are a part of the arrests."""
        places = range(len(self.drafts) - 1, -1, -1)
        tops = (
            place for place in places if self.drafts[place].violation == "arbitrary-arrest" and self.drafts[place].parent is None
        )
        return next((place for place in tops if may_hold(self.drafts[place], draft)), None)

    def _with_value(self, value: float) -> int | None:
        places = range(len(self.drafts) - 1, -1, -1)
        return next((place for place in places if self.drafts[place].quantity.value == value), None)

    def _list_before(self, draft: Draft) -> None:
        """“two children and two women among them”: those before it stand in the list too."""
        later = draft
        for place in range(len(self.drafts) - 1, -1, -1):
            earlier = self.drafts[place]
            between = self.items[earlier.quantity.last + 1 : later.quantity.first]
            if earlier.sentence != draft.sentence or place == draft.parent or any(not joins(item) for item in between):
                return
            earlier.parent, earlier.listed = draft.parent, draft.listed
            if draft.parent is not None:
                earlier.party, earlier.believed = self.drafts[draft.parent].party, self.drafts[draft.parent].believed
                earlier.violation = self.drafts[draft.parent].violation
            later = earlier

    def _continued(self, draft: Draft, owner: Owner | None, gap: Sequence[Item], after: Sequence[Item]) -> int | None:
        """The head of the list with which a number goes on: that of the one before it, or one above."""
        previous = self.drafts[-1] if self.drafts else None
        if previous is None or previous.sentence != draft.sentence or not previous.listed:
            return None
        if any("contrast" in item.roles or item.key in (";", "؛") for item in gap) or _closes_list(gap):
            return None
        if owner and not owner.subject and not draft.quantity.has_noun and len(gap) == 1 and gap[0].key == "،":
            return len(self.drafts) - 1
        place = previous.parent
        while place is not None:
            head = self.drafts[place]
            other = (
                owner is not None
                and not owner.subject
                and owner.codes
                and head.party not in (None, owner.codes[0])
                and not is_member(owner.codes[0], head.party)
            )
            if not other and head.quantity.value >= draft.quantity.value and self._goes_on(draft, head, previous, gap, after):
                return place
            place = head.parent
        return None

    def _goes_on(self, draft: Draft, head: Draft, previous: Draft, gap: Sequence[Item], after: Sequence[Item]) -> bool:
        comma = max((step for step, item in enumerate(gap) if item.key in (",", "،")), default=0)
        gap = gap[comma:]
        if draft.unit == "persons" and draft.quantity.has_noun:
            if any(item.means("violations") for item in gap):
                return False
            related = draft.victim == "any" and (
                any("relative" in item.roles for item in after[:2]) or predicates.ahead(after) == "death-by-torture"
            )
            return head.unit == "persons" and (narrower(draft.victim, head.victim) or draft.victim == previous.victim or related)
        if draft.unit is None:
            return not any(item.means("violations") for item in gap)
        return head.unit in (draft.unit, "incidents") and draft.violation in (None, head.violation)

    # What was done

    def _deed(self, draft: Draft, gap: Sequence[Item], after: Sequence[Item]) -> None:
        head = self.drafts[draft.parent] if draft.parent is not None else None
        previous = self._previous(draft)
        if draft.unit is None and (source := head or previous):
            draft.unit = source.unit if source.unit != "percent" else None
        if draft.unit in _THINGS:
            draft.violation = draft.violation or (
                head.violation if head and not draft.quantity.has_noun else self._of_incident(draft, gap)
            )
            return
        before, behind = predicates.behind(_last_part(gap), draft.unit), predicates.ahead(after)
        if draft.violation:
            if draft.violation == "killing" and "death-by-torture" in (before, behind):
                draft.violation = "death-by-torture"
            return
        bare = draft.quantity.partitive or not draft.quantity.has_noun or draft.unit == "percent"
        if behind and (
            bare or any("relative" in item.roles for item in after[:2]) or (head is None and behind == "death-by-torture")
        ):
            draft.violation = behind
        elif head and draft.listed and not bare and narrower(draft.victim, head.victim):
            draft.violation = predicates.on_persons(head.violation)
        else:
            draft.violation = before or behind or self._taken_up(draft, head, gap)
        source = head or (self.drafts[-1] if self.index and self.drafts and not draft.quantity.has_noun else None)
        if draft.violation == "killing" and source and source.violation == "death-by-torture":
            draft.violation = "death-by-torture"

    def _taken_up(self, draft: Draft, head: Draft | None, gap: Sequence[Item]) -> str | None:
        """No deed beside the number: what the whole sentence says, or the figure before it, or the one that it is a part of."""
        previous = self.drafts[-1] if self.index and self.drafts else None
        if head and draft.listed and not draft.quantity.has_noun and not draft.quantity.partitive:
            return predicates.on_persons(head.violation)
        if said := predicates.behind(gap, draft.unit):
            return said
        if previous and head is None and previous.unit == "persons":
            return previous.violation
        found = self._behind_list(draft)
        return found or (predicates.on_persons(head.violation) if head else None)

    def _behind_list(self, draft: Draft) -> str | None:
        """“51 persons, among them a child, were killed under torture”: what is said behind the list, in the same sentence."""
        found: str | None = None
        counted = True
        for place in range(draft.quantity.last + 1, min(self.span[1], draft.quantity.last + _CLAUSE)):
            item = self.items[place]
            if item.roles & {"contrast", "additive"} or item.key in (";", "؛", ":"):
                break
            if place in self.reader.starts or "relative" in item.roles:
                counted = True
            elif item.key in (",", "،", "were", "was") or item.key.endswith("وا"):
                counted = False
            entry = predicates.deed(item)
            if entry and not counted and entry.unit not in ("facilities", "incidents"):
                found = predicates.stronger(found, entry.code)
        return found

    def _of_incident(self, draft: Draft, gap: Sequence[Item]) -> str | None:
        """An attack is what its sentence says before it (“used incendiary weapons in six attacks”), or the same as the last one."""
        for item in reversed(gap):
            weapon, facility = item.means("weapons"), item.means("facilities")
            if weapon and weapon.code in WEAPON_VIOLATIONS:
                draft.quantity.weapon = weapon.code
                return WEAPON_VIOLATIONS[weapon.code]
            if facility or any(entry.code == "attack-on-vital-facility" for entry in item.entries):
                return "attack-on-vital-facility"
        recent = self.drafts[-1:-_RECENT:-1]
        noun = self._noun(draft)
        like = [other for other in recent if other.unit == draft.unit and self._noun(other) == noun]
        like += [other for other in recent if other.unit in _THINGS and other.parent is None]
        if like:
            return like[0].violation
        return None if draft.unit == "munitions" else "attack-on-vital-facility"

    def _noun(self, draft: Draft) -> str:
        return self.items[min(draft.quantity.number + 1, len(self.items) - 1)].key

    # Who did it

    def _party(self, draft: Draft, owner: Owner | None, gap: Sequence[Item]) -> None:
        head = self.drafts[draft.parent] if draft.parent is not None else None
        source: Draft | None = None
        earlier = head is not None and owner is not None and owner.subject and owner.place < head.quantity.first
        if head and head.party and head.sentence == draft.sentence and (owner is None or earlier) and draft.listed:
            source = head
        elif owner and owner.codes:
            draft.party, draft.believed = owner.codes[0], owner.believed
            return
        elif head:
            source = head
        elif owner is None and self.reader.heading and self.reader.heading.codes:
            draft.party, draft.believed = self.reader.heading.codes[0], self.reader.heading.believed
            return
        elif draft.unit == "percent":
            source = next((other for other in self.drafts if other.sentence == draft.sentence), None)
        elif owner is None:
            source = self._same(draft, gap)
        if source:
            draft.party, draft.believed = source.party, source.believed

    def _same(self, draft: Draft, gap: Sequence[Item]) -> Draft | None:
        """Words that go on about the same acts keep their party."""
        previous = self.drafts[-1] if self.drafts else None
        if previous is None:
            return None
        beside = previous.sentence == draft.sentence
        around = {role for item in (gap if beside else self.items[slice(*self.span)]) for role in item.roles}
        if beside and around & {"same", "cause", "count"}:
            return previous
        opening = self.items[self.span[0] : self.span[0] + 3]
        anew = any("cause" in item.roles and item.key not in ("which", "that", "with") for item in opening)
        if around & {"same", "those"} or anew or _points_at(gap) or any("count" in item.roles for item in gap):
            return self._counted_before(draft)
        return None

    def _counted_before(self, draft: Draft) -> Draft | None:
        """The whole that is counted on; for another deed, the last whole, if nobody else did the like."""
        tops = [other for other in self.drafts[-_RECENT:] if other.parent is None and other.unit != "percent"]
        alike = [other for other in tops if other.violation == draft.violation and other.unit == draft.unit]
        if alike or not tops or tops[-1].sentence == draft.sentence:
            return alike[-1] if alike else None
        return tops[-1] if self._agree(tops[-1]) else None

    def _agree(self, draft: Draft) -> bool:
        alike = [
            other
            for other in self.drafts[-_RECENT:]
            if other.parent is None and other.violation == draft.violation and other.unit != "percent"
        ]
        return len({other.party for other in (*alike, draft)}) == 1

    # When, where, and what an ellipsis leaves out

    def _scope(self, draft: Draft, gap: Sequence[Item], after: Sequence[Item]) -> None:
        opening = self.items[self.span[0] : self.reader.first_number]
        start = max((step for step, item in enumerate(gap) if item.key in _BREAKS), default=0)
        clause = list(takewhile(lambda item: item.key not in _BREAKS and not joins(item), after))
        draft.to_date = _is_to_date(opening) or _is_to_date([*gap[start:], *clause])
        if not any("scope" in item.roles for item in (*gap, *after)):
            near = range(draft.quantity.last + 1, draft.quantity.last + 1 + len(clause))
            draft.span = span_for(self.reader.spans, draft.quantity.first, near)
        months = [item for item in (*opening, *gap) if month_of(item)]
        draft.month = months[-1] if months else None
        for item in after[:5]:
            place = item.means("places")
            if place or item.key in (",", "،"):
                draft.place = place.code if place else None
                break
        draft.cause = next(
            (
                weapon.code
                for item in self.items[draft.quantity.first : self.span[1]][:_CLAUSE]
                if (weapon := item.means("weapons")) and weapon.code in _CAUSES
            ),
            None,
        )
        if draft.place is None:
            draft.place = next((place.code for item in reversed(gap) if (place := item.means("places"))), None)

    def _complete(self, draft: Draft, gap: Sequence[Item], after: Sequence[Item]) -> None:
        source = self.drafts[draft.parent] if draft.parent is not None else self._previous(draft)
        if draft.quantity.unit == "percent":
            draft.victim = _share_victim(gap, after) or draft.victim
        if source is None:
            draft.violation = draft.violation or self._later(draft)
        elif draft.violation is None:
            draft.violation = source.violation if draft.unit != "persons" else predicates.on_persons(source.violation)
        if source and not draft.quantity.has_noun:
            draft.unit = draft.unit or (source.unit if source.unit != "percent" else None)
            plain = source.violation == draft.violation or (draft.quantity.partitive and draft.parent is not None)
            if draft.victim == "any" and draft.unit == "persons" and plain and not draft.quantity.of_victims:
                draft.victim = source.victim
        draft.unit = draft.unit or "persons"

    def _previous(self, draft: Draft) -> Draft | None:
        """What a number without a noun takes up: the one before it in its sentence, else the last whole."""
        beside = [other for other in self.drafts[-_RECENT:] if other.sentence == draft.sentence]
        if beside:
            return next((other for other in reversed(beside) if not other.listed), beside[-1])
        return next((other for other in reversed(self.drafts) if other.parent is None), None)

    def _later(self, draft: Draft) -> str | None:
        """The first deed that the text names after its first numbers."""
        for item in self.items[draft.quantity.last + 1 : draft.quantity.last + _CLAUSE]:
            entry = item.means("violations")
            if entry and entry.unit not in ("facilities", "incidents"):
                return entry.code
        return None

    # Each of several

    def _repeat(self, draft: Draft, owner: Owner | None, after: Sequence[Item]) -> None:
        """“two massacres each”, كل من: one figure for each party or place."""
        if owner and len(owner.codes) > 1:
            self.drafts.extend(replace(draft, party=code) for code in owner.codes[1:])
            return
        each = next((step for step, item in enumerate(after[:3]) if "each" in item.roles), None)
        if each is None:
            return
        codes: list[str] = []
        for item in after[each + 1 :]:
            place = item.means("places")
            if place:
                codes.append(place.code)
            elif not (joins(item) or item.key in (",", "،", "the")):
                break
        draft.place = codes[0] if codes else draft.place
        self.drafts.extend(replace(draft, place=code) for code in codes[1:])


def _share_victim(gap: Sequence[Item], after: Sequence[Item]) -> str | None:
    """Of whom a percentage is a share: نسبة الأطفال والنساء, “were children and women”."""
    start = max((step for step, item in enumerate(gap) if "share" in item.roles or item.key in _BREAKS), default=0)
    linked = [
        *gap[start:],
        *(after[:8] if any(item.roles & {"aux", "reach"} or item.key in ("هم", "من") for item in after[:6]) else ()),
    ]
    codes = {entry.code for item in linked if (entry := item.means("victims")) and entry.code in DEMOGRAPHIC}
    if {"children", "women"} <= codes or "children-and-women" in codes:
        return "children-and-women"
    return next(iter(codes), None)
