"""A publication's figures as records, as they will be once published and accepted; and back to drafts, where they differ."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count

from sqlalchemy import Connection, select

from api import models
from api.errors import Refusal
from api.ingest.identities import public_id
from api.ingest.records import EvidenceRecord, FigureRecord
from api.ingest.versions import Values, current, latest, replace
from api.models import Versioned
from api.models.figures import Figure, FigureEvidence
from api.models.publications import PublicationText
from api.text.languages import LANGUAGES
from api.text.plain import sentence_around
from api.text.searching import searchable

# Which rows of a scope: `latest`, as they will be once published, or `current`, as they are.
RowsOf = Callable[[Connection, type[Versioned], Values], list[Values]]

_ID_LENGTH = 10
_DIMENSIONS = ("unit", "violation", "victim", "party", "place", "period_kind", "weapon", "facility")
# What belongs to one version of a row.
_VERSION = ("row_id", "first_release", "removed_in", "drops", "salt")
# A figure's words: its id, their language, themselves and where they stand.
_Place = tuple[str, str, str, int]
_PLAIN = tuple(name for name in FigureRecord.model_fields if name not in ("key", "period", "evidence"))


def load_figures(connection: Connection, publication_id: str, rows_of: RowsOf = latest) -> list[FigureRecord]:
    """All figures of a publication, published and waiting, in their order; each key is an id."""
    evidence: dict[str, list[EvidenceRecord]] = {}
    for row in load_evidence(connection, publication_id, rows_of):
        evidence.setdefault(row["figure_id"], []).append(_evidence_record(row))
    rows = sorted(rows_of(connection, Figure, {"publication_id": publication_id}), key=lambda row: row["ordinal"])
    return [_figure_record(row, evidence[row["public_id"]]) for row in rows]


def load_evidence(connection: Connection, publication_id: str, rows_of: RowsOf = latest) -> list[Values]:
    """The rows of all evidence of a publication's figures, by language and place in the text."""
    rows = rows_of(connection, FigureEvidence, {"publication_id": publication_id})
    return sorted(rows, key=lambda row: (LANGUAGES.index(row["language"]), row["start_at"]))


def load_texts(connection: Connection, publication_id: str) -> dict[str, Values]:
    """The rows of a publication's texts by language, as they will be once published."""
    rows = latest(connection, PublicationText, {"public_id": publication_id})
    return {row["language"]: row for row in sorted(rows, key=lambda row: LANGUAGES.index(row["language"]))}


def load_bodies(connection: Connection, publication_id: str) -> dict[str, str]:
    """The bodies of a publication's texts by language, as they will be once published."""
    return {language: row["body"] for language, row in load_texts(connection, publication_id).items()}


def store_figures(connection: Connection, publication_id: str, figures: Sequence[FigureRecord]) -> list[FigureRecord]:
    """Makes drafts of all figures of a publication. Gives them with their ids; Refusal where new evidence is not in the text.

    A key that is no id is a new figure's. Evidence that was stored before stays, even where a new text has lost its words.
    """
    ids = _ids(connection, publication_id, figures)
    stored = _numbered(figures, ids)
    replace(connection, Figure, {"publication_id": publication_id}, [_figure_row(figure) for figure in stored])
    bodies = load_bodies(connection, publication_id)
    lost: dict[_Place, Values] = {}
    if any(not stands(said, bodies.get(said.language, "")) for figure in stored for said in figure.evidence):
        before = [*load_evidence(connection, publication_id, current), *load_evidence(connection, publication_id)]
        lost = {(row["figure_id"], row["language"], row["quote"], row["start_at"]): row for row in before}
    rows = [_evidence_row(figure.key, said, bodies.get(said.language, ""), lost) for figure in stored for said in figure.evidence]
    replace(connection, FigureEvidence, {"publication_id": publication_id}, rows)
    return stored


def stands(said: EvidenceRecord, body: str) -> bool:
    """Whether the words stand in a body where they are said to."""
    return body[said.start : said.end] == said.quote


def _ids(connection: Connection, publication_id: str, figures: Sequence[FigureRecord]) -> dict[str, str]:
    """Ids by key. A new one is made of the publication, the dimensions, and the place among figures of the same dimensions.

    An id is never used again: not that of a figure that is published no more, nor that of one that was rejected.
    """
    table = models.figure
    rows = connection.execute(select(table.c.public_id, table.c.removed_in).where(table.c.publication_id == publication_id)).all()
    standing = {row.public_id for row in rows if row.removed_in is None}
    rejection = models.figure_rejection
    rejected = select(rejection.c.figure_id).where(rejection.c.publication_id == publication_id)
    ids = {figure.key: figure.key for figure in figures if figure.key in standing}
    # A new record of the same dimensions as a figure that is left out takes its place, and its id.
    taken = {*ids, *({row.public_id for row in rows} - standing), *connection.scalars(rejected)}
    for figure in figures:
        if figure.key not in ids:
            ids[figure.key] = next(free for free in _seeded(publication_id, figure) if free not in taken)
            taken.add(ids[figure.key])
    return ids


def _seeded(publication_id: str, figure: FigureRecord) -> Iterable[str]:
    dimensions = "|".join(str(getattr(figure, name)) for name in _DIMENSIONS) + f"|{figure.period.start}|{figure.period.end}"
    return (public_id("fig", f"{publication_id}|{dimensions}|{place}", _ID_LENGTH) for place in count(1))


def _numbered(figures: Sequence[FigureRecord], ids: Mapping[str, str]) -> list[FigureRecord]:
    """The figures with their ids; a new one comes after those that have a place already."""
    following = count(max((figure.ordinal for figure in figures if figure.ordinal is not None), default=-1) + 1)
    return [
        figure.model_copy(
            update={
                "key": ids[figure.key],
                "ordinal": next(following) if figure.ordinal is None else figure.ordinal,
                "subset_of": ids[figure.subset_of] if figure.subset_of else None,
            }
        )
        for figure in figures
    ]


def _figure_row(figure: FigureRecord) -> Values:
    plain = {name: getattr(figure, name) for name in _PLAIN}
    return {**plain, "public_id": figure.key, "period_start": figure.period.start, "period_end": figure.period.end}


def _figure_record(row: Values, evidence: Sequence[EvidenceRecord]) -> FigureRecord:
    period = {"start": row["period_start"], "end": row["period_end"]}
    return FigureRecord(key=row["public_id"], period=period, evidence=evidence, **{name: row[name] for name in _PLAIN})


def _evidence_record(row: Values) -> EvidenceRecord:
    kept = {name: row[name] for name in ("language", "quote", "place_detail", "period_text", "proposed")}
    return EvidenceRecord(start=row["start_at"], **kept)


def _evidence_row(figure_id: str, said: EvidenceRecord, body: str, lost: Mapping[_Place, Values]) -> Values:
    if not stands(said, body):
        if row := lost.get((figure_id, said.language, said.quote, said.start)):
            return {name: value for name, value in row.items() if name not in _VERSION}
        raise Refusal(f"the words “{said.quote}” do not stand at {said.start} of the {said.language} text")
    sentence = sentence_around(body, said.start, said.end)
    return {
        **said.model_dump(exclude={"start"}),
        "figure_id": figure_id,
        "sentence": sentence,
        "start_at": said.start,
        "end_at": said.end,
        "searchable": searchable(sentence),
    }
