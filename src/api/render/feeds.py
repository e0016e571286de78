"""Feeds as Atom (RFC 4287, a block of entries at a time), RSS 2.0 and JSON Feed 1.1."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from api.errors import NotFound
from api.render.json import render_json
from api.schemas.feeds import Entry, Feed

ATOM = "application/atom+xml; charset=utf-8"
_DECLARED = '<?xml version="1.0" encoding="utf-8"?>\n'
_ATOM_NAME = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class FeedFormat:
    """A format of feeds: its media type, and how a feed is written."""

    media_type: str
    render: Callable[[Feed, Sequence[Entry]], bytes]


def render_atom(feed: Feed, blocks: Iterable[Iterable[Entry]]) -> Iterator[bytes]:
    """A feed and its entries, in the order given."""
    yield (
        f'{_DECLARED}<feed xmlns="{_ATOM_NAME}" xml:lang={quoteattr(feed.language)}>'
        f"<id>{escape(feed.url)}</id><title>{escape(feed.title)}</title><updated>{_moment(feed.updated)}</updated>"
        f'<link rel="self" type="application/atom+xml" href={quoteattr(feed.url)}/>'
        f'<link rel="alternate" type="text/html" href={quoteattr(feed.home)}/>'
        f"<author><name>{escape(feed.author)}</name></author>\n"
    ).encode()
    for block in blocks:
        yield "".join(_entry(entry) for entry in block).encode()
    yield b"</feed>\n"


def render_rss(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """A feed as RSS 2.0, which cannot say when an entry was updated: Atom's element does."""
    items = "".join(_item(entry) for entry in entries)
    return (
        f'{_DECLARED}<rss version="2.0" xmlns:atom="{_ATOM_NAME}"><channel><title>{escape(feed.title)}</title>'
        f"<link>{escape(feed.home)}</link><description>{escape(feed.title)}</description><language>{feed.language}</language>"
        f'<atom:link rel="self" type="application/rss+xml" href={quoteattr(feed.url)}/>'
        f"<lastBuildDate>{format_datetime(feed.updated)}</lastBuildDate>\n{items}</channel></rss>\n"
    ).encode()


def render_json_feed(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """A feed as JSON Feed 1.1."""
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [_json_item(entry) for entry in entries],
    }
    return render_json(body)


_FORMATS: Mapping[str, FeedFormat] = {
    "atom": FeedFormat(ATOM, lambda feed, entries: b"".join(render_atom(feed, [entries]))),
    "rss": FeedFormat("application/rss+xml; charset=utf-8", render_rss),
    "json": FeedFormat("application/feed+json", render_json_feed),
}


def feed_format(name: str) -> FeedFormat:
    """The format of a name (atom, rss, json), or NotFound."""
    if name not in _FORMATS:
        raise NotFound()
    return _FORMATS[name]


def _entry(entry: Entry) -> str:
    language = f" xml:lang={quoteattr(entry.language)}" if entry.language else ""
    published = f"<published>{_moment(_midnight(entry.published))}</published>" if entry.published else ""
    categories = "".join(f"<category term={quoteattr(name)}/>" for name in entry.categories)
    return (
        f"<entry{language}><id>{escape(entry.id)}</id><title>{escape(entry.title)}</title>{published}"
        f"<updated>{_moment(entry.updated)}</updated><link href={quoteattr(entry.url)}/>{categories}"
        f'<content type="text">{escape(entry.text)}</content></entry>\n'
    )


def _item(entry: Entry) -> str:
    published = f"<pubDate>{format_datetime(_midnight(entry.published))}</pubDate>" if entry.published else ""
    categories = "".join(f"<category>{escape(name)}</category>" for name in entry.categories)
    # A description is read as HTML: the text is escaped once for that, and once for XML.
    return (
        f"<item><title>{escape(entry.title)}</title><link>{escape(entry.url)}</link>"
        f'<guid isPermaLink="false">{escape(entry.id)}</guid>{published}<atom:updated>{_moment(entry.updated)}</atom:updated>'
        f"{categories}<description>{escape(escape(entry.text))}</description></item>\n"
    )


def _json_item(entry: Entry) -> dict[str, object]:
    item: dict[str, object] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_text": entry.text,
        "date_modified": entry.updated,
        "language": entry.language,
        "tags": list(entry.categories),
    }
    return {**item, "date_published": _midnight(entry.published)} if entry.published else item


def _midnight(day: date) -> datetime:
    """A day as the moment that formats of feeds want."""
    return datetime.combine(day, time(), UTC)


def _moment(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")
