"""Query parameters that every resource shares, and how their values are read. Nothing is clamped or ignored."""

import re
from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from api.errors import BadRequest, Mistake
from api.text.languages import Language

MAX_LIMIT = 100
MAX_CURSOR = 512
MAX_SEARCH = 200
MAX_LIST = 1000
RELEVANCE = "relevance"

_WHOLE = re.compile(r"\d{1,9}\Z", re.ASCII)
_DECIMAL = re.compile(r"\d{1,12}(\.\d{1,6})?\Z", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_MONTH = re.compile(r"(19[7-9]\d|20\d\d)(-(0[1-9]|1[0-2]))?\Z", re.ASCII)


def _must_match(pattern: re.Pattern[str], code: str) -> Callable[[object], object]:
    def check(value: object) -> object:
        if isinstance(value, str) and not pattern.match(value):
            raise PydanticCustomError(code, "{code}", {"code": code})
        return value

    return check


def _iso_day(value: object) -> object:
    _must_match(_DAY, "not-a-date")(value)
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("not-a-date", "not a day of the calendar") from None
    return value


def _no_empty_part(value: str | None) -> str | None:
    if value is not None and not all(part.strip() for part in value.split(",")):
        raise PydanticCustomError("empty-value", "an empty value")
    return value


def _claim(value: object) -> object:
    if isinstance(value, str) and value not in ("true", "false"):
        raise PydanticCustomError("not-a-boolean", "true or false")
    return value


Whole = Annotated[int, BeforeValidator(_must_match(_WHOLE, "not-a-number"))]
Number = Annotated[float, BeforeValidator(_must_match(_DECIMAL, "not-a-number"))]
Day = Annotated[date, BeforeValidator(_iso_day)]
Month = Annotated[str, BeforeValidator(_must_match(_MONTH, "not-a-month"))]
Claim = Annotated[bool, BeforeValidator(_claim)]
Values = Annotated[
    str,
    Field(max_length=MAX_LIST, description="One or more values, separated by commas: any of them."),
    AfterValidator(_no_empty_part),
]
Format = Literal["json", "csv", "ndjson"]


class FileQuery(BaseModel):
    """The parameters of a file, which is the same in every language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lang: Language = Field("en", description="Language of labels and texts. Codes never change with it.")
    release: str | None = Field(
        None,
        max_length=40,
        description="A release id, a day, or a UTC time: the data as it was then. Default: current.",
    )


class RecordQuery(FileQuery):
    """The parameters of a single record."""

    fields: Values | None = Field(None, description="Keep only these fields of each record.")


class TableQuery(RecordQuery):
    """The parameters of a list that always comes whole."""

    format: Format = Field("json", description="csv and ndjson give all rows of the query.")
    bom: Literal["0", "1"] | None = Field(None, description="1 puts a byte order mark before CSV, for spreadsheets.")


class ListQuery(TableQuery):
    """The parameters of a list in pages. `sorts` names what it may be ordered by; the first is the default."""

    sorts: ClassVar[tuple[str, ...]] = ("-published_on", "published_on")

    limit: Whole | None = Field(None, ge=1, le=MAX_LIMIT, description="Records on a page, 1 to 100. Default 20.")
    cursor: str | None = Field(None, max_length=MAX_CURSOR, description="Where to go on: taken from links.next.")
    sort: str | None = Field(None, max_length=40, description="A field to order by; a minus sign means descending.")

    @cached_property
    def filters(self) -> dict[str, Any]:
        """The parameters that decide which records there are and in which order: what a cursor is bound to."""
        shown = {"lang", "limit", "cursor", "fields", "format", "bom", "facets"}
        return self.model_dump(mode="json", exclude=shown, exclude_none=True)

    def order(self) -> tuple[str, bool]:
        """The name to order by, and whether it is descending."""
        sort = self.sort or self.sorts[0]
        if sort not in self.sorts:
            raise BadRequest(Mistake("sort", "invalid-value", self.sorts))
        return sort.removeprefix("-"), sort.startswith("-")


class SearchQuery(ListQuery):
    """The parameters of a list that can be searched and counted by facets. With q the best come first."""

    q: str | None = Field(
        None,
        max_length=MAX_SEARCH,
        description='Words that a record has, in any of their forms and in either language. "..." is a phrase; -word excludes.',
    )
    facets: Values | None = Field(
        None, description="Counts of the records found, by section, year, place, party, violation, language."
    )

    def order(self) -> tuple[str, bool]:
        """The name to order by, and whether it is descending."""
        if self.sort is None and self.q:
            return RELEVANCE, True
        if self.sort == f"-{RELEVANCE}" and not self.q:
            raise BadRequest(Mistake("sort", "only-with-q", [sort for sort in self.sorts if sort != self.sort]))
        return super().order()


def values(given: str | None) -> tuple[str, ...]:
    """The values of a comma-separated parameter."""
    return tuple(part.strip() for part in given.split(",")) if given else ()


def check_range(start: tuple[str, object], end: tuple[str, object]) -> None:
    """Refuses a range whose end lies before its start. Each is a parameter's name and value (or None)."""
    if start[1] is not None and end[1] is not None and end[1] < start[1]:  # type: ignore[operator]  # both of one type
        raise BadRequest(Mistake(end[0], "reversed-range"))
