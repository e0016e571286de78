"""One rule a case, in words written for it: what a number counts, whose deed that was, and which figure it is a part of."""

import pytest

from api.ingest.figures import extract
from api.text.languages import Language

REGIME, RUSSIA, ISIS, HTS, SDF = "syrian-regime", "russian-forces", "isis", "hts", "sdf"
OPPOSITION, ALLIANCE, EXTREMISTS, OTHERS = (
    "armed-opposition-sna",
    "syrian-russian-alliance",
    "extremist-islamist-groups",
    "other-parties",
)
KILLED, TORTURED, ARRESTED, RELEASED, HURT = "killing", "death-by-torture", "arbitrary-arrest", "release", "injury"
Row = tuple[float, str, str, str | None, float | None]

# value, violation, victim, party, value of the whole
CASES: dict[str, tuple[Language, str, list[Row]]] = {
    "one number over two trades": (
        "en",
        "In May 21 medics and civil defense workers were killed: 12 of them by ISIS.",
        [(21, KILLED, "medical-and-civil-defence", None, None), (12, KILLED, "medical-and-civil-defence", ISIS, 21)],
    ),
    "one number over two trades, in Arabic": (
        "ar",
        "قُتل 21 من الكوادر الطبية وكوادر الدفاع المدني في أيار.",
        [(21, KILLED, "medical-and-civil-defence", None, None)],
    ),
    "three trades have no code of their own": (
        "ar",
        "قُتل 18 شخصاً من عناصر الدفاع المدني والكوادر الطبية والناشطين الإعلاميين.",
        [(18, KILLED, "any", None, None)],
    ),
    "a group behind the noun": (
        "en",
        "Shelling killed one person from the medical staff.",
        [(1, KILLED, "medical-personnel", None, None)],
    ),
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
    "two nouns for the same people": (
        "ar",
        "قُتل منذ 2011 ما لا يقل عن 412 إعلامياً وناشطاً.",
        [(412, KILLED, "media-workers", None, None)],
    ),
    "a woman in a list is one": (
        "ar",
        "قُتل 40 مدنياً بينهم 13 طفلاً وسيدة.",
        [(40, KILLED, "civilians", None, None), (13, KILLED, "children", None, 40), (1, KILLED, "women", None, 40)],
    ),
    "minors by their age": (
        "en",
        "Among 900 citizens arrested by the SDF were 31 people under the age of 18.",
        [(900, ARRESTED, "any", SDF, None), (31, ARRESTED, "children", SDF, None)],
    ),
    "a label before a colon": (
        "en",
        "Toll of medical staff: 17 persons.",
        [(17, KILLED, "medical-personnel", None, None)],
    ),
    "a label before a colon, in Arabic": (
        "ar",
        "حصيلة الضحايا من الكوادر الطبية: 17 شخصاً.",
        [(17, KILLED, "medical-personnel", None, None)],
    ),
    "release said around the doer": (
        "ar",
        "وثقنا إخلاء النظام السوري سبيل 14 معتقلاً بينهم سيدتان.",
        [(14, RELEASED, "any", REGIME, None), (2, RELEASED, "women", REGIME, 14)],
    ),
    "another one, whoever that is": (
        "ar",
        "قُتل مدني على يد قسد وآخر على يد قوات النظام.",
        [(1, KILLED, "civilians", SDF, None), (1, KILLED, "any", REGIME, None)],
    ),
    "another one hurt": (
        "ar",
        "قُتل مدني وأصيب آخر برصاص قوات النظام.",
        [(1, KILLED, "civilians", REGIME, None), (1, HURT, "any", REGIME, None)],
    ),
    "others without a number are no figure": ("ar", "قُتل ثلاثة مدنيين وأصيب آخرون.", [(3, KILLED, "civilians", None, None)]),
    "a count that goes on rising": (
        "en",
        "The death toll has risen to 1,420.",
        [(1420, KILLED, "any", None, None)],
    ),
    "a count that goes on rising, in Arabic": (
        "ar",
        "وصل عدد الضحايا إلى 5230 منذ بداية العام.",
        [(5230, KILLED, "any", None, None)],
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
    "tortured to death within those killed": (
        "en",
        "The regime killed 30 civilians, including three children and nine due to torture.",
        [(30, KILLED, "civilians", REGIME, None), (3, KILLED, "children", REGIME, 30), (9, TORTURED, "civilians", REGIME, 30)],
    ),
    "said of the last of a list alone": (
        "en",
        "The regime killed 11 medical workers: five nurses, two paramedics, and one doctor, whose death was due to torture.",
        [
            (11, KILLED, "medical-personnel", REGIME, None),
            (5, KILLED, "medical-personnel", REGIME, 11),
            (2, KILLED, "medical-personnel", REGIME, 11),
            (1, TORTURED, "medical-personnel", REGIME, 11),
        ],
    ),
    "detained or disappeared in two verbs": (
        "en",
        "At least 315 people were still detained or had been forcibly disappeared by ISIS.",
        [(315, "detained-or-disappeared", "any", ISIS, None)],
    ),
    "the second number leaves out the same noun": (
        "en",
        "ISIS killed 17 journalists and injured 29.",
        [(17, KILLED, "media-workers", ISIS, None), (29, HURT, "media-workers", ISIS, None)],
    ),
    "a barrel bomb dropped is one": (
        "ar",
        "ألقى طيران النظام برميلاً متفجراً على البلدة.",
        [(1, "barrel-bomb", "any", REGIME, None)],
    ),
    "a shortened month ends no sentence": (
        "en",
        "Russian forces killed 72 children since Sep. 30, 2015, including 46 girls.",
        [(72, KILLED, "children", RUSSIA, None), (46, KILLED, "children", RUSSIA, 72)],
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
    "a nationality before the noun": (
        "en",
        "At least 319 Syrian Palestinians were killed by regime forces, and at least 26 are still detained by ISIS.",
        [(319, KILLED, "any", REGIME, None), (26, ARRESTED, "any", ISIS, None)],
    ),
    "the day of an attack is no count": (
        "en",
        "The August 16 airstrikes killed at least 112 people.",
        [(112, KILLED, "any", None, None)],
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
    "how many of whom, before the number": (
        "ar",
        "بلغ عدد الضحايا المدنيين على يد القوات الروسية 406 شهداء.",
        [(406, KILLED, "civilians", RUSSIA, None)],
    ),
    "volunteers in a word": (
        "ar",
        "قُتل 36 متطوعاً بالدفاع المدني.",
        [(36, KILLED, "civil-defence", None, None)],
    ),
    "a count behind the word for a year": (
        "ar",
        "دمر الطيران الروسي خلال عام 50 مركزاً طبياً.",
        [(50, "attack-on-vital-facility", "any", RUSSIA, None)],
    ),
    "another topic names nobody": (
        "ar",
        "قتلت قوات النظام 103 مدنيين.\nومن جهة أخرى أصيب 40 شخصاً.",
        [(103, KILLED, "civilians", REGIME, None), (40, HURT, "any", None, None)],
    ),
    "the same number again by a party": (
        "ar",
        "قضى 27 شخصاً بسبب التعذيب.\nووثق التقرير مقتل 27 شخصاً بسبب التعذيب على يد قوات النظام.",
        [(27, TORTURED, "any", None, None), (27, TORTURED, "any", REGIME, None)],
    ),
    "factions of somebody else": (
        "en",
        "The armed factions affiliated to ISIS killed 62 civilians.",
        [(62, KILLED, "civilians", ISIS, None)],
    ),
    "what a massacre is": (
        "ar",
        "ارتكبت قوات النظام 11 مجزرة، والمجزرة هي الحدث الذي يُقتل فيه خمسة أشخاص.",
        [(11, "massacre", "any", REGIME, None)],
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
    "responsible for a number": (
        "en",
        "There were 487 cluster munition attacks. Of these, the Assad regime was responsible for 243.",
        [(487, "cluster-munition-attack", "any", None, None), (243, "cluster-munition-attack", "any", REGIME, 487)],
    ),
    "detainees who died": (
        "en",
        "The regime killed 14 people, including seven detainees who died due to torture.",
        [(14, KILLED, "any", REGIME, None), (7, TORTURED, "any", REGIME, 14)],
    ),
    "detainees released so far": (
        "ar",
        "أفرج النظام السوري منذ عام 2011 وحتى الآن عن 735 معتقلاً.",
        [(735, RELEASED, "any", REGIME, None)],
    ),
    "what attacks were made with": (
        "en",
        "Nearly 45 attacks by Russian forces used cluster munitions.",
        [(45, "cluster-munition-attack", "any", RUSSIA, None)],
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
    "a bare number in a month": (
        "ar",
        "رصدنا مقتل 231 في تشرين الثاني بينهم 72 مدنياً على يد قوات النظام.",
        [(231, KILLED, "any", None, None), (72, KILLED, "civilians", REGIME, 231)],
    ),
    "one girl": ("en", "On Friday, a girl was killed in an explosion.", [(1, KILLED, "children", None, None)]),
    "amid somebody's offensive": (
        "en",
        "The regime arrested nine refugees who returned from Lebanon amid the Israeli offensive.",
        [(9, ARRESTED, "refugees", REGIME, None)],
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
    figures = extract(text, language).figures
    whole = [None if figure.subset_of is None else figures[figure.subset_of].value for figure in figures]
    found = [(f.value, f.violation, f.victim, f.party, value) for f, value in zip(figures, whole, strict=True)]
    assert found == wanted


def test_a_text_may_end_with_a_number_in_a_list() -> None:
    """Nothing stands behind it that could be looked at."""
    text = '0قتل(RUSSIAN"FORCES0'
    assert [text[figure.start : figure.end] for figure in extract(text, "ar").figures] == ["0", "0"]


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "Regime helicopters dropped 151 barrel bombs on the eastern neighbourhoods of Aleppo.", [("aleppo", "eastern neighbourhoods")]),
        ("ar", "ألقت مروحيات النظام 151 برميلاً متفجراً على الأحياء الشرقية لمدينة حلب.", [("aleppo", "الأحياء الشرقية")]),
        ("en", "In all 149 civilians were killed in northern Syria.", [(None, "northern Syria")]),
        ("ar", "قُتل 149 مدنياً في شمال سوريا.", [(None, "شمال سوريا")]),
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
