"""The two languages of the service, and the direction in which each is written."""

from typing import Literal, get_args

Language = Literal["en", "ar"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def direction(language: Language) -> Literal["ltr", "rtl"]:
    """The writing direction of a language."""
    return "rtl" if language == "ar" else "ltr"


def other(language: Language) -> Language:
    """The one of the two that this is not."""
    return "en" if language == "ar" else "ar"


def is_language(value: str) -> bool:
    """Whether a code is one of the two."""
    return value in LANGUAGES
