"""Where a quantity stands: its sentence, the words before and behind it, and the figures of the text so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from api.ingest.figures.mentions import joins
from api.ingest.figures.parties import Owner
from api.ingest.figures.parts import Draft
from api.ingest.figures.periods import Span
from api.ingest.figures.tags import Item
from api.ingest.figures.window import ANDS

BREAKS = frozenset({",", "،", ";", "؛", "."})
HARD_BREAKS = frozenset({";", "؛"})
# No word further away than this says anything about a number, and no figure longer ago.
CLAUSE = 50
RECENT = 100
_LIST_MARKS = frozenset({":", "–", "(", "-"})
_SMALL = frozenset({"aux", "reach", "article", "at-least", "about", "more-than"})


@dataclass(slots=True)
class Heading:
    """A line that the lines below it belong to: who it names, its own figure's place, and its outline mark.

    title: it stands over paragraphs, and holds until the next one.
    """

    owner: Owner | None = None
    head: int | None = None
    marker: str | None = None
    title: bool = False


@dataclass(slots=True)
class Spot:
    """One of the quantities of a sentence. gap: items since the one before; after: items up to the next one.

    opening: items before the first quantity. starts: where the sentence's quantities begin. spans: the times that it names.
    """

    items: Sequence[Item]
    drafts: list[Draft]
    heading: Heading
    sentence: int
    span: tuple[int, int]
    index: int
    is_last: bool
    gap: Sequence[Item]
    after: Sequence[Item]
    owner: Owner | None
    opening: Sequence[Item]
    starts: set[int]
    spans: Sequence[Span]

    @property
    def party(self) -> str | None:
        """The party that the sentence names for this quantity."""
        return self.owner.codes[0] if self.owner and self.owner.codes else None

    @property
    def stated(self) -> str | None:
        """The same, where it is bound to this quantity alone and does not only run on."""
        return self.party if self.owner and not self.owner.subject else None

    @property
    def previous(self) -> Draft | None:
        """The figure before this one in its sentence."""
        last = self.drafts[-1] if self.drafts else None
        return last if last and last.sentence == self.sentence else None

    def recent(self) -> Sequence[Draft]:
        """The figures so far, newest first."""
        return self.drafts[: -RECENT - 1 : -1]

    def head(self, draft: Draft) -> Draft | None:
        """The figure that a draft is a part of."""
        return self.drafts[draft.parent] if draft.parent is not None else None


def has(items: Sequence[Item], *roles: str) -> bool:
    """Whether one of the items plays one of the roles."""
    wanted = set(roles)
    return any(item.roles & wanted for item in items)


def last_part(gap: Sequence[Item]) -> Sequence[Item]:
    """What stands between the last “and”, “while” or comma and a number; an Arabic “and” is written with its word."""
    for step in range(len(gap) - 1, -1, -1):
        if gap[step].key in BREAKS or gap[step].key in ANDS or "contrast" in gap[step].roles:
            return gap[step + 1 :]
        if gap[step].form.conjunction:
            return gap[step:]
    return gap


def is_cut(gap: Sequence[Item]) -> bool:
    """Whether a list is over: a contrast, a main clause ends, or the brackets around it close."""
    return has(gap, "contrast") or any(item.key in HARD_BREAKS for item in gap) or closes_brackets(gap)


def closes_brackets(gap: Sequence[Item]) -> bool:
    """Whether brackets close in a gap that were opened before it."""
    return sum(item.key == ")" for item in gap) > sum(item.key == "(" for item in gap)


def opens_list(gap: Sequence[Item]) -> bool:
    """A colon, a dash or a bracket before a number."""
    marks = {item.key for item in gap}
    return bool(marks & _LIST_MARKS) and not has(gap, "contrast") and not marks & {";", "؛", ")"}


def points_ahead(spot: Spot) -> str | None:
    """Whether what stands before a number makes it a part: "of" for “of them”, else "including"."""
    gap = spot.gap
    for step in range(len(gap) - 1, -1, -1):
        item = gap[step]
        if item.key in HARD_BREAKS or "contrast" in item.roles or (item.key == ")" and closes_brackets(gap)):
            return None
        if item.key in BREAKS and any(other.means("victims", "facilities") for other in gap[:step]):
            return None
        if "including" in item.roles:
            return "including"
        if "of" in item.roles and not (step == 0 and spot.index and points_back(gap, last=False)):
            return "of"
    return None


def points_back(after: Sequence[Item], *, last: bool) -> bool:
    """“nine massacres of which fell last month”: the words after a number say what it is a part of, not what follows."""
    if not after or "of" not in after[0].roles:
        return False
    return last or not all(item.roles & _SMALL for item in after[1:])


def points_at_acts(gap: Sequence[Item]) -> bool:
    """“these barrel bombs”, تلك المجازر."""
    return any("demonstrative" in item.roles and noun.means("weapons", "violations", "units") for item, noun in pairwise(gap))


def lists_only(items: Sequence[Item]) -> bool:
    """Nothing but “and” between two numbers."""
    return all(joins(item) for item in items)
