"""What a number counts, and what was done to those: one rule a case, in words written for it."""

import pytest
from rules import ARRESTED, HURT, ISIS, KILLED, REGIME, RELEASED, RUSSIA, SDF, TORTURED, Row, rows

from api.ingest.figures import extract
from api.text.languages import Language

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
    "what a massacre is": (
        "ar",
        "ارتكبت قوات النظام 11 مجزرة، والمجزرة هي الحدث الذي يُقتل فيه خمسة أشخاص.",
        [(11, "massacre", "any", REGIME, None)],
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
    "a bare number in a month": (
        "ar",
        "رصدنا مقتل 231 في تشرين الثاني بينهم 72 مدنياً على يد قوات النظام.",
        [(231, KILLED, "any", None, None), (72, KILLED, "civilians", REGIME, 231)],
    ),
    "one girl": ("en", "On Friday, a girl was killed in an explosion.", [(1, KILLED, "children", None, None)]),
}


@pytest.mark.parametrize("name", CASES)
def test_the_rule_holds(name: str) -> None:
    language, text, wanted = CASES[name]
    assert rows(text, language) == wanted


def test_a_text_may_end_with_a_number_in_a_list() -> None:
    """Nothing stands behind it that could be looked at."""
    text = '0قتل(RUSSIAN"FORCES0'
    assert [text[figure.start : figure.end] for figure in extract(text, "ar").figures] == ["0", "0"]
