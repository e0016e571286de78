"""A publication's stored texts to figures: what both languages say is proposed once, with the words of each.

Every importer calls `read_figures` after it stored a publication's texts. What a person has decided stays decided: only words
that are new, or that no longer say what they said, are asked about.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection, select

from api import models
from api.ingest.checks import Disagreement, store_checks, waits
from api.ingest.figure_drafts import load_evidence, load_figures, load_texts, store_figures
from api.ingest.figures import extract
from api.ingest.figures.candidates import Candidate
from api.ingest.matching import DIMENSIONS, Match, Meaning, match_languages
from api.ingest.records import FigureRecord, PeriodRecord
from api.ingest.rejections import mark_rejected
from api.ingest.settling import ReadText, move, reopen, said_in, with_words, words_of
from api.ingest.versions import Values, latest
from api.models.publications import Publication, PublicationPlace
from api.text.languages import LANGUAGES, Language


@dataclass
class _Reading:
    """Figures by key, and what the two languages do not agree on."""

    figures: dict[str, FigureRecord]
    texts: Mapping[Language, ReadText]
    disagreements: list[Disagreement] = field(default_factory=list)


@dataclass(frozen=True)
class Figures:
    """How many figures a publication's texts state, and how many of them wait for a decision."""

    found: int
    waiting: int

    def __str__(self) -> str:
        return f"{self.found} figures, {self.waiting} to decide"


def read_figures(connection: Connection, publication_id: str) -> Figures:
    """Makes drafts of the figures of a publication's texts, where they are not those that were stored and decided before."""
    stated = _stated(connection, publication_id)
    texts = {language: _read(row, stated) for language, row in load_texts(connection, publication_id).items()}
    published = _published(connection, publication_id)
    before = load_figures(connection, publication_id)
    decided = [figure for figure in before if figure.reviewed_on or figure.key in published]
    evidence = load_evidence(connection, publication_id)
    for text in texts.values():
        decided = move(decided, evidence, text)
        mark_rejected(connection, publication_id, text)
    for text in texts.values():
        decided = reopen(decided, text, published)
    reading = _Reading({figure.key: figure for figure in decided}, {text.language: text for text in texts.values()})
    _add_proposals(reading)
    figures = [_linked(figure, reading) for figure in reading.figures.values()]
    stored = store_figures(connection, publication_id, figures)
    ids = {figure.key: after.key for figure, after in zip(figures, stored, strict=True)}
    store_checks(connection, publication_id, stored, [found.renamed(ids) for found in reading.disagreements])
    return Figures(len(figures), sum(map(waits, figures)))


@dataclass(frozen=True)
class _Stated:
    """What the publication says of all that stands in it."""

    published_on: date | None
    period: PeriodRecord
    place: str | None


def _stated(connection: Connection, publication_id: str) -> _Stated:
    scope = {"public_id": publication_id}
    row = latest(connection, Publication, scope)[0]
    places = [place["place"] for place in latest(connection, PublicationPlace, scope)]
    period = PeriodRecord(start=row["period_start"], end=row["period_end"])
    return _Stated(row["published_on"], period, places[0] if len(places) == 1 else None)


def _read(row: Values, stated: _Stated) -> ReadText:
    headings = [row["title"], *([row["subtitle"]] if row["subtitle"] else [])]
    found = extract(row["body"], row["language"], stated.published_on, headings)
    return ReadText(row["language"], row["body"], [_within(candidate, stated) for candidate in found.figures])


def _within(candidate: Candidate, stated: _Stated) -> Candidate:
    """What a sentence leaves out of period and place is what the whole publication is about."""
    has_own = candidate.period != PeriodRecord() or candidate.period_kind != "window"
    return replace(candidate, period=candidate.period if has_own else stated.period, place=candidate.place or stated.place)


def _published(connection: Connection, publication_id: str) -> frozenset[str]:
    table = models.figure
    mine = (table.c.publication_id == publication_id, models.is_current(table))
    return frozenset(connection.scalars(select(table.c.public_id).where(*mine)))


def _add_proposals(reading: _Reading) -> None:
    """What neither a figure nor a rejection accounts for: new figures, and new words of figures known in one language only."""
    sides = [list(_side(language, reading)) for language in LANGUAGES]
    matches = match_languages(*([meaning for _, _, meaning in side] for side in sides))
    partners = {match.first: match for match in matches}
    for place, one in enumerate(sides[0]):
        match = partners.get(place)
        other = sides[1][match.second] if match else None
        if match and other and match.is_one_figure:
            _join(one, other, reading)
        else:
            _propose(one, reading)
    joined = {match.second for match in matches if match.is_one_figure}
    for place, other in enumerate(sides[1]):
        if place not in joined:
            _propose(other, reading)
    for match in matches:
        _note_disagreement(match, sides[0][match.first], sides[1][match.second], reading)


# One language's side of a match: a candidate (its language and place), or a figure that has words in this language only.
_Entry = tuple[Language, int | None, Meaning]


def _side(language: Language, reading: _Reading) -> Iterator[_Entry]:
    text = reading.texts.get(language)
    if text is None:
        return
    for figure in list(reading.figures.values()):
        if said_in(figure, language) and len(figure.evidence) == 1:
            yield language, None, figure
    for place in text.free():
        yield language, place, text.candidates[place]


def _key(entry: _Entry, reading: _Reading) -> str:
    """The key of the figure that a side's entry has become part of."""
    language, place, meaning = entry
    if place is None:
        return meaning.key if isinstance(meaning, FigureRecord) else ""
    return reading.texts[language].owners[place]


def _propose(entry: _Entry, reading: _Reading) -> None:
    language, place, meaning = entry
    if place is None or not isinstance(meaning, Candidate):
        return
    key = f"{language}-{place}"
    reading.texts[language].owners[place] = key
    reading.figures[key] = FigureRecord(
        key=key,
        evidence=[words_of(meaning, language)],
        **{name: getattr(meaning, name) for name in DIMENSIONS},
    )


def _join(one: _Entry, other: _Entry, reading: _Reading) -> None:
    """One figure of two sides: the first says what it means; a figure that is known gets the other's words, as proposed."""
    known, new = (one, other) if one[1] is None or other[1] is not None else (other, one)
    language, place, meaning = new
    if place is None or not isinstance(meaning, Candidate):
        return
    _propose(known, reading)
    key = _key(known, reading)
    reading.texts[language].owners[place] = key
    words = words_of(meaning, language, proposed=known[1] is None)
    reading.figures[key] = with_words(reading.figures[key], words)


def _note_disagreement(match: Match, one: _Entry, other: _Entry, reading: _Reading) -> None:
    if match.differs and not (one[1] is None and other[1] is None):
        meanings = dict[str, Meaning](zip(LANGUAGES, (one[2], other[2]), strict=True))
        said = {name: {language: getattr(meaning, name) for language, meaning in meanings.items()} for name in match.differs}
        reading.disagreements.append(Disagreement((_key(one, reading), _key(other, reading)), said))


def _linked(figure: FigureRecord, reading: _Reading) -> FigureRecord:
    """A figure with the figure that it is part of: as decided, or else as its words say in the first language that does."""
    if figure.subset_of in reading.figures:
        return figure
    wholes = (_whole(figure.key, text) for text in reading.texts.values())
    return figure.model_copy(update={"subset_of": next((whole for whole in wholes if whole and whole != figure.key), None)})


def _whole(key: str, text: ReadText) -> str | None:
    for place, owner in text.owners.items():
        whole = text.candidates[place].subset_of
        if owner == key and whole is not None:
            return text.owners.get(whole)
    return None
