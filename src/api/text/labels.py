"""Short words for the parts of tables, spreadsheets and charts; they are in labels.toml."""

import tomllib
from importlib.resources import files

from api.text.languages import Language

_LABELS: dict[str, list[str]] = tomllib.loads(files("api.text").joinpath("labels.toml").read_text(encoding="utf-8"))


def label(name: str, language: Language, **filled: str) -> str:
    """A label, with its {places} filled in."""
    return _LABELS[name][1 if language == "ar" else 0].format(**filled)
