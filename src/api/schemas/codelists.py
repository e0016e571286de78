"""Code lists as published: each value with its labels in both languages, meaning, parent and dates of validity."""

from datetime import date

from typing_extensions import TypedDict

from api.queries.codelists import CodeRow
from api.schemas.common import SelfLink, View


class Labels(TypedDict):
    """A label in each language."""

    en: str
    ar: str


class Centroid(TypedDict):
    """The middle of a place, in degrees (WGS 84)."""

    latitude: float
    longitude: float


class CodeRecord(TypedDict):
    """One value of a code list."""

    code: str
    label: str
    labels: Labels
    parent: str | None
    definition: str | None
    valid_from: date | None
    valid_to: date | None
    replaced_by: str | None
    pcode: str | None
    centroid: Centroid | None


class CodelistRecord(TypedDict):
    """A code list: its name and how many values it has."""

    name: str
    count: int
    links: SelfLink


def shape_code(row: CodeRow, view: View) -> CodeRecord:
    """A value in the wanted language."""
    arabic = view.language == "ar"
    return {
        "code": row.code,
        "label": row.label(view.language),
        "labels": {"en": row.label_en, "ar": row.label_ar},
        "parent": row.parent,
        "definition": row.definition_ar if arabic else row.definition_en,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "replaced_by": row.replaced_by,
        "pcode": row.pcode,
        "centroid": _centroid(row),
    }


def shape_codelist(name: str, view: View) -> CodelistRecord:
    """A list's entry in the list of lists."""
    return {"name": name, "count": len(view.codelists.lists[name]), "links": {"self": view.link(f"/codelists/{name}")}}


def _centroid(row: CodeRow) -> Centroid | None:
    if row.latitude is None or row.longitude is None:
        return None
    return {"latitude": row.latitude, "longitude": row.longitude}
