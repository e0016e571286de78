"""The service's view of the database: which releases there are, looked at once a second, and one of them to read from."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from sqlalchemy.exc import DBAPIError

from api.database import read_engine
from api.errors import Damaged, NotReady, Unavailable
from api.queries.codelists import Codelists, load_codelists
from api.queries.releases import find_release, list_releases, newest_number, newest_state
from api.queries.snapshot import ReleaseRow, Snapshot

_LOOK_SECONDS = 1.0
_KEPT_CODELISTS = 8
_DAMAGED_SECONDS = 3600


class Reader:
    """Reads releases. One for each worker; safe to use from several threads."""

    def __init__(self, url: str) -> None:
        self.engine = read_engine(url)
        self.damaged: frozenset[int] = frozenset()
        self._releases: tuple[ReleaseRow, ...] = ()
        self._state = (0, 0)
        self._looked_at = float("-inf")
        self._codelists: dict[int, Codelists] = {}
        self._lock = Lock()

    def releases(self) -> tuple[ReleaseRow, ...]:
        """Every release, oldest first, as known at most one second ago; NotReady before the first.

        Those that are not what their manifests say are left out; Damaged where that leaves none.
        """
        with self._lock:
            if time.monotonic() - self._looked_at > _LOOK_SECONDS:
                self._look()
            if not self._releases:
                raise NotReady(retry_after=5)
            good = tuple(one for one in self._releases if one.number not in self.damaged) if self.damaged else self._releases
            if not good:
                raise Damaged(retry_after=_DAMAGED_SECONDS)
            return good

    def release(self, asked: str | None, number: int | None = None) -> ReleaseRow:
        """The release that a `release` parameter or a cursor's number means.

        A number that is not known yet is looked for at once: another worker may be ahead. Unavailable if it is not found.
        """
        releases = self.releases()
        if number is not None and number > len(self._releases):
            self._looked_at = float("-inf")
            self.releases()
        if number in self.damaged or any(one.id == asked for one in self._damaged()):
            raise Damaged(retry_after=_DAMAGED_SECONDS)
        if number is None:
            return find_release(releases, asked)
        if not 1 <= number <= len(self._releases):
            raise Unavailable(retry_after=1)
        return self._releases[number - 1]

    @contextmanager
    def snapshot(self, release: ReleaseRow) -> Iterator[Snapshot]:
        """A release to read from, over one connection."""
        with self.engine.connect() as connection:
            lists = self._codelists.get(release.number)
            if lists is None:
                lists = load_codelists(connection, release.number)
                self._keep(release.number, lists)
            yield Snapshot(connection, release, lists)

    def is_answering(self) -> bool:
        """Whether the database answers now."""
        try:
            with self.engine.connect() as connection:
                return newest_number(connection) > 0
        except DBAPIError:
            return False

    def damaged_ids(self) -> list[str]:
        """The ids of the releases that are not served."""
        return [one.id for one in self._damaged()]

    def _damaged(self) -> list[ReleaseRow]:
        return [one for one in self._releases if one.number in self.damaged] if self.damaged else []

    def _look(self) -> None:
        """Reads the releases where there is a new one. A database that does not answer leaves the known ones standing."""
        try:
            with self.engine.connect() as connection:
                state = newest_state(connection)
                if state != self._state:
                    self._releases, self._state = list_releases(connection), state
        except DBAPIError:
            pass
        self._looked_at = time.monotonic()

    def _keep(self, number: int, lists: Codelists) -> None:
        with self._lock:
            self._codelists[number] = lists
            while len(self._codelists) > _KEPT_CODELISTS:
                self._codelists.pop(next(iter(self._codelists)))
