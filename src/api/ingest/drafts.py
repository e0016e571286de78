"""Records to drafts: only what differs from what is published becomes a draft, so an unchanged import makes none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from api import models
from api.errors import Refusal
from api.ingest.identities import address_key, keys_of, public_id
from api.ingest.records import EvidenceRecord, FigureRecord, PageRecord, PublicationRecord, TextRecord
from api.models import Versioned, is_current, is_draft, read, table_of
from api.models.base import BOOKKEEPING
from api.models.codelists import Code
from api.models.figures import Figure, FigureEvidence
from api.models.publications import Publication, PublicationPlace, PublicationSection, PublicationText
from api.text.plain import sentence_around
from api.text.searching import searchable

_PUBLICATION_ID_LENGTH = 8
_FIGURE_ID_LENGTH = 10

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """Where an import comes from."""

    kind: str
    name: str
    sha256: str


def store_page(connection: Connection, page: PageRecord, pair: str | None = None) -> tuple[str, bool]:
    """Makes drafts of a page's publication and text. Gives its public id, and whether anything is new.

    Raises Refusal where the page, or the publication to pair it with, is already something else.
    """
    text = page.text
    keys = keys_of(text.language, text.title, text.url, page.post_id)
    found = _identify(connection, keys, pair)
    if pair:
        _refuse_other_address(connection, found, text)
    _remember(connection, keys, found)
    publication = _merged(connection, found, page.publication, text.language)
    changed = _store_publication(connection, found, publication)
    return found, store_text(connection, found, text) or changed


def store_text(connection: Connection, publication_id: str, text: TextRecord) -> bool:
    """Makes a draft of a text, if it differs; the evidence of its figures moves with its words."""
    row = {
        **text.model_dump(mode="json", exclude={"related"}),
        "related": [address_key(url) for url in text.related],
        "searchable": searchable(text.title, text.subtitle, text.summary, text.body),
    }
    changed = _replace(connection, PublicationText, {"public_id": publication_id, "language": text.language}, [row])
    if changed:
        _move_evidence(connection, {"publication_id": publication_id, "language": text.language}, text.body)
    return changed


def store_figures(connection: Connection, publication_id: str, figures: Sequence[FigureRecord]) -> int:
    """Makes drafts of all figures of a publication. Gives their number; Refusal where evidence is not in the text."""
    ids = _figure_ids(publication_id, figures)
    rows = [_figure_row(figure, ids, place) for place, figure in enumerate(figures)]
    _replace(connection, Figure, {"publication_id": publication_id}, rows)
    bodies = _bodies(connection, publication_id)
    evidence = [
        _evidence_row(ids[figure.key], said, bodies.get(said.language, "")) for figure in figures for said in figure.evidence
    ]
    _replace(connection, FigureEvidence, {"publication_id": publication_id}, evidence)
    return len(rows)


def store_codes(connection: Connection, codes: Iterable[Values]) -> bool:
    """Makes drafts of the code lists where they differ from the published ones."""
    by_list: dict[str, list[Values]] = {}
    for code in codes:
        by_list.setdefault(code["list_name"], []).append(code)
    changes = [_replace(connection, Code, {"list_name": name}, rows) for name, rows in by_list.items()]
    return any(changes)


def note_import(connection: Connection, source: Source, publications: int, figures: int) -> None:
    """Writes down an import that changed something."""
    row = {
        "imported_at": datetime.now(UTC),
        "source_kind": source.kind,
        "source": source.name,
        "input_sha256": source.sha256,
        "publications": publications,
        "figures": figures,
    }
    connection.execute(insert(models.import_run).values(row))


def _identify(connection: Connection, keys: Sequence[str], pair: str | None) -> str:
    """The public id that keys lead to: one known, or the one to pair with, or a new one."""
    table = models.source_identity
    known = set(connection.scalars(select(table.c.public_id).where(table.c.key.in_(keys))))
    if len(known) > 1:
        raise Refusal(f"this page's address and its post belong to different publications: {', '.join(sorted(known))}")
    if pair is None:
        return next(iter(known), public_id("pub", keys[0], _PUBLICATION_ID_LENGTH))
    if known - {pair}:
        raise Refusal(f"this page already belongs to {known.pop()}, not to {pair}; leave out --pair to update it")
    if not connection.scalar(select(table.c.public_id).where(table.c.public_id == pair).limit(1)):
        raise Refusal(f"there is no publication {pair}; 'snhr-api review list' shows the drafts")
    return pair


def _refuse_other_address(connection: Connection, publication_id: str, text: TextRecord) -> None:
    """One publication has one page in each language: a second one would silently replace the first."""
    table = models.publication_text
    mine = (table.c.public_id == publication_id, table.c.language == text.language, table.c.removed_in.is_(None))
    for other in connection.execute(select(table.c.url, table.c.title).where(*mine)):
        same = address_key(other.url) == address_key(text.url) if other.url and text.url else other.title == text.title
        if not same:
            raise Refusal(f"{publication_id} already has another page in this language: {other.url or other.title}")


def _remember(connection: Connection, keys: Sequence[str], publication_id: str) -> None:
    table = models.source_identity
    known = set(connection.scalars(select(table.c.key).where(table.c.key.in_(keys))))
    new = [{"key": key, "public_id": publication_id} for key in keys if key not in known]
    if new:
        connection.execute(insert(table), new)


def _merged(connection: Connection, publication_id: str, stated: PublicationRecord, language: str) -> PublicationRecord:
    """What a page states, completed by what the publication's page in the other language stated before."""
    texts = models.publication_text
    mine = (texts.c.public_id == publication_id, texts.c.removed_in.is_(None))
    if not connection.scalar(select(texts.c.row_id).where(*mine, texts.c.language != language).limit(1)):
        return stated
    before = _latest(connection, Publication, {"public_id": publication_id})[0]
    # What a publication is, and when it came out, the page that was imported first has said.
    return PublicationRecord.model_validate(
        {
            "kind": before["kind"],
            "published_on": before["published_on"] or stated.published_on,
            "modified_on": before["modified_on"] or stated.modified_on,
            "period": {
                "start": before["period_start"] or stated.period.start,
                "end": before["period_end"] or stated.period.end,
            },
            "sections": _codes(connection, PublicationSection, "section", publication_id) or stated.sections,
            "places": _codes(connection, PublicationPlace, "place", publication_id) or stated.places,
        }
    )


