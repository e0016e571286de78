"""Stored text, and what is cut out of it."""

from api.text.plain import clean, clean_line, sentence_around, summary_of


def test_stored_text_is_nfc_without_invisible_controls_and_with_one_kind_of_space() -> None:
    assert clean("e\u0301\u202e a\u00a0 b\r\nc\u200f \ufeff") == "é a b\nc"
    assert clean_line("a\n b\tc") == "a b c"


def test_the_sentence_around_a_span_does_not_break_at_a_number_with_a_dot() -> None:
    text = "One. It was 86.7% of 1.236 cases. Then 82 children. Last"
    start = text.index("1.236")
    assert sentence_around(text, start, start + 5) == "It was 86.7% of 1.236 cases."
    assert sentence_around(text, text.index("Last"), len(text)) == "Last"


def test_the_sentence_around_an_arabic_span_stays_in_its_line() -> None:
    text = "هل وثّق ذلك؟ نعم.\nقُتل 82 طفلاً في المدينة."
    start = text.index("82")
    assert sentence_around(text, start, start + 2) == "قُتل 82 طفلاً في المدينة."


def test_a_summary_takes_whole_sentences_as_long_as_they_fit() -> None:
    assert summary_of(["A first one. " + "b" * 270 + "."]) == "A first one."
    cut = summary_of(["word " * 80])
    assert len(cut) <= 280
    assert cut.endswith("word…")
