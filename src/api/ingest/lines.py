"""What a line of a saved page is: the path above its title, a paragraph, a switch of languages, or the end of its own text."""

import re

from api.text.searching import terms

HOME = ("Home", "الرئيسية")
_SENTENCE_END = re.compile(r"[.!?؟:؛]['\"”»)]*\Z|[”»]\Z")
_PARAGRAPH_WORDS = 25
_STOP_LENGTH = 80
# Lines that end a page's own text, as search terms; the last ones only once the text has begun.
_STOPS = (
    "view full report", "full pdf report", "latest articles", "related articles",
    "عرض تقرير كامل", "تقرير كامل", "تقرير كاملا", "للاطلاع علي تقرير", "لاطلاع علي تقرير", "اطلاع علي تقرير", "تحميل تقرير",
    "لتحميل تقرير", "احدث مقالات", "اخر مقالات", "مقالات ذات صله", "مواضيع ذات صله", "تقارير ذات صله",
)  # fmt: skip
_LANGUAGE_SWITCH = (
    "available in",
    "languages available in",
    "متوفر ب",
    "متوفره ب",
    "متاح ب",
    "متاحه ب",
    "لغات متاحه",
    "لغات متوفره",
)


def is_paragraph(line: str) -> bool:
    """Whether a line is text and not a heading: it ends like a sentence, or is long."""
    return bool(_SENTENCE_END.search(line)) or len(line.split()) >= _PARAGRAPH_WORDS


def is_switch(line: str) -> bool:
    """Whether a line leads to the other language."""
    return " ".join(terms(line)).startswith(_LANGUAGE_SWITCH)


def ends_text(line: str) -> bool:
    """Whether a line below the text ends it: what follows belongs to other pages."""
    return len(line) <= _STOP_LENGTH and " ".join(terms(line)).startswith(_STOPS + _LANGUAGE_SWITCH)
