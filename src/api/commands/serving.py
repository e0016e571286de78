"""serve and migrate: the public service, and the schema that it stands on."""

import multiprocessing
import os
from contextlib import suppress
from multiprocessing import forkserver
from typing import Annotated

import typer
import uvicorn
import uvicorn._subprocess
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from api import models
from api.commands.writing import check_schema, press
from api.database import migrate, read_engine, write_engine
from api.http.integrity import Integrity
from api.http.reading import Reader
from api.http.wire import Wire
from api.sample import publish_sample
from api.settings import Settings


def serve(
    sample: Annotated[bool, typer.Option("--sample", help="First fill an empty database with the sample.")] = False,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: Annotated[int | None, typer.Option(help="How many processes answer; SNHR_WORKERS without.")] = None,
) -> None:
    """Serve what is published. Never writes, except that --sample fills an empty database before it starts."""
    if sample:
        _fill_with_sample(Settings().database_url)
    if workers:
        # Each worker reads the settings itself, and divides the connections by this.
        os.environ["SNHR_WORKERS"] = str(workers)
    settings = Settings()
    for url in settings.reader_urls:
        _refuse_another_schema(url)
    if settings.workers > 1:
        _prepare_workers(settings)
    uvicorn.run(
        "api.app:create_app",
        factory=True,
        host=host,
        port=port,
        workers=settings.workers,
        loop="uvloop",
        http=Wire,
        ws="none",
        access_log=False,
        server_header=False,
        # X-Forwarded-For is read by the budget alone, and only from SNHR_TRUSTED_PROXIES.
        proxy_headers=False,
        timeout_graceful_shutdown=10,
        # On a busy machine a worker starts slowly. After uvicorn's 5 seconds it would be killed and begin again, for ever.
        timeout_worker_healthcheck=60,
    )


def _prepare_workers(settings: Settings) -> None:
    """Has workers forked from a process that has loaded the service, after the releases were compared with their manifests.

    So one that takes another's place answers at once, and looks at the releases just after. Where something is wrong with them,
    or they cannot be read, each worker looks before it answers.
    """
    looks_after = settings.look_first and _look(settings)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["api.app", "api.commands.fork_server"])
    if looks_after:
        os.environ["SNHR_LOOK_FIRST"] = "false"
    try:
        forkserver.ensure_running()
    except OSError:
        # It needs a folder for its socket. Where nothing may be written, workers start as uvicorn has them, each by itself.
        if looks_after:
            del os.environ["SNHR_LOOK_FIRST"]
        return
    # uvicorn offers no other way to choose how its workers start.
    uvicorn._subprocess.spawn = context  # type: ignore[assignment]  # it makes processes in the same way


def _look(settings: Settings) -> bool:
    reader = Reader(*settings.reader_urls, seconds=settings.query_seconds)
    try:
        return Integrity(reader, settings.data_dir).look()
    finally:
        reader.close()


def migrate_database() -> None:
    """Bring the database to the newest schema."""
    migrate(Settings().database_url)
    print("the database has the newest schema")


def _refuse_another_schema(url: str) -> None:
    """A database that does not answer yet, or has no schema, is waited for: /readyz says what to run."""
    engine = read_engine(url)
    with suppress(DBAPIError), engine.connect() as connection:
        check_schema(connection)
    engine.dispose()


def _fill_with_sample(url: str) -> None:
    """Only an empty database is filled, with the sample as its first release."""
    migrate(url)
    with write_engine(url).begin() as connection:
        if connection.scalar(select(models.publication.c.row_id).limit(1)) is None:
            published = publish_sample(connection, sealed=False)
            print(f"filled an empty database with the bundled sample, release {published.id}", flush=True)
    press().seal_all()
