"""Publishing: whole or not at all, on both databases."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Event

import pytest
from conftest import Serve
from factories import Desk, make_figure, make_page
from sqlalchemy import func, select

from api import models
from api.database import migrate
from api.errors import Refusal
from api.ingest.drafts import store_page
from api.ingest.review import accept, list_drafts, reject
from api.models import VERSIONED, in_release, table_of
from api.publishing.publish import Notes, publish


def test_a_release_takes_drafts_and_closes_what_they_replace(both: str) -> None:
    desk = Desk(both)
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


def test_nothing_to_publish_is_refused_and_leaves_nothing(both: str) -> None:
    desk = Desk(both)
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


# One process imports the program once; each line that it reads makes a child of it publish.
PUBLISHER = """
import os, sys
from api.database import write_engine
from api.publishing.publish import Notes, publish
for _ in sys.stdin:
    child = os.fork()
    if child:
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)
    else:
        with write_engine(sys.argv[1]).begin() as connection:
            publish(connection, Notes())
        os._exit(0)
"""


def test_a_publish_that_is_killed_leaves_one_whole_release(tmp_path: Path, serve: Serve) -> None:
    """Killed at 50 random moments: the service shows the old release whole or the new one whole, never a mixture."""
    url = f"sqlite:///{tmp_path}/killed.db"
    migrate(url)
    desk, client, moments = Desk(url), serve(url), random.Random(50)
    shown: list[int] = []
    with _publisher(url) as publisher:
        _take_round(desk, 0)
        usual = _publish_and_kill(publisher, after=None)
        for turn in range(1, 51):
            _take_round(desk, turn)
            _publish_and_kill(publisher, moments.uniform(0, 2 * usual))
            client.app.metrics.reader._look()  # type: ignore[attr-defined]  # what the watch does within a second
            answer = client.get("/v1/articles?limit=100").json()
            rounds = {int(article["title"].rpartition(" ")[2]) for article in answer["data"]}
            assert len(answer["data"]) == answer["meta"]["total"] == 10
            assert len(rounds) == 1
            shown.append(rounds.pop())
            assert shown[-1] in (turn, *shown[-2:-1], 0)
    assert shown == sorted(shown)
    assert 1 < len(set(shown)) < 50


def _take_round(desk: Desk, turn: int) -> None:
    with desk.engine.begin() as connection:
        for number in range(10):
            store_page(connection, make_page(number, title=f"Account {number} of round {turn}"))


def _publisher(url: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PUBLISHER, url]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _publish_and_kill(publisher: subprocess.Popen[str], after: float | None) -> float:
    """Starts a publish and kills it after some seconds, or lets it end. Gives the seconds from start to end."""
    assert publisher.stdin
    assert publisher.stdout
    print("publish", file=publisher.stdin, flush=True)
    child, begun = int(publisher.stdout.readline()), time.monotonic()
    if after is not None:
        Event().wait(after)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    assert publisher.stdout.readline() == "ended\n"
    return time.monotonic() - begun


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
