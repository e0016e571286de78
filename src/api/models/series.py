"""Series: declared tables of numbers by month, their cells, and what is added up at publish so that reading stays quick.

Every table here has the same dimension columns; one that a series does not have holds `none`, since a key never holds null.
"""

from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index
from sqlmodel import Field

from api.codelists.dimensions import DIMENSIONS
from api.models.base import Versioned, one_version_each

NO_DIMENSION = "none"


class Series(Versioned, table=True):
    """What a series is: names, meaning, rules of addition, and from which month to which it goes.

    title, counted, caveats: by language; dimensions: see queries/additivity.py; published_totals: what the organisation
    printed for whole spans, each {start, end, codes, value, qualifier, url, other_values}.
    """

    __table_args__ = one_version_each("series", "series_id")
    key: ClassVar[tuple[str, ...]] = ("series_id",)

    series_id: str = Field(index=True)
    unit: str
    date_basis: str
    starts: str
    ends: str
    title: dict[str, str] = Field(sa_type=JSON)
    counted: dict[str, str] = Field(sa_type=JSON)
    caveats: dict[str, list[str]] = Field(sa_type=JSON)
    license: dict[str, str] | None = Field(default=None, sa_type=JSON)
    source: dict[str, str] = Field(sa_type=JSON)
    dimensions: list[dict[str, Any]] = Field(sa_type=JSON)
    published_totals: list[dict[str, Any]] = Field(sa_type=JSON)


class Celled(Versioned):
    """A row that stands at one code of each dimension."""

    series_id: str
    violation: str = NO_DIMENSION
    party: str = NO_DIMENSION
    victim: str = NO_DIMENSION
    place: str = NO_DIMENSION
    weapon: str = NO_DIMENSION
    facility: str = NO_DIMENSION


class Observation(Celled, table=True):
    """One cell of a series in one month. A value that is not there has a status that says why; it is never zero."""

    __table_args__ = (
        *one_version_each("observation", "series_id", *DIMENSIONS, "year", "month"),
        Index("ix_observation_month", "series_id", "year", "month"),
        CheckConstraint("month BETWEEN 1 AND 12", name="month_known"),
        CheckConstraint("value >= 0", name="value_not_negative"),
        CheckConstraint("(value IS NULL) = (value_status <> 'reported')", name="value_or_reason"),
        CheckConstraint("value_status IN ('reported', 'not-documented', 'not-published')", name="value_status_known"),
        CheckConstraint("qualifier IN ('exact', 'at-least', 'about', 'more-than')", name="qualifier_known"),
        CheckConstraint("attribution IN ('stated', 'believed')", name="attribution_known"),
        CheckConstraint("source_kind IN ('publisher', 'clipping', 'press')", name="source_kind_known"),
    )
    key: ClassVar[tuple[str, ...]] = ("series_id", *DIMENSIONS, "year", "month")

    year: int
    month: int
    value: int | None = Field(default=None, sa_type=BigInteger)
    value_status: str
    qualifier: str
    attribution: str
    source_url: str | None = None
    source_kind: str | None = None
    other_values: str | None = None
    note: str | None = None


class Rollup(Celled, table=True):
    """All months of one cell, or of all parts of a dimension that partitions (`all`), in one row.

    months: a JSON array of sums from January of the year in which the series starts; null where nothing is known. The
    others are sets of months as hexadecimal numbers, bit 0 for that January: in which all parts are documented, and in
    which a value is at-least, about, more-than, or believed rather than stated.
    """

    # The unique indexes are of current rows and drafts only; a question names its release, and takes any.
    __table_args__ = (
        *one_version_each("rollup", "series_id", *DIMENSIONS),
        Index("ix_rollup_cell", "series_id", *DIMENSIONS),
    )
    key: ClassVar[tuple[str, ...]] = ("series_id", *DIMENSIONS)

    months: str
    documented: str
    at_least: str
    about: str
    more_than: str
    believed: str


class RollupSource(Versioned, table=True):
    """That cells with this code of this dimension have a value from this source in a year: how an answer names its sources."""

    __tablename__ = "rollup_source"
    __table_args__ = (
        *one_version_each("rollup_source", "series_id", "year", "dimension", "code", "url"),
        Index("ix_rollup_source_code", "series_id", "dimension", "code", "year"),
    )
    key: ClassVar[tuple[str, ...]] = ("series_id", "year", "dimension", "code", "url")

    series_id: str
    year: int
    dimension: str
    code: str
    url: str
    kind: str
