"""Publishing: whole or not at all, on both databases."""

import pytest
from factories import Desk, make_figure, make_page
from sqlalchemy import func, select

from api import models
from api.errors import Refusal
from api.ingest.review import accept, list_drafts, reject
from api.models import VERSIONED, in_release, table_of
from api.publishing.publish import Notes, publish


def test_a_release_takes_drafts_and_closes_what_they_replace(database: str) -> None:
    desk = Desk(database)
    desk.take(make_page(1), make_figure())
    first = desk.publish()
    desk.take(make_page(1, title="A better title"))
    desk.take(make_page(2))
    second = desk.publish()
    assert (first[-2:], second[-2:]) == (".1", ".2")
    table = models.publication_text
    with desk.engine.connect() as connection:
        titles = [
            list(connection.scalars(select(table.c.title).where(in_release(table, number)).order_by(table.c.title)))
            for number in (1, 2)
        ]
    assert titles == [["Account number 1"], ["A better title", "Account number 2"]]


def test_nothing_to_publish_is_refused_and_leaves_nothing(database: str) -> None:
    desk = Desk(database)
    with pytest.raises(Refusal, match="nothing to publish"):
        desk.publish()
    desk.take(make_page())
    desk.publish()
    with pytest.raises(Refusal, match="nothing to publish"):
        desk.publish()
    with desk.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(models.release)) == 1


def test_a_figure_that_nobody_accepted_waits_with_its_evidence(desk: Desk) -> None:
    public_id = desk.take(make_page(), make_figure(reviewed_on=None))
    desk.publish()
    for table in (models.figure, models.figure_evidence):
        with desk.engine.connect() as connection:
            assert connection.scalars(select(table.c.first_release)).all() == [None]
    with desk.engine.begin() as connection:
        assert [draft.figures for draft in list_drafts(connection)] == [1]
        assert accept(connection, [public_id], make_page().publication.published_on) == 1  # type: ignore[arg-type]
    desk.publish()
    for table in (models.figure, models.figure_evidence):
        with desk.engine.connect() as connection:
            assert connection.scalars(select(table.c.first_release)).all() == [2]


def test_a_rejected_draft_is_gone_and_an_unknown_id_is_refused(desk: Desk) -> None:
    kept, gone = desk.take(make_page(1)), desk.take(make_page(2), make_figure())
    with desk.engine.begin() as connection:
        assert reject(connection, [gone]) == (0, 6)
        assert [draft.public_id for draft in list_drafts(connection)] == [kept]
    with pytest.raises(Refusal, match="no draft has the id"), desk.engine.begin() as connection:
        reject(connection, [gone])


def test_a_clock_that_was_set_back_makes_no_release_older_than_the_one_before(desk: Desk) -> None:
    for number in (1, 2, 3):
        desk.take(make_page(number))
        desk.publish()
    with desk.engine.connect() as connection:
        times = connection.scalars(select(models.release.c.released_at).order_by(models.release.c.number)).all()
    assert times == sorted(set(times))


def test_every_versioned_row_of_the_sample_belongs_to_its_release(sample_url: str) -> None:
    with Desk(sample_url).engine.connect() as connection:
        for model in VERSIONED:
            assert set(connection.scalars(select(table_of(model).c.first_release))) == {1}


def test_a_rehearsal_that_is_rolled_back_changes_nothing(desk: Desk) -> None:
    desk.take(make_page())
    with desk.engine.connect() as connection, connection.begin() as transaction:
        assert publish(connection, Notes()).changes[1].added == 1
        transaction.rollback()
    with desk.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(models.release)) == 0
