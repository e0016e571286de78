"""The reviewer's file: figures as the rows of a spreadsheet, each with a mark of what was exported."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection

from api.errors import Refusal
from api.ingest.corrections import FIELDS, cells_of
from api.ingest.figure_drafts import load_texts, stands
from api.ingest.identities import public_id
from api.ingest.records import EvidenceRecord
from api.ingest.review import OnDesk, figures_on_desk
from api.ingest.settling import said_in
from api.ingest.versions import Values
from api.text.languages import LANGUAGES
from api.text.plain import sentence_around
from api.text.spreadsheets import guarded, unguarded

_SENTENCES = tuple(f"sentence_{language}" for language in LANGUAGES)
_ANSWERS = ("decision", "reason", "note_en", "note_ar")
# What may not be changed; `flags` and `title` only help the person, and are not read back.
FIXED = ("publication", "state", *_SENTENCES)
COLUMNS = ("id", *_ANSWERS, "flags", *_SENTENCES, *FIELDS, "title", "publication", "state", "version")
_VERSION_LENGTH = 8
_OPEN, _CLOSE = "⟦", "⟧"

Row = Mapping[str, str]


def export_rows(connection: Connection, publications: Sequence[str], *, all_figures: bool) -> Iterator[dict[str, str]]:
    """The rows of publications: of what is open, or of all figures."""
    for publication in publications:
        texts = load_texts(connection, publication)
        for one in figures_on_desk(connection, publication):
            if one.is_open or all_figures:
                yield _row(one, publication, texts)


def write_sheet(rows: Sequence[Row]) -> bytes:
    """Rows as CSV with a mark of its encoding, so that a spreadsheet shows Arabic as Arabic; no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: guarded(cell) for name, cell in row.items()} for row in rows)
    return text.getvalue().encode("utf-8-sig")


def read_sheet(content: bytes, name: str) -> list[dict[str, str]]:
    """The rows of a filled file; Refusal where it is no such file."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(f"{name}: not UTF-8 (byte {error.start}); save it as “CSV UTF-8”") from None
    head = text.partition("\n")[0]
    # Where a comma is the decimal sign, spreadsheets separate the cells of a CSV by semicolons.
    separator = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    names = reader.fieldnames or ()
    if missing := [column for column in COLUMNS if column not in names]:
        raise Refusal(f"{name}: row 1: the column {missing[0]} is missing; a file of 'snhr-api review export' has them all")
    if extra := [column for column in names if column not in COLUMNS]:
        raise Refusal(f"{name}: row 1: there is no column {extra[0]!r}")
    return [{column: unguarded(row[column] or "") for column in COLUMNS} for row in reader]


def marked(said: EvidenceRecord, body: str) -> str:
    """The sentence that evidence stands in, its own words in brackets; the words alone where the text has lost them."""
    if not stands(said, body):
        return f"{_OPEN}{said.quote}{_CLOSE}"
    sentence = sentence_around(body, said.start, said.end)
    start = body.rfind(sentence, 0, said.start + len(sentence))
    before, after = said.start - start, said.end - start
    return f"{sentence[:before]}{_OPEN}{said.quote}{_CLOSE}{sentence[after:]}"


def _row(one: OnDesk, publication: str, texts: Mapping[str, Values]) -> dict[str, str]:
    row = dict.fromkeys(COLUMNS, "")
    row.update(cells_of(one.figure))
    for language, text in texts.items():
        said = said_in(one.figure, language)
        row[f"sentence_{language}"] = marked(said, text["body"]) if said else ""
    row.update(id=one.figure.key, publication=publication, state=one.state, flags=", ".join(one.flags))
    row["title"] = next(iter(texts.values()))["title"]
    row["version"] = public_id("v", "\n".join(row[name] for name in ("id", *FIXED, *FIELDS)), _VERSION_LENGTH)
    return row


def unmarked(sentence: str) -> str:
    """A sentence as it stands in the text."""
    return sentence.replace(_OPEN, "").replace(_CLOSE, "")
