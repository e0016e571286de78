"""import wordpress and import wxr: the posts of a site to drafts, a hundred in a transaction; a run goes on where one stopped."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.commands.pairs import gone_line
from api.commands.progress import Tally, counting
from api.commands.writing import language_of, writing
from api.errors import Refusal
from api.ingest.drafts import Source, note_import
from api.ingest.pairing import pair_languages
from api.ingest.records import BodyRecord
from api.ingest.sites import Feed, missing, note_gone, site_key, store_post, to_read
from api.ingest.sources.categories import Categories, load_categories, section_of
from api.ingest.sources.fetching import Fetcher
from api.ingest.sources.posts import LONGEST, Post, read_post
from api.ingest.sources.wordpress import PAGE, Site
from api.ingest.sources.wxr import count_posts, read_wxr
from api.settings import Settings
from api.text.languages import Language

_GO_ON = "what was read before is stored; the same command goes on from there"


def import_wordpress(  # noqa: PLR0913  (the options of the command)
    url: Annotated[str, typer.Argument(metavar="URL", help="The site: https://example.org, or https://example.org/arabic.")],
    lang: Annotated[str, typer.Option(help="Its language: en or ar.")],
    *,
    pair: Annotated[str | None, typer.Option(metavar="URL", help="The same publisher's site in the other language.")] = None,
    pair_lang: Annotated[str | None, typer.Option(help="The other site's language.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Only posts modified on or after this day.")] = None,
    section: Annotated[str | None, typer.Option(help="Only posts of this section, and of what lies in it.")] = None,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Also read a site of your own network.")] = False,
) -> None:
    """Read a WordPress site, or its two languages, over its REST API into drafts."""
    sites = [(url, language_of(lang))]
    if (pair is None) != (pair_lang is None):
        raise Refusal("--pair and --pair-lang go together")
    if pair and pair_lang:
        sites.append((pair, language_of(pair_lang)))
    if len({language for _, language in sites}) < len(sites):
        raise Refusal("--pair-lang: the other site has the other language")
    chosen = _Chosen(load_categories(Settings().categories), _day(since), section_of(section) if section else None)
    for address, language in sites:
        with Fetcher(address, allow_private=allow_private) as fetcher:
            _import_site(Site(address, fetcher), fetcher, language, chosen)
    _pair()


def import_wxr(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What WordPress writes under Tools, Export.")],
    lang: Annotated[str, typer.Option(help="The language of its posts: en or ar.")],
) -> None:
    """Read a WordPress export into drafts."""
    language, categories = language_of(lang), load_categories(Settings().categories)
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    # Read to its end once before anything is stored: a file that is refused changes nothing.
    total = count_posts(file)
    source = Source("wxr", file.name, digest)
    with counting(language, total) as tally:
        for batch in _batches(read_wxr(file)):
            _store(batch, language, categories, source, tally)
    _print(tally)
    _pair()


class _Chosen:
    """What of a site is read, and what its categories mean."""

    def __init__(self, categories: Categories, since: date | None, section: str | None) -> None:
        self.categories, self.since, self.section = categories, since, section

    @property
    def is_all(self) -> bool:
        """Whether the whole site is looked at: only then can something be missed in it."""
        return self.since is None and self.section is None

    def list_posts(self, site: Site) -> dict[int, str]:
        """When each chosen post was last modified, by its number."""
        if self.section is None:
            return site.list_posts(self.since)
        section = self.section
        return site.list_posts(
            self.since, [number for number, path in site.categories.items() if self.categories.lies_in(path, section)]
        )


def _import_site(site: Site, fetcher: Fetcher, language: Language, chosen: _Chosen) -> None:
    feed = Feed(site_key(site.url), language, chosen.categories.sha256)
    listed = chosen.list_posts(site)
    with writing(create=True) as connection:
        numbers = to_read(connection, feed, listed)
        absent = missing(connection, feed, listed) if chosen.is_all else []
    with counting(language, len(numbers), len(listed)) as tally:
        try:
            for some in _slices(numbers):
                noted = len(fetcher.fetched) if tally.done else 0
                batch = [(site.url, post) for post in site.read_posts(some)]
                _store(batch, language, chosen.categories, _source(site, fetcher.fetched[noted:]), tally)
            gone = [number for some in _slices(absent) for number in some if number not in site.which_exist(some)]
        except Refusal as refusal:
            raise Refusal(f"{refusal}; {_GO_ON}" if tally.done else str(refusal)) from None
    with writing() as connection:
        tally.gone = note_gone(connection, feed, gone, datetime.now(UTC).date())
    _print(tally)


def _store(batch: Sequence[tuple[str, Post]], language: Language, categories: Categories, source: Source, tally: Tally) -> None:
    """Some posts to drafts, all or none of them."""
    records = [(Feed(site_key(site), language, categories.sha256), read_post(post, language, categories)) for site, post in batch]
    with writing(create=True) as connection:
        stored = [store_post(connection, feed, record) for feed, record in records]
        changed = [one for one in stored if one.state in ("new", "changed")]
        if changed:
            note_import(connection, source, len(changed), sum(one.figures for one in changed))
    tally.add(stored)


def _batches(posts: Iterable[tuple[str, Post]]) -> Iterator[list[tuple[str, Post]]]:
    """A hundred posts, or fewer where they are long: a batch is in memory whole."""
    batch: list[tuple[str, Post]] = []
    size = 0
    for site, post in posts:
        batch.append((site, post))
        size += len(post.content)
        if len(batch) == PAGE or size > LONGEST:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _source(site: Site, bodies: Sequence[BodyRecord]) -> Source:
    digest = hashlib.sha256("".join(body.sha256 for body in bodies).encode()).hexdigest()
    return Source("wordpress", site.url, digest, bodies)


def _slices(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + PAGE] for start in range(0, len(numbers), PAGE))


def _pair() -> None:
    with writing() as connection:
        found = pair_languages(connection)
    for pair in found.taken:
        print(f"{pair.english_id}  paired with its Arabic page ({pair.reason})")
    for pair in found.proposed:
        print(f"{pair.english_id} {pair.arabic_id}  perhaps one publication ({pair.reason}); 'snhr-api review pair' decides")
    print(f"{len(found.taken)} paired, {len(found.proposed)} proposed to the reviewer")


def _print(tally: Tally) -> None:
    for one in tally.stored:
        if one.state == "refused":
            print(f"post {one.post_id}  not taken: {one.title}")
        elif one.state != "unchanged":
            print(f"{one.public_id}  {one.state}  {one.title}  {one.figures} figures")
    for gone in tally.gone:
        print(gone_line(gone))
    for category, count in sorted(tally.unknown.items()):
        print(f"category “{category}” ({count} posts) is in no row of the table of categories; SNHR_CATEGORIES names yours")
    print(f"{tally.language}: {tally}")


def _day(word: str | None) -> date | None:
    try:
        return date.fromisoformat(word) if word else None
    except ValueError:
        raise Refusal("--since: a day looks like 2026-11-23") from None
