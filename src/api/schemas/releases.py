"""Releases as published."""

from datetime import datetime

from typing_extensions import TypedDict

from api.queries.snapshot import ReleaseRow
from api.schemas.common import SelfLink, View


class ReleaseRecord(TypedDict):
    """One release: when it was made, by which build, and what the publisher says of it."""

    id: str
    number: int
    released_at: datetime
    note: str | None
    notice: str | None
    build: str
    current: bool
    links: SelfLink


def shape_release(row: ReleaseRow, view: View) -> ReleaseRecord:
    """A release, its notes in the wanted language."""
    arabic = view.language == "ar"
    return {
        "id": row.id,
        "number": row.number,
        "released_at": row.released_at,
        "note": row.note_ar if arabic else row.note_en,
        "notice": row.notice_ar if arabic else row.notice_en,
        "build": row.build,
        "current": row.id == view.release,
        "links": {"self": view.link(f"/releases/{row.id}")},
    }
