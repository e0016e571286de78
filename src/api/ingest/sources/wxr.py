"""A WordPress export (WXR) to posts, one at a time: memory does not grow with the file, and nothing in it can make it grow.

A document type definition is refused as soon as it starts: no entity can be declared without one, inside or outside the file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from xml.parsers import expat

from api.errors import Refusal
from api.ingest.sources.categories import path_of
from api.ingest.sources.posts import LONGEST, Post, day_of
from api.ingest.sources.typography import shown_content, typographic

_CHUNK = 262_144
_DEPTH = 64
_ITEM_BYTES = 20_000_000
_DEEPEST_CATEGORY = 20
_KEPT = frozenset(
    {
        "title", "link", "content:encoded", "wp:post_id", "wp:post_date", "wp:post_modified_gmt", "wp:status", "wp:post_type",
        "wp:post_password", "wp:wxr_version", "wp:base_blog_url", "wp:cat_name", "wp:category_nicename", "wp:category_parent",
    }
)  # fmt: skip


def read_wxr(file: Path) -> Iterator[tuple[str, Post]]:
    """Each public post of an export with its site's address. Refusal, naming the line, for whatever is no such file."""
    return ((site, _shown(post)) for site, post in _read(file))


def count_posts(file: Path) -> int:
    """How many posts read_wxr gives, from a whole reading of the file: what it would refuse is refused."""
    return sum(1 for _ in _read(file))


def _read(file: Path) -> Iterator[tuple[str, Post]]:
    reader = _Reader(str(file))
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            reader.feed(chunk)
            yield from reader.take()
    reader.close()
    yield from reader.take()


def _shown(post: Post) -> Post:
    """A post as its site would show it. A text that is too long to be taken is not worked on."""
    if len(post.content) > LONGEST:
        return post
    return replace(post, title=typographic(post.title), content=shown_content(post.content))


class _Reader:
    """The state between two pieces of a file: where in the tree, and what of the item that is open."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._fed = self._depth = self._size = 0
        self._words: list[str] | None = None
        self._site = ""
        self._is_export = False
        self._open: dict[str, str] | None = None
        self._slugs: list[str] = []
        self._categories: dict[str, tuple[str, str]] = {}
        self._posts: list[Post] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse_definition
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def feed(self, chunk: bytes) -> None:
        """Reads on. What is buffered because it has no end yet is limited too."""
        self._parse(chunk, last=False)
        self._fed += len(chunk)
        if self._fed - self._parser.CurrentByteIndex > _ITEM_BYTES:
            raise self._refusal(f"a piece of more than {_ITEM_BYTES:,} bytes without an end")

    def close(self) -> None:
        """Ends the file."""
        self._parse(b"", last=True)
        if not self._is_export:
            raise Refusal(f"{self._name}: no WordPress export (it names no wp:wxr_version)")

    def take(self) -> Iterator[tuple[str, Post]]:
        """The posts that were read to their end since the last time."""
        posts, self._posts = self._posts, []
        return ((self._site, post) for post in posts)

    def _parse(self, chunk: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            raise self._refusal(f"no well-formed XML ({expat.ErrorString(error.code)})") from None

    def _refusal(self, what: str) -> Refusal:
        return Refusal(f"{self._name}, line {self._parser.CurrentLineNumber}: {what}")

    def _refuse_definition(self, *_: object) -> None:
        raise self._refusal("a document type definition; WordPress writes none, and none is read")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEPTH:
            raise self._refusal(f"more than {_DEPTH} elements inside one another")
        if name in ("item", "wp:category"):
            self._open, self._slugs, self._size = {}, [], 0
        elif name == "category" and attributes.get("domain") == "category":
            self._slugs.append(attributes.get("nicename", ""))
            self._count(len(self._slugs[-1]) + 1)
        self._words = [] if name in _KEPT else None

    def _text(self, text: str) -> None:
        if self._words is not None:
            self._words.append(text)
            self._count(len(text))

    def _count(self, length: int) -> None:
        self._size += length
        if self._size > _ITEM_BYTES:
            raise self._refusal(f"one item of more than {_ITEM_BYTES:,} characters")

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._words is not None:
            self._keep(name, "".join(self._words))
            self._words = None
        if name == "item" and self._open is not None:
            self._end_item(self._open)
            self._open = None
        elif name == "wp:category" and self._open is not None:
            named = self._open
            self._categories[named.get("wp:category_nicename", "")] = (
                named.get("wp:cat_name", ""),
                named.get("wp:category_parent", ""),
            )
            self._open = None

    def _keep(self, name: str, text: str) -> None:
        if self._open is not None:
            self._open[name] = text
        elif name == "wp:base_blog_url":
            self._site = text.strip()
        elif name == "wp:wxr_version":
            self._is_export = True

    def _end_item(self, item: Mapping[str, str]) -> None:
        if item.get("wp:post_type") != "post" or item.get("wp:status") != "publish":
            return
        try:
            self._posts.append(self._post(item))
        except (KeyError, ValueError):
            raise self._refusal("a post without its number") from None

    def _post(self, item: Mapping[str, str]) -> Post:
        """A post as it is stored."""
        modified = item.get("wp:post_modified_gmt")
        return Post(
            id=int(item["wp:post_id"]),
            url=item.get("link", "").strip(),
            title=item.get("title", ""),
            content=item.get("content:encoded", ""),
            published_on=day_of(item.get("wp:post_date")),
            modified=modified.replace(" ", "T") if modified else None,
            categories=[path_of(self._category_names(slug)) for slug in self._slugs],
            is_protected=bool(item.get("wp:post_password")),
        )

    def _category_names(self, slug: str) -> list[str]:
        """A category's names from the outermost on."""
        names: list[str] = []
        while slug in self._categories and len(names) < _DEEPEST_CATEGORY:
            name, slug = self._categories[slug]
            names.insert(0, name)
        return names
