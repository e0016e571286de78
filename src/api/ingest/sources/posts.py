"""A post of a WordPress site to what `import page` makes of its page, and to what tells its page in the other language."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from api.errors import Refusal
from api.ingest.records import PostRecord
from api.ingest.sources.categories import Categories, Placed
from api.ingest.sources.markup import Page, read_fragment
from api.ingest.sources.page import page_record
from api.ingest.sources.typography import without_shortcodes
from api.text.languages import Language, other

# Characters of a post's content that are read: a report of 150 pages has fewer, and a mistake or an attack has more.
LONGEST = 500_000
_BARE_LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Post:
    """A post as a site shows it: title and content are HTML. categories: paths of names. modified: as the site spells it."""

    id: int
    url: str
    title: str
    content: str
    published_on: date | None
    modified: str | None
    categories: list[str] = field(default_factory=list)
    is_protected: bool = False


def day_of(stamp: str | None) -> date | None:
    """The day of a time as WordPress writes it; None for its zeros, which mean that it knows none."""
    try:
        return date.fromisoformat((stamp or "")[:10])
    except ValueError:
        return None


def read_post(post: Post, language: Language, categories: Categories) -> PostRecord:
    """The record of a post; one that cannot be taken says why in `refusal` and has no page."""
    placed = categories.place(post.categories)
    told: dict[str, Any] = {"post_id": post.id, "modified": post.modified, "unknown_categories": placed.unknown}
    if post.is_protected:
        return PostRecord(refusal="protected by a password", **told)
    if len(post.content) > LONGEST:
        return PostRecord(refusal=f"its text has more than {LONGEST:,} characters", **told)
    try:
        return _record(post, language, placed, told)
    except Refusal as refusal:
        return PostRecord(refusal=str(refusal), **told)


def _record(post: Post, language: Language, placed: Placed, told: dict[str, Any]) -> PostRecord:
    content = read_fragment(without_shortcodes(post.content), post.url)
    title = " ".join(read_fragment(post.title, post.url).lines)
    if not title:
        raise Refusal(f"{post.url}: the post has no title")
    modified_on = day_of(post.modified)
    page = Page(
        title=title,
        above=[],
        below=[line for line in content.lines if not _BARE_LINK.fullmatch(line)],
        url=post.url,
        post_id=post.id,
        published_on=post.published_on,
        modified_on=modified_on if modified_on and post.published_on and modified_on > post.published_on else None,
        documents=content.documents,
        related=content.related,
    )
    record = page_record(page, language, placed.sections, post.url)
    if placed.kind:
        publication = record.publication.model_copy(update={"kind": placed.kind})
        record = record.model_copy(update={"publication": publication})
    return PostRecord(page=record, alternates=[url for name, url in content.alternates if name == other(language)], **told)
