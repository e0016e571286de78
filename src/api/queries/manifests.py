"""A release's manifest against what is stored: every row, file, hash and signature is computed again, so that any change shows.

A row's hash covers its columns that are not null, so that a column of a later version changes no old hash. Its words stand in it
as one salted hash of their own: when they are redacted, that hash is kept and the salt destroyed. So the other columns stay
provable by the old manifest, and a guess at the words stays a guess.
"""

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, Table, func, select
from sqlalchemy.exc import DatabaseError, OperationalError

from api import models
from api.models import VERSIONED, Versioned, read, table_of
from api.models.base import BOOKKEEPING
from api.models.publications import PublicationCard

_BLOCK = 500
_PART_BYTES = 1024 * 1024
_FACTS = ("number", "note_en", "note_ar", "notice_en", "notice_ar", "build")
_KEPT = {name: name for name in ("language", "from_release", "until_release", "reason", "was", "now")}
_REDACTION = {**_KEPT, "public_id": "record", "table_name": "table", "target": "row", "release_number": "redacted_in"}
_CHANGED = "changed after its redaction"
_UNPROVED = BOOKKEEPING - {"drops"}

# The tables that a manifest speaks of, each with its columns of words.
Part = tuple[Table, tuple[str, ...]]
_MODELS: tuple[type[Versioned], ...] = (*VERSIONED, PublicationCard)
PUBLISHED: tuple[Part, ...] = (*((table_of(model), model.words) for model in _MODELS), (models.removal, ()))
Row = Mapping[str, Any]
Breathe = Callable[[], object]


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: what, of which release, what is wrong (None: nothing), and whether words are redacted."""

    release: str
    number: int
    what: str
    problem: str | None = None
    redacted: bool = False


@dataclass
class TableState:
    """What a manifest says of a table in a release: how many records, and the hash over their hashes in the order of row ids."""

    digest: Any
    records: int = 0
    redacted: int = 0

    def entry(self) -> dict[str, Any]:
        """As it stands in the manifest."""
        return {"records": self.records, "sha256": self.digest.hexdigest()}


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no blanks: one value, one spelling."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def words_hash(row: Row, words: Sequence[str], salt: str = "") -> str:
    """The hash of a row's words, with its salt."""
    return hashlib.sha256(salt.encode() + canonical({name: row[name] for name in words if row[name] is not None})).hexdigest()


def facts(row: Row) -> dict[str, Any]:
    """What the manifest repeats of the release's own row."""
    moment = row["released_at"].astimezone(UTC).isoformat()
    return {"release": row["id"], "released_at": moment, **{name: row[name] for name in _FACTS}}


def redactions(connection: Connection, number: int | None = None) -> list[dict[str, Any]]:
    """Every redaction up to a release, as manifests repeat it; `row` is the id of the row whose words are gone."""
    table = models.redaction
    statement = select(table).order_by(table.c.row_id)
    if number is not None:
        statement = statement.where(table.c.release_number <= number)
    return [
        {**{new: row[old] for old, new in _REDACTION.items()}, "redacted_on": row["redacted_on"].isoformat()}
        for row in read(connection, statement)
    ]


@dataclass(frozen=True)
class Tables:
    """The published tables as the database has them. gone: the redactions; breathe: called often."""

    connection: Connection
    gone: Sequence[Row]
    breathe: Breathe = lambda: None

    def states(self, numbers: Sequence[int], *, unreadable: bool = False) -> dict[int, dict[str, TableState]]:
        """Every table in each of the releases, by number and name; with `unreadable`, one that cannot be read has -1 records."""
        by_table = {str(part[0].name): self._state(part, numbers, unreadable=unreadable) for part in PUBLISHED}
        return {number: {name: states[number] for name, states in by_table.items()} for number in numbers}

    def _state(self, part: Part, numbers: Sequence[int], *, unreadable: bool) -> dict[int, TableState]:
        states = {number: TableState(hashlib.sha256()) for number in numbers}
        try:
            self._add_rows(part, states)
        except OperationalError:
            raise
        except (ValueError, TypeError, DatabaseError):
            if not unreadable:
                raise
            states = {number: TableState(hashlib.sha256(), records=-1) for number in numbers}
        return states

    def _add_rows(self, part: Part, states: Mapping[int, TableState]) -> None:
        table, words = part
        redacted = {entry["row"]: entry for entry in self.gone if entry["table"] == table.name}
        newest = self.connection.scalar(select(func.max(models.release.c.number))) or 0
        for block in _blocks(self.connection, table):
            spans = [(*_span(row, newest), _row_digest(row, words, redacted), row["row_id"] in redacted) for row in block]
            for number, state in states.items():
                _add(state, [span for span in spans if span[0] <= number < span[1]])
            self.breathe()


