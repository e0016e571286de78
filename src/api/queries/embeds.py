"""What a frame on another site is asked with. Parameters that are not named here mean nothing outside /v1."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from api.queries.parameters import MAX_LIMIT, FileQuery, Values, Whole
from api.queries.statistics import StatisticsQuery

Theme = Literal["auto", "light", "dark"]
_SHOWN = 5


class EmbedQuery(FileQuery):
    """The parameters of every frame. Without a theme a frame follows the reader's own."""

    theme: Theme = "auto"


class ArticlesEmbedQuery(EmbedQuery):
    """The newest publications, of some sections or of all."""

    section: Values | None = None
    limit: Whole = Field(_SHOWN, ge=1, le=MAX_LIMIT)


class StatisticsEmbedQuery(StatisticsQuery):
    """A table of a series, with its filters and groups."""

    theme: Theme = "auto"


# What each of the frames may be asked with, by the start of its path; the service's other pages are asked with nothing.
_QUERIES: Mapping[str, type[FileQuery]] = {
    "/embed/articles/": EmbedQuery,
    "/embed/articles": ArticlesEmbedQuery,
    "/embed/figures/": EmbedQuery,
    "/embed/statistics/": StatisticsEmbedQuery,
}
_NOT_IN_FRAMES = frozenset({"format", "fields", "bom"})


def embed_query(path: str) -> type[FileQuery] | None:
    """The parameters of the frame at a path; None where there is no frame."""
    return next((query for start, query in _QUERIES.items() if path.startswith(start)), None)


def meant_at(path: str) -> frozenset[str]:
    """The names of the parameters that mean something at a path outside /v1."""
    query = embed_query(path)
    return frozenset(query.model_fields) - _NOT_IN_FRAMES if query else frozenset()
