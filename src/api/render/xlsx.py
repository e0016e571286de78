"""A table as a spreadsheet: typed cells, from right to left in Arabic, and a sheet with the notes that it needs."""

import io
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from api.schemas.statistics import MEASURES
from api.text.labels import label
from api.text.languages import Language

_NARROW, _WIDE, _NOTES = 14, 28, 110


def render_xlsx(body: Mapping[str, Any]) -> bytes:
    """The workbook. No text is ever taken for a formula or an address."""
    stream = io.BytesIO()
    data, meta = body["data"], body["meta"]
    language: Language = meta["language"]
    # Without a fixed time the same question would not give the same bytes.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": meta["title"], "author": meta["attribution"], "created": _released(meta["release"])})
        heading, wrapped = (
            book.add_format({"bold": True, "text_wrap": True}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        sheets = [book.add_worksheet(label(name, language)) for name in ("data", "notes")]
        for sheet in sheets if language == "ar" else ():
            sheet.right_to_left()
        _write_data(sheets[0], data, meta, heading)
        _write_notes(sheets[1], body, heading, wrapped)
    return stream.getvalue()


def _released(release: str) -> datetime:
    """The day of a release, from its id."""
    return datetime.combine(date.fromisoformat(release[:10]), time(), UTC)


def _write_data(sheet: Worksheet, data: list[Mapping[str, Any]], meta: Mapping[str, Any], heading: Format) -> None:
    language: Language = meta["language"]
    names = [*meta["group_by"], *MEASURES, "published_total_url"]
    for column, name in enumerate(names):
        sheet.write_string(0, column, label(name, language), heading)
        sheet.set_column(column, column, _WIDE if name in meta["group_by"] and name not in ("year", "month") else _NARROW)
    sheet.freeze_panes(1, len(meta["group_by"]))
    for place, record in enumerate(data, 1):
        for column, name in enumerate(names):
            _write(sheet, (place, column), _cell(record, name))


def _cell(record: Mapping[str, Any], name: str) -> Any:
    total = record["published_total"] or {}
    if name in ("published_total", "published_total_url"):
        return total.get("value" if name == "published_total" else "url")
    value = record[name]
    if isinstance(value, dict):
        return value["label"]
    return ", ".join(value) if isinstance(value, list) else value


def _write(sheet: Worksheet, at: tuple[int, int], value: Any) -> None:
    """A cell of its own type; what is not known stays empty."""
    if isinstance(value, bool):
        sheet.write_boolean(*at, value)
    elif isinstance(value, int):
        sheet.write_number(*at, value)
    elif value is not None:
        sheet.write_string(*at, value)


def _write_notes(sheet: Worksheet, body: Mapping[str, Any], heading: Format, wrapped: Format) -> None:
    sheet.set_column(0, 0, _WIDE)
    sheet.set_column(1, 1, _NOTES)
    for place, (name, text) in enumerate(_notes(body)):
        sheet.write_string(place, 0, name, heading)
        sheet.write_string(place, 1, text, wrapped)


def _notes(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a reader must know, as pairs of a heading (empty where it goes on) and a line."""
    meta, language = body["meta"], body["meta"]["language"]
    yield meta["title"], body["links"]["self"]
    if "notice" in meta:
        yield label("notice", language), meta["notice"]
    for name, text in meta["filter_labels"].items():
        yield label(name, language), text
    for place, caveat in enumerate(meta["caveats"]):
        yield ("" if place else label("caveats", language)), caveat
    yield label("license", language), " ".join(part for part in (meta["license"]["name"], meta["license"]["url"]) if part)
    cited = {"publisher": meta["attribution"], "title": meta["title"], "release": meta["release"]}
    yield label("citation", language), label("cited", language, **cited, url=body["links"]["self"])
    yield label("release", language), meta["release"]
    for place, source in enumerate(meta["sources"]):
        yield ("" if place else label("sources", language)), source["url"]
