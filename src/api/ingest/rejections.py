"""What a person said is no figure: remembered by the hashes of its words, so that it is not asked about again."""

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select

from api import models
from api.ingest.matching import DIMENSIONS, Meaning
from api.ingest.records import FigureRecord
from api.ingest.settling import ReadText
from api.models import figure_rejection, read
from api.text.languages import Language
from api.text.plain import sentence_around


def remember_rejection(connection: Connection, publication_id: str, figure: FigureRecord, bodies: dict[str, str]) -> None:
    """Writes down that a figure's words, in each language that it has words in, are no figure."""
    rows = [
        {
            "publication_id": publication_id,
            "figure_id": figure.key,
            "language": said.language,
            "words": _hash(said.quote, sentence_around(bodies[said.language], said.start, said.end)),
            "reading": _reading(said.quote, figure),
        }
        for said in figure.evidence
    ]
    connection.execute(insert(figure_rejection), rows)


def forget_rejections(connection: Connection, publication_id: str) -> None:
    """Forgets all that was rejected in a publication."""
    connection.execute(delete(figure_rejection).where(figure_rejection.c.publication_id == publication_id))


def mark_rejected(connection: Connection, publication_id: str, text: ReadText) -> None:
    """Marks the candidates of a text that were rejected before: the same words, or the same meaning in the same quote.

    What was withdrawn from publication counts as rejected. Each rejection stands for one candidate.
    """
    known = [*_rejected(connection, publication_id, text.language), *_withdrawn(connection, publication_id, text.language)]
    marks = {place: _marks(text, place) for place in text.free()}
    for fits in (_both, _words, _meaning):
        for mark in list(known):
            found = next((place for place in marks if fits(mark, marks[place])), None)
            if found is not None:
                text.rejected.add(found)
                known.remove(mark)
                del marks[found]


_Mark = tuple[str, str]


def _both(one: _Mark, other: _Mark) -> bool:
    return one == other


def _words(one: _Mark, other: _Mark) -> bool:
    return one[0] == other[0]


def _meaning(one: _Mark, other: _Mark) -> bool:
    return one[1] == other[1]


def _marks(text: ReadText, place: int) -> _Mark:
    candidate = text.candidates[place]
    sentence = sentence_around(text.body, candidate.start, candidate.end)
    return _hash(candidate.quote, sentence), _reading(candidate.quote, candidate)


def _rejected(connection: Connection, publication_id: str, language: Language) -> Iterable[_Mark]:
    mine = (figure_rejection.c.publication_id == publication_id, figure_rejection.c.language == language)
    statement = select(figure_rejection.c.words, figure_rejection.c.reading).where(*mine).order_by(figure_rejection.c.row_id)
    return ((words, reading) for words, reading in connection.execute(statement))


def _withdrawn(connection: Connection, publication_id: str, language: Language) -> Sequence[_Mark]:
    """The words of figures that were published once, and are no more."""
    evidence, figure = models.figure_evidence, models.figure
    standing = select(figure.c.public_id).where(figure.c.publication_id == publication_id, figure.c.removed_in.is_(None))
    mine = (evidence.c.publication_id == publication_id, evidence.c.language == language)
    rows = read(connection, select(evidence).where(*mine, evidence.c.figure_id.not_in(standing)).order_by(evidence.c.row_id))
    return [(words, "") for words in dict.fromkeys(_hash(row["quote"], row["sentence"]) for row in rows)]


def _reading(quote: str, meaning: Meaning) -> str:
    return _hash(quote, str(float(meaning.value)), *(str(getattr(meaning, name)) for name in DIMENSIONS if name != "value"))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
