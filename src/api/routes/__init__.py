"""Every address under /v1, a file for each resource."""

from typing import Any

from fastapi import APIRouter

from api.routes import articles, changes, codelists, figures, releases, reports, root
from api.schemas.common import Problem

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": meaning, "content": {"application/problem+json": {}}}
    for status, meaning in (
        (400, "A parameter is unknown, repeated or out of range."),
        (404, "Nothing is at this address, or no release is of this name."),
        (410, "It was withdrawn; the answer says when and why."),
        (429, "A budget is spent; Retry-After says for how long."),
        (503, "The data cannot be read at the moment."),
    )
}

v1 = APIRouter(responses=_PROBLEMS)
v1.include_router(root.router)
for part in (reports, articles, figures, codelists, releases, changes):
    v1.include_router(part.router, prefix="/v1")