def _codes(connection: Connection, model: type[Versioned], column: str, publication_id: str) -> list[str]:
    rows = _latest(connection, model, {"public_id": publication_id})
    return [row[column] for row in sorted(rows, key=lambda row: not row.get("is_primary", False))]


def _store_publication(connection: Connection, publication_id: str, stated: PublicationRecord) -> bool:
    scope = {"public_id": publication_id}
    row = {
        "kind": stated.kind,
        "published_on": stated.published_on,
        "modified_on": stated.modified_on,
        "period_start": stated.period.start,
        "period_end": stated.period.end,
    }
    sections = [{"section": code, "is_primary": place == 0} for place, code in enumerate(stated.sections)]
    changes = [
        _replace(connection, Publication, scope, [row]),
        _replace(connection, PublicationSection, scope, sections),
        _replace(connection, PublicationPlace, scope, [{"place": code} for code in stated.places]),
    ]
    return any(changes)


def _figure_ids(publication_id: str, figures: Sequence[FigureRecord]) -> dict[str, str]:
    """Ids by key: from the publication, the dimensions, and the place among figures of the same dimensions."""
    seen: dict[str, int] = {}
    ids = {}
    for figure in figures:
        names = ("unit", "violation", "victim", "party", "place", "period_kind", "weapon", "facility")
        dimensions = "|".join(str(getattr(figure, name)) for name in names) + f"|{figure.period.start}|{figure.period.end}"
        seen[dimensions] = seen.get(dimensions, 0) + 1
        ids[figure.key] = public_id("fig", f"{publication_id}|{dimensions}|{seen[dimensions]}", _FIGURE_ID_LENGTH)
    return ids


