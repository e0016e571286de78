"""What every answer has: envelope, links, coded values, and the view in which records are shaped."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, NotRequired, TypeVar
from urllib.parse import quote

from typing_extensions import TypedDict

from api.queries.codelists import Codelists
from api.text.languages import Language

Record = TypeVar("Record")
Text = TypeVar("Text")


class Coded(TypedDict):
    """A code with its label in the wanted language."""

    code: str
    label: str


class Span(TypedDict):
    """First and last day, both inclusive."""

    start: date | None
    end: date | None


class SelfLink(TypedDict):
    """Where a record is."""

    self: str


class License(TypedDict):
    """The licence of the data."""

    name: str
    url: str | None


class Meta(TypedDict):
    """What is true of a whole answer."""

    language: Language
    release: str
    license: License
    attribution: str
    notice: NotRequired[str]


class ListMeta(Meta):
    """What is true of a list: how many records there are in all, and how many a page has."""

    total: int
    limit: int


class ListLinks(TypedDict):
    """Where a page is, and where the next and the first one are."""

    self: str
    next: str | None
    first: str


class ListAnswer(TypedDict, Generic[Record]):
    """A page of records."""

    data: list[Record]
    meta: ListMeta
    links: ListLinks


class RecordAnswer(TypedDict, Generic[Record]):
    """One record."""

    data: Record
    meta: Meta
    links: SelfLink


class ProblemMistake(TypedDict):
    """One thing wrong with a request."""

    parameter: str
    code: str
    detail: str
    allowed: NotRequired[list[str | int]]
    values: NotRequired[list[str]]


class Problem(TypedDict):
    """An RFC 9457 problem."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: NotRequired[list[ProblemMistake]]
    suggestion: NotRequired[str]


@dataclass(frozen=True)
class View:
    """How records are shaped: in which language, with which labels, under which public address, of which release."""

    language: Language
    codelists: Codelists
    public_url: str
    publisher: dict[Language, str]
    release: str

    def coded(self, name: str, code: str) -> Coded:
        """A code of a list, labelled."""
        return {"code": code, "label": self.codelists.label(name, code, self.language)}

    def optional(self, name: str, code: str | None) -> Coded | None:
        """A code that may be unknown."""
        return None if code is None else self.coded(name, code)

    def link(self, path: str, language: Language | None = None, **parameters: str) -> str:
        """The public address of a path under /v1, in the view's language or another one."""
        spoken = language or self.language
        if spoken != "en":
            parameters["lang"] = spoken
        # Made several times for each record: quoting one by one is what urlencode does, at a third of its time.
        asked = "&".join([f"{name}={quote(value)}" for name, value in parameters.items()])
        return f"{self.public_url}/v1{path}?{asked}" if asked else f"{self.public_url}/v1{path}"


def number(value: float) -> int | float:
    """A count as a whole number; a percentage may have decimals."""
    return int(value) if value == int(value) else value
