"""What every table shares: names of constraints, and the versioned rows that make a release.

A row of release R is one with `first_release <= R` and (`removed_in` null or `removed_in > R`). A row whose `first_release`
is null is a draft. A draft with `drops` set adds nothing: publishing it only closes the row that it stands for.
"""

import secrets
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar

from sqlalchemy import ColumnClause, ColumnElement, Connection, Date, Executable, Index, Table, and_, literal_column, or_, text
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Versioned(SQLModel):
    """The columns of a versioned row. `key` names the columns that tell one thing's versions from another's.

    words: the columns that a redaction may take out; a table that has some also has a `salt` (see queries/manifests.py).
    """

    key: ClassVar[tuple[str, ...]]
    words: ClassVar[tuple[str, ...]] = ()

    row_id: int | None = Field(default=None, primary_key=True)
    first_release: int | None = Field(default=None, foreign_key="release.number", index=True)
    removed_in: int | None = Field(default=None, foreign_key="release.number", index=True)
    drops: bool = False


# What says nothing about the thing itself, beside the columns of every version.
BOOKKEEPING = frozenset({*Versioned.model_fields, "salt", "proposed"})


def new_salt() -> str:
    """What is hashed together with a row's words. Once it is gone, their hash no longer lets a guess be confirmed."""
    return secrets.token_hex(16)


def table_of(model: type[SQLModel]) -> Table:
    """The SQLAlchemy table of a model."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def one_version_each(name: str, *key: str) -> tuple[Index, Index]:
    """At most one current row and one draft of a thing."""
    current, draft = text("first_release IS NOT NULL AND removed_in IS NULL"), text("first_release IS NULL")
    return (
        Index(f"uq_{name}_current", *key, unique=True, sqlite_where=current, postgresql_where=current),
        Index(f"uq_{name}_draft", *key, unique=True, sqlite_where=draft, postgresql_where=draft),
    )


def known_day(column: str) -> ColumnClause[date]:
    """A date to order by: where it is not known, a record is the oldest. Keys must compare, and NULL compares with nothing.

    It is text, not a bound value: an index on an expression serves only the very same expression. `column` is table.column in
    a query, and without the table in the index itself.
    """
    return literal_column(f"coalesce({column}, '{date.min.isoformat()}')", Date)


def read(connection: Connection, statement: Executable, given: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """The rows of a select, by column name. given: the values of its named parameters."""
    result = connection.execute(statement, given)
    names = tuple(result.keys())
    return [dict(zip(names, row, strict=True)) for row in result.all()]


@lru_cache(maxsize=256)
def in_release(table: Table, number: int) -> ColumnElement[bool]:
    """The condition that a row of a versioned table belongs to a release."""
    still_there = or_(table.c.removed_in.is_(None), table.c.removed_in > number)
    return and_(table.c.first_release <= number, still_there)


def is_current(table: Table) -> ColumnElement[bool]:
    """The condition that a row is published and not yet replaced."""
    return and_(table.c.first_release.is_not(None), table.c.removed_in.is_(None))


def is_draft(table: Table) -> ColumnElement[bool]:
    """The condition that a row waits to be published."""
    return table.c.first_release.is_(None)
