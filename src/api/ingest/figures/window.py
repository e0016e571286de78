"""What counting looks at: one sentence, and the quantities found so far in it."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from api.ingest.figures.tags import Item

COMMAS = frozenset({",", "،"})
ANDS = frozenset({"and", "و"})


@dataclass(slots=True)
class Quantity:
    """A number with its noun: items first to last (inclusive), the number at `number`. What the noun does not say is None.

    partitive: “13 of them”. reference: the number that it is out of. of_victims: “three of the victims”, whoever they are.
    of_all: “11 of the attacks”, out of all of them. others: “65 others”, of the same people or not.
    """

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
    of_victims: bool = False
    of_all: bool = False
    others: bool = False


@dataclass(slots=True)
class Window:
    """A sentence, items begin to end (exclusive). values: the numbers that the text has stated before it.

    reference: a number that was only named again, and that the next one is out of: “of the 124 detentions, 68 were …”.
    """

    items: Sequence[Item]
    begin: int
    end: int
    values: AbstractSet[float]
    found: list[Quantity] = field(default_factory=list)
    reference: float | None = None

    @property
    def before(self) -> Quantity | None:
        """The quantity found last."""
        return self.found[-1] if self.found else None

    def item(self, place: int) -> Item | None:
        """The item at a place, or None outside the sentence."""
        return self.items[place] if self.begin <= place < self.end else None

    def roles(self, place: int) -> frozenset[str]:
        """What the item at a place does in the sentence."""
        item = self.item(place)
        return item.roles if item else frozenset()

    def key(self, place: int) -> str:
        """The folded spelling of the item at a place."""
        item = self.item(place)
        return item.key if item else ""

    def closes(self, place: int) -> bool:
        """Whether a phrase is over at a place: the sentence ends there, or a mark or an “and” stands there."""
        item = self.item(place)
        return item is None or item.kind == "mark" or item.key == "and" or item.form.conjunction

    def joins_before(self, place: int) -> bool:
        """Whether an “and” stands before an item, or is written with it."""
        return self.key(place - 1) in ANDS or self.items[place].form.conjunction
