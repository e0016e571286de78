"""Pass 5: what adds up between the figures of one text, and what does not. A check flags; it never repairs."""

from collections.abc import Sequence

from api.ingest.figures.candidates import Candidate, Check


def check(figures: Sequence[Candidate]) -> list[Check]:
    """The checks over one text's figures."""
    return []
