"""Whose deed a number counts, and who is named for another reason: one rule a case, in words written for it."""

import pytest
from rules import (
    ALLIANCE,
    ARRESTED,
    EXTREMISTS,
    HURT,
    ISIS,
    KILLED,
    OPPOSITION,
    REGIME,
    RELEASED,
    RUSSIA,
    SDF,
    TORTURED,
    Row,
    rows,
)

from api.ingest.figures import extract
from api.text.languages import Language

# value, violation, victim, party, value of the whole
CASES: dict[str, tuple[Language, str, list[Row]]] = {
    "members of an armed party are fighters, and it is not who killed them": (
        "ar",
        "قُتل 17 عنصراً من قوات النظام في هجوم شنه تنظيم داعش.",
        [(17, KILLED, "combatants", ISIS, None)],
    ),
    "members of an armed party, in English": (
        "en",
        "ISIS killed seven members of the regime forces.",
        [(7, KILLED, "combatants", ISIS, None)],
    ),
    "who holds a place did nothing there by that": (
        "en",
        "Two farmers were killed when a mine exploded in a village controlled by Syrian regime forces; nine people were killed in ISIS-held areas.",
        [(9, KILLED, "any", None, None)],
    ),
    "who holds a place, in Arabic": (
        "ar",
        "ارتكبت قوات النظام 11 مجزرة، أربع منها في مناطق سيطرة تنظيم داعش.",
        [(11, "massacre", "any", REGIME, None), (4, "massacre", "any", REGIME, 11)],
    ),
    "most of them names nobody for all": (
        "ar",
        "قُتل 512 مدنياً، جلهم على يد قوات النظام.",
        [(512, KILLED, "civilians", None, None)],
    ),
    "the regime and its ally": (
        "ar",
        "وثقنا 33 مجزرة، 29 منها على يد قوات النظام السوري وحليفتها روسيا.",
        [(33, "massacre", "any", None, None), (29, "massacre", "any", ALLIANCE, 33)],
    ),
    "what a party consists of is no other party": (
        "ar",
        "قتلت قوات النظام متمثلة بالجيش والأمن والميليشيات الشيعية الأجنبية 37 شخصاً.",
        [(37, KILLED, "any", REGIME, None)],
    ),
    "a group with the names of those in it": (
        "ar",
        "قتلت التنظيمات الإسلامية المتشددة “داعش وهيئة تحرير الشام” 44 مدنياً.",
        [(44, KILLED, "civilians", EXTREMISTS, None)],
    ),
    "a deed of another time": (
        "ar",
        "أُفرج عن 30 شخصاً كانوا أطفالاً عند اعتقالهم من قبل قوات النظام.",
        [(30, RELEASED, "any", None, None)],
    ),
    "by-phrase behind brackets that explain": (
        "ar",
        "قُتل 50 مدنياً بينهم 12 سيدة (أنثى بالغة) على يد القوات الروسية.",
        [(50, KILLED, "civilians", RUSSIA, None), (12, KILLED, "women", RUSSIA, 50)],
    ),
    "by-phrase behind a list whose last number has no noun": (
        "ar",
        "قُتل ستة مدنيين بينهم أربعة بسبب التعذيب على يد قوات سوريا الديمقراطية.",
        [(6, KILLED, "civilians", SDF, None), (4, TORTURED, "civilians", SDF, 6)],
    ),
    "by-phrase behind two deeds": (
        "en",
        "In addition, 70 children have been killed and 16 have been arrested by armed opposition factions.",
        [(70, KILLED, "children", OPPOSITION, None), (16, ARRESTED, "children", OPPOSITION, None)],
    ),
    "by-phrase does not cross a contrast": (
        "en",
        "Twenty civilians were killed while 12 were injured by Russian forces.",
        [(20, KILLED, "civilians", None, None), (12, HURT, "any", RUSSIA, None)],
    ),
    "all parties": (
        "en",
        "At least 103 civilians were killed at the hands of the parties to the conflict and the controlling forces.",
        [(103, KILLED, "civilians", "all-parties", None)],
    ),
    "two ministries name nobody without a year": (
        "en",
        "Ministries of defence and interior detained 14 people.",
        [(14, ARRESTED, "any", None, None)],
    ),
    "including one party, out of a total to come": (
        "en",
        "Including 20 at the hands of the regime.\nAt least 21 people died due to torture in October.",
        [(20, TORTURED, "any", REGIME, None), (21, TORTURED, "any", None, None)],
    ),
    "a party that dates the count": (
        "en",
        "More than 400 people have been killed since the start of a government offensive.",
        [(400, KILLED, "any", None, None)],
    ),
    "suspected strikes behind a list": (
        "en",
        "In all 27 civilians, including nine children, were killed in suspected Russian airstrikes.",
        [(27, KILLED, "civilians", RUSSIA, None), (9, KILLED, "children", RUSSIA, 27)],
    ),
    "who fights a party is not that party": (
        "en",
        "Some 104 civilians were killed by the international anti-ISIS coalition forces.",
        [(104, KILLED, "civilians", "us-coalition", None)],
    ),
    "what a war has cost is of nobody": (
        "en",
        "The Syrian government attacked civilian areas during the conflict, which has killed 2,500 people.",
        [(2500, KILLED, "any", None, None)],
    ),
    "the regime and its allies by their adjective": (
        "ar",
        "نفذت قوات النظام وحلفاؤها الروس قصفاً أسفر عن مقتل 94 مدنياً.",
        [(94, KILLED, "civilians", ALLIANCE, None)],
    ),
    "a list that says of them": (
        "ar",
        "قُتل 79 مدنياً منهم 15 طفلاً و4 سيدات بقصف جوي روسي.",
        [(79, KILLED, "civilians", RUSSIA, None), (15, KILLED, "children", RUSSIA, 79), (4, KILLED, "women", RUSSIA, 79)],
    ),
    "shelling of the regime's behind a comma": (
        "ar",
        "قتلت امرأة وأصيب طفلان، اليوم الإثنين، في قصف لقوات النظام على قرية.",
        [(1, KILLED, "women", REGIME, None), (2, HURT, "children", REGIME, None)],
    ),
    "another topic names nobody": (
        "ar",
        "قتلت قوات النظام 103 مدنيين.\nومن جهة أخرى أصيب 40 شخصاً.",
        [(103, KILLED, "civilians", REGIME, None), (40, HURT, "any", None, None)],
    ),
    "factions of somebody else": (
        "en",
        "The armed factions affiliated to ISIS killed 62 civilians.",
        [(62, KILLED, "civilians", ISIS, None)],
    ),
    "said of a list behind a comma": (
        "en",
        "The victims also included 114 civilians, including 16 children and 10 women, who were killed by ISIS.",
        [(114, KILLED, "civilians", ISIS, None), (16, KILLED, "children", ISIS, 114), (10, KILLED, "women", ISIS, 114)],
    ),
    "a list ends where the next party's number stands": (
        "ar",
        "قتل النظام السوري 62 مدنياً، بينهم 8 أطفال و4 سيدات (أنثى بالغة)، و5 مدنيين قتلوا على يد القوات الروسية.",
        [
            (62, KILLED, "civilians", REGIME, None),
            (8, KILLED, "children", REGIME, 62),
            (4, KILLED, "women", REGIME, 62),
            (5, KILLED, "civilians", RUSSIA, None),
        ],
    ),
    "a list in brackets behind a bare number": (
        "ar",
        "سجلنا 209 حالات اعتقال تعسفي، 106 (بينهم طفل وسيدتان) على يد قوات النظام.",
        [
            (209, ARRESTED, "any", None, None),
            (106, ARRESTED, "any", REGIME, 209),
            (1, ARRESTED, "children", REGIME, 106),
            (2, ARRESTED, "women", REGIME, 106),
        ],
    ),
    "amid somebody's offensive": (
        "en",
        "The regime arrested nine refugees who returned from Lebanon amid the Israeli offensive.",
        [(9, ARRESTED, "refugees", REGIME, None)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_rule_holds(name: str) -> None:
    language, text, wanted = CASES[name]
    assert rows(text, language) == wanted


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "Regime helicopters dropped 151 barrel bombs on the eastern neighbourhoods of Aleppo.", [("aleppo", "eastern neighbourhoods")]),
        ("ar", "ألقت مروحيات النظام 151 برميلاً متفجراً على الأحياء الشرقية لمدينة حلب.", [("aleppo", "الأحياء الشرقية")]),
        ("en", "In all 149 civilians were killed in northern Syria.", [(None, "northern Syria")]),
        ("ar", "قُتل 149 مدنياً في شمال سوريا.", [(None, "شمال سوريا")]),
        ("ar", "قُتل ستة مدنيين في حي هنانو شرق حلب.", [("aleppo", None)]),
        ("ar", "وثقنا مقتل 22 مدنياً في منطقة خفض التصعيد الرابعة.", [(None, "منطقة خفض التصعيد الرابعة")]),
        ("ar", "قُتل أربعة مدنيين في ريف إدلب الجنوبي بينهم سيدة.", [("idlib", "ريف إدلب الجنوبي")] * 2),
        ("ar", "قُتل أربعة مدنيين في حلب بينهم سيدة.", [("aleppo", None)] * 2),
        ("en", "The SDF killed four civilians, including a woman in Raqqa.", [(None, None), ("raqqa", None)]),
    ],
)  # fmt: skip
def test_a_place_and_the_words_for_a_part_of_it(
    language: Language, text: str, wanted: list[tuple[str | None, str | None]]
) -> None:
    assert [(figure.place, figure.place_detail) for figure in extract(text, language).figures] == wanted
