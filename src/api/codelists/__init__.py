"""The code lists as this version of the program brings them: closed lists, labels and definitions in both languages.

They are data files (data/NAME.csv, in the list's own order). A release publishes a copy of them, and answers from that copy.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

NAMES = ("parties", "violations", "victims", "places", "weapons", "facilities", "sections", "qualifiers", "units", "reasons")
KINDS = ("report", "statement", "news")


@dataclass(frozen=True)
class Entry:
    """One value of a code list. `kind` says, of a section, what a publication in it is."""

    code: str
    parent: str | None
    label_en: str
    label_ar: str
    definition_en: str | None
    definition_ar: str | None
    valid_from: date | None
    valid_to: date | None
    replaced_by: str | None
    pcode: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    kind: str | None = None


@cache
def bundled(name: str) -> Mapping[str, Entry]:
    """A list's entries by code, in order."""
    return {row["code"]: _entry(row) for row in read_data("data", f"{name}.csv")}


def read_data(*path: str) -> Iterable[dict[str, str]]:
    """The rows of a data file beside the code lists."""
    text = files("api.codelists").joinpath(*path).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


def section_path(code: str) -> list[Entry]:
    """A section with the sections above it, outermost first."""
    entry: Entry | None = bundled("sections")[code]
    path: list[Entry] = []
    while entry:
        path.insert(0, entry)
        entry = bundled("sections")[entry.parent] if entry.parent else None
    return path


def _entry(row: Mapping[str, str]) -> Entry:
    return Entry(
        code=row["code"],
        parent=row["parent"] or None,
        label_en=row["label_en"],
        label_ar=row["label_ar"],
        definition_en=row["definition_en"] or None,
        definition_ar=row["definition_ar"] or None,
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        replaced_by=row["replaced_by"] or None,
        pcode=row.get("pcode") or None,
        latitude=_number(row.get("latitude")),
        longitude=_number(row.get("longitude")),
        kind=row.get("kind") or None,
    )


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


def _number(value: str | None) -> float | None:
    return float(value) if value else None
