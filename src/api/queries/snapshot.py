"""One release as seen over one connection: what every query is given."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, Table

from api.models import in_release, read
from api.queries.codelists import Codelists


@dataclass(frozen=True)
class ReleaseRow:
    """One release. `redactions` counts all that there have been: an answer kept from before one must not be given again."""

    number: int
    id: str
    released_at: datetime
    note_en: str | None
    note_ar: str | None
    notice_en: str | None
    notice_ar: str | None
    build: str
    manifest_sha256: str | None = None
    signature: str | None = None
    redactions: int = 0


@dataclass(frozen=True)
class Snapshot:
    """One release, read over one connection: everything that a query needs to know of where it reads."""

    connection: Connection
    release: ReleaseRow
    codelists: Codelists

    def rows(self, statement: Executable) -> list[dict[str, Any]]:
        """The rows of a select, by column name."""
        return read(self.connection, statement)

    def has(self, table: Table) -> ColumnElement[bool]:
        """The condition that a row of a versioned table belongs to this release."""
        return in_release(table, self.release.number)
