"""Which figure another is a share of: one rule a case, in words written for it."""

import pytest
from rules import ALLIANCE, ARRESTED, ISIS, KILLED, REGIME, RUSSIA, SDF, TORTURED, Row, rows

from api.text.languages import Language

# value, violation, victim, party, value of the whole
CASES: dict[str, tuple[Language, str, list[Row]]] = {
    "a breakdown behind a colon": (
        "en",
        "In July 41 civilians were killed: 20 at the hands of the regime, 12 at the hands of Russian forces and nine by ISIS.",
        [
            (41, KILLED, "civilians", "all-parties", None),
            (20, KILLED, "civilians", REGIME, 41),
            (12, KILLED, "civilians", RUSSIA, 41),
            (9, KILLED, "civilians", ISIS, 41),
        ],
    ),
    "a breakdown behind between them": (
        "ar",
        "قُتل 41 مدنياً بينهم 20 على يد قوات النظام و12 على يد القوات الروسية وتسعة على يد داعش.",
        [
            (41, KILLED, "civilians", "all-parties", None),
            (20, KILLED, "civilians", REGIME, 41),
            (12, KILLED, "civilians", RUSSIA, 41),
            (9, KILLED, "civilians", ISIS, 41),
        ],
    ),
    "also by another party is a share of the total": (
        "en",
        "In 2016, 81 civilians were killed; 31 of them were killed by Russian forces. Additionally, 13 were killed by ISIS.",
        [
            (81, KILLED, "civilians", "all-parties", None),
            (31, KILLED, "civilians", RUSSIA, 81),
            (13, KILLED, "civilians", ISIS, 81),
        ],
    ),
    "a party's share is divided by kind": (
        "en",
        "In June 60 civilians were killed; 25 were killed by the regime and 35 by ISIS.\nRegime forces killed eight children and four women.",
        [
            (60, KILLED, "civilians", "all-parties", None),
            (25, KILLED, "civilians", REGIME, 60),
            (35, KILLED, "civilians", ISIS, 60),
            (8, KILLED, "children", REGIME, 25),
            (4, KILLED, "women", REGIME, 25),
        ],
    ),
    "the alliance's share is divided by its members": (
        "ar",
        "وثقنا مقتل 90 مدنياً، 70 منهم على يد الحلف السوري الروسي.\nقتلت قوات النظام 45 مدنياً، وقتلت القوات الروسية 25.",
        [
            (90, KILLED, "civilians", None, None),
            (70, KILLED, "civilians", ALLIANCE, 90),
            (45, KILLED, "civilians", REGIME, 70),
            (25, KILLED, "civilians", RUSSIA, 70),
        ],
    ),
    "set against another count is no part of it": (
        "ar",
        "سجلنا 147 حالة اعتقال تعسفي. واعتُقل 56 شخصاً بينهم طفل، بينما اعتقلت قسد 49 شخصاً.",
        [
            (147, ARRESTED, "any", None, None),
            (56, ARRESTED, "any", None, None),
            (1, ARRESTED, "children", None, 56),
            (49, ARRESTED, "any", SDF, 147),
        ],
    ),
    "another time's count is no total": (
        "en",
        "In May 55 civilians were killed, compared to 97 civilians in the month before.\nThe regime killed 14 civilians.",
        [(55, KILLED, "civilians", None, None), (97, KILLED, "civilians", None, None), (14, KILLED, "civilians", REGIME, 55)],
    ),
    "a number said again is no part of itself": (
        "en",
        "Mines have killed at least 260 civilians so far.\nAs many as 260 civilians have died from mine explosions.",
        [(260, KILLED, "civilians", None, None), (260, KILLED, "civilians", None, None)],
    ),
    "a share of a total to date": (
        "en",
        "At least 2,800 children have been killed since March 2011.\nThe regime killed 2,200 children.",
        [(2800, KILLED, "children", None, None), (2200, KILLED, "children", REGIME, 2800)],
    ),
    "the day of a report is not the time of its figures": (
        "ar",
        "قُتل 91 مدنياً في شهر آب.\nوبحسب تقرير صدر الإثنين 1 أيلول قُتل ستة مدنيين على يد قوات سوريا الديمقراطية.",
        [(91, KILLED, "civilians", None, None), (6, KILLED, "civilians", SDF, 91)],
    ),
    "attributed to somebody by a verb": (
        "ar",
        "وثقنا 47 مجزرة، 27 منها على يد قوات النظام، فيما نسبت ثلاث إلى قوات التحالف الدولي.",
        [
            (47, "massacre", "any", "all-parties", None),
            (27, "massacre", "any", REGIME, 47),
            (3, "massacre", "any", "us-coalition", 47),
        ],
    ),
    "the same number again by a party": (
        "ar",
        "قضى 27 شخصاً بسبب التعذيب.\nووثق التقرير مقتل 27 شخصاً بسبب التعذيب على يد قوات النظام.",
        [(27, TORTURED, "any", None, None), (27, TORTURED, "any", REGIME, None)],
    ),
    "responsible for a number": (
        "en",
        "There were 487 cluster munition attacks. Of these, the Assad regime was responsible for 243.",
        [(487, "cluster-munition-attack", "any", None, None), (243, "cluster-munition-attack", "any", REGIME, 487)],
    ),
    "a place's share is no total for parties": (
        "en",
        "We recorded 569 cases of arbitrary detention in May; the detainees included 138 people in Homs.\nISIS detained 29 people.",
        [(569, ARRESTED, "any", None, None), (138, ARRESTED, "any", None, 569), (29, ARRESTED, "any", ISIS, 569)],
    ),
    "one of the same kind in the list": (
        "en",
        "In all 715 journalists were killed, including six women and nine foreign journalists.",
        [(715, KILLED, "media-workers", None, None), (6, KILLED, "women", None, 715), (9, KILLED, "media-workers", None, 715)],
    ),
    "divided into groups": (
        "ar",
        "قُتل 142 شخصاً يتوزعون إلى 135 مدنياً و7 مقاتلين.",
        [(142, KILLED, "any", None, None), (135, KILLED, "civilians", None, 142), (7, KILLED, "combatants", None, 142)],
    ),
    "facilities of no known kind stand in the list too": (
        "en",
        "In May 40 vital facilities were attacked by ISIS.\nAmong them were 11 schools, two other facilities and three mosques.",
        [
            (40, "attack-on-vital-facility", "any", ISIS, None),
            (11, "attack-on-vital-facility", "any", ISIS, 40),
            (2, "attack-on-vital-facility", "any", ISIS, 40),
            (3, "attack-on-vital-facility", "any", ISIS, 40),
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_rule_holds(name: str) -> None:
    language, text, wanted = CASES[name]
    assert rows(text, language) == wanted
