"""What the reviewer's desk remembers. Not versioned: it is about drafts, and no reader sees it."""

from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel


class FigureCheck(SQLModel, table=True):
    """What adds up between figures of a publication, or does not; made anew at each import and after each decision.

    sentences: [{figure, language}], the whole first; differs: {field: {language: code}}, where two languages disagree.
    """

    __tablename__ = "figure_check"

    row_id: int | None = Field(default=None, primary_key=True)
    publication_id: str = Field(index=True)
    kind: str
    sentences: list[dict[str, Any]] = Field(sa_type=JSON)
    difference: float | None = None
    differs: dict[str, Any] = Field(sa_type=JSON)


class FigureRejection(SQLModel, table=True):
    """Words that a person said are no figure, or not this one. Only their hashes are kept: words may have to be redacted.

    words: of the quote, its sentence and which of the same it is; reading: of the quote and what it was taken to mean.
    """

    __tablename__ = "figure_rejection"

    row_id: int | None = Field(default=None, primary_key=True)
    publication_id: str = Field(index=True)
    figure_id: str
    language: str
    words: str
    reading: str
