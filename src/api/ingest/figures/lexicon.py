"""The words that figures are made of, read once from the data files beside the code lists, as a tree to match phrases against."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from api.codelists import read_data
from api.ingest.figures.tokens import tokenize

LISTS = ("parties", "violations", "victims", "weapons", "facilities", "places", "units")
_UNITS = {"victims": "persons", "facilities": "facilities"}
_CONJUNCTIONS = "وف"
_PREPOSITIONS = "بلك"
_ARABIC = range(0x0600, 0x0700)


class Entry(NamedTuple):
    """One phrase of one code. unit and number (1, 2 or None for many) where it can be counted; days in which it holds."""

    kind: str
    code: str
    unit: str | None = None
    number: int | None = None
    adjective: bool = False
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(slots=True)
class Node:
    """A step of the tree: what may follow, and what a phrase that ends here means."""

    next: dict[str, "Node"] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()


class Form(NamedTuple):
    """A reading of a word: its stem without what Arabic writes together with it (and, in, for, the)."""

    stem: str
    conjunction: bool = False
    preposition: str = ""
    article: bool = False


@cache
def tree() -> Node:
    """All phrases of both languages."""
    root = Node()
    for words, entry in entries():
        node = root
        for token in tokenize(words, 0, len(words)):
            if token.kind == "word":
                node = node.next.setdefault(token.key, Node())
        if entry not in node.entries:
            node.entries = (*node.entries, entry)
    return root


def entries() -> Iterator[tuple[str, Entry]]:
    """Every phrase of the data files with its meaning; the kind of a grammar word is its role, that of a number word "number"."""
    for name in LISTS:
        for row in read_data("words", f"{name}.csv"):
            yield row["words"], _entry(name, row)
    for row in read_data("words", "grammar.csv"):
        yield row["words"], Entry("role", row["role"])
    for row in read_data("words", "numbers.csv"):
        yield row["words"], Entry("number", row["value"])


@lru_cache(maxsize=50_000)
def forms(word: str) -> tuple[Form, ...]:
    """The readings of a folded word, the least stripped first. Nothing is stripped for good: a reading counts if it is known."""
    if not word or ord(word[0]) not in _ARABIC:
        return (Form(word),)
    found = [Form(word)]
    if word[0] in _CONJUNCTIONS and len(word) > 2:
        found.append(Form(word[1:], conjunction=True))
    for form in tuple(found):
        found.extend(_without_clitics(form))
    found.extend(form._replace(stem=form.stem[:-1]) for form in tuple(found) if form.stem.endswith("ا") and len(form.stem) > 3)
    return tuple(found)


def _without_clitics(form: Form) -> Iterator[Form]:
    stem = form.stem
    if stem.startswith("لل") and len(stem) > 4:
        yield form._replace(stem=f"ال{stem[2:]}", preposition="ل", article=True)
        yield form._replace(stem=stem[2:], preposition="ل", article=True)
    if stem[0] in _PREPOSITIONS and len(stem) > 3:
        yield form._replace(stem=stem[1:], preposition=stem[0])
        if stem[1:3] == "ال" and len(stem) > 5:
            yield form._replace(stem=stem[3:], preposition=stem[0], article=True)
    if stem.startswith("ال") and len(stem) > 4:
        yield form._replace(stem=stem[2:], article=True)


def _entry(name: str, row: dict[str, str]) -> Entry:
    number = row.get("number")
    return Entry(
        name,
        row["code"],
        unit=row["code"] if name == "units" else row.get("unit") or _UNITS.get(name),
        number=int(number) if number else None,
        adjective=row.get("form") == "adjective",
        valid_from=_day(row.get("valid_from")),
        valid_to=_day(row.get("valid_to")),
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
