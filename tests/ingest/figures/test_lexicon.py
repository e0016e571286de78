"""The words are whole: every code in both languages, and no word with two meanings left open."""

import re
from collections import defaultdict
from datetime import date

import pytest

from api.codelists import bundled, read_data
from api.ingest.figures.lexicon import entries, forms, tree
from api.ingest.figures.tags import tag
from api.ingest.figures.tokens import tokenize

DIMENSIONS = ("parties", "violations", "victims", "weapons", "facilities", "places")
ALWAYS = (date.min, date.max)


@pytest.mark.parametrize("name", DIMENSIONS)
def test_every_code_has_words_in_both_scripts_and_every_word_a_code(name: str) -> None:
    rows = list(read_data("words", f"{name}.csv"))
    assert {row["code"] for row in rows} == set(bundled(name))
    for code in bundled(name):
        own = [row["words"] for row in rows if row["code"] == code]
        assert any(re.search("[A-Za-z]", word) for word in own), code
        assert any(re.search("[\u0600-\u06ff]", word) for word in own), code


@pytest.mark.parametrize("name", [*DIMENSIONS, "units"])
def test_no_word_leads_to_two_codes_on_one_day(name: str) -> None:
    """Adjectives and names are apart: “Syrian government” is a name, “government” in “government shelling” an adjective."""
    seen: dict[tuple[object, ...], list[tuple[str, date, date]]] = defaultdict(list)
    for row in read_data("words", f"{name}.csv"):
        key = (
            tuple(token.key for token in tokenize(row["words"], 0, len(row["words"])) if token.kind == "word"),
            row.get("form"),
        )
        first = date.fromisoformat(row["valid_from"]) if row.get("valid_from") else ALWAYS[0]
        last = date.fromisoformat(row["valid_to"]) if row.get("valid_to") else ALWAYS[1]
        for code, begun, ended in seen[key]:
            assert code == row["code"] or last < begun or ended < first, row
        seen[key].append((row["code"], first, last))


def test_government_forces_are_the_regime_before_8_december_2024_and_the_new_government_from_then_on() -> None:
    for words in ("government forces", "القوات الحكومية", "the Syrian army"):
        (item,) = [item for item in tag(words) if item.parties]
        days = {entry.code: (entry.valid_from, entry.valid_to) for entry in item.parties}
        assert days["syrian-regime"] == (None, date(2024, 12, 7))
        assert days["syrian-government"] == (date(2024, 12, 8), None)


def test_every_entry_of_the_data_files_can_be_found_in_the_tree() -> None:
    for words, entry in entries():
        node = tree()
        for token in tokenize(words, 0, len(words)):
            if token.kind == "word":
                node = node.next[token.key]
        assert entry in node.entries


@pytest.mark.parametrize(
    ("word", "stem"),
    [("والقوات", "قوات"), ("بالتعذيب", "تعذيب"), ("للنظام", "نظام"), ("طفلا", "طفل"), ("وسيدتين", "سيدتين"), ("واحد", "واحد")],
)
def test_arabic_clitics_are_readings_of_a_word_beside_the_word_itself(word: str, stem: str) -> None:
    assert forms(word)[0].stem == word
    assert stem in [form.stem for form in forms(word)]
