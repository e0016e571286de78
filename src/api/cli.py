"""The command line on one screen: migrate, import, review, publish, release, serve.

A refused input ends with one line on standard error and exit status 1, and leaves the database as it was.
"""

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
import uvicorn
from rich.console import Console
from rich.progress import track
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError

from api import models
from api.database import database_exists, has_schema, migrate, write_engine
from api.errors import Refusal
from api.ingest import review
from api.ingest.drafts import Source, note_import, store_page
from api.ingest.records import PageRecord
from api.ingest.sources.page import read_page
from api.publishing.publish import NOTHING_WAITS, Notes, Published, publish
from api.queries.releases import list_releases
from api.sample import publish_sample
from api.settings import Settings
from api.text.languages import LANGUAGES, Language

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
import_app = typer.Typer(no_args_is_help=True, help="Read sources into drafts.")
review_app = typer.Typer(no_args_is_help=True, help="Look at drafts and decide on them.")
release_app = typer.Typer(no_args_is_help=True, help="Look at what was published.")
app.add_typer(import_app, name="import")
app.add_typer(review_app, name="review")
app.add_typer(release_app, name="release")

Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of publications or figures.")]


def main() -> None:
    """Runs a command; a refusal becomes one line and exit status 1."""
    try:
        app()
    except Refusal as refusal:
        _fail(str(refusal))
    except DBAPIError as error:
        _fail(f"the database refused: {str(error.orig).splitlines()[0]}")
    except OSError as error:
        _fail(f"{error.filename or 'input/output'}: {error.strerror}")


@app.command("serve")
def serve(
    sample: Annotated[bool, typer.Option("--sample", help="First fill an empty database with the sample.")] = False,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 1,
) -> None:
    """Serve what is published. Never writes, except that --sample fills an empty database before it starts."""
    if sample:
        _fill_with_sample(Settings().database_url)
    uvicorn.run(
        "api.app:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        loop="uvloop",
        http="httptools",
        access_log=False,
        server_header=False,
        # X-Forwarded-For is read by the budget alone, and only from SNHR_TRUSTED_PROXIES.
        proxy_headers=False,
        timeout_graceful_shutdown=10,
    )


@app.command("migrate")
def migrate_database() -> None:
    """Bring the database to the newest schema."""
    migrate(Settings().database_url)
    print("the database has the newest schema")


@import_app.command("page")
def import_page(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Saved pages, HTML or plain text.")],
    lang: Annotated[str, typer.Option(help="The language of the pages: en or ar.")],
    url: Annotated[str | None, typer.Option(help="The page's address (one file).")] = None,
    pair: Annotated[str | None, typer.Option(metavar="ID", help="The publication it is the other language of.")] = None,
) -> None:
    """Read saved pages into drafts."""
    language = _language(lang)
    if len(files) > 1 and (url or pair):
        raise Refusal("--url and --pair go with one file; import the files one by one")
    if url and not url.startswith(("http://", "https://")):
        raise Refusal("--url: an address starts with http:// or https://")
    pages = [(file, read_page(file.read_bytes(), language, url, str(file))) for file in _progress(files)]
    with _writing(create=pair is None) as connection:
        lines = [_import_one(connection, file, page, pair) for file, page in pages]
    print("\n".join(lines))


@review_app.command("list")
def review_list() -> None:
    """List what waits, what needs a decision first."""
    with _writing() as connection:
        drafts = review.list_drafts(connection)
    for draft in drafts:
        state = "new" if draft.is_new else "changed"
        titles = " · ".join(f"[{language}] {title}" for language, title in draft.titles.items())
        print(f"{draft.public_id}  {state}  {draft.accepted} of {draft.figures} figures accepted  {titles}")
    print(
        f"{len(drafts)} waiting; 'snhr-api review show ID' shows one, 'snhr-api publish' publishes" if drafts else "nothing waits"
    )


