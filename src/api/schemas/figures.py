"""Figures as published: a number with its dimensions, its evidence, a sentence that may be printed and a citation."""

from datetime import date
from typing import Literal

from typing_extensions import TypedDict

from api.queries.figures import FigureRow
from api.queries.revisions import History
from api.schemas.common import Coded, View, number
from api.schemas.revisions import Both, RevisionRecord, shape_revisions
from api.text.languages import LANGUAGES, Language, direction, other
from api.text.sentences import Statement, citation, sentence


class FigurePeriod(TypedDict):
    """What time a figure is about, and in which sense; `text` is the report's own words."""

    start: date | None
    end: date | None
    kind: Literal["window", "to-date", "snapshot"]
    date_basis: Literal["documented", "occurred", "unknown"]
    text: str | None


class ReportOf(TypedDict):
    """The publication that states a figure."""

    id: str
    title: str
    language: Language
    dir: Literal["ltr", "rtl"]
    published_on: date | None
    url: str | None


class EvidenceRecord(TypedDict):
    """The words that a figure was read from: code points start to end of the report's body in that language."""

    language: Language
    quote: str
    sentence: str
    start: int
    end: int


class FigureLinks(TypedDict):
    """Where a figure and its report are."""

    self: str
    check: str
    report: str


class FigureRecord(TypedDict):
    """One number that a report states."""

    id: str
    value: int | float
    qualifier: str
    unit: str
    violation: Coded
    victim: Coded
    party: Coded | None
    attribution: Literal["stated", "believed"]
    place: Coded | None
    place_detail: str | None
    period: FigurePeriod
    weapon: Coded | None
    facility: Coded | None
    subset_of: str | None
    reviewed_on: date
    report: ReportOf
    evidence: list[EvidenceRecord]
    sentence: str
    citation: str
    revision: int
    redacted_on: date | None
    links: FigureLinks


class FigureDetail(FigureRecord):
    """A figure with its history, and its sentence and citation in both languages."""

    revisions: list[RevisionRecord]
    sentences: Both
    citations: Both


def shape_figure(row: FigureRow, view: View) -> FigureRecord:
    """A figure as lists show it."""
    figure = row.columns
    said = row.evidence.get(view.language)
    return {
        "id": figure["public_id"],
        "value": number(figure["value"]),
        "qualifier": figure["qualifier"],
        "unit": figure["unit"],
        "violation": view.coded("violations", figure["violation"]),
        "victim": view.coded("victims", figure["victim"]),
        "party": view.optional("parties", figure["party"]),
        "attribution": figure["attribution"],
        "place": view.optional("places", figure["place"]),
        "place_detail": said["place_detail"] if said else None,
        "period": _period(row, view.language),
        "weapon": view.optional("weapons", figure["weapon"]),
        "facility": view.optional("facilities", figure["facility"]),
        "subset_of": figure["subset_of"],
        "reviewed_on": figure["reviewed_on"],
        "report": _report(row, view.language),
        "evidence": _evidence(row),
        "sentence": figure_sentence(row, view, view.language),
        "citation": _citation(row, view, view.language),
        "revision": row.revision,
        "redacted_on": row.redacted_on,
        "links": {
            "self": view.link(f"/figures/{figure['public_id']}"),
            "check": view.link(f"/figures/{figure['public_id']}/check", value=str(number(figure["value"]))),
            "report": view.link(f"/reports/{figure['publication_id']}"),
        },
    }


def shape_detail(row: FigureRow, history: History, view: View) -> FigureDetail:
    """A figure with everything that belongs to it."""
    return {
        **shape_figure(row, view),
        "revisions": shape_revisions(history, view),
        "sentences": {"en": figure_sentence(row, view, "en"), "ar": figure_sentence(row, view, "ar")},
        "citations": {"en": _citation(row, view, "en"), "ar": _citation(row, view, "ar")},
    }


def _period(row: FigureRow, language: Language) -> FigurePeriod:
    figure, said = row.columns, row.evidence.get(language)
    return {
        "start": figure["period_start"],
        "end": figure["period_end"],
        "kind": figure["period_kind"],
        "date_basis": figure["date_basis"],
        "text": said["period_text"] if said else None,
    }


def _report(row: FigureRow, language: Language) -> ReportOf:
    spoken = language if language in row.titles else other(language)
    text = row.titles[spoken]
    return {
        "id": row.columns["publication_id"],
        "title": text["title"],
        "language": spoken,
        "dir": direction(spoken),
        "published_on": row.columns["published_on"],
        "url": text["url"] or next((title["url"] for title in row.titles.values() if title["url"]), None),
    }


def _evidence(row: FigureRow) -> list[EvidenceRecord]:
    return [
        {
            "language": language,
            "quote": row.evidence[language]["quote"],
            "sentence": row.evidence[language]["sentence"],
            "start": row.evidence[language]["start_at"],
            "end": row.evidence[language]["end_at"],
        }
        for language in LANGUAGES
        if language in row.evidence
    ]


def figure_sentence(row: FigureRow, view: View, language: Language) -> str:
    """A figure as a sentence that may be printed."""
    figure, said = row.columns, row.evidence.get(language)
    labels = {
        figure["violation"]: view.codelists.label("violations", figure["violation"], language),
        figure["victim"]: view.codelists.label("victims", figure["victim"], language),
    }
    if figure["place"]:
        labels[figure["place"]] = view.codelists.label("places", figure["place"], language)
    named = ("value", "qualifier", "unit", "violation", "victim", "party", "attribution", "weapon", "facility", "place")
    dated = ("period_start", "period_end", "period_kind")
    statement = Statement(
        **{name: figure[name] for name in (*named, *dated)},
        place_detail=said["place_detail"] if said else None,
        labels=labels,
    )
    return sentence(statement, language)


def _citation(row: FigureRow, view: View, language: Language) -> str:
    report = _report(row, language)
    source = {
        "publisher": view.publisher[language],
        "title": report["title"],
        "url": report["url"],
        "figure": row.columns["public_id"],
        "release": view.release,
    }
    return citation(source, report["published_on"], language)
