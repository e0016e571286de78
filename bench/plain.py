"""The usual way: FastAPI, SQLModel and a response_model, a page of articles and its total from the same database."""

import os
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from sqlmodel import Session, SQLModel, create_engine, func, select

from api.models.publications import Publication, PublicationPlace, PublicationSection, PublicationText

app = FastAPI()
engine = create_engine(os.environ["BENCH_DATABASE"])


class Article(SQLModel):
    """What a list shows of a publication."""

    id: str
    kind: str
    title: str
    summary: str
    published_on: date | None
    period_start: date | None
    period_end: date | None
    available_languages: list[str]
    sections: list[str]
    places: list[str]
    documents: list[dict[str, Any]]
    url: str | None


class Articles(SQLModel):
    """A page."""

    data: list[Article]
    total: int


def session() -> Iterator[Session]:
    """A session for a request."""
    with Session(engine) as opened:
        yield opened


@app.get("/articles", response_model=Articles)
def list_articles(read: Annotated[Session, Depends(session)], offset: int = 0, limit: int = 20) -> Articles:
    """The newest first."""
    newest = select(Publication).order_by(Publication.published_on.desc()).offset(offset).limit(limit)  # type: ignore[union-attr]
    rows = read.exec(newest).all()
    total = read.exec(select(func.count()).select_from(Publication)).one()
    return Articles(data=[_article(read, row) for row in rows], total=total)


def _article(read: Session, row: Publication) -> Article:
    texts = read.exec(select(PublicationText).where(PublicationText.public_id == row.public_id)).all()
    sections = read.exec(select(PublicationSection).where(PublicationSection.public_id == row.public_id)).all()
    places = read.exec(select(PublicationPlace).where(PublicationPlace.public_id == row.public_id)).all()
    text = next(text for text in texts if text.language == "en")
    return Article(
        **row.model_dump(include={"kind", "published_on", "period_start", "period_end"}),
        **text.model_dump(include={"title", "summary", "url"}),
        id=row.public_id,
        available_languages=[text.language for text in texts],
        sections=[section.section for section in sections],
        places=[place.place for place in places],
        documents=[document for text in texts for document in text.documents],
    )
