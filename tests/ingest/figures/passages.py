"""Reads the passages written for these tests: a text, and a line for each figure that it states."""

import re
from dataclasses import dataclass
from pathlib import Path

from api.ingest.figures import Candidate
from api.text.languages import Language

FOLDER = Path(__file__).parent
FIELDS = ("value", "unit", "violation", "victim", "party", "qualifier")


@dataclass(frozen=True)
class Passage:
    """`wanted`: a row for each figure, in the order of the file; `parents`: the row that each one is a part of."""

    name: str
    language: Language
    text: str
    wanted: list[tuple[object, ...]]
    quotes: list[str]
    parents: list[int | None]


def passages(name: str, language: Language) -> list[Passage]:
    """The passages of a file: name.en.txt or name.ar.txt."""
    text = (FOLDER / f"{name}.{language}.txt").read_text(encoding="utf-8")
    return [_passage(block, language) for block in re.split(r"^== ", text, flags=re.MULTILINE)[1:]]


def _passage(block: str, language: Language) -> Passage:
    name, _, rest = block.partition("\n")
    text, _, rows = rest.partition("\n--\n")
    cells = [[cell.strip() for cell in row.split("|")] for row in rows.strip().split("\n")]
    full = [[*row, *("exact", "persons")[len(row) - 6 :]] for row in cells]
    return Passage(
        name,
        language,
        text,
        [(float(row[0]), row[7], row[2], row[3], None if row[4] == "-" else row[4], row[6]) for row in full],
        [row[1] for row in full],
        [None if row[5] == "-" else int(row[5]) for row in full],
    )


def found(figures: list[Candidate]) -> list[tuple[object, ...]]:
    """Figures as rows to compare: no party and all parties count as the same, as nobody is named."""
    rows = [tuple(getattr(figure, name) for name in FIELDS) for figure in figures]
    return [(*row[:4], None if row[4] == "all-parties" else row[4], *row[5:]) for row in rows]
