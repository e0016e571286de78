"""Whether the parts of a dimension close to its total, month by month, and by how much they do not."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.queries.additivity import Dimension
from api.queries.sums import NOTHING, Bucket, YearRow, months_in


@dataclass(frozen=True)
class Difference:
    """Total and parts over those months of a bucket in which the total and at least one part are known; other codes beside."""

    bucket: Bucket
    codes: Mapping[str, str]
    total: int
    parts: int


def reconcile(
    dimensions: Mapping[str, Dimension],
    grouped: Sequence[str],
    filtered: Collection[str],
    cells: Mapping[tuple[str, ...], Mapping[int, YearRow]],
    spans: Sequence[Bucket],
) -> list[Difference]:
    """The comparisons that a table allows: for each dimension that it shows whole and that has a total."""
    found: list[Difference] = []
    for place, name in enumerate(grouped):
        dimension = dimensions[name]
        if name in filtered or dimension.total is None or dimension.values != "incomplete":
            continue
        parts = dimension.parts()
        for key in cells:
            if key[place] != dimension.total:
                continue
            beside = [cells.get((*key[:place], part, *key[place + 1 :]), {}) for part in parts]
            codes = {other: code for other, code in zip(grouped, key, strict=True) if other != name}
            found.extend(_differences(cells[key], beside, codes, spans))
    return sorted(found, key=lambda difference: difference.bucket.start)


def _differences(
    whole: Mapping[int, YearRow], parts: Sequence[Mapping[int, YearRow]], codes: Mapping[str, str], spans: Sequence[Bucket]
) -> Iterator[Difference]:
    for bucket in spans:
        total = added = compared = 0
        for year, mask in bucket.years:
            stated = whole.get(year, NOTHING).months
            for month in months_in(mask & whole.get(year, NOTHING).documented):
                known = [value for part in parts if (value := part.get(year, NOTHING).months[month - 1]) is not None]
                if known:
                    compared += 1
                    total += stated[month - 1] or 0
                    added += sum(known)
        if compared:
            yield Difference(bucket, codes, total, added)
