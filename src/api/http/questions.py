"""The question that a request under /v1 asks: one canonical form of its query, for cache, ETag, budgets and links alike."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from api.errors import BadRequest, Mistake
from api.http.problems import page_language, shown_name
from api.queries.embeds import meant_at
from api.queries.paging import release_of
from api.text.languages import Language

# The formats that give a whole query; a chart or a JSON-stat table costs what its JSON costs.
_EXPORTS = ("csv", "ndjson", "xlsx")
_RELEASE_ID = re.compile(r"\d{4}-\d{2}-\d{2}\.\d+\Z", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# Addresses are at most 4 KiB: this many cannot fill the memory, whatever is asked.
_REMEMBERED = 1024


@dataclass(frozen=True)
class Question:
    """What is asked at a path. `number` is the release that a cursor speaks of; `digest` stands for path and query in an ETag.

    asked: the parameters, in their canonical order.
    """

    query: bytes
    asked: tuple[tuple[str, str], ...]
    digest: str
    language: Language
    release: str | None
    number: int | None
    searches: bool
    exports: bool

    @property
    def is_pinned(self) -> bool:
        """Whether it names one release by its id, so that its answer does not move with the current one."""
        return self.release is not None and _RELEASE_ID.match(self.release) is not None


def under_v1(path: str) -> bool:
    """Whether a path belongs to the API."""
    return path == "/v1" or path.startswith("/v1/")


def is_of_release(path: str) -> bool:
    """Whether the answer at a path follows from a release: under /v1, in frames and on the landing page."""
    return under_v1(path) or path.startswith("/embed/") or path in ("/", "/ar/")


@lru_cache(maxsize=_REMEMBERED)
def question_of(path: str, query_string: bytes) -> Question:
    """Sorted by name, percent-encoded in one way, and without lang=en, which is the default of every path.

    Outside /v1 a parameter that means nothing there is left out.

    BadRequest where a parameter is not UTF-8 or has control characters. Whether it is known and in range is for the route to say.
    """
    asked = _parameters(query_string)
    if not under_v1(path):
        asked = [(name, value) for name, value in asked if name in meant_at(path)]
    asked = _in_order(asked)
    query = urlencode(asked, safe=",").encode()
    named = dict(asked)
    return Question(
        query=query,
        asked=tuple(asked),
        digest=hashlib.blake2s(path.encode("utf-8", "surrogateescape") + b"\0" + query, digest_size=4).hexdigest(),
        language="ar" if named.get("lang") == "ar" else page_language(path),
        release=named.get("release"),
        number=release_of(named["cursor"]) if "cursor" in named else None,
        searches="q" in named,
        exports=named.get("format") in _EXPORTS,
    )


def canonical(parameters: Iterable[tuple[str, str]]) -> str:
    """Parameters as a query in its one form, the cursor last. A repeated lang stays: it is for the route to refuse."""
    return urlencode(_in_order(parameters), safe=",")


def _in_order(parameters: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    asked = sorted(parameters, key=lambda item: (item[0] == "cursor", item[0]))
    if [value for name, value in asked if name == "lang"] == ["en"]:
        asked.remove(("lang", "en"))
    return asked


def _parameters(query_string: bytes) -> list[tuple[str, str]]:
    try:
        asked = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise BadRequest(Mistake("(unreadable)", "not-text")) from None
    bad = [Mistake(shown_name(name), "not-text") for name, value in asked if _CONTROL.search(name + value)]
    if bad:
        raise BadRequest(*bad)
    return asked
