"""A redacted sentence is nowhere any more, and what was not redacted is still proved."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import Serve
from factories import BODY, make_arabic, make_figure, make_page
from plant import Plant
from sqlalchemy import select, text, update
from sqlalchemy.engine import make_url

from api import models
from api.database import read_engine, scrub
from api.errors import Refusal
from api.ingest.records import EvidenceRecord, FigureRecord, PageRecord
from api.models import figure_evidence, publication_text
from api.publishing.publish import Notes, publish
from api.publishing.verify import FAILED, REDACTED, verify
from api.queries.manifests import check_releases
from api.text.analyser import analyse

NAME = "Umar Qasim Halabi"
SECRET = f"{NAME} saw 7 women from the roof of the bakery."
TEXT = f"{BODY}\n\n{SECRET} He was not alone. The end."
TODAY = datetime.now(UTC).date().isoformat()


def page(number: int = 1, more: str = "") -> PageRecord:
    quotes = [{"text": SECRET, "speaker": NAME, "role": "baker"}]
    return make_page(number, body=TEXT + more, quotes=quotes, summary=SECRET)


def women() -> FigureRecord:
    evidence = [EvidenceRecord(language="en", quote="7 women", start=TEXT.index("7 women"), place_detail="the bakery")]
    return make_figure().model_copy(
        update={"key": "women", "value": 7.0, "violation": "injury", "victim": "women", "evidence": evidence}
    )


def prepare(plant: Plant) -> str:
    """A publication in two releases and a draft, its text another one in each; a sentence of it names a witness."""
    public_id = plant.take(page(), make_figure(), women(), arabic=make_arabic(1))
    plant.publish()
    plant.take(page(more="\n\nA new line."))
    plant.take(make_page(2))
    plant.publish()
    plant.take(page(more="\n\nA draft."))
    return public_id


def answers(plant: Plant, serve: Serve) -> Iterator[str]:
    client = serve(plant.url, data_dir=plant.data_dir)
    releases = [one["id"] for one in client.get("/v1/releases?sort=number").json()["data"]]
    for release in releases:
        for path in ("reports", "articles", "figures"):
            for record in client.get(f"/v1/{path}?release={release}").json()["data"]:
                yield client.get(f"/v1/{path}/{record['id']}?release={release}").text
            yield client.get(f"/v1/{path}?release={release}&format=csv").text
            yield "".join(record["id"] + NAME for record in client.get(f"/v1/{path}?q=halabi&release={release}").json()["data"])
        yield client.get(f"/v1/changes?since={releases[0]}&until={release}&format=ndjson").text
        yield client.get(f"/v1/releases/{release}/manifest.json").text


def stored_files(plant: Plant) -> list[Path]:
    """Every file in which the installation keeps something."""
    found = [path for path in plant.data_dir.rglob("*") if path.is_file()]
    if plant.url.startswith("sqlite"):
        return [*found, *Path(make_url(plant.url).database or "").parent.glob("test.db*")]
    with plant.engine.connect() as connection:
        statement = text("SELECT oid, current_setting('data_directory') FROM pg_database WHERE datname = current_database()")
        oid, folder = connection.execute(statement).one()
    return [*found, *(path for path in (Path(folder) / "base" / str(oid)).iterdir() if path.is_file())]


def traces(plant: Plant) -> list[str]:
    """Where the name stands as bytes, as it is written or as its search terms."""
    needles = [NAME.encode(), NAME.encode("utf-16-le"), *(word.term.encode() for word in analyse(NAME))]
    return [path.name for path in stored_files(plant) for needle in needles if needle in path.read_bytes()]


def test_a_redacted_sentence_is_in_no_answer_file_index_old_release_or_database_page(plant: Plant, serve: Serve) -> None:
    public_id = prepare(plant)
    with plant.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        if not plant.url.startswith("sqlite"):
            connection.exec_driver_sql("CHECKPOINT")
    assert len(set(traces(plant))) >= 2
    assert sum(NAME in answer for answer in answers(plant, serve)) > 10
    plant.redact(public_id, SECRET, NAME)
    scrub(plant.url)
    assert [answer for answer in answers(plant, serve) if "halabi" in answer.lower()] == []
    assert traces(plant) == []


def test_values_and_the_positions_of_all_evidence_stay(plant: Plant, serve: Serve) -> None:
    public_id = prepare(plant)
    before = serve(plant.url).get("/v1/figures?format=csv&fields=id,value,violation,party,place").text
    old = plant.redact(public_id, NAME)
    client = serve(plant.url, data_dir=plant.data_dir)
    assert client.get("/v1/figures?format=csv&fields=id,value,violation,party,place").text == before
    releases = [one["id"] for one in client.get("/v1/releases").json()["data"]]
    for release in releases:
        report = client.get(f"/v1/reports/{public_id}?release={release}").json()["data"]
        assert report["redacted_on"] == TODAY
        assert report["quotes"][0]["speaker"] == "█" * len(NAME)
        assert report["summary"] == SECRET.replace(NAME, "█" * len(NAME))
        for record in report["figures"]:
            for said in record["evidence"]:
                if said["language"] == "en":
                    assert report["body"][said["start"] : said["end"]] == said["quote"]
    figure_id = plant.figure_ids(public_id)[1]
    assert old.records == sorted([figure_id, public_id])
    record = client.get(f"/v1/figures/{figure_id}").json()["data"]
    assert (record["value"], record["redacted_on"], record["evidence"][0]["quote"]) == (7, TODAY, "7 women")
    assert client.get(f"/v1/figures/{plant.figure_ids(public_id)[0]}").json()["data"]["redacted_on"] is None


def states(plant: Plant) -> dict[str, set[str]]:
    """What is redacted and what has failed, of the folder and of the database."""
    lines = {state: {line.what for line in verify(str(plant.data_dir)) if line.state == state} for state in (REDACTED, FAILED)}
    engine = read_engine(plant.url, seconds=None)
    with engine.connect() as connection:
        for check in check_releases(connection, plant.data_dir):
            if check.problem:
                lines[FAILED].add(check.what)
            elif check.redacted:
                lines[REDACTED].add(check.what)
    engine.dispose()
    return lines


def test_verify_tells_a_redaction_from_a_change_beside_it(plant: Plant) -> None:
    public_id = prepare(plant)
    plant.redact(public_id, SECRET)
    redacted = states(plant)
    assert redacted[FAILED] == set()
    assert redacted[REDACTED] >= {public_id, "sentences/data.csv", "file sentences/data.csv", "table publication_text"}
    assert "values/data.csv" not in redacted[REDACTED]
    for table, column, value in (
        (publication_text, "url", "https://snhr.org/elsewhere/"),
        (publication_text, "title", "Another title"),
        (publication_text, "body", TEXT),
        (figure_evidence, "start_at", 3),
        (figure_evidence, "quote", "8 women"),
        (models.figure, "value", 8.0),
        (models.redaction, "was", "0" * 64),
        (models.redaction, "now", "0" * 64),
    ):
        assert _changed(plant, table, column, value), f"{table.name}.{column}"
    assert states(plant) == redacted


def _changed(plant: Plant, table: Any, column: str, value: Any) -> set[str]:
    """What fails once a value of the first row that has another one is changed; it is put back afterwards."""
    with plant.engine.begin() as connection:
        row = connection.execute(select(table).where(table.c[column] != value).order_by(table.c.row_id)).first()
        assert row is not None
        mine = table.c.row_id == row.row_id
        connection.execute(update(table).where(mine).values({column: value}))
    failed = states(plant)[FAILED]
    with plant.engine.begin() as connection:
        connection.execute(update(table).where(mine).values({column: getattr(row, column)}))
    return failed


def test_a_figure_without_words_loses_its_sentences_and_a_publication_its_text(plant: Plant, serve: Serve) -> None:
    public_id = prepare(plant)
    total, women_id = plant.figure_ids(public_id)
    plant.redact(women_id)
    client = serve(plant.url, data_dir=plant.data_dir)
    report = client.get(f"/v1/reports/{public_id}").json()["data"]
    assert report["body"] == f"{BODY}\n\n{'█' * len(SECRET)} He was not alone. The end.\n\nA new line."
    evidence = client.get(f"/v1/figures/{women_id}").json()["data"]["evidence"][0]
    assert (evidence["quote"], evidence["sentence"]) == ("█" * len("7 women"), "█" * len(SECRET))
    plant.redact(public_id)
    report = serve(plant.url, data_dir=plant.data_dir).get(f"/v1/reports/{public_id}").json()["data"]
    assert set(report["body"]) == {"█", "\n"}
    assert (report["title"], {record["value"] for record in report["figures"]}) == ("Account number 1", {41, 7})
    assert states(plant)[FAILED] == set()
    assert total in {one.id for one in _redactions(plant)}


def _redactions(plant: Plant) -> list[Any]:
    with plant.engine.connect() as connection:
        return list(connection.execute(select(models.redaction.c.public_id.label("id"), models.redaction.c.was)))


def test_words_that_go_beyond_a_sentence_are_masked_in_its_evidence_too(plant: Plant) -> None:
    public_id = prepare(plant)
    plant.redact(public_id, "roof of the bakery. He was not alone")
    with plant.engine.connect() as connection:
        mine = (figure_evidence.c.quote == "7 women", figure_evidence.c.removed_in.is_(None))
        sentence, detail = connection.execute(
            select(figure_evidence.c.sentence, figure_evidence.c.place_detail).where(*mine)
        ).one()
    assert sentence == SECRET.replace("roof of the bakery.", "█" * len("roof of the bakery."))
    assert detail == "the bakery".replace("the bakery", "█" * len("the bakery"))


def test_an_import_that_may_bring_the_words_back_is_not_published_without_a_reason(plant: Plant) -> None:
    public_id = prepare(plant)
    plant.redact(public_id, NAME)
    plant.take(page(more="\n\nFrom the site again."))
    with (
        pytest.raises(Refusal, match=f"{public_id} has a new text \\(en\\) after a redaction"),
        plant.engine.begin() as connection,
    ):
        publish(connection, Notes())
    with plant.engine.connect() as connection:
        assert connection.scalar(select(publication_text.c.body).where(publication_text.c.first_release.is_(None)))
    plant.publish(**{public_id: "correction"})


def test_an_old_answer_is_not_given_again_from_a_cache(plant: Plant, serve: Serve) -> None:
    public_id = prepare(plant)
    client = serve(plant.url, data_dir=plant.data_dir)
    first = client.get("/v1/releases?sort=number").json()["data"][0]["id"]
    address = f"/v1/reports/{public_id}?release={first}"
    etag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    plant.redact(public_id, NAME)
    again = serve(plant.url, data_dir=plant.data_dir).get(address, headers={"If-None-Match": etag})
    assert again.status_code == 200
    assert again.headers["ETag"] != etag


def test_what_cannot_be_redacted_is_refused_and_other_places_are_named(plant: Plant) -> None:
    public_id = prepare(plant)
    other = plant.take(page(7))
    assert plant.redact(public_id, NAME).elsewhere == [other]
    with pytest.raises(Refusal, match="the words do not stand in"):
        plant.redact(public_id, NAME)
    with pytest.raises(Refusal, match="no figure or publication has the id"):
        plant.redact("pub_nothing")
