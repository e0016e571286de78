"""The whole service on one screen: metrics, guard, budget, cache, routes, each in front of the next."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI
from starlette.types import ASGIApp

from api import __version__
from api.http import problems
from api.http.caching import Cached
from api.http.entries import Entries
from api.http.guard import Guard
from api.http.integrity import Integrity
from api.http.metrics import Measured, Metrics
from api.http.rate_limits import Budgets, ClientBudget
from api.http.reading import Reader
from api.http.supervision import follow_supervisor
from api.routes import ROUTES, pages
from api.settings import Settings

_DESCRIPTION = """Reports, figures and articles of a human-rights documentation organisation, in English (`lang=en`) and
Arabic (`lang=ar`). Every number comes with its evidence, its history and its caveats.

<div lang="ar" dir="rtl">تقارير وأرقام ومقالات منظمة توثّق انتهاكات حقوق الإنسان، بالعربية (<code>lang=ar</code>) والإنكليزية
(<code>lang=en</code>). مع كل رقم دليله وتاريخه وما يجب الانتباه إليه عند استخدامه.</div>"""


def create_app(settings: Settings | None = None) -> ASGIApp:
    """The service as an ASGI application."""
    settings = settings or Settings()
    app = FastAPI(
        title="SNHR Public Data API",
        version=__version__,
        description=_DESCRIPTION,
        servers=[{"url": settings.public_url}],
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_running,
    )
    app.state.settings = settings
    app.state.reader = Reader(*settings.reader_urls, seconds=settings.query_seconds, connections=settings.connections)
    app.state.integrity = Integrity(app.state.reader, settings.data_dir)
    app.state.budgets = Budgets(settings)
    app.state.entries = Entries(settings.cache_bytes)
    app.state.metrics = Metrics(app.state.reader, app.state.budgets, app.state.entries)
    problems.install(app, settings.public_url)
    app.router.routes += ROUTES
    pages.mount_assets(app)
    return in_front_of(app, settings)


def in_front_of(app: FastAPI, settings: Settings) -> ASGIApp:
    """The application behind its metrics, guard, the client's budget and the cache."""
    cached = Cached(app, app.state.reader, app.state.entries)
    budget = ClientBudget(cached, app.state.budgets, settings.public_url)
    guard = Guard(budget, settings.public_url)
    return Measured(guard, app.state.metrics, logs=settings.access_log)


@asynccontextmanager
async def _running(app: FastAPI) -> AsyncIterator[None]:
    follow_supervisor()
    anyio.to_thread.current_default_thread_limiter().total_tokens = app.state.settings.threads
    app.state.integrity.start(first=app.state.settings.look_first)
    async with app.state.reader.watched():
        yield
    app.state.integrity.stop()
    await app.state.budgets.close()
    app.state.reader.close()
