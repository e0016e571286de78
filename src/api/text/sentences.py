"""A figure as a sentence that may be printed, and as a citation, in either language.

SNHR "documented" something: a sentence never claims that it "was". Qualifier and hedge are never dropped. Arabic words are
written out in words.toml in the form and case that each number needs.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from api.text import dates
from api.text.agreement import counted, digits
from api.text.languages import Language

_WORDS: dict[str, Any] = tomllib.loads(files("api.text").joinpath("words.toml").read_text(encoding="utf-8"))
_CASES = frozenset({"arbitrary-arrest", "enforced-disappearance"})


@dataclass(frozen=True)
class Statement:
    """What a sentence needs of a figure: its codes, its period, and the labels of the wanted language."""

    value: float
    qualifier: str
    unit: str
    violation: str
    victim: str
    party: str | None
    attribution: str
    weapon: str | None
    facility: str | None
    place: str | None
    place_detail: str | None
    period_start: date | None
    period_end: date | None
    period_kind: str
    labels: Mapping[str, str]


def sentence(figure: Statement, language: Language) -> str:
    """The figure in one sentence. `labels` holds the labels of its violation, victim and place by code."""
    parts = [_act(figure, language), _by(figure, language), _with(figure, language), _where(figure, language)]
    when = dates.period(figure.period_start, figure.period_end, figure.period_kind, language)
    body = " ".join(part for part in parts if part)
    if language == "ar":
        return f"وثّقت الشبكة السورية لحقوق الإنسان {' '.join(part for part in (body, when) if part)}."
    return f"SNHR documented {', '.join(part for part in (body, when) if part)}."


def citation(source: Mapping[str, str | None], published_on: date | None, language: Language) -> str:
    """How to cite a figure. source: publisher, title, url (may be unknown), figure, release."""
    day = dates.day(published_on, language) if published_on else None
    if language == "ar":
        parts = [source["publisher"], f"«{source['title']}»", day, source["url"]]
        cited = "، ".join(part for part in parts if part)
        return f"{cited}. الرقم {source['figure']}، الإصدار {source['release']}."
    parts = [source["publisher"], f"“{source['title']}”", day, source["url"]]
    cited = ", ".join(part for part in parts if part)
    return f"{cited}. Figure {source['figure']}, release {source['release']}."


def words(group: str, name: str, language: Language) -> str:
    """A ready wording of words.toml in a language."""
    return _in(language, _WORDS[group][name])


def _act(figure: Statement, language: Language) -> str:
    frame = _in(language, _WORDS["acts"][_act_name(figure)])
    qualifier = _in(language, _WORDS["qualifiers"][figure.qualifier])
    words = frame.replace("{counted}", qualifier + _counted(figure, language))
    for name, code in (("{violation}", figure.violation), ("{victim}", figure.victim)):
        words = words.replace(name, figure.labels[code])
    return words


def _act_name(figure: Statement) -> str:
    if figure.unit == "persons":
        return figure.violation if figure.violation in _WORDS["acts"] else "persons"
    if figure.unit == "percent" and figure.victim == "any":
        return "percent-of-all"
    if (figure.unit, figure.violation) == ("munitions", "barrel-bomb"):
        return "barrel-bomb-munitions"
    return figure.unit


def _counted(figure: Statement, language: Language) -> str:
    if figure.unit == "percent":
        return f"{digits(figure.value)}%"
    number = int(figure.value)
    if figure.unit == "persons" and figure.violation in _CASES:
        return f"{_noun(figure.violation, number, language)} {_against(figure.victim, number, language)}".strip()
    if figure.unit == "persons":
        return _noun(figure.victim, number, language)
    if figure.unit == "facilities":
        return counted(number, _WORDS["facilities"][figure.facility or "vital"][language], language)
    attacked = _WORDS["facilities"][figure.facility or "vital"]["one" if number == 1 else "plural"]
    return _noun(_event(figure), number, language).replace("{facilities}", _in(language, attacked))


def _event(figure: Statement) -> str:
    """The counted noun of incidents and munitions."""
    if figure.unit == "munitions":
        return "barrel-bomb" if figure.violation == "barrel-bomb" else "munition"
    if figure.violation == "barrel-bomb":
        return "barrel-bomb-attack"
    return figure.violation if figure.violation in _WORDS["counted"] and figure.violation not in _CASES else "incident"


def _noun(name: str, number: int, language: Language) -> str:
    return counted(number, _WORDS["counted"][name][language], language)


def _against(victim: str, number: int, language: Language) -> str:
    """The victims of counted cases: of a child, of children."""
    one_en, more_en, one_ar, more_ar = _WORDS["counted"][victim]["against"]
    if language == "ar":
        return str(one_ar if number == 1 else more_ar)
    return str(one_en if number == 1 else more_en)


def _by(figure: Statement, language: Language) -> str:
    if figure.party is None or figure.party == "all-parties":
        return ""
    stated_en, believed_en, stated_ar, believed_ar = _WORDS["parties"][figure.party]
    believed = figure.attribution == "believed"
    if language == "en":
        return f"by {believed_en if believed else stated_en}"
    agent = (_WORDS["acts"][_act_name(figure)][2:] or ["على يد"])[0]
    return f"{agent} {believed_ar if believed else stated_ar}"


def _with(figure: Statement, language: Language) -> str:
    """The weapon, where what is counted does not name it already."""
    if figure.weapon is None or figure.violation in _WORDS["weapons"][figure.weapon]["named_by"]:
        return ""
    return _in(language, _WORDS["weapons"][figure.weapon]["with"])


def _where(figure: Statement, language: Language) -> str:
    """The governorate, and within or without one the report's own words for the place."""
    place = figure.labels[figure.place] if figure.place else None
    named = f"{place} ({figure.place_detail})" if place and figure.place_detail else place or figure.place_detail
    return f"{'في' if language == 'ar' else 'in'} {named}" if named else ""


def _in(language: Language, words: list[str]) -> str:
    return words[1] if language == "ar" else words[0]