def check_releases(connection: Connection, data_dir: Path, *, breathe: Breathe = lambda: None) -> Iterator[Check]:
    """Looks at every sealed release: its row, chain, signature, redactions, tables and files."""
    rows = {row["number"]: row for row in read(connection, select(models.release).where(models.release.c.manifest.is_not(None)))}
    numbers = sorted(rows)
    gone = redactions(connection)
    states = Tables(connection, gone, breathe).states(numbers, unreadable=True)
    for number in numbers:
        row = rows[number]
        yield from (
            Check(row["id"], number, *found)
            for found in (
                *_check_manifest(row, rows.get(number - 1), redactions(connection, number)),
                *_check_tables(_read_manifest(row), states[number]),
                *_check_files(_read_manifest(row), data_dir / row["id"], row, gone, breathe),
            )
        )


def verify_signature(public_key: str, signature: str, content: bytes) -> bool:
    """Whether an Ed25519 signature is of this content; key and signature in base64."""
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key)).verify(base64.b64decode(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _blocks(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """All published rows in the order of their ids, some at a time: no read is long, whatever the table holds."""
    last = 0
    while True:
        block = read(connection, select(table).where(table.c.row_id > last).order_by(table.c.row_id).limit(_BLOCK))
        if not block:
            return
        last = block[-1]["row_id"]
        yield [row for row in block if row.get("first_release", row.get("release_number")) is not None]


def _span(row: Row, newest: int) -> tuple[int, float]:
    """The releases that a row belongs to: from the first on, up to before the second. A row cannot end in a release to come."""
    first, removed = row.get("first_release", row.get("release_number")), row.get("removed_in")
    return first, float("inf") if removed is None else removed if removed <= newest else first


def _row_digest(row: Row, words: Sequence[str], redacted: Mapping[int, Row]) -> bytes:
    left_out = {*_UNPROVED, *words}
    content = {name: value for name, value in row.items() if value is not None and name not in left_out}
    if words:
        content["words"] = words_hash(row, words, row["salt"] or "")
        if entry := redacted.get(row["row_id"]):
            content["words"] = entry["was"] if words_hash(row, words) == entry["now"] else _CHANGED
    return hashlib.sha256(canonical(content)).digest()


def _add(state: TableState, spans: Sequence[tuple[int, float, bytes, bool]]) -> None:
    state.digest.update(b"".join(span[2] for span in spans))
    state.records += len(spans)
    state.redacted += sum(span[3] for span in spans)


def _read_manifest(row: Row) -> dict[str, Any]:
    try:
        return dict(orjson.loads(row["manifest"]))
    except (ValueError, TypeError):
        return {}


def _check_manifest(row: Row, before: Row | None, gone: list[dict[str, Any]]) -> Iterator[tuple[str, str | None, bool]]:
    """Each thing that is checked: its name, what is wrong, whether it is redacted."""
    manifest = _read_manifest(row)
    content = row["manifest"].encode()
    whole = hashlib.sha256(content).hexdigest() == row["manifest_sha256"] and canonical(manifest) == content
    yield "manifest", None if whole else "is not what was published", False
    same = all(manifest.get(name) == value for name, value in facts(row).items()) and manifest.get("redactions") == gone
    yield "release row", None if same else "is not what the manifest says", False
    previous = before["manifest_sha256"] if before else None
    yield "chain", None if manifest.get("previous_sha256") == previous else "the manifest before is another one", False
    if manifest.get("public_key"):
        valid = verify_signature(manifest["public_key"], row["signature"] or "", content)
        yield "signature", None if valid else "is not of this manifest", False
    elif row["signature"]:
        yield "signature", "the manifest names no key", False


def _check_tables(manifest: Row, states: Mapping[str, TableState]) -> Iterator[tuple[str, str | None, bool]]:
    said = manifest.get("tables") or {}
    for name, state in states.items():
        # A table that came with a later version of the program had no record in older releases.
        same = said.get(name, {"records": 0, "sha256": hashlib.sha256().hexdigest()}) == state.entry()
        yield f"table {name}", None if same else "has other records than were published", state.redacted > 0


def _check_files(
    manifest: Row, folder: Path, row: Row, gone: Sequence[Row], breathe: Breathe
) -> Iterator[tuple[str, str | None, bool]]:
    """A file with words goes when some of them are redacted; it then has to be gone."""
    copies = {"manifest.json": row["manifest"], "manifest.json.sig": row["signature"]}
    for name, content in copies.items():
        if (folder / name).exists():
            same = (folder / name).read_bytes() == (content or "").encode()
            yield f"file {name}", None if same else "is not the manifest that was published", False
    for path, entry in (manifest.get("files") or {}).items():
        if entry.get("words") and any(covers(redaction, manifest) for redaction in gone):
            yield f"file {path}", "was to be removed by a redaction" if (folder / path).exists() else None, True
        else:
            yield f"file {path}", _file_problem(folder / path, entry, breathe), False


def covers(redaction: Row, manifest: Row) -> bool:
    """Whether a redaction took words out of a release that was made before it."""
    until = redaction["until_release"] or redaction["redacted_in"]
    return bool(redaction["from_release"] <= manifest["number"] < min(until, redaction["redacted_in"]))


def _file_problem(path: Path, entry: Row, breathe: Breathe) -> str | None:
    if not path.is_file():
        return "is missing"
    if path.stat().st_size != entry.get("bytes"):
        return "has another size"
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(_PART_BYTES):
            digest.update(part)
            breathe()
    return None if digest.hexdigest() == entry.get("sha256") else "has other content"
