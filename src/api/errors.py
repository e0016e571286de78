"""What can go wrong, by meaning. Each error knows its HTTP status and its problem code; http/problems.py makes the answer.

ApiError ─ BadRequest (invalid-parameter), NotFound, UnknownRelease, Gone, Redacted, RangeNotSatisfiable, NotAdditive,
           TooManyCells, TooManyRequests, Unavailable, NotReady, Damaged, SearchOutdated
Refusal: what a command will not do; the command line prints its one line and exits with 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """One thing wrong with a request: the parameter, what kind of mistake (a key of text/problems.toml), what is allowed.

    values: codes of a code list that the mistake is about. They are named in its text.
    """

    parameter: str
    code: str
    allowed: Sequence[str | int] | None = None
    values: Sequence[str] = ()


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


class Malformed(ApiError):
    """What came over the connection is not HTTP, or could be read in two ways."""

    status = 400
    code = "malformed-request"


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


class Redacted(ApiError):
    """A file held words that were taken out of every release for somebody's safety; it is gone."""

    status = 410
    code = "redacted"


class RangeNotSatisfiable(ApiError):
    """A range that starts after the end of a file of so many bytes."""

    status = 416
    code = "range-not-satisfiable"

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size


class MethodNotAllowed(ApiError):
    """The service only reads: GET, HEAD and OPTIONS."""

    status = 405
    code = "method-not-allowed"


class SlowHead(ApiError):
    """A request head that was not complete in time."""

    status = 408
    code = "request-timeout"


class BodyTooLarge(ApiError):
    """A body, which means nothing here, above the limit or of unknown length."""

    status = 413
    code = "body-too-large"


class UriTooLong(ApiError):
    """An address above the limit."""

    status = 414
    code = "uri-too-long"


class NotAdditive(ApiError):
    """Numbers that must not become one. `instead`: the parameters of a question that shows them side by side."""

    status = 422
    code = "not-additive"

    def __init__(self, *mistakes: Mistake, instead: Mapping[str, str]) -> None:
        super().__init__(*mistakes)
        self.instead = instead


class TooManyCells(ApiError):
    """A table, or a chart, that would have more cells than one answer holds."""

    status = 422
    code = "too-many-cells"


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


class SearchOutdated(ApiError):
    """The search index was made by other rules than this program's."""

    status = 503
    code = "search-outdated"


class Refusal(Exception):
    """A command's input that is not taken. Its text is one line: what was refused, where, and what to do."""


class RefusedRows(Refusal):
    """Rows of a sheet that are not taken, a line for each; the text says how many and repeats the first."""

    def __init__(self, rows: Sequence[str]) -> None:
        more = f" (and {len(rows) - 1} more, listed above)" if len(rows) > 1 else ""
        super().__init__(f"{rows[0]}{more}; nothing was imported")
        self.rows = rows
