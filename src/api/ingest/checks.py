"""Checks as records: what adds up between a publication's figures and what does not, with the sentences that say so.

The sums are looked at anew at each import and after each decision, over the figures as they would be published.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from api.ingest.figure_drafts import load_bodies, stands
from api.ingest.figures.candidates import Candidate
from api.ingest.figures.checks import check
from api.ingest.matching import DIMENSIONS
from api.ingest.records import FigureRecord, PeriodRecord
from api.ingest.settling import said_in
from api.models import figure_check, read
from api.text.languages import LANGUAGES, Language

DISAGREE, ONE_LANGUAGE, GONE, CLOSES = "languages-disagree", "one-language", "words-gone", "sum-closes"
UNKNOWN_PARTY, UNKNOWN_PERIOD = "unknown-party", "unknown-period"


@dataclass(frozen=True)
class Disagreement:
    """Two figures, or one figure twice, of which the two languages say different things: {field: {language: value}}."""

    figures: tuple[str, str]
    differs: Mapping[str, Mapping[str, Any]]

    def renamed(self, ids: Mapping[str, str]) -> "Disagreement":
        """The same with the figures' ids in the place of their keys."""
        return replace(self, figures=(ids[self.figures[0]], ids[self.figures[1]]))


@dataclass(frozen=True)
class CheckRow:
    """A check as stored. sentences: [{figure, language}], the whole first."""

    kind: str
    sentences: list[dict[str, str]]
    difference: float | None
    differs: dict[str, dict[str, Any]]

    @property
    def figures(self) -> list[str]:
        """The ids of the figures that it names, each once."""
        return list(dict.fromkeys(said["figure"] for said in self.sentences))

    @property
    def flags(self) -> bool:
        """Whether a reviewer has something to look at: all but a sum that closes."""
        return self.kind != CLOSES

    @property
    def is_gap(self) -> bool:
        """Whether it only says that something is unknown."""
        return self.kind in (UNKNOWN_PARTY, UNKNOWN_PERIOD)


def load_checks(connection: Connection, publication_id: str) -> list[CheckRow]:
    """The checks of a publication, those that flag something first."""
    statement = select(figure_check).where(figure_check.c.publication_id == publication_id).order_by(figure_check.c.row_id)
    names = ("kind", "sentences", "difference", "differs")
    rows = [CheckRow(**{name: row[name] for name in names}) for row in read(connection, statement)]
    return sorted(rows, key=lambda row: (not row.flags, row.is_gap))


def store_checks(
    connection: Connection,
    publication_id: str,
    figures: Sequence[FigureRecord],
    disagreements: Sequence[Disagreement] | None = None,
) -> None:
    """Looks at all figures of a publication anew. Without new disagreements, those stay whose figures still wait."""
    if disagreements is None:
        waiting = {figure.key for figure in figures if waits(figure)}
        told = [row for row in load_checks(connection, publication_id) if row.kind == DISAGREE and waiting & set(row.figures)]
    else:
        told = [_told(found) for found in disagreements]
    bodies = load_bodies(connection, publication_id)
    rows = [*told, *_alone(figures, bodies, told), *_gone(figures, bodies), *_unknown(figures), *_sums(figures)]
    connection.execute(delete(figure_check).where(figure_check.c.publication_id == publication_id))
    if rows:
        connection.execute(insert(figure_check), [{"publication_id": publication_id, **asdict(row)} for row in rows])


def waits(figure: FigureRecord) -> bool:
    """Whether a person has something to decide: the figure itself, or words that were found for it since."""
    return figure.reviewed_on is None or any(said.proposed for said in figure.evidence)


def _told(found: Disagreement) -> CheckRow:
    sentences = [{"figure": key, "language": language} for key, language in zip(found.figures, LANGUAGES, strict=True)]
    differs = {name: {language: _plain(value) for language, value in said.items()} for name, said in found.differs.items()}
    return CheckRow(DISAGREE, sentences, None, differs)


def _plain(value: Any) -> Any:
    if isinstance(value, PeriodRecord):
        return f"{_day(value.start)}/{_day(value.end)}"
    return value


def _day(value: date | None) -> str:
    return value.isoformat() if value else ".."


def _alone(figures: Iterable[FigureRecord], bodies: Mapping[str, str], told: Sequence[CheckRow]) -> Iterator[CheckRow]:
    """Figures that wait and that one language alone states, though there are two."""
    known = {key for row in told for key in row.figures}
    for figure in figures:
        if len(bodies) == len(LANGUAGES) and len(figure.evidence) == 1 and figure.reviewed_on is None and figure.key not in known:
            yield CheckRow(ONE_LANGUAGE, [{"figure": figure.key, "language": figure.evidence[0].language}], None, {})


def _gone(figures: Iterable[FigureRecord], bodies: Mapping[str, str]) -> Iterator[CheckRow]:
    """Figures whose words a new text no longer has: it cannot be published before somebody decides."""
    for figure in figures:
        for said in figure.evidence:
            if not stands(said, bodies.get(said.language, "")):
                yield CheckRow(GONE, [{"figure": figure.key, "language": said.language}], None, {})


def _unknown(figures: Iterable[FigureRecord]) -> Iterator[CheckRow]:
    """Figures that wait and of which the text does not say by whom, or neither it nor the publication when."""
    for figure in figures:
        sentences = [{"figure": figure.key, "language": said.language} for said in figure.evidence]
        if figure.reviewed_on is None and figure.party is None:
            yield CheckRow(UNKNOWN_PARTY, sentences, None, {})
        if figure.reviewed_on is None and figure.period == PeriodRecord():
            yield CheckRow(UNKNOWN_PERIOD, sentences, None, {})


def _sums(figures: Sequence[FigureRecord]) -> Iterator[CheckRow]:
    """The checks over each language's figures; one that both languages give is one row with the sentences of both."""
    found: dict[tuple[str, tuple[str, ...], float | None], list[dict[str, str]]] = {}
    for language in LANGUAGES:
        mine = [figure for figure in figures if said_in(figure, language)]
        for one in check(_candidates(mine, language)):
            keys = tuple(mine[place].key for place in one.figures)
            sentences = [{"figure": key, "language": language} for key in keys]
            found.setdefault((one.kind, keys, one.difference), []).extend(sentences)
    for (kind, _, difference), sentences in found.items():
        yield CheckRow(kind, sentences, difference, {})


def _candidates(figures: Sequence[FigureRecord], language: Language) -> list[Candidate]:
    places = {figure.key: place for place, figure in enumerate(figures)}
    return [_candidate(figure, language, places) for figure in figures]


def _candidate(figure: FigureRecord, language: Language, places: Mapping[str, int]) -> Candidate:
    said = said_in(figure, language) or figure.evidence[0]
    return Candidate(
        **{name: getattr(figure, name) for name in DIMENSIONS},
        subset_of=places.get(figure.subset_of) if figure.subset_of else None,
        quote=said.quote,
        sentence="",
        start=said.start,
        end=said.end,
        place_detail=said.place_detail,
        period_text=said.period_text,
    )
