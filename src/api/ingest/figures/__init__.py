"""From prose to figures: five passes over a text, each in its own module, with the words as data beside the code lists."""

from collections.abc import Sequence
from datetime import date

from api.ingest.figures.attachment import attach
from api.ingest.figures.candidates import Candidate, Check, Extraction
from api.ingest.figures.checks import check
from api.ingest.figures.numbers import merge_numbers
from api.ingest.figures.parts import Draft
from api.ingest.figures.periods import latest_day
from api.ingest.figures.reading import own_text
from api.ingest.figures.tags import Item, tag
from api.ingest.records import PeriodRecord
from api.ingest.sources.statements import stated_period
from api.text.languages import Language

__all__ = ["Candidate", "Check", "Extraction", "extract"]


def extract(
    text: str,
    language: Language,  # noqa: ARG001 - the words of both stand in one tree; which one it is matters to those who keep the figures
    published_on: date | None = None,
    headings: Sequence[str] = (),
) -> Extraction:
    """The figures that a text states, in order; text[start:end] is the quote of each. Never raises, whatever the text.

    headings: title and sub-headline, where the period stands that the text itself leaves out.
    """
    items = merge_numbers(tag(text, *own_text(text)))
    drafts = attach(items, published_on or latest_day(items))
    period = stated_period(headings, [])
    figures = [_candidate(text, items, draft, period) for draft in drafts]
    return Extraction(figures, check(figures))


def _candidate(text: str, items: Sequence[Item], draft: Draft, page: PeriodRecord) -> Candidate:
    quantity, span = draft.quantity, draft.span
    start, end = items[quantity.first].start, items[quantity.last].end
    single = span is not None and span.start is not None and span.start == span.end
    return Candidate(
        value=quantity.value,
        qualifier=quantity.qualifier,
        unit=draft.unit or "persons",
        violation=draft.violation or "killing",
        victim=draft.victim,
        party=draft.party,
        attribution="believed" if draft.believed and draft.party else "stated",
        place=draft.place,
        period=PeriodRecord(start=span.start, end=span.end) if span else page,
        period_kind="to-date" if draft.to_date or (span and span.since) else "window",
        date_basis="occurred" if single else "documented",
        weapon=quantity.weapon,
        facility=quantity.facility,
        subset_of=draft.parent,
        quote=text[start:end],
        sentence=text[items[draft.within[0]].start : items[min(draft.within[1], len(items) - 1)].end].strip(),
        start=start,
        end=end,
        place_detail=text[items[draft.detail[0]].start : items[draft.detail[1]].end] if draft.detail else None,
        period_text=_period_text(text, items, draft),
    )


def _period_text(text: str, items: Sequence[Item], draft: Draft) -> str | None:
    if draft.span:
        return text[items[draft.span.first].start : items[draft.span.last].end]
    return text[draft.month.start : draft.month.end] if draft.month else None
