"""Whole passages: what each states, in both languages, with the figure that each figure is a part of."""

import pytest
from passages import Passage, found, passages

from api.ingest.figures import extract

ALL = [passage for language in ("en", "ar") for passage in passages("passages", language)]
APART = [passage for language in ("en", "ar") for passage in passages("unseen", language)]


@pytest.mark.parametrize("passage", ALL, ids=lambda passage: f"{passage.language}-{passage.name}")
def test_a_passage_gives_its_figures(passage: Passage) -> None:
    figures = extract(passage.text, passage.language).figures
    assert sorted(map(str, found(figures))) == sorted(map(str, passage.wanted))
    for figure in figures:
        assert passage.text[figure.start : figure.end] == figure.quote


@pytest.mark.parametrize("passage", ALL, ids=lambda passage: f"{passage.language}-{passage.name}")
def test_a_part_names_its_whole(passage: Passage) -> None:
    figures = extract(passage.text, passage.language).figures
    parts = [(f.value, None if f.subset_of is None else figures[f.subset_of].value) for f in figures]
    wanted = [
        (row[0], None if parent is None else passage.wanted[parent][0])
        for row, parent in zip(passage.wanted, passage.parents, strict=True)
    ]
    assert sorted(map(str, parts)) == sorted(map(str, wanted))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_passages_kept_apart_lose_little(language: str) -> None:
    """They were read for the first time when the rules stood; what the rules then missed is in docs/figures.md."""
    wanted = found_rows = right = 0
    for passage in (passage for passage in APART if passage.language == language):
        rows = found(extract(passage.text, passage.language).figures)
        wanted, found_rows = wanted + len(passage.wanted), found_rows + len(rows)
        left = list(passage.wanted)
        for row in rows:
            if row in left:
                left.remove(row)
                right += 1
    assert right / found_rows >= 0.93
    assert right / wanted >= 0.90
