"""Figures as short rows, for tests of one rule each."""

from api.ingest.figures import extract
from api.text.languages import Language

REGIME, RUSSIA, ISIS, SDF = "syrian-regime", "russian-forces", "isis", "sdf"
OPPOSITION, ALLIANCE, EXTREMISTS = "armed-opposition-sna", "syrian-russian-alliance", "extremist-islamist-groups"
KILLED, TORTURED, ARRESTED, RELEASED, HURT = "killing", "death-by-torture", "arbitrary-arrest", "release", "injury"
Row = tuple[float, str, str, str | None, float | None]


def rows(text: str, language: Language) -> list[Row]:
    """Value, violation, victim, party, and the value of the whole, of each figure that a text states."""
    figures = extract(text, language).figures
    whole = [None if figure.subset_of is None else figures[figure.subset_of].value for figure in figures]
    return [(f.value, f.violation, f.victim, f.party, value) for f, value in zip(figures, whole, strict=True)]
