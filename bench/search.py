"""How long a search takes over many publications, with its total and one facet: a word that is rare, in a tenth of them, in all.

    python bench/search.py [--publications 200000] [--database URL] [--runs 15]

Makes the database where it is not there yet (some minutes at 200,000), then measures what the service does for one request
behind its caches: the whole query, shaped and written as JSON. Prints medians in milliseconds.
"""

import argparse
import random
import statistics
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select

from api import codelists, models
from api.database import migrate, read_engine, write_engine
from api.publishing.publish import Notes, publish
from api.queries.cards import find_cards
from api.queries.codelists import load_codelists
from api.queries.publications import ArticleQuery, ReportQuery
from api.queries.releases import list_releases
from api.queries.snapshot import Snapshot
from api.render.json import render_json
from api.schemas.cards import shape_listed
from api.schemas.common import View
from api.schemas.search import shape_search

_BLOCK = 5000
_WORDS_IN_A_TEXT = 60
_RARE_EVERY, _TENTH_EVERY, _TITLE_EVERY = 10_000, 10, 40
# In every text; in a tenth of them; in one of ten thousand. The first two also stand in every fortieth title.
_KNOWN = {"en": ("civilians", "hospital", "phosphorus"), "ar": ("المدنيين", "المستشفيات", "الفوسفور")}
_ROOTS = "بتثجحخدذرزسشصضطظعغفقكلمنهوي"
_QUERIES = {
    "rare": ("فوسفور", ""),
    "tenth": ("مستشفى", ""),
    "all": ("مدني", ""),
    "all, by date": ("مدني", "-published_on"),
    "all and tenth": ("مدني مستشفى", ""),
    "phrase of two in all": ('"مدني تقرير"', ""),
}


def main() -> None:
    """Measures, or makes the database first."""
    given = argparse.ArgumentParser()
    given.add_argument("--publications", type=int, default=200_000)
    given.add_argument("--database", default="")
    given.add_argument("--runs", type=int, default=15)
    asked = given.parse_args()
    url = asked.database or f"sqlite:///var/bench-search-{asked.publications}.db"
    prepare(url, asked.publications)
    with read_engine(url).connect() as connection:
        release = list_releases(connection)[-1]
        snapshot = Snapshot(connection, release, load_codelists(connection, release.number))
        for name, (q, sort) in _QUERIES.items():
            for query in (
                ArticleQuery(q=q, facets="section", sort=sort or None),
                ReportQuery(q=q, facets="section", sort=sort or None),
            ):
                total, times = measure(snapshot, query, asked.runs)
                median, best = statistics.median(times), min(times)
                print(f"{name:24} {type(query).__name__:14} {total:7} found {median:8.1f} ms  (best {best:.1f})")


def measure(snapshot: Snapshot, query: ReportQuery, runs: int) -> tuple[int, list[float]]:
    """The total, and the milliseconds of each run."""
    view = View("ar", snapshot.codelists, "https://data.example.org", {"en": "", "ar": ""}, snapshot.release.id)
    times, total = [], 0
    for _ in range(runs):
        start = time.perf_counter()
        page = find_cards(snapshot, query)
        render_json({"data": [shape_listed(row, view, "articles") for row in page.rows], "meta": shape_search(page.found, view)})
        times.append((time.perf_counter() - start) * 1000)
        total = page.total
    return total, times


def prepare(url: str, publications: int) -> None:
    """Fills an empty database, and publishes."""
    migrate(url)
    with write_engine(url).begin() as connection:
        if connection.scalar(select(func.count()).select_from(models.publication)):
            return
        start = time.perf_counter()
        fill(connection, publications)
        print(f"rows after {time.perf_counter() - start:.0f} s")
        publish(connection, Notes())
        print(f"published and indexed after {time.perf_counter() - start:.0f} s")
    if url.startswith("postgresql"):
        with write_engine(url).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def fill(connection: Connection, publications: int) -> None:
    """Publications with one text, every other one with two; a third of them reports."""
    chance = random.Random(7)  # noqa: S311  (the same data at every run is the point)
    vocabulary = ["".join(chance.choices(_ROOTS, k=chance.randrange(3, 8))) for _ in range(20_000)]
    sections = list(codelists.bundled("sections"))
    for start in range(0, publications, _BLOCK):
        rows: dict[Any, list[dict[str, Any]]] = {
            models.publication: [],
            models.publication_text: [],
            models.publication_section: [],
            models.publication_place: [],
        }
        for number in range(start, min(start + _BLOCK, publications)):
            public_id = f"pub_{chance.randrange(10**8):08d}{number}"
            day = date(2011, 3, 18) + timedelta(days=chance.randrange(5000))
            rows[models.publication].append(
                _draft(public_id=public_id, kind=("report", "news", "statement")[number % 3], published_on=day)
            )
            rows[models.publication_section].append(_draft(public_id=public_id, section=chance.choice(sections), is_primary=True))
            rows[models.publication_place].append(
                _draft(public_id=public_id, place=chance.choice(list(codelists.bundled("places"))))
            )
            rows[models.publication_text] += texts(public_id, number, vocabulary, chance)
        for table, block in rows.items():
            connection.execute(insert(table), block)


def texts(public_id: str, number: int, vocabulary: list[str], chance: random.Random) -> Iterator[dict[str, Any]]:
    """The texts of one publication; which of the known words it has follows from its number."""
    for language in ("ar", "en") if number % 2 else ("ar",):
        everywhere, tenth, rare = _KNOWN[language]
        words = [vocabulary[min(int(chance.paretovariate(0.6)), len(vocabulary)) - 1] for _ in range(_WORDS_IN_A_TEXT)]
        words += [everywhere, "تقرير"]
        words += [tenth] * (number % _TENTH_EVERY == 0) + [rare] * (number % _RARE_EVERY == 0)
        title = " ".join(words[:6] + [everywhere, tenth] * (number % _TITLE_EVERY == 0))
        yield _draft(
            public_id=public_id,
            language=language,
            title=title,
            title_origin="original",
            summary=" ".join(words[:12]),
            body=" ".join(words),
            url=None,
            quotes=[],
            documents=[],
            related=[],
        )


def _draft(**values: Any) -> dict[str, Any]:
    return {"drops": False, **values}


if __name__ == "__main__":
    main()
