"""Every address of the service, a file for each resource."""

from starlette.routing import BaseRoute

from api.routes import (
    articles,
    changes,
    codelists,
    datasets,
    embeds,
    feeds,
    figures,
    health,
    oembed,
    pages,
    releases,
    reports,
    resolve,
    root,
    security,
    statistics,
)

_DATA = (root, reports, articles, figures, statistics, datasets, codelists, releases, changes, resolve, feeds, oembed)
_ROUTERS = (*(part.router for part in _DATA), releases.outside, embeds.router, health.router, security.router, pages.router)
# As one list and not as routers within a router, which would each be gone through anew to find a request's route.
ROUTES: list[BaseRoute] = [route for router in _ROUTERS for route in router.routes]
