"""What the service says when it cannot answer, in both languages; the words are in problems.toml."""

import tomllib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from api.text.languages import Language

_MESSAGES: dict[str, Any] = tomllib.loads(files("api.text").joinpath("problems.toml").read_text(encoding="utf-8"))
PROBLEM_CODES: tuple[str, ...] = tuple(_MESSAGES["problems"])
MISTAKE_CODES: tuple[str, ...] = tuple(_MESSAGES["mistakes"])


def problem(code: str, language: Language) -> tuple[str, str]:
    """Title and detail of a problem."""
    title, detail = _MESSAGES["problems"][code][language]
    return title, detail


def mistake(code: str, language: Language, values: Sequence[str] = ()) -> str:
    """What is wrong with a parameter, and with which values of it."""
    arabic = language == "ar"
    return str(_MESSAGES["mistakes"][code][1 if arabic else 0]).replace("{values}", ("، " if arabic else ", ").join(values))
