"""Which publications of two languages are one: what is sure, and what a person should look at. Knows no database.

Sure is a link from one page to the other, or the same code of a report in the names of their files, as long as nothing else
lays claim to either. The same day and the same numbers are a proposal, always.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote, urlsplit

LINK, CODE, NUMBERS = "link", "report code", "same day and numbers"
# A code or a one-sided link that joins pages further apart in time than this is more likely a slip of the pen.
_SURE_DAYS, _PROPOSED_DAYS = 31, 1
_FEWEST_NUMBERS = 2
# One capital letter, year and month, a number in the month; then the file's language, or nothing.
_REPORT_CODE = re.compile(r"(?<![A-Za-z0-9])([A-Z]\d{6})(?:[-_ ]?(?:EN?|AR?|en?|ar?))?(?![A-Za-z0-9])")


@dataclass(frozen=True)
class Lone:
    """A publication that has one language so far, and what could tell the other one."""

    public_id: str
    published_on: date | None
    links: frozenset[str]
    codes: frozenset[str]
    numbers: tuple[float, ...]

    def days_from(self, other: "Lone") -> int | None:
        """How many days lie between the two; None where a day is not known."""
        if self.published_on is None or other.published_on is None:
            return None
        return abs((self.published_on - other.published_on).days)


@dataclass(frozen=True)
class Pair:
    """An English and an Arabic publication that are one, or may be, and why."""

    english_id: str
    arabic_id: str
    reason: str


def find_claims(
    english: Mapping[str, Lone], arabic: Mapping[str, Lone], reason: str, refused: frozenset[tuple[str, str]] = frozenset()
) -> tuple[list[Pair], list[Pair]]:
    """The pairs that a reason speaks for: those that nothing contradicts, and the others. refused: ids of what are two."""
    claims = _linked(english, arabic) if reason == LINK else _coded(english, arabic)
    sided = Counter(pair for pair in claims if pair not in refused)
    mutual = {pair for pair, sides in sided.items() if reason == LINK and sides > 1}
    strong = _unrivalled(mutual)
    taken = {public_id for pair in strong for public_id in pair}
    rest = {pair for pair in sided if not taken & set(pair)}
    near = {pair for pair in _unrivalled(rest) if _is_near(english[pair[0]], arabic[pair[1]], _SURE_DAYS)}
    sure, unsure = sorted(strong | near), sorted(rest - near)
    return [Pair(*pair, reason) for pair in sure], [Pair(*pair, reason) for pair in unsure]


def find_alike(english: Mapping[str, Lone], arabic: Mapping[str, Lone]) -> Iterator[Pair]:
    """The pairs that came out within a day and state the same numbers."""
    by_numbers: dict[tuple[float, ...], list[Lone]] = {}
    for lone in arabic.values():
        if len(lone.numbers) >= _FEWEST_NUMBERS:
            by_numbers.setdefault(lone.numbers, []).append(lone)
    for lone in english.values():
        for other in by_numbers.get(lone.numbers, []):
            if _is_near(lone, other, _PROPOSED_DAYS):
                yield Pair(lone.public_id, other.public_id, NUMBERS)


def report_codes(addresses: Iterable[str]) -> frozenset[str]:
    """The codes of reports in the names of files."""
    names = (unquote(urlsplit(address).path).rpartition("/")[2].removesuffix(".pdf") for address in addresses)
    return frozenset(code for name in names for code in _REPORT_CODE.findall(name))


def _unrivalled(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """The pairs of which neither side stands in another pair."""
    found = set(pairs)
    uses = Counter(public_id for pair in found for public_id in pair)
    return {pair for pair in found if uses[pair[0]] == uses[pair[1]] == 1}


def _is_near(one: Lone, other: Lone, days: int) -> bool:
    apart = one.days_from(other)
    return apart is not None and apart <= days


def _linked(english: Mapping[str, Lone], arabic: Mapping[str, Lone]) -> Iterator[tuple[str, str]]:
    """A pair for each page that links to the other; one that link to each other comes twice."""
    for lone in english.values():
        yield from ((lone.public_id, target) for target in lone.links if target in arabic)
    for lone in arabic.values():
        yield from ((target, lone.public_id) for target in lone.links if target in english)


def _coded(english: Mapping[str, Lone], arabic: Mapping[str, Lone]) -> Iterator[tuple[str, str]]:
    by_code: dict[str, list[str]] = {}
    for lone in arabic.values():
        for code in lone.codes:
            by_code.setdefault(code, []).append(lone.public_id)
    for lone in english.values():
        yield from sorted({(lone.public_id, target) for code in lone.codes for target in by_code.get(code, [])})
