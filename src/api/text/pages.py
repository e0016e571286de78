"""The words of pages for people, in either language; they are in pages.toml."""

import tomllib
from importlib.resources import files
from types import SimpleNamespace

from api.text.languages import LANGUAGES, Language

_WORDS: dict[str, list[str]] = tomllib.loads(files("api.text").joinpath("pages.toml").read_text(encoding="utf-8"))
_BY_LANGUAGE = {
    language: SimpleNamespace(**{name: words[place] for name, words in _WORDS.items()})
    for place, language in enumerate(LANGUAGES)
}


def page_words(language: Language) -> SimpleNamespace:
    """All words of pages in a language, by name."""
    return _BY_LANGUAGE[language]
