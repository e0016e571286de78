"""What datasets and their columns are called and mean, in both languages; the words are in datasets.toml."""

import tomllib
from importlib.resources import files
from typing import Any

from api.text.languages import Language

_WORDS: dict[str, Any] = tomllib.loads(files("api.text").joinpath("datasets.toml").read_text(encoding="utf-8"))


def dataset_text(name: str, part: str, language: Language, **filled: str) -> str:
    """A dataset's title or description; `series` stands for any series, whose own words fill the {places}."""
    return str(_WORDS["datasets"][name][part][language == "ar"]).format(**filled)


def dataset_caveats(name: str, language: Language) -> list[str]:
    """What must be known before a dataset is used."""
    return list(_WORDS["datasets"][name]["caveats"][language == "ar"])


def column_text(column: str, language: Language) -> str:
    """What a column holds. A label or a translation is described by the column that it belongs to."""
    derived: dict[str, list[str]] = _WORDS["derived"]
    if column not in _WORDS["columns"]:
        for suffix, kind in (("_label_ar", "label_ar"), ("_label", "label"), ("_ar", "text_ar")):
            if column.endswith(suffix):
                return derived[kind][language == "ar"].format(column=column.removesuffix(suffix))
    return str(_WORDS["columns"][column][language == "ar"])


def readme_text(part: str, language: Language, **filled: str) -> str:
    """A sentence of the README, with its {places} filled in."""
    return str(_WORDS["readme"][part][language == "ar"]).format(**filled)
