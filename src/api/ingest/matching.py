"""The figures of two texts of one publication, brought together: first those that agree, then those that nearly do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from api.ingest.figures.candidates import Candidate
from api.ingest.records import FigureRecord

DIMENSIONS = (
    "value", "qualifier", "unit", "violation", "victim", "party", "attribution",
    "place", "period", "period_kind", "date_basis", "weapon", "facility",
)  # fmt: skip

Meaning = Candidate | FigureRecord


@dataclass(frozen=True)
class Match:
    """Two that belong together, by their places in the two lists, and the dimensions in which they differ.

    Those that differ in their value are two figures, and contradict each other; all others are one figure said twice.
    """

    first: int
    second: int
    differs: tuple[str, ...]

    @property
    def is_one_figure(self) -> bool:
        """Whether both say the same number."""
        return "value" not in self.differs


def differing(one: Meaning, other: Meaning) -> tuple[str, ...]:
    """The dimensions in which two figures differ."""
    return tuple(name for name in DIMENSIONS if getattr(one, name) != getattr(other, name))


def match_languages(first: Sequence[Meaning], second: Sequence[Meaning]) -> list[Match]:
    """Pairs of equal figures; then, of the rest, of those that differ in one dimension; then of those that differ in value.

    Each pass takes both lists in their order, and each figure once.
    """
    passes: tuple[Callable[[tuple[str, ...]], bool], ...] = (
        lambda differs: not differs,
        lambda differs: len(differs) == 1 and differs != ("value",),
        lambda differs: differs == ("value",),
    )
    free_first, free_second = list(range(len(first))), list(range(len(second)))
    matches: list[Match] = []
    for fits in passes:
        for place in list(free_first):
            found = next((other for other in free_second if fits(differing(first[place], second[other]))), None)
            if found is not None:
                matches.append(Match(place, found, differing(first[place], second[found])))
                free_first.remove(place)
                free_second.remove(found)
    return matches
