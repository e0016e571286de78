"""Numbers without a noun of their own: 13 of them, 37 in Homs, ISIS: 6, “161 by the regime”, four of the 503."""

from api.ingest.figures.lexicon import Entry
from api.ingest.figures.nouns import countable, describe, noun_run
from api.ingest.figures.periods import month_of
from api.ingest.figures.window import COMMAS, Quantity, Window

_AUXILIARIES = frozenset({"were", "was", "are", "being", "have", "had", "been"})
_LISTED = COMMAS | {"-", "–", "•"}
_REACH = 10


def take_ellipsis(window: Window, quantity: Quantity) -> bool:
    """Takes the words that let a number stand without a noun; False where nothing does."""
    place = quantity.number
    single = quantity.value == 1 and not window.key(place).isdigit()
    if single and "another" in window.roles(place - 1):
        quantity.victim = window.before.victim if window.before else None
        return True
    if _is_partitive(window, quantity, single=single):
        return True
    return (
        _is_said(window, quantity)
        or _complement(window, quantity)
        or _is_labelled(window, quantity)
        or _is_reached(window, quantity)
        or _is_joined(window, place)
    )


def _is_partitive(window: Window, quantity: Quantity, *, single: bool) -> bool:
    place = quantity.number
    roles = window.roles(place + 1)
    if "of" in roles:
        quantity.last, quantity.partitive, quantity.of_victims = place + 1, True, "of-victims" in roles
        _complement(window, quantity)
        return True
    if "of" in window.roles(quantity.first - 1):
        quantity.partitive = True
        _complement(window, quantity)
        return True
    if single:
        return False
    if "out-of" in roles:
        return _of_the(window, quantity, place + 2)
    return window.key(place + 1) == "of" and window.key(place + 2) == "the" and _of_the(window, quantity, place + 3)


def _of_the(window: Window, quantity: Quantity, place: int) -> bool:
    """Four of the 503; 71 of the civilians; 86 of the deaths."""
    item = window.item(place)
    entry = countable(item) if item else None
    if item and item.kind == "number":
        run, last, _ = noun_run(window, place + 1)
        quantity.reference, quantity.last, quantity.partitive = item.value, last if run else place, True
        return bool(run) or item.value in window.values
    if entry:
        quantity.last, quantity.partitive, quantity.of_all, quantity.unit = place, True, True, entry.unit
        quantity.victim, quantity.of_victims = (entry.code, True) if entry.kind == "victims" else (None, False)
    return entry is not None


def _is_said(window: Window, quantity: Quantity) -> bool:
    """What was done, by whom, or where, stands right beside the number."""
    place = quantity.number
    after = window.item(place + 1)
    said = after and (after.roles & {"by", "relative", "turn", "remain"} or after.means("violations"))
    turned = after is not None and "turn" in window.roles(place - 1) and "reach" in after.roles
    if said or turned or _is_placed(window, quantity, place) or _has_party(window, quantity):
        _complement(window, quantity)
        return True
    if after is not None and after.key == "(":
        after = window.item(place + 2)
    opens = after is not None and "including" in after.roles
    told = window.item(place - 1)
    if opens and told and (told.key in ("ان", "وان", "that")):
        return True
    before = window.item(quantity.first - 1)
    beside = bool(before and (before.parties or before.means("violations") or before.roles & {"additive", "ascribe"}))
    if before and "ascribe" in before.roles:
        return True
    return opens and (window.joins_before(place) or window.key(place - 1) in _LISTED or beside)


def _complement(window: Window, quantity: Quantity) -> bool:
    """34 were children; 20 were killed; 21 were on schools."""
    step = quantity.last + 1
    if quantity.partitive and window.key(step) in COMMAS and window.key(step + 1) in _AUXILIARIES:
        step += 1
    while "aux" in window.roles(step) and window.key(step) in _AUXILIARIES:
        step += 1
    item = window.item(step)
    if item is None or (step == quantity.last + 1 and not quantity.partitive):
        return False
    entry = item.means("victims") if not (item.form.conjunction or item.form.article) else None
    if entry:
        quantity.victim, quantity.unit, quantity.last = entry.code, "persons", step
        return True
    if step == quantity.last + 1:
        return False
    if item.kind == "word" and (said := window.item(step + 1)) and said.means("violations"):
        return True
    if _is_placed(window, quantity, step - 1):
        return True
    return item.means("violations", "parties") is not None or bool(item.roles & {"by", "turn"})


