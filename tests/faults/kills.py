"""kill -9 of a publish at random moments while readers read: `python tests/faults/kills.py 500` does it on both databases."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

sys.path.insert(0, str(Path(__file__).parents[1]))

from collections.abc import Iterator

from databases import Postgresql, Sqlite, postgresql_server
from factories import Desk, make_page
from faults.load import Load
from starlette.testclient import TestClient

from api.app import create_app
from api.ingest.drafts import store_page
from api.settings import Settings

PAGES = 10
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
# The number of a release, and the round of pages that it shows.
Shown = tuple[int, int]


class Trial:
    """A database, a service over it, and a publisher that is killed. Each round replaces all ten pages."""

    def __init__(self, url: str, client: TestClient, publisher: "subprocess.Popen[str]") -> None:
        self.desk = Desk(url)
        self.client = client
        self.publisher = publisher

    def run(self, kills: int) -> list[list[Shown]]:
        """What each reader saw, in its order. The last round is not killed."""
        moments = random.Random(kills)
        self._take(0)
        self._publish(after=None)
        mine: list[Shown] = []
        with Load(self.look, readers=1) as load:
            self._take(1)
            usual = self._publish(after=None)
            for turn in range(2, kills + 2):
                self._take(turn)
                # The first at once: however quick a machine becomes meanwhile, one at least is killed.
                self._publish(moments.uniform(0, 2 * usual) if turn > 2 else 0)
                mine.append(self.look())
            self._take(kills + 2)
            self._publish(after=None)
        return [*load.seen, [*mine, self.look()]]

    def look(self, release: str = "") -> Shown:
        """The release as it is served now; every one is whole."""
        if not release:
            self.client.app.metrics.reader._look()  # type: ignore[attr-defined]  # what the watch does within a second
        answer = self.client.get(f"/v1/articles?limit=100{release}").json()
        rounds = {int(article["title"].rpartition(" ")[2]) for article in answer["data"]}
        assert len(answer["data"]) == answer["meta"]["total"] == PAGES, "torn: a release without some of its pages"
        assert len(rounds) == 1, "torn: a release with pages of two rounds"
        return int(answer["meta"]["release"].rpartition(".")[2]), rounds.pop()

    def look_back(self) -> list[Shown]:
        """Every release, oldest first."""
        listed = self.client.get("/v1/articles").json()["meta"]["release"].rpartition(".")
        return [self.look(f"&release={listed[0]}.{number}") for number in range(1, int(listed[2]) + 1)]

    def _take(self, turn: int) -> None:
        with self.desk.engine.begin() as connection:
            for number in range(PAGES):
                store_page(connection, make_page(number, title=f"Account {number} of round {turn}"))

    def _publish(self, after: float | None) -> float:
        """Starts a publish and kills it after some seconds, or lets it end. Gives the seconds from start to end."""
        assert self.publisher.stdin
        assert self.publisher.stdout
        print("publish", file=self.publisher.stdin, flush=True)
        child, begun = int(self.publisher.stdout.readline()), time.monotonic()
        if after is not None:
            Event().wait(after)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        assert self.publisher.stdout.readline() == "ended\n"
        return time.monotonic() - begun


@contextmanager
def trial(url: str, client: TestClient) -> Iterator[Trial]:
    """A trial over an empty database and a service that serves it."""
    words = [sys.executable, "-c", PUBLISHER, url]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as publisher:
        yield Trial(url, client, publisher)


def check(seen: list[list[Shown]], back: list[Shown], kills: int) -> str:
    """Refuses an answer older than the one before, and a release that is gone; says what there was."""
    for shown in seen:
        assert shown == sorted(shown), "an answer older than the one before"
    assert [number for number, _ in back] == list(range(1, len(back) + 1)), "a release is gone"
    assert {one for shown in seen for one in shown} <= set(back), "what was shown is published no more"
    assert back[-1][1] == kills + 2, "the last publish is not shown"
    return f"{kills} kills, {len(back)} releases, {sum(map(len, seen))} answers: none torn, none older, no release gone"


def main() -> None:
    """So many kills on each database."""
    kills = int(sys.argv[1])
    with TemporaryDirectory() as name, postgresql_server() as server:
        folder = Path(name)
        for databases in (Sqlite(folder), Postgresql(server)):
            url = databases.make(folder)
            app = create_app(Settings(database_url=url, client_limits="", cache_bytes=0, data_dir=folder / "data"))
            begun = time.monotonic()
            with TestClient(app) as client, trial(url, client) as tried:
                said = check(tried.run(kills), tried.look_back(), kills)
            print(f"{type(databases).__name__}: {said}; {time.monotonic() - begun:.0f} s")  # noqa: T201  (a script prints)


if __name__ == "__main__":
    main()