def _figure_row(figure: FigureRecord, ids: Mapping[str, str], ordinal: int) -> Values:
    return {
        **figure.model_dump(exclude={"key", "period", "evidence", "subset_of"}),
        "public_id": ids[figure.key],
        "ordinal": ordinal,
        "period_start": figure.period.start,
        "period_end": figure.period.end,
        "subset_of": ids[figure.subset_of] if figure.subset_of else None,
        "revision_reason": None,
        "revision_note_en": None,
        "revision_note_ar": None,
    }


def _evidence_row(figure_id: str, said: EvidenceRecord, body: str) -> Values:
    end = said.start + len(said.quote)
    if body[said.start : end] != said.quote:
        raise Refusal(f"the words “{said.quote}” do not stand at {said.start} of the {said.language} text")
    sentence = sentence_around(body, said.start, end)
    return {
        "figure_id": figure_id,
        "language": said.language,
        "quote": said.quote,
        "sentence": sentence,
        "start_at": said.start,
        "end_at": end,
        "place_detail": said.place_detail,
        "period_text": said.period_text,
        "searchable": searchable(sentence),
    }


def _move_evidence(connection: Connection, scope: Values, body: str) -> None:
    """Finds the words of published and waiting figures in a changed text; Refusal where they are gone or stand twice."""
    moved = []
    for row in _latest(connection, FigureEvidence, scope):
        quote, start = row["quote"], row["start_at"]
        if body[start : start + len(quote)] != quote:
            start = body.find(quote)
            if start < 0 or body.find(quote, start + 1) >= 0:
                raise Refusal(
                    f"the new text no longer has the words “{quote}” of {row['figure_id']} in one place; "
                    f"reject that figure, or keep its words"
                )
        said = EvidenceRecord(language=row["language"], quote=quote, start=start)
        kept = {name: row[name] for name in ("place_detail", "period_text")}
        moved.append({**_evidence_row(row["figure_id"], said, body), **kept})
    _replace(connection, FigureEvidence, scope, moved)


def _bodies(connection: Connection, publication_id: str) -> dict[str, str]:
    return {row["language"]: row["body"] for row in _latest(connection, PublicationText, {"public_id": publication_id})}


def _latest(connection: Connection, model: type[Versioned], scope: Values) -> list[Values]:
    """The rows of a scope as they will be once the drafts are published."""
    table = table_of(model)
    mine = [table.c[name] == value for name, value in scope.items()]
    rows = read(connection, select(table).where(*mine, table.c.removed_in.is_(None)).order_by(table.c.row_id))
    latest: dict[tuple[Any, ...], Values] = {}
    for row in sorted(rows, key=lambda row: row["first_release"] is None):
        latest[tuple(row[name] for name in model.key)] = row
    return [row for row in latest.values() if not row["drops"]]


def _replace(connection: Connection, model: type[Versioned], scope: Values, rows: Sequence[Values]) -> bool:
    """Makes `rows` what a scope will hold once published. Gives whether its drafts are now others than before."""
    table = table_of(model)
    mine = [table.c[name] == value for name, value in scope.items()]
    wanted = {tuple(row[name] for name in model.key): row for row in ({**scope, **row} for row in rows)}
    current = _by_key(read(connection, select(table).where(*mine, is_current(table))), model)
    before = _by_key(read(connection, select(table).where(*mine, is_draft(table))), model)
    drafts = {key: {**row, "drops": False} for key, row in wanted.items() if _content(row) != _content(current.get(key))}
    drafts.update({key: {**(_content(row) or {}), "drops": True} for key, row in current.items() if key not in wanted})
    if _contents(drafts) == _contents(before):
        return False
    connection.execute(delete(table).where(*mine, is_draft(table)))
    if drafts:
        connection.execute(insert(table), list(drafts.values()))
    return True


def _by_key(rows: Iterable[Values], model: type[Versioned]) -> dict[tuple[Any, ...], Values]:
    return {tuple(row[name] for name in model.key): row for row in rows}


def _content(row: Values | None) -> Values | None:
    return None if row is None else {name: value for name, value in row.items() if name not in BOOKKEEPING}


def _contents(rows: Mapping[tuple[Any, ...], Values]) -> dict[tuple[Any, ...], tuple[Values | None, bool]]:
    return {key: (_content(row), row["drops"]) for key, row in rows.items()}
