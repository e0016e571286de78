"""When a figure's acts happened, as far as the words around it say so."""

from collections.abc import Sequence
from datetime import date

from api.ingest.figures.tags import Item

_EARLIEST, _LATEST = 2000, 2100
_BEFORE_YEARS = frozenset({"on", "since", "until", "year", "aux"})


def latest_day(items: Sequence[Item]) -> date | None:
    """The latest month or year that a text names: which government it means by “government forces”."""
    found: date | None = None
    month: int | None = None
    before: Item | None = None
    for item in items:
        named = next((int(role.removeprefix("month-")) for role in item.roles if role.startswith("month-")), None)
        year = item.value if item.kind == "number" and len(item.key) == 4 and item.key.isdigit() else None
        if named:
            month = named
        elif year and _EARLIEST <= year <= _LATEST and before and (month or before.roles & _BEFORE_YEARS):
            day = date(int(year), month or 1, 28 if month else 1)
            found = max(found, day) if found else day
            month = None
        elif item.kind != "number" and item.key not in (",", "/", "of"):
            month = None
        before = item
    return found
