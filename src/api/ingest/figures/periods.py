"""When a figure's acts happened, as far as the words around it say so."""

from collections.abc import Sequence
from datetime import date

from api.ingest.figures.tags import Item

_EARLIEST, _LATEST = 2000, 2100


def latest_day(items: Sequence[Item]) -> date | None:
    """The latest month or year that a text names: which government it means by “government forces”."""
    found: date | None = None
    month: int | None = None
    for item in items:
        named = next((int(role.removeprefix("month-")) for role in item.roles if role.startswith("month-")), None)
        if named:
            month = named
            continue
        if (
            item.kind == "number"
            and item.key.isdigit()
            and len(item.key) == 4
            and item.value
            and _EARLIEST <= item.value <= _LATEST
        ):
            day = date(int(item.value), month or 1, 28 if month else 1)
            found = max(found, day) if found else day
        if item.kind not in ("number",) and item.key not in (",", "/"):
            month = None
    return found
