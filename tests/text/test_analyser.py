"""The one reading of a text: every form of a word is one term, a near root is another, and places are those of the stored text."""

import csv
import unicodedata
from pathlib import Path

import pytest

from api.text.analyser import analyse, terms_of
from api.text.names import names_in

INFLECTIONS = Path(__file__).parents[1] / "data" / "search" / "inflections.tsv"


def families() -> list[dict[str, str]]:
    with INFLECTIONS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def term(word: str) -> str:
    (found,) = analyse(word)
    return found.term


@pytest.mark.parametrize("row", families(), ids=lambda row: row["word"])
def test_every_form_is_the_same_term_and_a_near_root_is_another(row: dict[str, str]) -> None:
    terms = {form: term(form) for form in row["forms"].split()}
    assert set(terms.values()) == {term(row["word"])}, terms
    assert [other for other in row["others"].split() if term(other) == term(row["word"])] == []


@pytest.mark.parametrize(
    "forms",
    [
        "إدلب ادلب أدلب لإدلب وإدلب",
        "مستشفى مستشفيات مشفى المشافي للمستشفيات",
        "قرية القرى قراهم وقريتين قريتها",
        "أسير الأسرى أسرى",
        "مخيم مخيمات المخيمات",
        "child children children's Children’s CHILDREN",
        "kill killed killing kills killings",
        "detain detained detention detainees detainee",
        "neighborhood neighbourhoods",
        "organisation organizations",
        "1,236 1236 ١٬٢٣٦ ١٢٣٦ ۱۲۳۶ 1.236",
        "Dar'a Dar’a dara",
        "café CAFÉ cafe\u0301",
    ],
)
def test_forms_of_one_word(forms: str) -> None:
    assert len({term(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "words",
    [
        "universal university",
        "killer killed",
        "أسرة أسرى",
        "مدرسة مدرس",
        "محافظة محافظ",
        "قتال قتل",
        "مقاتل قتيل",
        "Homs home",
        "12 1.2",
    ],
)
def test_different_words(words: str) -> None:
    first, second = words.split()
    assert {word.term for word in analyse(first)}.isdisjoint({word.term for word in analyse(second)})


def test_places_are_code_points_of_the_text_as_it_is_stored() -> None:
    text = unicodedata.normalize("NFC", "😀 وقَصَفَت الطائراتُ (Aleppo) في ١٬٢٣٦ موقعاً!")
    assert [text[word.start : word.end] for word in analyse(text)] == ["وقَصَفَت", "الطائراتُ", "Aleppo", "في", "١٬٢٣٦", "موقعاً"]


def test_a_word_is_understood_as_what_it_is() -> None:
    assert [word.kind for word in analyse("1,236 of قصف xylophones")] == ["number", "function-word", "family", "stem"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Attacks in Deir ez-Zor and Homs", ["deir-ez-zor", "homs"]),
        ("في ريف دمشق ودمشق", ["rural-damascus", "damascus"]),
        ("بالرقة وللرقة والحسكة", ["raqqa", "raqqa", "hasakah"]),
        ("القوات الروسية", ["russian-forces"]),
        ("تنظيم داعش وهيئة تحرير الشام", ["isis", "hts"]),
        ("براميل متفجرة وبرميلين متفجرين", ["barrel-bombs", "barrel-bombs"]),
        ("الحليب في محلب، وحلبة، وحماية", []),
        ("all parties", []),
    ],
)
def test_names_lead_to_their_code_in_either_language(text: str, codes: list[str]) -> None:
    assert [name.code for name in names_in(terms_of(text))] == codes


def test_any_text_is_accepted() -> None:
    for text in ("", "؟!", '"*% (', "\x00\u202e\ufeff", "\ud800", "ـ", "\u064b", "a" * 100_000, "١" * 100_000):
        words = analyse(text)
        assert all(len(word.term) <= 65 for word in words)
        assert terms_of(text) == [word.term for word in words]
