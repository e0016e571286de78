"""What a page states outright about itself: which days it covers, where, and who is quoted. Nothing is guessed."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from functools import cache

from api.codelists import read_data
from api.ingest.records import PeriodRecord, QuoteRecord
from api.text.dates import ENGLISH_MONTHS, LEVANTINE_MONTHS, WESTERN_MONTHS
from api.text.searching import terms

_MONTHS = {
    name.casefold(): number
    for names in (ENGLISH_MONTHS, LEVANTINE_MONTHS, WESTERN_MONTHS)
    for number, name in enumerate(names, 1)
}
_MONTH = "|".join(sorted((re.escape(name) for name in _MONTHS), key=len, reverse=True))
# آب/أغسطس: both names of one month.
_MONTH_WORDS = rf"(?:{_MONTH})(?:\s?/\s?(?:{_MONTH}))?"
_DAY_WORDS = rf"(?:\d{{1,2}}\s+{_MONTH_WORDS}(?:,?\s+\d{{4}})?|{_MONTH_WORDS}\s+\d{{1,2}},?(?:\s+\d{{4}})?)"
_RANGE = re.compile(
    rf"(?:\b(?:from|between)|(?:من|بين|منذ))\s+(?P<first>{_DAY_WORDS})\s+"
    rf"(?:to|and|until|till|through|up until|إلى|حتى|وحتى|و)\s*(?P<last>{_DAY_WORDS})(?!\w)",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"(?:(?P<first>first half of)|second half of|(?P<first_ar>النصف الأول من)|النصف الثاني من)\s+(?:عام\s+)?(?P<year>\d{4})\b",
    re.IGNORECASE,
)
_WHOLE_MONTH = re.compile(
    rf"(?:\bin|في)\s+(?:شهر\s+)?(?P<month>{_MONTH_WORDS})\s+(?:من عام\s+|عام\s+)?(?P<year>\d{{4}})\b", re.IGNORECASE
)
_WHOLE_YEAR = re.compile(r"(?:\bin|في)\s+(?:عام\s+)?(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)

_OPENING, _CLOSING = '“"«', '”"»'
_ENGLISH_SPEAKER = re.compile(
    r"(?P<speaker>[^,.:“”]{3,60}),\s*(?P<role>[^:“”]{3,80}?),?\s+(?:says|said|adds|added|states|stated)\s*:\s*"
)
_ARABIC_SPEAKER = re.compile(
    r"(?:و?يقول|و?قال|و?أضاف|و?يضيف)\s+(?:السيد\s+|الأستاذ\s+)?(?P<speaker>[^،:«»]{3,60}?)[،\s]+"
    r"(?P<role>(?:مدير|المدير|رئيس|مؤسس)[^:«»]{0,80}?)\s*:\s*"
)


def stated_period(headings: Sequence[str], paragraphs: Sequence[str]) -> PeriodRecord:
    """The days that a page covers: as its headings say, else the one span of days that its text names."""
    for heading in headings:
        for found in (_span(heading), _half(heading), _month(heading), _year(heading)):
            if found:
                return found
    spans = {(span.start, span.end): span for paragraph in paragraphs if (span := _span(paragraph))}
    return next(iter(spans.values())) if len(spans) == 1 else PeriodRecord()


def stated_places(headings: Sequence[str]) -> list[str]:
    """The governorates that a page's headings name, in the order of their naming."""
    found: list[str] = []
    for heading in headings:
        words = terms(heading)
        place = 0
        while place < len(words):
            code, length = _place_at(words, place)
            if code and code not in found:
                found.append(code)
            place += length
    return found


def stated_quotes(paragraphs: Sequence[str]) -> list[QuoteRecord]:
    """Who is quoted: "NAME, ROLE, says:" and then words in quotation marks, in the same paragraph or the next."""
    quotes = []
    for place, paragraph in enumerate(paragraphs):
        said = _ENGLISH_SPEAKER.match(paragraph) or _ARABIC_SPEAKER.match(paragraph)
        if not said:
            continue
        words = paragraph[said.end() :] or (paragraphs[place + 1] if place + 1 < len(paragraphs) else "")
        if words[:1] and words[0] in _OPENING:
            quotes.append(QuoteRecord(text=_unquoted(words), speaker=said["speaker"], role=said["role"]))
    return quotes


def _unquoted(words: str) -> str:
    ends = [words.rfind(mark) for mark in _CLOSING]
    return words[1 : max(ends)] if max(ends) > 0 else words[1:]


def _span(text: str) -> PeriodRecord | None:
    found = _RANGE.search(text)
    if not found:
        return None
    last = _date(found["last"], None)
    first = _date(found["first"], last.year if last else None)
    return PeriodRecord(start=first, end=last) if first and last and first <= last else None


def _half(text: str) -> PeriodRecord | None:
    found = _HALF.search(text)
    if not found:
        return None
    year, first = int(found["year"]), bool(found["first"] or found["first_ar"])
    return PeriodRecord(start=date(year, 1 if first else 7, 1), end=date(year, 6, 30) if first else date(year, 12, 31))


def _month(text: str) -> PeriodRecord | None:
    found = _WHOLE_MONTH.search(text)
    if not found:
        return None
    year, month = int(found["year"]), _month_number(found["month"])
    return PeriodRecord(start=date(year, month, 1), end=date(year, month, monthrange(year, month)[1]))


def _year(text: str) -> PeriodRecord | None:
    found = _WHOLE_YEAR.search(text)
    return PeriodRecord(start=date(int(found["year"]), 1, 1), end=date(int(found["year"]), 12, 31)) if found else None


def _month_number(words: str) -> int:
    return _MONTHS[words.split("/", maxsplit=1)[0].strip().casefold()]


def _date(words: str, year: int | None) -> date | None:
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    month = re.search(_MONTH_WORDS, words, re.IGNORECASE)
    stated = numbers[1] if len(numbers) > 1 else year
    if month is None or stated is None:
        return None
    try:
        return date(stated, _month_number(month.group()), numbers[0])
    except ValueError:
        return None


@cache
def _place_words() -> dict[tuple[str, ...], str]:
    return {tuple(terms(row["words"])): row["code"] for row in read_data("words", "places.csv")}


def _place_at(words: Sequence[str], place: int) -> tuple[str | None, int]:
    """The code of the longest place name that starts here, and how many words to go on by."""
    for length in (3, 2, 1):
        name = tuple(words[place : place + length])
        # In Arabic "in Aleppo" is one word: بحلب.
        bare = (name[0][1:], *name[1:]) if name and name[0][:1] in ("ب", "و", "ل") else name
        for tried in (name, bare):
            if len(name) == length and tried in _place_words():
                return _place_words()[tried], length
    return None, 1
