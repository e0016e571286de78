"""Changes as published: what was added, revised or withdrawn, field by field, with the reason."""

from typing import Any, Literal

from typing_extensions import TypedDict

from api.queries.changes import Change
from api.schemas.common import View
from api.schemas.feeds import Entry
from api.schemas.revisions import ReasonRecord, shape_reason
from api.text.sentences import words

_SHORT = 200
_PATHS = {"publication": "/articles/", "figure": "/figures/", "code": "/codelists/"}


class FieldRecord(TypedDict):
    """A field's value before and after; null where there was, or is, none."""

    name: str
    old: Any
    new: Any


class ChangeLinks(TypedDict):
    """Where the record is."""

    record: str


class ChangeRecord(TypedDict):
    """One record that differs between the two releases; release is the last one between them that changed it."""

    type: Literal["added", "revised", "withdrawn"]
    record: str
    id: str
    release: str
    fields: list[FieldRecord]
    reason: ReasonRecord | None
    links: ChangeLinks


def shape_change(change: Change, view: View) -> ChangeRecord:
    """A change, its reason in the wanted language."""
    name = change.id.split("/")[0] if change.record == "code" else change.id
    return {
        "type": change.type,
        "record": change.record,
        "id": change.id,
        "release": change.release.id,
        "fields": [{"name": one.name, "old": one.old, "new": one.new} for one in change.fields],
        "reason": shape_reason(change.reason, view),
        "links": {"record": view.link(f"{_PATHS[change.record]}{name}")},
    }


def change_entry(change: Change, view: View) -> Entry:
    """A change as an entry of a feed."""
    record = shape_change(change, view)
    fields = "; ".join(f"{field['name']}: {_said(field['old'])} → {_said(field['new'])}" for field in record["fields"])
    reason = record["reason"]
    because = " — ".join(part for part in (reason["label"], reason["note"]) if part) if reason else ""
    return Entry(
        id=f"{record['links']['record']}#{record['release']}",
        title=f"{words('changes', change.type, view.language)}: {change.id}",
        url=record["links"]["record"],
        updated=change.release.released_at,
        text="\n".join(part for part in (because, fields) if part),
    )


def _said(value: Any) -> str:
    """A value as a line of a feed shows it: short."""
    text = "–" if value is None else str(value)
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
