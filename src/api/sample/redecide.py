"""Writes the sample's reviewer's file anew after the reading of texts has changed: `python -m api.sample.redecide`.

The decided figures stay as they are. What changes is which of them are now proposed as they were decided (accept), nearly so
(edit), or not at all (add), and what is proposed that is no figure (reject).
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool
from sqlmodel import SQLModel

from api.ingest.corrections import DIMENSIONS, FIELDS
from api.ingest.figure_drafts import load_bodies
from api.ingest.review_sheet import COLUMNS, Row, export_rows, read_sheet, unmarked, write_sheet
from api.sample import REVIEW, import_sample
from api.text.languages import LANGUAGES

# Words that only help to find the place: those proposed are as good as those decided before.
_COMPARED = (*(name for name in DIMENSIONS if name != "subset_of"), *(f"place_detail_{language}" for language in LANGUAGES))


def redecide(connection: Connection, decided: Sequence[Row]) -> list[Row]:
    """The rows of a reviewer's file that makes of what is proposed now the figures decided before.

    decided: a row for each figure, its `id` what the `subset_of` of others names.
    """
    rows: list[Row] = []
    for publication in dict.fromkeys(row["publication"] for row in decided):
        wanted = [row for row in decided if row["publication"] == publication]
        proposed = list(export_rows(connection, [publication], all_figures=True))
        rows += _decide(wanted, proposed, load_bodies(connection, publication))
    return rows


def _decide(wanted: Sequence[Row], proposed: Sequence[Row], bodies: Mapping[str, str]) -> Iterator[Row]:
    pairs = _pairs(wanted, proposed, bodies)
    # A figure that is not proposed any more gets a name for the rows of its parts to call it by.
    names = [
        proposed[pairs[place]]["id"] if place in pairs else f"{row['publication']}-{place}" for place, row in enumerate(wanted)
    ]
    ids = {row["id"]: name for row, name in zip(wanted, names, strict=True)}
    by_proposal = {other: wanted[place] for place, other in pairs.items()}
    for place, row in enumerate(proposed):
        match = by_proposal.get(place)
        yield {**row, "decision": "reject"} if match is None else _answered(row, match, ids)
    for place, row in enumerate(wanted):
        if place not in pairs:
            yield {**_added(row), "id": ids[row["id"]], "subset_of": ids.get(row["subset_of"], "")}


def _answered(row: Row, match: Row, ids: Mapping[str, str]) -> Row:
    """A proposal accepted as it is, or with the cells that were decided otherwise."""
    whole = ids.get(match["subset_of"], "")
    differs = {name: match[name] for name in _COMPARED if match[name] != row[name]}
    # Words in a language that the proposal lacks; or words too many.
    for language in LANGUAGES:
        if bool(match[f"quote_{language}"]) != bool(row[f"quote_{language}"]):
            differs |= {name: match[name] for name in FIELDS if name.endswith(f"_{language}")}
    if whole != row["subset_of"]:
        differs["subset_of"] = whole
    return {**row, **differs, "decision": "edit" if differs else "accept"}


def _added(row: Row) -> Row:
    return {**dict.fromkeys(COLUMNS, ""), **{name: row[name] for name in ("id", "publication", *FIELDS)}, "decision": "add"} | {
        name: unmarked(row[name]) for name in (f"sentence_{language}" for language in LANGUAGES)
    }


def _pairs(wanted: Sequence[Row], proposed: Sequence[Row], bodies: Mapping[str, str]) -> dict[int, int]:
    """Decided and proposed figures of overlapping words and one value; those most alike first."""
    likeness = sorted(
        (-sum(one[name] == other[name] for name in _COMPARED), place, number)
        for place, one in enumerate(wanted)
        for number, other in enumerate(proposed)
        if one["value"] == other["value"] and _overlap(one, other, bodies)
    )
    pairs: dict[int, int] = {}
    for _, place, number in likeness:
        if place not in pairs and number not in pairs.values():
            pairs[place] = number
    return pairs


def _overlap(one: Row, other: Row, bodies: Mapping[str, str]) -> bool:
    for language, body in bodies.items():
        mine, its = _span(one, language, body), _span(other, language, body)
        if mine and its and mine[0] < its[1] and its[0] < mine[1]:
            return True
    return False


def _span(row: Row, language: str, body: str) -> tuple[int, int] | None:
    quote, sentence = row[f"quote_{language}"], row[f"sentence_{language}"]
    if not quote:
        return None
    # A marked sentence says which of the same words in it are meant.
    start = body.index(unmarked(sentence)) + max(sentence.find("⟦"), 0) if "⟦" in sentence else body.index(quote)
    return start, start + len(quote)


def main() -> None:
    """Reads the file, imports the sample's texts into a database in memory, and writes the file again."""
    rows = [row for row in read_sheet(REVIEW.read_bytes(), REVIEW.name) if row["decision"] != "reject"]
    engine = create_engine("sqlite://", poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    with engine.begin() as connection:
        import_sample(connection)
        fresh = redecide(connection, rows)
    Path(str(REVIEW)).write_bytes(write_sheet(fresh))
    counts = {kind: sum(row["decision"] == kind for row in fresh) for kind in ("accept", "edit", "add", "reject")}
    sys.stdout.write(", ".join(f"{kind}: {count}" for kind, count in counts.items()) + "\n")


if __name__ == "__main__":
    main()
