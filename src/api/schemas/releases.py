"""Releases as published."""

from datetime import datetime

from typing_extensions import TypedDict

from api.queries.snapshot import ReleaseRow
from api.schemas.common import View


class ReleaseLinks(TypedDict):
    """Where a release and its manifest are."""

    self: str
    manifest: str


class ReleaseRecord(TypedDict):
    """One release: when it was made, by which build, and what the publisher says of it."""

    id: str
    number: int
    released_at: datetime
    note: str | None
    notice: str | None
    build: str
    current: bool
    manifest_sha256: str | None
    signature: str | None
    links: ReleaseLinks


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
        "manifest_sha256": row.manifest_sha256,
        "signature": row.signature,
        "links": {
            "self": view.link(f"/releases/{row.id}"),
            "manifest": f"{view.public_url}/v1/releases/{row.id}/manifest.json",
        },
    }
