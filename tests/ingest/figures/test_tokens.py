"""Tokens with their positions, and digits of every kind."""

import pytest

from api.ingest.figures.tokens import number_of, tokenize


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, text[token.start : token.end]) for token in tokenize(text, 0, len(text))]


def test_words_numbers_dates_and_marks() -> None:
    assert kinds("قُتل 1,236 في 30\\9\\2015!\n") == [
        ("word", "قُتل"), ("number", "1,236"), ("word", "في"), ("date", "30\\9\\2015"), ("mark", "!"), ("line", "\n"),
    ]  # fmt: skip


def test_a_number_glued_to_a_word_is_a_number() -> None:
    assert kinds("173مدنياً وب519") == [("number", "173"), ("word", "مدنياً"), ("word", "وب"), ("number", "519")]


def test_what_is_invisible_is_no_token() -> None:
    assert kinds("\u200f12\u202c") == [("number", "12")]


@pytest.mark.parametrize(
    ("digits", "value"),
    [("1,236", 1236), ("1.236", 1236), ("2.908", 2908), ("86.7", 86.7), ("٣٦١", 361), ("١٬٢٣٦", 1236), ("۴۵", 45), ("3.2", 3.2),
     ("1234567890123", None), ("1٬236٫5", 1236.5), ("0.000٫0", 0)],
)  # fmt: skip
def test_the_value_of_digits(digits: str, value: float | None) -> None:
    assert number_of(digits) == value
