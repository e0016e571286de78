"""Small publications and figures with sensible defaults, and the writer's desk that takes them to a release."""

from datetime import date
from typing import Any

from sqlalchemy import Engine

from api.database import write_engine
from api.ingest.drafts import store_page, store_text
from api.ingest.figure_drafts import store_figures
from api.ingest.records import EvidenceRecord, FigureRecord, PageRecord, PublicationRecord, TextRecord
from api.publishing.publish import Notes, publish

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

    def publish(self) -> str:
        """The drafts to a release; gives its id."""
        with self.engine.begin() as connection:
            return publish(connection, Notes()).id
