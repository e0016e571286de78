"""Publications: one row for the thing itself, one for each language's text, and its sections and places."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field

from api.models.base import Versioned, new_salt, one_version_each


class Publication(Versioned, table=True):
    """One thing that the organisation published, in one or more languages."""

    __table_args__ = (
        *one_version_each("publication", "public_id"),
        CheckConstraint("kind IN ('report', 'statement', 'news')", name="kind_known"),
        CheckConstraint("period_end >= period_start", name="period_forwards"),
    )
    key: ClassVar[tuple[str, ...]] = ("public_id",)

    public_id: str = Field(index=True)
    kind: str = Field(index=True)
    published_on: date | None = Field(default=None, index=True)
    modified_on: date | None = None
    period_start: date | None = None
    period_end: date | None = None


class PublicationText(Versioned, table=True):
    """A publication in one language. `body` is plain NFC text; positions of evidence count its code points.

    quotes: [{text, speaker, role}]; documents: [{url, media_type}]; related: normalised addresses that the page links to.
    """

    __tablename__ = "publication_text"
    __table_args__ = (
        *one_version_each("publication_text", "public_id", "language"),
        CheckConstraint("language IN ('en', 'ar')", name="language_known"),
        CheckConstraint("title_origin IN ('original', 'translated')", name="title_origin_known"),
        CheckConstraint("length(summary) <= 280", name="summary_short"),
    )
    key: ClassVar[tuple[str, ...]] = ("public_id", "language")
    words: ClassVar[tuple[str, ...]] = ("title", "subtitle", "summary", "body", "quotes")
    searched: ClassVar[tuple[str, ...]] = ("title", "subtitle", "summary", "body")

    public_id: str = Field(index=True)
    language: str
    title: str
    title_origin: str
    subtitle: str | None = None
    summary: str
    body: str
    url: str | None = None
    quotes: list[dict[str, Any]] = Field(sa_type=JSON)
    documents: list[dict[str, Any]] = Field(sa_type=JSON)
    related: list[str] = Field(sa_type=JSON)
    searchable: str
    salt: str | None = Field(default=None, sa_column_kwargs={"default": new_salt})


class PublicationSection(Versioned, table=True):
    """A section of the site that a publication sits in."""

    __tablename__ = "publication_section"
    __table_args__ = one_version_each("publication_section", "public_id", "section")
    key: ClassVar[tuple[str, ...]] = ("public_id", "section")

    public_id: str = Field(index=True)
    section: str = Field(index=True)
    is_primary: bool


class PublicationPlace(Versioned, table=True):
    """A place that a publication is about."""

    __tablename__ = "publication_place"
    __table_args__ = one_version_each("publication_place", "public_id", "place")
    key: ClassVar[tuple[str, ...]] = ("public_id", "place")

    public_id: str = Field(index=True)
    place: str = Field(index=True)
