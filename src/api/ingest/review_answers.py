"""The filled rows of a reviewer's file as decisions: all of them, or none.

A row whose figure has changed since the export, or that was changed where it may not be, is refused with its row and column.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import get_args

from sqlalchemy import Connection

from api.errors import Refusal
from api.ingest.corrections import FIELDS, WrongCell
from api.ingest.decisions import Decision, Desk, Kind
from api.ingest.figure_drafts import load_texts
from api.ingest.review_sheet import FIXED, Row, export_rows, unmarked
from api.text.languages import LANGUAGES

_KINDS: tuple[Kind, ...] = get_args(Kind)


def apply_rows(connection: Connection, rows: Sequence[Row], name: str, today: date) -> dict[str, int]:
    """Takes the decisions of rows. Gives their number by kind; Refusal, with row and column, where one cannot be taken."""
    counts: dict[str, int] = dict.fromkeys(_KINDS, 0)
    numbers: dict[str, int] = {}
    decided: dict[str, list[tuple[int, Row]]] = {}
    for number, row in enumerate(rows, 2):
        if row["decision"].strip():
            key = _key(number, row)
            if key in numbers:
                raise _refused(name, number, WrongCell("id", f"row {numbers[key]} decides on this figure already"))
            numbers[key] = number
            decided.setdefault(row["publication"].strip(), []).append((number, row))
    for publication, taken in decided.items():
        for kind in _apply(connection, publication, taken, name, today):
            counts[kind] += 1
    return counts


def _apply(connection: Connection, publication: str, taken: Sequence[tuple[int, Row]], name: str, today: date) -> list[Kind]:
    """The decisions on one publication; a mistake is said with its row, also one that shows only when all are taken."""
    numbers = {_key(number, row): number for number, row in taken}
    number = taken[0][0]
    try:
        if not load_texts(connection, publication):
            raise WrongCell("publication", "there is no publication with this id")
        known = {row["id"]: row for row in export_rows(connection, [publication], all_figures=True)}
        desk, kinds = Desk(connection, publication, today), list[Kind]()
        for number, row in taken:
            decision = _decision(number, row, known)
            desk.decide(decision)
            kinds.append(decision.kind)
        desk.close()
    except WrongCell as wrong:
        raise _refused(name, numbers.get(wrong.key or "", number), wrong) from None
    return kinds


def _key(number: int, row: Row) -> str:
    """The figure's id; or for a new one the name that other rows may call it by, or its row."""
    return row["id"].strip() or f"row-{number}"


def _decision(number: int, row: Row, known: Mapping[str, Row]) -> Decision:
    kind = next((kind for kind in _KINDS if kind == row["decision"].strip().lower()), None)
    if kind is None:
        raise WrongCell("decision", f"a decision is one of {', '.join(_KINDS)}")
    notes: dict[str, str] = {language: row[f"note_{language}"].strip() for language in LANGUAGES}
    answer = Decision(kind, _key(number, row), reason=row["reason"].strip() or None, notes=notes)
    if kind == "add":
        sentences: dict[str, str] = {language: unmarked(row[f"sentence_{language}"]) for language in LANGUAGES}
        return replace(answer, cells={column: row[column] for column in FIELDS}, sentences=sentences)
    return replace(answer, cells=_changed(row, known.get(row["id"].strip()), kind))


def _changed(row: Row, exported: Row | None, kind: Kind) -> dict[str, str]:
    """The cells that a person changed; refused where they may not be, or where the figure is another than was exported."""
    if exported is None:
        raise WrongCell("id", "the publication has no figure with this id (any more)")
    if row["version"].strip() != exported["version"]:
        raise WrongCell("version", "the figure has changed since the export; export it again")
    if column := next((column for column in FIXED if row[column].strip() != exported[column]), None):
        raise WrongCell(column, "this cell may not be changed")
    changed = {column: row[column].strip() for column in FIELDS if row[column].strip() != exported[column]}
    if changed and kind != "edit":
        raise WrongCell(next(iter(changed)), f"the cell was changed, but the decision is {kind}; write edit, or put it back")
    return changed


def _refused(name: str, number: int, wrong: WrongCell) -> Refusal:
    return Refusal(f"{name}: row {number}, column {wrong.field}: {wrong.problem}; nothing was applied")
