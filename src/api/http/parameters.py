"""What every route under /v1 asks with: the request, what it may read, and a check that no parameter is repeated or empty."""

from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, get_type_hints

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api.errors import BadRequest, Mistake
from api.http.problems import shown_name
from api.http.reading import Reader
from api.queries.parameters import FileQuery
from api.queries.snapshot import ReleaseRow, Snapshot
from api.schemas.common import View
from api.settings import Settings
from api.text.languages import LANGUAGES

# The formats that give a whole query; a chart or a JSON-stat table costs what its JSON costs.
EXPORTS = ("csv", "ndjson", "xlsx")


@dataclass(frozen=True)
class Asking:
    """One request under /v1, with the service's parts."""

    request: Request
    settings: Settings
    reader: Reader

    def view(self, query: FileQuery, snapshot: Snapshot) -> View:
        """How the records of this answer are shaped."""
        return View(
            language=query.lang,
            codelists=snapshot.codelists,
            public_url=self.settings.public_url,
            publisher={language: self.settings.publisher_name(language) for language in LANGUAGES},
            release=snapshot.release.id,
        )

    def release(self, query: FileQuery, number: int | None = None) -> ReleaseRow:
        """The release that this request reads."""
        return self.reader.release(query.release, number)


async def _ask(request: Request) -> Asking:
    return _asking(request)


Ask = Annotated[Asking, Depends(_ask)]


class DataRoute(APIRoute):
    """A route of `query`, a model of all its parameters, and `ask`.

    FastAPI describes it. But it would go through the model field by field at each request, which costs as much as the database:
    here the model reads the query in one go. The rest of a path is text.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What answers a request."""
        endpoint, model = self.endpoint, get_type_hints(self.endpoint)["query"]

        async def answer(request: Request) -> Response:
            ask = _asking(request)
            query = _read(model, request)
            return await run_in_threadpool(endpoint, query=query, ask=ask, **request.path_params)

        return answer


def _asking(request: Request) -> Asking:
    given = request.query_params.multi_items()
    counts = Counter(name for name, _ in given)
    repeated = [Mistake(shown_name(name), "repeated-parameter") for name, count in counts.items() if count > 1]
    empty = [Mistake(shown_name(name), "empty-value") for name, value in given if not value.strip()]
    if repeated or empty:
        raise BadRequest(*repeated, *empty)
    return Asking(request, request.app.state.settings, request.app.state.reader)


def _read(model: type[FileQuery], request: Request) -> FileQuery:
    try:
        return model.model_validate(dict(request.query_params))
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": ("query", *one["loc"])} for one in error.errors()]) from None
