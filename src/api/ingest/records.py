"""What every source yields: validated, plain, without a database."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from api.codelists import bundled
from api.text.languages import Language
from api.text.plain import clean, clean_line


def _code_of(name: str) -> AfterValidator:
    def check(code: str) -> str:
        if code not in bundled(name):
            raise ValueError(f"{code} is not in the code list {name}: {', '.join(bundled(name))}")
        return code

    return AfterValidator(check)


Line = Annotated[str, AfterValidator(clean_line), Field(min_length=1)]
Text = Annotated[str, AfterValidator(clean), Field(min_length=1)]
Section = Annotated[str, _code_of("sections")]
Place = Annotated[str, _code_of("places")]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PeriodRecord(_Record):
    """First and last day, both inclusive."""

    start: date | None = None
    end: date | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.start and self.end and self.end < self.start:
            raise ValueError("the period ends before it starts")
        return self


class QuoteRecord(_Record):
    """What a person said."""

    text: Line
    speaker: Line
    role: Line | None = None


class DocumentRecord(_Record):
    """A file that belongs to a text."""

    url: str
    media_type: str = "application/pdf"


class TextRecord(_Record):
    """A publication in one language. related: addresses of other pages that it links to."""

    language: Language
    title: Line
    title_origin: Literal["original", "translated"] = "original"
    subtitle: Line | None = None
    summary: Annotated[Line, Field(max_length=280)]
    body: Text
    url: str | None = None
    quotes: list[QuoteRecord] = []
    documents: list[DocumentRecord] = []
    related: list[str] = []


class PublicationRecord(_Record):
    """A publication as far as a source states it; what is not stated is None or empty. sections: the first is the primary one."""

    kind: Literal["report", "statement", "news"]
    published_on: date | None = None
    modified_on: date | None = None
    period: PeriodRecord = PeriodRecord()
    sections: list[Section] = []
    places: list[Place] = []


class PageRecord(_Record):
    """What one page gives: the publication as the page states it, and its text. post_id: the site's own number for the page."""

    publication: PublicationRecord
    text: TextRecord
    post_id: int | None = None


class PostRecord(_Record):
    """What one post of a site gives. page is None where it was not taken; `refusal` says why.

    modified: as the site spells it. alternates: addresses of its page in the other language. unknown_categories: paths of names.
    """

    post_id: int
    modified: str | None = None
    page: PageRecord | None = None
    refusal: str | None = None
    alternates: list[str] = []
    unknown_categories: list[str] = []


class BodyRecord(_Record):
    """An answer of a site that was read."""

    address: str
    bytes: int
    sha256: str


class EvidenceRecord(_Record):
    """The words that a figure was read from, from code point `start` of the body in that language on.

    proposed: found for a figure that was accepted without them.
    """

    language: Language
    quote: Annotated[str, Field(min_length=1)]
    start: Annotated[int, Field(ge=0)]
    place_detail: Line | None = None
    period_text: Line | None = None
    proposed: bool = False

    @property
    def end(self) -> int:
        """Where the words end, exclusive."""
        return self.start + len(self.quote)


class FigureRecord(_Record):
    """A number that a text states. key and subset_of name figures of the same publication: ids, or names for new ones.

    reviewed_on: when it was accepted. ordinal: its place among the publication's figures, kept once it has one.
    """

    key: str
    ordinal: int | None = None
    value: Annotated[float, Field(ge=0)]
    qualifier: Annotated[str, _code_of("qualifiers")] = "exact"
    unit: Annotated[str, _code_of("units")]
    violation: Annotated[str, _code_of("violations")]
    victim: Annotated[str, _code_of("victims")] = "any"
    party: Annotated[str, _code_of("parties")] | None = None
    attribution: Literal["stated", "believed"] = "stated"
    place: Place | None = None
    period: PeriodRecord = PeriodRecord()
    period_kind: Literal["window", "to-date", "snapshot"] = "window"
    date_basis: Literal["documented", "occurred", "unknown"] = "documented"
    weapon: Annotated[str, _code_of("weapons")] | None = None
    facility: Annotated[str, _code_of("facilities")] | None = None
    subset_of: str | None = None
    reviewed_on: date | None = None
    revision_reason: Annotated[str, _code_of("reasons")] | None = None
    revision_note_en: Line | None = None
    revision_note_ar: Line | None = None
    evidence: Annotated[list[EvidenceRecord], Field(min_length=1)]

    @model_validator(mode="after")
    def _meaningful(self) -> Self:
        if self.unit != "percent" and self.value != int(self.value):
            raise ValueError(f"{self.value} {self.unit}: a count has no decimals")
        if self.attribution == "believed" and self.party in (None, "all-parties"):
            raise ValueError("a believed attribution names the party that is believed to have done it")
        return self
