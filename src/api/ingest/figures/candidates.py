"""What extraction gives: figures that a person decides on, and the sums that do or do not close between them."""

from dataclasses import dataclass

from api.ingest.records import PeriodRecord


@dataclass(frozen=True)
class Candidate:
    """A number that a text states. text[start:end] == quote, in code points; subset_of is an index into the same list.

    party None: the text attributes it to nobody; all-parties: it is stated over all of them.
    """

    value: float
    qualifier: str
    unit: str
    violation: str
    victim: str
    party: str | None
    attribution: str
    place: str | None
    period: PeriodRecord
    period_kind: str
    date_basis: str
    weapon: str | None
    facility: str | None
    subset_of: int | None
    quote: str
    sentence: str
    start: int
    end: int
    place_detail: str | None = None
    period_text: str | None = None


@dataclass(frozen=True)
class Check:
    """What adds up between figures, or does not.

    kind: subset-above-whole, parts-above-total (children and women above their whole), sum-short, sum-above, sum-closes,
    two-values. figures: indexes, the whole first. difference: whole minus parts, where that says something.
    """

    kind: str
    figures: tuple[int, ...]
    difference: float | None = None


@dataclass(frozen=True)
class Extraction:
    """The figures of one text in their order, and the checks over them."""

    figures: list[Candidate]
    checks: list[Check]
