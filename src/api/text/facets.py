"""What a facet's codes are called that no code list has: languages, and where a record says nothing."""

from api.text.languages import Language

_LABELS = {"en": ("English", "الإنكليزية"), "ar": ("Arabic", "العربية"), "none": ("Not stated", "غير مذكور")}


def facet_label(code: str, language: Language) -> str:
    """The label of a language, of `none`, or of a code that labels itself: a year."""
    return _LABELS.get(code, (code, code))[1 if language == "ar" else 0]
