"""Dates and periods in words. Arabic months carry both names, as the organisation prints them: آب/أغسطس."""

from calendar import monthrange
from datetime import date

from api.text.languages import Language

ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
LEVANTINE_MONTHS = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
    "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
)  # fmt: skip
WESTERN_MONTHS = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
    "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
_HALVES = {(1, 6): ("the first half", "النصف الأول"), (7, 12): ("the second half", "النصف الثاني")}


def month(number: int, language: Language) -> str:
    """A month's name, 1 to 12."""
    if language == "ar":
        return f"{LEVANTINE_MONTHS[number - 1]}/{WESTERN_MONTHS[number - 1]}"
    return ENGLISH_MONTHS[number - 1]


def day(value: date, language: Language, *, year: bool = True) -> str:
    """A day: 14 October 2016, 14 تشرين الأول/أكتوبر 2016."""
    words = f"{value.day} {month(value.month, language)}"
    return f"{words} {value.year}" if year else words


def period(start: date | None, end: date | None, kind: str, language: Language) -> str:
    """When, ready to stand at the end of a sentence; empty where nothing is known."""
    if kind == "window" and start and end:
        return _window(start, end, language)
    if kind == "to-date" and (start or end):
        return " ".join(part for part in (_since(start, language), _until(end, language)) if part)
    if kind == "snapshot" and end:
        return f"حتى تاريخ {day(end, language)}" if language == "ar" else f"as of {day(end, language)}"
    return ""


def _since(start: date | None, language: Language) -> str:
    if start is None:
        return ""
    words = f"{month(start.month, language)} {start.year}" if start.day == 1 else day(start, language)
    return f"منذ {words}" if language == "ar" else f"since {words}"


def _until(end: date | None, language: Language) -> str:
    if end is None:
        return ""
    return f"حتى {day(end, language)}" if language == "ar" else f"up to {day(end, language)}"


def _window(start: date, end: date, language: Language) -> str:
    whole = _whole_months(start, end)
    if start == end:
        return f"في {day(start, language)}" if language == "ar" else f"on {day(start, language)}"
    if whole == (1, 12):
        return f"في عام {start.year}" if language == "ar" else f"in {start.year}"
    if whole in _HALVES:
        english, arabic = _HALVES[whole]
        return f"في {arabic} من عام {start.year}" if language == "ar" else f"in {english} of {start.year}"
    if whole and whole[0] == whole[1]:
        words = f"{month(start.month, language)} {start.year}"
        return f"في {words}" if language == "ar" else f"in {words}"
    first, last = day(start, language, year=start.year != end.year), day(end, language)
    return f"في الفترة من {first} إلى {last}" if language == "ar" else f"from {first} to {last}"


def _whole_months(start: date, end: date) -> tuple[int, int] | None:
    """The first and last month where a period is exactly whole months of one year."""
    if start.day == 1 and start.year == end.year and end.day == monthrange(end.year, end.month)[1]:
        return start.month, end.month
    return None
