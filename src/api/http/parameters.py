"""What every route under /v1 asks with: the request, what it may read, and a check that no parameter is repeated or empty."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, get_type_hints

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.types import Receive, Scope, Send

from api.errors import BadRequest, Mistake
from api.http.problems import shown_name
from api.http.questions import question_of
from api.http.reading import Reader
from api.queries.parameters import FileQuery
from api.queries.snapshot import ReleaseRow, Snapshot
from api.schemas.common import View
from api.settings import Settings
from api.text.languages import LANGUAGES

# Lists whose pages are found by an index as long as nothing else is asked than this: the longest takes a few milliseconds.
_BRIEF_LISTS = frozenset(("/v1/articles", "/v1/reports", "/v1/figures"))
_BRIEF = frozenset(("cursor", "fields", "lang", "limit", "release", "sort"))
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


@dataclass(frozen=True)
class Asking:
    """One request under /v1, with the service's parts. asked: its parameters."""

    request: Request
    asked: Mapping[str, str]
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


def data_router(tag: str) -> APIRouter:
    """A router of addresses under /v1, which all may answer with the same problems."""
    return APIRouter(prefix="/v1", tags=[tag], responses=_PROBLEMS, route_class=_DataRoute)


class _DataRoute(APIRoute):
    """A route of `query`, a model of all its parameters, and `ask`.

    FastAPI describes it. But it would go through the model field by field at each request, which costs as much as the database:
    here the model reads the query in one go. The rest of a path is text. The guard has let through no other method than GET.
    """

    def __init__(self, path: str, endpoint: Callable[..., Response], **described: Any) -> None:
        super().__init__(path, endpoint, **described)
        self._model: type[FileQuery] = get_type_hints(endpoint)["query"]

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        ask = _asking(Request(scope, receive))
        query = _read(self._model, ask.asked)
        briefly = scope["path"] in _BRIEF_LISTS and _BRIEF.issuperset(ask.asked)
        reading = partial(self.endpoint, query=query, ask=ask, **scope["path_params"])
        response: Response = await ask.reader.run(reading, briefly=briefly)
        await response(scope, receive, send)


def _asking(request: Request) -> Asking:
    given = question_of(request.scope["path"], request.scope["query_string"]).asked
    asked = dict(given)
    if len(asked) < len(given) or not all(map(str.strip, asked.values())):
        raise _mistaken(given)
    state = request.app.state
    return Asking(request, asked, state.settings, state.reader)


def _mistaken(given: Sequence[tuple[str, str]]) -> BadRequest:
    counts = Counter(name for name, _ in given)
    repeated = [Mistake(shown_name(name), "repeated-parameter") for name, count in counts.items() if count > 1]
    empty = [Mistake(shown_name(name), "empty-value") for name, value in given if not value.strip()]
    return BadRequest(*repeated, *empty)


def _read(model: type[FileQuery], asked: Mapping[str, str]) -> FileQuery:
    try:
        return model.model_validate(asked)
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": ("query", *one["loc"])} for one in error.errors()]) from None
