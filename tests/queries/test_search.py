"""Search over both databases: the project's own table of queries, the same records in both, and an order that a publish cannot change."""

import csv
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Serve
from databases import Postgresql, Sqlite
from factories import Desk, make_arabic, make_figure, make_page
from sqlalchemy import Connection, insert

from api import models
from api.database import read_engine, write_engine
from api.publishing.publish import Notes, publish
from api.queries.codelists import load_codelists
from api.queries.publications import ArticleQuery, find_publications
from api.queries.releases import list_releases
from api.queries.snapshot import Snapshot

DATA = Path(__file__).parents[1] / "data" / "search"
HALVES = ("1", "2")
BEST = 10


def rows_of(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


DOCUMENTS, QUERIES = rows_of("documents.tsv"), rows_of("queries.tsv")


def fill(connection: Connection, texts: Mapping[str, Mapping[str, Any]]) -> None:
    """Publishes texts by public id, without the way through an import."""
    draft = {"drops": False}
    empty = {"title_origin": "original", "summary": "", "quotes": [], "documents": [], "related": []}
    connection.execute(
        insert(models.publication),
        [{"public_id": key, "kind": "news", "published_on": date(2020, 1, 1), **draft} for key in texts],
    )
    connection.execute(
        insert(models.publication_text), [{"public_id": key, **empty, **text, **draft} for key, text in texts.items()]
    )
    publish(connection, Notes())


@contextmanager
def snapshot_of(url: str) -> Iterator[Snapshot]:
    engine = read_engine(url)
    with engine.connect() as connection:
        release = list_releases(connection)[-1]
        yield Snapshot(connection, release, load_codelists(connection, release.number))
    engine.dispose()


def found(snapshot: Snapshot, q: str, limit: int = 100, **given: Any) -> list[str]:
    return [row.public_id for row in find_publications(snapshot, ArticleQuery(q=q, **given), limit=limit).rows]


@pytest.fixture
def corpus(database: str) -> str:
    texts = {row["id"]: {"language": row["language"], "title": row["id"], "body": row["text"]} for row in DOCUMENTS}
    with write_engine(database).begin() as connection:
        fill(connection, texts)
    return database


def relevant(query: Mapping[str, str]) -> set[str]:
    asked = set(query["lexemes"].split())
    return {row["id"] for row in DOCUMENTS if asked <= set(row["lexemes"].split())}


def test_recall_and_precision_of_the_first_ten_on_either_half_of_the_table(corpus: str) -> None:
    assert {
        (half, language): sum((row["half"], row["language"]) == (half, language) for row in QUERIES)
        for half, language in [("1", "ar"), ("2", "ar"), ("1", "en"), ("2", "en")]
    } == {("1", "ar"): 48, ("2", "ar"): 46, ("1", "en"): 24, ("2", "en"): 24}
    with snapshot_of(corpus) as snapshot:
        for half in HALVES:
            for language in ("ar", "en"):
                scores = [
                    score(relevant(row), found(snapshot, row["query"], BEST))
                    for row in QUERIES
                    if (row["half"], row["language"]) == (half, language)
                ]
                recall, precision = (sum(column) / len(scores) for column in zip(*scores, strict=True))
                assert recall >= 0.95, (half, language, recall)
                assert precision >= 0.95, (half, language, precision)


def score(wanted: set[str], first: Sequence[str]) -> tuple[float, float]:
    """Recall and precision of the first ten."""
    right = len(wanted.intersection(first))
    return right / min(BEST, len(wanted)), right / len(first) if first else 0.0


def test_both_databases_find_the_same_in_the_same_order(sqlite: Sqlite, postgresql: Postgresql, tmp_path: Path) -> None:
    chance = random.Random(3)
    words = sorted({word for row in DOCUMENTS for word in row["text"].split()})
    texts = {
        f"pub_{number:03d}": {
            "language": row["language"],
            "title": " ".join(chance.choices(words, k=3)),
            "subtitle": chance.choice([None, row["id"]]),
            "body": row["text"],
        }
        for number, row in enumerate(DOCUMENTS * 2)
    }
    asked = [row["query"] for row in QUERIES] + [random_question(chance, words) for _ in range(150)]
    answers = []
    for url in (sqlite.make(tmp_path), postgresql.make()):
        with write_engine(url).begin() as connection:
            fill(connection, texts)
        with snapshot_of(url) as snapshot:
            answers.append({q: found(snapshot, q, 30) for q in asked})
    assert answers[0] == answers[1]
    assert sum(map(bool, answers[0].values())) > len(asked) * 0.7


def random_question(chance: random.Random, words: Sequence[str]) -> str:
    shapes: list[Callable[[], str]] = [
        lambda: chance.choice(words),
        lambda: f"{chance.choice(words)} {chance.choice(words)}",
        lambda: f'"{" ".join(chance.choice(DOCUMENTS)["text"].split()[:2])}"',
        lambda: f"{chance.choice(words)} -{chance.choice(words)}",
        lambda: f"-{chance.choice(words)}",
    ]
    return chance.choice(shapes)()


def test_a_phrase_stands_side_by_side_however_long_the_text(database: str) -> None:
    long = " ".join(f"w{number}" for number in range(20_000))
    texts = {
        "pub_a": {"language": "en", "title": "a", "body": f"{long} yellow rain fell"},
        "pub_b": {"language": "en", "title": "b", "body": f"yellow {long} rain"},
        "pub_c": {"language": "en", "title": "yellow", "body": "rain"},
        "pub_d": {"language": "en", "title": "d", "body": "yellow rain " + "yellow snow " * 300},
        "pub_e": {"language": "en", "title": "e", "body": "yellow snow " * 300 + "yellow rain"},
    }
    with write_engine(database).begin() as connection:
        fill(connection, texts)
    with snapshot_of(database) as snapshot:
        assert found(snapshot, '"yellow rain"') == ["pub_a", "pub_d", "pub_e"]
        assert found(snapshot, "yellow rain") == ["pub_a", "pub_b", "pub_c", "pub_d", "pub_e"]
        assert found(snapshot, 'rain -"yellow rain"') == ["pub_b", "pub_c"]
        assert found(snapshot, "-yellow") == []


def test_a_title_comes_before_a_subtitle_before_a_body_then_the_newest_then_the_id(database: str) -> None:
    desk = Desk(database)
    body, title = {"body": "In Aleppo."}, {"title": "Aleppo"}
    old = {"published_on": date(2014, 1, 1)}
    expected = [
        desk.take(make_page(1, **title, **old)),
        desk.take(make_page(2, subtitle="Aleppo", **old)),
        *sorted(desk.take(make_page(number, **body)) for number in (3, 4, 5)),
        desk.take(make_page(6, **body, **old)),
        desk.take(make_page(7, **body, published_on=None)),
    ]
    desk.take(make_page(8))
    desk.publish()
    with snapshot_of(database) as snapshot:
        assert found(snapshot, "Aleppo") == expected
        assert found(snapshot, "حلب", sort="-relevance") == expected
        assert found(snapshot, "Aleppo", sort="-published_on") == [
            *expected[2:5],
            *sorted(expected[:2] + expected[5:6]),
            expected[6],
        ]


def test_a_publish_between_two_pages_changes_nothing_in_a_walk_by_relevance(database: str, serve: Serve) -> None:
    desk = Desk(database)
    pages = [
        {"title": f"Aleppo {n}"} if n % 3 == 0 else {"subtitle": "Aleppo"} if n % 3 == 1 else {"body": "Aleppo"}
        for n in range(17)
    ]
    for number, given in enumerate(pages):
        desk.take(make_page(number, **given, published_on=date(2015, 1, 1 + number % 4)))
    desk.publish()
    client = serve(database)
    whole = [record["id"] for record in client.get("/v1/articles?q=aleppo&limit=100").json()["data"]]
    assert len(whole) == 17
    address, walked = "/v1/articles?q=aleppo&limit=4", []
    while address:
        answer = client.get(address).json()
        walked += [record["id"] for record in answer["data"]]
        assert answer["meta"]["total"] == 17
        for number in range(30 + len(walked), 36 + len(walked)):
            desk.take(make_page(number, title="Aleppo Aleppo", published_on=date(2016, 1, 1)))
        desk.take(make_page(len(walked) % 17, title="Elsewhere", body="Nothing of it."))
        desk.publish()
        address = (answer["links"]["next"] or "").removeprefix("https://data.example.org")
    assert walked == whole


def test_a_text_is_found_in_the_releases_that_have_it(database: str, serve: Serve) -> None:
    desk = Desk(database)
    public_id = desk.take(make_page(1, title="Meteorites"), make_figure(arabic="41 مدنياً"), arabic=make_arabic(1))
    first = desk.publish()
    desk.take(make_page(1, title="Comets"))
    second = desk.publish()
    desk.take(make_page(2, title="Meteorites"))
    third = desk.publish()
    client = serve(database)

    def ids(q: str, release: str) -> set[str]:
        return {record["id"] for record in client.get(f"/v1/articles?q={q}&release={release}").json()["data"]}

    assert ids("meteorite", first) == ids("comet", second) == ids("comet", third) == {public_id}
    assert ids("meteorite", second) == ids("comet", first) == set()
    assert len(ids("meteorite", third)) == 1
    figures = client.get("/v1/figures?q=مدنيون").json()["data"]
    assert [figure["report"]["id"] for figure in figures] == [public_id]
    assert client.get("/v1/figures?q=meteorites").json()["data"] == []
