"""Number words of both languages."""

import pytest

from api.ingest.figures.numbers import merge_numbers
from api.ingest.figures.tags import tag


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("forty-six", [46]), ("two thousand, three hundred", [2000, 300]), ("two thousand three hundred and forty", [2340]),
        ("a hundred and six", [106]), ("117 thousand", [117000]), ("1.2 million", [1200000]), ("three and four", [3, 4]),
        ("أربعة آلاف و671", [4671]), ("مئة وثلاثة وعشرين", [123]), ("ألف ومئتين وستة وثلاثين", [1236]), ("اثنتي عشرة", [12]),
        ("سبعةٌ وستونَ", [67]), ("ثلاثمئة", [300]), ("ثلاث مئة", [300]), ("أربعمئة وثلاثين", [430]), ("11 ألفا و87", [11087]),
        ("181 ألفا و312", [181312]), ("82 ألف", [82000]), ("200 وخمس", [205]), ("ثماني", [8]), ("ثمانٍ", [8]), ("لتسعة", [9]),
        ("44 و46", [44, 46]), ("آلاف", []), ("عشرات", []), ("dozens", []), ("ألفان", [2000]), ("اثنين وخمسين", [52]),
    ],
)  # fmt: skip
def test_number_words(words: str, values: list[float]) -> None:
    assert [item.value for item in merge_numbers(tag(words)) if item.kind == "number"] == values
