"""Names of places, parties and weapons in either language: from the words of a text to a code that both languages share."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from api.codelists import bundled, read_data
from api.text.analyser import terms_of
from api.text.arabic import FAMILY

LISTS = ("places", "parties", "weapons")
# They say how a figure was added up, and name nobody.
_NOT_NAMES = frozenset({"all-parties", "other-parties"})
# The terms of a name, its list and its code.
_Spelled = tuple[tuple[str, ...], tuple[str, str]]
_IN_BRACKETS = re.compile(r"\([^)]*\)")


class Name(NamedTuple):
    """A name in a text: the list and code that it leads to, and its first word and the one after its last."""

    list_name: str
    code: str
    first: int
    last: int

    @property
    def term(self) -> str:
        """The term of the code, the same in every language."""
        return f"{FAMILY}{self.list_name}{FAMILY}{self.code.replace('-', '')}"


def names_in(terms: Sequence[str]) -> list[Name]:
    """The names among the terms of a text, the longest where several begin at one word."""
    found: list[Name] = []
    gazetteer = _gazetteer()
    for place, term in enumerate(terms):
        if term in gazetteer and not (found and place < found[-1].last):
            found += _names_at(terms, place, gazetteer[term])
    return found


def _names_at(terms: Sequence[str], place: int, names: Sequence[_Spelled]) -> Iterator[Name]:
    """The longest name that begins at a place, if one does."""
    for spelled, (list_name, code) in names:
        last = place + len(spelled)
        if tuple(terms[place:last]) == spelled:
            yield Name(list_name, code, place, last)
            return


@cache
def _gazetteer() -> dict[str, list[_Spelled]]:
    """Names as sequences of terms, by their first term, the longest first."""
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for list_name, code, words in _spellings():
        spelled = tuple(terms_of(words))
        found.setdefault(spelled, (list_name, code))
    by_first: dict[str, list[_Spelled]] = {}
    for spelled in sorted(found, key=len, reverse=True):
        by_first.setdefault(spelled[0], []).append((spelled, found[spelled]))
    return by_first


def _spellings() -> Iterator[tuple[str, str, str]]:
    for row in read_data("words", "places.csv"):
        yield "places", row["code"], row["words"]
    for row in read_data("words", "names.csv"):
        yield row["list"], row["code"], row["words"]
    for list_name in LISTS:
        for code, entry in bundled(list_name).items():
            if code not in _NOT_NAMES:
                for label in (entry.label_en, entry.label_ar):
                    for words in _IN_BRACKETS.sub("", label).split("/"):
                        yield list_name, code, words
