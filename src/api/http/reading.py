"""The service's view of its databases: which releases there are, looked at once a second, and one of them to read from."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Hashable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from starlette.concurrency import run_in_threadpool

from api.database import DATABASE_ERRORS, QUERY_SECONDS
from api.errors import Damaged, NotReady, Unavailable
from api.http.lane import AtHand, Lane
from api.http.sources import Source, State, connected
from api.queries.codelists import Codelists, load_codelists
from api.queries.releases import find_release, list_releases, newest_number
from api.queries.snapshot import ReleaseRow, Snapshot

_LOOK_SECONDS = 1.0
_SILENT_SECONDS = 2.0
_KEPT_CODELISTS = 8
_DAMAGED_SECONDS = 3600
_KEPT_TOTALS = 4096
_KEPT_PREPARED = 512

Key = TypeVar("Key")
Value = TypeVar("Value")


class Latest(OrderedDict[Key, Value]):
    """A dictionary that holds what was put into it last, so many things at most. Safe to use from several threads."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._lock = Lock()

    def __setitem__(self, key: Key, value: Value) -> None:
        with self._lock:
            super().__setitem__(key, value)
            if len(self) > self._most:
                self.popitem(last=False)


class Reader:
    """Reads releases. One for each worker; safe to use from several threads."""

    def __init__(self, *urls: str, seconds: float = QUERY_SECONDS, connections: int = 6) -> None:
        self.sources = tuple(Source(url, seconds, connections) for url in urls)
        self.damaged: frozenset[int] = frozenset()
        self._releases: tuple[ReleaseRow, ...] = ()
        self._state: State = (0, 0)
        self._looked_at = self._answered_at = float("-inf")
        self._codelists: Latest[int, Codelists] = Latest(_KEPT_CODELISTS)
        # How many records a question of a release has in all; within a release that cannot change.
        self.totals: Latest[Hashable, int] = Latest(_KEPT_TOTALS)
        self._prepared: Latest[Hashable, Any] = Latest(_KEPT_PREPARED)
        self._lane = Lane()
        self._at_hand: AtHand | None = None
        self._lock = Lock()
        self._is_watched = False

    @property
    def engines(self) -> tuple[Engine, ...]:
        """All that are read with, of the database that is read first before the others."""
        return tuple(engine for source in self.sources for engine in source.engines)

    @property
    def silent_seconds(self) -> int:
        """How long no database has answered; 0 while one does."""
        silent = time.monotonic() - self._answered_at
        return int(silent) if self._is_watched and silent > _SILENT_SECONDS else 0

    async def run(self, read: Callable[[], Value], *, briefly: bool = False) -> Value:
        """What a function that reads gives. It does so in a thread; what reads briefly, where that is the quickest."""
        return await ((self._at_hand or self._lane).run(read) if briefly else run_in_threadpool(read))

    def close(self) -> None:
        """Gives all connections and threads back."""
        self._lane.close()
        for source in self.sources:
            source.close()

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Looks for releases beside the requests, so that none waits for it, nor for a database that hangs."""
        await asyncio.to_thread(self._look)
        if all(source.near for source in self.sources):
            self._at_hand = AtHand(self._lane, self._let_go)
        stopping = asyncio.Event()
        watching = asyncio.create_task(self._watch(stopping))
        self._is_watched = True
        try:
            yield
        finally:
            self._is_watched, self._at_hand = False, None
            stopping.set()
            await watching

    def releases(self) -> tuple[ReleaseRow, ...]:
        """Every release, oldest first, as known at most one second ago; NotReady before the first.

        Those that are not what their manifests say are left out; Damaged where that leaves none.
        """
        if not self._is_watched and time.monotonic() - self._looked_at > _LOOK_SECONDS:
            self._look()
        if not self._releases:
            raise NotReady(retry_after=5)
        good = tuple(one for one in self._releases if one.number not in self.damaged) if self.damaged else self._releases
        if not good:
            raise Damaged(retry_after=_DAMAGED_SECONDS)
        return good

    def release(self, asked: str | None, number: int | None = None) -> ReleaseRow:
        """The release that a `release` parameter or a cursor's number means.

        A number that is not known yet is looked for at once, except in the loop's thread: another worker may be ahead.
        Unavailable if it is not found.
        """
        releases = self.releases()
        if number is not None and not self.knows(number) and not self._is_in_loop():
            self._look()
        if number in self.damaged or any(one.id == asked for one in self._damaged()):
            raise Damaged(retry_after=_DAMAGED_SECONDS)
        if number is None:
            return find_release(releases, asked)
        if not 1 <= number <= len(self._releases):
            raise Unavailable(retry_after=1)
        return self._releases[number - 1]

    def knows(self, number: int) -> bool:
        """Whether a release of this number has been seen."""
        return number <= len(self._releases)

    @contextmanager
    def snapshot(self, release: ReleaseRow, question: Hashable = None) -> Iterator[Snapshot]:
        """A release to read from, over one connection; with the total of a question, where it is known.

        A replica that lacks the release, or a redaction of it, is passed over.
        """
        with self._connected((release.number, release.redactions)) as connection:
            lists = self._codelists.get(release.number)
            if lists is None:
                lists = self._codelists[release.number] = load_codelists(connection, release.number)
            total, may_count = self.totals.get(question), not self._is_in_loop()
            yield Snapshot(connection, release, lists, total, self._prepared, may_count)

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """A connection to a database that has all that is known."""
        with self._connected(self._state) as connection:
            yield connection

    def _connected(self, least: State) -> AbstractContextManager[Connection]:
        return connected(self.sources, least, in_loop=self._is_in_loop())

    def _is_in_loop(self) -> bool:
        return self._at_hand is not None and self._at_hand.is_here()

    def _let_go(self) -> None:
        for source in self.sources:
            source.let_go()

    def is_answering(self) -> bool:
        """Whether a database answers now that has all that is known."""
        try:
            with self.connected() as connection:
                return newest_number(connection) > 0
        except (*DATABASE_ERRORS, Unavailable):
            return False

    def damaged_ids(self) -> list[str]:
        """The ids of the releases that are not served."""
        return [one.id for one in self._damaged()]

    def _damaged(self) -> list[ReleaseRow]:
        return [one for one in self._releases if one.number in self.damaged] if self.damaged else []

    def newest(self) -> int:
        """The number of the newest release that any database has, looked for now."""
        self._look()
        return self._state[0]

    def _look(self) -> None:
        """Reads the releases where there is a new one. A database that does not answer leaves the known ones standing.

        What was seen once is never taken back: a database that has less is behind.
        """
        with self._lock:
            for source in self.sources:
                with suppress(*DATABASE_ERRORS):
                    source.look()
                    self._answered_at = time.monotonic()
                    if source.state[0] and source.state > self._state:
                        self._take(source)
            self._looked_at = time.monotonic()

    def _take(self, source: Source) -> None:
        with source.engine.connect() as connection:
            self._releases = list_releases(connection)
        newest = self._releases[-1]
        source.state = self._state = (newest.number, newest.redactions)

    async def _watch(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            await asyncio.to_thread(self._look)
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS / 2):
                    await stopping.wait()
