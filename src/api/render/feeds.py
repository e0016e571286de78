"""Feeds as Atom (RFC 4287), a block of entries at a time."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from api.schemas.feeds import Entry, Feed

MEDIA_TYPE = "application/atom+xml; charset=utf-8"


def render_atom(feed: Feed, blocks: Iterable[Iterable[Entry]]) -> Iterator[bytes]:
    """A feed and its entries, in the order given."""
    yield (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(feed.language)}>'
        f"<id>{escape(feed.url)}</id><title>{escape(feed.title)}</title><updated>{_moment(feed.updated)}</updated>"
        f'<link rel="self" href={quoteattr(feed.url)}/><author><name>{escape(feed.author)}</name></author>\n'
    ).encode()
    for block in blocks:
        yield "".join(_entry(entry) for entry in block).encode()
    yield b"</feed>\n"


def _entry(entry: Entry) -> str:
    return (
        f"<entry><id>{escape(entry.id)}</id><title>{escape(entry.title)}</title><updated>{_moment(entry.updated)}</updated>"
        f'<link href={quoteattr(entry.url)}/><content type="text">{escape(entry.text)}</content></entry>\n'
    )


def _moment(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")
