"""The whole way from a text to its figures: pages, periods, attribution, and any text at all."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.ingest.figures import Extraction, extract
from api.text.languages import Language

PAGE = """HomeThematic ReportsOthersAccount of Attacks on the Quarters of a City after 12 Days...

Account of Attacks on the Quarters of a City after 12 Days of Shelling

48 Civilians Killed

the Attacks

The account covers the 12 days since the end of a ceasefire, and cites Resolution 2254.
It records the killing of 41 civilians, among whom were 30 civilians who were killed by Russian forces, including 12 children
and six women, while government forces killed 11 civilians.

View full Report

Latest Articles

At least 1,236 Arbitrary Detentions, Including of 56 Children
"""


def rows(found: Extraction) -> list[tuple[float, str | None, int | None]]:
    return [(figure.value, figure.party, figure.subset_of) for figure in found.figures]


def test_only_a_page_s_own_text_is_read() -> None:
    text = PAGE.replace("children\nand", "children and")
    assert rows(extract(text, "en", date(2016, 10, 16))) == [
        (41, None, None), (30, "russian-forces", 0), (12, "russian-forces", 1), (6, "russian-forces", 1), (11, "syrian-regime", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("published", "party"),
    [(date(2024, 12, 7), "syrian-regime"), (date(2024, 12, 8), "syrian-government"), (None, "syrian-regime")],
)
def test_words_for_parties_have_dates(published: date | None, party: str) -> None:
    (figure,) = extract("Government forces killed 12 civilians.", "en", published).figures
    assert figure.party == party


def test_the_text_s_own_date_decides_where_no_day_is_given() -> None:
    (figure,) = extract("In March 2025, government forces killed 12 civilians.", "en").figures
    assert figure.party == "syrian-government"


def test_a_hedge_is_kept() -> None:
    (figure,) = extract("Forces we believe are Russian killed 12 civilians.", "en").figures
    assert (figure.party, figure.attribution) == ("russian-forces", "believed")


@pytest.mark.parametrize(
    ("text", "language", "start", "end", "kind"),
    [
        ("In April 2015, 12 civilians were killed.", "en", date(2015, 4, 1), date(2015, 4, 30), "window"),
        ("Since the beginning of 2019, 12 civilians were killed.", "en", date(2019, 1, 1), None, "to-date"),
        ("12 civilians were killed in the first half of 2022.", "en", date(2022, 1, 1), date(2022, 6, 30), "window"),
        ("قُتل 12 مدنياً في آب/أغسطس 2024.", "ar", date(2024, 8, 1), date(2024, 8, 31), "window"),
        ("منذ آذار 2011 حتى آب 2024 قُتل 12 مدنياً.", "ar", date(2011, 3, 1), date(2024, 8, 31), "to-date"),
        ("12 civilians were killed.", "en", None, None, "window"),
    ],
)
def test_periods(text: str, language: Language, start: date | None, end: date | None, kind: str) -> None:
    (figure,) = extract(text, language).figures
    assert (figure.period.start, figure.period.end, figure.period_kind) == (start, end, kind)


def test_the_headings_period_stands_in_where_the_text_has_none() -> None:
    (figure,) = extract("12 civilians were killed.", "en", None, ["Civilians Killed in April 2019"]).figures
    assert (figure.period.start, figure.period.end) == (date(2019, 4, 1), date(2019, 4, 30))


PIECES = st.sampled_from(
    ["12 civilians", "قتل", "منهم", "by Russian forces", "including", "،", "(", ")", ":", "\n", ".", "طفلان", "50%", "2024", "آذار",
     "1,2,3", "\u202e", "\u064b", "و", "each", "كل من", "ألف", "of them", "a child", "-", "30\\9\\2015", "٣٦١", "among them"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.text(alphabet="0123456789.,٬٫٠١٢ وال\u0651\u200f\n")))
def test_any_text_gives_valid_spans_and_never_raises(text: str) -> None:
    for language in ("en", "ar"):
        found = extract(text, language)
        for index, figure in enumerate(found.figures):
            assert 0 <= figure.start < figure.end <= len(text)
            assert text[figure.start : figure.end] == figure.quote
            assert figure.subset_of is None or (0 <= figure.subset_of < len(found.figures) and figure.subset_of != index)
        assert all(0 <= index < len(found.figures) for check in found.checks for index in check.figures)


def test_five_megabytes_are_read_to_the_end() -> None:
    text = (
        "An archive of prose without a single number, unquestionably voluminous nevertheless. " * 60_000
        + "The SDF killed 12 civilians."
    )
    (figure,) = extract(text, "en").figures
    assert (figure.value, figure.party, text[figure.start : figure.end]) == (12, "sdf", "12 civilians")
