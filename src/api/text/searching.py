"""Text to search terms, one spelling for each word in either language. Only such terms are stored for search and asked for."""

import re
import unicodedata

_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
_FOLDED = str.maketrans("أإآٱىیةکؤئ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "اااايي" + "هكوي" + "0123456789" * 2, "ء")
_GROUPED = re.compile(r"(?<=\d)[,٬،](?=\d{3}\b)")
_WORD = re.compile(r"\w+")
_ARTICLES = ("وال", "بال", "كال", "فال", "لل", "ال")
_SHORTEST = 3


def terms(text: str) -> list[str]:
    """The terms of a text, in order: letters folded, marks and articles off, digits Latin, 1,236 one term."""
    return [_without_article(word) for word in _WORD.findall(_GROUPED.sub("", fold(text)))]


def fold(text: str) -> str:
    """One spelling of letters and digits: marks off, Arabic letters that are written for one another alike, small letters."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(_FOLDED).casefold()


def searchable(*texts: str | None) -> str:
    """The terms of texts as stored: each with a space before it, so that a term is found where a word begins."""
    return "".join(f" {term}" for text in texts if text for term in terms(text))


def _without_article(word: str) -> str:
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= _SHORTEST:
            return word.removeprefix(article)
    return word
