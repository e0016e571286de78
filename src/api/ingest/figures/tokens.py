"""Pass 1: a text as words, numbers, dates and marks, each with its position in code points. What is invisible is left out."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from api.text.searching import fold

# Marks that may stand inside a word: vowel signs, tatweel, and combining marks of any script.
_SIGNS = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
_TOKEN = re.compile(
    rf"""
    (?P<date>\d{{1,4}}([./\\-])\d{{1,2}}\2\d{{2,4}}(?!\d)|\d{{1,2}}/\d{{1,2}}(?![\d/])|\d{{1,2}}:\d{{2}}(?!\d))
    |(?P<number>\d{{1,3}}(?:[.,٬،]\d{{3}}(?!\d))+(?:[.٫]\d+)?|\d+(?:[.,٫]\d+)?(?!\d))
    |(?P<word>(?:[^\W\d_]|[{_SIGNS}])+)
    |(?P<line>\n)
    |(?P<mark>\S)
    """,
    re.VERBOSE,
)
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SEPARATORS = str.maketrans("", "", ",٬،")
_LONGEST_NUMBER = 12
_GROUPED = re.compile(r"(\d{1,3}(?:[.,٬،]\d{3})+)(?:[.٫](\d+))?")


class Token(NamedTuple):
    """kind: word, number, date, mark or line. key: its folded spelling. text[start:end] is the token."""

    kind: str
    key: str
    start: int
    end: int


def tokenize(text: str, start: int, end: int) -> Iterator[Token]:
    """The tokens of a text between two positions, in order."""
    for match in _TOKEN.finditer(text, start, end):
        kind = match.lastgroup or "mark"
        found = match.group()
        if kind == "word":
            yield Token(kind, folded(found), match.start(), match.end())
        elif kind != "mark" or not _INVISIBLE.match(found):
            yield Token(kind, found, match.start(), match.end())


def number_of(digits: str) -> float | None:
    """The value of a number in digits, with either decimal point; None for one that is too long to count anything."""
    if len(digits) > _LONGEST_NUMBER:
        return None
    grouped = _GROUPED.fullmatch(digits)
    if grouped:
        return float(f"{re.sub(r'[^0-9٠-٩۰-۹]', '', grouped[1])}.{grouped[2] or 0}")
    return float(
        digits.replace("٫", ".").replace(",", ".")
        if digits.count(",") <= 1 and "٬" not in digits
        else digits.translate(_SEPARATORS).replace("٫", ".")
    )


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """A word's one spelling."""
    return fold(word)
