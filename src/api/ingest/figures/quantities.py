"""Pass 3: numbers and what they count, number words, duals and implied ones included. What is not a figure is refused here."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from api.ingest.figures.lexicon import Entry
from api.ingest.figures.tags import Item

_MODIFIERS = 3
_TAIL = 10
_LONGEST = 400
_COUNTABLE = ("victims", "violations", "weapons", "facilities", "units")
_QUALIFIERS = ("at-least", "more-than", "about")
WEAPON_VIOLATIONS = {
    "barrel-bombs": "barrel-bomb",
    "cluster-munitions": "cluster-munition-attack",
    "incendiary-weapons": "incendiary-attack",
    "chemical-weapons": "chemical-attack",
}
_REFUSING_BEFORE = frozenset({"number-of", "age", "year"})
_REFUSING_AFTER = frozenset({"time", "measure", "rate", "age"})


@dataclass(slots=True)
class Quantity:
    """A number with its noun: items first to last (inclusive), the number at `number`. What the noun does not say is None."""

    value: float
    qualifier: str
    first: int
    last: int
    number: int
    unit: str | None = None
    violation: str | None = None
    victim: str | None = None
    weapon: str | None = None
    facility: str | None = None
    has_noun: bool = False
    partitive: bool = False
    reference: float | None = None
    implied: bool = False
    of_victims: bool = False


def find_quantities(items: Sequence[Item], first: int, end: int, values: AbstractSet[float] = frozenset()) -> list[Quantity]:
    """The quantities of one sentence, in order. values: those that the text has stated before."""
    found: list[Quantity] = []
    place = first
    while place < end:
        quantity = _Reader(items, first, end, found[-1] if found else None, bool(values or found), values).at(place)
        if quantity:
            found.append(quantity)
            place = quantity.last + 1
        else:
            place += 1
    return found


def _countable(item: Item) -> Entry | None:
    """What may be counted; a person first, then what the longest list says."""
    entries = [entry for entry in item.entries if entry.kind in _COUNTABLE and entry.unit]
    return min(entries, key=lambda entry: _COUNTABLE.index(entry.kind), default=None)


@dataclass(slots=True)
class _Reader:
    items: Sequence[Item]
    begin: int
    end: int
    before: Quantity | None
    seen: bool
    values: AbstractSet[float]

    def at(self, place: int) -> Quantity | None:
        item = self.items[place]
        if item.kind == "number":
            return self._counted(place)
        entry = _countable(item)
        if entry and (entry.number or not item.key.isascii()):
            return self._noun_alone(place, entry)
        return None

    def item(self, place: int) -> Item | None:
        return self.items[place] if self.begin <= place < self.end else None

    def roles(self, place: int) -> frozenset[str]:
        item = self.item(place)
        return item.roles if item else frozenset()

    def key(self, place: int) -> str:
        item = self.item(place)
        return item.key if item else ""

    # Numbers

    def _counted(self, place: int) -> Quantity | None:
        value = self.items[place].value
        if value is None or self.items[place].form.article or self._is_list_number(place) or self._is_refused(place):
            return None
        first, qualifier = self._qualifier(place)
        quantity = Quantity(value, qualifier, first, place, place)
        if self._percent(quantity):
            return None if self._is_change(place) or self._is_range(place) else quantity
        if value != int(value):
            return None
        if self._noun(quantity) or self._ellipsis(quantity):
            self._qualifier_after(quantity)
            return None if self._is_year(quantity) or self._is_rate(quantity) else quantity
        return None

    def _is_list_number(self, place: int) -> bool:
        return place == self.begin and self.key(place + 1) in ("-", "–", ")", ".", "/")

    def _is_refused(self, place: int) -> bool:
        item, after = self.items[place], self.item(place + 1)
        before = self.item(place - 1)
        if before and before.roles & _REFUSING_BEFORE:
            return True
        if (
            before
            and _is_month(before)
            and (item.value or 0) <= 2100
            and not (after and _countable(after) and (item.value or 0) < 1900)
        ):
            return True
        if before and before.kind == "word" and before.end == item.start and before.key.isascii():
            return True
        if after is None:
            return False
        if after.tied and not _countable(after):
            return True
        if (
            after.roles & _REFUSING_AFTER
            or _is_month(after)
            or (after.end and after.start == item.end and after.key in ("st", "nd", "rd", "th", "m", "km"))
        ):
            return True
        joined = before and before.key in ("and", "و", ",", "،")
        earlier = self.item(place - 2)
        return bool(joined and earlier and earlier.kind == "number" and self._is_refused_chain(place - 2))

    def _is_refused_chain(self, place: int) -> bool:
        before = self.item(place - 1)
        return bool(before and before.roles & {"number-of"})

    def _qualifier(self, place: int) -> tuple[int, str]:
        for back in range(1, 4):
            item = self.item(place - back)
            if item is None or item.kind in ("number", "mark", "line"):
                break
            found = next((name for name in _QUALIFIERS if name in item.roles), None)
            if found:
                return place - back, found
            if item.kind == "phrase" and not item.roles & {"article", "aux", "on"} or item.key in ("and", "في"):
                break
        if self.key(place - 1) == "عن" and any(
            self.key(place - back) in ("يقل", "تقل", "لايقل", "لاتقل") for back in range(2, 7)
        ):
            return place, "at-least"
        if self.key(place - 1) in ("عن", "علي") and any(self.key(place - back) in ("يزيد", "تزيد") for back in range(2, 7)):
            return place, "more-than"
        return place, "exact"

    def _qualifier_after(self, quantity: Quantity) -> None:
        for step in (1, 2):
            item = self.item(quantity.last + step)
            if item and "at-least" in item.roles and item.key in ("at", "علي") and quantity.qualifier == "exact" and step == 1:
                quantity.qualifier, quantity.last = "at-least", quantity.last + step

    def _percent(self, quantity: Quantity) -> bool:
        after = self.item(quantity.last + 1)
        if after and ("percent" in after.roles or after.key in ("%", "٪")):
            quantity.unit, quantity.last, quantity.has_noun = "percent", quantity.last + 1, True
            return True
        return False

    def _is_change(self, place: int) -> bool:
        around = range(place - 8 if self.key(place - 1) in ("by", "بنسبه") else place - 3, place + 5)
        return any("change" in self.roles(step) or self.key(step) in ("fail", "failure", "dud") for step in around)

    def _is_range(self, place: int) -> bool:
        """Between 12 and 35%."""
        before = self.item(place - 2)
        return before is not None and before.kind == "number" and self.key(place - 1) in ("and", "to", "و", "الي", "-", "–")

    def _is_rate(self, quantity: Quantity) -> bool:
        """Nine a day; also people who live somewhere."""
        return "rate" in self.roles(quantity.first - 1) or bool(self.roles(quantity.last + 1) & {"rate", "population"})

    def _is_year(self, quantity: Quantity) -> bool:
        key = self.items[quantity.number].key
        if not (len(key) == 4 and key.isdigit() and 1900 <= quantity.value <= 2100):
            return False
        before = self.item(quantity.number - 1)
        return not quantity.has_noun or bool(
            before
            and before.roles & {"since", "on", "aux"}
            and not before.roles & set(_QUALIFIERS)
            and before.key not in ("of", "by")
        )

    # Nouns

    def _noun(self, quantity: Quantity) -> bool:
        run, last, passed = self._run(quantity.last + 1)
        if not run:
            return False
        quantity.last, quantity.has_noun = last, True
        self._describe(quantity, run)
        group = self.item(last + 2) if self.key(last + 1) == "من" else None
        if quantity.victim == "any" and group and group.means("victims") and self._is_group(last + 2):
            quantity.victim, quantity.last = group.means("victims").code, last + 2
        for item in passed:
            entry = item.means("weapons", "facilities")
            if entry:
                self._add(quantity, item, entry)
        self._tail(quantity, run)
        return True

    def _run(self, place: int) -> tuple[list[tuple[Item, Entry]], int, list[Item]]:
        """The nouns right after a number, modifiers between them passed over, and where they end."""
        run: list[tuple[Item, Entry]] = []
        last = place - 1
        passed: list[Item] = []
        while (item := self.item(place)) is not None:
            entry = _countable(item)
            if entry and not (run and (item.form.conjunction or item.form.preposition)):
                if not run and item.form.preposition and item.form.preposition != "ل":
                    break
                run.append((item, entry))
                last = place
            elif run and item.key.isascii() is False and item.kind == "word" and _is_adjective(item.key):
                pass
            elif run or not self._is_modifier(item, place) or len(passed) == _MODIFIERS:
                break
            else:
                passed.append(item)
            place += 1
            if run and not run[0][0].key.isascii() and len(run) == 3:
                break
        return run, last, passed

    def _is_modifier(self, item: Item, place: int) -> bool:
        if not item.key.isascii():
            return item.key == "من" and (self.item(place + 1) is not None) and self._is_group(place + 1)
        if item.key == "and":
            before, after = self.item(place - 1), self.item(place + 1)
            return bool(before and after and before.means("violations") and after.means("violations"))
        if item.kind == "word":
            return item.key not in ("and", "or", "not", "of", "the")
        return (
            item.kind == "phrase"
            and (
                item.means("violations") is not None
                or bool(item.parties)
                or item.means("weapons") is not None
                or bool(item.roles & {"another", "article", "agency"})
            )
            and not item.roles & {"by", "on", "aux", "of", "including"}
            and "number" not in {e.kind for e in item.entries}
        )

    def _is_group(self, place: int) -> bool:
        item = self.items[place]
        return item.means("victims") is not None and (item.form.article or len(item.key) > 3)

    def _describe(self, quantity: Quantity, run: Sequence[tuple[Item, Entry]]) -> None:
        arabic = not run[0][0].key.isascii()
        ordered = run if arabic else run[::-1]
        quantity.unit = ordered[0][1].unit
        for item, entry in ordered:
            self._add(quantity, item, entry)

    def _add(self, quantity: Quantity, item: Item, entry: Entry) -> None:
        if entry.kind == "victims" and quantity.victim in (None, "any"):
            quantity.victim = entry.code
        elif entry.kind == "violations" and quantity.violation is None:
            quantity.violation = entry.code
        elif entry.kind == "weapons" and quantity.weapon is None:
            quantity.weapon = entry.code
            quantity.violation = quantity.violation or WEAPON_VIOLATIONS.get(entry.code)
        elif entry.kind == "facilities" and quantity.facility is None:
            quantity.facility = entry.code
            quantity.violation = quantity.violation or "attack-on-vital-facility"

    def _tail(self, quantity: Quantity, run: Sequence[tuple[Item, Entry]]) -> None:
        """What follows a case, an attack or an incident says which: of arrest, on schools, with incendiary weapons."""
        if not any(entry.kind == "units" for _, entry in run) or (quantity.violation and quantity.unit != "persons"):
            return
        for place in range(quantity.last + 1, min(self.end, quantity.last + 1 + _TAIL)):
            item = self.items[place]
            if (
                item.kind in ("number", "line")
                or item.key in (",", "،", ".", ";", "؛", ":", "(")
                or item.roles & {"including", "contrast", "by", "additive"}
                or item.form.conjunction
                or item.key == "and"
            ):
                break
            described = False
            for kind in ("violations", "weapons", "facilities", "victims", "units"):
                entry = item.means(kind)
                if kind == "units" and entry and entry.code == "facilities":
                    quantity.violation = quantity.violation or "attack-on-vital-facility"
                    break
                if entry and not (kind == "victims" and quantity.unit != "persons"):
                    self._add(quantity, item, entry)
                    described = True
                    break
            if described and place - quantity.last <= 3:
                quantity.last = place

    # Numbers without a noun

    def _ellipsis(self, quantity: Quantity) -> bool:
        place = quantity.number
        after, roles = self.item(place + 1), self.roles(place + 1)
        single = quantity.value == 1 and self.items[place].kind != "phrase" and not self.items[place].key.isdigit()
        if "of" in roles:
            quantity.last, quantity.partitive, quantity.of_victims = place + 1, True, "of-victims" in roles
            self._complement(quantity)
            return True
        if single and "another" in self.roles(place - 1):
            quantity.victim = self.before.victim if self.before else None
            return True
        if "out-of" in roles and not single:
            return self._of_the(quantity, place + 2)
        if self.key(place + 1) == "of" and self.key(place + 2) == "the" and not single:
            return self._of_the(quantity, place + 3)
        if "of" in self.roles(quantity.first - 1):
            quantity.partitive = True
            self._complement(quantity)
            return True
        if (
            roles & {"by", "relative", "turn"}
            or (after and after.means("violations"))
            or self._is_placed(quantity, place)
            or self._has_party(place)
        ):
            self._complement(quantity)
            return True
        if "including" in roles and (self._joins_before(place) or self.key(place - 1) in (",", "،")):
            return True
        return self._complement(quantity) or self._is_labelled(quantity) or self._is_reached(quantity) or self._is_joined(place)

    def _of_the(self, quantity: Quantity, place: int) -> bool:
        """Four of the 503; 71 of the civilians; 86 of the deaths."""
        item = self.item(place)
        if item is None:
            return False
        if item.kind == "number":
            quantity.reference, quantity.last = item.value, place
            run, last, _ = self._run(place + 1)
            quantity.last = last if run else place
        elif entry := _countable(item):
            quantity.last = place
            quantity.victim, quantity.of_victims = (entry.code, True) if entry.kind == "victims" else (None, False)
        else:
            return False
        quantity.partitive = True
        return item.kind != "number" or quantity.last > place or quantity.reference in self.values

    def _complement(self, quantity: Quantity) -> bool:
        """34 were children; 13 of them were children."""
        step = quantity.last + 1
        while "aux" in self.roles(step) and self.key(step) in ("were", "was", "are", "being", "have", "had", "been"):
            step += 1
        item = self.item(step)
        entry = item.means("victims") if item else None
        if entry and step > quantity.last + 1:
            quantity.victim, quantity.unit, quantity.last = entry.code, "persons", step
            return True
        return (
            step > quantity.last + 1
            and item is not None
            and (
                self._is_placed(quantity, step - 1)
                or item.means("violations") is not None
                or bool(item.roles & {"by", "turn"})
                or bool(item.parties)
            )
        )

    def _is_placed(self, quantity: Quantity, place: int) -> bool:
        """37 in Homs; 20 on schools; Aleppo with nine."""
        before = self.item(place - 2) if self.key(place - 1) in ("with", "ب") else self.item(place - 1)
        if before and before.means("places") and place == quantity.number and self._closes(place + 1):
            return True
        after = self.item(place + 1)
        if after and after.form.preposition == "ب" and after.means("places"):
            return True
        if "on" not in self.roles(place + 1):
            return False
        ahead = [item for step in range(place + 2, place + 5) if (item := self.item(step))]
        facility = next((entry for item in ahead if (entry := item.means("facilities"))), None)
        quantity.facility = quantity.facility or (facility.code if facility else None)
        return facility is not None or any(
            item.means("places") or item.parties or item.roles & {"agency", "each"} for item in ahead
        )

    def _closes(self, place: int) -> bool:
        after = self.item(place)
        return after is None or after.kind == "mark" or after.key == "and" or after.form.conjunction

    def _has_party(self, place: int) -> bool:
        """Three (ISIS); while the SDF killed two."""
        after, before = self.item(place + 1), self.item(place - 1)
        if after and after.parties:
            return True
        named = before and (before.parties or (bool(self.seen) and (before.means("violations") or "commit" in before.roles)))
        return bool(named) and self._closes(place + 1)

    def _is_labelled(self, quantity: Quantity) -> bool:
        """Schools: 11; Government forces: 82."""
        place = quantity.number
        after, label = self.item(place + 1), self.item(place - 2)
        if self.key(place - 1) != ":" or label is None or (after and after.kind not in ("mark", "phrase")):
            return False
        entry = _countable(label)
        if entry:
            quantity.first, quantity.has_noun = place - 2, True
            self._describe(quantity, [(label, entry)])
        return True

    def _is_reached(self, quantity: Quantity) -> bool:
        """“brings civilian deaths to 1,101”: what is counted stands before it, or behind it: “the number of civilians killed”."""
        place = quantity.number
        named = "count" in self.roles(place + 1)
        if not (self._closes(place + 1) or named) or "reach" not in self.roles(quantity.first - 1) or self.key(place) == "one":
            return False
        span = self.items[place:] if named else self.items[self.begin : place]
        victims = [entry.code for item in span[:_TAIL] if (entry := item.means("victims"))]
        quantity.victim = victims[-1] if victims else None
        return any(item.means("violations") or item.roles & {"same", "those", "count"} for item in span)

    def _is_joined(self, place: int) -> bool:
        before = self.before
        return self._joins_before(place) and self._closes(place + 1) and before is not None and before.last >= place - 2

    def _joins_before(self, place: int) -> bool:
        return self.key(place - 1) in ("and", "و") or self.items[place].form.conjunction

    # Nouns without a number

    def _noun_alone(self, place: int, entry: Entry) -> Quantity | None:
        item, after = self.items[place], self.item(place + 1)
        run, last, _ = self._run(place)
        counted = self.item(last + 1)
        arabic = not item.key.isascii()
        if (
            arabic
            and counted
            and counted.kind == "number"
            and (counted.value, entry.number) in ((1, 1), (2, 2), (2, None))
            and not counted.form.conjunction
            and not counted.form.preposition
        ):
            return self._alone(place, last + 1, run, counted.value)
        if entry.number == 2 and not item.form.article:
            return self._alone(place, last, run, 2)
        if entry.number == 1 and self._counts_one(place, last, entry):
            return self._alone(place, last, run, 1)
        return None

    def _alone(self, place: int, last: int, run: Sequence[tuple[Item, Entry]], value: float) -> Quantity:
        first, qualifier = self._qualifier(place)
        articles = [step for step in range(place - 3, place) if "article" in self.roles(step)]
        first = min([first, *articles]) if value == 1 and self.items[place].key.isascii() else first
        quantity = Quantity(value, qualifier, first, last, place, has_noun=True, implied=last == place)
        self._describe(quantity, run)
        self._tail(quantity, run)
        self._qualifier_after(quantity)
        return quantity

    def _counts_one(self, place: int, last: int, entry: Entry) -> bool:
        """A bare singular counts one in a list of those included, beside another count, or right after what was done to it."""
        item = self.items[place]
        if item.form.article or item.form.preposition:
            return False
        arabic = not item.key.isascii()
        start = place
        if not arabic:
            while (
                start > self.begin
                and place - start < 3
                and not self.roles(start - 1) & {"article"}
                and self.items[start - 1].kind == "word"
            ):
                start -= 1
            if not self.roles(start - 1) & {"article"} or self.key(start - 1) == "the":
                return False
            start -= 1
        before = self.item(start - 1)
        if before is None or before.key in ("-", "–", "•"):
            return entry.kind == "victims"
        if "including" in before.roles or "of" in before.roles:
            return True
        near = (
            self.before is not None
            and self.before.last >= start - 3
            and not any(self.items[step].means("violations") for step in range(self.before.last + 1, start))
        )
        if near and (item.form.conjunction or before.key in ("and", ",", "،", "و")):
            return True
        if entry.kind == "victims" and entry.code != "any":
            return before.means("violations") is not None or bool(before.parties and arabic)
        return "commit" in before.roles or (arabic and bool(before.parties) and entry.kind == "violations")


def _is_month(item: Item) -> bool:
    return any(role.startswith("month-") for role in item.roles)


def _is_adjective(key: str) -> bool:
    return key.endswith(("ي", "يا", "يه", "يين", "يون"))


def sentences(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """Where each sentence of a text begins and ends (exclusive), as places of items."""
    first = 0
    for place, item in enumerate(items):
        ends = item.kind == "line" or (item.key in (".", "!", "?", "؟") and not _inside(items, place))
        if ends or place - first >= _LONGEST:
            if place > first:
                yield first, place
            first = place + 1
    if first < len(items):
        yield first, len(items)


def _inside(items: Sequence[Item], place: int) -> bool:
    """A full stop inside an abbreviation: No. 16, U.S."""
    item = items[place]
    before = items[place - 1] if place else None
    after = items[place + 1] if place + 1 < len(items) else None
    if item.key != "." or before is None or after is None or after.kind == "line":
        return False
    return before.end == item.start and (
        after.start == item.end
        or before.key in ("no", "art", "dr", "st")
        or (len(before.key) == 1 and before.key.isascii() and before.key.isalpha() and after.start == item.end)
    )
