"""A figure as named cells of text, as a person sees and fills them; and cells back to a figure, checked one by one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from api.errors import Refusal
from api.ingest.figure_drafts import stands
from api.ingest.records import EvidenceRecord, FigureRecord, PeriodRecord
from api.ingest.settling import said_in
from api.text.languages import LANGUAGES, Language
from api.text.plain import clean, sentence_around

Cells = Mapping[str, str]

_CODES = ("qualifier", "unit", "violation", "victim", "party", "attribution", "place")
_PERIOD = ("period", "period_kind", "date_basis")
_WORDS = ("quote", "place_detail", "period_text")
DIMENSIONS = ("value", *_CODES, *_PERIOD, "weapon", "facility", "subset_of")
FIELDS = (*DIMENSIONS, *(f"{name}_{language}" for name in _WORDS for language in LANGUAGES))
# One cell for both days: a spreadsheet would turn a day alone into a date of its own spelling.
_SPAN = re.compile(r"(\d{4}-\d\d-\d\d|\.\.)/(\d{4}-\d\d-\d\d|\.\.)")
_NUMBER = re.compile(r"\d+(\.\d+)?")
_PREFIX = "Value error, "


class WrongCell(Refusal):
    """A cell that is not taken: its field, what is wrong with it, and the figure, where the row is not known."""

    def __init__(self, field: str, problem: str, key: str | None = None) -> None:
        super().__init__(f"{field}: {problem}")
        self.field, self.problem, self.key = field, problem, key


@dataclass(frozen=True)
class Texts:
    """Where words are looked for: the bodies by language, and the sentences that they stand in, where those are known."""

    bodies: Mapping[str, str]
    sentences: Mapping[str, str]


def cells_of(figure: FigureRecord) -> dict[str, str]:
    """The fields of a figure as text; what is unknown is an empty cell."""
    cells = {name: shown(getattr(figure, name)) for name in DIMENSIONS}
    for language in LANGUAGES:
        said = said_in(figure, language)
        cells.update({f"{name}_{language}": shown(getattr(said, name)) if said else "" for name in _WORDS})
    return {name: cells[name] for name in FIELDS}


def figure_of(cells: Cells, texts: Texts, known: FigureRecord | None = None, key: str = "") -> FigureRecord:
    """The figure that cells describe: `known` with other cells, or a new one, of which an empty cell takes the default.

    Raises WrongCell.
    """
    stated = {**(cells_of(known) if known else {}), **cells}
    given: dict[str, Any] = known.model_dump(exclude={"evidence", "period", *DIMENSIONS}) if known else {"key": key}
    for name in ("value", *_CODES, "period_kind", "date_basis", "weapon", "facility", "subset_of"):
        cell = stated.get(name, "").strip()
        if cell or known or FigureRecord.model_fields[name].is_required():
            given[name] = _value(cell) if name == "value" else cell or None
    given["period"] = _period(stated.get("period", "").strip())
    given["evidence"] = [said for language in LANGUAGES if (said := _words(language, stated, texts, known))]
    if not given["evidence"]:
        raise WrongCell("quote_en", "a figure needs the words that it was read from, in one language at least")
    return _checked(given)


def _checked(given: Mapping[str, Any]) -> FigureRecord:
    try:
        return FigureRecord.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else "value"
        problem = "this may not be empty" if first["input"] is None else first["msg"].removeprefix(_PREFIX)
        raise WrongCell(field, problem) from None


def _words(language: Language, stated: Cells, texts: Texts, known: FigureRecord | None) -> EvidenceRecord | None:
    quote = clean(stated.get(f"quote_{language}", ""))
    detail, period = (clean(stated.get(f"{name}_{language}", "")) or None for name in ("place_detail", "period_text"))
    said = said_in(known, language) if known else None
    if not quote:
        if said is None and (detail or period):
            raise WrongCell(f"quote_{language}", "a place detail or the words of a period belong to words of the text")
        return None
    kept = said is not None and said.quote == quote
    start = said.start if said and kept else _locate(quote, language, texts, said)
    return EvidenceRecord(language=language, quote=quote, start=start, place_detail=detail, period_text=period)


def _locate(quote: str, language: Language, texts: Texts, said: EvidenceRecord | None) -> int:
    """Where new words stand: in the sentence of the words that they replace, or in the sentence given, or else in the text."""
    field, body = f"quote_{language}", texts.bodies.get(language)
    if body is None:
        raise WrongCell(field, f"the publication has no text in this language ({language})")
    sentence = clean(texts.sentences.get(language, ""))
    if not sentence and said and stands(said, body):
        sentence = sentence_around(body, said.start, said.end)
    around = sentence if quote in sentence else body
    if around not in body:
        raise WrongCell(f"sentence_{language}", "this sentence does not stand in the text")
    if around.count(quote) != 1 or body.count(around) != 1:
        often = "more than once" if quote in body else "nowhere"
        raise WrongCell(field, f"these words stand {often} in the text; give words that stand once, or their whole sentence")
    return body.index(around) + around.index(quote)


def _value(cell: str) -> float:
    if not _NUMBER.fullmatch(cell):
        raise WrongCell("value", "a number in digits is expected, without separators")
    return float(cell)


def _period(cell: str) -> dict[str, date | None]:
    days = _SPAN.fullmatch(cell or "../..")
    try:
        start, end = (None if day == ".." else date.fromisoformat(day) for day in (days.groups() if days else ("", "")))
    except ValueError:
        raise WrongCell("period", "a period is written 2016-09-19/2016-10-14; an unknown day is ..") from None
    return {"start": start, "end": end}


def shown(value: Any) -> str:
    """A value as a cell; unknown is empty."""
    if value is None or value == PeriodRecord():
        return ""
    if isinstance(value, PeriodRecord):
        return f"{value.start or '..'}/{value.end or '..'}"
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)
