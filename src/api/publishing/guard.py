"""What may not happen in silence: a published value changes, much vanishes, or a redacted text comes back."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table, and_, func, insert, select, update

from api.codelists import bundled
from api.errors import Refusal
from api.models import VERSIONED, figure, figure_evidence, is_current, is_draft, publication_text, redaction, removal, table_of

MAX_VANISHING = 0.02
_SHOWN = 20
_RECORDS = tuple(table_of(model) for model in VERSIONED if model.key == ("public_id",))


@dataclass(frozen=True)
class Reason:
    """Why a record changes or goes: a code of the list `reasons`, and a note in each language."""

    code: str
    note_en: str | None = None
    note_ar: str | None = None

    def __post_init__(self) -> None:
        if self.code not in bundled("reasons"):
            raise Refusal(f"{self.code} is not a reason; the reasons are {', '.join(bundled('reasons'))}")


def read_reasons(words: Sequence[str], file: Path | None) -> dict[str, Reason]:
    """Reasons by public id: words are ID=CODE; the file is CSV with the columns id, code, note_en and note_ar."""
    reasons = {}
    for word in words:
        public_id, _, code = word.partition("=")
        reasons[public_id] = Reason(code)
    if file:
        rows = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
        if not {"id", "code"} <= set(rows.fieldnames or ()):
            raise Refusal(f"{file}: the first row names the columns id, code, note_en, note_ar")
        for row in rows:
            reasons[row["id"]] = Reason(row["code"], row.get("note_en") or None, row.get("note_ar") or None)
    return reasons


def give_reasons(connection: Connection, reasons: Mapping[str, Reason]) -> None:
    """Writes reasons to the drafts that change or remove records. Refusal for an id that no draft has."""
    for public_id, reason in reasons.items():
        mine = (figure.c.public_id == public_id, is_draft(figure), ~figure.c.drops)
        columns = {"revision_reason": reason.code, "revision_note_en": reason.note_en, "revision_note_ar": reason.note_ar}
        changed = connection.execute(update(figure).where(*mine).values(columns)).rowcount
        if not changed and not any(_drafts_of(connection, table, public_id) for table in (*_RECORDS, publication_text)):
            raise Refusal(f"no draft has the id {public_id}; 'snhr-api review list' shows the drafts")
        if not changed:
            note_removal(connection, public_id, reason)


def note_removal(connection: Connection, public_id: str, reason: Reason, number: int | None = None) -> None:
    """Writes down why a record goes; without a number, in the release that is made next."""
    values = {"public_id": public_id, "release_number": number, "reason": reason.code}
    connection.execute(insert(removal).values(**values, note_en=reason.note_en, note_ar=reason.note_ar))


def refuse_unexplained(connection: Connection) -> None:
    """Refusal, listing them, where something would happen that nobody gave a reason for."""
    lines = [*_changed_values(connection), *_returning_texts(connection)]
    for table in _RECORDS:
        lines += _vanishing(connection, table)
    if lines:
        more = [f"and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
        listed = "; ".join([*lines[:_SHOWN], *more])
        raise Refusal(f"give a reason for each ('publish --reason ID=CODE' or '--reasons FILE'): {listed}")


def refuse_lost_words(connection: Connection, number: int) -> None:
    """Refusal where a text of a release, just published, no longer has the words of a figure that is published with it."""
    texts, evidence = publication_text, figure_evidence
    same = and_(texts.c.public_id == evidence.c.publication_id, texts.c.language == evidence.c.language)
    statement = select(evidence.c.figure_id, evidence.c.start_at, evidence.c.quote, texts.c.body).join(texts, same)
    statement = statement.where(is_current(evidence), is_current(texts), texts.c.first_release == number)
    rows = connection.execute(statement.order_by(evidence.c.figure_id)).all()
    lost = list(dict.fromkeys(row.figure_id for row in rows if not row.body.startswith(row.quote, row.start_at)))
    if lost:
        shown = f"{', '.join(lost[:_SHOWN])}{f' and {len(lost) - _SHOWN} more' if len(lost) > _SHOWN else ''}"
        raise Refusal(f"a text has changed under published figures; decide on them first ('snhr-api review show ID'): {shown}")


def _changed_values(connection: Connection) -> Iterator[str]:
    draft = figure.alias()
    statement = select(figure.c.public_id, figure.c.value, draft.c.value).where(
        is_current(figure),
        draft.c.public_id == figure.c.public_id,
        draft.c.first_release.is_(None),
        ~draft.c.drops,
        draft.c.reviewed_on.is_not(None),
        draft.c.value != figure.c.value,
        draft.c.revision_reason.is_(None),
    )
    for public_id, old, new in connection.execute(statement.order_by(figure.c.public_id)):
        yield f"{public_id} changes from {old:g} to {new:g}"


def _returning_texts(connection: Connection) -> Iterator[str]:
    """An import knows nothing of what was taken out: a person must have looked at the new text."""
    texts = publication_text
    same = and_(redaction.c.public_id == texts.c.public_id, redaction.c.language == texts.c.language)
    statement = select(texts.c.public_id, texts.c.language).join(redaction, same).where(is_draft(texts), ~texts.c.drops)
    for public_id, language in connection.execute(statement.distinct().order_by(texts.c.public_id)):
        if not _explained(connection, public_id):
            yield f"{public_id} has a new text ({language}) after a redaction, which may bring back what was taken out"


def _vanishing(connection: Connection, table: Table) -> Iterator[str]:
    current = connection.scalar(select(func.count()).select_from(table).where(is_current(table))) or 0
    statement = select(table.c.public_id).where(is_draft(table), table.c.drops).order_by(table.c.public_id)
    gone = [public_id for public_id in connection.scalars(statement) if not _explained(connection, public_id)]
    if len(gone) > current * MAX_VANISHING:
        yield from (f"{public_id} would vanish" for public_id in gone)


def _explained(connection: Connection, public_id: str) -> bool:
    waiting = and_(removal.c.public_id == public_id, removal.c.release_number.is_(None))
    return connection.scalar(select(removal.c.row_id).where(waiting).limit(1)) is not None


def _drafts_of(connection: Connection, table: Table, public_id: str) -> bool:
    mine = (table.c.public_id == public_id, is_draft(table))
    return connection.scalar(select(table.c.row_id).where(*mine).limit(1)) is not None
