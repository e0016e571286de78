"""What search stands on: an entry for each state of a publication and of a figure, narrow so that many are read quickly.

Their analysed terms lie in a full-text table beside each, `<table>_words`, by the same row_id; it differs between the databases
and is known to queries/search.py alone. All of it is derived from the other tables and can be made again from them.
"""

from sqlalchemy import BigInteger, Index, Integer
from sqlmodel import Field, SQLModel

_KEY = BigInteger().with_variant(Integer, "sqlite")


class Entry(SQLModel):
    """One state of a record, in the releases from first_release on and before removed_in.

    record_row: its row in its own table. age: days from its publishing to the last day there is, so that the newest come first.
    The facets are codes joined by spaces; "none" is one of them where the filter of that name would find the record with none.
    """

    row_id: int = Field(primary_key=True, sa_type=_KEY)
    first_release: int
    removed_in: int | None = None
    public_id: str = Field(index=True)
    record_row: int
    age: int
    section: str
    year: str
    place: str
    party: str
    violation: str
    language: str


def _indexes(name: str) -> tuple[Index, Index]:
    """From a record to its entry; and from the newest entry on."""
    return (
        Index(f"ix_{name}_record", "record_row", "first_release", "removed_in"),
        Index(f"ix_{name}_age", "age", "public_id", "first_release", "removed_in", "record_row"),
    )


class PublicationEntry(Entry, table=True):
    """A publication's. kind: as it is, so that reports are counted without a look at each publication."""

    __tablename__ = "search_publication"
    __table_args__ = _indexes("search_publication")

    kind: str


class FigureEntry(Entry, table=True):
    """A figure's."""

    __tablename__ = "search_figure"
    __table_args__ = _indexes("search_figure")


class SearchVersion(SQLModel, table=True):
    """By which rules the index was made: one row once there is one. A service of other rules does not search in it."""

    __tablename__ = "search_version"

    version: str = Field(primary_key=True)
