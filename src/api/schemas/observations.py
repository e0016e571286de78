"""Observations as published: the cells of a series, one by one."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from api.codelists.dimensions import DIMENSIONS
from api.schemas.common import Coded, View
from api.schemas.series import coded


class ObservationRecord(TypedDict):
    """One cell in one month, with the dimensions that its series has."""

    violation: NotRequired[Coded]
    party: NotRequired[Coded]
    victim: NotRequired[Coded]
    place: NotRequired[Coded]
    weapon: NotRequired[Coded]
    facility: NotRequired[Coded]
    value: int | None
    value_status: Literal["reported", "not-documented", "not-published"]
    qualifier: str | None
    attribution: str | None
    period: str
    period_start: date
    period_end: date
    source_url: str | None
    source_kind: Literal["publisher", "clipping", "press"] | None
    other_values: str | None
    note: str | None


# What every cell has, beside the dimensions of its series.
FIELDS = tuple(name for name in ObservationRecord.__annotations__ if name not in DIMENSIONS)


def shape_observation(row: Mapping[str, Any], dimensions: Mapping[str, Any], view: View) -> ObservationRecord:
    """A cell of a series with these dimensions."""
    year, month = row["year"], row["month"]
    parts: Any = {name: coded(name, row[name], view) for name in dimensions}
    return {
        **parts,  # type: ignore[typeddict-item]  # those that the series has, and no others
        "value": row["value"],
        "value_status": row["value_status"],
        "qualifier": row["qualifier"],
        "attribution": row["attribution"],
        "period": f"{year}-{month:02}",
        "period_start": date(year, month, 1),
        "period_end": date(year, month, monthrange(year, month)[1]),
        "source_url": row["source_url"],
        "source_kind": row["source_kind"],
        "other_values": row["other_values"],
        "note": row["note"],
    }
