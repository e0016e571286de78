"""Small publications and figures with sensible defaults, and the writer's desk that takes them to a release."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from api.database import write_engine
from api.ingest.drafts import store_page, store_text
from api.ingest.figure_drafts import store_figures
from api.ingest.reading import read_figures
from api.ingest.records import EvidenceRecord, FigureRecord, PageRecord, PublicationRecord, TextRecord
from api.ingest.sources.page import read_page
from api.models import figure
from api.publishing.guard import Reason
from api.publishing.publish import Notes, publish
from api.publishing.withdrawal import withdraw
from api.text.languages import Language

DATA = Path(__file__).parent / "data"
BODY = "The report documents the killing of 41 civilians, including 12 children.\n\nIt covers May 2015."
ARABIC_BODY = "وثّق التقرير مقتل 41 مدنياً، بينهم 12 طفلاً.\n\nويغطي أيار/مايو 2015."


def make_page(number: int = 1, **given: Any) -> PageRecord:
    """A report of May 2015 on Hama; `number` tells pages apart."""
    publication: dict[str, Any] = {
        "kind": "report",
        "published_on": date(2015, 6, 1),
        "period": {"start": date(2015, 5, 1), "end": date(2015, 5, 31)},
        "sections": ["thematic-reports/others"],
        "places": ["hama"],
    }
    text: dict[str, Any] = {
        "language": "en",
        "title": f"Account number {number}",
        "summary": "What happened.",
        "body": BODY,
        "url": f"https://snhr.org/blog/2015/06/01/{number}/",
    }
    publication.update({key: value for key, value in given.items() if key in PublicationRecord.model_fields})
    text.update({key: value for key, value in given.items() if key in TextRecord.model_fields})
    return PageRecord(publication=PublicationRecord(**publication), text=TextRecord(**text))


def make_arabic(number: int = 1) -> TextRecord:
    """The Arabic text of make_page(number)."""
    return TextRecord(language="ar", title=f"التقرير رقم {number}", summary="ما جرى.", body=ARABIC_BODY, url=None)


def make_figure(key: str = "total", quote: str = "41 civilians", **given: Any) -> FigureRecord:
    """41 civilians of BODY, accepted; `arabic` gives the words of ARABIC_BODY."""
    evidence = [EvidenceRecord(language="en", quote=quote, start=BODY.index(quote))]
    if arabic := given.pop("arabic", None):
        evidence.append(EvidenceRecord(language="ar", quote=arabic, start=ARABIC_BODY.index(arabic)))
    values: dict[str, Any] = {
        "value": 41,
        "unit": "persons",
        "violation": "killing",
        "victim": "civilians",
        "party": "syrian-regime",
        "place": "hama",
        "period": {"start": date(2015, 5, 1), "end": date(2015, 5, 31)},
        "reviewed_on": date(2026, 11, 20),
        **given,
    }
    return FigureRecord(key=key, evidence=evidence, **values)


def make_report(language: Language, *changes: tuple[str, str]) -> PageRecord:
    """The page of a report with 15 figures in a language, with some of its words changed; each must stand in it."""
    text = (DATA / f"report.{language}.txt").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    url = "https://snhr.org/blog/2015/06/02/7100/" if language == "en" else None
    return read_page(text.encode(), language, url, f"report.{language}.txt")


class Desk:
    """Imports, and publishes, over one database."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine: Engine = write_engine(url)

    def take(self, page: PageRecord, *figures: FigureRecord, arabic: TextRecord | None = None, pair: str | None = None) -> str:
        """A page, its Arabic text and its figures to drafts; gives the public id."""
        with self.engine.begin() as connection:
            public_id, _ = store_page(connection, page, pair)
            if arabic:
                store_text(connection, public_id, arabic)
            if figures:
                store_figures(connection, public_id, figures)
        return public_id

    def read(self, page: PageRecord, arabic: TextRecord | None = None, pair: str | None = None) -> str:
        """A page and its Arabic text to drafts, with the figures that are read from them; gives the public id."""
        public_id = self.take(page, arabic=arabic, pair=pair)
        with self.engine.begin() as connection:
            read_figures(connection, public_id)
        return public_id

    def publish(self, **reasons: str) -> str:
        """The drafts to a release; gives its id. reasons: codes by the ids of figures that change or go."""
        with self.engine.begin() as connection:
            return publish(connection, Notes(), {public_id: Reason(code) for public_id, code in reasons.items()}).id

    def withdraw(self, *ids: str, reason: str = "duplicate", note_en: str | None = None, note_ar: str | None = None) -> str:
        """A release without some records; gives its id."""
        with self.engine.begin() as connection:
            return withdraw(connection, ids, Reason(reason, note_en, note_ar)).id

    def figure_ids(self, publication_id: str) -> list[str]:
        """The figures of a publication, in the order of the text."""
        columns = (figure.c.public_id, figure.c.ordinal)
        with self.engine.connect() as connection:
            rows = connection.execute(select(*columns).where(figure.c.publication_id == publication_id).distinct())
            return [row.public_id for row in sorted(rows, key=lambda row: row.ordinal)]


@dataclass(frozen=True)
class Story:
    """Four releases: in the second a figure rises from 41 to 45, one falls from 41 to 40, a title changes and a page comes; in
    the third what rose falls to 44; in the fourth a figure of 12 is withdrawn.
    """

    releases: tuple[str, str, str, str]
    raised: str
    lowered: str
    withdrawn: str


def tell_story(desk: Desk) -> Story:
    """Publishes the four releases."""
    children = make_figure("children", "12 children", value=12, victim="children", arabic="12 طفلاً")
    pages = [desk.take(make_page(1), make_figure(), children, arabic=make_arabic(1)), desk.take(make_page(2), make_figure())]
    first = desk.publish()
    raised, withdrawn = desk.figure_ids(pages[0])
    (lowered,) = desk.figure_ids(pages[1])
    desk.take(make_page(1), make_figure(value=45), children)
    desk.take(make_page(2, title="Account number 2, corrected"), make_figure(value=40))
    desk.take(make_page(3), make_figure())
    second = desk.publish(**{raised: "late-documentation", lowered: "correction"})
    desk.take(make_page(1), make_figure(value=44), children)
    third = desk.publish(**{raised: "source-corrected"})
    fourth = desk.withdraw(withdrawn, note_en="Counted in another report.", note_ar="مذكور في تقرير آخر.")
    return Story((first, second, third, fourth), raised, lowered, withdrawn)
