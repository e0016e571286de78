"""What the search index holds of a record, state by state: the rows that it has in each span of releases, put together."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import Table

from api import models
from api.text.analyser import terms_of
from api.text.arabic import FAMILY
from api.text.languages import LANGUAGES
from api.text.names import names_in

NONE = "none"

Row = Mapping[str, Any]
Rows = Mapping[Table, Sequence[Row]]
Texts = tuple[tuple[str, ...], ...]
Fields = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class State:
    """One entry: its columns, and the texts of each field as they are stored."""

    columns: Mapping[str, Any]
    texts: Texts

    def fields(self) -> Fields:
        """The terms of each field: by far the most of the work, and only needed of an entry that is not there yet."""
        return tuple(map(_terms, self.texts))


def publication_states(rows: Rows) -> Iterator[State]:
    """The states of a publication, oldest first, from all its published rows."""
    yield from _merged(rows, _publication)


def figure_states(rows: Rows) -> Iterator[State]:
    """The states of all figures of a publication, from all its published rows."""
    for public_id in sorted({row["public_id"] for row in rows[models.figure]}):
        own = {
            **rows,
            models.figure: [row for row in rows[models.figure] if row["public_id"] == public_id],
            models.figure_evidence: [row for row in rows[models.figure_evidence] if row["figure_id"] == public_id],
        }
        yield from _merged(own, _figure)


def _merged(rows: Rows, state_of: Callable[[Rows], State | None]) -> Iterator[State]:
    """One state for each span of releases in which nothing of it changes."""
    limits = {row[name] for part in rows.values() for row in part for name in ("first_release", "removed_in")}
    spans: list[tuple[int, int | None, State | None]] = []
    for first, removed in pairwise([*sorted(limits - {None}), None]):
        state = state_of({table: [row for row in part if _is_in(row, first)] for table, part in rows.items()})
        since = spans.pop()[0] if spans and spans[-1][2] == state else first
        spans.append((since, removed, state))
    for first, removed, state in spans:
        if state:
            yield replace(state, columns={**state.columns, "first_release": first, "removed_in": removed})


def _is_in(row: Row, number: int) -> bool:
    return bool(row["first_release"] <= number and (row["removed_in"] is None or row["removed_in"] > number))


def _publication(rows: Rows) -> State | None:
    if not rows[models.publication]:
        return None
    (own,), texts = rows[models.publication], rows[models.publication_text]
    figures = rows[models.figure]
    columns = {
        **_shared(own, own, rows),
        "kind": own["kind"],
        "place": _codes(row["place"] for row in rows[models.publication_place]),
        "party": _codes(row["party"] for row in figures) if figures else "",
        "violation": " ".join(sorted({row["violation"] for row in figures})),
        "language": _codes(row["language"] for row in texts),
    }
    ordered = sorted(texts, key=lambda row: LANGUAGES.index(row["language"]))
    title = _texts(row["title"] for row in ordered)
    subtitle = _texts(row["subtitle"] for row in ordered)
    return State(columns, (title, subtitle, _texts(text for row in ordered for text in (row["summary"], row["body"]))))


def _figure(rows: Rows) -> State | None:
    if not rows[models.figure] or not rows[models.publication]:
        return None
    (own,), (publication,) = rows[models.figure], rows[models.publication]
    said = sorted(rows[models.figure_evidence], key=lambda row: LANGUAGES.index(row["language"]))
    columns = {
        **_shared(own, publication, rows),
        "place": own["place"] or NONE,
        "party": own["party"] or NONE,
        "violation": own["violation"],
        "language": _codes(row["language"] for row in said),
    }
    return State(columns, ((), (), _texts(row["sentence"] for row in said)))


def _shared(own: Row, publication: Row, rows: Rows) -> dict[str, Any]:
    day = publication["published_on"]
    return {
        "public_id": own["public_id"],
        "record_row": own["row_id"],
        "age": (date.max - (day or date.min)).days,
        "year": str(day.year) if day else NONE,
        "section": _codes(row["section"] for row in rows[models.publication_section]),
    }


def _codes(codes: Iterable[str | None]) -> str:
    return " ".join(sorted({code or NONE for code in codes})) or NONE


def _texts(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(filter(None, texts))


def _terms(texts: Iterable[str]) -> tuple[str, ...]:
    """The terms of texts and the codes of the names in them. Texts that do not touch have a lone sign between them."""
    found: list[str] = []
    for text in texts:
        terms = terms_of(text)
        found += [*terms, FAMILY, *sorted({name.term for name in names_in(terms)}), FAMILY]
    return tuple(found)
