"""The rules of addition, in one place: which values of a dimension may become one number. A series declares them.

values        may be added into one number
partition     any of its parts: each thing that is counted has exactly one
incomplete    none: sources name only some of them, so that a sum would look exact and not be
different     none: other things are counted
overlapping   none: they share what they count
Whatever the kind, a value is never added to one that it is part of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.codelists.dimensions import ALL
from api.errors import Mistake


@dataclass(frozen=True)
class Overlap:
    """One value that others are part of; exactly their sum, or not; in the months from start to end (None: always)."""

    whole: str
    parts: tuple[str, ...]
    sum: bool
    start: str | None
    end: str | None


@dataclass(frozen=True)
class Dimension:
    """How the values of a series' dimension relate. codes: those that the series has, or all parts of a partition."""

    name: str
    values: str
    default: str | None
    total: str | None
    codes: tuple[str, ...]
    overlaps: tuple[Overlap, ...]

    @property
    def partitions(self) -> bool:
        """Whether its values may be added."""
        return self.values == "partition"

    @property
    def choices(self) -> tuple[str, ...]:
        """What a question may name: the codes, and for a partition all of them."""
        return (*self.codes, ALL) if self.partitions else self.codes

    def parts(self) -> tuple[str, ...]:
        """The values that are neither the total nor the sum of others: what should add up to the total."""
        wholes = {self.total, *(overlap.whole for overlap in self.overlaps if overlap.sum)}
        return tuple(code for code in self.codes if code not in wholes)

    def collisions(self, codes: Sequence[str], start: str, end: str) -> list[str]:
        """Those of some codes that overlap with another of them in any month from start to end, in their order."""
        colliding: set[str] = set()
        if len(codes) > 1 and {self.total, ALL} & set(codes):
            colliding.update(codes)
        for overlap in self.overlaps:
            parts = [code for code in overlap.parts if code in codes]
            there = (overlap.start or start) <= end and (overlap.end or end) >= start
            if overlap.whole in codes and parts and there:
                colliding.update([overlap.whole, *parts])
        return [code for code in codes if code in colliding]


def dimensions_of(declared: Sequence[Mapping[str, Any]]) -> dict[str, Dimension]:
    """The dimensions of a series as its row declares them."""
    return {
        each["name"]: Dimension(
            **{name: each[name] for name in ("name", "values", "default", "total")},
            codes=tuple(each["codes"]),
            overlaps=tuple(Overlap(**{**overlap, "parts": tuple(overlap["parts"])}) for overlap in each["overlaps"]),
        )
        for each in declared
    }


def why_not_added(dimension: Dimension, codes: Sequence[str], start: str, end: str) -> Mistake | None:
    """Why some values of a dimension cannot become one number in the months from start to end; None where they can."""
    if len(codes) < 2:
        return None
    colliding = dimension.collisions(codes, start, end)
    if colliding:
        return Mistake(dimension.name, "overlapping-values", values=colliding)
    if dimension.partitions:
        return None
    return Mistake(dimension.name, f"{dimension.values}-values", values=tuple(codes))
