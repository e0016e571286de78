"""Redaction: words that may endanger somebody leave every release for good. Values stay, and the history says only that.

Each letter of the words becomes a block, so that the positions of all other evidence stay true.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, or_, select, update

from api.errors import Refusal
from api.models import figure, figure_evidence, publication_text, read, redaction
from api.models.figures import FigureEvidence
from api.models.publications import PublicationText
from api.publishing.guard import Reason
from api.publishing.manifest import seal
from api.publishing.masking import Row, mask_evidence, mask_text
from api.publishing.numbers import Notes, open_release
from api.queries.manifests import words_hash
from api.text.plain import clean

_WORDS = {publication_text: PublicationText.words, figure_evidence: FigureEvidence.words}


@dataclass(frozen=True)
class Redacted:
    """What a redaction did: the release it made, whose words are gone from how many rows, and where else they still stand."""

    number: int
    id: str
    records: list[str]
    rows: int
    elsewhere: list[str]


@dataclass(frozen=True)
class _Changed:
    """A row as it was and as it is now."""

    table: Table
    old: Row
    new: Row


def redact(connection: Connection, public_id: str, reason: Reason, words: Sequence[str] = (), *, sealed: bool = True) -> Redacted:
    """Takes words out of a publication and its figures, in all releases and drafts, and makes a release that says so.

    Without words: of a figure, the sentences that it was read from; of a publication, all its text but the titles.
    """
    publication_id = _publication_of(connection, public_id)
    phrases = [clean(word) for word in words] or _sentences(connection, public_id)
    changed = list(_mask(connection, publication_id, sorted(phrases, key=len, reverse=True) or None))
    if not changed:
        raise Refusal(f"the words do not stand in {public_id}; nothing was changed")
    row = open_release(connection, Notes())
    for one in changed:
        _write(connection, one, reason, row["number"])
    if sealed:
        seal(connection, row["number"])
    records = sorted({one.old.get("figure_id") or one.old["public_id"] for one in changed} | {publication_id})
    return Redacted(row["number"], row["id"], records, len(changed), sorted(_elsewhere(connection, phrases)))


def _publication_of(connection: Connection, public_id: str) -> str:
    for table, column in ((publication_text, "public_id"), (figure, "publication_id")):
        found = connection.scalar(select(table.c[column]).where(table.c.public_id == public_id).limit(1))
        if found:
            return str(found)
    raise Refusal(f"no figure or publication has the id {public_id}; nothing was changed")


def _sentences(connection: Connection, figure_id: str) -> list[str]:
    evidence = figure_evidence.c
    return list(connection.scalars(select(evidence.sentence).where(evidence.figure_id == figure_id).distinct()))


def _mask(connection: Connection, publication_id: str, phrases: Sequence[str] | None) -> Iterator[_Changed]:
    """Every row of every version in which something was masked."""
    texts = read(connection, select(publication_text).where(publication_text.c.public_id == publication_id))
    masked = [(row, mask_text(row, phrases)) for row in texts]
    for row in read(connection, select(figure_evidence).where(figure_evidence.c.publication_id == publication_id)):
        bodies = [(old["body"], new["body"]) for old, new in masked if old["language"] == row["language"]]
        new = mask_evidence(row, phrases, bodies)
        if new != row:
            yield _Changed(figure_evidence, row, new)
    yield from (_Changed(publication_text, old, new) for old, new in masked if new != old)


def _write(connection: Connection, one: _Changed, reason: Reason, number: int) -> None:
    """A published row keeps the hash that its manifests were made with; its salt goes with the words. A draft was in none."""
    table, old, words = one.table, one.old, _WORDS[one.table]
    published = old["first_release"] is not None
    values = {**{name: one.new[name] for name in (*words, "searchable")}, "salt": None if published else old["salt"]}
    connection.execute(update(table).where(table.c.row_id == old["row_id"]).values(values))
    if published:
        row: dict[str, Any] = {
            "public_id": old.get("figure_id") or old["public_id"],
            "table_name": table.name,
            "target": old["row_id"],
            "language": old["language"],
            "from_release": old["first_release"],
            "until_release": old["removed_in"],
            "release_number": number,
            "redacted_on": datetime.now(UTC).date(),
            "reason": reason.code,
            "was": _original_hash(connection, one),
            "now": words_hash(one.new, words),
        }
        connection.execute(insert(redaction).values(row))


def _original_hash(connection: Connection, one: _Changed) -> str:
    mine = (redaction.c.table_name == one.table.name, redaction.c.target == one.old["row_id"])
    known = connection.scalar(select(redaction.c.was).where(*mine).limit(1))
    return known or words_hash(one.old, _WORDS[one.table], one.old["salt"])


def _elsewhere(connection: Connection, phrases: Sequence[str]) -> set[str]:
    """Other publications in which the words still stand."""
    if not phrases:
        return set()
    columns = [publication_text.c[name] for name in ("title", "subtitle", "summary", "body")]
    found = or_(*(column.contains(phrase, autoescape=True) for column in columns for phrase in phrases))
    return set(connection.scalars(select(publication_text.c.public_id).where(found)))
