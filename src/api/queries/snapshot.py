"""One release as seen over one connection: what every query is given."""

from collections.abc import Callable, Hashable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Executable, Select, Table, func

from api.models import in_release, read
from api.queries.codelists import Codelists

Prepared = TypeVar("Prepared")


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


class NotBrief(Exception):
    """What was to be read briefly turns out to take longer: it is to be read elsewhere."""


@dataclass(frozen=True)
class Snapshot:
    """One release, read over one connection: everything that a query needs to know of where it reads.

    may_count: false where nothing may take long.
    """

    connection: Connection
    release: ReleaseRow
    codelists: Codelists
    known_total: int | None = None
    kept: MutableMapping[Hashable, Any] = field(default_factory=dict)
    may_count: bool = True

    def rows(self, statement: Executable, given: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a select, by column name. given: the values of its named parameters."""
        return read(self.connection, statement, given)

    def prepared(self, key: tuple[Hashable, ...], make: Callable[[], Prepared]) -> Prepared:
        """What reads this release for a key, as `make` puts it together: once, as long as it is kept."""
        found: Prepared | None = self.kept.get((self.release.number, *key))
        if found is None:
            found = self.kept[(self.release.number, *key)] = make()
        return found

    def total(self, matching: Select[Any]) -> int:
        """How many rows a select has in all: as known of this question of this release, or counted."""
        if self.known_total is not None:
            return self.known_total
        if not self.may_count:
            raise NotBrief
        return self.connection.scalar(matching.with_only_columns(func.count(), maintain_column_froms=True)) or 0

    def has(self, table: Table) -> ColumnElement[bool]:
        """The condition that a row of a versioned table belongs to this release."""
        return in_release(table, self.release.number)
