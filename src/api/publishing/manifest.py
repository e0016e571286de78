"""Sealing: a release gets its files and its manifest, and only then is it seen. What is left unsealed is sealed the next time."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, func, select, update

from api.database import read_engine, schema_version, write_engine
from api.models import in_release, publication, read, release
from api.publishing.files import new_folder, remove_leftovers, write_datasets
from api.publishing.numbers import stamp
from api.publishing.signing import public_key, sign
from api.queries.codelists import load_codelists
from api.queries.manifests import Tables, canonical, covers, facts, redactions
from api.queries.snapshot import ReleaseRow, Snapshot

FORMAT = "snhr-release-manifest/1"


@dataclass(frozen=True)
class Press:
    """Where releases are sealed: the database, the folder of their files, and the publisher's key (None: unsigned)."""

    database_url: str
    data_dir: Path
    key: Ed25519PrivateKey | None = None

    def seal_all(self, fresh: int | None = None) -> list[str]:
        """Seals every release that is not yet, oldest first, and gives their ids.

        fresh: the one that was made just now. Any other was left behind by a publish that failed: it gets the time of today.
        """
        with write_engine(self.database_url).begin() as connection:
            waiting = read(connection, select(release).where(release.c.manifest.is_(None)).order_by(release.c.number))
            for row in waiting:
                if row["number"] != fresh:
                    row.update(stamp(connection, row["number"]))
                    connection.execute(update(release).where(release.c.number == row["number"]).values(row))
            _remove_redacted(connection, self.data_dir)
        remove_leftovers(self.data_dir, [row["id"] for row in waiting])
        for row in waiting:
            self._seal(row)
        return [row["id"] for row in waiting]

    def _seal(self, row: Mapping[str, Any]) -> None:
        engine = read_engine(self.database_url, seconds=None)
        try:
            with new_folder(self.data_dir, row["id"]) as folder, engine.connect() as connection:
                files = write_datasets(_snapshot(connection, row), folder)
                sealed = _sealed(connection, row, files, self.key)
                for name, column in (("manifest.json", "manifest"), ("manifest.json.sig", "signature")):
                    if content := sealed[column]:
                        (folder / name).write_text(content, encoding="utf-8")
        finally:
            engine.dispose()
        with write_engine(self.database_url).begin() as connection:
            _store(connection, row, sealed)


def seal(connection: Connection, number: int) -> None:
    """Seals a release without files or signature, in the caller's transaction."""
    row = read(connection, select(release).where(release.c.number == number))[0]
    _store(connection, row, _sealed(connection, row, {}, None))


def _sealed(
    connection: Connection, row: Mapping[str, Any], files: Mapping[str, Any], key: Ed25519PrivateKey | None
) -> dict[str, str | None]:
    number = row["number"]
    gone = redactions(connection, number)
    states = Tables(connection, gone).states([number])[number]
    content = canonical(
        {
            "format": FORMAT,
            **facts(row),
            "previous_sha256": connection.scalar(select(release.c.manifest_sha256).where(release.c.number == number - 1)),
            "schema_version": schema_version(connection),
            "counts": _counts(connection, number),
            "tables": {name: state.entry() for name, state in states.items()},
            "files": files,
            "redactions": gone,
            "public_key": public_key(key) if key else None,
        }
    )
    digest = hashlib.sha256(content).hexdigest()
    return {"manifest": content.decode(), "manifest_sha256": digest, "signature": sign(key, content) if key else None}


def _store(connection: Connection, row: Mapping[str, Any], sealed: Mapping[str, str | None]) -> None:
    connection.execute(update(release).where(release.c.number == row["number"]).values(sealed))


def _counts(connection: Connection, number: int) -> dict[str, int]:
    kinds = select(publication.c.kind, func.count().label("records")).where(in_release(publication, number))
    return {row["kind"]: row["records"] for row in read(connection, kinds.group_by(publication.c.kind))}


def _snapshot(connection: Connection, row: Mapping[str, Any]) -> Snapshot:
    known = {name: row[name] for name in ReleaseRow.__dataclass_fields__ if name in row}
    return Snapshot(connection, ReleaseRow(**known), load_codelists(connection, row["number"]))


def _remove_redacted(connection: Connection, data_dir: Path) -> None:
    """Old files that hold redacted words go at once, before anything new is made."""
    gone = redactions(connection)
    for row in read(connection, select(release).where(release.c.manifest.is_not(None))) if gone else ():
        manifest = orjson.loads(row["manifest"])
        if any(covers(redaction, manifest) for redaction in gone):
            for path, entry in manifest["files"].items():
                if entry["words"]:
                    (data_dir / row["id"] / path).unlink(missing_ok=True)
