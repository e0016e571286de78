"""Cards say what the tables say, are made anew where something shows, and are never read where they might not."""

import hashlib

import pytest
from conftest import Serve
from factories import Desk, make_arabic, make_figure, make_page
from sqlalchemy import delete, update

from api.database import write_engine
from api.http.integrity import Integrity
from api.models import code, publication_card
from api.publishing.guard import Reason
from api.publishing.redaction import redact
from api.queries.cards import CARD_VERSION
from api.render.tables import columns_of
from api.schemas.publications import PublicationRecord

PATHS = ("/v1/articles", "/v1/articles?lang=ar", "/v1/reports", "/v1/reports?lang=ar&format=csv", "/v1/articles?fields=id,places")


@pytest.fixture(autouse=True)
def _nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests change what was published, which the service would notice and stop serving."""
    monkeypatch.setattr(Integrity, "look", lambda *_, **__: None)


def answers(desk: Desk, serve: Serve) -> list[str]:
    client = serve(desk.url)
    return [client.get(path).text for path in PATHS]


def test_a_list_says_the_same_from_cards_and_from_the_tables(desk: Desk, serve: Serve) -> None:
    desk.take(make_page(1), make_figure(), arabic=make_arabic(1))
    desk.take(make_page(2, published_on=None, places=[]))
    desk.publish()
    from_cards = answers(desk, serve)
    with desk.engine.begin() as connection:
        assert len(connection.execute(publication_card.select()).all()) == 4
        connection.execute(delete(publication_card))
    assert answers(desk, serve) == from_cards


def test_a_release_makes_the_cards_of_what_it_changes_and_of_nothing_else(desk: Desk, serve: Serve) -> None:
    changed, same = desk.take(make_page(1)), desk.take(make_page(2))
    first = desk.publish()
    desk.take(make_page(1, title="Another title"), make_figure())
    desk.publish()
    with desk.engine.connect() as connection:
        cards = {(row.public_id, row.first_release, row.removed_in) for row in connection.execute(publication_card.select())}
    assert cards == {(changed, 1, 2), (changed, 2, None), (same, 1, None)}
    client = serve(desk.url)
    shown = {one["id"]: (one["title"], one["figure_count"]) for one in client.get("/v1/articles").json()["data"]}
    before = {
        one["id"]: (one["title"], one["figure_count"]) for one in client.get(f"/v1/articles?release={first}").json()["data"]
    }
    assert (shown[changed], before[changed]) == (("Another title", 1), ("Account number 1", 0))
    assert shown[same] == before[same] == ("Account number 2", 0)


def test_a_changed_label_makes_every_card_anew(desk: Desk, serve: Serve) -> None:
    desk.take(make_page(1))
    desk.publish()
    with desk.engine.begin() as connection:
        connection.execute(update(code).where(code.c.code == "hama").values(label_en="Hama, as it was"))
    desk.publish()  # the bundled label differs from the published one
    assert serve(desk.url).get("/v1/articles").json()["data"][0]["places"] == [{"code": "hama", "label": "Hama"}]


def test_cards_with_redacted_words_are_gone_and_lists_read_the_tables(desk: Desk, serve: Serve) -> None:
    kept, redacted = desk.take(make_page(1)), desk.take(make_page(2, summary="What happened to Ghaith."))
    desk.publish()
    with write_engine(desk.url).begin() as connection:
        redact(connection, redacted, Reason("safety"), ["Ghaith"])
        records = {row.public_id: row.record for row in connection.execute(publication_card.select())}
    assert (records[kept] is None, records[redacted]) == (False, None)
    shown = {one["id"]: one["summary"] for one in serve(desk.url).get("/v1/articles").json()["data"]}
    assert shown == {kept: "What happened.", redacted: "What happened to ██████."}


def test_cards_of_another_version_are_not_read(desk: Desk, serve: Serve) -> None:
    desk.take(make_page(1))
    desk.publish()
    with desk.engine.begin() as connection:
        connection.execute(update(publication_card).values(version=CARD_VERSION - 1, record="{}"))
    assert serve(desk.url).get("/v1/articles").json()["data"][0]["title"] == "Account number 1"


def test_what_lists_show_changes_only_with_the_version_of_the_cards() -> None:
    shape = hashlib.sha256(" ".join(column.name for column in columns_of(PublicationRecord)).encode()).hexdigest()[:8]
    assert (CARD_VERSION, shape) == (2, "3f1e7081")
