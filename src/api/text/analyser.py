"""Text to search terms with their places: the one reading of a text, for the index, for what is asked, and for marking it.

A text is read as it is stored. Each word is folded and brought to one term, whatever its vowel signs, clitics, number or person;
a number is one term whatever its digits and separators. Names of places, parties and weapons are found on top of the terms.
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from api.codelists import read_data
from api.text.arabic import arabic_term
from api.text.english import english_term
from api.text.languages import LANGUAGES
from api.text.searching import fold

_DIGIT = "0-9\u0660-\u0669\u06f0-\u06f9"
# Arabic letters: a digit behind one begins a number, as in و12; behind another letter it belongs to the word, as in TM62.
_LETTERS = "\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc"
# Signs that may stand inside a word: vowel signs, tatweel, combining marks, joiners, and the apostrophe of Dar'a.
_SIGNS = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d"
_TOKEN = re.compile(
    rf"(?P<number>[{_DIGIT}]{{1,3}}(?:[,.\u066c\u060c][{_DIGIT}]{{3}}(?![{_DIGIT}]))+|[{_DIGIT}]+(?![{_DIGIT}A-Za-z]))"
    rf"|(?P<word>[{_LETTERS}][{_LETTERS}{_SIGNS}]*|[^\W_](?:[^\W_{_LETTERS}]+|[{_SIGNS}]|['\u2019\u02bc](?=[^\W_]))*)"
)
_UNWRITTEN = re.compile("['\u2019\u02bc\u200c\u200d\u0300-\u036f]")
_POSSESSIVE = re.compile("['\u2019\u02bc]s\\Z")
_ARABIC = re.compile("[\u0621-\u064a\u0671-\u06d3]")
_NOT_A_DIGIT = re.compile(r"\D")
_LONGEST = 64

Kind = Literal["number", "family", "stem", "function-word"]


class Term(NamedTuple):
    """A word of a text: text[start:end] in code points, and the term that stands for it."""

    term: str
    kind: Kind
    start: int
    end: int


def analyse(text: str) -> list[Term]:
    """The terms of a text, in order. Any text is accepted; what is neither letter nor digit only separates."""
    return [Term(*_term(match.group(), match.lastgroup == "number"), *match.span()) for match in _TOKEN.finditer(text)]


def terms_of(text: str) -> list[str]:
    """The terms of a text alone, in order, in half the time."""
    return [_term(number or word, bool(number))[0] for number, word in _TOKEN.findall(text)]


def places_of(terms: Collection[str], text: str) -> list[tuple[int, int]]:
    """Where a text has any of these terms, in order: what `analyse` would find of them, in half the time."""
    return [match.span() for match in _TOKEN.finditer(text) if _term(match[0], match.lastgroup == "number")[0] in terms]


@lru_cache(maxsize=100_000)
def _term(token: str, number: bool) -> tuple[str, Kind]:
    folded = fold(token)
    if number:
        return _NOT_A_DIGIT.sub("", folded)[:_LONGEST], "number"
    word = _UNWRITTEN.sub("", _POSSESSIVE.sub("", folded))[:_LONGEST]
    term, known = arabic_term(word) if _ARABIC.search(word) else english_term(word)
    if word in _FUNCTION_WORDS:
        return term, "function-word"
    return term, "family" if known else "stem"


def _function_words() -> Iterator[str]:
    for row in read_data("words", "stopwords.csv"):
        if row["language"] in LANGUAGES:
            yield from fold(row["words"]).split()


_FUNCTION_WORDS = frozenset(_function_words())
