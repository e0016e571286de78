"""What is asked with q: words that a text must all have, "phrases", and -words that it must not have. Nothing else is special.

A name leads to its code, so that it finds texts of the other language too. The same reading marks the words in a text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from api.text.analyser import Kind, Term, analyse, places_of
from api.text.names import Name, names_in

_PART = re.compile(r'(?:(?<=\s)|^)(?:(-?)"([^"]*)"|-(?=\w)([^\s"]+))')
Spelling = tuple[str, ...]
Span = tuple[int, int]


@dataclass(frozen=True)
class Wanted:
    """One part of a question: any of its spellings, each a run of terms.

    kind: how it was understood. together: the terms of a spelling stand side by side. words: as they were typed.
    """

    kind: Kind | Literal["name", "phrase"]
    words: str
    spellings: tuple[Spelling, ...]
    together: bool = False
    excluded: bool = False
    name: Name | None = None


@dataclass(frozen=True)
class Question:
    """All parts of a question, in its order, function words among them."""

    parts: tuple[Wanted, ...]

    @cached_property
    def terms(self) -> frozenset[str] | None:
        """The terms of a question of single words; None where there are names, phrases or spellings of several terms."""
        spellings = [spelling for part in self.wanted for spelling in part.spellings]
        is_plain = all(len(spelling) == 1 for spelling in spellings) and not any(part.name for part in self.wanted)
        return frozenset(term for (term,) in spellings) if is_plain else None

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """What a text must have. Function words count only where nothing else is asked for."""
        positive = tuple(part for part in self.parts if not part.excluded)
        return tuple(part for part in positive if part.kind != "function-word") or (() if self.excluded else positive)

    @property
    def excluded(self) -> tuple[Wanted, ...]:
        """What a text must not have."""
        return tuple(part for part in self.parts if part.excluded)


@lru_cache(maxsize=1024)
def read_question(q: str) -> Question:
    """A question as it is understood; without parts where it has neither letter nor digit."""
    parts: list[Wanted] = []
    place = 0
    for match in _PART.finditer(q):
        parts += _plain(q[place : match.start()])
        minus, phrase, word = match.groups()
        if phrase is not None:
            parts += _phrase(phrase, excluded=bool(minus))
        else:
            parts += _excluded(word)
        place = match.end()
    return Question(tuple(dict.fromkeys([*parts, *_plain(q[place:])])))


def marks_in(question: Question, text: str) -> list[Span]:
    """Where a text has what was asked for, as ranges of its code points, in order."""
    if question.terms is not None:
        return list(_places_of(question.terms, text))
    words = analyse(text)
    ordered = [word.term for word in words]
    names = names_in(ordered) if any(part.name for part in question.wanted) else []
    terms = set(ordered)
    spans: set[Span] = set()
    for part in question.wanted:
        named = [(words[name.first].start, words[name.last - 1].end) for name in names if _same(name, part.name)]
        spans.update(named)
        if not named and any(set(spelling) <= terms for spelling in part.spellings):
            spans.update(_spelled(part, words))
    return [span for span in sorted(spans) if not any(_inside(span, other) for other in spans)]


def _places_of(terms: frozenset[str], text: str) -> Iterator[Span]:
    """Where a text has any of these terms. No term reaches over a space, so only words that have one are looked at closely."""
    reached = 0
    for word in text.split():
        if not terms.isdisjoint(_terms_of(word)):
            begins = _place_of(word, text, reached)
            reached = begins + len(word)
            yield from ((begins + start, begins + end) for start, end in places_of(terms, word))


@lru_cache(maxsize=30_000)
def _terms_of(word: str) -> tuple[str, ...]:
    """The terms between two spaces: texts use the same words again and again."""
    return tuple(term.term for term in analyse(word))


def _place_of(word: str, text: str, reached: int) -> int:
    """Where a word next stands between two spaces."""
    start = text.index(word, reached)
    while text[start - 1 : start].strip() or text[(end := start + len(word)) : end + 1].strip():
        start = text.index(word, start + 1)
    return start


def _plain(text: str) -> Iterator[Wanted]:
    words = analyse(text)
    names = {name.first: name for name in names_in([word.term for word in words])}
    place = 0
    while place < len(words):
        name = names.get(place)
        yield _named(text, words, name) if name else _word(text, words[place])
        place = name.last if name else place + 1


def _named(text: str, words: Sequence[Term], name: Name) -> Wanted:
    own = words[name.first : name.last]
    literal = tuple(word.term for word in own)
    return Wanted("name", _said(text, own), ((name.term,), literal), name=name._replace(first=0, last=0))


def _word(text: str, word: Term) -> Wanted:
    return Wanted(word.kind, _said(text, [word]), ((word.term,),))


def _phrase(text: str, *, excluded: bool) -> Iterator[Wanted]:
    words = analyse(text)
    if words:
        yield Wanted("phrase", _said(text, words), (tuple(word.term for word in words),), together=True, excluded=excluded)


def _excluded(text: str) -> Iterator[Wanted]:
    """-word: where it reads as several (-Deir-ez-Zor), they are one phrase, unless they are a name."""
    words = analyse(text)
    for part in _plain(text) if len(words) == 1 else _phrase(text, excluded=True):
        yield Wanted(part.kind, part.words, part.spellings, part.together, excluded=True, name=part.name)


def _said(text: str, words: Sequence[Term]) -> str:
    """The words as they were typed, and nothing of what stood between them."""
    return " ".join(text[word.start : word.end] for word in words)


def _spelled(part: Wanted, words: Sequence[Term]) -> Iterator[Span]:
    for spelling in part.spellings:
        for place, word in enumerate(words):
            if not part.together and word.term in spelling:
                yield word.start, word.end
            elif part.together and tuple(other.term for other in words[place : place + len(spelling)]) == spelling:
                yield word.start, words[place + len(spelling) - 1].end


def _same(name: Name, asked: Name | None) -> bool:
    return asked is not None and (name.list_name, name.code) == (asked.list_name, asked.code)


def _inside(span: Span, other: Span) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]
