"""What a feed is made of, whatever its format; and a publication as an entry of one."""

from dataclasses import dataclass
from datetime import date, datetime

from api.queries.feeds import Item
from api.schemas.common import View
from api.schemas.publications import shape_publication
from api.text.languages import Language
from api.text.sentences import words

# The year in which these ids were first given: a part of each, which never changes.
_IDS_SINCE = 2026


@dataclass(frozen=True)
class Entry:
    """One entry: a text without markup, about something at an address."""

    id: str
    title: str
    url: str
    updated: datetime
    text: str
    language: Language | None = None
    published: date | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feed:
    """A feed without its entries. home: the page that it belongs to."""

    url: str
    title: str
    author: str
    language: Language
    updated: datetime
    home: str


def shape_entry(item: Item, view: View, domain: str) -> Entry:
    """A publication as an entry, the same id for ever: it names the publisher's domain, the publication and the language."""
    record = shape_publication(item.row, view, "articles")
    language = record["language"]
    title = f"{words('feeds', 'corrected', language)}: {record['title']}" if item.is_corrected else record["title"]
    return Entry(
        id=f"tag:{domain},{_IDS_SINCE}:{record['id']}:{language}",
        title=title,
        url=record["url"] or record["links"]["self"],
        updated=item.updated,
        text=record["summary"],
        language=language,
        published=record["published_on"],
        categories=tuple(section["label"] for section in record["sections"]),
    )
