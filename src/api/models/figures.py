"""Figures: one number that a report states, with its dimensions; and the words that it was read from."""

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, false
from sqlmodel import Field

from api.models.base import Versioned, new_salt, one_version_each


class Figure(Versioned, table=True):
    """A number with its meaning. A draft without `reviewed_on` is proposed, and is never published."""

    __table_args__ = (
        *one_version_each("figure", "public_id"),
        CheckConstraint("value >= 0", name="value_not_negative"),
        CheckConstraint("unit = 'percent' OR value = CAST(value AS BIGINT)", name="counts_are_whole"),
        CheckConstraint("period_end >= period_start", name="period_forwards"),
        CheckConstraint("period_kind IN ('window', 'to-date', 'snapshot')", name="period_kind_known"),
        CheckConstraint("date_basis IN ('documented', 'occurred', 'unknown')", name="date_basis_known"),
        CheckConstraint("attribution IN ('stated', 'believed')", name="attribution_known"),
        CheckConstraint("first_release IS NULL OR reviewed_on IS NOT NULL OR drops", name="reviewed"),
    )
    key: ClassVar[tuple[str, ...]] = ("public_id",)

    public_id: str = Field(index=True)
    publication_id: str = Field(index=True)
    ordinal: int
    value: float
    qualifier: str
    unit: str
    violation: str = Field(index=True)
    victim: str = Field(index=True)
    party: str | None = Field(default=None, index=True)
    attribution: str
    place: str | None = Field(default=None, index=True)
    period_start: date | None = None
    period_end: date | None = None
    period_kind: str
    date_basis: str
    weapon: str | None = None
    facility: str | None = None
    subset_of: str | None = None
    reviewed_on: date | None = None
    revision_reason: str | None = None
    revision_note_en: str | None = None
    revision_note_ar: str | None = None


class FigureEvidence(Versioned, table=True):
    """What one language's text says: the figure's words, at `start` to `end` of that text's body, and its place and period.

    proposed: found for a figure that was accepted without these words; only a person lets them be published with it.
    """

    __tablename__ = "figure_evidence"
    __table_args__ = (
        *one_version_each("figure_evidence", "figure_id", "language"),
        CheckConstraint("start_at >= 0 AND end_at > start_at", name="span_forwards"),
    )
    key: ClassVar[tuple[str, ...]] = ("figure_id", "language")
    words: ClassVar[tuple[str, ...]] = ("quote", "sentence", "place_detail", "period_text")
    searched: ClassVar[tuple[str, ...]] = ("sentence",)

    figure_id: str = Field(index=True)
    publication_id: str = Field(index=True)
    language: str
    quote: str
    sentence: str
    start_at: int
    end_at: int
    place_detail: str | None = None
    period_text: str | None = None
    searchable: str
    proposed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    salt: str | None = Field(default=None, sa_column_kwargs={"default": new_salt})
