"""serve and migrate: the public service, and the schema that it stands on."""

from typing import Annotated

import typer
import uvicorn
from sqlalchemy import select

from api import models
from api.commands.writing import press
from api.database import migrate, write_engine
from api.http.wire import Wire
from api.sample import publish_sample
from api.settings import Settings


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


def migrate_database() -> None:
    """Bring the database to the newest schema."""
    migrate(Settings().database_url)
    print("the database has the newest schema")


def _fill_with_sample(url: str) -> None:
    """Only an empty database is filled, with the sample as its first release."""
    migrate(url)
    with write_engine(url).begin() as connection:
        if connection.scalar(select(models.publication.c.row_id).limit(1)) is None:
            published = publish_sample(connection, sealed=False)
            print(f"filled an empty database with the bundled sample, release {published.id}", flush=True)
    press().seal_all()
