"""What was done to those whom a number counts: the word for it before the number, right after it, or behind its list."""

from collections.abc import Sequence
from itertools import takewhile

from api.ingest.figures.lexicon import Entry
from api.ingest.figures.tags import Item
from api.ingest.figures.window import COMMAS

_PERSONS_ONLY = frozenset(
    {"massacre", "attack-on-vital-facility", "barrel-bomb", "cluster-munition-attack", "incendiary-attack", "chemical-attack"}
)
_STOPS = frozenset({",", "،", ";", "؛", ":", "(", ")", "–"})
_STOP_ROLES = frozenset({"contrast", "including", "additive", "when"})
_OR = frozenset({"or", "او"})
_REACH = 12


def on_persons(violation: str | None) -> str | None:
    """What an attack or a munition does to persons, where nothing else is said: it kills."""
    return "killing" if violation in _PERSONS_ONLY else violation


def deed(item: Item) -> Entry | None:
    """What an item says was done; “the detainee”, المعتقل, says nothing of the sort."""
    entry = item.means("violations") if item.entries else None
    return None if entry and entry.number == 1 and item.form.article else entry


def behind(gap: Sequence[Item], unit: str | None) -> str | None:
    """The last deed named before a number; torture outranks the killing that it stands with."""
    found: str | None = None
    for item in gap:
        entry = deed(item)
        if entry is None or (unit in ("persons", None) and entry.code in _PERSONS_ONLY):
            continue
        found = stronger(found, entry.code)
    return found


def ahead(following: Sequence[Item]) -> str | None:
    """What is said right after a number: “who died due to torture”, “were arrested”, “have become enforced disappearances”."""
    if len(following) > 1 and following[0].key in COMMAS and "relative" in following[1].roles:
        following = following[1:]
    found: str | None = None
    turned = either = False
    for item in takewhile(lambda item: not _ends(item), following[:_REACH]):
        turned = turned or "turn" in item.roles
        either = either or item.key in _OR
        entry = deed(item)
        if either and found == "arbitrary-arrest" and entry and entry.code == "enforced-disappearance":
            return "detained-or-disappeared"
        if entry and entry.code not in _PERSONS_ONLY:
            found = (
                entry.code
                if turned and found
                else stronger(found, entry.code)
                if found is None or "death-by-torture" in (found, entry.code)
                else found
            )
    return found


def _ends(item: Item) -> bool:
    return item.key in _STOPS or bool(item.roles & _STOP_ROLES) or item.key in ("and", "و") or item.form.conjunction


def stronger(before: str | None, found: str) -> str:
    """Of two deeds, the one that the second leaves standing: a death by torture is also called a killing."""
    return before if before == "death-by-torture" and found == "killing" else found
