"""Reports and articles as published: one publication in the wanted language, or in the other one and saying so."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from typing_extensions import TypedDict

from api.queries.figures import FigureRow
from api.queries.publications import PublicationRow
from api.schemas.common import Coded, Span, View
from api.schemas.figures import FigureRecord, shape_figure
from api.text.languages import LANGUAGES, Language, direction, other


class SectionOf(TypedDict):
    """A section that a publication sits in, labelled with its whole path."""

    code: str
    label: str
    primary: bool


class DocumentRecord(TypedDict):
    """A file that belongs to a publication."""

    language: Language
    url: str
    media_type: str


class PublicationLinks(TypedDict):
    """Where a publication is, in the wanted and in each language; html is the page on the organisation's own site."""

    self: str
    html: str | None
    en: str | None
    ar: str | None
    figures: str


class PublicationRecord(TypedDict):
    """A report or an article, as lists show it."""

    id: str
    kind: Literal["report", "statement", "news"]
    language: Language
    dir: Literal["ltr", "rtl"]
    available_languages: list[Language]
    title: str
    title_origin: Literal["original", "translated"]
    subtitle: str | None
    summary: str
    published_on: date | None
    modified_on: date | None
    period: Span | None
    sections: list[SectionOf]
    places: list[Coded]
    documents: list[DocumentRecord]
    figure_count: int
    redacted_on: date | None
    url: str | None
    links: PublicationLinks


class QuoteRecord(TypedDict):
    """What a person said, as the text has it."""

    text: str
    speaker: str
    role: str | None
    language: Language


class RelatedRecord(TypedDict):
    """Another publication that goes with one; never its figures."""

    id: str
    kind: Literal["report", "statement", "news"]
    language: Language
    dir: Literal["ltr", "rtl"]
    title: str
    published_on: date | None
    url: str | None
    links: PublicationLinks


class PublicationDetail(PublicationRecord):
    """A report or an article with its text, quotes, figures and what goes with it."""

    body: str
    quotes: list[QuoteRecord]
    related: list[RelatedRecord]
    figures: list[FigureRecord]


def shape_publication(row: PublicationRow, view: View, collection: str) -> PublicationRecord:
    """A publication for a list. collection: reports or articles, where its own address lies."""
    language = spoken_language(row.texts, view.language)
    text = row.texts[language]
    return {
        "id": row.public_id,
        "kind": row.kind,
        "language": language,
        "dir": direction(language),
        "available_languages": sorted(row.texts),
        "title": text["title"],
        "title_origin": text["title_origin"],
        "subtitle": text["subtitle"],
        "summary": text["summary"],
        "published_on": row.published_on,
        "modified_on": row.modified_on,
        "period": {"start": row.period_start, "end": row.period_end} if row.period_start or row.period_end else None,
        "sections": [_section(code, primary, view) for code, primary in sorted(row.sections, key=lambda s: not s[1])],
        "places": [view.coded("places", code) for code in row.places],
        "documents": _documents(row.texts),
        "figure_count": row.figure_count,
        "redacted_on": row.redacted_on,
        "url": text["url"] or _any_url(row.texts),
        "links": _links(row, view, collection),
    }


def shape_detail(
    row: PublicationRow, figures: Sequence[FigureRow], related: Sequence[PublicationRow], view: View, collection: str
) -> PublicationDetail:
    """A publication with everything that belongs to it."""
    listed = shape_publication(row, view, collection)
    text = row.texts[listed["language"]]
    return {
        **listed,
        "body": text["body"],
        "quotes": [_quote(quote, listed["language"]) for quote in text["quotes"]],
        "related": [_related(other_row, view, collection) for other_row in related],
        "figures": [shape_figure(figure, view) for figure in figures],
    }


def spoken_language(texts: Mapping[Language, Mapping[str, Any]], wanted: Language) -> Language:
    """The wanted language where the text has it, else the one that it has."""
    return wanted if wanted in texts else other(wanted)


def _quote(quote: Mapping[str, Any], language: Language) -> QuoteRecord:
    return {"text": quote["text"], "speaker": quote["speaker"], "role": quote["role"], "language": language}


def _section(code: str, primary: bool, view: View) -> SectionOf:
    return {"code": code, "label": view.codelists.path_label("sections", code, view.language), "primary": primary}


def _documents(texts: Mapping[Language, Mapping[str, Any]]) -> list[DocumentRecord]:
    return [
        {"language": language, "url": document["url"], "media_type": document["media_type"]}
        for language in LANGUAGES
        if language in texts
        for document in texts[language]["documents"]
    ]


def _any_url(texts: Mapping[Language, Mapping[str, Any]]) -> str | None:
    return next((text["url"] for text in texts.values() if text["url"]), None)


def _links(row: PublicationRow, view: View, collection: str) -> PublicationLinks:
    path = f"/{collection}/{row.public_id}"
    shown = row.texts[spoken_language(row.texts, view.language)]
    return {
        "self": view.link(path),
        "html": shown["url"] or _any_url(row.texts),
        "en": view.link(path, "en") if "en" in row.texts else None,
        "ar": view.link(path, "ar") if "ar" in row.texts else None,
        "figures": view.link("/figures", report=row.public_id),
    }


def _related(row: PublicationRow, view: View, collection: str) -> RelatedRecord:
    whole = shape_publication(row, view, "articles" if row.kind != "report" else collection)
    return {
        "id": whole["id"],
        "kind": whole["kind"],
        "language": whole["language"],
        "dir": whole["dir"],
        "title": whole["title"],
        "published_on": whole["published_on"],
        "url": whole["url"],
        "links": whole["links"],
    }
