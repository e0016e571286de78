"""What was last seen of the posts of a site, and which publications may be one. Not versioned: no reader sees it."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel


class SourcePost(SQLModel, table=True):
    """A post as it was last read: what tells whether it has changed since, is gone, or has a page in the other language.

    modified: as the site spells it; categories_sha256: of the table of categories that it was read with. public_id: null where
    the post was not taken, and `refusal` says why. alternates: normalised addresses of its page in the other language.
    """

    __tablename__ = "source_post"
    __table_args__ = (
        UniqueConstraint("site", "post_id"),
        CheckConstraint("public_id IS NOT NULL OR refusal IS NOT NULL", name="taken_or_refused"),
    )

    row_id: int | None = Field(default=None, primary_key=True)
    site: str
    post_id: int
    language: str
    public_id: str | None = Field(default=None, index=True)
    modified: str | None = None
    categories_sha256: str
    refusal: str | None = None
    alternates: list[str] = Field(sa_type=JSON)
    gone_on: date | None = None


class PairProposal(SQLModel, table=True):
    """Two publications that look like one in two languages. A person pairs them, or says that they are two."""

    __tablename__ = "pair_proposal"
    __table_args__ = (UniqueConstraint("english_id", "arabic_id"),)

    row_id: int | None = Field(default=None, primary_key=True)
    english_id: str
    arabic_id: str
    reason: str
    refused: bool = False
