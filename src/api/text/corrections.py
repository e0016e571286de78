"""What to print in the place of a number that was printed before, in either language; the words are in words.toml."""

from dataclasses import dataclass
from datetime import date

from api.text import dates
from api.text.agreement import digits
from api.text.languages import Language
from api.text.sentences import words


@dataclass(frozen=True)
class Correction:
    """What a correction needs: the verdict, the printed number, when and why it changed, and the figure's sentence of today."""

    verdict: str
    printed: float
    unit: str
    changed_on: date
    reason: str | None
    sentence: str | None


def correction(said: Correction, language: Language) -> str:
    """The sentence to print; the figure's own where the number is still right."""
    if said.verdict == "current":
        return said.sentence or ""
    frame = said.verdict if said.verdict != "never-published" or said.sentence else "never-published-withdrawn"
    because = words("corrections", "because", language).replace("{reason}", _inside(said.reason)) if said.reason else ""
    parts = {
        "{printed}": digits(said.printed) + ("%" if said.unit == "percent" else ""),
        "{day}": dates.day(said.changed_on, language),
        "{because}": because,
        "{sentence}": said.sentence or "",
    }
    text = words("corrections", frame, language)
    for name, part in parts.items():
        text = text.replace(name, part)
    return text


def _inside(label: str) -> str:
    """A label in the middle of a sentence: Arabic has no capitals, and an English one starts small."""
    return label[:1].lower() + label[1:]
