"""What can go wrong, by meaning. Each error knows its HTTP status and its problem code; http/problems.py makes the answer.

ApiError ─ BadRequest (invalid-parameter), NotFound, UnknownRelease, Gone, TooManyRequests, Unavailable, NotReady, Damaged
Refusal: what a command will not do; the command line prints its one line and exits with 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """One thing wrong with a request: the parameter, what kind of mistake (a key of text/problems.toml), what is allowed."""

    parameter: str
    code: str
    allowed: Sequence[str | int] | None = None


class ApiError(Exception):
    """Anything the service answers with a problem instead of data."""

    status = 500
    code = "internal-error"

    def __init__(self, *mistakes: Mistake, retry_after: int | None = None, members: Mapping[str, object] | None = None) -> None:
        super().__init__(self.code)
        self.mistakes = mistakes
        self.retry_after = retry_after
        self.members = members or {}


class BadRequest(ApiError):
    """A parameter that is unknown, repeated, malformed or out of range."""

    status = 400
    code = "invalid-parameter"


class BadHost(ApiError):
    """A request with no Host header, with two, or with a malformed one."""

    status = 400
    code = "bad-host"


class NotFound(ApiError):
    """Nothing published has this address."""

    status = 404
    code = "not-found"


class UnknownRelease(ApiError):
    """No release has this id, or none existed at this day or time; `nearest` is the id of the one that lies nearest."""

    status = 404
    code = "unknown-release"

    def __init__(self, parameter: str, nearest: str) -> None:
        super().__init__(Mistake(parameter, "unknown-release", [nearest]), members={"nearest": nearest})
        self.nearest = nearest


class Gone(ApiError):
    """What was here was withdrawn in this release or before; `members` say why and what it was."""

    status = 410
    code = "withdrawn"


class MethodNotAllowed(ApiError):
    """The service only reads: GET, HEAD and OPTIONS."""

    status = 405
    code = "method-not-allowed"


class UriTooLong(ApiError):
    """An address above the limit."""

    status = 414
    code = "uri-too-long"


class TooManyRequests(ApiError):
    """A budget is spent; `budget` is its name, and in `retry_after` seconds there is something in it again."""

    status = 429
    code = "too-many-requests"

    def __init__(self, budget: str, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
        self.budget = budget


class HeadersTooLarge(ApiError):
    """A request head above the limit."""

    status = 431
    code = "headers-too-large"


class Unavailable(ApiError):
    """The database did not answer in time, or not at all."""

    status = 503
    code = "unavailable"


class NotReady(ApiError):
    """Nothing has been published yet."""

    status = 503
    code = "not-ready"


class Damaged(ApiError):
    """What is stored of a release is not what its manifest says: it is not served."""

    status = 503
    code = "damaged-release"


class Refusal(Exception):
    """A command's input that is not taken. Its text is one line: what was refused, where, and what to do."""
