"""What a chart shows, taken from a table: its lines, each with a name and a point for every period, and the words around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.errors import TooManyCells
from api.text.labels import label
from api.text.languages import Language

TIMES = ("year", "quarter", "month")
# More panels than this cannot be read on one page.
_MAX_LINES = 24


@dataclass(frozen=True)
class Point:
    """A value (None: not known), whether it is a whole one, and what the organisation printed for the same span."""

    value: int | None
    complete: bool
    lower_bound: bool
    printed: int | None


@dataclass(frozen=True)
class Line:
    """One value of each grouped dimension over the periods of the chart."""

    name: str
    points: list[Point]


@dataclass(frozen=True)
class Chart:
    """Everything that is drawn. ticks: the name of each period or, where there is no time, of each category."""

    language: Language
    title: str
    subtitle: str
    measure: str
    unit: str | None
    ticks: list[str]
    lines: list[Line]
    notes: list[str]

    @property
    def rtl(self) -> bool:
        """Whether it is read from right to left."""
        return self.language == "ar"


def chart_of(body: Mapping[str, Any]) -> Chart:
    """The chart of a table. Raises TooManyCells where it would have too many lines to be told apart."""
    data, meta = body["data"], body["meta"]
    language: Language = meta["language"]
    unit = max((name for name in meta["group_by"] if name in TIMES), key=TIMES.index, default=None)
    named: dict[str, list[Mapping[str, Any]]] = {}
    for record in data:
        named.setdefault(_name(record, meta), []).append(record)
    if len(named) > _MAX_LINES:
        raise TooManyCells()
    if unit:
        ticks = list(dict.fromkeys(str(record[unit]) for record in data))
        lines = [Line(name, [_point(record) for record in records]) for name, records in named.items()]
    else:
        ticks = list(named)
        lines = [Line("", [_point(record) for records in named.values() for record in records])]
    return Chart(
        language=language,
        title=meta["title"],
        subtitle=_subtitle(meta),
        measure=label(f"per_{unit}", language, counted=meta["counted"]) if unit else meta["counted"],
        unit=unit,
        ticks=ticks,
        lines=lines,
        notes=_notes(data, meta),
    )


def _name(record: Mapping[str, Any], meta: Mapping[str, Any]) -> str:
    return " · ".join(record[name]["label"] for name in meta["group_by"] if name not in TIMES)


def _point(record: Mapping[str, Any]) -> Point:
    printed = record["published_total"]
    bound = record["qualifier"] in ("at-least", "more-than")
    return Point(record["value"], record["complete"], bound, printed["value"] if printed else None)


def _subtitle(meta: Mapping[str, Any]) -> str:
    # A value that says nothing of whom it counts needs no word.
    held = [
        text for name, text in meta["filter_labels"].items() if name not in meta["group_by"] and meta["filters"][name] != "any"
    ]
    start, end = meta["coverage"]["start"], meta["coverage"]["end"]
    return " · ".join([*held, start if start == end else f"{start} – {end}"])


def _notes(data: Sequence[Mapping[str, Any]], meta: Mapping[str, Any]) -> list[str]:
    """What stands under the chart. A hedged attribution is never dropped."""
    language: Language = meta["language"]
    notes = [label("source_line", language, publisher=meta["attribution"], release=meta["release"])]
    if any(record["value"] is not None and not record["complete"] for record in data):
        notes.append(label("hollow", language))
    if any(record["value"] is None for record in data):
        notes.append(label("gaps", language))
    parties = [record["party"]["label"] for record in data if record["attribution"] == "believed" and "party" in record]
    if any(record["attribution"] == "believed" for record in data):
        names = list(dict.fromkeys(parties)) or [meta["filter_labels"].get("party", "")]
        notes.append(label("believed", language, names=("، " if language == "ar" else ", ").join(names)))
    if "notice" in meta:
        notes.append(meta["notice"])
    return notes
