"""Releases, and where their contents came from. Not versioned: a release is a fact."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field, SQLModel


class Release(SQLModel, table=True):
    """One atomic, numbered, immutable state of everything published.

    Until its manifest is written a release is unsealed: its rows are there, its files may not be, and no reader sees it.
    """

    __table_args__ = (CheckConstraint("number > 0", name="number_positive"),)

    number: int = Field(primary_key=True)
    id: str = Field(unique=True)
    released_at: datetime
    note_en: str | None = None
    note_ar: str | None = None
    notice_en: str | None = None
    notice_ar: str | None = None
    build: str
    manifest: str | None = None
    manifest_sha256: str | None = None
    signature: str | None = None


class Removal(SQLModel, table=True):
    """Why a record is no longer published. A draft has no release yet."""

    row_id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(index=True)
    release_number: int | None = Field(default=None, foreign_key="release.number", index=True)
    reason: str
    note_en: str | None = None
    note_ar: str | None = None


class Redaction(SQLModel, table=True):
    """Words that were taken out of one row of every release. What was there is gone: only two hashes speak of it.

    was: the salted hash that the manifests of the row's releases were made with; now: the hash of what stands there since.
    """

    row_id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(index=True)
    table_name: str
    target: int
    language: str
    from_release: int
    until_release: int | None = None
    release_number: int = Field(foreign_key="release.number", index=True)
    redacted_on: date
    reason: str
    was: str
    now: str


class ImportRun(SQLModel, table=True):
    """One import that changed something: what came from where, when, and what it made.

    bodies: [{address, bytes, sha256}], every answer of a site that was read for it; null for other sources.
    """

    __tablename__ = "import_run"

    row_id: int | None = Field(default=None, primary_key=True)
    imported_at: datetime
    source_kind: str
    source: str
    input_sha256: str
    publications: int
    figures: int
    observations: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    bodies: list[dict[str, Any]] | None = Field(default=None, sa_type=JSON)


class SourceIdentity(SQLModel, table=True):
    """How a thing is found again: an address, a post of a site, or a title, each led to one public id for ever."""

    __tablename__ = "source_identity"

    key: str = Field(primary_key=True)
    public_id: str = Field(index=True)
