"""Arabic words to search terms: clitics and endings off, then the word family of words/families.ar.csv, or else a light stem.

Broken plurals and derivations cannot be computed without taking words of near roots for one another, so they are listed. A family
gives the stems of its nouns and verbs; what may stand before and after a stem is computed here. All letters are folded.
"""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import product

from api.codelists import read_data
from api.text.searching import fold

# A term that is more than its own letters: no word of a text is spelled so.
FAMILY = "\u00a4"
_KEPT = 3
_KEPT_AFTER_AND = 4
_ARTICLES = ("وال", "بال", "كال", "فال", "لل", "ال")
_ENDINGS = ("اتهم", "اتها", "تان", "تين", "هما", "ها", "هم", "هن", "ان", "ات", "ون", "ين", "يه", "نا", "ه", "ي", "ا")

_PRONOUNS = ("", "ه", "ها", "هم", "هن", "هما", "نا", "كم", "ك", "ي")
_NOUN_CASES = ("", "ا", "ات", "ي", "و", "يت")
_NOUN_ENDINGS = frozenset(
    {case + pronoun for case, pronoun in product(_NOUN_CASES, _PRONOUNS)}
    | {"ان", "ين", "ون", "يه", "يا", "يات", "يين", "يون", "يتان", "يتين", "تان", "تين"}
) - {"يت"}
# What follows a noun in ة, whose last letter turns into ت before an ending.
_FEMININE_ENDINGS = frozenset(
    {"ه", "تان", "تين"} | {case + pronoun for case in ("ت", "تا", "تي", "ات") for pronoun in _PRONOUNS}
) - {"ت"}
_OBJECTS = ("", "ه", "ها", "هم", "هن", "هما", "نا", "ني", "كم", "ك")
_PERFECT_ENDINGS = frozenset(map("".join, product(("", "ت", "وا", "و", "ن", "نا", "تم", "ا", "تا"), _OBJECTS)))
_IMPERFECT_ENDINGS = frozenset(map("".join, product(("", "ون", "وا", "و", "ن", "ين", "ان", "ا"), _OBJECTS)))

_NOUN_STARTS = tuple(
    sorted({"".join(parts).replace("لال", "لل") for parts in product(("", "و", "ف"), ("", "ب", "ك", "ل"), ("", "ال"))}, key=len)
)
_PERFECT_STARTS = ("", "و", "ف", "ل", "ول")
_IMPERFECT_STARTS = tuple(map("".join, product(("", "و", "ف"), ("", "س", "ل"), ("ي", "ت", "ن", "ا"))))

Stems = Mapping[str, str]


@lru_cache(maxsize=100_000)
def arabic_term(word: str) -> tuple[str, bool]:
    """The term of a folded word, and whether it is a family's or a name's."""
    best = max(_families(word), key=lambda found: found[0], default=None)
    return (FAMILY + best[1], True) if best else (light_stem(word), False)


def light_stem(word: str) -> str:
    """A word without its article, a conjunction and one ending, as long as three letters stay."""
    if word.startswith("و") and len(word) > _KEPT_AFTER_AND and not word.startswith("وال"):
        word = word[1:]
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= _KEPT:
            word = word.removeprefix(article)
            break
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _KEPT:
            return word.removesuffix(ending)
    return word


def _families(word: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Every reading of a word as a form of a family: how many letters it explains, how sure the kind is, and the family."""
    names, exact, nouns, feminine, perfect, imperfect = _lexicon()
    readings = (
        (5, _NOUN_STARTS, names, frozenset({""}), 0),
        (4, _NOUN_STARTS, exact, frozenset({""}), 0),
        (3, _NOUN_STARTS, nouns, _NOUN_ENDINGS, 0),
        (2, _NOUN_STARTS, feminine, _FEMININE_ENDINGS, 1),
        (1, _PERFECT_STARTS, perfect, _PERFECT_ENDINGS, 0),
        (0, _IMPERFECT_STARTS, imperfect, _IMPERFECT_ENDINGS, 0),
    )
    for kind, starts, stems, endings, more in readings:
        for stem, ending in _splits(word, starts, endings):
            if stem in stems:
                # The ة of a feminine noun is a letter of it; the ا of its plural stands in its place and explains nothing.
                yield (len(stem) + (more if not ending.startswith("ا") else 0), kind), stems[stem]


def _splits(word: str, starts: tuple[str, ...], endings: frozenset[str]) -> Iterator[tuple[str, str]]:
    for start in starts:
        if word.startswith(start):
            rest = word[len(start) :]
            for place in range(2, len(rest) + 1):
                if rest[place:] in endings:
                    yield rest[:place], rest[place:]


@cache
def _lexicon() -> tuple[Stems, Stems, Stems, Stems, Stems, Stems]:
    """Stems to families, of names, whole words, nouns, nouns in ة, perfects and imperfects."""
    exact: dict[str, str] = {}
    nouns: dict[str, str] = {}
    feminine: dict[str, str] = {}
    perfect: dict[str, str] = {}
    imperfect: dict[str, str] = {}
    for row in read_data("words", "families.ar.csv"):
        family = fold(row["family"])
        for noun in _spellings(row["nouns"]):
            if noun.startswith("="):
                exact[noun[1:]] = family
            elif noun.endswith("ه") and len(noun) > _KEPT:
                feminine[noun[:-1]] = family
            else:
                nouns[noun] = family
        for verb in _spellings(row["verbs"]):
            perfect[verb] = family
            imperfect[verb.removeprefix("ا")] = family
        imperfect.update(dict.fromkeys(map(fold, row["imperfects"].split()), family))
    known = {*exact, *nouns}
    names = {name: name for name in _name_words() if known.isdisjoint({name, name.removeprefix("ال")})}
    # Behind ل the article is written without its ا.
    names.update({f"ل{name[2:]}": name for name in names if name.startswith("ال")})
    return names, exact, nouns, feminine, perfect, imperfect


def _spellings(words: str) -> Iterator[str]:
    """Each word folded; a last ى also as the ا that it is written as before a pronoun."""
    for word in words.split():
        yield fold(word)
        if word.endswith("ى"):
            yield fold(word[:-1] + "ا")


def _name_words() -> Iterator[str]:
    """The words of Arabic place names, and names of one word: they take clitics before them and nothing behind."""
    for row in (*read_data("words", "places.csv"), *read_data("words", "names.csv")):
        words = [word for word in fold(row["words"]).split() if not word.isascii() and len(word) >= _KEPT]
        if len(words) == 1 or row.get("list", "places") == "places":
            yield from words
