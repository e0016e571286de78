"""Figures that a person has decided on, against a text as it is now: which of them it still states, and in which words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from api.ingest.figures.candidates import Candidate
from api.ingest.matching import differing
from api.ingest.records import EvidenceRecord, FigureRecord
from api.ingest.versions import Values
from api.text.languages import Language
from api.text.plain import sentence_around

# A text that changes under a published figure: the publisher put it right.
_CORRECTED = "source-corrected"


@dataclass(frozen=True)
class ReadText:
    """A text and what was read from it. owners: the figures that its candidates belong to, by the candidate's place."""

    language: Language
    body: str
    candidates: Sequence[Candidate]
    owners: dict[int, str] = field(default_factory=dict)
    rejected: set[int] = field(default_factory=set)

    def free(self) -> list[int]:
        """The places of candidates that belong to nothing yet."""
        return [place for place in range(len(self.candidates)) if place not in self.owners and place not in self.rejected]


def move(figures: Sequence[FigureRecord], rows: Sequence[Values], text: ReadText) -> list[FigureRecord]:
    """The figures, their words in this text found again in their own sentences; what was read there is theirs."""
    mine = {row["figure_id"]: row for row in rows if row["language"] == text.language}
    starts = {key: _find_again(row, list(mine.values()), text.body) for key, row in mine.items()}
    moved = [_with_start(figure, text.language, starts.get(figure.key)) for figure in figures]
    _claim(moved, text)
    return moved


def reopen(figures: Sequence[FigureRecord], text: ReadText, published: frozenset[str]) -> list[FigureRecord]:
    """The figures, those whose words are gone given the words that now say the same or another value, for a person to decide.

    Words that stand in another sentence and still mean the same are not asked about.
    """
    return [_reopened(figure, text, published) for figure in figures]


def said_in(figure: FigureRecord, language: str) -> EvidenceRecord | None:
    """A figure's words in one language."""
    return next((said for said in figure.evidence if said.language == language), None)


def with_words(figure: FigureRecord, words: EvidenceRecord) -> FigureRecord:
    """A figure with other words in their language."""
    others = [said for said in figure.evidence if said.language != words.language]
    return figure.model_copy(update={"evidence": sorted([*others, words], key=lambda said: said.language, reverse=True)})


def words_of(candidate: Candidate, language: Language, *, proposed: bool = False) -> EvidenceRecord:
    """A candidate's words as evidence."""
    return EvidenceRecord(
        language=language,
        quote=candidate.quote,
        start=candidate.start,
        place_detail=candidate.place_detail,
        period_text=candidate.period_text,
        proposed=proposed,
    )


def _find_again(row: Values, rows: Sequence[Values], body: str) -> int | None:
    """Where a figure's words stand now: where they stood, or where their sentence stands, in the order of the same words."""
    quote, sentence = row["quote"], row["sentence"]
    places = [place for place in _places(body, quote) if sentence_around(body, place, place + len(quote)) == sentence]
    if row["start_at"] in places:
        return int(row["start_at"])
    same = sorted({other["start_at"] for other in rows if (other["quote"], other["sentence"]) == (quote, sentence)})
    nth = same.index(row["start_at"])
    return places[nth] if nth < len(places) else None


def _places(body: str, words: str) -> list[int]:
    places, start = [], body.find(words)
    while start >= 0:
        places.append(start)
        start = body.find(words, start + 1)
    return places


def _with_start(figure: FigureRecord, language: Language, start: int | None) -> FigureRecord:
    said = said_in(figure, language)
    if said is None or start is None:
        return figure
    return with_words(figure, said.model_copy(update={"start": start}))


def _claim(figures: Sequence[FigureRecord], text: ReadText) -> None:
    """Gives each figure the candidate that was read from its words; where several were, the one most like it."""
    pairs = []
    for order, figure in enumerate(figures):
        said = said_in(figure, text.language)
        if said and text.body[said.start : said.end] == said.quote:
            for place, candidate in enumerate(text.candidates):
                if candidate.start < said.end and said.start < candidate.end:
                    pairs.append((len(differing(figure, candidate)), order, place))
    taken: set[int] = set()
    for _, order, place in sorted(pairs):
        if order not in taken and place not in text.owners:
            taken.add(order)
            text.owners[place] = figures[order].key


def _reopened(figure: FigureRecord, text: ReadText, published: frozenset[str]) -> FigureRecord:
    said = said_in(figure, text.language)
    if said is None or text.body[said.start : said.end] == said.quote:
        return figure
    place, differs = _successor(figure, said, text)
    if place is None:
        return figure
    text.owners[place] = figure.key
    candidate = text.candidates[place]
    changed = with_words(figure, words_of(candidate, text.language))
    if not differs and candidate.quote == said.quote:
        return changed
    reason = _CORRECTED if figure.key in published else None
    return changed.model_copy(update={"value": candidate.value, "reviewed_on": None, "revision_reason": reason})


def _successor(figure: FigureRecord, said: EvidenceRecord, text: ReadText) -> tuple[int | None, tuple[str, ...]]:
    """The candidate that says what the lost words said: in the same words, in others, or with another value."""
    found: Mapping[int, tuple[str, ...]] = {place: differing(figure, text.candidates[place]) for place in text.free()}
    ranked = sorted(
        (bool(differs), text.candidates[place].quote != said.quote, place)
        for place, differs in found.items()
        if differs in ((), ("value",))
    )
    return (ranked[0][2], found[ranked[0][2]]) if ranked else (None, ())
