"""Where the sentences of a text are, and what marks the lines of an outline."""

from collections.abc import Iterator, Sequence

from api.ingest.figures.tags import Item

# Nothing is longer but a text without any marks, and each number looks at its whole sentence.
_LONGEST = 400
_ENDS = frozenset({".", "!", "?", "؟"})
_ABBREVIATIONS = frozenset({"no", "art", "dr", "st", "jan", "feb", "mar", "apr", "aug", "sep", "sept", "oct", "nov", "dec"})


def sentences(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """Where each sentence of a text begins and ends (exclusive), as places of items."""
    first = 0
    for place, item in enumerate(items):
        ends = item.kind == "line" or (item.key in _ENDS and not _inside(items, place))
        if ends or place - first >= _LONGEST:
            if place > first:
                yield first, place
            first = place + ends
    if first < len(items):
        yield first, len(items)


def marker(items: Sequence[Item], span: tuple[int, int]) -> str | None:
    """What kind of mark a list line begins with: a bullet, a number or a letter."""
    start = items[span[0] : span[0] + 2]
    if start[0].key in ("-", "–", "•", "*", "·"):
        return "bullet"
    if len(start) > 1 and start[1].key in ("-", "–", ")", "."):
        return "number" if start[0].kind == "number" else "letter"
    return None


def _inside(items: Sequence[Item], place: int) -> bool:
    """A full stop inside an abbreviation: No. 16, U.S."""
    item = items[place]
    before = items[place - 1] if place else None
    after = items[place + 1] if place + 1 < len(items) else None
    if item.key != "." or before is None or after is None or after.kind == "line" or before.end != item.start:
        return False
    return after.start == item.end or before.key in _ABBREVIATIONS
