"""Letters as search sees them: one spelling for each word."""

import pytest

from api.text.searching import terms


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("مُحَمَّد", ["محمد"]),
        ("إدلب ادلب أدلب", ["ادلب"] * 3),
        ("القصف والقصف", ["قصف", "قصف"]),
        ("حماة حماه", ["حماه", "حماه"]),
        ("١٬٢٣٦ 1,236 ۱۲۳۶ 1236", ["1236"] * 4),
        ("Russian-Syrian ATTACKS", ["russian", "syrian", "attacks"]),
        ('"*% (', []),
    ],
)
def test_one_spelling_for_each_word(text: str, found: list[str]) -> None:
    assert terms(text) == found
