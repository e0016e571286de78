"""Whose deed a number counts, where that is not said right beside it: one sentence or two for each rule."""

import pytest

from api.ingest.figures import extract
from api.text.languages import Language

REGIME, RUSSIA, ISIS = "syrian-regime", "russian-forces", "isis"
CASES: dict[str, tuple[Language, str, list[tuple[float, str, str | None]]]] = {
    "one actor goes on": (
        "en",
        "Russian forces killed 12 civilians.\nIn addition, 30 people were injured.",
        [(12, "civilians", RUSSIA), (30, "any", RUSSIA)],
    ),
    "a time of its own is a new count": (
        "en",
        "Russian forces killed 12 civilians.\nIn May 2019, 30 people were injured.",
        [(12, "civilians", RUSSIA), (30, "any", None)],
    ),
    "another incident is a new count": (
        "en",
        "Russian forces killed 12 civilians.\nIn a separate incident, a bomber killed six people.",
        [(12, "civilians", RUSSIA), (6, "any", None)],
    ),
    "a title holds over long paragraphs": (
        "en",
        "Second: ISIS\nThe team documented in the course of that month the killing of 14 civilians, including three children and a woman.",
        [(14, "civilians", ISIS), (3, "children", ISIS), (1, "women", ISIS)],
    ),
    "fighters are of a party, and not killed by it": (
        "en",
        "The strikes killed 20 fighters of ISIS and two women affiliated with the SDF.",
        [(20, "combatants", None), (2, "women", None)],
    ),
    "children among those counted behind them": (
        "en",
        "Four children were among 9 civilians killed by Russian forces, and two other people were wounded.",
        [(4, "children", RUSSIA), (9, "civilians", RUSSIA), (2, "any", RUSSIA)],
    ),
    "for its part does not end a subject": (
        "ar",
        "قتل النظام السوري سبعة مدنيين، أما تنظيم داعش فقد قتل من جهته أربعة مدنيين.",
        [(7, "civilians", REGIME), (4, "civilians", ISIS)],
    ),
    "raids behind a comma": (
        "ar",
        "قُتل 21 مدنياً بينهم أربعة أطفال أمس، جراء غارات روسية على بلدة في ريف إدلب.",
        [(21, "civilians", RUSSIA), (4, "children", RUSSIA)],
    ),
    "whoever planted the mine": (
        "ar",
        "قُتل طفلان من عائلة واحدة إثر انفجار لغم زرعه تنظيم داعش.",
        [(2, "children", ISIS)],
    ),
    "the country is no party": (
        "ar",
        "اعتُقل 40 شخصاً على يد أطراف النزاع والقوى المسيطرة في سوريا، تحول 31 منهم إلى مختفين قسرياً.",
        [(40, "any", "all-parties"), (31, "any", "all-parties")],
    ),
    "a coalition named by its enemy": (
        "ar",
        "قتلت قوات التحالف الدولي لقتال تنظيم داعش 9 مدنيين.",
        [(9, "civilians", "us-coalition")],
    ),
    "most of them children, by X": (
        "ar",
        "قتل ستة مدنيين - غالبيتهم أطفال - في غارات شنتها طائرات حربية روسية.",
        [(6, "civilians", RUSSIA)],
    ),
    "a number added without a noun": (
        "ar",
        "قتلت قوات النظام 12 مدنياً، إضافة إلى 385 بينهم 93 طفلاً على يد جهات أخرى.",
        [(12, "civilians", REGIME), (385, "civilians", "other-parties"), (93, "children", "other-parties")],
    ),
    "ministries of a day": (
        "en",
        "On 13 July 2025, 25 people were executed by personnel of the defence and interior ministries.",
        [(25, "any", "syrian-government")],
    ),
    "most of them by X": ("en", "Sixty civilians were killed, most of them by ISIS.", [(60, "civilians", None)]),
    "those whom raids killed": (
        "ar",
        "لقي 15 مدنياً مصرعهم جراء 81 غارة جوية شنها طيران النظام السوري.",
        [(15, "civilians", REGIME), (81, "any", REGIME)],
    ),
}


@pytest.mark.parametrize(("language", "text", "wanted"), CASES.values(), ids=CASES)
def test_numbers_go_to_those_who_did_it(language: Language, text: str, wanted: list[tuple[float, str, str | None]]) -> None:
    assert [(figure.value, figure.victim, figure.party) for figure in extract(text, language).figures] == wanted


COUNTED: dict[str, tuple[Language, str, list[tuple[float, str, str]]]] = {
    "a verb and a list": ("ar", "احتجز 27 بينهم 3 أطفال.", [(27, "arbitrary-arrest", "any"), (3, "arbitrary-arrest", "children")]),
    "what they became": (
        "ar",
        "اعتقل النظام 53 شخصاً، وتحول 42 إلى مختفين قسرياً.",
        [(53, "arbitrary-arrest", "any"), (42, "enforced-disappearance", "any")],
    ),
    "one number over both": ("ar", "قُتل نحو 500 طفل وامرأة.", [(500, "killing", "children-and-women")]),
    "a child, and a woman": ("ar", "قُتل 7 مدنيين، من بينهم طفل وامرأة.", [(7, "killing", "civilians"), (1, "killing", "children"), (1, "killing", "women")]),
    "one of two": ("ar", "قُتل مدنيان اثنان، أحدهما طفل.", [(2, "killing", "civilians"), (1, "killing", "children")]),
    "killed while wounded": ("en", "Nine civilians killed while about 30 others wounded.", [(9, "killing", "civilians"), (30, "injury", "any")]),
    "a share of an estimate": ("en", "ISIS killed 86 percent of the 95 victims.", [(86, "killing", "any"), (95, "killing", "any")]),
    "a comma before what they are": ("en", "Ten civilians were killed. The majority, eight of them, are children.", [(10, "killing", "civilians"), (8, "killing", "children")]),
    "what they still are": (
        "ar",
        "ما لا يقل عن 900 شخص من بين الأشخاص الذين اعتقلتهم أطراف النزاع، بينهم 31 طفلاً، لا يزالون قيد الاختفاء القسري.",
        [(900, "enforced-disappearance", "any"), (31, "enforced-disappearance", "children")],
    ),
    "a toll of torture divided": (
        "en",
        "The toll of victims of torture is 60 people. The report adds that 18 people were killed by ISIS including one child.",
        [(60, "death-by-torture", "any"), (18, "death-by-torture", "any"), (1, "death-by-torture", "children")],
    ),
    "staff are persons": (
        "en",
        "At least 13 civilians, including four hospital staff, were killed and 27 others, including 11 nurses, were injured.",
        [
            (13, "killing", "civilians"),
            (4, "killing", "medical-personnel"),
            (27, "injury", "any"),
            (11, "injury", "medical-personnel"),
        ],
    ),
    "both in one number": (
        "en",
        "At least 84 people were detained and disappeared by ISIS.",
        [(84, "detained-or-disappeared", "any")],
    ),
    "a dead count": ("en", "The number of the dead rose to 42 including 17 children.", [(42, "killing", "any"), (17, "killing", "children")]),
    "a group behind an adjective": ("ar", "اعتقل النظام 11 عنصراً سابقاً من الدفاع المدني.", [(11, "arbitrary-arrest", "civil-defence")]),
}  # fmt: skip


@pytest.mark.parametrize(("language", "text", "wanted"), COUNTED.values(), ids=COUNTED)
def test_numbers_count_what_is_said_of_them(language: Language, text: str, wanted: list[tuple[float, str, str]]) -> None:
    assert [(figure.value, figure.violation, figure.victim) for figure in extract(text, language).figures] == wanted
