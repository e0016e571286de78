"""What every command that touches the database stands on: one transaction, settings and languages, a progress bar."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from rich.console import Console
from rich.progress import track
from sqlalchemy import Connection, Engine

from api.database import SCHEMA, database_exists, has_schema, migrate, schema_version, write_engine
from api.errors import Refusal
from api.publishing.datasets import dataset_makers
from api.publishing.manifest import Press
from api.publishing.signing import load_key
from api.settings import Settings
from api.text.languages import LANGUAGES, Language

Item = TypeVar("Item")


@contextmanager
def writing(*, create: bool = False, keep: bool = True) -> Iterator[Connection]:
    """One transaction on the writer's database; with `create`, a database that is not there yet is made first."""
    url = Settings().database_url
    if not database_exists(url) and not create:
        raise Refusal("there is no database yet; 'snhr-api migrate' or an import makes one")
    engine = write_engine(url)
    if not has_schema(engine):
        migrate(url)
    with _transaction(engine, keep=keep) as connection:
        check_schema(connection)
        yield connection


def check_schema(connection: Connection) -> None:
    """Refuses a database of another schema than this program reads and writes."""
    found = schema_version(connection)
    if found < SCHEMA:
        raise Refusal(f"the database has schema {found} and this program needs {SCHEMA}: run 'snhr-api migrate'")
    if found > SCHEMA:
        raise Refusal(f"the database has schema {found}, and this program knows {SCHEMA}: install the program that made it")


@contextmanager
def _transaction(engine: Engine, *, keep: bool) -> Iterator[Connection]:
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        if not keep:
            transaction.rollback()


def press() -> Press:
    """Where this installation's releases are sealed."""
    settings = Settings()
    makers = partial(dataset_makers, settings)
    return Press(settings.database_url, settings.data_dir, load_key(settings.signing_key), makers)


def language_of(code: str) -> Language:
    """The language that --lang names; Refusal for any other word."""
    for language in LANGUAGES:
        if code == language:
            return language
    raise Refusal(f"--lang: the languages are {' and '.join(LANGUAGES)}")


def progress(items: Sequence[Item]) -> Iterator[Item]:
    """A bar on a terminal, for more than a few items."""
    console = Console(stderr=True)
    return iter(track(items, "reading", console=console, disable=not console.is_terminal or len(items) < 10))