@review_app.command("show")
def review_show(public_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Show a publication as it will be published."""
    with _writing() as connection:
        texts = review.draft_texts(connection, public_id)
        figures = review.draft_figures(connection, public_id)
    for text in texts:
        print(f"[{text['language']}] {text['title']}")
        for name in ("subtitle", "url", "summary"):
            print(f"  {name}: {text[name] or 'not known'}")
        print("\n".join(f"  quote: “{quote['text']}” ({quote['speaker']})" for quote in text["quotes"]))
        print(f"\n{text['body']}\n")
    for figure in figures:
        state = f"accepted {figure['reviewed_on']}" if figure["reviewed_on"] else "proposed"
        dimensions = ", ".join(str(figure[name]) for name in ("unit", "violation", "victim", "party", "place"))
        print(f"{figure['public_id']}  {figure['value']:g}  {dimensions}  “{figure['quote']}”  {state}")


@review_app.command("accept")
def review_accept(ids: Ids) -> None:
    """Accept figures, or all figures of publications."""
    with _writing() as connection:
        count = review.accept(connection, ids, datetime.now(UTC).date())
    print(f"accepted {count} figures; 'snhr-api publish' publishes them with their publications")


@review_app.command("reject")
def review_reject(ids: Ids) -> None:
    """Throw drafts away: figures, or whole publications."""
    with _writing() as connection:
        count = review.reject(connection, ids)
    print(f"{count} draft rows are gone")


@app.command("publish")
def publish_drafts(
    note_en: Annotated[str | None, typer.Option(help="What readers should know of this release.")] = None,
    note_ar: Annotated[str | None, typer.Option(help="The same in Arabic.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
) -> None:
    """Make a release of everything that waits, whole or not at all."""
    if not database_exists(Settings().database_url):
        raise Refusal(NOTHING_WAITS)
    with _writing(keep=not dry_run) as connection:
        waiting = review.list_drafts(connection)
        published = publish(connection, Notes(note_en, note_ar))
    for draft in waiting:
        print(f"{'adds' if draft.is_new else 'changes'} {draft.public_id} “{next(iter(draft.titles.values()))}”")
    _print_changes(published)
    print(f"would be release {published.id}; nothing was written" if dry_run else f"published release {published.id}")


@release_app.command("list")
def release_list() -> None:
    """List all releases, newest first."""
    with _writing() as connection:
        for release in reversed(list_releases(connection)):
            print(f"{release.id}  {release.released_at:%Y-%m-%d %H:%M:%S}Z  {release.note_en or ''}")


@release_app.command("show")
def release_show(release_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Show one release."""
    with _writing() as connection:
        found = [release for release in list_releases(connection) if release.id == release_id]
    if not found:
        raise Refusal(f"there is no release {release_id}; 'snhr-api release list' shows them")
    for name in ("id", "number", "released_at", "note_en", "note_ar", "notice_en", "notice_ar", "build"):
        print(f"{name}: {getattr(found[0], name)}")


@contextmanager
def _writing(*, create: bool = False, keep: bool = True) -> Iterator[Connection]:
    """One transaction on the writer's database; with `create`, a database that is not there yet is made first."""
    url = Settings().database_url
    if not database_exists(url) and not create:
        raise Refusal("there is no database yet; 'snhr-api migrate' or an import makes one")
    engine = write_engine(url)
    if not has_schema(engine):
        migrate(url)
    with _transaction(engine, keep=keep) as connection:
        yield connection
    engine.dispose()


@contextmanager
def _transaction(engine: Engine, *, keep: bool) -> Iterator[Connection]:
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        if not keep:
            transaction.rollback()


def _import_one(connection: Connection, file: Path, page: PageRecord, pair: str | None) -> str:
    public_id, changed = store_page(connection, page, pair)
    if changed:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        note_import(connection, Source("page", page.text.url or file.name, digest), publications=1, figures=0)
    return f"{public_id}  {'draft' if changed else 'unchanged'}  {page.text.title}"


def _fill_with_sample(url: str) -> None:
    """Only an empty database is filled: sample and release in one transaction."""
    migrate(url)
    engine = write_engine(url)
    with engine.begin() as connection:
        if connection.scalar(select(models.publication.c.row_id).limit(1)) is None:
            published = publish_sample(connection)
            print(f"filled an empty database with the bundled sample, release {published.id}", flush=True)
    engine.dispose()


def _language(code: str) -> Language:
    for language in LANGUAGES:
        if code == language:
            return language
    raise Refusal(f"--lang: the languages are {' and '.join(LANGUAGES)}")


def _progress(files: list[Path]) -> Iterator[Path]:
    """A bar on a terminal, for more than a few files."""
    console = Console(stderr=True)
    return iter(track(files, "reading", console=console, disable=not console.is_terminal or len(files) < 10))


def _print_changes(published: Published) -> None:
    for change in published.changes:
        print(f"  {change.table}: {change.added} added, {change.replaced} replaced, {change.removed} removed")


def _fail(line: str) -> NoReturn:
    print(f"snhr-api: {line}", file=sys.stderr)
    sys.exit(1)
