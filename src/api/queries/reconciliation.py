"""Whether the parts of a dimension close to its total, month by month, and by how much they do not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.queries.additivity import Dimension
from api.queries.statistics import Question
from api.queries.sums import NOTHING, Bucket, Line


@dataclass(frozen=True)
class Difference:
    """Total and parts over those months of a bucket in which the total and at least one part are known; other codes beside."""

    bucket: Bucket
    codes: Mapping[str, str]
    total: int
    parts: int


def reconcile(
    dimensions: Mapping[str, Dimension], question: Question, lines: Mapping[tuple[str, ...], Line], spans: Sequence[Bucket]
) -> list[Difference]:
    """The comparisons that a table allows: for each dimension that it shows whole, and whose parts should make its total."""
    found: list[Difference] = []
    for place, name in enumerate(question.grouped):
        dimension = dimensions[name]
        if name in question.filtered or dimension.total is None or dimension.values != "incomplete":
            continue
        for key in lines:
            if key[place] == dimension.total:
                parts = [lines.get((*key[:place], part, *key[place + 1 :]), NOTHING) for part in dimension.parts()]
                codes = {other: code for other, code in zip(question.grouped, key, strict=True) if other != name}
                found.extend(_differences(lines[key], parts, codes, spans))
    return sorted(found, key=lambda difference: difference.bucket.start)


def _differences(whole: Line, parts: Sequence[Line], codes: Mapping[str, str], spans: Sequence[Bucket]) -> Iterator[Difference]:
    compared = dict(_compared(whole, parts))
    for bucket in spans:
        pairs = [compared[month] for month in range(bucket.start, bucket.end + 1) if month in compared]
        if pairs:
            yield Difference(bucket, codes, sum(total for total, _ in pairs), sum(added for _, added in pairs))


def _compared(whole: Line, parts: Sequence[Line]) -> Iterator[tuple[int, tuple[int, int]]]:
    """Each month with its total and the sum of its parts, where both are known."""
    for at, total in enumerate(whole.values):
        known = [value for part in parts if at < len(part.values) and (value := part.values[at]) is not None]
        if total is not None and known:
            yield whole.origin + at, (total, sum(known))
