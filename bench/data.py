"""A database of any size, the same at every run: publications in both languages, with sections, places, figures and evidence."""

import random
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert
from sqlmodel import SQLModel

from api import codelists
from api.database import migrate, write_engine
from api.publishing.publish import Notes, publish

_BLOCK = 5000
_DAYS = 5700
_FIRST_DAY = date(2011, 3, 18)
_REPORTED_FIGURES = 3
_SENTENCES_EACH = 4
_BETWEEN = "\n\n"
_KINDS = ("report", "statement", "report", "news")
_PLACES = tuple(codelists.bundled("places"))
_SECTIONS = {kind: [code for code, entry in codelists.bundled("sections").items() if entry.kind == kind] for kind in _KINDS}
_PARTIES = ("syrian-regime", "russian-forces", "isis", "sdf", None)
_VICTIMS = ("civilians", "children", "women", "medical-personnel")
_TITLES = {"en": "Account number {}: what was documented in these weeks", "ar": "البيان رقم {}: ما وُثّق في هذه الأسابيع"}
_SENTENCES = {
    "en": "The report documents the killing of {} civilians in this period, among them women and children.",
    "ar": "يوثّق التقرير مقتل {} مدنياً في هذه المدة، بينهم نساء وأطفال.",
}

Rows = dict[str, list[dict[str, Any]]]


def make(folder: Path, publications: int) -> str:
    """Makes the database where it is not there yet; gives its address. Half of the publications are reports."""
    path = folder / f"bench-{publications}.db"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        growing = path.with_suffix(".part")
        growing.unlink(missing_ok=True)
        migrate(f"sqlite:///{growing}")
        with write_engine(f"sqlite:///{growing}").begin() as connection:
            fill(connection, publications)
        growing.rename(path)
    return f"sqlite:///{path.absolute()}"


def fill(connection: Connection, publications: int) -> None:
    """Writes this many publications and publishes them, in the caller's transaction."""
    chance = random.Random(7)  # noqa: S311  (the same data at every run is the point)
    for start in range(0, publications, _BLOCK):
        _write(connection, range(start, min(start + _BLOCK, publications)), chance)
    publish(connection, Notes())


def add(connection: Connection, number: int) -> None:
    """Writes one publication more and publishes it, in the caller's transaction."""
    _write(connection, range(number, number + 1), random.Random(number))  # noqa: S311  (the same data at every run is the point)
    publish(connection, Notes())


def _write(connection: Connection, numbers: range, chance: random.Random) -> None:
    rows: Rows = defaultdict(list)
    for number in numbers:
        _add_publication(rows, number, chance)
    for name, block in rows.items():
        connection.execute(insert(SQLModel.metadata.tables[name]), block)


def _add_publication(rows: Rows, number: int, chance: random.Random) -> None:
    kind = _KINDS[number % len(_KINDS)]
    public_id = f"pub_{number:08d}"
    day = _FIRST_DAY + timedelta(days=chance.randrange(_DAYS))
    start, end = day - timedelta(days=40), day - timedelta(days=10)
    counts = [chance.randrange(3, 900) for _ in range(_SENTENCES_EACH)]
    rows["publication"].append(
        _draft(public_id=public_id, kind=kind, published_on=day, modified_on=None, period_start=start, period_end=end)
    )
    for language in ("en", "ar"):
        rows["publication_text"].append(_text(public_id, language, number, counts))
    section = chance.choice(_SECTIONS[kind])
    rows["publication_section"].append(_draft(public_id=public_id, section=section, is_primary=True))
    place = chance.choice(_PLACES)
    rows["publication_place"].append(_draft(public_id=public_id, place=place))
    if kind == "report":
        for ordinal, count in enumerate(counts[:_REPORTED_FIGURES]):
            _add_figure(rows, (public_id, place, start, end), ordinal, count, chance.choice(_PARTIES))
            rows["figure_evidence"].append(_evidence(public_id, ordinal, counts))


def _text(public_id: str, language: str, number: int, counts: list[int]) -> dict[str, Any]:
    sentences = _sentences(language, counts)
    return _draft(
        public_id=public_id,
        language=language,
        title=_TITLES[language].format(number),
        title_origin="original",
        subtitle=None,
        summary=sentences[0],
        body=_BETWEEN.join(sentences),
        url=f"https://example.org/{language}/{number}/",
        quotes=[],
        documents=[{"url": f"https://example.org/{number}-{language}.pdf", "media_type": "application/pdf"}],
        related=[],
    )


def _sentences(language: str, counts: list[int]) -> list[str]:
    return [_SENTENCES[language].format(count) for count in counts]


def _figure_id(publication_id: str, ordinal: int) -> str:
    return f"fig_{publication_id[4:]}{ordinal:02d}"


def _add_figure(rows: Rows, about: tuple[str, str, date, date], ordinal: int, count: int, party: str | None) -> None:
    publication_id, place, start, end = about
    rows["figure"].append(
        _draft(
            public_id=_figure_id(publication_id, ordinal),
            publication_id=publication_id,
            ordinal=ordinal,
            value=count,
            qualifier="exact",
            unit="persons",
            violation="killing",
            victim=_VICTIMS[ordinal % len(_VICTIMS)],
            party=party,
            attribution="stated",
            place=place,
            period_start=start,
            period_end=end,
            period_kind="window",
            date_basis="documented",
            reviewed_on=end,
        )
    )


def _evidence(publication_id: str, ordinal: int, counts: list[int]) -> dict[str, Any]:
    """Where the figure stands in the English body."""
    sentences, quote = _sentences("en", counts), str(counts[ordinal])
    at = len(_BETWEEN.join([*sentences[:ordinal], ""])) + sentences[ordinal].index(quote)
    return _draft(
        figure_id=_figure_id(publication_id, ordinal),
        publication_id=publication_id,
        language="en",
        quote=quote,
        sentence=sentences[ordinal],
        start_at=at,
        end_at=at + len(quote),
    )


def _draft(**values: Any) -> dict[str, Any]:
    return {"drops": False, **values}
