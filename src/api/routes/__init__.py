"""Every address under /v1, a file for each resource."""

from typing import Any

from fastapi import APIRouter

from api.routes import (
    articles,
    changes,
    codelists,
    datasets,
    feeds,
    figures,
    oembed,
    releases,
    reports,
    resolve,
    root,
    statistics,
)

# By name, not as a model: FastAPI would work out that of each problem of each route at a worker's first request.
_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": meaning, "content": _PROBLEM}
    for status, meaning in (
        (400, "A parameter is unknown, repeated or out of range."),
        (404, "Nothing is at this address, or no release is of this name."),
        (422, "Numbers that must not be added (suggestion holds an address that is right), or too many cells."),
        (410, "It was withdrawn; the answer says when and why."),
        (429, "A budget is spent; Retry-After says for how long."),
        (503, "The data cannot be read at the moment."),
    )
}

v1 = APIRouter(responses=_PROBLEMS)
v1.include_router(root.router)
for part in (reports, articles, figures, statistics, datasets, codelists, releases, changes, resolve, feeds, oembed):
    v1.include_router(part.router, prefix="/v1")
