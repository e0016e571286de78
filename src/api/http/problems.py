"""Errors as RFC 9457 problems, made in one place for every path: what went wrong, in the wanted language, echoing nothing."""

import logging
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic.fields import FieldInfo
from starlette.exceptions import HTTPException
from starlette.types import Scope

from api.database import DATABASE_ERRORS
from api.errors import (
    ApiError,
    BadRequest,
    MethodNotAllowed,
    Mistake,
    NotAdditive,
    NotFound,
    RangeNotSatisfiable,
    TooManyRequests,
    Unavailable,
)
from api.schemas.common import Problem, ProblemMistake
from api.text import messages
from api.text.languages import Language

MEDIA_TYPE = "application/problem+json"
_RETRY_SECONDS = 1
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}\Z", re.ASCII)
_BOUNDS = ("ge", "le", "max_length")
_log = logging.getLogger(__name__)

# pydantic's kinds of mistake in ours; any other is an invalid value.
_MISTAKES = {
    "extra_forbidden": "unknown-parameter",
    "missing": "missing-value",
    "greater_than_equal": "out-of-range",
    "less_than_equal": "out-of-range",
    "string_too_long": "too-long",
}


def page_language(path: str) -> Language:
    """The language of a page for people: its path says it."""
    return "ar" if path.startswith("/ar/") else "en"


def asked_language(scope: Scope) -> Language:
    """The language that a request asks for, by its path or `lang`; English where it asks for none that there is."""
    if page_language(scope["path"]) == "ar":
        return "ar"
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [])
    return "ar" if asked == ["ar"] else "en"


def problem_response(error: ApiError, scope: Scope, public_url: str) -> Response:
    """An error as an answer."""
    language = asked_language(scope)
    title, detail = messages.problem(error.code, language)
    body: Problem = {
        "type": f"{public_url}/problems/{error.code}",
        "title": title,
        "status": error.status,
        "detail": detail,
        "instance": f"urn:uuid:{uuid.uuid4()}",
    }
    if error.mistakes:
        body["errors"] = [_mistake(mistake, language) for mistake in error.mistakes]
    if isinstance(error, NotAdditive):
        body["suggestion"] = f"{public_url}{scope['path']}?{urlencode(error.instead, safe=',')}"
    return Response(
        orjson.dumps({**body, **error.members}, option=orjson.OPT_UTC_Z), error.status, _headers(error, language), MEDIA_TYPE
    )


def install(app: FastAPI, public_url: str) -> None:
    """Makes the application answer every error with a problem."""

    def answer(request: Request, error: ApiError) -> Response:
        return problem_response(error, request.scope, public_url)

    async def of_api_error(request: Request, error: Exception) -> Response:
        return answer(request, error if isinstance(error, ApiError) else ApiError())

    async def of_validation(request: Request, error: Exception) -> Response:
        errors = error.errors() if isinstance(error, RequestValidationError) else ()
        return answer(request, BadRequest(*mistakes_of(errors, _known_parameters(request))))

    async def of_http(request: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", 404)
        return answer(request, MethodNotAllowed() if status == MethodNotAllowed.status else NotFound())

    async def of_database(request: Request, error: Exception) -> Response:
        _log.error("the database did not answer: %s", type(error).__name__)
        return answer(request, Unavailable(retry_after=_RETRY_SECONDS))

    app.add_exception_handler(ApiError, of_api_error)
    app.add_exception_handler(RequestValidationError, of_validation)
    app.add_exception_handler(HTTPException, of_http)
    for kind in DATABASE_ERRORS:
        app.add_exception_handler(kind, of_database)
    app.add_exception_handler(Exception, of_api_error)


def mistakes_of(errors: Iterable[Any], known: Mapping[str, FieldInfo]) -> list[Mistake]:
    """Pydantic's errors as mistakes that name the parameter, never its value, and what is allowed of the known ones."""
    return [Mistake(shown_name(str(error["loc"][-1])), _code(error), _allowed(error, known)) for error in errors]


def shown_name(name: str) -> str:
    """A parameter's name as a problem may repeat it: a plain word, or nothing of it."""
    return name if _PLAIN_NAME.match(name) else "(unreadable)"


def _known_parameters(request: Request) -> Mapping[str, FieldInfo]:
    """The parameters of the route's query model."""
    route = request.scope.get("route")
    models = [field.field_info.annotation for field in route.dependant.query_params] if isinstance(route, APIRoute) else []
    return getattr(models[0], "model_fields", {}) if models else {}


def _code(error: Any) -> str:
    kind = str(error["type"])
    return kind if kind in messages.MISTAKE_CODES else _MISTAKES.get(kind, "invalid-value")


def _allowed(error: Any, known: Mapping[str, FieldInfo]) -> list[str | int] | None:
    """The values of a choice, both bounds of a number, the greatest length, or the names of all parameters."""
    if error["type"] == "extra_forbidden":
        return list(known)
    context = error.get("ctx") or {}
    if error["type"] == "literal_error":
        return list(re.findall(r"'([^']*)'", context["expected"]))
    field = known.get(str(error["loc"][-1]))
    bounds = [getattr(part, name) for part in (field.metadata if field else ()) for name in _BOUNDS if hasattr(part, name)]
    return bounds or None


def _mistake(mistake: Mistake, language: Language) -> ProblemMistake:
    shown: ProblemMistake = {
        "parameter": mistake.parameter,
        "code": mistake.code,
        "detail": messages.mistake(mistake.code, language, mistake.values),
    }
    if mistake.values:
        shown["values"] = list(mistake.values)
    if mistake.allowed is not None:
        shown["allowed"] = list(mistake.allowed)
    return shown


def _headers(error: ApiError, language: Language) -> dict[str, str]:
    lasting = error.status < 500 and error.status != 429
    headers = {
        "Cache-Control": "public, max-age=60" if lasting else "no-store",
        "Content-Language": language,
    }
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, RangeNotSatisfiable):
        headers["Content-Range"] = f"bytes */{error.size}"
    if isinstance(error, TooManyRequests):
        headers["RateLimit"] = f'"{error.budget}";r=0;t={error.retry_after}'
    return headers
