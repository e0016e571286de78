"""Masking: words in a text and in the evidence that was read from it become blocks of the same length."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from api.models.figures import FigureEvidence
from api.models.publications import PublicationText
from api.text.searching import searchable

BLOCK = "█"
Row = Mapping[str, Any]


def mask(value: Any, phrases: Sequence[str] | None) -> Any:
    """A text, or the texts in lists and objects, with each phrase masked; None masks all."""
    if isinstance(value, str):
        for phrase in [value] if phrases is None else phrases:
            value = value.replace(phrase, _blocks(phrase)) if phrase else value
        return value
    if isinstance(value, list):
        return [mask(item, phrases) for item in value]
    return {name: mask(item, phrases) for name, item in value.items()} if isinstance(value, dict) else value


def mask_text(row: Row, phrases: Sequence[str] | None) -> dict[str, Any]:
    """A row of publication_text, masked. Where all is masked the title stays: a record needs a name."""
    columns = [name for name in PublicationText.words if phrases is not None or name != "title"]
    new = {**row, **{name: mask(row[name], phrases) for name in columns}}
    return _with_terms(new, PublicationText.searched) if new != row else new


def mask_evidence(row: Row, phrases: Sequence[str] | None, bodies: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """A row of figure_evidence, masked, also where a phrase goes beyond its sentence. bodies: each before and after."""
    before = row["sentence"]
    after = mask(before, phrases)
    for body, masked in bodies:
        for start in (row["start_at"] - place for place in _places(before, row["quote"])):
            if body[start : start + len(before)] == before:
                after = _overlaid(after, masked[start : start + len(before)])
    new = {**row, "sentence": after}
    for name in ("quote", "place_detail", "period_text"):
        places = _places(before, row[name]) if row[name] else []
        new[name] = after[places[0] : places[0] + len(row[name])] if places else mask(row[name], phrases)
    return _with_terms(new, FigureEvidence.searched) if new != row else new


def _with_terms(row: Row, searched: Sequence[str]) -> dict[str, Any]:
    return {**row, "searchable": searchable(*(row[name] for name in searched))}


def _blocks(phrase: str) -> str:
    return "".join("\n" if letter == "\n" else BLOCK for letter in phrase)


def _overlaid(first: str, second: str) -> str:
    return "".join(BLOCK if BLOCK in pair else pair[0] for pair in zip(first, second, strict=True))


def _places(text: str, part: str) -> list[int]:
    return [found.start() for found in re.finditer(f"(?={re.escape(part)})", text)]
