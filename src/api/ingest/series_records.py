"""What series.toml declares: a series' names and caveats, its dimensions, and how the values of each may be added."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from api.codelists import bundled
from api.codelists.dimensions import ALL, DIMENSIONS
from api.text.plain import clean_line

MONTH = re.compile(r"(19[7-9]\d|20\d\d)-(0[1-9]|1[0-2])\Z", re.ASCII)
# Datasets of these names are there already, and a series' dataset has the name of the series.
_TAKEN = ("figures", "reports", "articles")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z", re.ASCII)

Line = Annotated[str, AfterValidator(clean_line), Field(min_length=1)]
Address = Annotated[str, Field(pattern=r"^https?://")]
Month = Annotated[str, Field(pattern=MONTH)]


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BothLines(_Declared):
    """A line in each language."""

    en: Line
    ar: Line


class BothLists(_Declared):
    """As many lines in one language as in the other."""

    en: list[Line]
    ar: list[Line]

    @model_validator(mode="after")
    def _paired(self) -> Self:
        if len(self.en) != len(self.ar):
            raise ValueError(f"{len(self.en)} lines in English, {len(self.ar)} in Arabic")
        return self


class OriginRecord(_Declared):
    """A licence or a source: its name in each language, and its address."""

    en: Line
    ar: Line
    url: Address | None = None


class OverlapRecord(_Declared):
    """One value that other values are part of, always or in some months. sum: it is exactly their sum."""

    whole: str
    parts: Annotated[list[str], Field(min_length=1)]
    sum: bool = False
    start: Month | None = None
    end: Month | None = None


class DimensionRecord(_Declared):
    """How a dimension's values relate.

    values: `partition` (each thing counted has exactly one of `parts`, which may be added), `incomplete` (apart, but a
    source names only some), `different` (other things are counted) or `overlapping`. total: the value that covers all
    others. default: what is taken when a question names none; `all` adds the parts of a partition.
    """

    values: Literal["partition", "incomplete", "different", "overlapping"]
    default: str | None = None
    total: str | None = None
    parts: list[str] = []
    overlaps: list[OverlapRecord] = []

    def named(self) -> set[str]:
        """Every code that the declaration names."""
        named = {*self.parts, *(code for overlap in self.overlaps for code in (overlap.whole, *overlap.parts))}
        return named | {code for code in (self.default, self.total) if code and code != ALL}

    @model_validator(mode="after")
    def _parts_go_with_partition(self) -> Self:
        if (self.values == "partition") != bool(self.parts):
            raise ValueError("parts: a partition lists all of its parts, and nothing else has parts")
        if self.default == ALL and self.values != "partition":
            raise ValueError("default: only a partition can be added over all of its parts")
        return self


class SeriesRecord(_Declared):
    """A declared table of numbers by month."""

    id: Annotated[str, Field(max_length=60, pattern=_ID)]
    unit: Literal["persons", "incidents", "munitions", "facilities"]
    date_basis: Literal["documented", "occurred", "unknown"]
    title: BothLines
    counted: BothLines
    caveats: BothLists
    license: OriginRecord | None = None
    source: OriginRecord
    dimensions: Annotated[dict[str, DimensionRecord], Field(min_length=1)]

    @field_validator("id")
    @classmethod
    def _a_name_of_its_own(cls, value: str) -> str:
        if value in _TAKEN:
            raise ValueError(f"{value} is the name of another dataset")
        return value

    @model_validator(mode="after")
    def _known_codes(self) -> Self:
        for name, dimension in self.dimensions.items():
            if name not in DIMENSIONS:
                raise ValueError(f"{name} is not a dimension; there are {', '.join(DIMENSIONS)}")
            for code in sorted(dimension.named() - set(bundled(DIMENSIONS[name]))):
                raise ValueError(f"dimensions.{name}: {code} is not in the code list {DIMENSIONS[name]}")
        return self
