"""What adds up between figures, and what does not."""

import pytest

from api.ingest.figures import extract
from api.text.languages import Language


def checks(text: str, language: Language = "en") -> list[tuple[str, float | None]]:
    return [(check.kind, check.difference) for check in extract(text, language).checks]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("361 civilians were killed: 287 by Russian forces and 74 by regime forces.", [("sum-closes", 0)]),
        ("361 civilians were killed: 280 by Russian forces and 74 by regime forces.", [("sum-short", 7)]),
        ("316 civilians were killed: 287 by Russian forces and 74 by regime forces.", [("sum-above", -45)]),
        ("The SDF killed 12 civilians, including 20 children.", [("subset-above-whole", -8)]),
        ("The SDF killed 12 civilians, including eight children and six women.", [("parts-above-total", -2)]),
        ("ISIS killed 12 civilians in May 2015. In May 2015, ISIS killed 14 civilians.", [("two-values", -2)]),
        ("ISIS killed 12 civilians in May 2015. In June 2015, ISIS killed 14 civilians.", []),
        ("ISIS killed 12 civilians, including three children and two women.", []),
    ],
)
def test_checks_name_the_kind_and_by_how_much(text: str, wanted: list[tuple[str, float | None]]) -> None:
    assert checks(text) == wanted


def test_a_check_names_the_whole_first() -> None:
    found = extract("قُتل 361 مدنياً، منهم 287 على يد القوات الروسية، و74 على يد قوات النظام.", "ar")
    (check,) = found.checks
    assert [found.figures[index].value for index in check.figures] == [361, 287, 74]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Regime forces killed 120 civilians. Russian forces killed 40 civilians, including 50 children."),
        ("ar", "قتلت قوات النظام 120 مدنياً. وقتلت القوات الروسية 40 مدنياً، بينهم 50 طفلاً."),
    ],
)
def test_a_greater_number_of_another_sentence_hides_no_slip(language: Language, text: str) -> None:
    found = extract(text, language)
    assert [found.figures[index].value for check in found.checks for index in check.figures] == [40, 50]
    assert checks(text, language) == [("subset-above-whole", -10)]
