"""Counted nouns: which form of a noun a number takes in each language."""

from collections.abc import Sequence

from api.text.languages import Language

_ONE, _TWO, _FEW, _MANY, _OTHER = range(5)


def digits(value: float) -> str:
    """A number in Latin digits with thousands separated; a decimal only where there is one."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def arabic_form(number: int) -> int:
    """The place, among one, two, few, many and other, of the form after a number: beyond two, its last two digits decide."""
    if number in (1, 2):
        return _ONE if number == 1 else _TWO
    if 3 <= number % 100 <= 10:
        return _FEW
    return _MANY if number % 100 >= 11 else _OTHER


def counted(number: int, forms: Sequence[str], language: Language) -> str:
    """A number with its noun. forms: one and more in English; one, two, few, many and other in Arabic."""
    place = arabic_form(number) if language == "ar" else int(number != 1)
    return forms[place].replace("{n}", digits(number))
