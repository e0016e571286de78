"""The number, id and time of a new release: one more than the newest, and never earlier than it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select

from api.build import build_id
from api.models import read, release


@dataclass(frozen=True)
class Notes:
    """What the publisher says of a release; a notice stands in every answer, and stays until another one replaces it."""

    en: str | None = None
    ar: str | None = None
    notice_en: str | None = None
    notice_ar: str | None = None


def open_release(connection: Connection, notes: Notes) -> dict[str, Any]:
    """Writes the row of a new release and gives it."""
    newest = read(connection, select(release).order_by(release.c.number.desc()).limit(1))
    before = newest[0] if newest else {"number": 0}
    number = before["number"] + 1
    row = {
        "number": number,
        **stamp(connection, number),
        "note_en": notes.en,
        "note_ar": notes.ar,
        "notice_en": notes.notice_en or before.get("notice_en"),
        "notice_ar": notes.notice_ar or before.get("notice_ar"),
        "build": build_id(),
    }
    connection.execute(insert(release).values(row))
    return row


def stamp(connection: Connection, number: int) -> dict[str, Any]:
    """The id and time of a release that is made now."""
    # Releases are ordered by number; a clock that was set back must not make one older than the release before it.
    now = datetime.now(UTC)
    before = connection.scalar(select(func.max(release.c.released_at)).where(release.c.number < number))
    if before:
        now = max(now, before + timedelta(microseconds=1))
    day = now.date().isoformat()
    same_day = (release.c.id.startswith(f"{day}."), release.c.number < number)
    today = connection.scalar(select(func.count()).select_from(release).where(*same_day)) or 0
    return {"id": f"{day}.{today + 1}", "released_at": now}
