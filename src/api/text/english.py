"""English words to search terms: irregular forms and families of words/families.en.csv, else the Snowball stem."""

from collections.abc import Mapping
from functools import cache, lru_cache

import snowballstemmer

from api.codelists import read_data
from api.text.arabic import FAMILY
from api.text.searching import fold

_STEMMER = snowballstemmer.stemmer("english")


@lru_cache(maxsize=100_000)
def english_term(word: str) -> tuple[str, bool]:
    """The term of a folded word of Latin letters, and whether it is a family's or a name's."""
    family = _families().get(word)
    if family:
        return FAMILY + family, True
    if word in _name_words():
        return word, True
    return str(_STEMMER.stemWord(word.replace("isation", "ization"))), False


@cache
def _families() -> Mapping[str, str]:
    return {form: row["family"] for row in read_data("words", "families.en.csv") for form in row["forms"].split()}


@cache
def _name_words() -> frozenset[str]:
    """The words of place names, which no stemmer knows: Homs is no plural."""
    places = (row["words"] for row in read_data("words", "places.csv"))
    return frozenset(word for name in places for word in fold(name).replace("-", " ").replace("'", "").split())
