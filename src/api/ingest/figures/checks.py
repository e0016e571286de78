"""Pass 5: what adds up between the figures of one text, and what does not. A check flags; it never repairs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from api.ingest.figures.candidates import Candidate, Check

_TOTALS = (None, "all-parties")
_DEMOGRAPHIC = ("children", "women")


def check(figures: Sequence[Candidate]) -> list[Check]:
    """The checks over one text's figures, in the order of the figures that they start from."""
    parts: dict[int, list[int]] = defaultdict(list)
    for index, figure in enumerate(figures):
        if figure.subset_of is not None:
            parts[figure.subset_of].append(index)
    found = [found for whole in sorted(parts) for found in _of_whole(figures, whole, parts[whole])]
    return [*found, *_two_values(figures)]


def _of_whole(figures: Sequence[Candidate], whole: int, parts: Sequence[int]) -> Iterator[Check]:
    total = figures[whole].value
    for part in parts:
        if figures[part].value > total and figures[part].unit == figures[whole].unit:
            yield Check("subset-above-whole", (whole, part), total - figures[part].value)
    people = [part for part in parts if figures[part].victim in _DEMOGRAPHIC and _is_like(figures[whole], figures[part])]
    if {figures[part].victim for part in people} == set(_DEMOGRAPHIC):
        difference = total - sum(figures[part].value for part in people)
        if difference < 0:
            yield Check("parts-above-total", (whole, *people), difference)
    for shares in (_by_party(figures, whole, parts), _by_place(figures, whole, parts)):
        if len(shares) > 1:
            yield _sum(figures, whole, shares)


def _sum(figures: Sequence[Candidate], whole: int, shares: Sequence[int]) -> Check:
    difference = figures[whole].value - sum(figures[part].value for part in shares)
    kind = "sum-closes" if difference == 0 else "sum-short" if difference > 0 else "sum-above"
    return Check(kind, (whole, *shares), difference)


def _by_party(figures: Sequence[Candidate], whole: int, parts: Sequence[int]) -> list[int]:
    """The parts into which a total over all parties is divided by party."""
    total = figures[whole]
    if total.party not in _TOTALS:
        return []
    named = [part for part in parts if figures[part].party not in _TOTALS and _is_share(total, figures[part])]
    rest = [
        part
        for part in parts
        if part not in named and not figures[part].place and not figures[part].facility and _is_like(total, figures[part])
    ]
    return sorted([*named, *(part for part in rest if figures[part].victim == total.victim)]) if named else []


def _by_place(figures: Sequence[Candidate], whole: int, parts: Sequence[int]) -> list[int]:
    total = figures[whole]
    return [
        part
        for part in parts
        if figures[part].place
        and figures[part].place != total.place
        and figures[part].party == total.party
        and _is_share(total, figures[part])
    ]


def _is_share(total: Candidate, part: Candidate) -> bool:
    return part.victim not in _DEMOGRAPHIC and part.violation == total.violation and part.unit == total.unit


def _is_like(total: Candidate, part: Candidate) -> bool:
    """Children and women within the same violation, party and time as their whole, not those of one party among all."""
    return (part.violation, part.unit, part.party) == (total.violation, total.unit, total.party)


def _two_values(figures: Sequence[Candidate]) -> Iterator[Check]:
    """One key with two values, both as exact numbers: a rounded figure beside an exact one is no contradiction."""
    seen: dict[tuple[object, ...], int] = {}
    for index, figure in enumerate(figures):
        if figure.unit == "percent" or figure.qualifier in ("about", "more-than"):
            continue
        if figure.subset_of is not None and figure.victim not in _DEMOGRAPHIC and figure.party == figures[figure.subset_of].party:
            continue
        key = (
            figure.unit, figure.violation, figure.victim, figure.party, figure.place, figure.facility, figure.weapon,
            figure.subset_of, figure.period, figure.period_kind, figure.period_text,
        )  # fmt: skip
        first = seen.setdefault(key, index)
        if figures[first].value != figure.value:
            yield Check("two-values", (first, index), figures[first].value - figure.value)