def _is_placed(window: Window, quantity: Quantity, place: int) -> bool:
    """37 in Homs; 20 on schools; Aleppo with nine; 16 بدير الزور."""
    with_ = window.key(place - 1) in ("with", "ب")
    before, after = window.item(place - 2 if with_ else place - 1), window.item(place + 1)
    if before and before.means("places") and place == quantity.number and window.closes(place + 1):
        return True
    if after is None or (after.form.preposition == "ب" and after.means("places")):
        return after is not None
    if "on" not in after.roles:
        return False
    ahead = [item for step in range(place + 2, place + 5) if (item := window.item(step))]
    facility: Entry | None = next((entry for item in ahead if (entry := item.means("facilities"))), None)
    quantity.facility = quantity.facility or (facility.code if facility else None)
    return any(item.means("places", "facilities", "parties") or item.roles & {"agency", "each"} for item in ahead)


def _has_party(window: Window, quantity: Quantity) -> bool:
    """Three (ISIS); while the SDF killed two."""
    place = quantity.number
    after, before = window.item(place + 1), window.item(quantity.first - 1)
    if after and after.parties:
        return True
    dated = "on" in window.roles(place + 1) and (month := window.item(place + 2)) is not None and month_of(month)
    if before is None or not (dated or window.closes(place + 1)):
        return False
    counted = bool(window.values or window.found)
    told = bool(before.means("violations")) or "commit" in before.roles
    return bool(before.parties) or (told and bool(counted or dated))


def _is_labelled(window: Window, quantity: Quantity) -> bool:
    """Schools: 11; Government forces: 82."""
    place = quantity.number
    after, label = window.item(place + 1), window.item(place - 2)
    if window.key(place - 1) != ":" or label is None or (after and after.kind not in ("mark", "phrase")):
        return False
    entry = countable(label)
    if entry:
        quantity.first = place - 2
        describe(quantity, [(label, entry)])
    return True


def take_label(window: Window, quantity: Quantity) -> None:
    """“Toll of medical staff: 17 persons”: the words before the colon say who the persons are."""
    label = window.items[max(window.begin, quantity.first - 1 - _REACH) : max(window.begin, quantity.first - 1)]
    reached = any("reach" in item.roles for item in label) and any("toll" in item.roles for item in label)
    if quantity.victim != "any" or quantity.others or not (reached or window.key(quantity.first - 1) == ":"):
        return
    named = [entry.code for item in label if (entry := item.means("victims")) and entry.code != "any"]
    if named and not any(item.kind in ("number", "mark") for item in label):
        quantity.victim = named[-1]


def _is_reached(window: Window, quantity: Quantity) -> bool:
    """“brings civilian deaths to 1,101”: what is counted stands before it, or behind it: “the number of civilians killed”."""
    place = quantity.number
    named = "count" in window.roles(place + 1)
    closes = window.closes(place + 1) or bool(window.roles(place + 1) & {"including", "since"})
    if not (closes or named) or "reach" not in window.roles(quantity.first - 1) or window.key(place) == "one":
        return False
    span = window.items[place : window.end] if named else window.items[window.begin : place]
    victims = [entry.code for item in span[:_REACH] if (entry := item.means("victims"))]
    quantity.victim = victims[-1] if victims else None
    return any(item.means("violations") or item.roles & {"same", "those", "count"} for item in span)


def _is_joined(window: Window, place: int) -> bool:
    """3,105 children and 6,698."""
    before = window.before
    return window.joins_before(place) and window.closes(place + 1) and before is not None and before.last >= place - 2
