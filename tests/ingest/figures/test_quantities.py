"""Numbers and what they count; and what is no figure."""

import pytest

from api.ingest.figures.numbers import merge_numbers
from api.ingest.figures.quantities import find_quantities
from api.ingest.figures.tags import tag


def quantities(text: str) -> list[tuple[float, str | None, str]]:
    items = merge_numbers(tag(text))
    return [
        (q.value, q.victim or q.violation or q.facility or q.unit, q.qualifier) for q in find_quantities(items, 0, len(items))
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("at least 12 forcibly deported refugees", [(12, "refugees", "at-least")]),
        ("94 vital facilities at least", [(94, "attack-on-vital-facility", "at-least")]),
        ("including a child and two women", [(1, "children", "exact"), (2, "women", "exact")]),
        ("13 of them were children", [(13, "children", "exact")]),
        ("four of the 503 deaths", [(4, None, "exact")]),
        ("51 incendiary attacks", [(51, "incendiary-attack", "exact")]),
        ("151 barrel-bomb attacks", [(151, "barrel-bomb", "exact")]),
        ("بينهم طفلان وسيدة", [(2, "children", "exact"), (1, "women", "exact")]),
        ("مدنيين اثنين", [(2, "civilians", "exact")]),
        ("ما لا يقل عن ثماني مجازر", [(8, "massacre", "at-least")]),
        ("لا تقل الحصيلة عن 12 مدنياً", [(12, "civilians", "at-least")]),
        ("مجزرتين اثنتين على الأقل", [(2, "massacre", "at-least")]),
        ("تسعة من كوادر الدفاع المدني", [(9, "civil-defence", "exact")]),
        ("ثلاث حالات لنساء", [(3, "women", "exact")]),
        ("86.7% منهم", [(86.7, "percent", "exact")]),
    ],
)
def test_a_number_with_what_it_counts(text: str, wanted: list[tuple[float, str | None, str]]) -> None:
    assert quantities(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "in 2015 civilians were displaced", "on 14 October 2016", "since March 2011", "a 41-page report", "the 25-day campaign",
        "Resolutions 2139 and 2254", "Article 8 and Law No. 16", "nine children a day", "12 civilians per day", "a 69% decline in killings",
        "the 27th civilian", "a 12-year-old child", "R190804", "two reports", "dozens of civilians", "some 400,000 civilians live there",
        "between 12 and 35% of the victims", "القرار 2254", "المادة 8", "خلال 25 يوماً", "بمعدل 8 أطفال يومياً", "في 41 صفحة",
        "عام 2018", "في 15 تشرين الأول 2016", "بانخفاض نسبته 30%", "الأشخاص الخمسة", "7000 كيلومتر مربع", "دون سن 18 عاماً",
    ],
)  # fmt: skip
def test_what_is_no_figure(text: str) -> None:
    assert quantities(text) == []
